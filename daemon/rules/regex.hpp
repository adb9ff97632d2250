// How the rules use RE2: one set of options, and the questions asked of a pattern.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/regex_tree.hpp"

namespace sait {

/// Case-sensitive UTF-8 (the text is folded), nothing logged, 8 MiB a pattern.
[[nodiscard]] RE2::Options regex_options();

/// Why RE2 refuses the pattern, in its words; nothing when it does not.
[[nodiscard]] std::optional<std::string> regex_problem(std::string_view pattern);

[[nodiscard]] bool regex_matches_empty(std::string_view pattern);

/// Both at once, and how many steps RE2's program for it has, or how many it was given up after. `most_bytes`: that
/// RE2 may take; by default a quarter of regex_options(), so that what is too large is told soon.
struct RegexLook {
  std::optional<std::string> problem;
  bool matches_empty = false;
  std::size_t steps = 0;
};
[[nodiscard]] RegexLook look_at_regex(std::string_view pattern, std::int64_t most_bytes = 2 << 20);

/// As required_parts() of regex_tree.hpp, for patterns that have no tree: as RE2's own prefilter knows them. Empty if
/// there is none: every text would have to be searched.
[[nodiscard]] std::vector<RequiredPart> required_parts(std::string_view pattern);

/// The pattern for exactly this text.
[[nodiscard]] std::string quote_regex(std::string_view text);

}  // namespace sait
