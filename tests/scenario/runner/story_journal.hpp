// The journal that a daemon would write while a story happens, and the rules it would judge by.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/record.hpp"
#include "rules/rule_set.hpp"
#include "story.hpp"

namespace sait::story {

struct Journal {
  std::vector<Record> records;
  std::vector<std::shared_ptr<const RuleSet>> rules;  // all that the records name
};

/// Every assumption is made here, and none is random: the same story gives the same bytes.
/// - Rules: `policy` (a file's bytes), the story's narrative and the harms its posts are, all stable in the languages
///   of the posts. A post is in the narrative's language if its feed carries it, else in the feed's first.
/// - Posts come evenly over their line's time, at the moment they are written. Each line has authors of its own, taken
///   in turn, and stands in the first so many places of its feed.
/// - Ordinary traffic follows a day's rhythm up to the first line; its authors are 50 regulars a feed in three places.
/// - Ticks each minute from the first record until a day after the last expectation.
/// Not used so far: answers that believe or doubt, regions, people, the calendar, incidents.
[[nodiscard]] Result<Journal> journal_of(const Story& story, const std::string& policy);

}  // namespace sait::story
