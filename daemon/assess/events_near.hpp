// The calendar's part of timing: what is near for one conversation, and how that is said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/assessment.hpp"
#include "rules/calendar.hpp"
#include "rules/policy.hpp"

namespace sait {

inline constexpr std::size_t kMostEventsTold = 3;

/// Of `near`, which is of one audience, what is about the narrative: at most kMostEventsTold, in its order, their hours
/// counted at `tick`.
[[nodiscard]] std::vector<ScheduledEvent> events_about(const std::vector<NearEvent>& near, std::string_view narrative,
                                                       Time tick);

/// " On the calendar: X is in 5 days (2027-04-18). Bands are tightened: ..."; empty without events.
[[nodiscard]] std::string events_reason(const std::vector<ScheduledEvent>& events, const Policy& policy);

}  // namespace sait
