// Numbers in digits, with the marks that people put between thousands and before decimals.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sait {

inline constexpr double kMostNumberRead = 1e15;

[[nodiscard]] constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

/// The bytes of digits, points and commas at the beginning of folded words, with the spaces between groups of three:
/// "1 500 000", "1 500,50".
[[nodiscard]] std::size_t digits_size(std::string_view words);

/// "2,200" is two thousand two hundred, "49.18" and "1,5" have decimals: a point or comma is one of thousands if it
/// stands more than once, or with three digits behind it and something other than a lone 0 before it. Nothing for what
/// is no number (a date, a version) or larger than kMostNumberRead.
[[nodiscard]] std::optional<double> number_of(std::string_view digits);

}  // namespace sait
