// What one language file gives to the rules of its language.
#pragma once

#include <set>
#include <string>

#include "rules/read.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// A problem of a phrase as a diagnostic at its node.
void tell(const YamlNode& node, const PhraseProblem& problem);

/// Problems go to the nodes' diagnostics. The regions' names are places of the language, too, and go before its own.
[[nodiscard]] PhraseWords compile_words(const LanguageDraft& language, const AudiencesDraft& regions);

/// What the cues of all languages come to so far.
struct CueBytes {
  std::size_t all = 0;
  bool told = false;  // that it is too much: nothing more is compiled
};
[[nodiscard]] Cues compile_cues(const LanguageDraft& language, const PhraseWords& words, CueBytes& bytes);

/// The topic words as literals of folded text: " word " for a whole word, " word" for the beginning of one.
void add_topic(const LanguageDraft& language, std::set<std::string>& literals);

/// The words that disguised ones are compared with: of topic, lexicons and `common`.
void add_known(const LanguageDraft& language, const PhraseWords& words, KnownWords& known);
void add_known(const PhraseNode& node, KnownWords& known, bool with_lexicons);

}  // namespace sait
