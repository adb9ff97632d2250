// How many alerts an audience may be given a day, how many a narrative may give, and which conversations wait for the
// next day.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "base/codec.hpp"
#include "base/time.hpp"
#include "conversation/conversation.hpp"
#include "rules/policy.hpp"

namespace sait {

struct Narrative;

/// Whose alerts of a day are counted. `trial`: a narrative's that only analysts are told of.
enum class Purse : std::uint8_t { audience, narrative, trial };

/// Days are those of UTC. Not thread-safe; only what it is told decides.
class Budget {
 public:
  /// Whether one more alert may open or be raised to `posture` for `audience` on the day of `tick`. What advises no
  /// more than to watch has half of a day's alerts (rounded up): it must not keep out what asks for work.
  [[nodiscard]] bool allows(const Policy& policy, const std::string& audience, Posture posture, Time tick) const;
  /// Whether the narrative, which declares how many, may give one more. `purse`: narrative or trial.
  [[nodiscard]] bool allows(const Narrative& narrative, Purse purse, Time tick) const;
  void spend(Purse purse, const std::string& id, Time tick);
  /// Days before that of `tick`.
  void forget(Time tick);

  /// A conversation whose alert would have opened or risen.
  struct Held {
    Time since;                          // when it first would have
    Posture posture = Posture::monitor;  // to this
    bool over_narratives_own = false;    // its narrative had given what it declares: it stands in a digest

    void save(Encoder& out) const;
    [[nodiscard]] bool load(Decoder& in);
    friend bool operator==(const Held&, const Held&) = default;
  };
  /// Remembers it. `held.since` counts the first time alone, and what once stood in a digest stays there.
  void hold(const ConversationKey& key, Held held);
  void release(const ConversationKey& key) { held_.erase(key); }
  [[nodiscard]] std::optional<Held> find(const ConversationKey& key) const;
  [[nodiscard]] const std::map<ConversationKey, Held>& held() const { return held_; }
  /// Whose turn it is when a day begins: the highest posture first, then who waits longest; who does not wait comes
  /// last.
  [[nodiscard]] std::pair<int, Time> place_of(const ConversationKey& key) const;

  /// When the next day begins.
  [[nodiscard]] static Time next_day(Time tick);

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct Spent {
    Time day;
    std::uint64_t alerts = 0;
  };
  static constexpr std::size_t kPurses = 3;
  [[nodiscard]] std::uint64_t spent(Purse purse, const std::string& id, Time tick) const;

  std::array<std::map<std::string, Spent>, kPurses> spent_;  // by id
  std::map<ConversationKey, Held> held_;
};

}  // namespace sait
