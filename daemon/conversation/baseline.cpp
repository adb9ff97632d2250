#include "conversation/baseline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace sait {
namespace {

constexpr double kNormal = 1.4826;  // times the median absolute deviation: a normal distribution's standard deviation
// The least spread. Counting alone scatters by the square root of the mean, and where nothing is usual two posts are no
// event; quiet days differ by more than the few of them that were seen happen to tell; and of 24 hours it is the
// busiest that is looked at.
constexpr double kLeastCounting = 1.5, kLeastScatter = 0.4;

double tenths(double value) { return std::round(value * 10) / 10; }

constexpr auto kBack = static_cast<std::size_t>(Timeline::kKept);
using Counts = std::array<std::int64_t, kBack>;

// 1970-01-01 was a Thursday.
bool is_weekend(Hour hour) {
  const auto day = day_of(hour) / kDayHours;
  const auto weekday = ((day + 3) % 7 + 7) % 7;  // 0: Monday
  return weekday >= 5;
}

double median_of(std::span<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// The counts of comparable hours before `hour`, of which counts.back() would be the one before it: those of other days
// up to `near_by` hours off.
std::size_t gather(const Counts& counts, const WatchedHours& watched, Hour hour, Hour near_by, std::span<double> out) {
  const auto first = hour - static_cast<Hour>(counts.size());
  std::size_t size = 0;
  for (auto near = hour - kDayHours; near >= first - near_by; near -= kDayHours) {
    for (auto at = near - near_by; at <= near + near_by; ++at) {
      if (at < first || is_weekend(at) != is_weekend(hour) || !watched.seen(at)) continue;
      out[size++] = static_cast<double>(counts[static_cast<std::size_t>(at - first)]);
    }
  }
  if (!watched.seen(hour - 1) || is_weekend(hour - 1) != is_weekend(hour)) return size;
  out[size++] = static_cast<double>(counts.back());
  return size;
}

// Of values in any order.
std::optional<Baseline> baseline_of(std::span<double> values) {
  if (values.size() < kBaselineSamples) return std::nullopt;
  Baseline result;
  result.samples = values.size();
  result.median = median_of(values);
  for (auto& value : values) value = std::abs(value - result.median);
  const auto most = std::max(0.0, result.median);  // edits take counts back
  result.spread = std::max({kNormal * median_of(values), kLeastCounting * std::sqrt(most + 1), kLeastScatter * most});
  return result;
}

}  // namespace

std::optional<Baseline> baseline(const Timeline& timeline, const WatchedHours& watched, Hour hour) {
  Counts counts;
  timeline.hourly_claims(hour - static_cast<Hour>(counts.size()), counts);
  std::array<double, 5 * kBack / kDayHours + 1> room{};
  auto size = gather(counts, watched, hour, 1, room);
  // Of four weekends no hour may be missing: then one hour more counts as being like it.
  if (size < kBaselineSamples && is_weekend(hour)) size = gather(counts, watched, hour, 2, room);
  return baseline_of(std::span(room).first(size));
}

std::optional<Baseline> day_baseline(const Timeline& timeline, const WatchedHours& watched, Hour last) {
  Counts counts;
  const auto first = last - static_cast<Hour>(counts.size()) + 1;
  timeline.hourly_claims(first, counts);
  // Of the hours before each: their claims, and how many were watched.
  std::array<std::int64_t, kBack + 1> claims{}, seen{};
  for (std::size_t i = 0; i < kBack; ++i) {
    claims[i + 1] = claims[i] + counts[i];
    seen[i + 1] = seen[i] + (watched.seen(first + static_cast<Hour>(i)) ? 1 : 0);
  }
  std::array<double, 3 * kBack / kDayHours> room{};
  std::size_t size = 0;
  for (auto near = last - kDayHours; near >= first; near -= kDayHours) {
    for (const auto end : {near - 1, near, near + 1}) {
      if (end > last - kDayHours || end - kDayHours + 1 < first) continue;
      const auto behind = static_cast<std::size_t>(end - first + 1);
      const auto begin = behind - static_cast<std::size_t>(kDayHours);
      if (seen[behind] - seen[begin] == kDayHours) room[size++] = static_cast<double>(claims[behind] - claims[begin]);
    }
  }
  return baseline_of(std::span(room).first(size));
}

std::optional<Baseline> day_baseline(const Timeline& timeline, const WatchedHours& watched, Hour last, SpeechAct act) {
  // Past posts of an act are kept by the day: the 24 hours that end now are held against days that begin at midnight.
  std::array<std::int64_t, kBack / kDayHours> counts{};
  const auto days = static_cast<Hour>(counts.size());
  const auto first = day_of(last - kDayHours + 1) - days * kDayHours;
  timeline.daily_posts(first, act, counts);
  std::array<double, kBack / kDayHours> room{};
  std::size_t size = 0;
  for (Hour day = 0; day < days; ++day) {
    const auto begin = first + day * kDayHours;
    bool seen = begin >= last - Timeline::kKept;
    for (auto hour = begin; seen && hour < begin + kDayHours; ++hour) seen = watched.seen(hour);
    if (seen) room[size++] = static_cast<double>(counts[static_cast<std::size_t>(day)]);
  }
  return baseline_of(std::span(room).first(size));
}

void JudgedHours::advance(const Timeline& timeline, const WatchedHours& watched, Hour last) {
  const auto first = hours_.empty() ? last - kKept + 1 : std::max(hours_.back().hour + 1, last - kKept + 1);
  for (auto hour = first; hour <= last; ++hour) {
    JudgedHour judged{hour, std::max<std::int64_t>(0, timeline.claims(hour, hour))};
    if (judged.claims == 0 && hour != last) continue;
    if (const auto usual = judged.claims > 0 ? baseline(timeline, watched, hour) : std::nullopt) {
      const auto in_tenths = [](double value) { return static_cast<std::int64_t>(std::llround(value * 10)); };
      judged.known = true;
      judged.median_tenths = in_tenths(usual->median);
      judged.spread_tenths = in_tenths(usual->spread);
      judged.z_tenths = in_tenths(usual->z(static_cast<double>(judged.claims)));
    }
    if (!hours_.empty() && hours_.back().claims == 0) hours_.pop_back();
    hours_.push_back(judged);
  }
  std::erase_if(hours_, [&](const JudgedHour& judged) { return judged.hour <= last - kKept; });
}

const JudgedHour* JudgedHours::furthest(Hour first) const {
  const JudgedHour* furthest = nullptr;
  for (const auto& judged : hours_) {
    if (judged.hour < first || !judged.known) continue;
    if (furthest == nullptr || judged.z_tenths > furthest->z_tenths) furthest = &judged;
  }
  return furthest;
}

std::optional<double> Unusual::z() const {
  if (!day) return busiest ? std::optional(busiest->z) : std::nullopt;
  return busiest ? std::max(busiest->z, day_z) : day_z;
}

Unusual unusual(const Timeline& timeline, const JudgedHours& judged, const WatchedHours& watched, Hour begun) {
  Unusual result;
  const auto count = [&](Hour first) { return std::max<std::int64_t>(0, timeline.claims(first, begun)); };
  if (const auto* hour = judged.furthest(begun - kDayHours + 1); hour != nullptr)
    result.busiest = {hour->hour, hour->claims, hour->median(), hour->z()};
  result.hour = baseline(timeline, watched, begun);
  if (result.hour) {
    const auto claims = count(begun);
    const auto z = tenths(result.hour->z(static_cast<double>(claims)));
    if (!result.busiest || z >= result.busiest->z) result.busiest = {begun, claims, result.hour->median, z};
  }
  result.day = day_baseline(timeline, watched, begun);
  if (result.day) result.day_z = tenths(result.day->z(static_cast<double>(count(begun - kDayHours + 1))));
  return result;
}

void JudgedHours::save(Encoder& out) const {
  out.varint(hours_.size());
  for (const auto& judged : hours_) {
    out.svarint(judged.hour);
    out.svarint(judged.claims);
    out.flag(judged.known);
    for (const auto tenths : {judged.median_tenths, judged.spread_tenths, judged.z_tenths}) out.svarint(tenths);
  }
}

bool JudgedHours::load(Decoder& in) {
  hours_.clear();
  const auto count = in.count();
  if (count > static_cast<std::size_t>(kKept)) return false;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    JudgedHour judged;
    judged.hour = in.svarint();
    judged.claims = in.svarint();
    judged.known = in.flag();
    for (auto* tenths : {&judged.median_tenths, &judged.spread_tenths, &judged.z_tenths}) *tenths = in.svarint();
    if (!hours_.empty() && judged.hour <= hours_.back().hour) return false;
    hours_.push_back(judged);
  }
  return in.ok();
}

}  // namespace sait
