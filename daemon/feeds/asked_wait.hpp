// How long servers ask to be left alone.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace sait {

inline constexpr Duration kLongestAsked = std::chrono::hours(24);

/// Retry-After (RFC 9110, 10.2.3): seconds, also more than any clock holds or with a fraction as some write them, or
/// the time from `now` to a date; nothing for anything else. At most kLongestAsked.
[[nodiscard]] std::optional<Duration> wait_asked(std::string_view retry_after, Time now);

/// max-age of Cache-Control, within the same bound.
[[nodiscard]] std::optional<Duration> max_age(std::string_view cache_control);

}  // namespace sait
