// How much the phrases of a pack may come to.
#pragma once

#include <cstddef>
#include <unordered_set>

#include "rules/condition.hpp"
#include "rules/phrase.hpp"

namespace sait {

/// Counts phrases one after the other against rules/limits.hpp, of a file and of all: a short phrase may name a long
/// lexicon many times. What goes beyond is told at the phrase that does.
class PhraseBudget {
 public:
  /// Whether a limit is passed, so that nothing more of this file is compiled.
  [[nodiscard]] bool full(std::size_t file) const;

  /// How far phrases may look for what begins them: several words, while there is room for the literals of each.
  [[nodiscard]] Reach reach() const;

  /// Counts a compiled phrase; false after a diagnostic.
  [[nodiscard]] bool take(const WrittenPhrases::Item& item, const CompiledPhrase& form);

  /// Counts one that was refused after so many steps of RE2.
  void refused(const WrittenPhrases::Item& item, std::size_t steps);

 private:
  [[nodiscard]] bool count(const WrittenPhrases::Item& item, const SharedText& regex, std::size_t steps);

  std::size_t file_ = 0, in_file_ = 0, all_ = 0, own_ = 0, steps_ = 0, literals_ = 0, copies_ = 0;
  std::unordered_set<std::size_t> parts_;  // by hash: those that are counted in literals_
};

}  // namespace sait
