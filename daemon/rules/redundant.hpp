// Patterns that find nothing of their own, and parts of phrases that add nothing: what is certain from the rules alone,
// for whatever posts there may be. What is not certain is not told.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rules/rule_set.hpp"

namespace sait {

struct Redundancy {
  enum class Kind : std::uint8_t {
    never,        // the pattern is never found
    subsumed,     // in each sentence in which it is found another of its narrative and language is found too
    alternative,  // one of (a|b) finds no word that another of them does not find
  };
  Kind kind = Kind::never;
  std::size_t pattern = 0;  // of RuleSet::patterns
  std::size_t by = 0;       // subsumed: the other
  std::string what;         // never: why, in words; alternative: its word
  std::string instead;      // alternative: the one that finds it
};

struct Redundancies {
  std::vector<Redundancy> items;  // by pattern
  bool all_compared = true;       // false: there were too many to compare each with each
};

/// Patterns that can never be found: what `none` takes away always, and comparisons that no value meets. Cheap.
[[nodiscard]] std::vector<Redundancy> find_never(const RuleSet& rules);

/// All kinds. What is retired is left out. Alternatives within lexicons are not looked at: a lexicon is for all.
[[nodiscard]] Redundancies find_redundant(const RuleSet& rules);

/// In words, with the way out. The code of the warning: to_string(kind).
[[nodiscard]] std::string text_of(const Redundancy& redundancy, const RuleSet& rules);
[[nodiscard]] const char* to_string(Redundancy::Kind kind);

}  // namespace sait
