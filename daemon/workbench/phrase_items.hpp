// Sentences as what phrases are made of: at each word, the parts of a phrase that could stand for it and what follows:
// the word itself, a stem it shares with others (pension*), a lexicon (@migrants), a slot (<money>).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/phrase.hpp"
#include "text/fold.hpp"

namespace sait {

/// A part of a phrase, as it is written there.
struct PhraseItem {
  enum class Kind : std::uint8_t { word, stem, lexicon, slot };
  Kind kind = Kind::word;
  std::string text;
  bool content = false;  // says something by itself: no everyday word

  [[nodiscard]] bool is_named() const { return kind == Kind::lexicon || kind == Kind::slot; }
};

struct ItemSentence {
  struct Item {
    std::uint32_t id = 0;   // index into PhraseItems::items()
    std::uint32_t end = 0;  // behind the words it stands for
  };
  std::uint32_t text = 0;                // whose sentence it is
  std::vector<std::vector<Item>> at;     // by word
  std::vector<std::uint32_t> word_item;  // by word: the item that is the word itself; kNoItem: no word for a phrase
};

/// Not thread-safe. Memory grows with the words of what is read; sentences are cut at kMostWords.
class PhraseItems {
 public:
  static constexpr std::uint32_t kNoItem = ~std::uint32_t{0};
  static constexpr std::uint32_t kMostWords = 80;  // of a sentence

  /// `lexicons`: those that are looked for, as "@migrants"; empty: all. `words` must outlive it.
  PhraseItems(const PhraseWords& words, const std::set<std::string>& lexicons);
  ~PhraseItems();

  /// Adds a sentence.
  void read(const FoldedText& folded, WordRange sentence, std::uint32_t text);

  /// Once all is read: words that only end otherwise become stems, and what says something is told from what does not.
  /// `is_common` is asked of folded words without accents.
  void finish(const std::function<bool(std::string_view)>& is_common);

  [[nodiscard]] const std::vector<PhraseItem>& items() const { return items_; }
  [[nodiscard]] const std::vector<ItemSentence>& sentences() const { return sentences_; }
  /// Words read, folded without accents, each with its item.
  [[nodiscard]] const std::map<std::string, std::uint32_t, std::less<>>& words() const { return by_word_; }

 private:
  struct Named;
  std::uint32_t add(PhraseItem item);
  void add_stem(const std::vector<std::uint32_t>& group, std::string_view stem);

  std::vector<std::unique_ptr<Named>> named_;
  std::vector<PhraseItem> items_;
  std::vector<ItemSentence> sentences_;
  std::vector<std::vector<std::string>> said_;  // by sentence: its words without accents
  std::map<std::string, std::uint32_t, std::less<>> by_word_;
};

/// Characters of a text, as UTF-8 counts them.
[[nodiscard]] std::size_t characters_of(std::string_view text);

}  // namespace sait
