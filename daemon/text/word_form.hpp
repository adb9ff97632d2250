// The forms of one word: as it is compared (case, width, letters of other scripts), and without accents. Inside text/
// only.
#pragma once

#include <unicode/normalizer2.h>

#include <string>
#include <string_view>

namespace sait {

/// Brings words into their folded form. Keeps scratch memory: not thread-safe, one per Folder.
class WordForm {
 public:
  WordForm();

  /// NFKC with case folded and format characters dropped; every decimal digit as 0 to 9; no dot on and no difference
  /// between i and ı; Arabic without tatweel and vowel signs, one form of alef, ya, kaf and ta marbuta; where a word
  /// mixes scripts, letters that only look like those of its main script replaced by them (Unicode's confusables).
  /// May bring in what is no part of a word (½ is 1⁄2): the caller cuts again. Applied twice it changes nothing more.
  void fold(std::string_view word, std::string& out);

  /// The word without the accents of Latin and Greek letters (ł is l, ß cannot occur, æ is ae); ñ stays, since it is a
  /// letter of its own. `folded` is an outcome of fold(). True if `out` differs from it.
  bool drop_accents(std::string_view folded, std::string& out);

 private:
  void normalize(std::string_view word, std::string& out) const;
  bool map(std::string_view word, std::string& out) const;
  bool one_script(std::string_view word, std::string& out) const;

  const icu::Normalizer2& folding_;
  std::string scratch_;
};

/// Any text without the accents of its Latin and Greek letters; nothing else changes.
[[nodiscard]] std::string drop_accents(std::string_view text);

/// RE2 for whatever is written as the letter (or, for ae and oe, the two letters) that `plain` begins with once accents
/// are dropped: "a" is [aàáâ...]. `size` becomes the bytes it stands for.
[[nodiscard]] std::string any_accent(std::string_view plain, std::size_t& size);

}  // namespace sait
