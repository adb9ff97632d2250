#include "assess/events_near.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sait {
namespace {

constexpr std::uint64_t kFewHours = 48;  // fewer are told as hours

std::string day_text(Time time) { return format_time(time).substr(0, 10); }

std::string event_text(const ScheduledEvent& event) {
  const auto last = day_text(event.ends_at - Duration(1));
  const bool one_day = event.ends_at - event.begins_at <= std::chrono::days(1);
  if (event.hours_until == 0)
    return one_day ? fmt::format("{} is today ({})", event.title, last)
                   : fmt::format("{} is under way (until {})", event.title, last);
  const auto first = day_text(event.begins_at);
  const auto in = event.hours_until == 1          ? std::string("1 hour")
                  : event.hours_until < kFewHours ? fmt::format("{} hours", event.hours_until)
                                                  : fmt::format("{} days", event.hours_until / 24);
  return one_day ? fmt::format("{} is in {} ({})", event.title, in, first)
                 : fmt::format("{} begins in {} ({} to {})", event.title, in, first, last);
}

// Those of `some` that are not among `others`.
void add_missing(const std::vector<NearEvent>& some, const std::vector<NearEvent>& others,
                 std::vector<NearEvent>& out) {
  for (const auto& item : some) {
    if (std::ranges::find(others, item) == others.end()) out.push_back(item);
  }
}

}  // namespace

std::vector<NearEvent> CalendarWatch::run_tick(const Calendar& calendar, Time tick) {
  if (tick < next_change_) return {};
  const auto before = std::exchange(near_, calendar.near_at(tick));
  next_change_ = calendar.next_change(tick);
  std::vector<NearEvent> changed;
  add_missing(before, near_, changed);
  add_missing(near_, before, changed);
  return changed;
}

void CalendarWatch::resume(const Calendar& calendar, Time last_tick) {
  near_ = calendar.near_at(last_tick);
  next_change_ = calendar.next_change(last_tick);
}

std::vector<ScheduledEvent> events_about(const std::vector<NearEvent>& near, std::string_view narrative, Time tick) {
  std::vector<ScheduledEvent> events;
  for (const auto& item : near) {
    if (events.size() == kMostEventsTold) break;
    if (!item.about_narrative(narrative)) continue;
    events.push_back(item.event);
    if (item.event.begins_at > tick)
      events.back().hours_until =
          static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::hours>(item.event.begins_at - tick).count());
  }
  return events;
}

std::string events_reason(const std::vector<ScheduledEvent>& events, const Policy& policy) {
  if (events.empty()) return {};
  std::string list;
  for (const auto& event : events) list += (list.empty() ? "" : "; ") + event_text(event);
  auto reason = fmt::format(" On the calendar: {}.", list);
  if (policy.event_tighten < 1.0) {
    const auto& authors = policy.bands(true).scale_authors;
    reason += fmt::format(" Bands are tightened: scale is medium from {} authors, high from {}, severe from {}.",
                          authors[0], authors[1], authors[2]);
  }
  return reason;
}

}  // namespace sait
