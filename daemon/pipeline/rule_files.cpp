#include "pipeline/rule_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/codec.hpp"
#include "base/regular_file.hpp"

namespace sait {
namespace fs = std::filesystem;

namespace {

Error unreadable(const fs::path& path, std::string_view why) {
  return {"unreadable",
          fmt::format("{}: {}; check `rules:` in the configuration and the file's permissions", path.string(), why)};
}

bool stays_inside(const fs::path& file, const fs::path& root) {
  std::error_code problem;
  const auto real = fs::canonical(file, problem);
  if (problem) return false;
  const auto relative = real.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

// What stands at `at`, if it is a rule file. Part of the rules is never taken for all of them: what cannot be read or
// followed is an error, told to `unreadable` where that is given.
Status take(fs::recursive_directory_iterator& at, const fs::path& root, RuleFiles& files, std::size_t& bytes,
            Diagnostics* diagnostics) {
  const auto& path = at->path();
  const auto unreadable_here = [&](std::string_view why) -> Status {
    if (diagnostics == nullptr) return unreadable(path, why);
    auto name = path.lexically_relative(root).generic_string();
    diagnostics->add({Diagnostic::Severity::error,
                      name,
                      1,
                      1,
                      "unreadable",
                      fmt::format("{}; put the file itself here, or take this out", why),
                      {}});
    if (is_rule_file(path)) files.emplace(std::move(name), std::string());
    return {};
  };
  std::error_code problem;
  const bool is_folder = at->is_directory(problem), is_file = at->is_regular_file(problem);
  if (path.filename().string().starts_with('.')) {
    if (is_folder) at.disable_recursion_pending();
    return {};
  }
  if (is_rule_file(path) && !is_folder) {
    if (!stays_inside(path, root)) return unreadable_here("the link leaves the rule folder or leads nowhere");
  } else {
    if (!is_file && at->is_symlink(problem)) return unreadable_here("links to folders are not followed, move it here");
    return {};
  }
  auto content = read_regular_file(path, kMaxRuleBytes + 1);
  if (!content) return unreadable_here(content.error().message);
  bytes += content->size();
  files.emplace(path.lexically_relative(root).generic_string(), std::move(*content));
  if (files.size() > kMaxRuleFiles || bytes > kMaxRuleBytes) {
    return Error{"too-large",
                 fmt::format("{}:1: with this file {} holds more than {} files or {} MiB of rules; take out "
                             "what is not needed any more",
                             path.string(), root.string(), kMaxRuleFiles, kMaxRuleBytes >> 20U)};
  }
  return {};
}

}  // namespace

bool is_rule_file(const fs::path& path) {
  auto end = path.extension().string();
  std::ranges::transform(end, end.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (end == ".txt") return is_rule_file(path.stem());  // what an editor saved as a text: told of
  return end == ".yaml" || end == ".yml";
}

namespace {

Result<RuleFiles> read_folder(const std::string& folder, Diagnostics* unreadable_files) {
  std::error_code problem;
  const auto root = fs::canonical(folder, problem);
  if (problem) return unreadable(folder, problem.message());
  RuleFiles files;
  std::size_t bytes = 0;
  auto at = fs::recursive_directory_iterator(root, problem);
  if (problem) return unreadable(root, problem.message());
  while (at != fs::end(at)) {
    const auto path = at->path();
    if (auto status = take(at, root, files, bytes, unreadable_files); !status) return status.error();
    const bool entered = at.recursion_pending() && at->is_directory(problem);
    at.increment(problem);
    // The iterator is at the end then, as after the last file: what it could not read would be missing without a word.
    if (problem) return unreadable(entered ? path : path.parent_path(), problem.message());
  }
  return files;
}

}  // namespace

Result<RuleFiles> read_rule_folder(const std::string& folder) { return read_folder(folder, nullptr); }

Result<RuleFiles> read_rule_folder(const std::string& folder, Diagnostics& unreadable) {
  return read_folder(folder, &unreadable);
}

std::string encode_files(const RuleFiles& files) {
  Encoder out;
  out.varint(files.size());
  for (const auto& [path, content] : files) {
    out.bytes(path);
    out.bytes(content);
  }
  return out.take();
}

Result<RuleFiles> decode_files(std::string_view bytes) {
  Decoder in(bytes);
  RuleFiles files;
  const auto count = in.count();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    std::string path(in.bytes());
    files[std::move(path)] = in.bytes();
  }
  if (!in.at_end())
    return Error{"damaged-record", "a stored rule set does not decode; restore the database from a backup"};
  return files;
}

}  // namespace sait
