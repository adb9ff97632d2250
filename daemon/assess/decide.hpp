// Four variables x decision table -> a posture with its reasons. What would change it: assess/would_change.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assess/standing.hpp"
#include "model/alert.hpp"
#include "model/assessment.hpp"
#include "model/record.hpp"
#include "rules/rule_set.hpp"

namespace sait {

struct Decision {
  Posture posture = Posture::monitor;
  std::string row;
  bool at_once = false;    // a public posture waits no longer than any other
  bool corrected = false;  // corrections lead: what is said may be lowered at once
  std::vector<std::string> reasons;
  Posture ceiling = Posture::respond_directly;  // the lowest of those that count now
  std::optional<Posture> in_incident;           // what it would be if an incident were open, where that is more
  std::optional<AlertIncident> incident;        // the one it stands in: claims it reaches back to count as live
  bool incident_moved = false;                  // another one than at the last tick, or none any more
};

/// First row whose conditions all hold; then the ceilings of the narrative, its status, its evidence and unseen
/// authors, which never touch the safety row. An open `incident` lifts those of status and evidence and makes the
/// advice a holding statement. Pure. The policy is checked when it is read: its last row always fires.
/// `standing`: the narrative's, on the day of the tick.
[[nodiscard]] Decision decide(const Assessment& assessment, const Narrative& narrative, const Standing& standing,
                              const Policy& policy, const IncidentRecord* incident = nullptr);
/// The same before any of its facts expires.
[[nodiscard]] inline Decision decide(const Assessment& assessment, const Narrative& narrative, const Policy& policy,
                                     const IncidentRecord* incident = nullptr) {
  return decide(assessment, narrative, standing_of(narrative, {}), policy, incident);
}

/// What to say in an incident instead of a narrative's message: what is known, who decides, when the next update comes.
[[nodiscard]] std::vector<std::string> holding_statement(const AlertIncident& incident);

}  // namespace sait
