#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>

#include "rules/claim_weights.hpp"
#include "workbench/learn_weights.hpp"

namespace sait {
namespace {

// A claim, as its words and marks, each once.
struct TopicalClaim {
  std::uint32_t narrative = 0;
  std::vector<std::string_view> words;
};

using Counts = std::map<std::string_view, std::vector<std::uint32_t>>;  // of claims, by narrative

std::vector<TopicalClaim> topical_claims(std::span<const LabelledWording> posts,
                                         std::span<const std::string> narratives) {
  std::vector<TopicalClaim> claims;
  for (const auto& post : posts) {
    const auto own = std::ranges::find(narratives, post.narrative);
    if (!post.claim || own == narratives.end()) continue;
    auto& claim = claims.emplace_back();
    claim.narrative = static_cast<std::uint32_t>(own - narratives.begin());
    std::ranges::copy_if(post.features, std::back_inserter(claim.words),
                         [](const auto& feature) { return feature.find(' ') == std::string::npos; });
    std::ranges::sort(claim.words);
    claim.words.erase(std::ranges::unique(claim.words).begin(), claim.words.end());
  }
  return claims;
}

std::vector<NarrativeWords::Count> counts_of(const std::vector<std::uint32_t>& by_narrative) {
  std::vector<NarrativeWords::Count> counts;
  for (std::size_t i = 0; i < by_narrative.size(); ++i) {
    if (by_narrative[i] > 0) counts.push_back({static_cast<std::uint32_t>(i), by_narrative[i]});
  }
  return counts;
}

bool is_common(const std::vector<NarrativeWords::Count>& counts, std::size_t fewest) {
  std::size_t uses = 0;
  for (const auto& count : counts) uses += count.claims;
  return uses >= fewest;
}

// Over the claims whose place in the list is not of the part `without`.
struct Counted {
  Counted(const std::vector<TopicalClaim>& all, std::size_t narratives, std::size_t without) : claims(narratives) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i % kLearnParts == without) continue;
      ++claims[all[i].narrative];
      for (const auto word : all[i].words) {
        auto& of_word = words[word];
        of_word.resize(narratives);
        ++of_word[all[i].narrative];
      }
    }
  }

  [[nodiscard]] NarrativeWords compiled(std::size_t fewest) const {
    std::vector<NarrativeWords::Word> list;
    for (const auto& [word, by_narrative] : words) {
      auto counts = counts_of(by_narrative);
      if (is_common(counts, fewest)) list.push_back({ClaimWeights::key(word), std::move(counts)});
    }
    NarrativeWords compiled;
    (void)compiled.set(claims, list);
    return compiled;
  }

  std::vector<std::uint32_t> claims;
  Counts words;
};

}  // namespace

LearntNarratives learn_narratives(std::span<const LabelledWording> posts, std::span<const std::string> narratives,
                                  const LearnOptions& options) {
  LearntNarratives learnt;
  const auto claims = topical_claims(posts, narratives);
  for (std::size_t part = 0; part < kLearnParts; ++part) {
    const auto others = Counted(claims, narratives.size(), part).compiled(options.fewest);
    for (std::size_t i = part; i < claims.size(); i += kLearnParts) {
      std::vector<std::uint64_t> keys;
      for (const auto word : claims[i].words) keys.push_back(ClaimWeights::key(word));
      const auto nearest = others.nearest(keys);
      ++learnt.told.cases;
      ++learnt.wrong.cases;
      if (!nearest.narrative || nearest.lead < options.apart) continue;
      ++(*nearest.narrative == claims[i].narrative ? learnt.told : learnt.wrong).hits;
    }
  }
  const Counted all(claims, narratives.size(), kLearnParts);
  learnt.claims.assign(all.claims.begin(), all.claims.end());
  for (const auto& [word, by_narrative] : all.words) {
    auto counts = counts_of(by_narrative);
    if (is_common(counts, options.fewest)) learnt.words.emplace_back(word, std::move(counts));
  }
  return learnt;
}

}  // namespace sait
