#include "app/audience_feeds.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sait {
namespace {

std::string near_name(const std::string& name, const std::vector<std::string_view>& known) {
  const auto near = nearest(name, known);
  return near.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", near);
}

}  // namespace

std::string unknown_region(const std::string& region, const RuleSet& rules) {
  const auto key = region_key(region);
  if (rules.regions.empty() || rules.regions.contains(key)) return {};
  return fmt::format("the rules' audiences.yaml has no region \"{}\", so no audience is there{}", region,
                     near_name(key, {rules.regions.begin(), rules.regions.end()}));
}

void check_audience_feeds(const RuleSet& rules, const std::vector<std::unique_ptr<Feed>>& feeds,
                          const std::vector<NamedRegion>& regions, const std::string& rules_file,
                          const std::string& config_file, Diagnostics& diagnostics) {
  const auto warn = [&](const std::string& file, int line, int column, const char* code, std::string text) {
    diagnostics.add({Diagnostic::Severity::warning, file, line, column, code, std::move(text), {}});
  };
  std::vector<FeedReach> reaches;
  std::vector<std::string_view> names;
  for (const auto& feed : feeds) {
    reaches.push_back(feed_reach(feed->declaration()));
    names.emplace_back(feed->declaration().id);
    if (!feed->declaration().community.empty()) names.emplace_back(feed->declaration().community);
  }
  for (const auto& region : regions) {
    if (auto why = unknown_region(region.text, rules); !why.empty())
      warn(config_file, region.line, region.column, "region", std::move(why));
  }
  for (const auto& audience : rules.audiences) {
    for (const auto& name : audience.feeds) {
      if (std::ranges::find(names, name) != names.end()) continue;
      warn(rules_file, audience.line, audience.column, "unknown-feed",
           fmt::format("the audience \"{}\" names \"{}\", which is no feed of this configuration and no community of "
                       "one{}",
                       audience.id, name, near_name(name, names)));
    }
    if (std::ranges::none_of(reaches, [&](const auto& reach) { return audience.carried_by(reach); }))
      warn(rules_file, audience.line, audience.column, "unfed",
           fmt::format("no feed of this configuration can carry the audience \"{}\": nothing of it is observable, and "
                       "no alert opens for it",
                       audience.id));
  }
}

}  // namespace sait
