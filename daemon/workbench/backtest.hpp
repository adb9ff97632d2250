// What rules would have found and advised: figures of a run over an archive or a journal, and how two runs differ.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "conversation/bucket.hpp"
#include "model/alert.hpp"
#include "rules/rule_set.hpp"
#include "workbench/found_posts.hpp"

namespace sait {

/// An alert as a run advised it.
struct Advice {
  std::string narrative, audience, row;
  Posture posture = Posture::monitor;
  AlertChange change = AlertChange::opened;
  Time at;
};
[[nodiscard]] Advice advice_of(const Alert& alert);

/// Lines or posts of a run, each in one of these.
struct RunTotals {
  std::uint64_t read = 0, on_topic = 0, off_topic = 0, rejected = 0, repeats = 0;
};

/// One rule set over all posts. What is being tried (shadow, testing) was judged as if it were stable.
struct BacktestRun {
  std::shared_ptr<const RuleSet> rules;
  FoundPosts found;
  std::vector<Advice> advice;                         // in the order of time
  std::map<std::string, std::set<Time>> digest_days;  // by narrative: days (UTC) with alerts beyond its own budget
  RunTotals totals;
  std::optional<Time> texts_since;  // of a journal: where a text is kept, posts are matched anew
  std::uint64_t matched_anew = 0;   // posts
};

/// How often a narrative came to the end of the budget that it declares.
struct BudgetFigures {
  std::string narrative;
  std::uint64_t per_day = 0;
  std::size_t days_over = 0;
};

/// Where a post stands that a report shows; its words are fetched by who has the archive.
struct ExamplePost {
  PostKey key{};
  std::uint64_t line = 0;
  Time time;
  SpeechAct act = SpeechAct::claim;
  bool readable = true;  // the rules let its text be kept
  bool deleted = false;  // since
};

struct PostsInHour {
  Hour hour = 0;
  std::uint64_t posts = 0;
};

/// A narrative or harm as one audience sees it.
struct ConversationFigures {
  std::string narrative, audience;
  NarrativeKind kind = NarrativeKind::narrative;
  Maturity maturity = Maturity::stable;
  std::uint64_t posts = 0;                        // that matched, each once
  std::array<std::uint64_t, kSpeechActs> acts{};  // by what they do with the claim; a post may do several things
  double posts_an_hour = 0;                       // over the whole time of the run
  PostsInHour busiest;
  std::vector<PostsInHour> hours;  // with a post, in order
  std::uint64_t alerts = 0;        // opened or raised
  std::optional<Posture> highest;
  std::optional<Time> first_alert;
  std::optional<Time> first_media;    // post of a newsroom that claims or reports it
  std::vector<ExamplePost> examples;  // by act, those with the lowest keys
};

/// In whole hours, at least one; 0 without a post.
[[nodiscard]] double hours_of(const FoundPosts& found);
/// Opened or raised, a day of the run; a run of less than a day counts as one.
[[nodiscard]] double alerts_a_day(const BacktestRun& run);
/// Those of rules in shadow or testing.
[[nodiscard]] double alerts_a_day_on_trial(const BacktestRun& run);

/// Of every narrative that declares a budget. What is on trial is told beside it: its days count where it would have
/// been over.
[[nodiscard]] std::vector<BudgetFigures> budgets_of(const BacktestRun& run);

/// Every narrative and harm of the rules that is not retired, in each of its languages, found or not; then declared
/// audiences in which something was found. By id and audience. `examples`: at most so many for each act.
[[nodiscard]] std::vector<ConversationFigures> figures_of(const BacktestRun& run, std::size_t examples);

/// How a conversation differs under other rules.
struct ConversationDifference {
  std::string narrative, audience;
  std::uint64_t gained = 0, lost = 0, act_changed = 0;  // posts
  std::vector<ExamplePost> gained_examples, lost_examples, changed_examples;
  std::optional<Posture> highest_before, highest_after;
  std::optional<Time> first_before, first_after;  // alert
  std::uint64_t alerts_before = 0, alerts_after = 0;
  std::optional<Time> first_media;  // in either

  [[nodiscard]] bool flips() const { return highest_before != highest_after; }
};

/// Conversations that differ at all, by id and audience.
[[nodiscard]] std::vector<ConversationDifference> difference_of(const BacktestRun& before, const BacktestRun& after,
                                                                std::size_t examples);

}  // namespace sait
