#include "differences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "story_report.hpp"

namespace sait::story {
namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::vector<std::string> cells_of(std::string_view row) {
  std::vector<std::string> cells;
  row.remove_prefix(1);
  for (auto bar = row.find('|'); bar != std::string_view::npos; bar = row.find('|')) {
    cells.push_back(trimmed(row.substr(0, bar)));
    row.remove_prefix(bar + 1);
  }
  return cells;
}

}  // namespace

Result<KnownDifferences> read_differences(const std::string& file, const std::string& bytes) {
  KnownDifferences known;
  std::istringstream in(bytes);
  int number = 0;
  const auto wrong = [&](std::string_view what) {
    return Error{"differences", fmt::format("{}:{}: {}", file, number, what)};
  };
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.starts_with('|')) continue;
    const auto cells = cells_of(line);
    if (cells.size() != 4) return wrong("a row has four cells: story, line, what saitd says instead, why");
    if (cells[0] == "story" || cells[0].starts_with("---")) continue;
    if (!known.try_emplace({cells[0], cells[1]}, cells[2]).second) return wrong("this line is named twice");
  }
  return known;
}

std::vector<std::string> unexpected(const Story& story, const Outcome& outcome, const KnownDifferences& known) {
  std::vector<std::string> messages;
  for (const auto& [line, difference] : known) {
    if (line.first != story.id) continue;
    const auto found = std::ranges::find_if(
        outcome.lines, [&](const Line& got) { return format_time(got.expected.at) == line.second; });
    if (found == outcome.lines.end()) {
      messages.push_back(
          fmt::format("{} {}: a known difference, but the story expects nothing then", story.id, line.second));
    } else if (found->difference.empty()) {
      messages.push_back(fmt::format("{} {}: as expected now; take it off the list of known differences ({})", story.id,
                                     line.second, difference));
    }
  }
  for (const auto& line : outcome.lines) {
    const auto at = known.find({story.id, format_time(line.expected.at)});
    const bool listed = at != known.end();
    if (line.difference.empty() || (listed && at->second == line.difference)) continue;
    auto message = explained(story, line);
    if (listed) message += fmt::format(" (known was: {})", at->second);
    messages.push_back(std::move(message));
  }
  return messages;
}

std::string rows(const Story& story, const Outcome& outcome) {
  std::string text;
  for (const auto& line : outcome.lines) {
    if (!line.difference.empty())
      text += fmt::format("| {} | {} | {} | |\n", story.id, format_time(line.expected.at), line.difference);
  }
  return text;
}

}  // namespace sait::story
