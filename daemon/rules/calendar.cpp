#include "rules/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace sait {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::years;

bool named(const std::vector<std::string>& listed, std::string_view name) {
  return listed.empty() || std::ranges::find(listed, name) != listed.end();
}

// Of the years that can be written.
year year_of(Time time) {
  constexpr Time kFirst = sys_days(year(1) / 1 / 1), kLast = sys_days(year(9999) / 12 / 31);
  return year_month_day(std::chrono::floor<days>(std::clamp(time, kFirst, kLast))).year();
}

// Calls `visit` with the span of each time an event takes place that may be near in this year or in the next.
template <typename Visit>
void each_time(const CalendarEvent& event, year now, const Visit& visit) {
  if (!event.yearly()) return visit(event.span(now));
  for (auto which = now - years(1); which <= now + years(2); ++which) visit(event.span(which));
}

}  // namespace

std::optional<CalendarDay> CalendarDay::parse(std::string_view text) {
  constexpr std::size_t kOfAYear = 10, kOfAll = 5;
  if (text.size() != kOfAYear && text.size() != kOfAll) return std::nullopt;
  const bool every_year = text.size() == kOfAll;
  const auto time = parse_time(every_year ? fmt::format("2000-{}", text) : std::string(text));  // a leap year
  if (!time) return std::nullopt;
  const year_month_day date(std::chrono::floor<days>(*time));
  return CalendarDay{every_year ? std::nullopt : std::optional(date.year()), date.month(), date.day()};
}

sys_days CalendarDay::in(std::chrono::year which) const {
  const year_month_day date{year.value_or(which), month, day};
  return date.ok() ? sys_days(date) : sys_days(date.year() / month / std::chrono::last);
}

std::string CalendarDay::text() const {
  const auto of_year = fmt::format("{:02}-{:02}", static_cast<unsigned>(month), static_cast<unsigned>(day));
  return year ? fmt::format("{:04}-{}", static_cast<int>(*year), of_year) : of_year;
}

std::pair<Time, Time> CalendarEvent::span(std::chrono::year which) const {
  const auto first = from.in(which);
  auto last = until.in(which);
  if (last < first) last = until.in(which + years(1));  // over the turn of the year
  return {first, last + days(1)};
}

bool NearEvent::about_audience(std::string_view audience, std::span<const std::string> languages) const {
  return named(audiences, audience) ||
         std::ranges::any_of(languages, [&](const auto& language) { return named(audiences, language); });
}
bool NearEvent::about_narrative(std::string_view narrative) const { return named(narratives, narrative); }

Calendar::Calendar(std::vector<CalendarEvent> events, Duration before) : events_(std::move(events)), before_(before) {}

std::vector<NearEvent> Calendar::near_at(Time time) const {
  std::vector<NearEvent> near;
  for (const auto& event : events_) {
    each_time(event, year_of(time), [&](const std::pair<Time, Time>& span) {
      if (time < span.first - event.before.value_or(before_) || time >= span.second) return;
      near.push_back(
          {{event.id, event.title, event.kind, span.first, span.second, 0}, event.audiences, event.narratives});
    });
  }
  std::ranges::sort(near, {}, [](const NearEvent& item) {
    return std::tuple(item.event.ends_at, item.event.begins_at, item.event.id);
  });
  return near;
}

Time Calendar::next_change(Time after) const {
  auto next = Time::max();
  for (const auto& event : events_) {
    each_time(event, year_of(after), [&](const std::pair<Time, Time>& span) {
      for (const auto time : {span.first - event.before.value_or(before_), span.second}) {
        if (time > after) next = std::min(next, time);
      }
    });
  }
  return next;
}

}  // namespace sait
