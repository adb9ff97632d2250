// A conversation at a tick -> the four variables, each with its level and its reason in words.
#pragma once

#include "assess/surroundings.hpp"
#include "conversation/conversation.hpp"
#include "model/assessment.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// Pure: the same arguments give the same bytes. Windows are the 24 (6) full or begun hours that end at the tick.
[[nodiscard]] Assessment assess(const Conversation& conversation, const Narrative& narrative, const AudienceView& view,
                                const Policy& policy, Time tick);

}  // namespace sait
