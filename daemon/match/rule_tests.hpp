// The tests that stand beside narratives and harms, run: what a pack says of itself must hold before it may judge posts
// (assess/load_rules.hpp).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rules/rule_set.hpp"

namespace sait {

struct TestResult {
  const RuleTest* test = nullptr;
  std::vector<SpeechAct> acts;        // what the narrative made of it, each once
  std::vector<std::size_t> patterns;  // of the narrative that it made match (RuleSet::patterns)
  bool passed = false;
  bool outweighed = false;  // it fails, and a claim that it expects was found and weighed too little
  std::string why;          // in words, empty if it passed
};

/// All tests of the set, in order. The results live as long as `rules`.
[[nodiscard]] std::vector<TestResult> run_tests(const std::shared_ptr<const RuleSet>& rules);

}  // namespace sait
