// Which narrative a text is of that claims something, by how often its words stood in claims of each: naive Bayes over
// words, beginnings of words and marks (match/wording.hpp, but no pairs), counted by `saitctl rules learn` and kept in
// weights/<tag>.yaml. Counts are what a person can check; what they say is worked out when they are read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace sait {

/// Of one language. Immutable once set; thread-safe.
class NarrativeWords {
 public:
  /// In how many claims of a narrative, by its number, a word stood.
  struct Count {
    std::uint32_t narrative = 0, claims = 0;
  };
  struct Word {
    std::uint64_t key = 0;  // ClaimWeights::key()
    std::vector<Count> counts;
  };
  struct Nearest {
    std::optional<std::size_t> narrative;  // empty: the words tell of none
    double lead = 0;                       // before the next narrative, and before none at all
  };

  /// `claims`: of each narrative. Else the index of a word that has the key of another, or counts no claim, more than
  /// there are, or one narrative twice or one that is not there.
  [[nodiscard]] std::optional<std::size_t> set(std::vector<std::uint32_t> claims, const std::vector<Word>& words);

  /// The narrative whose claims the features (their keys, each once) stand in more often than in those of the others:
  /// the sum of what each says (the logarithm of how much more often, 3 at most), over the root of how many are known.
  /// Of one narrative alone every text is, beyond doubt.
  [[nodiscard]] Nearest nearest(std::span<const std::uint64_t> features) const;

 private:
  std::vector<std::uint32_t> claims_;
  std::vector<std::uint64_t> keys_;  // sorted
  std::vector<float> says_;          // of each key, by narrative
};

}  // namespace sait
