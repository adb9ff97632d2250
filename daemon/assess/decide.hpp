// Four variables x decision table -> a posture with its reasons and with what would change it.
#pragma once

#include <string>
#include <vector>

#include "model/assessment.hpp"
#include "rules/rule_set.hpp"

namespace sait {

struct Decision {
  Posture posture = Posture::monitor;
  std::string row;
  bool corrected = false;  // corrections lead: what is said may be lowered at once
  std::vector<std::string> reasons;
  std::vector<std::string> would_change;
};

/// First row whose conditions all hold; then the ceilings of the narrative, its status and unseen authors, which never
/// touch the safety row. Pure. The policy is checked when it is read: its last row always fires.
[[nodiscard]] Decision decide(const Assessment& assessment, const Narrative& narrative, const Policy& policy);

}  // namespace sait
