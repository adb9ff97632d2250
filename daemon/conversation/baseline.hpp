// What is usual for a conversation at an hour like this one, and how far an hour is from it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "conversation/timeline.hpp"
#include "conversation/watched_hours.hpp"

namespace sait {

/// The median and the spread of claims in comparable hours, or days.
struct Baseline {
  double median = 0;
  double spread = 0;        // 1.4826 times the median absolute deviation, at least 1.5 sqrt(median + 1) and 0.4 median
  std::size_t samples = 0;  // hours, or days that end at one of three hours, it is drawn from

  /// How many spreads `claims` lie above the median; below it, negative.
  [[nodiscard]] double z(double claims) const { return (claims - median) / spread; }
};

inline constexpr std::size_t kBaselineSamples = 24;  // fewer say nothing

/// Of the 28 days before `hour`: hours of the same kind of day (Monday to Friday, or the weekend; UTC) at the same time
/// of day or the hour before or after it (of weekends two, where these are too few), as far as they were watched.
/// Nothing where fewer than kBaselineSamples were.
[[nodiscard]] std::optional<Baseline> baseline(const Timeline& timeline, const WatchedHours& watched, Hour hour);

/// The same of whole days: the 24 hours that end at the time of day of `last`, or an hour before or after it. What
/// burns slowly shows in no hour.
[[nodiscard]] std::optional<Baseline> day_baseline(const Timeline& timeline, const WatchedHours& watched, Hour last);

/// The same of the posts of another act, by whole days (UTC) that ended before the 24 hours that end with `last`.
[[nodiscard]] std::optional<Baseline> day_baseline(const Timeline& timeline, const WatchedHours& watched, Hour last,
                                                   SpeechAct act);

/// An hour that is over, judged once, when the first tick behind it looks at the conversation.
struct JudgedHour {
  Hour hour = 0;
  std::int64_t claims = 0;
  bool known = false;  // there was a baseline
  std::int64_t median_tenths = 0, spread_tenths = 0, z_tenths = 0;
  [[nodiscard]] double z() const { return static_cast<double>(z_tenths) / 10; }
  [[nodiscard]] double median() const { return static_cast<double>(median_tenths) / 10; }
};

/// The last day's hours of one conversation, each judged against what was usual.
class JudgedHours {
 public:
  static constexpr Hour kKept = kDayHours;

  /// Judges the hours up to `last`, which is over, that have not been judged.
  void advance(const Timeline& timeline, const WatchedHours& watched, Hour last);

  /// The hour of [first, ...] furthest above its baseline; nullptr if none has a baseline.
  [[nodiscard]] const JudgedHour* furthest(Hour first) const;
  [[nodiscard]] bool empty() const { return hours_.empty(); }
  void clear() { hours_.clear(); }
  [[nodiscard]] std::size_t heap_bytes() const { return hours_.capacity() * sizeof(JudgedHour); }

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  std::vector<JudgedHour> hours_;  // in order; hours without a claim are left out unless they are the newest
};

/// How far the 24 hours that end with the begun one are from what is usual.
struct Unusual {
  struct Busiest {
    Hour hour = 0;
    std::int64_t claims = 0;
    double median = 0, z = 0;  // in tenths
  };
  std::optional<Baseline> hour;    // of the begun one
  std::optional<Busiest> busiest;  // the hour furthest above its own usual; the begun one counts by what it has so far
  std::optional<Baseline> day;
  double day_z = 0;  // in tenths
  /// Spreads above the usual, of the busiest hour or of the day, whichever is more; empty: no baseline yet.
  [[nodiscard]] std::optional<double> z() const;
};
[[nodiscard]] Unusual unusual(const Timeline& timeline, const JudgedHours& judged, const WatchedHours& watched,
                              Hour begun);

}  // namespace sait
