// Dates as feeds of the web write them.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace sait {

/// RFC 822 and its many misspellings (two-digit years, no seconds, no day of the week, names of months in full or in
/// other languages, named zones, bogus ones such as "ET"), RFC 3339 and W3CDTF at any precision, "YYYY-MM-DD HH:MM",
/// asctime, JavaScript's; half days as AM or p.m.; comments in round brackets count for nothing. No zone means UTC. A
/// part that cannot be (hour 25, 31 June) or nothing that is a date: nullopt.
[[nodiscard]] std::optional<Time> parse_loose_date(std::string_view text);

}  // namespace sait
