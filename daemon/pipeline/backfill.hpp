// What other rules make of the posts whose text is still kept: so that a new or changed narrative's conversation begins
// with its past.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "match/post_matcher.hpp"
#include "model/feed_declaration.hpp"
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
  /// `feeds`: where posts were heard; `former`: the rules of the records so far, if known. What the operator's lists
  /// say of an author's region is not known any more: a post stays with an audience that `former` declares alike.
  explicit Backfill(std::shared_ptr<const RuleSet> rules, const std::vector<FeedDeclaration>& feeds = {},
                    const RuleSet* former = nullptr);

  /// Goes on where the last call ended, or where posts stamped at or after `since` begin; up to the newest record.
  [[nodiscard]] Status read(Store& store, Time since);

  struct Outcome {
    BackfillRecord record;           // the posts that match otherwise now; empty: nothing to say
    std::vector<TextRow> forgotten;  // texts that may no longer be kept
    std::uint64_t looked_at = 0;     // posts with a kept text
    std::optional<Time> oldest;      // of them
  };
  [[nodiscard]] Outcome take();

 private:
  struct Candidate {
    PostRecord record;                                  // as it stands now
    std::optional<std::vector<MatchRef>> matches = {};  // under the new rules; empty: not looked at yet, or no text
  };

  void follow(Record&& record);
  [[nodiscard]] Status match(Store& store, const PostKey& key, Candidate& candidate);

  [[nodiscard]] std::vector<MatchRef> matches_of(const PostRecord& record, bool whole);

  std::shared_ptr<const RuleSet> rules_;
  PostMatcher matcher_;
  std::map<std::string, std::vector<Carried>> carried_;  // by feed
  std::set<std::string> unchanged_;                      // audiences that `former` declares alike
  std::unordered_map<PostKey, Candidate, PostKeyHash> posts_;
  std::vector<PostKey> fresh_;  // whose words are yet to be matched
  std::uint64_t position_ = 0;  // of the last record read
};

}  // namespace sait
