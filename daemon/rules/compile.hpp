// Third pass: drafts -> RuleSet.
#pragma once

#include "rules/read.hpp"

namespace sait {

/// Compiles what read and check have passed, into everything of a RuleSet but its hash. Adds each problem to the
/// drafts' diagnostics; the result is only of use if there is none.
[[nodiscard]] std::shared_ptr<RuleSet> compile_drafts(Drafts& drafts);

}  // namespace sait
