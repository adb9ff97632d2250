// What one code point is to the folder. Inside text/ only: this is the one place that names ICU's classes.
#pragma once

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sait {

/// Data that ICU comes with may be missing from a system: nothing can be read then, and the daemon does not start.
inline void require(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU has no ") + what + ": " + u_errorName(status));
}

struct CodePoint {
  UChar32 value = -1;    // negative: the bytes are ill-formed
  std::size_t size = 1;  // bytes it takes, at least 1
};

/// The code point at `at` (< text.size()).
[[nodiscard]] inline CodePoint decode(std::string_view text, std::size_t at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data()) + at;
  if (bytes[0] < 0x80) return {bytes[0], 1};
  const auto length = static_cast<std::int32_t>(std::min<std::size_t>(text.size() - at, 4));
  std::int32_t used = 0;
  UChar32 value = -1;
  U8_NEXT(bytes, used, length, value);
  return {value, static_cast<std::size_t>(used)};
}

enum class CharKind : std::uint8_t {
  other,      // separates words
  word,       // letters, marks, numbers that are no decimal digits
  digit,      // decimal digits of any script
  ignorable,  // format characters: inside a word they are not there
  symbol,     // a word of its own: currency, percent, ampersand
  space,
  line,      // a line break: ends a sentence
  terminal,  // ends a sentence before a space or the end
  stop,      // ends a sentence anywhere (CJK writes no space behind it)
};

[[nodiscard]] constexpr CharKind ascii_kind(unsigned char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return CharKind::word;
  if (c >= '0' && c <= '9') return CharKind::digit;
  switch (c) {
    case ' ':
    case '\t':
      return CharKind::space;
    case '\n':
    case '\v':
    case '\f':
    case '\r':
      return CharKind::line;
    case '.':
    case '!':
    case '?':
      return CharKind::terminal;
    case '$':
    case '%':
    case '&':
      return CharKind::symbol;
    default:
      return CharKind::other;
  }
}

inline constexpr auto kAsciiKinds = [] {
  std::array<CharKind, 128> kinds{};
  for (unsigned c = 0; c < 128; ++c) kinds[c] = ascii_kind(static_cast<unsigned char>(c));
  return kinds;
}();

/// Letters in circles, squares and brackets, which are signs to Unicode. Each block is an alphabet; of the black ones
/// no compatibility form leads to the letter.
inline constexpr std::array<UChar32, 7> kLetterSigns{0x249C, 0x24B6, 0x24D0, 0x1F110, 0x1F130, 0x1F150, 0x1F170};

/// The small ASCII letter of such a sign; 0 for anything else.
[[nodiscard]] constexpr char letter_of_sign(UChar32 c) {
  if (c < kLetterSigns.front()) return 0;
  for (const auto first : kLetterSigns) {
    if (c >= first && c < first + 26) return static_cast<char>('a' + (c - first));
  }
  return 0;
}

/// The kind of anything that is not ASCII.
[[nodiscard]] CharKind wide_kind(UChar32 c);

[[nodiscard]] inline CharKind kind_of(UChar32 c) {
  return c >= 0 && c < 0x80 ? kAsciiKinds[static_cast<std::size_t>(c)] : wide_kind(c);
}

[[nodiscard]] constexpr bool is_word(CharKind kind) { return kind == CharKind::word || kind == CharKind::digit; }

[[nodiscard]] inline bool is_mark(UChar32 c) { return (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0; }

/// The kind of what stands at `at`; `other` behind the end.
[[nodiscard]] inline CharKind kind_at(std::string_view text, std::size_t at) {
  return at < text.size() ? kind_of(decode(text, at).value) : CharKind::other;
}

}  // namespace sait
