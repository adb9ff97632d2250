// A policy: where the bands of the four variables lie, the decision table, and how alerts live. Read from
// rules/policies/*.yaml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/assessment.hpp"
#include "rules/policy_case.hpp"

namespace sait {

/// A row fires when every condition that is set holds.
struct PolicyRow {
  std::string id;
  std::string because;   // one sentence for people
  bool at_once = false;  // a public posture of this row waits no longer than any other
  Posture posture = Posture::monitor;
  std::optional<Level> scale_min, scale_max;
  std::optional<Level> awareness_min, awareness_max;
  std::optional<Level> influence_min, influence_max;
  std::optional<int> breakout_min, breakout_max;
  std::vector<Trend> trends;                              // empty: any
  std::optional<std::uint64_t> authors_min, authors_max;  // of the estimate
  std::optional<std::uint64_t> questions_min;
  std::optional<bool> aimed_at_migrants;
  std::optional<bool> harm;
  std::optional<bool> void_open;
  std::optional<bool> recycled;     // it was gone for more than 90 days
  std::optional<bool> threat_open;  // a harm has an alert open for the same audience
  std::optional<bool> event_near;   // an event of the calendar is near or under way
  int line = 0, column = 0;         // of its file
};

/// One of our own ways to speak, or an ally's: what an answer would be read on.
struct Channel {
  std::string name, audience;
  std::uint64_t people = 0;  // it reaches, as declared
};

/// A community that is made for people whom claims harm, in the words of narratives' `affected`.
struct ServedCommunity {
  std::string name;
  std::vector<std::string> serves;
};

/// Where the levels of the four variables begin: the smallest count that is medium, high, severe.
struct Bands {
  std::array<std::uint64_t, 3> scale_authors{10, 50, 200};
  std::array<std::uint64_t, 3> scale_z{3, 5, 8};  // spreads above the usual; where nothing is usual yet, authors alone
  std::array<int, 3> awareness_breakout{2, 3, 4};
  std::array<std::uint64_t, 2> influence_questions{10, 50};  // medium, high
  std::uint64_t void_questions = 5;                          // at least so many questions, and no correction: a void
  std::uint64_t void_z = 3;         // and so many spreads above the usual; where nothing is usual yet, the count alone
  double growing_factor = 2.0;      // recent 6 h against the 6 h before
  std::uint64_t growing_posts = 5;  // and at least so many posts in the recent 6 h
  double fading_factor = 0.5;       // recent 6 h against the peak
  Duration stale_after = std::chrono::hours(24 * 7);

  [[nodiscard]] Level scale_level(std::uint64_t authors) const;
  [[nodiscard]] Level unusual_level(double z) const;
  [[nodiscard]] Level awareness_level(int breakout) const;
  [[nodiscard]] Level influence_level(bool harm, std::uint64_t questions) const;
  /// `answered`: as many ask as always do, or a correction answers them.
  [[nodiscard]] bool is_void(std::uint64_t questions, bool answered) const;

  /// With the counts of people and posts times `factor` (0 to 1), rounded up, each at least one above the one before.
  /// Categories, spreads and ratios stay: what is unusual, and what growth is, no calendar changes.
  [[nodiscard]] Bands tightened(double factor) const;
};

struct Policy : Bands {
  std::string id, file;

  /// Half-lives of posts by platform; on one that is not named, a conversation is judged by the windows above alone.
  std::map<std::string, Duration, std::less<>> clocks{
      {"x", std::chrono::minutes(21)},        {"twitter", std::chrono::minutes(21)},
      {"facebook", std::chrono::minutes(30)}, {"instagram", std::chrono::hours(19)},
      {"linkedin", std::chrono::hours(24)},   {"youtube", std::chrono::days(6)}};
  std::vector<Channel> channels;
  std::vector<ServedCommunity> communities;

  std::uint64_t opens_at_authors = 3;  // fewer claim authors (estimate) never open an alert; harms open at one post
  Posture unobserved_ceiling = Posture::prepare;  // where authors cannot be seen
  Posture unverified_ceiling = Posture::prepare;  // status unverified: a holding statement at most
  Posture suspect_ceiling = Posture::prepare;     // status suspect-misidentified, while no incident is open
  Posture media_ceiling = Posture::prepare;       // evidence media, while no incident is open
  double corrections_step_down = 1.0;             // so many corrections a claim take the advice one step down; 0: never
  Duration raise_after = std::chrono::minutes(10);  // a higher posture must hold so long (0 for safety)
  Duration allies_after = std::chrono::hours(1);    // and one that speaks in public through others
  Duration respond_after = std::chrono::hours(2);   // or ourselves
  Duration lower_after = std::chrono::hours(6);
  Duration update_every =
      std::chrono::hours(12);  // an unchanged posture is told again at most so often, when scale moved a band
  // An open alert is told again when the claim has crossed into one of these.
  std::vector<Crossing::Into> crossings{Crossing::Into::language, Crossing::Into::platform, Crossing::Into::media,
                                        Crossing::Into::official, Crossing::Into::elected};
  std::map<Posture, Duration> expires;  // how long an advice holds
  std::uint64_t budget_per_day = 0;     // alerts opened or raised, an audience and a UTC day; 0: as many as come
  Duration cool_down{0};                // after an alert closed, none of its posture or a lower one opens so long
  double event_tighten = 1.0;           // while an event of the calendar is near, counts of bands are times this
  Duration event_before = std::chrono::days(14);  // how long before an event counts as near, where it does not say so
  std::vector<PolicyRow> rows;                    // first match wins; safety rows stand first
  std::vector<PolicyTest> tests;

  [[nodiscard]] Duration expiry(Posture posture) const;
  /// Those that count now.
  [[nodiscard]] Bands bands(bool event_near) const;

  /// People on the declared channels of an audience; 0: none is declared.
  [[nodiscard]] std::uint64_t people_on_channels(std::string_view audience) const;
  /// Communities declared for one of `affected`, and whether `community` is one of them.
  [[nodiscard]] std::size_t communities_for(const std::vector<std::string>& affected) const;
  [[nodiscard]] bool serves(std::string_view community, const std::vector<std::string>& affected) const;
};

/// More rows than this nobody reads to the end, and the check of a table looks at every case for each.
inline constexpr std::size_t kMostRows = 64;

}  // namespace sait
