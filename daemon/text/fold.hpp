// UTF-8 -> folded words with an offset map back to the original bytes. Once per post, no allocation in the steady
// state.
//
//   folded := " " { word " " | "\n " }
//
// A word is a run of letters, marks and numbers (Unicode), NFKC and case folded, format characters dropped, dot above
// dropped after i (so that İstanbul and istanbul meet); `.` and `,` between digits stay inside it. Currency signs, `%`
// and `&` are words of their own. "\n" stands where a sentence with words ends: at a line break, at 。 ！ ？, and at
// any other sentence terminal of Unicode (. ! ? … ؟ ।) with nothing but separators up to a space or the end. Addresses
// (http, https, www), e-mail addresses and
// @mentions leave nothing behind. Bytes that are not UTF-8 separate words. Of a run of marks on one letter 30 are kept.
//
// Folding folded text changes nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sait {

struct FoldedWord {
  std::uint32_t folded = 0;          // where the word begins in FoldedText::text
  std::uint32_t begin = 0, end = 0;  // its bytes in the original
};

struct FoldedText {
  std::string text;               // see the grammar above; " " when there is no word
  std::vector<FoldedWord> words;  // in order; sentence marks are not among them

  /// The original bytes [first, second) of the words that lie in folded bytes [begin, end).
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> original_span(std::size_t begin, std::size_t end) const;
};

/// Folds into `out`, reusing its memory. Not thread-safe; one per worker.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(Folder&&) noexcept;
  Folder& operator=(Folder&&) noexcept;

  void fold(std::string_view text, FoldedText& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One-off form for rule files and tests.
[[nodiscard]] std::string fold_words(std::string_view text);

}  // namespace sait
