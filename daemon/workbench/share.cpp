#include "workbench/share.hpp"

#include <algorithm>
#include <cmath>

namespace sait {
namespace {

double f_of(double jaccard) { return 2 * jaccard / (1 + jaccard); }

}  // namespace

Range Share::range() const {
  if (cases == 0) return {};
  constexpr double kZ = 1.959963984540054;  // of the normal distribution, 97.5 %
  const auto n = static_cast<double>(cases);
  const double p = value();
  const double middle = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  // Exact at the ends, where rounding would leave them.
  return {hits == 0 ? 0 : std::max(0.0, middle - half), hits == cases ? 1 : std::min(1.0, middle + half)};
}

double Hits::f() const { return f_of(Share{right, cases()}.value()); }

Range Hits::f_range() const {
  const auto range = Share{right, cases()}.range();
  return {f_of(range.low), f_of(range.high)};
}

Hits& Hits::operator+=(const Hits& other) {
  right += other.right;
  wrong += other.wrong;
  missed += other.missed;
  return *this;
}

}  // namespace sait
