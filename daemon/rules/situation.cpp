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
  Situation is;
  is.authors = a.scale.authors.estimate;
  is.questions = a.influence.questions;
  is.breakout = a.awareness.breakout;
  is.trend = a.timing.trend;
  is.aimed_at_migrants = a.influence.aimed_at_migrants;
  is.harm = a.influence.harm;
  is.void_open = a.influence.void_open;
  is.recycled = a.timing.recycled.has_value();
  is.threat_open = a.influence.threat_open;
  is.event_near = !a.timing.events.empty();
  is.unusual = a.scale.unusual;
  is.scale = a.scale.level;
  is.awareness = a.awareness.level;
  is.influence = a.influence.level;
  return is;
}

void set_levels(Situation& is, const Bands& bands) {
  is.scale = std::min(bands.scale_level(is.authors), is.unusual);
  is.awareness = bands.awareness_level(is.breakout);
  is.influence = bands.influence_level(is.harm, is.questions);
  if (is.threat_open) is.influence = std::max(is.influence, Level::high);
}

bool fires(const PolicyRow& row, const Situation& is) {
  return within(row.scale_min, row.scale_max, is.scale) && within(row.awareness_min, row.awareness_max, is.awareness) &&
         within(row.influence_min, row.influence_max, is.influence) &&
         within(row.breakout_min, row.breakout_max, is.breakout) &&
         (row.trends.empty() || std::ranges::find(row.trends, is.trend) != row.trends.end()) &&
         within(row.authors_min, row.authors_max, is.authors) &&
         (!row.questions_min || is.questions >= *row.questions_min) &&
         agrees(row.aimed_at_migrants, is.aimed_at_migrants) && agrees(row.harm, is.harm) &&
         agrees(row.void_open, is.void_open) && agrees(row.recycled, is.recycled) &&
         agrees(row.threat_open, is.threat_open) && agrees(row.event_near, is.event_near);
}

std::size_t first_row(const Policy& policy, const Situation& situation) {
  const auto found = std::ranges::find_if(policy.rows, [&](const PolicyRow& row) { return fires(row, situation); });
  return static_cast<std::size_t>(found - policy.rows.begin());
}

}  // namespace sait
