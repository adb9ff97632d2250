#include "text/literal_size.hpp"

#include <algorithm>
#include <iterator>

namespace sait {
namespace {

std::size_t common_beginning(std::string_view one, std::string_view other) {
  return static_cast<std::size_t>(std::ranges::mismatch(one, other).in1 - one.begin());
}

}  // namespace

void LiteralSize::add(std::string_view literal) {
  const auto next = literals_.lower_bound(literal);
  if (next != literals_.end() && *next == literal) return;
  // In order, what has most in common with a literal stands beside it.
  std::size_t known = next == literals_.end() ? 0 : common_beginning(literal, *next);
  if (next != literals_.begin()) known = std::max(known, common_beginning(literal, *std::prev(next)));
  bytes_ += literal.size() - known;
  literals_.emplace_hint(next, literal);
}

}  // namespace sait
