#include "app/rules_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "pipeline/rule_files.hpp"
#include "text/language.hpp"

namespace sait {

Result<RuleFiles> read_rules_in(const std::string& folder, Diagnostics& unreadable) {
  std::error_code problem;
  if (!std::filesystem::is_directory(folder, problem)) {
    return Error{"unreadable", fmt::format("{}; name the folder that holds languages/, narratives/ and policies/",
                                           problem ? problem.message() : "this is no folder")};
  }
  return read_rule_folder(folder, unreadable);
}

std::optional<RuleFiles> rule_files_in(const std::string& folder, Diagnostics& unreadable) {
  auto files = read_rules_in(folder, unreadable);
  if (files) return std::move(*files);
  fmt::print(stderr, "{}: error[{}]: {}\n", folder, files.error().code, files.error().message);
  return std::nullopt;
}

std::shared_ptr<const RuleSet> rules_in(const std::string& folder) {
  Diagnostics unreadable, diagnostics;
  const auto files = rule_files_in(folder, unreadable);
  if (!files) return nullptr;
  auto rules = compile_rules(*files, diagnostics);
  if (!rules) fmt::print(stderr, "{}", below(folder, together(unreadable, diagnostics)).render());
  return rules;
}

Diagnostics together(const Diagnostics& unreadable, const Diagnostics& found) {
  Diagnostics all;
  for (const auto& item : unreadable.items()) all.add(item);
  for (const auto& item : found.items()) {
    if (std::ranges::find(unreadable.items(), item.file, &Diagnostic::file) == unreadable.items().end()) all.add(item);
  }
  Diagnostics sorted;
  for (auto& item : all.by_place()) sorted.add(std::move(item));
  return sorted;
}

bool has_language(const RuleSet& rules, std::string_view tag) {
  const auto primary = primary_tag(tag);
  if (tag.empty() || tag == "und" || rules.words.contains(primary)) return true;
  std::string there;
  for (const auto& [language, words] : rules.words) there += fmt::format("{}{}", there.empty() ? "" : ", ", language);
  fmt::print(stderr, "--lang {}: error[language]: the rules have no such language; there are {}\n", tag, there);
  return false;
}

bool has_narrative(const RuleSet& rules, std::string_view id) {
  if (id.empty() || rules.find(id) != nullptr) return true;
  fmt::print(stderr, "--narrative {}: error[narrative]: the rules have no narrative or harm of this id\n", id);
  return false;
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
