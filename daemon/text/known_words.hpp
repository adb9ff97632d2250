// The words that rules are made of: what a disguised word is compared with, and what a hashtag is cut into.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace sait {

/// All words are folded and without accents. Filled once, then read by any number of threads.
class KnownWords {
 public:
  void add(std::string_view word);
  /// Every word that begins with `stem`.
  void add_stem(std::string_view stem);

  /// Words with letters left open inside: "asyl*flut", "asyl*flut*". What begins with a star is none.
  void add_shape(std::string_view shape);

  /// Whether it has a shape that was added; where the shape ends with a star, with an ending of at most three bytes.
  [[nodiscard]] bool has_shape(std::string_view text) const;

  /// True for a word added, and for any that begins with a stem added.
  [[nodiscard]] bool knows(std::string_view word) const;

  /// True for a word that was itself added.
  [[nodiscard]] bool lists(std::string_view word) const { return words_.contains(word); }

  /// Cuts `text` into the fewest known words: the end of each, in bytes. Empty if it cannot be cut into at least two,
  /// or is longer than 48 bytes. A stem may go on by three letters here.
  [[nodiscard]] std::vector<std::size_t> split(std::string_view text) const;

  [[nodiscard]] bool empty() const { return words_.empty() && stems_.empty(); }
  /// Whether it is a known word, or a known stem with an ending of at most three bytes.
  [[nodiscard]] bool is_part(std::string_view text) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Words = std::unordered_set<std::string, Hash, std::equal_to<>>;

  void open(std::string_view word);

  Words words_, stems_;
  std::unordered_map<std::string, std::vector<std::string>, Hash, std::equal_to<>> shapes_;  // by their first bytes
  std::unordered_set<std::string, Hash, std::equal_to<>> openings_;  // the first bytes of all, so that split() is cheap
  std::size_t longest_ = 0;
};

}  // namespace sait
