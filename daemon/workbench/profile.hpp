// What each pattern of a rule set costs and finds in an archive. Everything is measured from outside, on a matcher of
// its own, so that the one of the daemon has nothing to do for it (decisions/2026-11-27-profile.md).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "match/post_matcher.hpp"

namespace sait {

/// Which posts an archive has: one that is there again (an edit, a copy) counts once, a deleted one not at all.
class SeenPosts {
 public:
  /// Whether it counts.
  [[nodiscard]] bool is_new(const Post& post);
  void clear() { seen_.clear(); }

 private:
  std::unordered_set<std::uint64_t> seen_;
  std::string key_;
};

/// In how many posts each pattern is found. Not thread-safe.
class PatternCounts {
 public:
  explicit PatternCounts(const std::shared_ptr<const RuleSet>& rules);
  void look(const Post& post);
  [[nodiscard]] std::size_t posts() const { return posts_; }
  [[nodiscard]] std::size_t found(std::size_t pattern) const { return found_[pattern]; }

  /// Above it a pattern is everyday speech, not a claim.
  static constexpr double kCommon = 1.0 / 1000;
  /// Patterns that are found in more than kCommon of the posts.
  [[nodiscard]] std::vector<std::size_t> common() const;

 private:
  PostMatcher matcher_;
  SeenPosts seen_;
  std::size_t posts_ = 0;
  std::vector<std::size_t> found_;
};

struct PatternProfile {
  std::size_t woken = 0;  // posts in which the prefilter saw all that it cannot do without, so that it was looked for
  std::size_t found = 0;  // posts in which it matched, its language and `none` included
  double nanoseconds = 0;
  /// Patterns of its narrative and language that were found in each post in which it was.
  std::vector<std::size_t> always_with;
};

struct Profile {
  std::size_t posts = 0, on_topic = 0;
  double path_nanoseconds = 0;  // of all posts, as the daemon matches them
  // The same post by post in parts.
  double folding = 0, prefilter = 0, sentences = 0, patterns = 0, judging = 0;
  std::vector<PatternProfile> by_pattern;

  [[nodiscard]] double parts() const { return folding + prefilter + sentences + patterns + judging; }
  /// Patterns, most expensive first; of equal ones by number.
  [[nodiscard]] std::vector<std::size_t> by_cost() const;
};

/// Not thread-safe.
class Profiler {
 public:
  /// Nanoseconds since whenever. `overhead`: how many of them reading it takes.
  using Clock = std::function<std::int64_t()>;
  Profiler(std::shared_ptr<const RuleSet> rules, Clock clock, std::int64_t overhead);
  ~Profiler();

  void look(const Post& post);

  /// All posts were looked at once; what follows are the same posts again. Of several passes each time is the least.
  /// False if they were other posts than in the first pass.
  [[nodiscard]] bool end_pass();

  /// Of the passes that ended.
  [[nodiscard]] const Profile& profile() const { return best_; }

 private:
  struct Parts;
  [[nodiscard]] double lap();
  void look_from_outside(const Post& post, bool on_topic);
  void look_for_phrases(std::span<const std::uint32_t> phrases, bool on_topic);
  void look_at_patterns();
  void count(const std::vector<Match>& matches);

  std::shared_ptr<const RuleSet> rules_;
  Clock clock_;
  std::int64_t overhead_, last_ = 0;
  PostMatcher daemons_, own_;
  std::unique_ptr<Parts> parts_;
  SeenPosts seen_;
  std::size_t passes_ = 0;
  Profile pass_, best_;
  std::vector<std::uint32_t> asking_;
  std::uint64_t number_ = 0;                                     // of the post
  std::vector<std::uint64_t> phrase_at_, woken_at_, looked_at_;  // by phrase, pattern, pattern: the last such post
  std::vector<std::uint32_t> to_look_at_;
  std::vector<std::size_t> found_;
};

}  // namespace sait
