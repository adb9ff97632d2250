#include "rules/calendar_diff.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace sait {
namespace {

// All that an event says, as text; "" where it leaves it to the policy or to all.
std::vector<std::pair<std::string, std::string>> parts_of(const CalendarEvent& event) {
  return {{"title", event.title},
          {"kind", event.kind},
          {"from", event.from.text()},
          {"until", event.until.text()},
          {"before", event.before ? format_duration(*event.before) : ""},
          {"audiences", fmt::format("{}", fmt::join(event.audiences, ", "))},
          {"narratives", fmt::format("{}", fmt::join(event.narratives, ", "))}};
}

const CalendarEvent* event_of(const Calendar& calendar, const std::string& id) {
  const auto found = std::ranges::find(calendar.events(), id, &CalendarEvent::id);
  return found == calendar.events().end() ? nullptr : &*found;
}

}  // namespace

CalendarDiff diff_calendars(const Calendar& before, const Calendar& after) {
  CalendarDiff diff;
  for (const auto& event : before.events()) {
    if (event_of(after, event.id) == nullptr) diff.gone.push_back(event);
  }
  for (const auto& event : after.events()) {
    const auto* former = event_of(before, event.id);
    if (former == nullptr) {
      diff.added.push_back(event);
      continue;
    }
    const auto old_parts = parts_of(*former), new_parts = parts_of(event);
    for (std::size_t i = 0; i < old_parts.size(); ++i) {
      if (old_parts[i].second != new_parts[i].second)
        diff.changed.push_back(
            {fmt::format("{}.{}", event.id, old_parts[i].first), old_parts[i].second, new_parts[i].second});
    }
  }
  return diff;
}

}  // namespace sait
