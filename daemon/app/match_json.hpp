// Matches and diagnostics as JSON, for the commands that print them.
#pragma once

#include <string>

#include "base/diagnostics.hpp"
#include "match/post_matcher.hpp"

namespace sait {

/// One line of `saitctl match` (the contract of the command line), without a line break. A span of "alt" counts in the
/// description of one media item; which, from 0, stands in "media", a list beside "spans" and a member of a slot.
[[nodiscard]] std::string match_json(const Post& post, const Match& match, const RuleSet& rules, PostMatcher& matcher);

/// ["text",12,40]
[[nodiscard]] std::string span_json(const Span& span);

/// One object: file, line, column, severity, code, text, snippet.
[[nodiscard]] std::string diagnostic_json(const Diagnostic& diagnostic);

/// Text as a JSON string, with its quotes; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace sait
