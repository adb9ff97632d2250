// What other rules make of the posts whose text is still kept: so that a new or changed narrative's conversation begins
// with its past.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "match/post_matcher.hpp"
#include "model/record.hpp"
#include "rules/rule_set.hpp"
#include "store/store.hpp"

namespace sait {

/// Reads in steps: most of it aside, over a connection of its own, and the tail in the writer's thread, so that nothing
/// is missed between the two. Not thread-safe.
///
/// Only posts on topic under the former rules have a text; none has one after `text_retention`, and `storage: counts`
/// keeps none. A narrative that the rules no longer hold (or that is retired) keeps what it has: its history.
class Backfill {
 public:
  explicit Backfill(std::shared_ptr<const RuleSet> rules) : rules_(std::move(rules)), matcher_(rules_) {}

  /// Goes on where the last call ended, or where posts stamped at or after `since` begin; up to the newest record.
  [[nodiscard]] Status read(Store& store, Time since);

  struct Outcome {
    BackfillRecord record;           // the posts that match otherwise now; empty: nothing to say
    std::vector<TextRow> forgotten;  // texts that may no longer be kept
    std::uint64_t looked_at = 0;     // posts with a kept text
  };
  [[nodiscard]] Outcome take();

 private:
  struct KeyHash {
    std::size_t operator()(const PostKey& key) const {  // a keyed hash already
      std::size_t value = 0;
      std::copy_n(key.begin(), sizeof value, reinterpret_cast<std::uint8_t*>(&value));
      return value;
    }
  };
  struct Candidate {
    PostRecord record;                                  // as it stands now
    std::optional<std::vector<MatchRef>> matches = {};  // under the new rules; empty: not looked at yet, or no text
  };

  void follow(Record&& record);
  [[nodiscard]] Status match(Store& store, const PostKey& key, Candidate& candidate);

  std::shared_ptr<const RuleSet> rules_;
  PostMatcher matcher_;
  std::unordered_map<PostKey, Candidate, KeyHash> posts_;
  std::vector<PostKey> fresh_;  // whose words are yet to be matched
  std::uint64_t position_ = 0;  // of the last record read
};

}  // namespace sait
