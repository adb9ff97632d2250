// First pass: rule files -> drafts. Each file is read for itself; what files say about each other is for
// rules/check.hpp.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/yaml_reader.hpp"
#include "model/record.hpp"
#include "rules/claim_weights.hpp"
#include "rules/condition.hpp"
#include "rules/read_audiences.hpp"
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
  bool sound = true;  // read without an error: what it lacks is not there
  std::vector<Written> topic, common;
  std::map<std::string, std::vector<Written>> lexicons;
  std::map<SpeechAct, std::vector<Written>> cues;
  std::vector<Written> denial, negation, mood, agreement;
  /// A word or words, and what they stand for: 1000000, EUR, month, 0.5, FR.
  struct Value {
    explicit Value(Written said) : words(std::move(said)) {}

    Written words;
    double number = 0;
    std::string unit;
  };
  std::vector<Value> numbers, suffixes, collectives, halves, joins, compounds, currencies, periods, shares, places;
  std::vector<Written> prefixes, ranges, measures, inexact, negative, unknown_units, percent, out_of;
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
    std::vector<std::pair<std::unique_ptr<Condition>, YamlNode>> entries, hints;
    std::vector<std::unique_ptr<Condition>> unless;
  };
  std::vector<Language> languages;
  std::vector<RuleTest> tests;
  std::vector<std::pair<std::size_t, YamlNode>> cards;  // which of its facts are only named, and where
};

/// facts/<id>.yaml: a card.
struct FactDraft {
  Fact fact;
  YamlNode node;  // the file
};

struct PolicyDraft {
  Policy policy;
  YamlNode node;
  std::vector<YamlNode> row_nodes;  // one a row
  bool sound = true;                // read without an error
};

/// weights/<tag>.yaml
struct WeightsDraft {
  ClaimWeights weights;
  std::vector<Written> narratives;  // which they judge
  std::vector<std::string> told;    // which ClaimWeights::told knows, by number
  YamlNode node;                    // the file
};

/// One entry of calendar/<name>.yaml.
struct EventDraft {
  CalendarEvent event;
  YamlNode node;
};

struct Drafts {
  std::vector<LanguageDraft> languages;
  WrittenPhrases phrases;                  // of all narratives
  std::vector<NarrativeDraft> narratives;  // in order of their paths: harms, then narratives
  std::vector<PolicyDraft> policies;
  std::vector<TermDraft> terms;
  std::vector<FactDraft> facts;
  std::vector<KitDraft> kits;
  std::vector<PostureKitDraft> posture_kits;
  AudiencesDraft audiences;
  std::vector<EventDraft> events;
  std::vector<WeightsDraft> weights;
  std::set<std::string, std::less<>> unread;  // files that are no YAML, or not named so: what is in them is not known

  /// Whether a file of this path is there, though nothing of it could be read.
  [[nodiscard]] bool is_unread(std::string_view path) const { return unread.contains(path); }
  /// Whether some file of a folder ("facts/") is there and could not be read: what it names is not known.
  [[nodiscard]] bool some_unread(std::string_view folder) const {
    const auto first = unread.lower_bound(folder);
    return first != unread.end() && first->starts_with(folder);
  }
};

/// Reads every *.yaml of a rule directory; one that ends otherwise (*.yml, *.YAML) is an error, and other files (a
/// README) are left alone.
[[nodiscard]] Drafts read_rules(const RuleFiles& files, Diagnostics& diagnostics);

/// A day such as 2026-12-31, or a diagnostic.
[[nodiscard]] std::string read_date(const YamlNode& node);

/// A text that is there and is not empty, or a diagnostic.
[[nodiscard]] std::string required_text(const YamlNode& root, std::string_view key);

/// The text of a node, or its list of texts; nothing if it is absent.
[[nodiscard]] std::vector<std::string> optional_texts(const YamlNode& node);

/// An id that is its file's name; a diagnostic at `id` where it is not, or is none (is_name).
void check_id(const YamlNode& id, std::string_view file_name);

/// The items of a list, as many as are taken; what is too much is told.
[[nodiscard]] std::vector<YamlNode> items_within(const YamlNode& list, std::size_t most, std::string_view what);

/// Made of a-z, 0-9 and -.
[[nodiscard]] bool is_name(std::string_view text);

/// rules/read_calendar.cpp
[[nodiscard]] std::vector<EventDraft> read_calendar(const std::string& path, const YamlNode& root);

/// rules/read_facts.cpp. `id`: the file's name.
[[nodiscard]] FactDraft read_card(const std::string& id, const YamlNode& root);
/// rules/read_facts.cpp: the `facts` of a narrative, its own or named cards.
void read_facts(const YamlNode& node, NarrativeDraft& draft);

/// rules/read_playbook.cpp. `id`, `name`: of the file.
[[nodiscard]] KitDraft read_kit(const std::string& path, const std::string& id, const YamlNode& root);
[[nodiscard]] PostureKitDraft read_posture_kit(const std::string& name, const YamlNode& root);

/// rules/read_policy.cpp
[[nodiscard]] PolicyDraft read_policy(const std::string& path, const YamlNode& root);

/// rules/read_weights.cpp. `language`: the file's name.
[[nodiscard]] WeightsDraft read_weights(const std::string& language, const YamlNode& root);

}  // namespace sait
