// 64 bytes at once: which are ASCII letters, digits, spaces. Inside text/ only; what makes folding fast.
#pragma once

#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace sait {

/// Bit i is about byte i.
struct AsciiMasks {
  std::uint64_t letters = 0, digits = 0, spaces = 0;
  std::uint64_t repeats = 0;  // the same letter as the byte before, whatever the case
};

inline constexpr std::size_t kAsciiBlock = 64;

/// Classifies 64 bytes at `from` and writes them with ASCII letters in lower case to `to`; `before` is the byte in
/// front of them, in lower case.
inline AsciiMasks lower_ascii(const char* from, char* to, char before) {
  AsciiMasks masks;
#ifdef __SSE2__
  const auto bits = [](__m128i yes) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(yes)));
  };
  const auto within = [](__m128i c, char low, char high) {  // bytes from 0x80 on are negative: never within
    return _mm_and_si128(_mm_cmpgt_epi8(c, _mm_set1_epi8(static_cast<char>(low - 1))),
                         _mm_cmplt_epi8(c, _mm_set1_epi8(static_cast<char>(high + 1))));
  };
  auto last = _mm_slli_si128(_mm_cvtsi32_si128(static_cast<unsigned char>(before)), 15);
  for (unsigned i = 0; i < kAsciiBlock; i += 16) {
    const auto c = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
    const auto upper = within(c, 'A', 'Z');
    const auto lower = _mm_or_si128(c, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
    const auto letters = within(lower, 'a', 'z');
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), lower);
    const auto shifted = _mm_or_si128(_mm_slli_si128(lower, 1), _mm_srli_si128(last, 15));
    last = lower;
    masks.letters |= bits(letters) << i;
    masks.digits |= bits(within(c, '0', '9')) << i;
    masks.spaces |= bits(_mm_cmpeq_epi8(c, _mm_set1_epi8(' '))) << i;
    masks.repeats |= bits(_mm_and_si128(letters, _mm_cmpeq_epi8(lower, shifted))) << i;
  }
#else
  for (unsigned i = 0; i < kAsciiBlock; ++i) {
    const char c = from[i];
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const auto bit = [i](bool yes) { return static_cast<std::uint64_t>(yes) << i; };
    const bool letter = lower >= 'a' && lower <= 'z';
    to[i] = lower;
    masks.letters |= bit(letter);
    masks.digits |= bit(c >= '0' && c <= '9');
    masks.spaces |= bit(c == ' ');
    masks.repeats |= bit(letter && lower == (i == 0 ? before : to[i - 1]));
  }
#endif
  return masks;
}

}  // namespace sait
