// What `saitctl rules explain --day` and `rules diff` say of the calendar, as text and as JSON.
#pragma once

#include <string>

#include "rules/calendar_diff.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// What is near on that day, for whom, and until when; how the policy tightens its bands; what comes next.
[[nodiscard]] std::string calendar_text(const RuleSet& rules, Time day);
[[nodiscard]] std::string calendar_json(const RuleSet& rules, Time day);

/// A line an event that differs; empty if none does.
[[nodiscard]] std::string text_of(const CalendarDiff& diff);
/// {"gone":[ids],"new":[ids],"changed":[{"name","old","new"}]}
[[nodiscard]] std::string json_of(const CalendarDiff& diff);

}  // namespace sait
