// A pack with some phrases more, compiled as the daemon would compile it: what phrases find is asked of the matcher
// itself, never guessed.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "match/post_matcher.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// The pack with one narrative more, whose patterns are the phrases.
struct TrialRules {
  std::shared_ptr<const RuleSet> rules;
  std::size_t narrative = 0;      // of RuleSet::narratives
  std::size_t first_pattern = 0;  // of RuleSet::patterns: that of the first phrase, the others behind it in order

  /// Whether the pattern is one of the phrases; `index` is then which.
  [[nodiscard]] bool is_phrase(std::size_t pattern, std::size_t& index) const;
};

/// error[trial]: the pack has no room for them. The phrases must compile (compile_phrase()), none may stand twice.
[[nodiscard]] Result<TrialRules> with_phrases(const RuleFiles& files, const std::string& language,
                                              std::span<const std::string> phrases);

/// Whether the rules keep counts alone of a post with these matches: then nobody is shown its words.
[[nodiscard]] bool keeps_counts(const RuleSet& rules, std::span<const Match> matches);

/// What stands in place of such words.
inline constexpr const char* kNoText = "[the rules keep no text of it]";

/// A text as YAML has it in double quotes.
[[nodiscard]] std::string yaml_quoted(std::string_view text);

/// The language file's `common`: everyday words, folded without accents, one word each.
[[nodiscard]] std::set<std::string, std::less<>> common_words(const RuleFiles& files, std::string_view language);

}  // namespace sait
