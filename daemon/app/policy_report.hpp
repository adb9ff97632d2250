// What `saitctl rules explain --policy-case` and `rules diff` print.
#pragma once

#include <string>

#include "assess/explain_policy.hpp"
#include "rules/calendar_diff.hpp"
#include "rules/policy_diff.hpp"

namespace sait {

[[nodiscard]] std::string text_of(const PolicyExplanation& explanation, const PolicyCase& given, const Policy& policy);
[[nodiscard]] std::string json_of(const PolicyExplanation& explanation, const PolicyCase& given, const Policy& policy);

[[nodiscard]] std::string text_of(const PolicyDiff& diff, const CalendarDiff& calendar);
[[nodiscard]] std::string json_of(const PolicyDiff& diff, const CalendarDiff& calendar);

}  // namespace sait
