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
#include "rules/condition.hpp"
#include "rules/rule_set.hpp"
#include "rules/terms.hpp"

namespace sait {

/// A text as written, with its place for later passes.
struct Written {
  std::string text;
  YamlNode node;
};

/// languages/<tag>.yaml
struct LanguageDraft {
  LanguageDraft(std::string its_tag, YamlNode file) : tag(std::move(its_tag)), node(std::move(file)) {}

  std::string tag;
  YamlNode node;
  std::vector<Written> topic, common;
  std::map<std::string, std::vector<Written>> lexicons;
  std::map<SpeechAct, std::vector<Written>> cues;
  std::vector<Written> denial, negation, mood;
  /// A word or words, and what they stand for: 1000000, EUR, month, 0.5, FR.
  struct Value {
    explicit Value(Written said) : words(std::move(said)) {}

    Written words;
    double number = 0;
    std::string unit;
  };
  std::vector<Value> numbers, currencies, periods, shares, places;
  std::vector<Written> percent, out_of;
};

/// narratives/<id>.yaml or harms/<id>.yaml
struct NarrativeDraft {
  explicit NarrativeDraft(const YamlNode& file) : node(file), id_node(file.require("id")) {}

  Narrative narrative;
  YamlNode node;  // the file
  YamlNode id_node;
  struct Language {
    Language(std::string its_tag, YamlNode list) : tag(std::move(its_tag)), node(std::move(list)) {}

    std::string tag;
    YamlNode node;
    std::vector<std::pair<std::unique_ptr<Condition>, YamlNode>> entries;
    std::vector<std::unique_ptr<Condition>> unless;
  };
  std::vector<Language> languages;
  std::vector<RuleTest> tests;
};

struct PolicyDraft {
  Policy policy;
  YamlNode node;
  std::vector<YamlNode> row_nodes;  // one a row
};

struct Drafts {
  std::vector<LanguageDraft> languages;
  WrittenPhrases phrases;                  // of all narratives
  std::vector<NarrativeDraft> narratives;  // in order of their paths: harms, then narratives
  std::vector<PolicyDraft> policies;
  std::vector<TermDraft> terms;
};

/// Reads every *.yaml of a rule directory; other files (a README) are left alone.
[[nodiscard]] Drafts read_rules(const RuleFiles& files, Diagnostics& diagnostics);

/// A day such as 2026-12-31, or a diagnostic.
[[nodiscard]] std::string read_date(const YamlNode& node);

/// rules/read_policy.cpp
[[nodiscard]] PolicyDraft read_policy(const YamlNode& root);

}  // namespace sait
