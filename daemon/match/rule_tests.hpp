// The tests that stand beside the rules, run: what a pack says of itself must hold before it may judge posts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "rules/rule_set.hpp"

namespace sait {

struct TestResult {
  const RuleTest* test = nullptr;
  std::vector<SpeechAct> acts;  // what the narrative made of it, each once
  bool passed = false;
  std::string why;  // in words, empty if it passed
};

/// All tests of the set, in order. The results live as long as `rules`.
[[nodiscard]] std::vector<TestResult> run_tests(const std::shared_ptr<const RuleSet>& rules);

/// compile_rules(), and then its tests: each that fails is error[test-failed] at its place. nullptr on any error.
[[nodiscard]] std::shared_ptr<const RuleSet> load_rules(const RuleFiles& files, Diagnostics& diagnostics);

}  // namespace sait
