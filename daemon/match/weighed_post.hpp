// What the words of a post weigh for or against a claim: those around an occurrence, by a narrative's weights
// (match/wording.hpp says which they are).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "match/searched_post.hpp"
#include "match/wording.hpp"
#include "rules/claim_weights.hpp"

namespace sait {

/// Looks at whatever post is in a SearchedPost, reusing its memory. Not thread-safe.
class WeighedPost {
 public:
  /// `post` must outlive it.
  explicit WeighedPost(const SearchedPost& post) : post_(post) {}

  /// What the words around an occurrence of a phrase weigh.
  [[nodiscard]] double weigh(const Occurrence& main, const ClaimWeights& weights);

  /// What the field weighs that a hint stands in, or its beginning: wherever it stands. Of pictures the description, or
  /// its beginning.
  [[nodiscard]] double weigh_hint(const Occurrence& hint, const ClaimWeights& weights);
  /// Which narrative those words tell of. `weights` must say what is asked of hints.
  [[nodiscard]] NarrativeWords::Nearest nearest(const Occurrence& hint, const ClaimWeights& weights);

  /// Whether the title or the text that a hint was not found in speaks against a claim.
  [[nodiscard]] bool is_contradicted(const Occurrence& hint, const ClaimWeights& weights);

  /// Whether whatever is hinted at would weigh too little: known before it is looked for, but where there are
  /// pictures. `weights` must say what is asked of hints.
  [[nodiscard]] bool is_too_light_for_hints(const ClaimWeights& weights);

  /// The features that an occurrence is weighed by, of a phrase or of a hint; some more than once.
  void each_feature(const Occurrence& main, const std::function<void(std::string_view feature)>& call);
  void each_feature_of_hint(const Occurrence& hint, const std::function<void(std::string_view feature)>& call);

 private:
  struct Weighed {
    std::uint64_t post = 0;
    const ClaimWeights* by = nullptr;
    WordRange words;
    double weight = 0;
    std::optional<NarrativeWords::Nearest> nearest = {};  // once it was asked for
  };

  [[nodiscard]] Wording::Part said_around(const Occurrence& main) const;
  [[nodiscard]] Wording::Part part_of_hint(const Occurrence& hint) const;
  [[nodiscard]] Wording::Part beginning_of(Field field) const;
  Weighed& weigh(Field field, const Wording::Part& part, const ClaimWeights& weights, bool is_hint);

  const SearchedPost& post_;
  Wording wording_;
  // Of each field what was weighed last, around a phrase and as a hint is: mostly all of it is one part, whatever was
  // found in it.
  std::array<std::array<Weighed, 2>, kFields> last_;
};

}  // namespace sait
