// Shares of cases with what they may be beyond the cases at hand.
#pragma once

#include <cstdint>

namespace sait {

struct Range {
  double low = 0, high = 1;
};

/// `hits` of `cases`.
struct Share {
  static constexpr std::uint64_t kFewest = 30;  // cases: under it nothing is said

  std::uint64_t hits = 0, cases = 0;

  [[nodiscard]] bool known() const { return cases >= kFewest; }
  /// 0 without a case.
  [[nodiscard]] double value() const { return cases == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(cases); }
  /// Wilson's 95 % interval (Wilson 1927), without a correction for continuity: [0, 1] without a case.
  [[nodiscard]] Range range() const;
};

/// What was rightly found, wrongly found, and missed.
struct Hits {
  std::uint64_t right = 0, wrong = 0, missed = 0;

  [[nodiscard]] Share precision() const { return {right, right + wrong}; }
  [[nodiscard]] Share recall() const { return {right, right + missed}; }
  /// Cases that precision or recall are about.
  [[nodiscard]] std::uint64_t cases() const { return right + wrong + missed; }
  [[nodiscard]] bool known() const { return cases() >= Share::kFewest; }
  /// The harmonic mean of precision and recall.
  [[nodiscard]] double f() const;
  /// F = 2J / (1 + J) grows with J = right / (right + wrong + missed), which is a share: the interval is J's.
  [[nodiscard]] Range f_range() const;

  Hits& operator+=(const Hits& other);
};

}  // namespace sait
