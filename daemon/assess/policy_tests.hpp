// The tests beside a policy, run.
#pragma once

#include <string>
#include <vector>

#include "assess/decide.hpp"
#include "rules/rule_set.hpp"

namespace sait {

struct PolicyTestResult {
  const PolicyTest* test = nullptr;
  Decision decision;
  bool passed = false;
  std::string why;  // in words, empty if it passed
};

/// What `policy` advises of a conversation like this.
[[nodiscard]] Decision decide_case(const PolicyCase& given, const Policy& policy);

/// All tests of the policy, in order. The results live as long as it.
[[nodiscard]] std::vector<PolicyTestResult> run_policy_tests(const Policy& policy);

}  // namespace sait
