// The daemon's side of `saitctl incident`: requests over the control socket, answered as JSON.
//
//   {"command": "incident-open", "title", "facts": [], "audiences": [], "narratives": [], "since"?, "for"?}
//   {"command": "incident-close", "id"}
//   {"command": "incident-list"}
//
// `since` is a duration back ("24h") or a time, `for` a duration. The answer is {"incidents": [...]}: the one that was
// opened or closed, or all that are open; or {"error", "message"}.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/operator_act.hpp"

namespace sait {

/// Thread-safe; waits for the writer for seconds at most.
[[nodiscard]] std::string answer_incident(std::string_view command, const std::string& request, Pipeline& pipeline);

/// The incident that a request wants to be declared under these rules: texts on one line, trimmed. Errors name what is
/// wrong and, where something comes near a name that is not known, what may be meant. `now`: the daemon's time.
[[nodiscard]] Result<IncidentDraft> read_incident_draft(const std::string& request, const RuleSet& rules, Time now);

}  // namespace sait
