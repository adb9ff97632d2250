// What the playbook gives an alert.
#pragma once

#include <optional>
#include <span>

#include "model/alert.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// The kit of a narrative for a posture; nothing where the playbook has nothing for either. A number is told only where
/// its fact is among `facts`, those that the alert tells. `reserved`: what to say waits for official facts, or for one
/// to be read again; then there is no number and no story.
[[nodiscard]] std::optional<AlertKit> kit_of(const Narrative& narrative, std::span<const Fact> facts,
                                             const PostureKit& posture, bool reserved);

}  // namespace sait
