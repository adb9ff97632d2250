// The pass between reading and checking: narratives get the facts and the playbook that lie in files of their own.
#pragma once

#include "base/diagnostics.hpp"
#include "rules/read.hpp"

namespace sait {

/// Fills in the fact cards that narratives name, and gives each narrative and harm its kit; what is missing, said twice
/// or about nothing is a diagnostic.
void attach(Drafts& drafts);

}  // namespace sait
