// How many alerts an audience may be given a day, and which conversations wait for the next one.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/codec.hpp"
#include "base/time.hpp"
#include "conversation/conversation.hpp"
#include "rules/policy.hpp"

namespace sait {

/// Days are those of UTC. Not thread-safe; only what it is told decides.
class Budget {
 public:
  /// Whether one more alert may open or be raised to `posture` for `audience` on the day of `tick`. What advises no
  /// more than to watch has half of a day's alerts (rounded up): it must not keep out what asks for work.
  [[nodiscard]] bool allows(const Policy& policy, const std::string& audience, Posture posture, Time tick) const;
  void spend(const std::string& audience, Time tick);

  /// Remembers a conversation whose alert would have opened or risen at `tick`, since it first would have.
  void hold(const ConversationKey& key, Time tick) { held_.emplace(key, tick); }
  void release(const ConversationKey& key) { held_.erase(key); }
  [[nodiscard]] std::optional<Time> held_since(const ConversationKey& key) const;
  [[nodiscard]] std::size_t held() const { return held_.size(); }

  /// When the next day begins.
  [[nodiscard]] static Time next_day(Time tick);

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct Spent {
    Time day;
    std::uint64_t alerts = 0;
  };
  std::map<std::string, Spent> spent_;  // by audience
  std::map<ConversationKey, Time> held_;
};

}  // namespace sait
