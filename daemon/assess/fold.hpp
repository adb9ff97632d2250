// The one fold: journal records in, alerts out. Live, restart and replay call the same advance().
//
// Records between two ticks are kept and folded at the tick in the order (event time, platform, post key, seq): neither
// batch cuts nor the number of workers can matter. Decisions are made at ticks only.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assess/alert_life.hpp"
#include "assess/budget.hpp"
#include "assess/digests.hpp"
#include "assess/events_near.hpp"
#include "assess/incidents.hpp"
#include "assess/notices.hpp"
#include "assess/surroundings.hpp"
#include "assess/trials.hpp"
#include "conversation/conversation.hpp"
#include "model/alert.hpp"
#include "model/record.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// Finds a rule set by its hash; nullptr when it is not known.
using RulesByHash = std::function<std::shared_ptr<const RuleSet>(const Digest&)>;

/// What is told. Rules in the shadow are judged and counted, and told to nobody; of rules in testing analysts are told.
/// `shadow_too`: analysts are told of both, beside any budget. What is on trial has no say in what others are advised.
enum class Telling : std::uint8_t { as_declared, shadow_too };

/// Not thread-safe; the writer owns it. Only records decide what it does: no clock, no randomness.
class Fold {
 public:
  explicit Fold(RulesByHash rules_by_hash, Telling telling = Telling::as_declared)
      : rules_by_hash_(std::move(rules_by_hash)), telling_(telling) {}
  ~Fold() = default;
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;
  Fold(Fold&&) = default;
  Fold& operator=(Fold&&) = default;

  /// Takes the next journal record; a tick record may add alerts to `out`. error[unknown-rules] when a rules record
  /// names a set that cannot be had.
  [[nodiscard]] Status advance(Record record, std::vector<Alert>& out);

  /// State as of the last tick. The records after position() are not in it: whoever loads it advances through them
  /// again.
  [[nodiscard]] std::string save() const;
  [[nodiscard]] Status load(std::string_view bytes);

  /// The seq of the last tick record folded; 0 before the first.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] Time last_tick() const { return last_tick_; }
  [[nodiscard]] std::size_t conversations() const { return conversations_.size(); }
  /// Without those of rules on trial, as open_by_posture().
  [[nodiscard]] std::size_t open_alerts() const;
  [[nodiscard]] const std::array<std::size_t, kPostures>& open_by_posture() const { return open_; }
  /// Conversations whose alert waits for the next day's budget.
  [[nodiscard]] std::size_t held_back() const { return budget_.held().size(); }
  /// What rules in shadow or testing would have told, by (narrative, audience).
  [[nodiscard]] std::vector<TrialState> trials() const;
  /// Of the last alert made; 0 before the first.
  [[nodiscard]] std::uint64_t last_sequence() const { return sequence_; }
  /// The operator's incidents that are open, with what the next tick will fold.
  [[nodiscard]] std::vector<OpenIncident> open_incidents() const;
  /// Records that the next tick will fold.
  [[nodiscard]] bool has_pending() const { return !pending_.empty(); }

 private:
  struct Entry {
    Conversation conversation;
    AlertLife life;
    Maturity as = Maturity::retired;  // what it is judged as; retired: it opens nothing
    Time due = Time::max();           // when it is visited without a post
    bool touched = false;             // it stands in touched_
  };
  using Entries = std::map<ConversationKey, Entry>;
  // Where a conversation is, by views of its own key: a post asks this once for each of its matches.
  using KeyView = std::pair<std::string_view, std::string_view>;
  struct KeyHash {
    std::size_t operator()(const KeyView& key) const {
      constexpr std::hash<std::string_view> kHash;
      return kHash(key.first) * 31 + kHash(key.second);
    }
  };
  using Index = std::unordered_map<KeyView, Entries::iterator, KeyHash>;

  [[nodiscard]] const AudienceView& view_of(const std::string& audience, Time tick);
  void forget_past(Time tick);
  [[nodiscard]] Entries::iterator find(std::string_view narrative, std::string_view audience);
  [[nodiscard]] Entries::iterator find_or_add(const std::string& narrative, const std::string& audience);
  void touch(Entries::iterator at);
  [[nodiscard]] Status apply_pending(const TickRecord& tick);
  void fold_post(const Record& record);
  void fold_replies(const PostRecord& post);
  [[nodiscard]] bool reaches_affected(const PostRecord& post, const ConversationKey& key) const;
  void fold_engagement(const EngagementRecord& change);
  void fold_deletion(const Record& record);
  void run_tick(Time tick, std::vector<Alert>& out);
  void change_rules(std::shared_ptr<const RuleSet> rules);
  void tell(std::vector<Alert> alerts, std::vector<Alert>& out);
  void touch_incidents(Time tick);
  void touch_calendar(Time tick);
  [[nodiscard]] bool is_about(const NearEvent& event, const std::string& audience) const;
  [[nodiscard]] Time next_due() const;
  void look_at_incident(const ConversationKey& key, const Entry& entry, const IncidentRecord* incident,
                        Decision& decision);
  void visit(Entries::iterator at, Time tick, std::vector<Alert>& out);
  void follow_maturity(Entries::value_type& item, const Narrative& narrative, Time tick, std::vector<Alert>& out);
  void judge(Entries::value_type& item, const Narrative& narrative, bool may_alert, Time tick, std::vector<Alert>& out);
  [[nodiscard]] std::optional<AlertStep> step(Entries::value_type& item, const Narrative& narrative,
                                              const Assessment& assessment, const Decision& decision, bool may_alert,
                                              Time tick);
  void end_without_rules(const ConversationKey& key, Entry& entry, Time tick, std::vector<Alert>& out);
  [[nodiscard]] const Policy& policy_at_hand() const;
  void schedule(const ConversationKey& key, Entry& entry, Time due);
  void reschedule(Entries::iterator at, Time tick);
  [[nodiscard]] bool is_told(const Entry& entry) const;
  void note_open(const ConversationKey& key, const Entry& entry, int by);
  [[nodiscard]] Alert make_alert(const ConversationKey& key, const Entry& entry, const Narrative& narrative,
                                 const Standing& standing, const Assessment& assessment, const Decision& decision,
                                 const AlertStep& step, Time tick, const IncidentRecord* incident = nullptr);

  RulesByHash rules_by_hash_;
  Telling telling_;
  std::shared_ptr<const RuleSet> rules_;
  Surroundings surroundings_;
  Notices notices_;
  Budget budget_;
  Digests digests_;
  Trials trials_;
  Incidents incidents_;
  Entries conversations_;
  Index index_;                          // of conversations_
  std::map<ConversationKey, Run> runs_;  // the last one of conversations that are over, for two years
  std::set<std::pair<Time, ConversationKey>> due_;
  CalendarWatch calendar_;
  std::array<std::size_t, kPostures> open_{};  // alerts, by the posture they advise now
  std::uint64_t sequence_ = 0;                 // of the last alert
  std::uint64_t position_ = 0;
  Time last_tick_ = Time::min();

  std::vector<Record> pending_;                // since the last tick
  bool pending_incidents_ = false;             // among them
  std::vector<Entries::iterator> touched_;     // by pending_, while a tick is applied; each once
  std::vector<SpeechAct> acts_, former_acts_;  // of the post and conversation at hand
  std::map<std::string, int> threats_;         // by audience: open alerts that go to the safety row
  std::set<std::string> threatened_;           // audiences that had some when the tick began
  std::map<std::string, AudienceView> views_;  // by audience, of the tick that runs
};

}  // namespace sait
