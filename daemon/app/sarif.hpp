// Diagnostics of rule files as SARIF 2.1.0: what code review on GitHub, GitLab and in editors shows at its line.
#pragma once

#include <string>
#include <string_view>

#include "base/diagnostics.hpp"

namespace sait {

/// SARIF 2.1.0 of all of them. Paths are below `folder`: where that is relative, they are relative to %SRCROOT%, the
/// folder in which the command ran; else they are file addresses. Columns count characters.
[[nodiscard]] std::string sarif(const Diagnostics& diagnostics, const std::string& folder);

/// What a code of a diagnostic means, why it matters and what to do; of a code without words of its own, where to look.
struct DiagnosticHelp {
  std::string_view code, means, help;
};
[[nodiscard]] DiagnosticHelp help_of(std::string_view code);

}  // namespace sait
