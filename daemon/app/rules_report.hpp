// What `saitctl rules test` and `rules explain` print.
#pragma once

#include <string>
#include <vector>

#include "assess/policy_tests.hpp"
#include "match/explain.hpp"
#include "match/rule_tests.hpp"

namespace sait {

/// What the tests beside the rules came to.
struct TestReport {
  std::vector<TestResult> posts;        // of narratives and harms
  std::vector<PolicyTestResult> cases;  // of the policy

  [[nodiscard]] bool all_passed() const;
};

[[nodiscard]] std::string text_of(const TestReport& report, const std::string& folder);
[[nodiscard]] std::string json_of(const RuleSet& rules, const TestReport& report);
[[nodiscard]] std::string junit_of(const RuleSet& rules, const TestReport& report);
/// Rules that do not compile, as errors of tests.
[[nodiscard]] std::string junit_of(const Diagnostics& diagnostics);

struct Explanation {
  std::string language;  // "und": every language was tried
  bool given = false;    // it was said, not detected
  bool on_topic = false;
  std::vector<Reading> readings;
  std::vector<Match> matches;
  std::vector<PatternReport> nearest;
};

/// The post goes through `matcher`, which the printing needs afterwards.
[[nodiscard]] Explanation explain_post(const RuleSet& rules, PostMatcher& matcher, const Post& post,
                                       const std::string& narrative);
[[nodiscard]] std::string text_of(const Explanation& explanation, const RuleSet& rules, PostMatcher& matcher,
                                  const Post& post);
[[nodiscard]] std::string json_of(const Explanation& explanation, const RuleSet& rules, PostMatcher& matcher,
                                  const Post& post);

}  // namespace sait
