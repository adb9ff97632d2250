// Words that were cut into pieces so that a program does not know them: letters with spaces or dots between them, and
// words with a hyphen inside. Inside text/ only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/fold.hpp"
#include "text/known_words.hpp"

namespace sait {

inline constexpr std::size_t kSpacedOut = 3;  // so many single letters in a row may be one word

/// The bytes of a character right before `at` that stands between the pieces of a cut word: a hyphen, a dot, an
/// underscore, a star, a dot in the middle; 0 if none does.
[[nodiscard]] constexpr std::size_t cut_before(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  const char c = text[at - 1];
  if (c == '-' || c == '.' || c == '_' || c == '*') return 1;
  if ((static_cast<unsigned char>(c) & 0x80U) == 0) return 0;
  const auto behind = text.substr(0, at);
  if (behind.ends_with("\u00b7")) return 2;
  return behind.ends_with("\u2022") || behind.ends_with("\u2027") || behind.ends_with("\u2219") ? 3 : 0;
}

/// True for a word of one letter.
[[nodiscard]] bool is_single(std::string_view word);

/// Not thread-safe; one per Folder.
class CutWords {
 public:
  /// `known` must outlive it.
  explicit CutWords(const KnownWords& known) : known_(known) {}

  /// Puts together what was cut in the text that `folded` was made of, where a known word comes out.
  void mend(std::string_view original, FoldedText& folded);

 private:
  [[nodiscard]] std::size_t spelt_out(std::size_t first) const;
  [[nodiscard]] std::size_t cut_word(std::size_t first);
  void append_joined(std::size_t first, std::size_t last);
  void append_word(std::string_view word, std::string_view plain, std::size_t first, std::size_t last);
  std::string_view join_plain(std::size_t first, std::size_t last);

  const KnownWords& known_;
  std::string_view text_;
  const FoldedText* out_ = nullptr;  // as it was folded
  FoldedText mended_;
  std::string joined_;
};

}  // namespace sait
