// What is known to come: elections, votes, anniversaries, seasons. While one is near or under way a policy tightens its
// bands. Read from rules/calendar/*.yaml. Days are UTC; only the time that is asked about decides.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/assessment.hpp"

namespace sait {

inline constexpr Duration kLongestBefore = std::chrono::days(180);  // that an event counts as near
inline constexpr std::chrono::days kLongestEvent{120};              // both together are less than a year

/// A day of one year, or of every year.
struct CalendarDay {
  std::optional<std::chrono::year> year;
  std::chrono::month month{1};
  std::chrono::day day{1};

  /// "2027-04-18" or "12-18"; nothing if there is no such day. 29 February is a day of every year.
  [[nodiscard]] static std::optional<CalendarDay> parse(std::string_view text);
  /// In that year, where it is not of one year alone; 29 February is the 28th where there is none.
  [[nodiscard]] std::chrono::sys_days in(std::chrono::year which) const;
  [[nodiscard]] std::string text() const;
  friend bool operator==(const CalendarDay&, const CalendarDay&) = default;
};

struct CalendarEvent {
  std::string id, title, kind;
  CalendarDay from, until;                         // both count; both of one year or both of every year
  std::optional<Duration> before;                  // empty: as the policy says
  std::vector<std::string> audiences, narratives;  // that it is about; empty: all
  std::string file;
  int line = 0, column = 0;  // of its id

  [[nodiscard]] bool yearly() const { return !from.year.has_value(); }
  /// From its first moment to the first one after it, in a year (where it begins then; of one year: that).
  [[nodiscard]] std::pair<Time, Time> span(std::chrono::year which) const;
};

/// An event that is near or under way at a time, for those it is about.
struct NearEvent {
  ScheduledEvent event;  // its hours are not counted yet
  std::vector<std::string> audiences, narratives;

  /// `languages`: of a declared audience: what is about one of them is about it.
  [[nodiscard]] bool about_audience(std::string_view audience, std::span<const std::string> languages = {}) const;
  [[nodiscard]] bool about_narrative(std::string_view narrative) const;
  friend bool operator==(const NearEvent&, const NearEvent&) = default;
};

/// Immutable.
class Calendar {
 public:
  Calendar() = default;
  /// `before` is for events that do not say how long before them they count.
  Calendar(std::vector<CalendarEvent> events, Duration before);

  [[nodiscard]] const std::vector<CalendarEvent>& events() const { return events_; }
  /// What is near or under way: from so long before its first day until its last day is over. The one that ends first
  /// comes first.
  [[nodiscard]] std::vector<NearEvent> near_at(Time time) const;
  /// The first time after this one at which another answer is given; Time::max() if there is none.
  [[nodiscard]] Time next_change(Time after) const;

 private:
  std::vector<CalendarEvent> events_;
  Duration before_{0};
};

}  // namespace sait
