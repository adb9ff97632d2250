// Alerts of a narrative beyond the budget it declares, grouped for the analysts: alerts of kind "digest".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assess/budget.hpp"
#include "base/codec.hpp"
#include "model/alert.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// One digest a narrative, open while conversations of it wait. Not thread-safe; only what it is told decides.
class Digests {
 public:
  /// A digest that holds more, or otherwise, is told again after this; one that holds something higher, or has run out,
  /// at once.
  static constexpr Duration kToldAgain = std::chrono::hours(1);

  /// The digests to be told at `tick`, by narrative; sequence, rules and policy are the caller's. `rules` may be
  /// nullptr.
  [[nodiscard]] std::vector<Alert> run_tick(const std::map<ConversationKey, Budget::Held>& held, const RuleSet* rules,
                                            Time tick);
  /// When one is to be told again; Time::max() if none is open.
  [[nodiscard]] Time next_due() const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  using Waiting = std::map<std::string, Budget::Held>;  // by audience
  struct Digest {
    Time opened_at, said_at;
    std::uint32_t revision = 0;
    Posture posture = Posture::no_engagement;  // the highest it was last told to hold
    Waiting said;
    bool changed = false;  // since
  };
  [[nodiscard]] static std::optional<AlertChange> change_of(Digest& digest, const Waiting& waiting, Time tick);

  std::map<std::string, Digest> open_;  // by narrative
};

}  // namespace sait
