#include "assess/platform_clock.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "assess/counted.hpp"

namespace sait {

PlatformClock clock_of(const Conversation& conversation, const Policy& policy) {
  const auto& totals = conversation.platform_totals();
  std::vector<std::pair<Duration, std::int64_t>> slowest;
  for (const auto& [platform, half_life] : policy.clocks) {
    if (const auto its = totals.claims_of(platform); its > 0) slowest.emplace_back(half_life, its);
  }
  std::ranges::sort(slowest, std::greater());
  const auto all = totals.claims();
  PlatformClock clock;
  std::int64_t slow = 0;
  for (const auto& [half_life, its] : slowest) {
    slow += its;
    if (2 * slow < all) continue;
    clock.half_life = half_life;
    break;
  }
  if (clock.half_life <= std::chrono::hours(clock.growth)) return PlatformClock{};
  const auto hours = std::chrono::ceil<std::chrono::hours>(clock.half_life).count();
  clock.growth = std::min(hours, kDayHours);
  clock.days = (2 * hours + kDayHours - 1) / kDayHours;
  return clock;
}

bool fades(const Conversation& conversation, const PlatformClock& clock, double factor, std::uint64_t peak, Hour last) {
  std::uint64_t highest = 0;
  for (Hour day = 0; day < clock.days; ++day) {
    const auto end = last - day * kDayHours;
    highest = std::max(highest, positive(conversation.claims(end - 23, end)));
  }
  const auto span = clock.days * kDayHours;
  return static_cast<double>(highest) < factor * static_cast<double>(peak) &&
         conversation.claims(last - span + 1, last) <= conversation.claims(last - 2 * span + 1, last - span);
}

bool watched_for(const WatchedHours& watched, const PlatformClock& clock, Hour last) {
  if (clock.days == 1) return true;
  for (auto hour = last - clock.days * kDayHours + 1; hour <= last; ++hour) {
    if (!watched.seen(hour)) return false;
  }
  return true;
}

}  // namespace sait
