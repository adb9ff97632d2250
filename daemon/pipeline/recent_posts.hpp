// The posts of the last seven days of journal time: what makes a repeat, an edit, a deletion or an on-topic thread
// recognisable. Derived from the journal alone, so that a restart knows exactly what the daemon knew.
#pragma once

#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/record.hpp"

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

  explicit RecentPosts(std::size_t most = kMost) : most_(most) {}

  /// nullptr when it is not known.
  [[nodiscard]] const RecentPost* find(const PostKey& key) const;

  /// Follows a record as it enters the journal; records about no post only move time on.
  void follow(const Record& record);

  /// Forgets what is older than kKept at `now`; follow() does so with the stamp of every record.
  void forget(Time now);

  [[nodiscard]] std::size_t size() const { return posts_.size(); }

 private:
  struct KeyHash {
    // The key is a keyed hash already: any eight bytes of it will do. Not to be kept beside the post ("noexcept" says
    // that it need not be): it would lie in another line of memory than the key.
    std::size_t operator()(const PostKey& key) const noexcept {
      std::size_t value = 0;
      std::memcpy(&value, key.data(), sizeof value);
      return value;
    }
  };
  std::size_t most_;
  std::unordered_map<PostKey, RecentPost, KeyHash> posts_;
  std::deque<std::pair<Time, PostKey>> order_;  // by stamp; an entry whose stamp is no longer the post's is passed over
};

}  // namespace sait
