// The posts of the last seven days of journal time: what makes a repeat, an edit, a deletion or an on-topic thread
// recognisable. Derived from the journal alone, so that a restart knows exactly what the daemon knew.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/record.hpp"
#include "pipeline/key_filter.hpp"

namespace sait {

struct RecentPost {
  Time stamp;  // of its newest record
  Time event_time;
  std::string platform;
  Tier tier = Tier::people;
  std::optional<SketchEntry> author;
  std::uint64_t content_mac = 0;
  Engagement engagement;
  std::vector<MatchRef> matches;
  std::vector<ReplyRef> replies;
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

  /// Follows a record as it enters the journal; records about no post only move time on.
  void follow(const Record& record);

  /// Forgets what is older than kKept at `now`; follow() does so with the stamp of every record.
  void forget(Time now);

  [[nodiscard]] std::size_t size() const { return posts_.size(); }

 private:
  void add(const Record& record);

  std::size_t most_;
  std::unordered_map<PostKey, RecentPost, PostKeyHash> posts_;
  KeyFilter keys_;  // of order_
  std::deque<std::pair<Time, PostKey>> order_;  // by stamp; an entry whose stamp is no longer the post's is passed over
};

}  // namespace sait
