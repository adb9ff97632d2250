// One conversation: a claim as one audience sees it. Folded from journal records; memory is bounded (see
// decisions/2026-11-26-conversation-memory.md for how much).
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "base/time.hpp"
#include "conversation/baseline.hpp"
#include "conversation/places.hpp"
#include "conversation/timeline.hpp"
#include "conversation/top_authors.hpp"
#include "model/assessment.hpp"
#include "model/record.hpp"

namespace sait {

struct ConversationKey {
  std::string narrative, audience;
  friend auto operator<=>(const ConversationKey&, const ConversationKey&) = default;
};

/// What is remembered of a run of a conversation that is over.
struct Run {
  Time first, last;
  std::uint64_t claims = 0;
  std::int64_t peak = 0;  // claims in its highest 24 hours
  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);
  friend bool operator==(const Run&, const Run&) = default;
};

class Conversation {
 public:
  static constexpr Duration kKept =
      std::chrono::hours(Timeline::kKept);  // buckets and places older than this are dropped at ticks
  static constexpr std::size_t kExamples = 5;
  static constexpr std::size_t kCrossingsKept = 3;  // of each kind, the newest

  /// Folds a post that matched this conversation with `acts` (one entry a match), and takes back what an edit
  /// superseded. `of_affected`: its community is declared for the people whom the claim harms.
  void add(const PostRecord& post, const PostKey& key, const std::vector<SpeechAct>& acts,
           const std::vector<SpeechAct>& superseded, bool of_affected = false);
  /// Counts a reply to a post that claims; `sign` -1 takes it back.
  void add_reply(Time event_time, Stance stance, std::int32_t sign);
  void add(const EngagementRecord& change);
  void remove_example(const PostKey& key);

  /// Live (not history) claims, of posts that did not claim it before, folded since the last end_tick(): an alert opens
  /// or escalates only on such a tick.
  [[nodiscard]] std::uint64_t live_claims() const { return live_claims_; }
  /// Judges the hours that are over and have not been judged.
  void judge(const WatchedHours& watched, Time tick);
  void end_tick(Time tick);

  [[nodiscard]] const Timeline& timeline() const { return timeline_; }
  [[nodiscard]] const JudgedHours& judged() const { return judged_; }
  [[nodiscard]] TopAuthors::Share top_author(Hour first, Hour last) const { return top_authors_.share(first, last); }
  [[nodiscard]] WindowSums window(Hour first, Hour last) const { return timeline_.window(first, last); }
  [[nodiscard]] std::int64_t claims(Hour first, Hour last) const { return timeline_.claims(first, last); }

  /// Communities (platforms, languages) in which a claim, report or quote was seen in `since` or later.
  [[nodiscard]] std::uint64_t communities_since(Hour since) const { return communities_.since(since); }
  [[nodiscard]] std::uint64_t platforms_since(Hour since) const { return platforms_.since(since); }
  [[nodiscard]] std::uint64_t languages_since(Hour since) const { return languages_.since(since); }
  [[nodiscard]] const PlatformTotals& platform_totals() const { return platform_totals_; }
  /// The newest crossings, oldest first.
  [[nodiscard]] const std::vector<Crossing>& crossings() const { return crossings_; }
  [[nodiscard]] const CrossingCounts& crossed() const { return crossed_; }

  /// Nothing is left in any bucket.
  [[nodiscard]] bool empty() const { return timeline_.empty(); }
  /// When end_tick() will have dropped the newest bucket; Time::max() when empty.
  [[nodiscard]] Time forget_at() const;
  [[nodiscard]] bool has_claims() const { return last_claim_ > Time::min(); }
  [[nodiscard]] Time first_claim() const { return first_claim_; }
  [[nodiscard]] Time last_claim() const { return last_claim_; }
  [[nodiscard]] std::int64_t peak() const { return peak_; }
  /// The run before this one, if it is remembered.
  [[nodiscard]] const std::optional<Run>& previous() const { return previous_; }
  void remember(const Run& run) { previous_ = run; }
  /// Raises the highest 24-hour count of this run of the conversation.
  void note_day(std::int64_t claims) { peak_ = std::max(peak_, claims); }
  [[nodiscard]] std::vector<PostKey> examples() const;
  [[nodiscard]] std::size_t heap_bytes() const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct Example {
    Time event_time;
    PostKey key{};
    SketchEntry content;
  };
  void count(const PostRecord& post, SpeechAct act, std::int32_t sign, const Engagement& engagement, bool author_seen);
  void note_places(const PostRecord& post);
  void note_crossing(Crossing::Into into, std::string_view name, Time at);
  void remember_example(const PostRecord& post, const PostKey& key);
  void end_run();

  Timeline timeline_;
  TopAuthors top_authors_;
  JudgedHours judged_;
  Places communities_, platforms_, languages_;
  PlatformTotals platform_totals_;
  std::vector<Crossing> crossings_;
  CrossingCounts crossed_{};
  std::uint8_t widest_ = 0;  // the highest follower tier of this run
  std::uint8_t tiers_ = 0;   // seen in this run: bits of Tier
  Time first_claim_ = Time::max(), last_claim_ = Time::min();
  std::uint64_t run_claims_ = 0;
  std::int64_t peak_ = 0;
  std::uint64_t live_claims_ = 0;
  std::optional<Run> previous_;
  std::vector<Example> examples_;  // newest first, one a content
};

}  // namespace sait
