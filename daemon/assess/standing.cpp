#include "assess/standing.hpp"

#include <algorithm>

namespace sait {

Standing standing_of(const Narrative& narrative, std::string_view day) {
  Standing standing{narrative.status, {}, {}, narrative.awaits_facts()};
  for (const auto& fact : narrative.facts) {
    if (!fact.verified) continue;  // nobody has read it: it is told to nobody, and nothing rests on it
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

std::vector<Fact> facts_for(std::vector<Fact> facts, std::span<const std::string> languages) {
  const auto is_for_others = [&](const Fact& fact) {
    return !fact.languages.empty() && std::ranges::none_of(fact.languages, [&](const std::string& language) {
      return std::ranges::find(languages, language) != languages.end();
    });
  };
  if (!std::ranges::all_of(facts, is_for_others)) std::erase_if(facts, is_for_others);
  if (facts.size() > kMostFactsTold) facts.resize(kMostFactsTold);
  return facts;
}

std::string rule_day(Time time) { return format_time(time).substr(0, 10); }

}  // namespace sait
