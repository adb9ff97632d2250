// How the rules use RE2: one set of options, and the questions asked of a pattern.
#pragma once

#include <re2/re2.h>

#include <optional>
#include <string>
#include <string_view>

namespace sait {

/// A literal shorter than this is in too many posts to sort them by.
inline constexpr int kMinAtomBytes = 3;

/// Case-sensitive UTF-8 (the text is folded), nothing logged, 8 MiB a pattern.
[[nodiscard]] RE2::Options regex_options();

/// Why RE2 refuses the pattern, in its words; nothing when it does not.
[[nodiscard]] std::optional<std::string> regex_problem(std::string_view pattern);

[[nodiscard]] bool regex_matches_empty(std::string_view pattern);

/// True if some literal of at least kMinAtomBytes occurs in every match: FilteredRE2 can then rule the pattern out.
[[nodiscard]] bool has_required_literal(std::string_view pattern);

/// The pattern for exactly this text.
[[nodiscard]] std::string quote_regex(std::string_view text);

}  // namespace sait
