// Aho-Corasick over bytes: every literal that occurs in a text, in one pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sait {

/// Immutable after construction; search() is thread-safe. Memory: one row of byte classes a state.
class LiteralAutomaton {
 public:
  LiteralAutomaton() = default;
  /// Literals may repeat and overlap; an empty literal is ignored. Their index is their number.
  explicit LiteralAutomaton(const std::vector<std::string>& literals);

  /// Calls found(index, end) for each occurrence, in the order of their ends (behind the last byte), at one end the
  /// longest first; stops when found returns false.
  template <typename Found>
  void search(std::string_view text, Found&& found) const {
    if (next_.empty()) return;
    std::uint32_t row = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      row = next_[row + class_of_[static_cast<unsigned char>(text[at])]];
      if ((row & kFinds) == 0) continue;
      row &= ~kFinds;
      const auto state = row / classes_;
      for (auto i = outputs_begin_[state]; i < outputs_begin_[state + 1]; ++i) {
        if (!found(outputs_[i], at + 1)) return;
      }
    }
  }

 private:
  // A row is the place of a state's edges in next_, state * classes_; the edge to a state that ends a literal says so,
  // so that a byte costs one look at the table.
  static constexpr std::uint32_t kFinds = 1U << 31U;

  void link(std::vector<std::vector<std::uint32_t>>& own);

  std::uint32_t classes_ = 1;
  std::uint8_t class_of_[256] = {};
  std::vector<std::uint32_t> next_;           // row + class -> row, with kFinds
  std::vector<std::uint32_t> outputs_begin_;  // state -> its slice of outputs_
  std::vector<std::uint32_t> outputs_;
};

}  // namespace sait
