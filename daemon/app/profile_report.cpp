#include "app/profile_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "app/match_json.hpp"
#include "rules/hygiene.hpp"
#include "rules/redundant.hpp"

namespace sait {
namespace {

constexpr std::size_t kFewestToSay = 10;  // times that a pattern was found, before what it was found with is told

double share_of(double part, double whole) { return whole > 0 ? part / whole : 0; }
double share_of(std::size_t part, std::size_t whole) {
  return share_of(static_cast<double>(part), static_cast<double>(whole));
}
double per_second(const Profile& profile) {
  return profile.path_nanoseconds > 0 ? static_cast<double>(profile.posts) * 1e9 / profile.path_nanoseconds : 0;
}
double per_post(const Profile& profile, std::size_t pattern) {
  return profile.posts > 0 ? profile.by_pattern[pattern].nanoseconds / static_cast<double>(profile.posts) : 0;
}
const char* maturity_of(const RuleSet& rules, std::size_t pattern) {
  const auto& own = rules.patterns[pattern];
  return to_string(rules.narratives[own.narrative].maturity.at(own.language));
}

std::array<std::pair<const char*, double>, 5> parts_of(const Profile& profile) {
  return {{{"folding", profile.folding},
           {"prefilter", profile.prefilter},
           {"sentences", profile.sentences},
           {"patterns", profile.patterns},
           {"language and acts", profile.judging}}};
}

}  // namespace

void warn_of_common(const PatternCounts& background, const RuleSet& rules, const RuleFiles& files,
                    Diagnostics& diagnostics) {
  for (const auto index : background.common()) {
    const auto& pattern = rules.patterns[index];
    const auto count = background.found(index);
    diagnostics.add(warning_at(
        files, rules.narratives[pattern.narrative].file, pattern.place, "common",
        fmt::format("{} is found in {} of {} posts of the background ({:.1f} in 1,000): ask for more than everyday "
                    "speech",
                    pattern.id, count, background.posts(), share_of(count, background.posts()) * 1000)));
  }
}

void warn_of_profile(const Profile& profile, const PatternCounts* background, const RuleSet& rules,
                     const RuleFiles& files, Diagnostics& diagnostics) {
  const auto warn = [&](std::size_t index, std::string code, std::string text) {
    const auto& pattern = rules.patterns[index];
    diagnostics.add(
        warning_at(files, rules.narratives[pattern.narrative].file, pattern.place, std::move(code), std::move(text)));
  };
  std::set<std::size_t> told;
  const auto redundant = find_redundant(rules);
  for (const auto& item : redundant.items) {
    warn(item.pattern, to_string(item.kind), text_of(item, rules));
    if (item.kind != Redundancy::Kind::alternative) told.insert(item.pattern);
  }
  for (std::size_t i = 0; i < rules.patterns.size(); ++i) {
    const auto& own = profile.by_pattern[i];
    const std::string_view maturity = maturity_of(rules, i);
    const auto elsewhere = background == nullptr ? 0 : background->found(i);
    if (maturity == to_string(Maturity::retired) || told.contains(i)) continue;
    if (own.found + elsewhere == 0) {
      warn(i, "silent",
           fmt::format("{} ({}) is found in none of {} posts: either nobody says it, or not so; try it on what people "
                       "write with `rules explain`, and widen or remove it",
                       rules.patterns[i].id, maturity,
                       profile.posts + (background == nullptr ? 0 : background->posts())));
    } else if (own.found >= kFewestToSay && !own.always_with.empty()) {
      const auto& other = rules.patterns[own.always_with.front()];
      warn(
          i, "seen-together",
          fmt::format("in this archive {} was found {} times, each time in a post in which {} (line {}) was found too; "
                      "other posts may part them: look whether both are needed",
                      rules.patterns[i].id, own.found, other.id, other.place.line));
    }
  }
  if (!redundant.all_compared && !rules.narratives.empty())
    warn(0, "not-compared",
         "there are too many patterns to compare each with each: some that find nothing of their own may not be told");
  if (background != nullptr) warn_of_common(*background, rules, files, diagnostics);
}

std::string text_of(const Profile& profile, int runs, const RuleSet& rules, const Diagnostics& diagnostics) {
  auto out = fmt::format("posts    {}, {} on topic\n", profile.posts, profile.on_topic);
  out += fmt::format(
      "speed    {:.0f} posts a second on one core, matching alone, {}\n", per_second(profile),
      runs == 1
          ? std::string("measured once: times vary from run to run, --repeat 5 takes the least of five")
          : fmt::format("the least time of {} runs: times still vary with the machine and what else it does", runs));
  out += "time    ";
  for (const auto& [name, part] : parts_of(profile))
    out += fmt::format(" {} {:.0f} %{}", name, share_of(part, profile.parts()) * 100,
                       std::string_view(name) == "language and acts" ? "\n" : ",");
  out += "\n ns/post   share     woken     found  found/woken  pattern\n";
  for (const auto index : profile.by_cost()) {
    const auto& own = profile.by_pattern[index];
    out +=
        fmt::format("{:8.1f}  {:5.1f} %  {:8}  {:8}  {:>11}  {} ({})\n", per_post(profile, index),
                    share_of(own.nanoseconds, profile.parts()) * 100, own.woken, own.found,
                    own.woken == 0 ? std::string("-") : fmt::format("{:.1f} %", share_of(own.found, own.woken) * 100),
                    rules.patterns[index].id, maturity_of(rules, index));
  }
  if (!diagnostics.items().empty()) out += "\n" + diagnostics.render();
  return out;
}

std::string json_of(const Profile& profile, int runs, const RuleSet& rules, const Diagnostics& diagnostics) {
  auto out =
      fmt::format(R"({{"kind":"pack","posts":{},"on_topic":{},"posts_per_second":{:.0f},"runs":{},"time_shares":{{)",
                  profile.posts, profile.on_topic, per_second(profile), runs);
  for (const auto& [name, part] : parts_of(profile))
    out += fmt::format("{}\"{}\":{:.4f}", out.back() == '{' ? "" : ",",
                       std::string_view(name) == "language and acts" ? "language_and_acts" : name,
                       share_of(part, profile.parts()));
  out += "}}\n";
  for (const auto index : profile.by_cost()) {
    const auto& own = profile.by_pattern[index];
    const auto& pattern = rules.patterns[index];
    out += fmt::format(
        R"({{"kind":"pattern","pattern":{},"file":{},"line":{},"maturity":"{}","nanoseconds_per_post":{:.2f},"share":{:.5f},"woken":{},"found":{},"wasted":{}}})",
        json_string(pattern.id), json_string(rules.narratives[pattern.narrative].file), pattern.place.line,
        maturity_of(rules, index), per_post(profile, index), share_of(own.nanoseconds, profile.parts()), own.woken,
        own.found, own.woken - std::min(own.woken, own.found));
    out += '\n';
  }
  for (const auto& item : diagnostics.items()) out += "{\"kind\":\"warning\"," + diagnostic_json(item).substr(1) + "\n";
  return out;
}

}  // namespace sait
