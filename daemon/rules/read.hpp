// First pass: rule files -> drafts. Each file is read for itself; what files say about each other is for
// rules/check.hpp.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/yaml_reader.hpp"
#include "model/record.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// A text as written, with its place for later passes.
struct Written {
  std::string text;
  YamlNode node;
};

/// languages/<tag>.yaml
struct LanguageDraft {
  std::string tag;
  YamlNode node;
  std::vector<Written> topic;
  std::map<std::string, std::vector<Written>> lexicons;
  std::map<SpeechAct, std::vector<Written>> cues;
};

/// One entry of `tests:` in a narrative; `act` empty: nothing may match.
struct RuleTest {
  std::string text, language;
  std::optional<SpeechAct> act;
};

/// narratives/<id>.yaml or harms/<id>.yaml
struct NarrativeDraft {
  Narrative narrative;
  YamlNode node;  // the file
  YamlNode id_node;
  struct Phrases {
    std::string language;
    YamlNode node;
    std::vector<Written> phrases;
  };
  std::vector<Phrases> languages;
  std::vector<RuleTest> tests;
};

struct PolicyDraft {
  Policy policy;
  YamlNode node;
  std::vector<YamlNode> row_nodes;  // one a row
};

struct Drafts {
  std::vector<LanguageDraft> languages;
  std::vector<NarrativeDraft> narratives;  // in order of their paths: harms, then narratives
  std::vector<PolicyDraft> policies;
};

/// Reads every *.yaml of a rule directory; other files (a README) are left alone.
[[nodiscard]] Drafts read_rules(const RuleFiles& files, Diagnostics& diagnostics);

/// rules/read_policy.cpp
[[nodiscard]] PolicyDraft read_policy(const YamlNode& root);

}  // namespace sait
