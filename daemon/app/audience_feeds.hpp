// Audiences are declared in the rules, feeds in the configuration: whether the two fit is said to whoever checks both.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "feeds/feed.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// A region as a feed of the configuration names it, and where.
struct NamedRegion {
  std::string text;
  int line = 0, column = 0;
};

/// Why a region cannot be meant, if the rules declare regions and not this one; else empty.
[[nodiscard]] std::string unknown_region(const std::string& region, const RuleSet& rules);

/// Warnings: an audience nobody feeds, a feed of an audience that is not there (both in the rules' `rules_file`), a
/// feed's region that no audience knows (in `config_file`). None is an error, as rules are shared and feeds come and
/// go.
void check_audience_feeds(const RuleSet& rules, const std::vector<std::unique_ptr<Feed>>& feeds,
                          const std::vector<NamedRegion>& regions, const std::string& rules_file,
                          const std::string& config_file, Diagnostics& diagnostics);

}  // namespace sait
