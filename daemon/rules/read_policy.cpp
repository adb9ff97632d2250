#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/calendar.hpp"
#include "rules/names.hpp"
#include "rules/read.hpp"

namespace sait {
namespace {

constexpr std::int64_t kMostPeople = 10'000'000'000;  // there are no more

Posture read_posture(const YamlNode& node, Posture fallback) {
  return static_cast<Posture>(node.choice(names_of<Posture>(kPostures), static_cast<std::size_t>(fallback)));
}

// A list of exactly as many rising counts as the band has.
template <typename Count, std::size_t kSize>
void read_band(const YamlNode& node, std::array<Count, kSize>& band, std::int64_t highest) {
  if (!node.present()) return;
  const auto items = node.items();
  if (!node.is_list()) return;
  if (items.size() != kSize)
    return node.error("band", fmt::format("{} counts are needed here, not {}", kSize, items.size()));
  for (std::size_t i = 0; i < kSize; ++i) {
    band[i] = static_cast<Count>(items[i].integer(static_cast<std::int64_t>(band[i]), 1, highest));
    if (i > 0 && band[i] <= band[i - 1]) items[i].error("band", "each count must be higher than the one before");
  }
}

void read_duration(const YamlNode& node, Duration& value, Duration low, Duration high) {
  value = node.duration(value, low, high);
}

void read_clocks(const YamlNode& node, Policy& policy) {
  if (!node.present()) return;
  policy.clocks.clear();
  if (!node.is_map()) return node.error("type", "write platforms and the half-lives of their posts: {youtube: 6d}");
  for (const auto& [platform, half_life] : node.entries())
    policy.clocks[platform] = half_life.duration(std::chrono::hours(1), std::chrono::minutes(1), std::chrono::days(7));
}

// Whom our own channels reach, and which communities are made for whom.
void read_people(const YamlNode& root, Policy& policy) {
  std::set<std::string> names;
  if (const auto list = root["channels"]; list.present()) {
    for (const auto& node : list.items()) {
      Channel channel{node.require("name").text(), node.require("audience").text(), 0};
      channel.people = static_cast<std::uint64_t>(node.require("people").integer(1, 1, kMostPeople));
      node.finish();
      if (!names.insert(channel.name).second)
        node.error("duplicate", fmt::format("the channel \"{}\" is declared already", channel.name));
      policy.channels.push_back(std::move(channel));
    }
  }
  names.clear();
  if (const auto list = root["communities"]; list.present()) {
    for (const auto& node : list.items()) {
      ServedCommunity community{node.require("name").text(), node.require("serves").texts()};
      node.finish();
      if (!names.insert(community.name).second)
        node.error("duplicate", fmt::format("the community \"{}\" is declared already", community.name));
      policy.communities.push_back(std::move(community));
    }
  }
}

void read_bands(const YamlNode& root, Policy& policy) {
  if (const auto bands = root["bands"]; bands.present()) {
    read_band(bands["scale_authors"], policy.scale_authors, kMostCount);
    read_band(bands["scale_z"], policy.scale_z, kMostCount);
    read_band(bands["awareness_breakout"], policy.awareness_breakout, 6);
    read_band(bands["influence_questions"], policy.influence_questions, kMostCount);
    policy.void_questions = static_cast<std::uint64_t>(
        bands["void_questions"].integer(static_cast<std::int64_t>(policy.void_questions), 1, kMostCount));
    policy.void_z =
        static_cast<std::uint64_t>(bands["void_z"].integer(static_cast<std::int64_t>(policy.void_z), 1, kMostCount));
    bands.finish();
  }
  if (const auto timing = root["timing"]; timing.present()) {
    policy.growing_factor = timing["growing_factor"].number(policy.growing_factor, 1.01, 100);
    policy.growing_posts = static_cast<std::uint64_t>(
        timing["growing_posts"].integer(static_cast<std::int64_t>(policy.growing_posts), 1, kMostCount));
    policy.fading_factor = timing["fading_factor"].number(policy.fading_factor, 0.01, 0.99);
    read_duration(timing["stale_after"], policy.stale_after, std::chrono::hours(24), std::chrono::days(28));
    read_clocks(timing["clocks"], policy);
    timing.finish();
  }
}

void read_life(const YamlNode& root, Policy& policy) {
  policy.opens_at_authors = static_cast<std::uint64_t>(
      root["opens_at_authors"].integer(static_cast<std::int64_t>(policy.opens_at_authors), 1, kMostCount));
  if (const auto ceilings = root["ceilings"]; ceilings.present()) {
    policy.unobserved_ceiling = read_posture(ceilings["unobserved"], policy.unobserved_ceiling);
    policy.unverified_ceiling = read_posture(ceilings["unverified"], policy.unverified_ceiling);
    policy.suspect_ceiling = read_posture(ceilings["suspect_misidentified"], policy.suspect_ceiling);
    policy.media_ceiling = read_posture(ceilings["media"], policy.media_ceiling);
    ceilings.finish();
  }
  const Duration none{0}, week = std::chrono::days(7);
  policy.corrections_step_down = root["corrections_step_down"].number(policy.corrections_step_down, 0.0, 1000.0);
  if (const auto hysteresis = root["hysteresis"]; hysteresis.present()) {
    read_duration(hysteresis["raise_after"], policy.raise_after, none, week);
    read_duration(hysteresis["allies_after"], policy.allies_after, none, week);
    read_duration(hysteresis["respond_after"], policy.respond_after, none, week);
    read_duration(hysteresis["lower_after"], policy.lower_after, none, week);
    read_duration(hysteresis["update_every"], policy.update_every, std::chrono::minutes(1), week);
    hysteresis.finish();
  }
  if (const auto crossings = root["crossings"]; crossings.present()) {
    policy.crossings.clear();
    for (const auto& item : crossings.items())
      policy.crossings.push_back(static_cast<Crossing::Into>(item.choice(names_of<Crossing::Into>(kCrossings), 0)));
  }
  if (const auto budget = root["budget"]; budget.present()) {
    policy.budget_per_day =
        static_cast<std::uint64_t>(budget.require("per_audience_per_day").integer(1, 1, kMostCount));
    budget.finish();
  }
  read_duration(root["cool_down"], policy.cool_down, none, week);
  if (const auto calendar = root["calendar"]; calendar.present()) {
    policy.event_tighten = calendar["tighten"].number(policy.event_tighten, 0.1, 1.0);
    read_duration(calendar["before"], policy.event_before, none, kLongestBefore);
    calendar.finish();
  }
  if (const auto expires = root["expires"]; expires.present()) {
    for (std::size_t i = 0; i < kPostures; ++i) {
      const auto posture = static_cast<Posture>(i);
      const auto node = expires[to_string(posture)];
      if (node.present())
        policy.expires[posture] =
            node.duration(policy.expiry(posture), std::chrono::minutes(10), std::chrono::days(28));
    }
    expires.finish();
  }
}

// `key: {min: x, max: y}` or `key: x` for exactly x; both ends count.
template <typename Value, typename Read>
void read_range(const YamlNode& node, std::optional<Value>& low, std::optional<Value>& high, const Read& read) {
  if (!node.present()) return;
  if (node.is_scalar()) {
    low = high = read(node);
    return;
  }
  if (const auto end = node["min"]; end.present()) low = read(end);
  if (const auto end = node["max"]; end.present()) high = read(end);
  if (!node.is_map()) return;
  node.finish();
  if (!low && !high) node.error("empty-range", "write min, max or both");
  if (low && high && *low > *high) node.error("empty-range", "min is above max, so this row could never fire");
}

void read_at_least(const YamlNode& node, std::optional<std::uint64_t>& low) {
  if (!node.present()) return;
  low = static_cast<std::uint64_t>(node["min"].integer(1, 1, kMostCount));
  if (node.is_map() && !node["min"].present()) node.error("empty-range", "write {min: COUNT}");
  node.finish();
}

void read_flag(const YamlNode& node, std::optional<bool>& flag) {
  if (node.present()) flag = node.boolean(true);
}

void read_conditions(const YamlNode& when, PolicyRow& row) {
  const auto level = [](const YamlNode& node) { return static_cast<Level>(node.choice(names_of<Level>(kLevels), 0)); };
  const auto breakout = [](const YamlNode& node) { return static_cast<int>(node.integer(1, 1, 6)); };
  read_range(when["scale"], row.scale_min, row.scale_max, level);
  read_range(when["awareness"], row.awareness_min, row.awareness_max, level);
  read_range(when["influence"], row.influence_min, row.influence_max, level);
  read_range(when["breakout"], row.breakout_min, row.breakout_max, breakout);
  if (const auto trend = when["trend"]; trend.present()) {
    const auto names = names_of<Trend>(kTrends);
    const auto items = trend.is_scalar() ? std::vector<YamlNode>{trend} : trend.items();
    for (const auto& item : items) row.trends.push_back(static_cast<Trend>(item.choice(names, 0)));
    if (items.empty()) trend.error("empty-range", "no trend is named, so this row could never fire");
  }
  read_range(when["authors"], row.authors_min, row.authors_max,
             [](const YamlNode& node) { return static_cast<std::uint64_t>(node.integer(0, 0, kMostCount)); });
  read_at_least(when["questions"], row.questions_min);
  read_flag(when["aimed_at_migrants"], row.aimed_at_migrants);
  read_flag(when["harm"], row.harm);
  read_flag(when["void"], row.void_open);
  read_flag(when["recycled"], row.recycled);
  read_flag(when["threat_open"], row.threat_open);
  read_flag(when["event_near"], row.event_near);
  when.finish();
}

void read_policy_tests(const YamlNode& root, Policy& policy) {
  const auto list = root["tests"];
  if (!list.present()) return;
  for (const auto& node : list.items()) {
    PolicyTest test;
    test.file = policy.file;
    test.line = node.line();
    test.column = node.column();
    test.given = read_policy_case(node);
    test.posture = read_posture(node.require("posture"), Posture::monitor);
    if (const auto row = node["row"]; row.present()) test.row = row.text();
    node.finish();
    policy.tests.push_back(std::move(test));
  }
}

}  // namespace

PolicyDraft read_policy(const std::string& path, const YamlNode& root) {
  PolicyDraft draft{{}, root, {}};
  auto& policy = draft.policy;
  policy.id = root.require("id").text();
  policy.file = path;
  read_bands(root, policy);
  read_life(root, policy);
  read_people(root, policy);
  const auto rows = root.require("rows");
  if (rows.present()) {
    for (const auto& node : rows.items()) {
      PolicyRow row;
      row.line = node.line();
      row.column = node.column();
      row.id = node.require("id").text();
      row.because = node.require("because").text();
      row.at_once = node["at_once"].boolean(false);
      row.posture = read_posture(node.require("posture"), Posture::monitor);
      if (const auto when = node["when"]; when.present()) read_conditions(when, row);
      node.finish();
      policy.rows.push_back(std::move(row));
      draft.row_nodes.push_back(node);
    }
    if (policy.rows.size() > kMostRows)
      draft.row_nodes[kMostRows].error(
          "too-many-rows", fmt::format("a decision table has at most {} rows; nobody can follow more", kMostRows));
  }
  read_policy_tests(root, policy);
  root.finish();
  return draft;
}

}  // namespace sait
