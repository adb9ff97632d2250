// What a conversation's assessment needs from outside the conversation: the same for all of them at a tick.
// It is computed from the journal's totals and coverage records, and is the only way results reach one conversation
// from the rest.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "conversation/watched_hours.hpp"
#include "model/assessment.hpp"
#include "model/record.hpp"
#include "rules/audience.hpp"
#include "rules/calendar.hpp"

namespace sait {

/// Posts of the last 24 hours on the feeds that can carry an audience.
struct Volume {
  std::uint64_t on_topic = 0, all = 0;
};

/// All that one audience's conversations need at a tick.
struct AudienceView {
  Coverage coverage;
  WatchedHours watched;  // hours over which all of its feeds were well
  Volume volume;
  std::string audience;
  bool replies_seen = false;           // one of its feeds has brought a reply to a post of the journal
  bool threat_open = false;            // a harm had an alert open when the tick began
  std::vector<NearEvent> events = {};  // of the calendar, about this audience
};

class Surroundings {
 public:
  void add(const TickRecord& tick);
  void add(const CoverageRecord& coverage, Time stamp);
  /// This feed brings replies.
  void note_reply(const std::string& feed);
  /// saitd ran from `from` to `to`, a tick.
  void pass(Time from, Time to);
  void end_tick(Time tick);

  /// `declared`: the audience's declaration; nullptr where it is a language.
  [[nodiscard]] AudienceView view(const std::string& audience, Time tick, const Audience* declared = nullptr) const;

  [[nodiscard]] Volume volume(const std::string& audience, Time tick, const Audience* declared = nullptr) const;

  /// Which of the feeds that could carry `audience` were up for the whole of the last 24 hours. It is not complete if
  /// there are feeds, and none could.
  [[nodiscard]] Coverage coverage(const std::string& audience, Time tick, const Audience* declared = nullptr) const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct FeedState {
    CoverageState state = CoverageState::up;
    Time trouble = Time::min();  // when it was last known down, with a hole or ended
    FeedReach reach;
    Hour since = 0;                 // its first full hour
    bool replies = false;           // it has brought a reply
    WatchedHours lost;              // hours in which it was not up for some time
    std::map<Hour, Volume> volume;  // of the last 24 hours
    [[nodiscard]] bool carries(const std::string& audience, const Audience* declared, Time tick) const;
  };
  [[nodiscard]] WatchedHours watched(const std::string& audience, Time tick, const Audience* declared) const;

  std::map<std::string, FeedState> feeds_;
  WatchedHours ticked_;  // hours in which saitd ran
  Time last_tick_ = Time::min();
};

}  // namespace sait
