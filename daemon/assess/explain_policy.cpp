#include "assess/explain_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <tuple>

#include "assess/policy_tests.hpp"
#include "rules/decision_space.hpp"

namespace sait {
namespace {

// How far one cell lies from another: sides that differ, then steps along them.
struct Distance {
  int sides = 0, steps = 0;
  friend bool operator<(const Distance& a, const Distance& b) {
    return std::tie(a.sides, a.steps) < std::tie(b.sides, b.steps);
  }
};

Distance between(const Cell& a, const Cell& b) {
  Distance distance;
  for (std::size_t side = 0; side < kSides; ++side) {
    if (a[side] == b[side]) continue;
    ++distance.sides;
    distance.steps += static_cast<Side>(side) == Side::trend ? 1 : std::abs(int{a[side]} - int{b[side]});
  }
  return distance;
}

struct Nearest {
  Cell cell{};
  Distance distance;
};

// The count nearest to where it is now.
std::uint64_t moved(const DecisionSpace& space, Side side, const Cell& from, const Cell& to) {
  const auto value = value_of(to, side);
  return value > value_of(from, side) ? space.least(side, value) : space.most(side, value);
}

// Takes `given` to the cell, and says how.
std::vector<std::string> move(const Policy& policy, const DecisionSpace& space, const Cell& from, const Cell& to,
                              PolicyCase& given) {
  std::vector<std::string> said;
  const auto differs = [&](Side side) { return value_of(from, side) != value_of(to, side); };
  const auto up = [&](Side side) { return value_of(to, side) > value_of(from, side); };
  if (differs(Side::authors)) {
    const auto count = moved(space, Side::authors, from, to);
    if (given.posts) given.posts = std::max(*given.posts, count);
    given.authors = count;
    said.push_back(up(Side::authors) ? fmt::format("it reaches {} authors in 24 hours", count)
                                     : fmt::format("it falls to {} authors in 24 hours", count));
  }
  if (differs(Side::breakout)) {
    given.breakout = value_of(to, Side::breakout) + 1;
    said.push_back(
        fmt::format("it {} breakout category {}", up(Side::breakout) ? "reaches" : "falls back to", *given.breakout));
  }
  if (differs(Side::trend)) {
    given.trend = static_cast<Trend>(value_of(to, Side::trend));
    said.push_back(given.trend == Trend::not_observable ? std::string("its trend cannot be observed")
                                                        : fmt::format("it is {}", to_string(given.trend)));
    const bool falls_unseen = given.trend != Trend::not_observable && given.trend != Trend::growing;
    if (!given.complete && falls_unseen) {
      given.complete = true;
      said.back() += ", seen without a hole";
    }
  }
  if (differs(Side::unusual)) {
    const auto level = value_of(to, Side::unusual);
    given.z = level == 0 ? 0 : policy.scale_z[level - 1U];
    said.push_back(up(Side::unusual) ? fmt::format("its busiest hour lies {} spreads above the usual", *given.z)
                   : level == 0      ? fmt::format("no hour of it lies {} spreads above the usual", policy.scale_z[0])
                                     : fmt::format("its busiest hour falls to {} spreads above the usual", *given.z));
  }
  if (differs(Side::threat_open)) {
    given.threat_open = value_of(to, Side::threat_open) != 0;
    said.emplace_back(given.threat_open ? "a threat opens beside it" : "the threat beside it is over");
  }
  if (differs(Side::questions)) {
    given.questions = moved(space, Side::questions, from, to);
    said.push_back(up(Side::questions) ? fmt::format("it draws {} questions in 24 hours", given.questions)
                                       : fmt::format("its questions fall to {} in 24 hours", given.questions));
  }
  if (differs(Side::answered)) {
    const bool answered = value_of(to, Side::answered) != 0;
    said.emplace_back(answered                 ? "a correction is out"
                      : given.corrections == 0 ? "more ask than usual"
                                               : "no correction is out");
    given.corrections = answered ? 1 : 0;
    given.void_open.reset();
  }
  if (differs(Side::event_near)) {
    given.event_near = value_of(to, Side::event_near) != 0;
    said.emplace_back(given.event_near ? "a scheduled event comes near" : "no scheduled event is near any more");
  }
  if (given.void_open) given.void_open = space.at(to, policy).void_open;
  return said;
}

}  // namespace

PolicyExplanation explain_policy(const PolicyCase& given, const Policy& policy) {
  PolicyExplanation out;
  out.assessment = assessment_of(given, policy);
  out.decision = decide_case(given, policy);
  const auto now = situation_of(out.assessment);
  out.row = first_row(policy, now);

  const DecisionSpace space({&policy});
  const auto here = space.cell_of(now, given.answered());
  if (!here) return out;
  std::vector<std::optional<Nearest>> nearest(policy.rows.size());
  space.each([&](const Cell& cell) {
    // What a narrative is cannot change.
    for (const auto side : {Side::harm, Side::aimed_at_migrants, Side::recycled}) {
      if (value_of(cell, side) != value_of(*here, side)) return true;
    }
    auto& known = nearest[first_row(policy, space.at(cell, policy))];
    const auto distance = between(*here, cell);
    if (!known || distance < known->distance) known = Nearest{cell, distance};
    return true;
  });
  for (std::size_t row = 0; row < policy.rows.size(); ++row) {
    if (row == out.row) continue;
    const auto& found = nearest[row];
    if (!found) {
      out.never.push_back(row);
      continue;
    }
    NearRow near;
    near.changed = given;
    near.row = row;
    near.holds_too = fires(policy.rows[row], now);
    near.changes = move(policy, space, *here, found->cell, near.changed);
    near.posture = decide_case(near.changed, policy).posture;
    out.near.push_back(std::move(near));
  }
  std::ranges::stable_sort(out.near, [&](const NearRow& a, const NearRow& b) {
    return nearest[a.row]->distance < nearest[b.row]->distance;
  });
  return out;
}

}  // namespace sait
