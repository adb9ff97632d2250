// A small rule directory for tests, and the shipped one.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "rules/rule_set.hpp"

namespace sait::fixture {

inline constexpr const char* kLanguage =
    "topic: [\"migrant*\", asylum]\n"
    "lexicons:\n"
    "  who: [\"migrant*\", \"asylum seeker\", \"asylum seekers\"]\n"
    "cues:\n"
    "  debunk: [fact check, \"!so called fact check\", not true]\n"
    "  question: [is it true]\n"
    "  quote: [he said]\n"
    "  report: [according to]\n"
    "  counter: [refugees welcome]\n"
    "  first_person: [i am a migrant]\n";

inline constexpr const char* kNarrative =
    "id: n\n"
    "title: T\n"
    "claim: C\n"
    "status: unverified\n"
    "owner: o\n"
    "review_by: 2027-01-01\n"
    "phrases:\n"
    "  en:\n"
    "    - \"@who get more\"\n";

inline constexpr const char* kPolicy =
    "id: p\n"
    "rows:\n"
    "  - {id: safety, because: b, when: {harm: true}, posture: escalate-safety}\n"
    "  - {id: rest, because: b, posture: monitor}\n";

inline RuleFiles small() {
  return {{"languages/en.yaml", kLanguage}, {"narratives/n.yaml", kNarrative}, {"policies/p.yaml", kPolicy}};
}

/// small() with one part of one file exchanged.
inline RuleFiles with(const std::string& path, const std::string& old, const std::string& now) {
  auto files = small();
  auto& bytes = files[path];
  bytes.replace(bytes.find(old), old.size(), now);
  return files;
}

/// What compiling says: "file:line code", one a line.
inline std::string told(const RuleFiles& files) {
  Diagnostics diagnostics;
  (void)compile_rules(files, diagnostics);
  std::string out;
  for (const auto& item : diagnostics.items())
    out += item.file + ":" + std::to_string(item.line) + " " + item.code + "\n";
  return out;
}

/// All files of a folder of the tree.
inline RuleFiles files_of(const std::string& folder) {
  const auto root = std::filesystem::path(SAIT_SOURCE_DIR) / folder;
  RuleFiles files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().lexically_relative(root).string()] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

/// The pack that is shipped.
inline RuleFiles shipped() { return files_of("rules"); }

/// A smaller pack that changes for no other reason than tests (tests/pack/README.md).
inline RuleFiles steady() { return files_of("tests/pack"); }

}  // namespace sait::fixture
