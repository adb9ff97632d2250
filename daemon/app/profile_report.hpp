// What `saitctl rules profile` prints, and the warning of everyday speech that it shares with `rules check`.
#pragma once

#include <string>

#include "base/diagnostics.hpp"
#include "workbench/profile.hpp"

namespace sait {

/// warning[common] for each pattern that more than 1 in 1,000 posts of the background match.
void warn_of_common(const PatternCounts& background, const RuleSet& rules, const RuleFiles& files,
                    Diagnostics& diagnostics);

/// What the profile and the rules themselves show: silent patterns, those that can never be found, that others
/// subsume, alternatives that add nothing; and, as observations, what was only found beside another. `background` may
/// be nullptr.
void warn_of_profile(const Profile& profile, const PatternCounts* background, const RuleSet& rules,
                     const RuleFiles& files, Diagnostics& diagnostics);

[[nodiscard]] std::string text_of(const Profile& profile, int runs, const RuleSet& rules,
                                  const Diagnostics& diagnostics);
/// One object a line: "kind" is pack, pattern or warning.
[[nodiscard]] std::string json_of(const Profile& profile, int runs, const RuleSet& rules,
                                  const Diagnostics& diagnostics);

}  // namespace sait
