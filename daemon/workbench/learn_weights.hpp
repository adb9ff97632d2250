// From labelled posts: weights that tell claims from what only looks like them (rules/claim_weights.hpp).
//
// Logistic regression with an L2 penalty over the features of match/wording.hpp, fitted by stochastic gradient descent
// with a rate for each weight (AdaGrad: Duchi, Hazan, Singer 2011), in an order that is always the same. What a claim
// weighs at least is chosen on posts that were not learnt from (five parts, each weighed by what the other four
// taught): of one that a phrase finds by the share of claims to keep, of one that is only hinted at by the share of
// other posts that may stray among the claims.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rules/narrative_words.hpp"
#include "workbench/share.hpp"

namespace sait {

inline constexpr std::size_t kLearnParts = 5;  // each is judged by what the others taught

/// What a post of a test beside the rules must weigh, whatever the others say.
enum class MustWeigh {
  anything,
  least,         // at least what a claim weighs
  hinted,        // at least what one weighs that is only hinted at
  below_hinted,  // less than that: it claims nothing
};

/// A post somebody has judged.
struct LabelledWording {
  std::vector<std::string> features;  // some may be there more than once
  bool claim = false;
  std::string narrative;  // of a claim
  MustWeigh must = MustWeigh::anything;
};

struct LearnOptions {
  double keep = 0.97;      // of claims that were not learnt from: what is to weigh enough
  double stray = 0.01;     // of other posts that were not learnt from: what may weigh as much as a hint asks for
  double apart = 0.8;      // the lead of the narrative that a claim is told to be of (NarrativeWords)
  std::size_t fewest = 2;  // posts that a feature stands in, or it has no weight
};

/// By how often words stood in the claims of each narrative.
struct LearntNarratives {
  std::vector<std::size_t> claims;  // of each
  std::vector<std::pair<std::string, std::vector<NarrativeWords::Count>>> words;
  // Of claims that were not learnt from:
  Share told;   // by their words, of the right narrative
  Share wrong;  // of another
};

struct LearntWeights {
  static constexpr std::size_t kFewestPosts = 200;  // of claims, and of others

  std::size_t claims = 0, others = 0;
  double bias = 0, least = 0, hinted = 0;
  std::vector<std::pair<std::int32_t, std::string>> weights;  // thousandths; the least first
  // Of posts that were not learnt from:
  Share kept;            // claims that weigh enough
  Share outweighed;      // others that weigh too little
  Share strayed;         // others that weigh as much as a hint asks for
  std::size_t lost = 0;  // posts that must weigh enough, or little, and do not, however often they were learnt from
  double ranking = 0;    // how often a claim weighs more than another post (the area under the curve; 0.5 is chance)
};

/// Nothing where fewer than LearntWeights::kFewestPosts claim, or do not, or no feature stands in enough of them. The
/// same posts in the same order give the same weights.
[[nodiscard]] std::optional<LearntWeights> learn_weights(std::span<const LabelledWording> posts,
                                                         const LearnOptions& options);

/// Which of these narratives claims are of. The same posts in the same order give the same words.
[[nodiscard]] LearntNarratives learn_narratives(std::span<const LabelledWording> posts,
                                                std::span<const std::string> narratives, const LearnOptions& options);

/// As a file of weights/.
[[nodiscard]] std::string weights_file(const LearntWeights& learnt, const LearntNarratives& told,
                                       std::span<const std::string> narratives, const LearnOptions& options);

}  // namespace sait
