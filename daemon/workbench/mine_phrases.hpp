// What sentences have in common: sequences of items (workbench/phrase_items.hpp) with room between them, shared by at
// least two texts. The method is that of sequence mining with gaps (Pei et al., PrefixSpan, ICDE 2001), breadth first
// and cut to the best of each length, so that time and memory have a bound whatever the sentences are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "workbench/phrase_items.hpp"

namespace sait {

/// Items in this order in one sentence of each of the texts, at most kMostBetween words between two.
struct SharedSequence {
  struct Place {
    std::uint32_t sentence = 0, end = 0;  // behind its last word
  };
  std::vector<std::uint32_t> items;
  std::vector<Place> places;         // in order
  std::vector<std::uint32_t> texts;  // in order, each once
};

inline constexpr std::uint32_t kMostBetween = 4;  // words

/// All that were looked at, in no order that means anything; the same for the same items. They begin with what says
/// something or is named (a lexicon, a slot).
[[nodiscard]] std::vector<SharedSequence> mine_sequences(const PhraseItems& items);

/// A phrase as it is put together: its parts, and how many words may stand before each (none before the first).
struct DraftPhrase {
  std::vector<std::string> parts;
  std::vector<std::uint32_t> gaps;

  [[nodiscard]] std::string text() const;
  /// Words that may stand between its parts, in all.
  [[nodiscard]] std::size_t room() const;
};

/// The sequence as a phrase, with the room that its places need; and, where different words that say something follow
/// or lead in all of them, the same with these as a choice: (cars|phones).
[[nodiscard]] std::vector<DraftPhrase> phrases_of(const SharedSequence& sequence, const PhraseItems& items);

}  // namespace sait
