// How many people have seen a claim, and how many an answer of our own would tell of it.
#pragma once

#include <optional>
#include <string>

#include "assess/surroundings.hpp"
#include "conversation/conversation.hpp"
#include "model/assessment.hpp"
#include "rules/policy.hpp"

namespace sait {

/// The upper end of a count of which `lost`, a share of the feeds' hours, was not seen: as if those hours had brought
/// as much as the others. Where next to nothing was seen that is no bound any more, and stays at 24 times as much.
[[nodiscard]] std::uint64_t unseen_too(std::uint64_t count, double lost);

/// Nobody tells how many people saw a post. At least those who were counted viewing it, reacted to it (`engagement`) or
/// wrote it; at most all followers of all its authors, were no two the same people and each tier full.
[[nodiscard]] Interval reach_of(const WindowSums& sums, std::uint64_t engagement, std::uint64_t authors, double lost);

/// What an answer on the channels that the policy declares for the audience would do to a claim that few have seen.
/// Those on the channels may all be new to it, or as many have seen it already as can have. Exposure is that of all
/// hours kept (28 days). Nothing where no channel is declared, or nobody has seen it.
[[nodiscard]] std::optional<Oxygen> oxygen_of(const Conversation& conversation, const AudienceView& view,
                                              const Policy& policy, Hour last);

/// The same as a sentence.
[[nodiscard]] std::string text_of(const Oxygen& oxygen);

}  // namespace sait
