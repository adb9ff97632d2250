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
/// - Rules: `policy` (a file's bytes) with the channels and communities of the story, its narrative and the harms its
///   posts are, all stable in the languages of the posts; an audience for each region; the calendar, from the start. A
///   post is in the narrative's language if its feed carries it, else in the feed's first.
/// - A post counts for its language, and for the audiences that all posts of its feed reach: no post names a place.
/// - Posts come evenly over their line's time, at the moment they are written. Each line has authors of its own, taken
///   in turn, and stands in the first so many places of its feed.
/// - Answers come evenly over the same time, each to the newest post of the line, on topic by that alone; those that
///   doubt are spread among those that believe.
/// - Ordinary traffic follows a day's rhythm up to the first line; its authors are 50 regulars a feed in three places.
/// - Ticks each minute from the first record until a day after the last expectation.
[[nodiscard]] Result<Journal> journal_of(const Story& story, const std::string& policy);

}  // namespace sait::story
