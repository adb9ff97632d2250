#include <fmt/format.h>

#include "rules/limits.hpp"
#include "rules/read.hpp"

namespace sait {
namespace {

const std::vector<std::string_view> kEventKinds{"election", "vote", "anniversary", "season", "other"};

// Nothing after a diagnostic.
std::optional<CalendarDay> read_day(const YamlNode& node) {
  if (!node.present()) return std::nullopt;
  const auto text = node.text();
  auto day = CalendarDay::parse(text);
  if (!day && node.is_scalar())
    node.error("date", fmt::format("\"{}\" is no day such as 2027-04-18, or 12-18 for every year", text));
  return day;
}

void read_days(const YamlNode& node, CalendarEvent& event) {
  const auto from = read_day(node.require("from"));
  const auto end = node["until"];
  const auto until = end.present() ? read_day(end) : from;
  if (!from || !until) return;
  event.from = *from;
  event.until = *until;
  if (from->year.has_value() != until->year.has_value())
    return end.error("date", "`from` and `until` are both days of one year, or both of every year");
  const std::chrono::year leap(2000);  // where what comes every year is longest
  if (until->year && until->in(leap) < from->in(leap))
    return end.error("date", fmt::format("it ends on {} and begins on {}; exchange them", until->text(), from->text()));
  const auto [begins, ends] = event.span(leap);
  if (const auto lasts = std::chrono::floor<std::chrono::days>(ends - begins); lasts > kLongestEvent)
    end.error("too-long", fmt::format("it lasts {} days, and {} are taken at most: what is always near is no event",
                                      lasts.count(), kLongestEvent.count()));
}

std::vector<std::string> read_names(const YamlNode& node) {
  if (!node.present()) return {};
  if (node.is_list()) (void)items_within(node, limits::kNamesAnEvent, "names");
  return node.texts();
}

EventDraft read_event(const std::string& path, const YamlNode& node) {
  EventDraft draft{{}, node};
  auto& event = draft.event;
  event.file = path;
  const auto id = node.require("id");
  event.id = id.text();
  event.line = id.line();
  event.column = id.column();
  if (id.is_scalar() && !is_name(event.id)) id.error("id", "an id is made of a-z, 0-9 and -");
  event.title = required_text(node, "title");
  event.kind = kEventKinds[node.require("kind").choice(kEventKinds, 0)];
  read_days(node, event);
  if (const auto before = node["before"]; before.present())
    event.before = before.duration(Duration(0), Duration(0), kLongestBefore);
  event.audiences = read_names(node["audiences"]);
  event.narratives = read_names(node["narratives"]);
  node.finish();
  return draft;
}

}  // namespace

std::vector<EventDraft> read_calendar(const std::string& path, const YamlNode& root) {
  std::vector<EventDraft> events;
  const auto list = root.require("events");
  if (list.present() && !list.is_list()) list.error("type", "`events` is a list");
  for (const auto& item : items_within(list, limits::kEventsAFile, "events")) {
    if (item.is_map()) {
      events.push_back(read_event(path, item));
    } else {
      item.error("type", "an event is a map with `id`, `title`, `kind` and `from`");
    }
  }
  root.finish();
  return events;
}

}  // namespace sait
