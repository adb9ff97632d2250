// Incidents as a daemon tells them (app/incident_control.hpp), for people or as one JSON object a line.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sait {

/// `heading` says what they are ("is open"); only `are_open` ones yet end by themselves. The daemon's refusal as it
/// stands; error[answer] for what is no answer.
[[nodiscard]] Result<std::string> incidents_text(const std::string& answer, bool json, std::string_view heading,
                                                 bool are_open = true);

}  // namespace sait
