#include "base/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace sait {

std::string Diagnostic::render() const {
  std::string out = file;
  if (line > 0) out += fmt::format(":{}:{}", line, column);
  out += fmt::format(": {}[{}]: {}\n", severity == Severity::error ? "error" : "warning", code, text);
  if (!snippet.empty()) {
    out += fmt::format("    {}\n", snippet);
    if (column > 0) out += fmt::format("    {}^\n", std::string(static_cast<std::size_t>(column - 1), ' '));
  }
  return out;
}

bool Diagnostics::has_errors() const {
  return std::ranges::any_of(items_, [](const Diagnostic& d) { return d.severity == Diagnostic::Severity::error; });
}

std::string Diagnostics::render() const {
  std::string out;
  for (const auto& item : items_) out += item.render();
  return out;
}

Error Diagnostics::as_error() const {
  std::string text;
  for (const auto& item : items_) {
    if (item.severity == Diagnostic::Severity::error) text += item.render();
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return {"invalid", text};
}

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  std::vector<std::size_t> row;
  for (const auto candidate : candidates) {
    // Levenshtein distance, one row at a time.
    row.resize(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i + 1;
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t above = row[j + 1];
        row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (word[i] == candidate[j] ? 0U : 1U)});
        diagonal = above;
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return std::string(best);
}

}  // namespace sait
