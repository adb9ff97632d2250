#include "rules/policy_diff.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

#include "rules/decision_space.hpp"
#include "rules/names.hpp"

namespace sait {
namespace {

std::string clocks_text(const Policy& policy) {
  std::string out;
  for (const auto& [platform, half_life] : policy.clocks)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", platform, format_duration(half_life));
  return out.empty() ? "none" : out;
}

std::string crossings_text(const Policy& policy) {
  std::string out;
  for (const auto into : policy.crossings) out += fmt::format("{}{}", out.empty() ? "" : ", ", to_string(into));
  return out.empty() ? "none" : out;
}

std::string channels_text(const Policy& policy) {
  std::string out;
  for (const auto& channel : policy.channels)
    out += fmt::format("{}{} ({}) {}", out.empty() ? "" : ", ", channel.name, channel.audience, channel.people);
  return out.empty() ? "none" : out;
}

std::string communities_text(const Policy& policy) {
  std::string out;
  for (const auto& community : policy.communities)
    out += fmt::format("{}{} for {}", out.empty() ? "" : ", ", community.name, fmt::join(community.serves, " and "));
  return out.empty() ? "none" : out;
}

// Every number of a policy outside its rows, as text.
std::vector<std::pair<std::string, std::string>> settings_of(const Policy& p) {
  std::vector<std::pair<std::string, std::string>> out{
      {"id", p.id},
      {"bands.scale_authors", fmt::format("{}", fmt::join(p.scale_authors, ", "))},
      {"bands.scale_z", fmt::format("{}", fmt::join(p.scale_z, ", "))},
      {"bands.awareness_breakout", fmt::format("{}", fmt::join(p.awareness_breakout, ", "))},
      {"bands.influence_questions", fmt::format("{}", fmt::join(p.influence_questions, ", "))},
      {"bands.void_questions", fmt::format("{}", p.void_questions)},
      {"bands.void_z", fmt::format("{}", p.void_z)},
      {"timing.growing_factor", fmt::format("{}", p.growing_factor)},
      {"timing.growing_posts", fmt::format("{}", p.growing_posts)},
      {"timing.fading_factor", fmt::format("{}", p.fading_factor)},
      {"timing.stale_after", format_duration(p.stale_after)},
      {"timing.clocks", clocks_text(p)},
      {"channels", channels_text(p)},
      {"communities", communities_text(p)},
      {"opens_at_authors", fmt::format("{}", p.opens_at_authors)},
      {"ceilings.unobserved", to_string(p.unobserved_ceiling)},
      {"ceilings.unverified", to_string(p.unverified_ceiling)},
      {"ceilings.suspect_misidentified", to_string(p.suspect_ceiling)},
      {"ceilings.media", to_string(p.media_ceiling)},
      {"corrections_step_down", fmt::format("{}", p.corrections_step_down)},
      {"hysteresis.raise_after", format_duration(p.raise_after)},
      {"hysteresis.allies_after", format_duration(p.allies_after)},
      {"hysteresis.respond_after", format_duration(p.respond_after)},
      {"hysteresis.lower_after", format_duration(p.lower_after)},
      {"hysteresis.update_every", format_duration(p.update_every)},
      {"crossings", crossings_text(p)},
      {"budget.per_audience_per_day", p.budget_per_day == 0 ? "none" : fmt::format("{}", p.budget_per_day)},
      {"cool_down", format_duration(p.cool_down)},
      {"calendar.tighten", fmt::format("{}", p.event_tighten)},
      {"calendar.before", format_duration(p.event_before)}};
  for (std::size_t i = 0; i < kPostures; ++i) {
    const auto posture = static_cast<Posture>(i);
    out.emplace_back(fmt::format("expires.{}", to_string(posture)), format_duration(p.expiry(posture)));
  }
  return out;
}

std::vector<std::string> rows_without(const Policy& of, const Policy& other) {
  std::vector<std::string> out;
  for (const auto& row : of.rows) {
    if (std::ranges::find(other.rows, row.id, &PolicyRow::id) == other.rows.end()) out.push_back(row.id);
  }
  return out;
}

// The cells of one change, and the values they take on each side.
struct Region {
  std::size_t cells = 0;
  std::array<std::set<std::uint16_t>, kSides> values;

