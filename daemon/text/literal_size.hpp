// How much there is to tell apart in a set of literals (text/literal_finder.hpp), known before it is built: a byte for
// each of them, what several begin with once.
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

  /// Bytes so far, each beginning counted once.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::set<std::string, std::less<>> literals_;
  std::size_t bytes_ = 0;
};

}  // namespace sait
