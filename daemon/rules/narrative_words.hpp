// Which narrative a text is of that claims something, by how often its words stood in claims of each: naive Bayes over
// words, beginnings of words and marks (match/wording.hpp, but no pairs), counted by `saitctl rules learn` and kept in
// weights/<tag>.yaml. Counts are what a person can check; what they say is worked out when they are read.
#pragma once

#include <cstdint>
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
    std::size_t narrative = 0;
    double lead = 0;  // before the next narrative, and before none at all
  };

  /// `claims`: of each narrative. False if two words have the same key, or one counts no claim, more than there are, or
  /// of a narrative that is not there.
  [[nodiscard]] bool set(std::vector<std::uint32_t> claims, std::vector<Word> words);

  [[nodiscard]] bool empty() const { return claims_.empty(); }

  /// The narrative whose claims the features (their keys, each once) stand in more often than in those of the others;
  /// 0 ahead where none is known. Of one narrative alone every text is, beyond doubt.
  [[nodiscard]] Nearest nearest(std::span<const std::uint64_t> features) const;

 private:
  std::vector<std::uint32_t> claims_;
  std::vector<std::uint64_t> keys_;  // sorted
  std::vector<float> says_;          // of each key, by narrative
};

}  // namespace sait
