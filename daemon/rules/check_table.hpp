// Whether a decision table says what it seems to say, told for all cases there can be (rules/decision_space.hpp).
#pragma once

#include "rules/read.hpp"

namespace sait {

/// Adds what is wrong to the diagnostics of the draft, which was read without an error: rows that can never fire, by
/// themselves or because earlier rows take all their cases; parts of rows that never come to it (a warning); a threat
/// that some row keeps from escalate-safety; a case that no row takes; tests of conversations that cannot be.
void check_table(const PolicyDraft& draft);

}  // namespace sait
