// What would have to happen for another advice.
#pragma once

#include <string>
#include <vector>

#include "assess/decide.hpp"

namespace sait {

/// One sentence a way from the advice `now` to another, in numbers, each with the row that would then decide: what the
/// table says already and waits to be said, then at most two ways up, then at most two down, nearest first. Each way is
/// tried: decide() gives the row and the posture of what would be seen then. Through a hole in coverage nothing falls.
/// Costs some dozen decisions: asked for where an alert is told. Pure.
[[nodiscard]] std::vector<std::string> would_change(const Assessment& assessment, const Narrative& narrative,
                                                    const Standing& standing, const Policy& policy, Posture now,
                                                    const IncidentRecord* incident = nullptr);

}  // namespace sait
