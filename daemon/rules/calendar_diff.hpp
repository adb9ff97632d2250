// What two calendars say differently, event by event.
#pragma once

#include <string>
#include <vector>

#include "rules/calendar.hpp"
#include "rules/policy_diff.hpp"

namespace sait {

struct CalendarDiff {
  std::vector<CalendarEvent> gone, added;  // in the order of their files
  std::vector<SettingChange> changed;      // "sunday-vote.from", "2027-04-18", "2027-04-25"

  [[nodiscard]] bool same() const { return gone.empty() && added.empty() && changed.empty(); }
};

/// Events are the same by their ids.
[[nodiscard]] CalendarDiff diff_calendars(const Calendar& before, const Calendar& after);

}  // namespace sait
