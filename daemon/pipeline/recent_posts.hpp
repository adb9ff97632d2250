// The posts of the last seven days of journal time: what makes a repeat, an edit, a deletion or an on-topic thread
// recognisable. Derived from the journal alone, so that a restart knows exactly what the daemon knew.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/record.hpp"
#include "pipeline/key_filter.hpp"

namespace sait {

/// The counts of a post: most posts of a feed have none, and then nothing is kept for them.
class KeptEngagement {
 public:
  KeptEngagement& operator=(const Engagement& now) {
    counts_ = now == Engagement{} ? nullptr : std::make_unique<const Engagement>(now);
    return *this;
  }
  [[nodiscard]] Engagement get() const { return counts_ ? *counts_ : Engagement{}; }

 private:
  std::unique_ptr<const Engagement> counts_;
};

/// There may be a million: what is small lies together.
struct RecentPost {
  Time stamp;  // of its newest record
  Time event_time;
  std::string platform;
  std::uint64_t content_mac = 0;
  KeptEngagement engagement;
  std::vector<MatchRef> matches;
  std::vector<ReplyRef> replies;
  std::optional<SketchEntry> author;
  Tier tier = Tier::people;
  bool deleted = false;  // nothing else is kept then; whoever delivers it again brings nothing back
};

/// Bounded in time and in number: beyond kMost posts and edits the oldest go first. Not thread-safe; the writer owns
/// it.
class RecentPosts {
 public:
  static constexpr Duration kKept = std::chrono::hours(24 * 7);
  static constexpr std::size_t kMost = 1'000'000;

  explicit RecentPosts(std::size_t most = kMost) : most_(most), keys_(most) {}

  /// nullptr when it is not known.
  [[nodiscard]] const RecentPost* find(const PostKey& key) const;

  /// Asks memory for what find() looks at first, for when it is called soon.
  void fetch(const PostKey& key) const { keys_.fetch(key); }

  /// Follows a record as it enters the journal; records about no post only move time on.
  void follow(const Record& record);

  /// Forgets what is older than kKept at `now`; follow() does so with the stamp of every record.
  void forget(Time now);

  [[nodiscard]] std::size_t size() const { return posts_.size(); }

 private:
  void add(const Record& record);

  std::size_t most_;
  std::unordered_map<PostKey, RecentPost, PostKeyHash> posts_;
  KeyFilter keys_;                              // of order_
  std::deque<std::pair<Time, PostKey>> order_;  // by stamp; an entry whose stamp is no longer the post's is passed over
};

}  // namespace sait
