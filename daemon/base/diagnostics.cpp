#include "base/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace sait {

std::string Diagnostic::render() const {
  std::string out = file;
  if (line > 0) out += fmt::format(":{}:{}", line, column);
  out += fmt::format(": {}[{}]: {}\n", severity == Severity::error ? "error" : "warning", code, text);
  if (!snippet.empty()) {
    out += fmt::format("    {}\n", snippet);
    if (column > 0) out += fmt::format("    {}^\n", std::string(static_cast<std::size_t>(column - 1), ' '));
  }
  // What a file holds must not steer the terminal it is shown on.
  const auto steers = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  };
  std::ranges::replace_if(out, steers, '?');
  return out;
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (most_a_file_ != std::numeric_limits<std::size_t>::max()) {
    if (!has_room(diagnostic.severity, diagnostic.file)) return leave_out(diagnostic.severity, diagnostic.file);
    ++counts_[diagnostic.file].of(diagnostic.severity).kept;
  }
  ++told_;
  items_.push_back(std::move(diagnostic));
}

bool Diagnostics::has_room(Diagnostic::Severity severity, std::string_view file) const {
  const auto known = counts_.find(file);
  if (known == counts_.end()) return true;
  const auto& [errors, warnings] = known->second;
  return (severity == Diagnostic::Severity::error ? errors : warnings).kept < most_a_file_;
}

void Diagnostics::leave_out(Diagnostic::Severity severity, const std::string& file) {
  ++told_;
  ++counts_[file].of(severity).left_out;
}

std::vector<Diagnostic> Diagnostics::by_place() const {
  auto sorted = items_;
  std::ranges::stable_sort(sorted, {}, [](const Diagnostic& item) { return std::tie(item.file, item.line); });
  std::vector<Diagnostic> out;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto file = sorted[i].file;
    const auto line = sorted[i].line, column = sorted[i].column;  // the last, so that it stays behind when sorted again
    const bool last = i + 1 == sorted.size() || sorted[i + 1].file != file;
    out.push_back(std::move(sorted[i]));
    const auto counts = last ? counts_.find(file) : counts_.end();
    if (counts == counts_.end()) continue;
    const auto tell = [&](Diagnostic::Severity severity, std::size_t count, std::string_view what) {
      if (count == 0) return;
      out.push_back({severity,
                     file,
                     line,
                     column,
                     "more",
                     fmt::format("{} more {} of this file are not shown; mend these first", count, what),
                     {}});
    };
    tell(Diagnostic::Severity::error, counts->second.errors.left_out, "errors");
    tell(Diagnostic::Severity::warning, counts->second.warnings.left_out, "warnings");
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
  constexpr std::size_t kLongest = 64;  // bytes: what is longer is no slip of the pen
  std::string_view best;
  if (word.size() > kLongest) return {};
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
