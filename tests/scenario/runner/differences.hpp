// Where saitd is known to advise otherwise than a story expects: tests/scenario/stories/differences.md.
//
// Each row of its tables is | story | line | what saitd says instead | why |. The list can only shrink: a
// difference that is not in it fails a test, and so does one that is no longer there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "story_run.hpp"

namespace sait::story {

/// Story and line (its time as written there) -> what saitd says instead.
using KnownDifferences = std::map<std::pair<std::string, std::string>, std::string>;

/// error[differences] where a row is not of four cells, or names a line twice.
[[nodiscard]] Result<KnownDifferences> read_differences(const std::string& file, const std::string& bytes);

/// What is not as the list says, in either direction; empty if all is.
[[nodiscard]] std::vector<std::string> unexpected(const Story& story, const Outcome& outcome,
                                                  const KnownDifferences& known);

/// The rows of one story as they would have to be.
[[nodiscard]] std::string rows(const Story& story, const Outcome& outcome);

}  // namespace sait::story
