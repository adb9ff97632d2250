// How fast a conversation grows or decays, from its claims hour by hour, with what can be said of it for certain.
//
// The logarithm of the hourly count is taken for a straight line, plus a random walk (one post brings others: what
// drives a conversation up or down stays for hours), plus the noise of counting. How strong the walk is cannot be known
// from a dozen numbers, so the line is fitted for several strengths, each weighed by its likelihood (REML): Harvey,
// "Forecasting, structural time series models and the Kalman filter" (1989), local level with drift. A fit that knew
// counting noise alone would be far too sure where posts bring posts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/assessment.hpp"

namespace sait {

/// Hours a rate is taken from at most: what went before says little about now.
inline constexpr std::size_t kGrowthHours = 12;

/// Growth of the logarithm of posts an hour, an hour; below 0: decay. The interval holds the truth in 95 of 100 cases.
struct GrowthRate {
  double low = 0, estimate = 0, high = 0;
};

/// Of the newest kGrowthHours of `hourly`, oldest first. Nothing where there are fewer than 4 hours or 10 posts.
[[nodiscard]] std::optional<GrowthRate> growth_rate(std::span<const std::int64_t> hourly);

/// Hours until it is twice (half) as much; without an upper end it may as well not grow (decay). Nothing where growth
/// (decay) is ruled out.
[[nodiscard]] std::optional<HoursInterval> doubling_time(const GrowthRate& rate);
[[nodiscard]] std::optional<HoursInterval> half_life(const GrowthRate& rate);

}  // namespace sait
