// alert.v1 as a person reads it in a terminal.
#pragma once

#include <string>
#include <string_view>

namespace sait {

/// Takes the CloudEvent or the bare alert. `colour` adds ANSI colours. Something that is no alert comes back as it is.
[[nodiscard]] std::string alert_text(std::string_view json, bool colour);

/// One line: when, sequence, change, posture, narrative/audience, how many authors and where it is going.
[[nodiscard]] std::string alert_line(std::string_view json, bool colour);

}  // namespace sait
