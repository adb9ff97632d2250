// The form of rule files for editors.
#pragma once

#include <string>

namespace sait {

/// JSON Schema (draft 2020-12) of one rule file of any kind; $defs has narrative, harm, language, terms, calendar and
/// policy, and each condition of rules/conditions/all.cpp.
[[nodiscard]] std::string rules_schema();

}  // namespace sait
