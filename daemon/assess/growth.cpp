#include "assess/growth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace sait {
namespace {

constexpr std::size_t kLeastHours = 4;
constexpr std::int64_t kLeastPosts = 10;

// What is tried for the variance of the walk's steps, an hour.
constexpr std::array<double, 8> kWalks{0, 0.003, 0.01, 0.03, 0.08, 0.2, 0.5, 1.2};

// Student's t, 97.5 %, by degrees of freedom from 1.
constexpr std::array<double, 9> kStudent{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};

using Column = std::array<double, kGrowthHours>;

struct Logarithms {
  std::size_t hours = 0;
  Column value{}, variance{};
};

Logarithms logarithms_of(std::span<const std::int64_t> hourly) {
  Logarithms logs;
  logs.hours = hourly.size();
  const auto count = [&](std::size_t i) { return static_cast<double>(std::max<std::int64_t>(0, hourly[i])); };
  for (std::size_t i = 0; i < logs.hours; ++i) {
    // The variance from the hour and its neighbours: a count that is low by chance would pass for a poor witness.
    const auto first = i > 0 ? i - 1 : i, last = std::min(i + 1, logs.hours - 1);
    double sum = 0;
    for (auto k = first; k <= last; ++k) sum += count(k);
    logs.value[i] = std::log(count(i) + 0.5);
    logs.variance[i] = 1 / (sum / static_cast<double>(last - first + 1) + 0.5);
  }
  return logs;
}

struct Line {
  double slope = 0, variance = 0;  // of the slope
  double likelihood = 0;           // logarithm, up to a constant
};

// Generalised least squares: the covariance of the logarithms is LL', and everything is divided by L.
Line fit_line(const Logarithms& logs, double walk) {
  std::array<Column, kGrowthHours> factor{};
  Column ones{}, times{}, values{};
  double log_determinant = 0;
  const auto middle = static_cast<double>(logs.hours - 1) / 2;
  for (std::size_t i = 0; i < logs.hours; ++i) {
    for (std::size_t k = 0; k <= i; ++k) {
      double sum = walk * static_cast<double>(k + 1) + (i == k ? logs.variance[i] : 0);
      for (std::size_t m = 0; m < k; ++m) sum -= factor[i][m] * factor[k][m];
      factor[i][k] = i == k ? std::sqrt(sum) : sum / factor[k][k];
    }
    double one = 1, time = static_cast<double>(i) - middle, value = logs.value[i];
    for (std::size_t m = 0; m < i; ++m) {
      one -= factor[i][m] * ones[m];
      time -= factor[i][m] * times[m];
      value -= factor[i][m] * values[m];
    }
    ones[i] = one / factor[i][i];
    times[i] = time / factor[i][i];
    values[i] = value / factor[i][i];
    log_determinant += 2 * std::log(factor[i][i]);
  }
  const auto product = [&](const Column& a, const Column& b) {
    double sum = 0;
    for (std::size_t i = 0; i < logs.hours; ++i) sum += a[i] * b[i];
    return sum;
  };
  const auto oo = product(ones, ones), ot = product(ones, times), tt = product(times, times);
  const auto ov = product(ones, values), tv = product(times, values);
  const auto determinant = oo * tt - ot * ot;
  const auto level = (tt * ov - ot * tv) / determinant;
  Line line;
  line.slope = (oo * tv - ot * ov) / determinant;
  line.variance = oo / determinant;
  const auto residual = product(values, values) - level * ov - line.slope * tv;
  line.likelihood = -0.5 * (log_determinant + std::log(determinant) + residual);
  return line;
}

std::optional<HoursInterval> hours_of(double slow, double estimate, double fast) {
  if (fast <= 0) return std::nullopt;
  const auto hours = [](double rate) -> std::optional<double> {
    if (rate <= 0) return std::nullopt;
    return std::numbers::ln2 / rate;
  };
  return HoursInterval{hours(fast), hours(estimate), hours(slow)};
}

}  // namespace

std::optional<GrowthRate> growth_rate(std::span<const std::int64_t> hourly) {
  if (hourly.size() > kGrowthHours) hourly = hourly.last(kGrowthHours);
  std::int64_t posts = 0;
  for (const auto count : hourly) posts += std::max<std::int64_t>(0, count);
  if (hourly.size() < kLeastHours || posts < kLeastPosts) return std::nullopt;
  const auto logs = logarithms_of(hourly);
  std::array<Line, kWalks.size()> lines;
  std::ranges::transform(kWalks, lines.begin(), [&](double walk) { return fit_line(logs, walk); });
  const auto best = std::ranges::max(lines, {}, &Line::likelihood).likelihood;
  double weights = 0, slope = 0, variance = 0;
  for (const auto& line : lines) {
    const auto weight = std::exp(line.likelihood - best);
    weights += weight;
    slope += weight * line.slope;
  }
  slope /= weights;
  for (const auto& line : lines) {
    const auto apart = line.slope - slope;
    variance += std::exp(line.likelihood - best) / weights * (line.variance + apart * apart);
  }
  const auto reach = kStudent[hourly.size() - 3 - 1] * std::sqrt(variance);  // level, slope and walk are fitted
  return GrowthRate{slope - reach, slope, slope + reach};
}

std::optional<HoursInterval> doubling_time(const GrowthRate& rate) {
  return hours_of(rate.low, rate.estimate, rate.high);
}

std::optional<HoursInterval> half_life(const GrowthRate& rate) {
  return hours_of(-rate.high, -rate.estimate, -rate.low);
}

}  // namespace sait
