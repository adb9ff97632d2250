// The types of conditions, each defined in the file of its name.
#pragma once

#include "rules/condition.hpp"

namespace sait {

extern const ConditionType kPhrase, kAll, kAny, kSameSentence, kNear, kNone, kHashtags, kLinks, kDomains, kAlt, kThread,
    kAuthor, kWhere;

/// "all of (a, b)"; what all(), any() and their like are called in messages.
[[nodiscard]] std::string list_text(std::string_view name, const std::vector<std::unique_ptr<Condition>>& parts);

}  // namespace sait
