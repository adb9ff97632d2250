// The four variables of a conversation at a tick, each with a level, its measures and its reason in words.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace sait {

/// Advice, mildest first. `escalate_safety` runs beside the others and carries no public reply.
enum class Posture : std::uint8_t {
  no_engagement,
  monitor,
  prepare,
  respond_through_allies,
  respond_directly,
  escalate_safety
};
inline constexpr std::size_t kPostures = 6;
[[nodiscard]] const char* to_string(Posture posture);
[[nodiscard]] std::optional<Posture> posture_from(std::string_view name);

/// Bands of a variable; a policy file says where they lie.
enum class Level : std::uint8_t { low, medium, high, severe };
[[nodiscard]] const char* to_string(Level level);
[[nodiscard]] std::optional<Level> level_from(std::string_view name);

/// Where a conversation is going.
enum class Trend : std::uint8_t { growing, steady, fading, stale, not_observable };
[[nodiscard]] const char* to_string(Trend trend);
[[nodiscard]] std::optional<Trend> trend_from(std::string_view name);

/// A count that may not be exactly known. `low` == `high` when it is.
struct Interval {
  std::uint64_t low = 0, estimate = 0, high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// What is usual for a conversation at an hour like this one, from the last 28 days.
struct Usual {
  double median = 0, spread = 0;  // claims an hour
  std::uint64_t hours = 0;        // it is drawn from
  friend bool operator==(const Usual&, const Usual&) = default;
};

/// What one platform has brought of a conversation.
struct PlatformShare {
  std::string platform;
  std::uint64_t claims = 0, engagement = 0;  // posts; their likes + reposts + replies, latest known
  friend bool operator==(const PlatformShare&, const PlatformShare&) = default;
};

struct Scale {
  Level level = Level::low;
  Interval authors;  // distinct claim authors, last 24 h
  bool authors_observable = true;
  std::uint64_t posts = 0;                                        // claim posts, last 24 h
  std::uint64_t posts_hour = 0, posts_week = 0, posts_month = 0;  // claim posts, last 1 h, 7 d, 28 d
  std::uint64_t engagement = 0;          // likes + reposts + replies, latest known, claim posts of the last 24 h
  std::vector<PlatformShare> platforms;  // of the whole run, by name
  std::uint64_t on_topic = 0;            // posts on topic on the feeds that can carry this audience, last 24 h
  std::uint64_t seen = 0;                // all posts of these feeds, last 24 h
  Interval reach;                        // people, at most once a post: `estimate` is the lower end (see assess.cpp)
  std::optional<Usual> usual;            // of the begun hour; empty: no baseline of such an hour yet
  std::optional<double> z;        // spreads above the usual: of the busiest hour or all of the last 24, the higher
  Level unusual = Level::severe;  // by z; caps the level: severe where no day has a baseline, low for few voices
  std::string reason;
};

/// A conversation is somewhere it was not before: a step on its way out of a niche.
struct Crossing {
  enum class Into : std::uint8_t { platform, language, community, followers, media, official, elected };
  Into into = Into::community;
  std::string name;  // "mastodon", "en", "100k"
  Time at;
  friend bool operator==(const Crossing&, const Crossing&) = default;
};
inline constexpr std::size_t kCrossings = 7;
[[nodiscard]] const char* to_string(Crossing::Into into);
/// "the platform mastodon", "accounts with 100k followers".
[[nodiscard]] std::string in_words(const Crossing& crossing);
/// How often something was crossed into since the conversation is known, by Crossing::Into.
using CrossingCounts = std::array<std::uint32_t, kCrossings>;

/// People whom an answer on our own channels would newly tell, for each one who has seen the claim.
struct Oxygen {
  std::uint64_t people = 0;  // on the declared channels of the audience
  double low = 0, high = 0;  // between none of them having seen it and as many as can have
  friend bool operator==(const Oxygen&, const Oxygen&) = default;
};

struct Awareness {
  Level level = Level::low;
  int breakout = 1;  // Breakout Scale 1..6
  std::uint64_t communities = 0, platforms = 0;
  std::uint64_t media = 0, official = 0, elected = 0;  // posts by those tiers, claims and reports, last 24 h
  std::uint64_t corrections = 0;                       // debunking posts, last 24 h
  std::uint64_t corrections_recent = 0;                // of these in the last 6 h
  std::uint64_t corrections_vouched = 0;               // of the day's by offices, newsrooms and listed accounts
  double correcting_authors = 0;                       // their share of the authors who claim or debunk, last 24 h
  std::uint64_t languages = 0;
  std::uint64_t followers = 0;      // of the widest account that claims it, at least; 0: under 1,000, or unknown
  std::optional<double> one_voice;  // the loudest author's share of claims, at least; empty: authors are not seen
  std::vector<Crossing> crossings;  // of the last 24 h, oldest first
  CrossingCounts crossed{};         // all there ever were
  std::optional<Oxygen> oxygen;     // empty: not observable, no channel is declared
  std::string reason;
};

/// Replies to and quotes of posts that claim, by how they stand to it as far as their words tell.
struct ReplyCounts {
  std::uint64_t believing = 0, doubting = 0, neither = 0;
  friend bool operator==(const ReplyCounts&, const ReplyCounts&) = default;
};

/// Claim authors seen in communities that are declared for the affected.
struct AffectedReach {
  std::uint64_t authors = 0;
  double share = 0;  // of all claim authors
  friend bool operator==(const AffectedReach&, const AffectedReach&) = default;
};

/// What is usual in a day, from the last 28.
struct UsualDay {
  double median = 0, spread = 0;
  std::uint64_t days = 0;  // it is drawn from
  friend bool operator==(const UsualDay&, const UsualDay&) = default;
};

struct Influence {
  Level level = Level::low;
  bool harm = false;  // the conversation is a harm: a threat, a call to action, ...
  bool aimed_at_migrants = false;
  std::uint64_t questions = 0;              // posts that ask whether it is true, last 24 h
  std::optional<UsualDay> usual_questions;  // empty: nobody asks, or no baseline yet
  std::optional<ReplyCounts> replies;       // last 24 h; empty: not observable on these feeds
  std::optional<AffectedReach> affected;    // last 24 h; empty: not observable
  bool threat_open = false;                 // a harm has an alert open for the same audience
  bool void_open = false;                   // more ask than usual, and no correction answers them
  std::string reason;
};

/// Hours in which something is certain to lie in 95 of 100 cases. An end that is missing has no bound.
struct HoursInterval {
  std::optional<double> low, estimate, high;
  friend bool operator==(const HoursInterval&, const HoursInterval&) = default;
};

/// A run of the same claim that was over, before this one.
struct PreviousRun {
  Time first, last;
  std::uint64_t claims = 0;
  friend bool operator==(const PreviousRun&, const PreviousRun&) = default;
};

/// What stands in the calendar and is near, or under way: bands are tightened.
struct ScheduledEvent {
  std::string id, title, kind;    // kind: election, vote, anniversary, season, other
  Time begins_at, ends_at;        // whole days, UTC: the first moment, and the first one after it
  std::uint64_t hours_until = 0;  // begun ones count; 0: it is under way
  friend bool operator==(const ScheduledEvent&, const ScheduledEvent&) = default;
};

struct Timing {
  Trend trend = Trend::steady;
  Time first_seen, last_claim;
  std::uint64_t recent = 0, before = 0;             // claim posts: last 6 h, the 6 h before
  std::uint64_t day = 0, day_before = 0, peak = 0;  // last 24 h, the 24 h before, the highest 24 h of the run
  double velocity = 0;                              // distinct claim authors an hour, over the last 3 h
  double acceleration = 0;                          // of that, an hour, against the 3 h before
  std::optional<PreviousRun> recycled;              // it was gone for more than 90 days
  std::optional<double> clock;  // half-life in hours of posts on its platforms, where that is slow; see Policy::clocks
  std::optional<HoursInterval> doubling, half_life;  // of claims an hour; absent: too few to tell, or ruled out
  std::uint64_t growing_at = 0;                      // claim posts from which on it is growing, in so many hours
  std::uint64_t growing_hours = 0;
  std::uint64_t window_claims = 0;     // it had in these hours
  std::uint64_t fading_below = 0;      // claim posts a day under which it is fading
  std::vector<ScheduledEvent> events;  // near or under way, the one that ends first comes first
  std::string reason;
};

/// How much of the picture was visible.
struct Coverage {
  std::uint64_t feeds_up = 0, feeds_declared = 0;
  bool complete = true;  // no feed was down and no hole lies in the last 24 h
  double lost = 0;       // share of its feeds' hours that were not seen, last 24 h
  std::string reason;
};

struct Assessment {
  Scale scale;
  Awareness awareness;
  Influence influence;
  Timing timing;
  Coverage coverage;
};

}  // namespace sait
