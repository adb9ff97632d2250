// What is not wrong in a pack but wants a look: narratives without tests, days that have passed.
#pragma once

#include <span>

#include "base/diagnostics.hpp"
#include "base/time.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// Warnings about a compiled pack as of `today`. Never a reason not to load it: what has expired is judged at tick
/// time.
void warn_about(const RuleSet& rules, const RuleFiles& files, Time today, Diagnostics& diagnostics);

/// Patterns that none of `reached` is, which are those that the tests beside the rules make match (run_tests()). Where
/// a narrative has no test of a language at all, warn_about() says so.
void warn_about_untested(const RuleSet& rules, const RuleFiles& files, std::span<const std::size_t> reached,
                         Diagnostics& diagnostics);

/// A warning at a place that a compiled set knows, with its line.
[[nodiscard]] Diagnostic warning_at(const RuleFiles& files, const std::string& file, RulePlace place, std::string code,
                                    std::string text);

}  // namespace sait
