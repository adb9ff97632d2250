// What is not wrong in a pack but wants a look: narratives without tests, days that have passed.
#pragma once

#include "base/diagnostics.hpp"
#include "base/time.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// Warnings about a compiled pack as of `today`. Never a reason not to load it: what has expired is judged at tick
/// time.
void warn_about(const RuleSet& rules, const RuleFiles& files, Time today, Diagnostics& diagnostics);

/// The line of a file in which `text` first stands, from 1, and its column; 0 if it does not. For messages about what a
/// compiled set no longer knows the place of.
struct TextPlace {
  int line = 0, column = 0;
  std::string snippet;
};
[[nodiscard]] TextPlace place_of(const RuleFiles& files, const std::string& file, std::string_view text);

}  // namespace sait
