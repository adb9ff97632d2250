// How large an automaton of literals gets (text/literal_automaton.hpp), known before it is built: a row for each byte
// of them, what several begin with once.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace sait {

class LiteralSize {
 public:
  /// Adds a literal; one that is there already adds nothing.
  void add(std::string_view literal);

  /// Bytes so far, each beginning counted once: the automaton's states but its first.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::set<std::string, std::less<>> literals_;
  std::size_t bytes_ = 0;
};

}  // namespace sait