  void add(const Cell& cell) {
    ++cells;
    for (std::size_t side = 0; side < kSides; ++side) values[side].insert(cell[side]);
  }
  [[nodiscard]] bool holds(const Cell& cell) const {
    for (std::size_t side = 0; side < kSides; ++side) {
      if (!values[side].contains(cell[side])) return false;
    }
    return true;
  }
};

// "10 to 49, 200 and more": runs of neighbouring values of a count.
std::string counts_text(const DecisionSpace& space, Side side, const std::set<std::uint16_t>& values) {
  std::vector<std::string> runs;
  for (auto at = values.begin(); at != values.end();) {
    const auto first = *at;
    auto last = first;
    while (++at != values.end() && *at == last + 1) last = *at;
    const auto low = space.least(side, first), high = space.most(side, last);
    runs.push_back(high == std::numeric_limits<std::uint64_t>::max() ? fmt::format("{} and more", low)
                   : low == high                                     ? fmt::format("{}", low)
                                                                     : fmt::format("{} to {}", low, high));
  }
  return fmt::format("{}", fmt::join(runs, ", "));
}

std::string side_text(const DecisionSpace& space, Side side, const std::set<std::uint16_t>& values) {
  std::vector<std::string> names;
  switch (side) {
    case Side::authors:
      return "authors " + counts_text(space, side, values);
    case Side::questions:
      return "questions " + counts_text(space, side, values);
    case Side::breakout:
      for (const auto value : values) names.push_back(fmt::format("{}", value + 1));
      return fmt::format("breakout {}", fmt::join(names, ", "));
    case Side::trend:
      for (const auto value : values) names.emplace_back(to_string(static_cast<Trend>(value)));
      return fmt::format("trend {}", fmt::join(names, ", "));
    case Side::unusual:
      for (const auto value : values) names.emplace_back(to_string(static_cast<Level>(value)));
      return fmt::format("unusual by z {}", fmt::join(names, ", "));
    case Side::recycled:
      return *values.begin() != 0 ? "an old claim that is back" : "no old claim";
    case Side::threat_open:
      return *values.begin() != 0 ? "a threat is open beside it" : "no threat is open beside it";
    case Side::answered:
      return *values.begin() != 0 ? "what is asked is answered or usual" : "more ask than usual and nobody answers";
    case Side::aimed_at_migrants:
      return *values.begin() != 0 ? "aimed at migrants" : "not aimed at migrants";
    case Side::event_near:
      return *values.begin() != 0 ? "a scheduled event is near" : "no scheduled event is near";
    case Side::harm:
      break;
  }
  return *values.begin() != 0 ? "a harm" : "no harm";
}

}  // namespace

PolicyDiff diff_policies(const Policy& before, const Policy& after) {
  PolicyDiff diff;
  const auto old_settings = settings_of(before), new_settings = settings_of(after);
  for (std::size_t i = 0; i < old_settings.size(); ++i) {
    if (old_settings[i].second != new_settings[i].second)
      diff.settings.push_back({old_settings[i].first, old_settings[i].second, new_settings[i].second});
  }
  diff.rows_gone = rows_without(before, after);
  diff.rows_new = rows_without(after, before);

  const DecisionSpace space({&before, &after});
  using Rows = std::pair<std::size_t, std::size_t>;  // after, before
  const auto rows_at = [&](const Cell& cell) {
    return Rows{first_row(after, space.at(cell, after)), first_row(before, space.at(cell, before))};
  };
  std::map<Rows, Region> regions;
  Region all;
  space.each([&](const Cell& cell) {
    all.add(cell);
    const auto rows = rows_at(cell);
    if (after.rows[rows.first].posture != before.rows[rows.second].posture) regions[rows].add(cell);
    return true;
  });
  // Cells inside what a region's values span: as many as it has if it is all of them.
  std::map<Rows, std::size_t> spanned;
  space.each([&](const Cell& cell) {
    for (const auto& [rows, region] : regions) spanned[rows] += region.holds(cell) ? 1 : 0;
    return true;
  });
  diff.cases = all.cells;
  for (const auto& [rows, region] : regions) {
    const auto& row_after = after.rows[rows.first];
    const auto& row_before = before.rows[rows.second];
    PostureChange change{row_before.id, row_after.id, row_before.posture, row_after.posture, region.cells, {}, true};
    for (std::size_t side = 0; side < kSides; ++side) {
      if (region.values[side].size() < all.values[side].size())
        change.where.push_back(side_text(space, static_cast<Side>(side), region.values[side]));
    }
    change.exact = spanned[rows] == region.cells;
    diff.changed += region.cells;
    diff.postures.push_back(std::move(change));
  }
  return diff;
}

}  // namespace sait
