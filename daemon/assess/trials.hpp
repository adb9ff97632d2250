// What rules on trial (shadow, testing) would have told a team: counted by conversation and day.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "base/codec.hpp"
#include "base/time.hpp"
#include "conversation/conversation.hpp"
#include "model/assessment.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// Alerts are those that would have opened or risen. Days are those of UTC.
struct Trial {
  Maturity maturity = Maturity::shadow;
  Time first, last;                               // when it would have told something
  std::array<std::uint64_t, kPostures> raised{};  // by the posture reached, since `first`
  std::map<Time, std::uint64_t> days;             // by day, of the last 28 that had any

  [[nodiscard]] std::uint64_t alerts() const;
  /// The same within the 7 days that end with that of `now`.
  [[nodiscard]] std::uint64_t alerts_in_week(Time now) const;
  /// Of the 28 days that end with that of `now`.
  [[nodiscard]] std::uint64_t most_in_a_day(Time now) const;
  /// alerts() must not be 0.
  [[nodiscard]] Posture highest() const;
};

/// Not thread-safe; only what it is told decides.
class Trials {
 public:
  void note(const ConversationKey& key, Maturity maturity, Posture posture, Time tick);
  /// What is no longer on trial by these rules is forgotten. From the shadow to testing and back a trial goes on.
  void rules_changed(const RuleSet& rules);
  [[nodiscard]] const std::map<ConversationKey, Trial>& all() const { return trials_; }

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  std::map<ConversationKey, Trial> trials_;
};

/// A trial as it stands, for those who watch.
struct TrialState {
  ConversationKey key;
  Trial trial;
  std::optional<Posture> advised;  // now
};

}  // namespace sait
