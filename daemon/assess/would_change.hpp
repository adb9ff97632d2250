// What would have to happen for another row of the table to decide.
#pragma once

#include <string>
#include <vector>

#include "model/assessment.hpp"
#include "rules/policy.hpp"

namespace sait {

/// The nearest changes that lead higher (`up`), or lower, than `now`, at most two, nearest first: one sentence each, with
/// how much is missing and the row that would decide if just this changed. None leads above `ceiling`. Pure.
[[nodiscard]] std::vector<std::string> would_change(const Assessment& assessment, const Policy& policy, Posture now,
                                                    Posture ceiling, bool up);

}  // namespace sait
