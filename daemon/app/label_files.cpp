#include "app/label_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "app/standard_output.hpp"
#include "base/ascii.hpp"
#include "base/regular_file.hpp"

namespace sait {
namespace {

constexpr std::size_t kMostLabelBytes = std::size_t{64} << 20U;

// The tables that were named: of a folder all that end in .tsv.
Result<std::vector<std::string>> label_files(const std::vector<std::string>& named) {
  std::vector<std::string> files;
  for (const auto& path : named) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    std::filesystem::recursive_directory_iterator entry(path, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
      if (entry->path().extension() == ".tsv") inside.push_back(entry->path().string());
    }
    if (error) return Error{"unreadable", fmt::format("{}: {}", path, error.message())};
    if (inside.empty())
      return Error{"no-table", fmt::format("{}: has no file that ends in .tsv; --labels takes tables, or a folder of "
                                           "them",
                                           path)};
    std::ranges::sort(inside);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

LabelOptions label_options(const LabelChoice& choice) {
  LabelOptions options;
  options.group_by = choice.by;
  if (choice.asserting.empty()) return options;
  options.claim_labels.clear();
  std::string_view rest = choice.asserting;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    options.claim_labels.insert(ascii_lower(trimmed(rest.substr(0, end))));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return options;
}

std::optional<LabelTable> table_in(const std::string& file, const LabelOptions& options, Diagnostics& diagnostics) {
  const auto bytes = read_regular_file(file, kMostLabelBytes + 1);
  if (!bytes || bytes->size() > kMostLabelBytes) {
    (void)fail(bytes ? Error{"too-large", fmt::format("{}: more than 64 MiB of labels; split the file", file)}
                     : Error{"unreadable", fmt::format("{}: {}; --labels takes a table", file, bytes.error().message)});
    return std::nullopt;
  }
  return read_labels(file, *bytes, options, diagnostics);
}

}  // namespace

std::optional<LabelTable> read_label_files(const std::vector<std::string>& named, const LabelChoice& choice) {
  const auto files = label_files(named);
  if (!files) {
    (void)fail(files.error());
    return std::nullopt;
  }
  const auto options = label_options(choice);
  Diagnostics diagnostics;
  std::vector<LabelTable> tables;
  bool all_read = true;
  for (const auto& file : *files) {
    auto table = table_in(file, options, diagnostics);
    all_read = all_read && table;
    if (table) tables.push_back(std::move(*table));
  }
  std::optional<LabelTable> table;
  if (all_read) table = joined(fmt::format("{}", fmt::join(named, ", ")), std::move(tables), diagnostics);
  if (table && !choice.asserting.empty() && !has_labels(*table, options.claim_labels, diagnostics)) table.reset();
  fmt::print(stderr, "{}", diagnostics.render());
  return table;
}

}  // namespace sait
