#include "assess/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "assess/counted.hpp"

namespace sait {
std::uint64_t unseen_too(std::uint64_t count, double lost) {
  constexpr double kLeastSeen = 1.0 / 24;
  if (lost <= 0) return count;
  return static_cast<std::uint64_t>(std::ceil(static_cast<double>(count) / std::max(1 - lost, kLeastSeen)));
}

namespace {

constexpr std::uint64_t kMostPeople = 8'000'000'000;  // whatever a platform counts: there are no more

}  // namespace

Interval reach_of(const WindowSums& sums, std::uint64_t engagement, std::uint64_t authors, double lost) {
  constexpr std::array<std::uint64_t, kFollowerTiers> kFull{1'000, 10'000, 100'000, 1'000'000, 10'000'000};
  Interval reach;
  reach.low = std::min(std::max({positive(sums.views), engagement, authors}), kMostPeople);
  for (std::size_t tier = 0; tier < kFollowerTiers; ++tier) reach.high += positive(sums.tiers[tier]) * kFull[tier];
  reach.high = std::min(unseen_too(std::max(reach.high, reach.low), lost), kMostPeople);
  reach.estimate = reach.low;
  return reach;
}

std::optional<Oxygen> oxygen_of(const Conversation& conversation, const AudienceView& view, const Policy& policy,
                                Hour last) {
  const auto people = policy.people_on_channels(view.audience);
  if (people == 0) return std::nullopt;
  const auto first = last - Timeline::kKept + 1;
  const auto sums = conversation.window(first, last);
  const auto seen = reach_of(sums, positive(sums.engagement),
                             conversation.timeline().authors(first, last, SpeechAct::claim), view.coverage.lost);
  if (seen.low == 0) return std::nullopt;
  const auto each = [](std::uint64_t told, std::uint64_t have_seen) {
    return in_tenths(static_cast<double>(told) / static_cast<double>(have_seen));
  };
  return Oxygen{people, each(people - std::min(people, seen.high), seen.high), each(people, seen.low)};
}

std::string text_of(const Oxygen& oxygen) {
  const auto each = oxygen.low == oxygen.high ? fmt::format("{}", oxygen.low)
                                              : fmt::format("between {} and {}", oxygen.low, oxygen.high);
  return fmt::format(
      "Answering on our own channels ({} people) would newly tell {} people for each one who has seen it.",
      with_commas(oxygen.people), each);
}

}  // namespace sait
