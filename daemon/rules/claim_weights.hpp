// What the words of a text say for or against its author claiming something, where no phrase could tell: a logistic
// regression over words, beginnings of words and pairs of words (match/wording.hpp), learnt from labelled posts by
// `saitctl rules learn` and kept in weights/<tag>.yaml. A person can read every weight, and nothing but these adds up.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "rules/narrative_words.hpp"

namespace sait {

/// Of one language. Immutable once compiled; thread-safe.
class ClaimWeights {
 public:
  /// A feature's key: two features share one with a chance of next to nothing. What follows a beginning goes on from
  /// the beginning's key.
  [[nodiscard]] static constexpr std::uint64_t key(std::string_view feature) { return fnv1a(feature); }
  [[nodiscard]] static constexpr std::uint64_t key(std::string_view rest, std::uint64_t beginning) {
    return fnv1a(rest, beginning);
  }

  struct Weight {
    std::uint64_t key = 0;
    std::int32_t thousandths = 0;
  };

  std::string language;
  double bias = 0;               // of a text that says nothing
  double least = 0;              // what a claim weighs at least
  std::optional<double> hinted;  // what one weighs at least that is only hinted at; empty: none is found by hints
  NarrativeWords told;           // which narrative such a one is of, if `hinted` is there
  double apart = 0;              // the lead that it must have there

  /// False if two have the same key.
  [[nodiscard]] bool set(const std::vector<Weight>& weights);

  /// In thousandths; empty if the feature has none.
  [[nodiscard]] std::optional<std::int32_t> find(std::uint64_t feature) const;

  /// What a text weighs with these features (their keys, each once): above 0 it is more like the claims that were
  /// learnt from, below more like the others. Only those that have a weight count; their sum is
  /// divided by the root of how many there are, as it was while they were learnt.
  [[nodiscard]] double weigh(std::span<const std::uint64_t> features) const;

 private:
  // A table with open places, by the lower bits of the key. Of a key the upper half is kept: beside its place that is
  // enough to tell it from another.
  struct Slot {
    std::uint32_t tag = 0;  // 0: free
    std::int32_t thousandths = 0;
  };

  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const { return key & (slots_.size() - 1); }
  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t key) {
    return std::max(std::uint32_t{1}, static_cast<std::uint32_t>(key >> 32U));
  }

  std::vector<Slot> slots_;
};

}  // namespace sait
