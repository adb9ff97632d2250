// Whether wherever one phrase is found another is found too: told from their words alone, without a post.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/phrase.hpp"

namespace sait {

/// A phrase as a graph whose edges are words, words with stars, any word (of a gap), numbers and slots: each way from
/// start to end is a way to write it.
class PhraseGraph {
 public:
  /// Nothing where words ask for their accents: those are another text than the rest is compared on.
  [[nodiscard]] static std::optional<PhraseGraph> of(const PhraseNode& tree);

  /// Whether in every sentence in which `inner` is found this is found too, within the same words. False also where it
  /// cannot be told within `steps`, of which it takes what it needs.
  [[nodiscard]] bool surely_within(const PhraseGraph& inner, std::size_t& steps) const;

 private:
  struct Label {
    enum class Kind : std::uint8_t { word, any, number, whole, slot } kind = Kind::any;
    std::string word;  // of Kind::word, with stars
    SlotType slot = SlotType::number;
  };
  struct Edge {
    std::uint32_t label, to;
  };
  struct State {
    std::vector<std::uint32_t> free;  // states that are reached without a word
    std::vector<Edge> edges;
  };

  [[nodiscard]] static bool covers(const Label& wide, const Label& narrow);
  [[nodiscard]] std::uint32_t add(const PhraseNode& node, std::uint32_t from);
  [[nodiscard]] std::uint32_t add_label(std::uint32_t from, Label label);
  [[nodiscard]] std::uint32_t new_state();
  void close(std::vector<std::uint32_t>& states) const;

  std::vector<Label> labels_;
  std::vector<State> states_;
  std::uint32_t end_ = 0;  // the start is 0
};

/// Whether every word that `narrow` finds is one that `wide` finds: "pension" and "pensioner*" are of "pension*".
[[nodiscard]] bool word_covers(std::string_view wide, std::string_view narrow);

}  // namespace sait
