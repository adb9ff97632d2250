// How the rules use RE2: one set of options, and the questions asked of a pattern.
#pragma once

#include <re2/re2.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sait {

/// A literal shorter than this is in too many posts to sort them by.
inline constexpr int kMinAtomBytes = 3;

/// Case-sensitive UTF-8 (the text is folded), nothing logged, 8 MiB a pattern.
[[nodiscard]] RE2::Options regex_options();

/// Why RE2 refuses the pattern, in its words; nothing when it does not.
[[nodiscard]] std::optional<std::string> regex_problem(std::string_view pattern);

[[nodiscard]] bool regex_matches_empty(std::string_view pattern);

/// Sets of literals of at least kMinAtomBytes, one of each of which occurs in every match, as RE2's own prefilter knows
/// them. Empty if there is none: every text would have to be searched.
[[nodiscard]] std::vector<std::vector<std::string>> required_parts(std::string_view pattern);

/// The most characters a match can have; nothing if there is no such bound, or the pattern uses more than letters,
/// classes, groups and repetitions.
[[nodiscard]] std::optional<std::size_t> longest_match(std::string_view pattern);

/// The pattern for exactly this text.
[[nodiscard]] std::string quote_regex(std::string_view text);

}  // namespace sait
