// What a claim does to people, and what those who meet it make of it.
#pragma once

#include "assess/surroundings.hpp"
#include "conversation/conversation.hpp"
#include "model/assessment.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// `day`: the sums of the 24 hours that end with `last`. `bands`: those that count now. Threats beside it are
/// not looked at here.
[[nodiscard]] Influence influence_of(const Conversation& conversation, const WindowSums& day,
                                     const Narrative& narrative, const AudienceView& view, const Awareness& awareness,
                                     const Policy& policy, const Bands& bands, Hour last);

}  // namespace sait
