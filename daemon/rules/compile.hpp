// Third pass: drafts -> RuleSet.
#pragma once

#include "rules/read.hpp"

namespace sait {

/// Compiles what read and check have passed, into everything of a RuleSet but its hash. Adds each problem to
/// `diagnostics`, which are the drafts'; the result is only of use if there is no error, and only then complete.
[[nodiscard]] std::shared_ptr<RuleSet> compile_drafts(Drafts& drafts, const Diagnostics& diagnostics);

}  // namespace sait
