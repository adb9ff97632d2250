// Slow platforms: posts there are found for days, and a quiet evening is no end.
#pragma once

#include "base/time.hpp"
#include "conversation/conversation.hpp"
#include "rules/policy.hpp"

namespace sait {

/// The windows by which a conversation is judged.
struct PlatformClock {
  Duration half_life{0};  // of posts on the platforms it is mostly on; 0: the usual windows allow for that
  Hour growth = 6;        // hours that are held against as many before
  Hour days = 1;          // below a part of the highest that make it fading: two half-lives, in whole days
  [[nodiscard]] bool slow() const { return half_life > Duration(0); }
};

/// At least half of the claims of this run are on platforms as slow as this. Half-lives are the policy's (`clocks`); up
/// to six hours they change nothing.
[[nodiscard]] PlatformClock clock_of(const Conversation& conversation, const Policy& policy);

/// Each of the last days had less than `factor` of the highest (`peak`), and all of them no more than as many before.
[[nodiscard]] bool fades(const Conversation& conversation, const PlatformClock& clock, double factor,
                         std::uint64_t peak, Hour last);

/// Whether what a longer window than the last day reaches back to was watched; of the last day coverage tells.
[[nodiscard]] bool watched_for(const WatchedHours& watched, const PlatformClock& clock, Hour last);

}  // namespace sait
