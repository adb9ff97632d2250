// What is wrong in files that people write: all of it at once, each with its place and a way out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sait {

/// One problem. Lines and columns count from 1; 0 means "the file as a whole".
struct Diagnostic {
  enum class Severity { error, warning };
  Severity severity = Severity::error;
  std::string file;
  int line = 0;
  int column = 0;
  std::string code;
  std::string text;
  std::string snippet;  // the source line, empty if there is none

  /// "file:line:col: error[code]: text", then the snippet with a caret under the column.
  [[nodiscard]] std::string render() const;
};

class Diagnostics {
 public:
  void add(Diagnostic diagnostic) { items_.push_back(std::move(diagnostic)); }
  [[nodiscard]] const std::vector<Diagnostic>& items() const { return items_; }
  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] std::string render() const;

  /// The errors as one Error with code "invalid", for callers that stop here.
  [[nodiscard]] Error as_error() const;

 private:
  std::vector<Diagnostic> items_;
};

/// The candidate nearest to `word` (at most two edits away, or a third of its length), empty if none is near:
/// for "did you mean".
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace sait
