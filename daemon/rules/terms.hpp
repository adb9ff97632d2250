// Terms: words that carry a frame (loaded) or hide what they mean (coded). They say something about a match and about a
// draft of our own; alone they never match.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <vector>

#include "base/yaml_reader.hpp"

namespace sait {

enum class TermKind : std::uint8_t { loaded, coded };
[[nodiscard]] const char* to_string(TermKind kind);

struct Term {
  std::string id;  // "<language>/<words>"
  std::string language, words;
  TermKind kind = TermKind::loaded;
  std::string frame;                 // loaded: water, war, animals, legality ...
  std::vector<std::string> instead;  // what to say
  std::string note;
  int ambiguity = 0;                               // coded: 0 means one thing only, 3 is everyday speech
  std::string first_seen, last_reviewed, expires;  // coded: days
  std::string stands_for;                          // coded: the lexicon whose people or things it names; empty: none
  int line = 0, column = 0;                        // of the words in its file
  std::unique_ptr<RE2> regex;  // over folded words without accents; nullptr: a sign, looked for as it is written
};

/// One entry of rules/terms/<language>.yaml as read.
struct TermDraft {
  Term term;
  YamlNode node;
};

/// Whether the term means on that day (YYYY-MM-DD; empty: any) what its entry says: a coded one from the day it was
/// first seen until it expires.
[[nodiscard]] bool in_use(const Term& term, std::string_view day);

[[nodiscard]] std::vector<TermDraft> read_terms(const std::string& language, const YamlNode& root);

}  // namespace sait
