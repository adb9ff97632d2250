// What of the calendar is near at a tick, what is of it for one conversation, and how that is said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/assessment.hpp"
#include "rules/calendar.hpp"
#include "rules/policy.hpp"

namespace sait {

/// Follows the calendar from tick to tick. What is near follows from the rules and the tick, so nothing of it is saved.
/// Not thread-safe; the fold owns it.
class CalendarWatch {
 public:
  /// Another calendar: the next run_tick() looks whatever the time.
  void rules_changed() { next_change_ = Time::min(); }

  /// Goes on to `tick`. Gives what has begun or ended to be near since the last call; mostly it is one comparison.
  [[nodiscard]] std::vector<NearEvent> run_tick(const Calendar& calendar, Time tick);

  /// As after run_tick() at `last_tick`.
  void resume(const Calendar& calendar, Time last_tick);

  [[nodiscard]] const std::vector<NearEvent>& near() const { return near_; }
  /// When there is something to look at next; Time::max() if never.
  [[nodiscard]] Time next_change() const { return next_change_; }

 private:
  std::vector<NearEvent> near_;
  Time next_change_ = Time::max();
};

inline constexpr std::size_t kMostEventsTold = 3;

/// Of `near`, which is of one audience, what is about the narrative: at most kMostEventsTold, in its order, their hours
/// counted at `tick`.
[[nodiscard]] std::vector<ScheduledEvent> events_about(const std::vector<NearEvent>& near, std::string_view narrative,
                                                       Time tick);

/// " On the calendar: X is in 5 days (2027-04-18). Bands are tightened: ..."; empty without events.
[[nodiscard]] std::string events_reason(const std::vector<ScheduledEvent>& events, const Policy& policy);

}  // namespace sait
