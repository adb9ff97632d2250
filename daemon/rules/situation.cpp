#include "rules/situation.hpp"

#include <algorithm>

namespace sait {
namespace {

template <typename Value>
bool within(const std::optional<Value>& low, const std::optional<Value>& high, Value value) {
  return (!low || value >= *low) && (!high || value <= *high);
}

bool agrees(const std::optional<bool>& wanted, bool is) { return !wanted || *wanted == is; }

}  // namespace

Situation situation_of(const Assessment& a) {
  return {a.scale.authors.estimate,
          a.influence.questions,
          a.awareness.breakout,
          a.timing.trend,
          a.influence.aimed_at_migrants,
          a.influence.harm,
          a.influence.void_open,
          a.scale.level,
          a.awareness.level,
          a.influence.level};
}

bool fires(const PolicyRow& row, const Situation& is) {
  return within(row.scale_min, row.scale_max, is.scale) && within(row.awareness_min, row.awareness_max, is.awareness) &&
         within(row.influence_min, row.influence_max, is.influence) &&
         within(row.breakout_min, row.breakout_max, is.breakout) &&
         (row.trends.empty() || std::ranges::find(row.trends, is.trend) != row.trends.end()) &&
         (!row.authors_min || is.authors >= *row.authors_min) &&
         (!row.questions_min || is.questions >= *row.questions_min) &&
         agrees(row.aimed_at_migrants, is.aimed_at_migrants) && agrees(row.harm, is.harm) &&
         agrees(row.void_open, is.void_open);
}

std::size_t first_row(const Policy& policy, const Situation& situation) {
  const auto found = std::ranges::find_if(policy.rows, [&](const PolicyRow& row) { return fires(row, situation); });
  return static_cast<std::size_t>(found - policy.rows.begin());
}

}  // namespace sait
