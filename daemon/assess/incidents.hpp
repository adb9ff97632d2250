// The operator's incidents that are open: which conversation stands in one, and whose advice one has changed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "assess/standing.hpp"
#include "base/codec.hpp"
#include "conversation/conversation.hpp"
#include "model/record.hpp"
#include "rules/rule_set.hpp"

namespace sait {

struct OpenIncident {
  IncidentRecord declared;
  Time opened_at;  // the stamp of its record
};

/// Not thread-safe; the fold owns it. Times are the journal's.
class Incidents {
 public:
  /// Takes a record, in their order: one more incident, or the end of one.
  void add(const IncidentRecord& incident, Time stamp);

  /// Ends what has run out at `tick`, and gives all that has opened or ended since the last call.
  [[nodiscard]] std::vector<IncidentRecord> run_tick(Time tick);

  /// When the next one ends by itself; Time::max() if none will.
  [[nodiscard]] Time next_end() const;

  /// In the order in which they were opened.
  [[nodiscard]] const std::vector<OpenIncident>& open() const { return open_; }

  /// The one this conversation stands in: it awaits official facts, and its last claim lies in what the incident
  /// reaches back to. Of several the one opened last, which knows most; nullptr if there is none. Valid until the next
  /// add().
  [[nodiscard]] const IncidentRecord* of(const ConversationKey& key, const Standing& standing,
                                         const Conversation& conversation) const;

  /// Whether an open alert was last looked at in another incident (nullptr: in none) than this; notes the new one.
  [[nodiscard]] bool moves(const ConversationKey& key, const IncidentRecord* incident);
  /// The alert is closed.
  void forget(const ConversationKey& key) { stands_in_.erase(key); }

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  std::vector<OpenIncident> open_;
  std::vector<IncidentRecord> changed_;               // since the last tick
  std::map<ConversationKey, std::string> stands_in_;  // of open alerts; in none: not here
};

/// Whether the incident is about this conversation, by what its operator named.
[[nodiscard]] bool covers(const IncidentRecord& incident, const ConversationKey& key);

}  // namespace sait
