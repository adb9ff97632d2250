// One conversation: a claim as one audience sees it. Folded from journal records, in buckets of an hour; memory is
// bounded.
#pragma once

#include <array>
#include <compare>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "base/time.hpp"
#include "conversation/sketch.hpp"
#include "model/record.hpp"

namespace sait {

struct ConversationKey {
  std::string narrative, audience;
  friend auto operator<=>(const ConversationKey&, const ConversationKey&) = default;
};

/// Hours since 1970.
using Hour = std::int64_t;
[[nodiscard]] inline Hour hour_of(Time time) {
  return std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
}

/// What happened in one hour (of event time).
struct Bucket {
  std::array<std::int64_t, kSpeechActs> posts{};  // by act; an edit takes its former act away again
  std::int64_t media = 0, official = 0;           // claims and reports from feeds of these tiers
  std::int64_t engagement = 0;                    // likes + reposts + replies of claims, latest known
  std::int64_t unseen_authors = 0;                // claims whose author is not observable
  DistinctSketch authors;                         // of claims; never shrinks
  DistinctSketch texts;                           // folded texts of claims without an author
};

/// Sums over the hours [first, last].
struct WindowSums {
  std::array<std::int64_t, kSpeechActs> posts{};
  std::int64_t media = 0, official = 0, engagement = 0, unseen_authors = 0;
  std::uint64_t authors = 0, texts = 0;  // estimates over the window
  [[nodiscard]] std::int64_t of(SpeechAct act) const { return posts[static_cast<std::size_t>(act)]; }
};

class Conversation {
 public:
  static constexpr Duration kKept =
      std::chrono::hours(24 * 28);  // buckets and places older than this are dropped at ticks
  static constexpr Duration kSketched =
      std::chrono::hours(24 * 7);  // older buckets keep counts, no sketches: no window reaches further
  static constexpr std::size_t kExamples = 5;
  static constexpr std::size_t kPlaces = 1024;  // communities and platforms remembered at most

  /// Folds a post that matched this conversation with `acts` (one entry a match), and takes back what an edit
  /// superseded.
  void add(const PostRecord& post, const PostKey& key, const std::vector<SpeechAct>& acts,
           const std::vector<SpeechAct>& superseded);
  void add(const EngagementRecord& change);
  void remove_example(const PostKey& key);

  /// Live (not history) claims folded since the last end_tick(): an alert opens or escalates only on such a tick.
  [[nodiscard]] std::uint64_t live_claims() const { return live_claims_; }
  void end_tick(Time tick);

  /// Distinct counts are merged over the buckets: costs as much as the window holds.
  [[nodiscard]] WindowSums window(Hour first, Hour last) const;
  [[nodiscard]] std::int64_t claims(Hour first, Hour last) const;  // claim posts only, cheap
  /// The same by hour, [first, first + out.size()).
  void hourly_claims(Hour first, std::span<std::int64_t> out) const;
  /// Communities (platforms) in which a claim or report was seen at or after `since`.
  [[nodiscard]] std::uint64_t communities_since(Time since) const;
  [[nodiscard]] std::uint64_t platforms_since(Time since) const;

  /// Nothing is left in any bucket.
  [[nodiscard]] bool empty() const { return buckets_.empty(); }
  /// When end_tick() will have dropped the newest bucket; Time::max() when empty.
  [[nodiscard]] Time forget_at() const;
  [[nodiscard]] bool has_claims() const { return last_claim_ > Time::min(); }
  [[nodiscard]] Time first_claim() const { return first_claim_; }
  [[nodiscard]] Time last_claim() const { return last_claim_; }
  [[nodiscard]] std::int64_t peak() const { return peak_; }
  /// Raises the highest 6-hour count of this run of the conversation.
  void note_recent(std::int64_t recent) { peak_ = std::max(peak_, recent); }
  [[nodiscard]] std::vector<PostKey> examples() const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct Example {
    Time event_time;
    PostKey key{};
    SketchEntry content;
  };
  void count(const PostRecord& post, SpeechAct act, std::int64_t sign, const Engagement& engagement, bool author_seen);
  void remember_example(const PostRecord& post, const PostKey& key);
  static void remember_place(std::map<std::string, Time>& places, const std::string& place, Time time);

  std::map<Hour, Bucket> buckets_;
  std::map<std::string, Time> communities_, platforms_;  // place -> latest claim or report
  Time first_claim_ = Time::max(), last_claim_ = Time::min();
  std::int64_t peak_ = 0;
  std::uint64_t live_claims_ = 0;
  std::vector<Example> examples_;  // newest first, one a content
};

}  // namespace sait
