// From posts that a narrative matched wrongly: a `none` phrase that silences them and loses no known claim. Known
// claims are the tests beside the rules (those with an act) and, if given, examples. A proposal is made only where the
// pack with it in its file was compiled, all its tests held, every wrong post was silent, and every example was found
// as before.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "match/post_matcher.hpp"
#include "rules/rule_set.hpp"

namespace sait {

struct GuardPost {
  std::string text, title, language;
  std::uint64_t line = 0;
};

struct GuardOptions {
  std::string narrative;  // empty: each that matches
  std::string language;   // of the posts; empty: each one's own
};

/// What goes into one narrative's file, for one language.
struct Guard {
  std::string narrative, language;
  std::vector<std::string> phrases;
  std::string file, lines;              // what to put where
  int line = 0;                         // of the file with what the guards before this one put in
  bool whole = true;                    // whole lines; else inside that line
  std::vector<std::uint64_t> silenced;  // lines of the wrong posts
};

struct Guards {
  std::vector<Guard> guards;
  std::vector<std::uint64_t> silent_already;  // lines of posts that matched nothing
  std::size_t claims = 0;                     // known ones, all kept
  std::size_t examples_found = 0;             // of the examples given
  std::shared_ptr<const RuleSet> rules;       // with the guards
};

inline constexpr std::size_t kMostWrongPosts = 200;

/// error[silent]: no post matches. error[tests]: the pack's own tests do not hold. error[no-guard]: none keeps every
/// claim; says which would be lost, or that nothing tells the post from claims. error[by-hand]: the file's `none` is
/// written so that only a person can add to it.
[[nodiscard]] Result<Guards> propose_guards(const RuleFiles& files, const std::shared_ptr<const RuleSet>& rules,
                                            const std::vector<GuardPost>& wrong, const std::vector<GuardPost>& examples,
                                            const GuardOptions& options);

/// What guards silence in other posts. Not thread-safe.
class GuardMeter {
 public:
  struct Silenced {
    std::uint64_t line = 0;
    std::string text;  // masked
  };

  GuardMeter(std::shared_ptr<const RuleSet> before, std::shared_ptr<const RuleSet> after)
      : rules_(before), before_(std::move(before)), after_(std::move(after)) {}

  void look_at(const Post& post, std::uint64_t line);
  [[nodiscard]] std::uint64_t posts() const { return posts_; }
  [[nodiscard]] std::uint64_t matched() const { return matched_; }
  [[nodiscard]] std::uint64_t silenced() const { return silenced_; }
  [[nodiscard]] const std::vector<Silenced>& examples() const { return examples_; }

 private:
  std::shared_ptr<const RuleSet> rules_;  // before
  PostMatcher before_, after_;
  std::uint64_t posts_ = 0, matched_ = 0, silenced_ = 0;
  std::vector<Silenced> examples_;
};

}  // namespace sait
