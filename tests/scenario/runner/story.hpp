// A golden story as it is written (tests/scenario/stories/README.md says what each field means).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/time.hpp"
#include "model/assessment.hpp"
#include "model/record.hpp"

namespace sait::story {

struct Feed {
  std::string id, platform;
  Tier tier = Tier::people;
  std::vector<std::string> languages, regions;
  std::uint64_t people = 0;  // whom its declared communities reach; for who reads the story, nothing in saitd takes it
};

/// The ordinary weeks before a story.
struct OrdinaryTraffic {
  std::string feed;
  int days = 0;
  double claims_per_day = 0;
};

struct Posts {
  Duration over{0};
  std::uint64_t posts = 0, authors = 0;  // authors 0: the source shows none
  std::string feed;
  std::uint64_t communities = 1;
  std::optional<SpeechAct> act;  // empty: off topic
  std::string harm;              // set: the posts are this harm, and not the narrative
  std::optional<std::uint64_t> followers;
  std::uint64_t engagement = 0;
  std::uint64_t believing = 0, doubting = 0;  // answers to these posts
  std::string say;
};

struct FeedChange {
  std::string feed;
  bool up = false;
};

/// The rules are reloaded with this fact, and with `status` if one is given.
struct OfficialFact {
  std::string statement, status;
};

struct Incident {
  bool open = false;
  std::vector<std::string> facts;
  Duration reaches_back{0};
};

struct Happening {
  Time at;
  std::variant<Posts, FeedChange, OfficialFact, Incident> what;
};

/// What stands in the calendar from the start, for people in its region.
struct CalendarDay {
  std::string on, until, kind, title, region;
};

/// One of the readers' own ways to speak, or an ally's; its people are of the story's audience.
struct OwnChannel {
  std::string name;
  std::uint64_t people = 0;
};

/// A place of a feed ("telegram/2") that is made for some of those whom the claim harms.
struct ServedPlace {
  std::string name;
  std::vector<std::string> serves;
};

/// Empty: no alert is open.
using Advice = std::optional<Posture>;
[[nodiscard]] const char* to_string(const Advice& advice);

struct Expectation {
  Time at;
  std::vector<Advice> posture;  // any of these is right
  std::vector<Advice> never;    // wrong at any time since the former expectation
  bool holding_statement = false, safety = false;
  std::string why;
};

struct Claim {
  std::string id, title, claim, status, language, region;
  std::string category;  // set: it is a harm
  bool aimed_at_migrants = false;
  std::vector<std::string> affected;
};

struct Story {
  std::string id, title, readers;
  std::vector<std::string> sources;
  Claim narrative;
  std::vector<Feed> feeds;
  std::vector<OrdinaryTraffic> history;
  std::vector<Happening> timeline;
  std::vector<CalendarDay> calendar;
  std::vector<OwnChannel> channels;
  std::vector<ServedPlace> communities;
  std::vector<Expectation> expect;

  /// nullptr when there is none.
  [[nodiscard]] const Feed* feed(std::string_view feed_id) const;
};

/// Reads a story; every problem is told with its place, and the result is then of no use. `id` is what the file's name
/// says it must be.
[[nodiscard]] Story read_story(const std::string& file, std::string bytes, const std::string& id,
                               Diagnostics& diagnostics);

}  // namespace sait::story
