// The one door through which rule files become rules that may judge posts and advise: compiled, and their own tests
// hold.
#pragma once

#include <memory>

#include "base/diagnostics.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// compile_rules(), and then the tests of narratives, harms and the policy: each that fails is error[test-failed] at
/// its place. nullptr on any error.
[[nodiscard]] std::shared_ptr<const RuleSet> load_rules(const RuleFiles& files, Diagnostics& diagnostics);

}  // namespace sait
