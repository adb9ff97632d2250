// What a decision table sees of a conversation, and which of its rows fire there.
#pragma once

#include <cstddef>
#include <cstdint>

#include "rules/policy.hpp"

namespace sait {

/// Every condition of a row is about one of these.
struct Situation {
  std::uint64_t authors = 0, questions = 0;
  int breakout = 1;
  Trend trend = Trend::steady;
  bool aimed_at_migrants = false, harm = false, void_open = false;
  bool recycled = false, threat_open = false, event_near = false;
  Level unusual = Level::severe;  // caps scale; severe where there is no baseline
  Level scale = Level::low, awareness = Level::low, influence = Level::low;
};

[[nodiscard]] Situation situation_of(const Assessment& assessment);

/// Sets the levels that follow from the counts; `unusual` is one of what they follow from.
void set_levels(Situation& situation, const Bands& bands);

/// Whether all conditions of the row hold.
[[nodiscard]] bool fires(const PolicyRow& row, const Situation& situation);

/// The row that decides, from 0; rows.size() if none fires, which a checked policy rules out.
[[nodiscard]] std::size_t first_row(const Policy& policy, const Situation& situation);

}  // namespace sait
