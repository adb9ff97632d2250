#include "app/rules_folder.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "pipeline/rule_files.hpp"

namespace sait {

std::optional<RuleFiles> rule_files_in(const std::string& folder) {
  std::error_code problem;
  if (!std::filesystem::is_directory(folder, problem)) {
    fmt::print(stderr, "{}: error[unreadable]: {}; name the folder that holds languages/, narratives/ and policies/\n",
               folder, problem ? problem.message() : "this is no folder");
    return std::nullopt;
  }
  auto files = read_rule_folder(folder);
  if (!files) {
    fmt::print(stderr, "{}\n", files.error().text());
    return std::nullopt;
  }
  return std::move(*files);
}

std::shared_ptr<const RuleSet> rules_in(const std::string& folder) {
  const auto files = rule_files_in(folder);
  if (!files) return nullptr;
  Diagnostics diagnostics;
  auto rules = compile_rules(*files, diagnostics);
  if (!rules) fmt::print(stderr, "{}", below(folder, diagnostics).render());
  return rules;
}

Diagnostics below(const std::string& folder, const Diagnostics& diagnostics) {
  Diagnostics out;
  for (auto item : diagnostics.items()) {
    item.file = (std::filesystem::path(folder) / item.file).lexically_normal().string();
    out.add(std::move(item));
  }
  return out;
}

}  // namespace sait
