// Why a policy advises what it advises of a conversation, and what would have to change for each other row to decide.
#pragma once

#include <string>
#include <vector>

#include "assess/decide.hpp"
#include "rules/policy_case.hpp"

namespace sait {

/// A row that does not decide, and the nearest conversation of the same narrative where it would.
struct NearRow {
  std::size_t row = 0;                 // of the policy
  bool holds_too = false;              // its conditions hold already; a row above takes the case
  PolicyCase changed;                  // that conversation
  std::vector<std::string> changes;    // "it reaches 10 authors in 24 hours"
  Posture posture = Posture::monitor;  // what would then be advised, under the same ceilings
};

struct PolicyExplanation {
  Assessment assessment;
  Decision decision;
  std::size_t row = 0;
  std::vector<NearRow> near;       // the fewest changes first, then in table order
  std::vector<std::size_t> never;  // rows that no conversation of this narrative can come to
};

/// The policy is a checked one and `given` has no contradiction().
[[nodiscard]] PolicyExplanation explain_policy(const PolicyCase& given, const Policy& policy);

}  // namespace sait
