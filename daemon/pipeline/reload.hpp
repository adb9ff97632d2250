// What Pipeline::reload() hands to the writer, and how far the writer has come with it.
#pragma once

#include <optional>
#include <vector>

#include "pipeline/backfill.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {

struct Pipeline::Change {
  ReloadPlan plan;
  std::optional<Backfill> backfill;  // read aside up to some record; empty: the rules stay
  std::vector<Intake::Seat> seats;   // the feeds by their new numbers
  bool held = false;                 // the intake takes nothing new
  std::optional<ReloadOutcome> outcome;
};

}  // namespace sait
