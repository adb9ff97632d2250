// What is wrong in files that people write: all of it at once, each with its place and a way out.
#pragma once

#include <limits>
#include <map>
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
  /// Keeps of each file so many errors and so many warnings; the others are counted.
  explicit Diagnostics(std::size_t most_a_file = std::numeric_limits<std::size_t>::max()) : most_a_file_(most_a_file) {}

  void add(Diagnostic diagnostic);
  [[nodiscard]] const std::vector<Diagnostic>& items() const { return items_; }
  /// How many there were, those that were left out too.
  [[nodiscard]] std::size_t told() const { return told_; }

  /// Whether another one would be kept: building what is left out costs more than counting it.
  [[nodiscard]] bool has_room(Diagnostic::Severity severity, std::string_view file) const;
  void leave_out(Diagnostic::Severity severity, const std::string& file);

  /// By file and line; behind those of each file, how many were left out.
  [[nodiscard]] std::vector<Diagnostic> by_place() const;

  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] std::string render() const;

  /// The errors as one Error with code "invalid", for callers that stop here.
  [[nodiscard]] Error as_error() const;

 private:
  struct Count {
    std::size_t kept = 0, left_out = 0;
  };
  struct Counts {
    Count errors, warnings;
    [[nodiscard]] Count& of(Diagnostic::Severity severity) {
      return severity == Diagnostic::Severity::error ? errors : warnings;
    }
  };

  std::size_t most_a_file_, told_ = 0;
  std::vector<Diagnostic> items_;
  std::map<std::string, Counts, std::less<>> counts_;  // by file; kept only where there is a limit
};

/// The candidate nearest to `word` (at most two edits away, or a third of its length), empty if none is near:
/// for "did you mean".
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace sait
