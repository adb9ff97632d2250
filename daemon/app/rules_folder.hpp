// A rule folder for commands: read, with what is wrong said on standard error.
#pragma once

#include <memory>
#include <string>

#include "base/diagnostics.hpp"
#include "base/result.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// The files of a folder; nothing after a message that names the way out. A file that cannot be read, such as a link
/// that leaves the folder, goes into `unreadable`.
[[nodiscard]] std::optional<RuleFiles> rule_files_in(const std::string& folder, Diagnostics& unreadable);

/// The same with the message as an error, for who says it in another form.
[[nodiscard]] Result<RuleFiles> read_rules_in(const std::string& folder, Diagnostics& unreadable);

/// What both found, by place; what was said of the content of a file that could not be read is left out.
[[nodiscard]] Diagnostics together(const Diagnostics& unreadable, const Diagnostics& found);

/// The compiled rules, without their tests run; nullptr after messages. Warnings are not shown.
[[nodiscard]] std::shared_ptr<const RuleSet> rules_in(const std::string& folder);

/// Whether `tag`, as it was given ("en", "en-GB"; empty: none), is a language of the rules; false after a message that
/// names those there are.
[[nodiscard]] bool has_language(const RuleSet& rules, std::string_view tag);

/// Whether `id` (empty: none is asked for) is a narrative or a harm of the rules; false after a message.
[[nodiscard]] bool has_narrative(const RuleSet& rules, std::string_view id);

/// The diagnostics with the folder before each file, as they are shown.
[[nodiscard]] Diagnostics below(const std::string& folder, const Diagnostics& diagnostics);

}  // namespace sait
