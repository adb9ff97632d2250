#include "assess/policy_tests.hpp"

#include <fmt/format.h>

namespace sait {

Decision decide_case(const PolicyCase& given, const Policy& policy) {
  Narrative narrative;
  narrative.kind = given.harm ? NarrativeKind::harm : NarrativeKind::narrative;
  narrative.status = given.harm ? "harm" : given.status;
  narrative.aimed_at_migrants = given.aimed_at_migrants;
  narrative.ceiling = given.ceiling.value_or(given.harm ? Posture::escalate_safety : narrative.ceiling);
  return decide(assessment_of(given, policy), narrative, policy);
}

std::vector<PolicyTestResult> run_policy_tests(const Policy& policy) {
  std::vector<PolicyTestResult> results;
  results.reserve(policy.tests.size());
  for (const auto& test : policy.tests) {
    auto& result = results.emplace_back();
    result.test = &test;
    result.decision = decide_case(test.given, policy);
    const bool of_row = test.row.empty() || test.row == result.decision.row;
    result.passed = of_row && test.posture == result.decision.posture;
    if (!result.passed)
      result.why = fmt::format("expects {}{} and gets {} by the row \"{}\"", to_string(test.posture),
                               test.row.empty() ? "" : fmt::format(" by the row \"{}\"", test.row),
                               to_string(result.decision.posture), result.decision.row);
  }
  return results;
}

}  // namespace sait
