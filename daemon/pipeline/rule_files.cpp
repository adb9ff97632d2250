#include "pipeline/rule_files.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/codec.hpp"

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

}  // namespace

Result<RuleFiles> read_rule_folder(const std::string& folder) {
  std::error_code problem;
  const auto root = fs::canonical(folder, problem);
  if (problem) return unreadable(folder, problem.message());
  RuleFiles files;
  std::size_t bytes = 0;
  auto at = fs::recursive_directory_iterator(root, problem);
  if (problem) return unreadable(root, problem.message());
  for (const auto end = fs::recursive_directory_iterator(); at != end; at.increment(problem)) {
    if (problem) return unreadable(root, problem.message());
    const auto& path = at->path();
    if (path.filename().string().starts_with('.')) {
      if (at->is_directory()) at.disable_recursion_pending();
      continue;
    }
    if (path.extension() != ".yaml" || at->is_directory()) continue;
    if (!stays_inside(path, root)) return unreadable(path, "the link leaves the rule folder or leads nowhere");
    if (!at->is_regular_file()) return unreadable(path, "it is no regular file");
    std::ifstream in(path, std::ios::binary);
    std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return unreadable(path, "it cannot be read");
    bytes += content.size();
    files.emplace(path.lexically_relative(root).generic_string(), std::move(content));
    if (files.size() > kMaxRuleFiles || bytes > kMaxRuleBytes) {
      return unreadable(root,
                        fmt::format("it holds more than {} files or {} MiB", kMaxRuleFiles, kMaxRuleBytes >> 20U));
    }
  }
  return files;
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
