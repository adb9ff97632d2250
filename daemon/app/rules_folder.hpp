// A rule folder for commands: read, with what is wrong said on standard error.
#pragma once

#include <memory>
#include <string>

#include "base/diagnostics.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// The files of a folder; nothing after a message. An absent folder, or one without languages, names the way out.
[[nodiscard]] std::optional<RuleFiles> rule_files_in(const std::string& folder);

/// The compiled rules, without their tests run; nullptr after messages. Warnings are not shown.
[[nodiscard]] std::shared_ptr<const RuleSet> rules_in(const std::string& folder);

/// The diagnostics with the folder before each file, as they are shown.
[[nodiscard]] Diagnostics below(const std::string& folder, const Diagnostics& diagnostics);

}  // namespace sait
