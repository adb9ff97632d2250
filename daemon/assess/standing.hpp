// What a narrative is worth on a day: what was established by facts holds until they are to be read again.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "rules/rule_set.hpp"

namespace sait {

struct Standing {
  std::string status;           // the narrative's, or "unverified"
  std::vector<Fact> facts;      // those that count
  std::optional<Fact> expired;  // the first that made it unverified

  /// Whether it waits for what only officials can say (Narrative::awaits_facts), or for a fact to be read again.
  bool awaits_facts = false;
};

/// `day`: YYYY-MM-DD; empty: none has passed. A fact counts through the day of its review_by. What is false or
/// misleading is unverified from the first fact on that has expired; such facts are left out, and so
/// is what nobody has read in its source.
[[nodiscard]] Standing standing_of(const Narrative& narrative, std::string_view day);

/// Of these facts those that an audience is told: what is for one of its languages, or for all; where that is nothing,
/// what is so elsewhere. At most kMostFactsTold, the first ones: few figures are heard. `languages`: what it speaks.
inline constexpr std::size_t kMostFactsTold = 5;
[[nodiscard]] std::vector<Fact> facts_for(std::vector<Fact> facts, std::span<const std::string> languages);

/// The day of a time, as rules write days.
[[nodiscard]] std::string rule_day(Time time);

}  // namespace sait
