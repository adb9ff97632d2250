// Which of the last 28 days' hours were seen: an hour without anybody watching is no quiet hour.
#pragma once

#include <bitset>

#include "base/codec.hpp"
#include "conversation/timeline.hpp"

namespace sait {

class WatchedHours {
 public:
  static constexpr std::size_t kHours = static_cast<std::size_t>(Timeline::kKept + kDayHours);  // 28 days, and today

  /// Makes `hour` the newest one; the hours between were not seen. Never goes back.
  void advance(Hour hour);
  void set(Hour hour, bool seen = true);
  [[nodiscard]] bool seen(Hour hour) const;
  [[nodiscard]] std::size_t count() const { return bits_.count(); }

  void forget_before(Hour hour);
  /// Takes away what `other` has.
  WatchedHours& operator-=(const WatchedHours& other);

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  [[nodiscard]] WatchedHours at(Hour newest) const;

  Hour newest_ = 0;
  std::bitset<kHours> bits_;  // bit i: newest_ - i
};

}  // namespace sait
