#include "assess/standing.hpp"

namespace sait {

Standing standing_of(const Narrative& narrative, std::string_view day) {
  Standing standing{narrative.status, {}, {}, narrative.awaits_facts()};
  for (const auto& fact : narrative.facts) {
    if (fact.review_by.empty() || day <= fact.review_by) {
      standing.facts.push_back(fact);
    } else if (!standing.expired && (narrative.status == "false" || narrative.status == "misleading")) {
      standing.expired = fact;
      standing.status = "unverified";
      standing.awaits_facts = true;
    }
  }
  return standing;
}

std::string rule_day(Time time) { return format_time(time).substr(0, 10); }

}  // namespace sait
