// Second pass: what rule files say about each other, and whether the decision table can be followed to its end.
#pragma once

#include "rules/read.hpp"

namespace sait {

/// Adds every problem to `diagnostics`. What may be an outcome of errors that
/// read_rules() told already is left out.
void check_rules(const Drafts& drafts, Diagnostics& diagnostics);

}  // namespace sait
