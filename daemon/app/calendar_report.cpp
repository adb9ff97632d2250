#include "app/calendar_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/match_json.hpp"

namespace sait {
namespace {

std::string day_of_text(Time time) { return format_time(time).substr(0, 10); }

std::string for_whom(const NearEvent& near) {
  std::string out = near.audiences.empty() ? "all audiences" : fmt::format("{}", fmt::join(near.audiences, ", "));
  if (!near.narratives.empty()) out += fmt::format("; {}", fmt::join(near.narratives, ", "));
  return out;
}

template <typename Texts>
std::string list_of(const Texts& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ",") + json_string(text);
  return "[" + out + "]";
}

std::string ids_of(const std::vector<CalendarEvent>& events) {
  std::vector<std::string> ids;
  for (const auto& event : events) ids.push_back(event.id);
  return list_of(ids);
}

std::string days_of(const CalendarEvent& event) {
  auto out = event.from.text();
  if (event.until != event.from) out += fmt::format(" to {}", event.until.text());
  return event.yearly() ? out + ", every year" : out;
}

// "2026-12-18", "2026-12-18 to 2026-12-20"
std::string days_of(const ScheduledEvent& event) {
  const auto first = day_of_text(event.begins_at), last = day_of_text(event.ends_at - Duration(1));
  return first == last ? first : fmt::format("{} to {}", first, last);
}

std::string value_text(const std::string& value) { return value.empty() ? "not said" : value; }

}  // namespace

std::string calendar_text(const RuleSet& rules, Time day) {
  const auto& policy = rules.policy;
  const auto near = rules.calendar.near_at(day);
  auto out = fmt::format("day      {}\n", format_time(day));
  for (const auto& item : near)
    out += fmt::format("near     {} ({}; {}): {}\n         for {}\n", item.event.title, item.event.id, item.event.kind,
                       days_of(item.event), for_whom(item));
  if (near.empty()) out += fmt::format("near     nothing of {} events\n", rules.calendar.events().size());
  const auto bands = policy.bands(!near.empty());
  out += fmt::format(
      "bands    {}scale is medium from {} authors, high from {}, severe from {}; a void has {} "
      "questions\n",
      !near.empty() && policy.event_tighten < 1.0 ? "tightened: " : "", bands.scale_authors[0], bands.scale_authors[1],
      bands.scale_authors[2], bands.void_questions);
  if (const auto next = rules.calendar.next_change(day); next != Time::max())
    out += fmt::format("until    {}\n", format_time(next));
  return out;
}

std::string calendar_json(const RuleSet& rules, Time day) {
  std::string list;
  const auto near = rules.calendar.near_at(day);
  for (const auto& item : near)
    list += fmt::format(
        R"({}{{"id":{},"title":{},"kind":"{}","begins_at":"{}","ends_at":"{}","audiences":{},"narratives":{}}})",
        list.empty() ? "" : ",", json_string(item.event.id), json_string(item.event.title), item.event.kind,
        format_time(item.event.begins_at), format_time(item.event.ends_at), list_of(item.audiences),
        list_of(item.narratives));
  const auto bands = rules.policy.bands(!near.empty());
  const auto next = rules.calendar.next_change(day);
  return fmt::format("{{\"day\":\"{}\",\"near\":[{}],\"scale_authors\":[{}],\"void_questions\":{},\"until\":{}}}\n",
                     format_time(day), list, fmt::join(bands.scale_authors, ","), bands.void_questions,
                     next == Time::max() ? "null" : fmt::format("\"{}\"", format_time(next)));
}

std::string text_of(const CalendarDiff& diff) {
  std::string out;
  for (const auto& event : diff.gone)
    out += fmt::format("event that is gone: \"{}\" ({}, {})\n", event.id, event.title, days_of(event));
  for (const auto& event : diff.added)
    out += fmt::format("event that is new: \"{}\" ({}, {})\n", event.id, event.title, days_of(event));
  for (const auto& change : diff.changed)
    out += fmt::format("event {}: {} -> {}\n", change.name, value_text(change.before), value_text(change.after));
  return out;
}

std::string json_of(const CalendarDiff& diff) {
  std::string changed;
  for (const auto& change : diff.changed)
    changed += fmt::format("{}{{\"name\":{},\"old\":{},\"new\":{}}}", changed.empty() ? "" : ",",
                           json_string(change.name), json_string(change.before), json_string(change.after));
  return fmt::format("{{\"gone\":{},\"new\":{},\"changed\":[{}]}}", ids_of(diff.gone), ids_of(diff.added), changed);
}

}  // namespace sait
