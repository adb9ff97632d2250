// Every case that decision tables can tell apart, as finitely many cells: counts are cut where a band or a row of a
// policy cuts them, and what no conversation can be is left out. What holds in each cell holds always.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rules/situation.hpp"

namespace sait {

/// What the cells differ in. Levels and the void follow from these by a policy's bands.
enum class Side : std::uint8_t {
  authors,
  questions,
  unusual,  // the level of z; where there is no baseline it is as high as there is
  answered,
  breakout,
  trend,
  aimed_at_migrants,
  recycled,
  threat_open,
  harm,
  event_near
};
inline constexpr std::size_t kSides = 11;

/// By side, the number of the value from 0. Not more than 2^16 values a side: a policy has at most kMostRows rows.
using Cell = std::array<std::uint16_t, kSides>;

class DecisionSpace {
 public:
  /// Fine enough for all of `policies`, of which there is at least one. They need not outlive it.
  explicit DecisionSpace(const std::vector<const Policy*>& policies);

  /// Calls `visit` with each cell, in a fixed order, until it says false.
  void each(const std::function<bool(const Cell&)>& visit) const;

  /// What a table of `policy`, one of those given, sees there: of counts the least of the cell.
  [[nodiscard]] Situation at(const Cell& cell, const Policy& policy) const;

  /// The cell that a situation lies in; `answered` (see Policy::is_void) is not part of it. Nothing if no conversation
  /// can be so.
  [[nodiscard]] std::optional<Cell> cell_of(const Situation& situation, bool answered) const;

  /// One where no policy tells them apart.
  [[nodiscard]] std::size_t values(Side side) const;
  /// Least and most of a count in the cells with this value of authors or questions; the most of the last is the
  /// highest number there is.
  [[nodiscard]] std::uint64_t least(Side side, std::size_t value) const;
  [[nodiscard]] std::uint64_t most(Side side, std::size_t value) const;

 private:
  [[nodiscard]] Situation sides_of(const Cell& cell) const;
  [[nodiscard]] bool possible(const Cell& cell) const;

  std::array<std::vector<std::uint64_t>, 2> cuts_;  // authors, questions: the least of each value
  bool stale_has_authors_ = false;
  std::array<bool, kSides> looked_at_{};  // by some policy; what none looks at has one value
};

[[nodiscard]] inline std::uint16_t value_of(const Cell& cell, Side side) {
  return cell[static_cast<std::size_t>(side)];
}

/// Why nothing can be so, under a policy; nothing if something can. Levels and the void are not looked at: they follow.
[[nodiscard]] std::optional<std::string> contradiction(const Situation& situation, const Policy& policy);

}  // namespace sait
