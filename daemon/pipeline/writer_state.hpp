// What the writer must know again after a restart beside the journal: committed in the same transaction as what it
// describes.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/record.hpp"
#include "pipeline/early_replies.hpp"

namespace sait {

struct FeedProgress {
  std::optional<CoverageState> state;  // as the journal last said; empty: not declared yet
  std::vector<std::string> languages, regions;
  std::string community;
  Time newest = Time::min();    // newest event time of the feed: its place in the merge of `clock: events`
  std::optional<Duration> lag;  // how old the newest post was when it was read; not kept
  FeedTotals open;              // since the last tick record
  FeedTotals closed;            // before it; not kept
  FeedTotals before;            // of both, what was there when the daemon started; not kept
  std::uint64_t moved = 0;      // from off topic to on topic once what they answer came; not kept

  /// Moves `open` to `closed`.
  void close_interval();
  /// As the posts were counted when they were read: counters never fall.
  [[nodiscard]] FeedTotals since_start() const;
};

/// A deletion of a post that was not known then.
struct EarlyDeletion {
  Time stamp;
  PostKey post{};
};

struct WriterState {
  std::uint64_t seq = 0;                // of the last record
  Time stamp = Time::min();             // of the last record, or the watermark beyond it
  Time next_tick = Time::min();         // min: no record yet
  Duration tick{0};                     // the interval of the grid next_tick stands on; 0: not known
  Time latest_plausible = Time::max();  // `clock: events`: later times were written by nobody
  std::optional<Digest> rules;          // as the journal last said
  std::map<std::string, FeedProgress> feeds;
  std::deque<EarlyDeletion> early_deletions;  // oldest first
  EarlyReplies early_replies;
  bool reload_failed = false;  // the analysts were told so, and not yet that it is over

  [[nodiscard]] std::string save() const;
  [[nodiscard]] static Result<WriterState> load(std::string_view bytes);
};

}  // namespace sait
