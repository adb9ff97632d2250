// What a run says, for people and for programs.
#pragma once

#include <string>

#include "story_run.hpp"

namespace sait::story {

/// A table of the expectations, what is not as expected with its reasons, and the advice over time.
[[nodiscard]] std::string markdown(const Story& story, const Outcome& outcome);

/// The same as one JSON object on a line.
[[nodiscard]] std::string json(const Story& story, const Outcome& outcome);

/// Why a line is not as expected: one line with its time, what was expected, what came, the row and the reasons.
[[nodiscard]] std::string explained(const Story& story, const Line& line);

}  // namespace sait::story
