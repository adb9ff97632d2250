#include "rules/decision_space.hpp"

#include <algorithm>
#include <limits>

#include "rules/names.hpp"

namespace sait {
namespace {

constexpr int kBreakouts = 6, kOfHarms = 6;

std::uint16_t& side_of(Cell& cell, Side side) { return cell[static_cast<std::size_t>(side)]; }

// Authors are counted over 24 hours: what has been silent for longer has none.
bool stale_has_authors(const Policy& policy) { return policy.stale_after <= std::chrono::hours(24); }

// Whether a policy tells the values of a side apart. What other sides exclude is always looked at: authors where a
// claim is stale, breakout categories where it is a harm.
bool looks_at(const Policy& policy, Side side) {
  const auto asks = [&](const auto& condition) { return std::ranges::any_of(policy.rows, condition); };
  switch (side) {
    case Side::unusual:
      return asks([](const PolicyRow& row) { return row.scale_min || row.scale_max; });
    case Side::answered:
      return asks([](const PolicyRow& row) { return row.void_open.has_value(); });
    case Side::aimed_at_migrants:
      return asks([](const PolicyRow& row) { return row.aimed_at_migrants.has_value(); });
    case Side::recycled:
      return asks([](const PolicyRow& row) { return row.recycled.has_value(); });
    case Side::threat_open:  // raises influence
      return asks([](const PolicyRow& row) { return row.threat_open || row.influence_min || row.influence_max; });
    case Side::event_near:
      return policy.event_tighten < 1.0 || asks([](const PolicyRow& row) { return row.event_near.has_value(); });
    case Side::authors:
    case Side::questions:
    case Side::breakout:
    case Side::trend:
    case Side::harm:
      break;
  }
  return true;
}

std::vector<std::uint64_t> sorted(std::vector<std::uint64_t> cuts) {
  std::ranges::sort(cuts);
  cuts.erase(std::ranges::unique(cuts).begin(), cuts.end());
  return cuts;
}

const char* contradiction_of(const Situation& is, bool stale_may_have_authors) {
  if (is.harm && is.breakout != kOfHarms) return "a harm is a call to act, which is always breakout category 6";
  if (!is.harm && is.breakout == kOfHarms) return "breakout category 6 is for harms alone";
  if (is.harm && is.threat_open) return "a harm does not stand beside itself: `threat_open` is for narratives";
  if (is.harm && is.aimed_at_migrants) return "only a narrative can be aimed at migrants, not a harm";
  if (is.trend == Trend::stale && is.authors > 0 && !stale_may_have_authors)
    return "a stale claim has no author in the last 24 hours";
  return nullptr;
}

}  // namespace

std::optional<std::string> contradiction(const Situation& situation, const Policy& policy) {
  const auto* why = contradiction_of(situation, stale_has_authors(policy));
  if (why == nullptr) return std::nullopt;
  return why;
}

DecisionSpace::DecisionSpace(const std::vector<const Policy*>& policies) {
  std::vector<std::uint64_t> authors{0, 1}, questions{0};
  for (const auto* policy : policies) {
    for (const auto& bands : {policy->bands(false), policy->bands(true)}) {
      authors.insert(authors.end(), bands.scale_authors.begin(), bands.scale_authors.end());
      questions.insert(questions.end(), bands.influence_questions.begin(), bands.influence_questions.end());
      questions.push_back(bands.void_questions);
    }
    for (const auto& row : policy->rows) {
      if (row.authors_min) authors.push_back(*row.authors_min);
      if (row.authors_max) authors.push_back(*row.authors_max + 1);
      if (row.questions_min) questions.push_back(*row.questions_min);
    }
    stale_has_authors_ = stale_has_authors_ || stale_has_authors(*policy);
    for (std::size_t side = 0; side < kSides; ++side)
      looked_at_[side] = looked_at_[side] || looks_at(*policy, static_cast<Side>(side));
  }
  cuts_ = {sorted(std::move(authors)), sorted(std::move(questions))};
}

std::size_t DecisionSpace::values(Side side) const {
  if (!looked_at_[static_cast<std::size_t>(side)]) return 1;
  switch (side) {
    case Side::authors:
    case Side::questions:
      return cuts_[static_cast<std::size_t>(side)].size();
    case Side::breakout:
      return kBreakouts;
    case Side::trend:
      return kTrends;
    case Side::unusual:
      return kLevels;
    case Side::answered:
    case Side::aimed_at_migrants:
    case Side::recycled:
    case Side::threat_open:
    case Side::harm:
    case Side::event_near:
      break;
  }
  return 2;
}

std::uint64_t DecisionSpace::least(Side side, std::size_t value) const {
  return cuts_[static_cast<std::size_t>(side)][value];
}

std::uint64_t DecisionSpace::most(Side side, std::size_t value) const {
  const auto& cuts = cuts_[static_cast<std::size_t>(side)];
  return value + 1 < cuts.size() ? cuts[value + 1] - 1 : std::numeric_limits<std::uint64_t>::max();
}

void DecisionSpace::each(const std::function<bool(const Cell&)>& visit) const {
  Cell cell{};
  for (;;) {
    if (possible(cell) && !visit(cell)) return;
    // An odometer: the last side turns fastest.
    std::size_t side = kSides;
    while (side > 0 && ++cell[side - 1] == values(static_cast<Side>(side - 1))) cell[--side] = 0;
    if (side == 0) return;
  }
}

// What does not depend on a policy's bands.
Situation DecisionSpace::sides_of(const Cell& cell) const {
  Situation is;
  is.authors = least(Side::authors, value_of(cell, Side::authors));
  is.questions = least(Side::questions, value_of(cell, Side::questions));
  is.breakout = value_of(cell, Side::breakout) + 1;
  is.trend = static_cast<Trend>(value_of(cell, Side::trend));
  is.aimed_at_migrants = value_of(cell, Side::aimed_at_migrants) != 0;
  is.recycled = value_of(cell, Side::recycled) != 0;
  is.threat_open = value_of(cell, Side::threat_open) != 0;
  is.harm = value_of(cell, Side::harm) != 0;
  is.event_near = value_of(cell, Side::event_near) != 0;
  is.unusual = static_cast<Level>(value_of(cell, Side::unusual));
  return is;
}

bool DecisionSpace::possible(const Cell& cell) const {
  return contradiction_of(sides_of(cell), stale_has_authors_) == nullptr;
}

Situation DecisionSpace::at(const Cell& cell, const Policy& policy) const {
  auto is = sides_of(cell);
  const auto bands = policy.bands(is.event_near);
  is.void_open = bands.is_void(is.questions, value_of(cell, Side::answered) != 0);
  set_levels(is, bands);
  return is;
}

std::optional<Cell> DecisionSpace::cell_of(const Situation& situation, bool answered) const {
  const auto value = [this](Side side, std::uint64_t count) {
    const auto& cuts = cuts_[static_cast<std::size_t>(side)];
    return static_cast<std::uint16_t>(std::ranges::upper_bound(cuts, count) - cuts.begin() - 1);
  };
  if (contradiction_of(situation, stale_has_authors_) != nullptr) return std::nullopt;
  Cell cell{};
  side_of(cell, Side::authors) = value(Side::authors, situation.authors);
  side_of(cell, Side::questions) = value(Side::questions, situation.questions);
  side_of(cell, Side::answered) = answered ? 1 : 0;
  side_of(cell, Side::breakout) = static_cast<std::uint16_t>(situation.breakout - 1);
  side_of(cell, Side::trend) = static_cast<std::uint16_t>(situation.trend);
  side_of(cell, Side::unusual) = static_cast<std::uint16_t>(situation.unusual);
  side_of(cell, Side::recycled) = situation.recycled ? 1 : 0;
  side_of(cell, Side::threat_open) = situation.threat_open ? 1 : 0;
  side_of(cell, Side::aimed_at_migrants) = situation.aimed_at_migrants ? 1 : 0;
  side_of(cell, Side::harm) = situation.harm ? 1 : 0;
  side_of(cell, Side::event_near) = situation.event_near ? 1 : 0;
  for (std::size_t side = 0; side < kSides; ++side) cell[side] = looked_at_[side] ? cell[side] : std::uint16_t{0};
  return cell;
}

}  // namespace sait
