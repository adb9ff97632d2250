// UTF-8 -> folded words with a map back to the original bytes. Once per post, no allocation in the steady state.
//
//   folded := " " { word " " }
//
// A word is a run of letters, marks and numbers (Unicode) in the form WordForm gives it; `.` and `,` between digits
// stay inside it. Currency signs, `%` and `&` are words of their own; an address (http, https, www) becomes the word
// kLinkWord; e-mail addresses and @mentions leave nothing behind. Bytes that are not UTF-8 separate words. Of a run of
// marks on one letter 30 are kept.
//
// What hides a word is undone where the word is then one that rules know: digits and signs for letters (m1gr@nts),
// single letters with spaces or dots between them, a word cut by a hyphen or a dot. Stretched letters become two, or
// one where that makes a known word. A hashtag is cut at its capitals, else into known words.
//
// Everything stands there twice: with accents as written, and without them (WordForm::drop_accents), which is what
// rules are matched on. Folding folded text changes nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/known_words.hpp"

namespace sait {

inline constexpr std::string_view kLinkWord = "\xEE\x80\x80";  // U+E000, for private use

struct FoldedWord {
  std::uint32_t folded = 0;          // where the word begins in FoldedText::text
  std::uint32_t plain = 0;           // and in FoldedText::plain()
  std::uint32_t begin = 0, end = 0;  // its bytes in the original
};

/// A range of words: [first, last).
struct WordRange {
  std::uint32_t first = 0, last = 0;
  friend bool operator==(const WordRange&, const WordRange&) = default;
};

struct FoldedText {
  std::string text;               // accents as written; " " when there is no word
  std::vector<FoldedWord> words;  // in order
  bool ascii = true;              // surely nothing but ASCII in it
  bool one_sentence = true;       // nothing between words can end a sentence: the splitter need not look

  /// Without accents. Valid until the next fold().
  [[nodiscard]] std::string_view plain() const { return accents_ ? std::string_view(plain_) : std::string_view(text); }

  /// The word at `index`, as written and without accents.
  [[nodiscard]] std::string_view word(std::size_t index) const;
  [[nodiscard]] std::string_view plain_word(std::size_t index) const;

  /// Words of a range with one space before, between and behind them, in plain() and in text.
  [[nodiscard]] std::string_view plain_words(WordRange range) const;
  [[nodiscard]] std::string_view text_words(WordRange range) const;

  /// The words of which some byte lies in [begin, end) of plain(), or of text.
  [[nodiscard]] WordRange words_at(std::size_t begin, std::size_t end, bool in_text = false) const;

  /// The original bytes [first, second) of a range; of an empty one: the place where it would be.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> original_span(WordRange range) const;

 private:
  friend class Folder;
  friend class CutWords;
  std::string plain_;
  bool accents_ = false;
};

/// Folds into `out`, reusing its memory. Not thread-safe; one per worker.
class Folder {
 public:
  /// `known`: the words of the rules; must outlive the folder. nullptr, as for the rules themselves: nothing hidden is
  /// looked for.
  explicit Folder(const KnownWords* known = nullptr);
  ~Folder();
  Folder(Folder&&) noexcept;
  Folder& operator=(Folder&&) noexcept;

  void fold(std::string_view text, FoldedText& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One-off forms for rule files and tests: without accents, and with them.
[[nodiscard]] std::string fold_words(std::string_view text);
[[nodiscard]] std::string fold_words_with_accents(std::string_view text);

}  // namespace sait
