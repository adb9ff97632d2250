// One kind of time everywhere: UTC milliseconds since 1970. Core never asks a clock; times reach it in records.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sait {

using Duration = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Duration>;

/// Reads RFC 3339 ("2026-03-04T09:15:00Z", offsets and fractions allowed; a space in place of T; a date alone is
/// midnight UTC). Years 0001 to 9999; anything else, or a day a month does not have, is nullopt.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);

/// When its day (UTC) began.
[[nodiscard]] inline Time utc_day(Time time) { return std::chrono::floor<std::chrono::days>(time); }

/// RFC 3339 in UTC: seconds if whole ("2026-03-04T09:15:00Z"), else milliseconds.
[[nodiscard]] std::string format_time(Time time);

/// "90s", "15m", "6h", "28d", "500ms"; a bare number is refused, because a unit forgotten is an hour lost.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

/// The shortest exact form parse_duration reads back: "6h", "90m", "28d".
[[nodiscard]] std::string format_duration(Duration duration);

/// Where wall time comes from; the pipeline takes one so that tests can move it. now() may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
};

}  // namespace sait
