// Counts in an assessment's sentences.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace sait {

/// Edits take away what they counted, so a sum can lie below 0 where half of it was forgotten.
inline std::uint64_t positive(std::int64_t count) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, count));
}

/// "1 post", "3 posts".
inline std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// "66,000".
inline std::string with_commas(std::uint64_t number) {
  const auto digits = fmt::format("{}", number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

inline double in_tenths(double value) { return std::round(value * 10) / 10; }
inline double in_thousandths(double value) { return std::round(value * 1000) / 1000; }

}  // namespace sait
