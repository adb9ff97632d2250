// Aho-Corasick over bytes: every literal that occurs in a text, in one pass.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sait {

/// Immutable after construction; search() is thread-safe. Memory: one row of byte classes a state.
class LiteralAutomaton {
 public:
  /// What a search holds: one a thread, reused from text to text.
  class Scratch {
    friend class LiteralAutomaton;
    // Each byte waits for the row that the one before leads to, which comes from memory where there are thousands of
    // literals. Some parts of a text are therefore walked at once: they wait together.
    static constexpr std::size_t kLanes = 8;
    struct Hit {
      std::uint32_t literal, end;
    };
    std::array<std::vector<Hit>, kLanes> lanes_;
  };

  LiteralAutomaton() = default;
  /// Literals may repeat and overlap; an empty literal is ignored. Their index is their number.
  explicit LiteralAutomaton(const std::vector<std::string>& literals);

  /// Calls found(index, end) for each occurrence, in the order of their ends (behind the last byte), at one end the
  /// longest first. `text` has less than 4 GiB.
  template <typename Found>
  void search(std::string_view text, Scratch& scratch, Found&& found) const {
    if (next_.empty()) return;
    if (text.size() < kLeastParted) {
      std::uint32_t row = 0;
      for (std::size_t at = 0; at < text.size(); ++at) {
        row = step(row, text[at]);
        if ((row & kFinds) != 0) each_output(row, [&](std::uint32_t literal) { found(literal, at + 1); });
      }
      return;
    }
    walk_parts(text, scratch);
    for (const auto& hit : scratch.lanes_.front()) found(hit.literal, hit.end);
  }

 private:
  // A row is the place of a state's edges in next_, state * classes_; the edge to a state that ends a literal says so,
  // so that a byte costs one look at the table.
  static constexpr std::uint32_t kFinds = 1U << 31U;
  static constexpr std::size_t kLeastParted = 64;  // bytes
  static constexpr std::uint32_t kLine = 16;       // entries; classes_ is a multiple of it

  [[nodiscard]] std::uint32_t step(std::uint32_t row, char byte) const {
    return next_[(row & ~kFinds) + class_of_[static_cast<unsigned char>(byte)]];
  }

  template <typename Take>
  void each_output(std::uint32_t row, Take&& take) const {
    const auto state = (row & ~kFinds) / classes_;
    for (auto i = outputs_begin_[state]; i < outputs_begin_[state + 1]; ++i) take(outputs_[i]);
  }

  struct Trie;
  void link(Trie& trie);
  void walk_parts(std::string_view text, Scratch& scratch) const;

  std::uint32_t classes_ = 1;
  std::uint8_t class_of_[256] = {};
  std::vector<std::uint32_t> next_;           // row + class -> row, with kFinds
  std::vector<std::uint32_t> outputs_begin_;  // state -> its slice of outputs_
  std::vector<std::uint32_t> outputs_;
  std::vector<std::uint32_t> depths_;  // row / kLine -> bytes from the root
  std::vector<std::uint32_t> sizes_;   // literal -> bytes
};

}  // namespace sait
