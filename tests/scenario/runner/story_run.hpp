// What saitd advises while a story happens, and how that differs from what is expected.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/alert.hpp"
#include "story.hpp"
#include "story_journal.hpp"

namespace sait::story {

/// An advice, since when it stood, and the row of the table that gave it.
struct Held {
  Advice advice;
  Time since;
  std::string row;
};

/// The alerts of one conversation, and between them what each left standing.
class Course {
 public:
  void add(const Alert& alert) { alerts_.push_back(alert); }
  [[nodiscard]] const std::vector<Alert>& alerts() const { return alerts_; }

  /// The last alert at or before `time`, a closing one too; nullptr before the first.
  [[nodiscard]] const Alert* last(Time time) const;
  [[nodiscard]] Advice at(Time time) const;
  /// Everything advised at any moment from `from` to `to`, both included, in order.
  [[nodiscard]] std::vector<Held> held(Time from, Time to) const;

 private:
  std::vector<Alert> alerts_;
};

/// One expectation and what came of it.
struct Line {
  Expectation expected;
  Advice got;                     // of the narrative's conversation; safety where that has none and a harm's is open
  bool safety_open = false;       // a harm's alert
  std::optional<Time> safety_at;  // when the safety row first fired, by then
  std::string row;                // of the alert in force
  std::vector<std::string> reasons;
  std::vector<Held> wrong;  // what it held that is never right
  std::string difference;   // what saitd says instead, without times; empty: as expected
};

struct Outcome {
  std::vector<Line> lines;
  std::vector<Alert> course;  // all alerts of its audience, of the narrative's conversation and of harms, in order
};

/// Folds the story's journal and holds it against each expectation.
[[nodiscard]] Result<Outcome> run(const Story& story, const std::string& policy);

}  // namespace sait::story
