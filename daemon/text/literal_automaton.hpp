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

  /// Calls found(index) for each occurrence, in the order of their ends, at one end the longest first; stops when found
  /// returns false.
  template <typename Found>
  void search(std::string_view text, Found&& found) const {
    if (next_.empty()) return;
    std::uint32_t state = 0;
    for (const char c : text) {
      state = next_[std::size_t{state} * classes_ + class_of_[static_cast<unsigned char>(c)]];
      if (outputs_begin_[state] == outputs_begin_[state + 1]) continue;
      for (auto i = outputs_begin_[state]; i < outputs_begin_[state + 1]; ++i) {
        if (!found(outputs_[i])) return;
      }
    }
  }

 private:
  void link(std::vector<std::vector<std::uint32_t>>& own);

  std::uint32_t classes_ = 1;
  std::uint8_t class_of_[256] = {};
  std::vector<std::uint32_t> next_;           // state * classes_ + class -> state
  std::vector<std::uint32_t> outputs_begin_;  // state -> its slice of outputs_
  std::vector<std::uint32_t> outputs_;
};

}  // namespace sait
