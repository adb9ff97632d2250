#include "rules/read.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rules/limits.hpp"
#include "rules/slips.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

constexpr std::array<std::string_view, 6> kCueNames{"debunk", "report", "question", "quote", "counter", "first_person"};
constexpr std::array<SpeechAct, 6> kCueActs{SpeechAct::debunk, SpeechAct::report,  SpeechAct::question,
                                            SpeechAct::quote,  SpeechAct::counter, SpeechAct::first_person};
constexpr double kMostNumber = 1e15;
const std::vector<std::string_view> kStatuses{"false", "misleading", "unverified", "contested", kSuspectMisidentified};
const std::vector<std::string_view> kMaturities{"shadow", "testing", "stable", "retired"};
const std::vector<std::string_view> kStorages{"text", "counts"};
const std::vector<std::string_view> kTestActs{"none",   "claim",    "report",  "quote",
                                              "debunk", "question", "counter", "first_person"};
constexpr std::array<SpeechAct, 7> kTestActOf{SpeechAct::claim,       SpeechAct::report,   SpeechAct::quote,
                                              SpeechAct::debunk,      SpeechAct::question, SpeechAct::counter,
                                              SpeechAct::first_person};

// Counts what is read of one kind: true as long as there may be another; what is too much is told once.
class Budget {
 public:
  /// `told`: nothing is left, and that was said elsewhere.
  Budget(std::size_t most, std::string_view what, bool told = false)
      : most_(most), taken_(told ? most + 1 : 0), what_(what) {}

  [[nodiscard]] bool take(const YamlNode& node) {
    if (taken_ > most_) return false;
    if (++taken_ <= most_) return true;
    node.error("too-many",
               fmt::format("more than {} {}; at most that many are taken: leave out what says the same", most_, what_));
    return false;
  }
  [[nodiscard]] std::size_t taken() const { return std::min(taken_, most_); }
  /// More were there than may be.
  [[nodiscard]] bool is_spent() const { return taken_ > most_; }

 private:
  std::size_t most_, taken_;
  std::string_view what_;
};

std::vector<Written> written(const YamlNode& node, Budget& budget) {
  std::vector<Written> texts;
  if (!node.present()) return texts;
  const auto add = [&](const YamlNode& item) {
    auto text = item.text();
    if (!item.is_scalar()) return;
    warn_of_comment(item);
    if (text.size() > limits::kWordBytes) {
      item.error("too-long", fmt::format("{} bytes; a word or some words of at most {} are taken", text.size(),
                                         limits::kWordBytes));
    } else {
      texts.push_back({std::move(text), item});
    }
  };
  if (node.is_scalar()) {
    if (budget.take(node)) add(node);
    return texts;
  }
  for (const auto& item : node.items()) {
    if (!budget.take(item)) break;
    if (item.present()) {
      add(item);
    } else {
      item.error("empty-phrase", "this item is empty");
    }
  }
  return texts;
}

// "languages/en.yaml" -> "en"
std::string stem(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

RulePlace place_of(const YamlNode& node) { return {node.line(), node.column()}; }

// "x.yml", "x.YAML": nobody would write it and not mean it to be read.
bool looks_like_yaml(std::string_view path) {
  std::string end(path.substr(std::min(path.rfind('.'), path.size())));
  std::ranges::transform(end, end.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  // What an editor saved as a text: "swans.yaml.txt".
  if (end == ".txt") return looks_like_yaml(path.substr(0, path.size() - end.size()));
  return end == ".yml" || end == ".yaml";
}

// {"million": 1000000, "mio": 1000000}: what is said -> what it stands for.
template <typename Read>
std::vector<LanguageDraft::Value> values(const YamlNode& node, Budget& budget, Read&& read) {
  std::vector<LanguageDraft::Value> out;
  if (!node.present()) return out;
  if (!node.is_map()) {
    node.error("type", "this is a map: what is said, and what it stands for");
    return out;
  }
  for (const auto& [words, value] : node.entries()) {
    if (!budget.take(value)) break;
    read(value, out.emplace_back(Written{words, value}));
  }
  return out;
}

// {month: ["a month", monthly]}: what it stands for -> what is said.
std::vector<LanguageDraft::Value> said(const YamlNode& node, const std::vector<std::string_view>& units,
                                       Budget& budget) {
  std::vector<LanguageDraft::Value> out;
  if (!node.present()) return out;
  if (!node.is_map()) {
    node.error("type", "this is a map: what it stands for, and a list of what is said");
    return out;
  }
  for (const auto& [unit, list] : node.entries()) {
    if (!units.empty() && std::ranges::find(units, unit) == units.end()) {
      const auto near = nearest(unit, units);
      list.error("choice", fmt::format("\"{}\" is none of {}{}", unit, fmt::join(units, ", "),
                                       near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
    }
    for (auto& words : written(list, budget)) out.emplace_back(std::move(words)).unit = unit;
  }
  return out;
}

// What is left of the words that all languages may have.
struct WordsLeft {
  std::size_t count = limits::kWords;
  bool told = false;  // that there are more
};

LanguageDraft read_language(const std::string& path, const YamlNode& root, WordsLeft& left) {
  LanguageDraft draft(stem(path), root);
  const bool is_last = left.count < limits::kWordsALanguage;
  Budget words(is_last ? left.count : limits::kWordsALanguage,
               is_last ? "words and cues, which the languages before this one leave of a pack's"
                       : "words and cues in one language",
               left.told);
  draft.topic = written(root.require("topic"), words);
  draft.common = written(root["common"], words);
  if (!is_name(draft.tag) || draft.tag.size() < 2 || draft.tag.size() > 3) {
    root.error("file-name", fmt::format("\"{}\" is no primary language tag such as en or de", draft.tag));
  }
  if (const auto lexicons = root["lexicons"]; lexicons.present()) {
    Budget count(limits::kLexiconsALanguage, "lexicons in one language");
    for (const auto& [name, entries] : lexicons.entries()) {
      if (!count.take(entries)) break;
      if (name == "topic") {
        entries.error("used-twice", "`@topic` is what stands under `topic`; call this list otherwise");
        continue;
      }
      draft.lexicons[name] = written(entries, words);
    }
  }
  if (const auto cues = root["cues"]; cues.present()) {
    for (std::size_t i = 0; i < kCueNames.size(); ++i) draft.cues[kCueActs[i]] = written(cues[kCueNames[i]], words);
    draft.denial = written(cues["denial"], words);
    draft.negation = written(cues["negation"], words);
    draft.mood = written(cues["mood"], words);
    draft.agreement = written(cues["agreement"], words);
    cues.finish();
  }
  if (const auto node = root["values"]; node.present()) {
    Budget most(limits::kValuesALanguage, "words for values in one language");
    const auto read_number = [](const YamlNode& value, auto& entry) { entry.number = value.number(0, 0, kMostNumber); };
    draft.numbers = values(node["numbers"], most, read_number);
    draft.collectives = values(node["collectives"], most, read_number);
    draft.halves = values(node["halves"], most, read_number);
    draft.compounds = values(node["compounds"], most, read_number);
    draft.prefixes = written(node["prefixes"], most);
    draft.ranges = written(node["ranges"], most);
    draft.suffixes = values(node["suffixes"], most, read_number);
    draft.measures = written(node["measures"], most);
    draft.inexact = written(node["inexact"], most);
    draft.negative = written(node["negative"], most);
    draft.unknown_units = written(node["unknown_units"], most);
    draft.joins = values(node["joins"], most,
                         [](const YamlNode& value, auto& entry) { entry.number = value.number(0, 1, kMostNumber); });
    draft.shares =
        values(node["shares"], most, [](const YamlNode& value, auto& entry) { entry.number = value.number(0, 0, 1); });
    draft.currencies = said(node["currencies"], {}, most);
    draft.periods = said(node["periods"], {"hour", "day", "week", "month", "year"}, most);
    draft.places = said(node["places"], {}, most);
    draft.percent = written(node["percent"], most);
    draft.out_of = written(node["out_of"], most);
    node.finish();
  }
  root.finish();
  left.count -= words.taken();
  left.told |= is_last && words.is_spent();
  return draft;
}

std::vector<RuleTest> read_tests(const YamlNode& node, const std::string& file) {
  static const std::vector<std::string_view> kAuthors{"other", "official", "media", "listed", "elected"};
  std::vector<RuleTest> tests;
  if (!node.present()) return tests;
  for (const auto& item : items_within(node, limits::kTestsAFile, "tests")) {
    RuleTest test;
    test.text = required_text(item, "text");
    warn_of_comment(item["text"]);
    test.language = required_text(item, "lang");
    if (const auto act = item.require("act"); act.text() == "first-person") {
      test.act = SpeechAct::first_person;
    } else if (const auto index = act.choice(kTestActs, 0); index > 0) {
      test.act = kTestActOf[index - 1];
    }
    test.title = item["title"].text();
    test.alt = optional_texts(item["alt"]);
    test.hashtags = optional_texts(item["hashtags"]);
    test.links = optional_texts(item["links"]);
    test.answers = item["answers"].boolean(false);
    test.quotes = item["quotes"].boolean(false);
    test.author = static_cast<AuthorClass>(item["author"].choice(kAuthors, 0));
    if (const auto as_of = item["as_of"]; as_of.present()) test.as_of = read_date(as_of);
    if (const auto terms = item["terms"]; terms.present()) test.terms = terms.texts();
    test.file = file;
    test.line = item.line();
    test.column = item.column();
    item.finish();
    tests.push_back(std::move(test));
  }
  return tests;
}

void read_claim(const YamlNode& root, Narrative& narrative) {
  const auto claim = root["claim"];
  narrative.claim = claim.text();
  if (fold_words(narrative.claim) == " ") {  // no letter and no number
    (claim.present() ? claim : root)
        .error("no-claim",
               "a narrative needs its `claim`: the statement that can be checked; opinion is never matched");
  }
  narrative.status = kStatuses[root.require("status").choice(kStatuses, 2)];
  if (const auto ceiling = root["ceiling"]; ceiling.present()) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i + 1 < kPostures; ++i) names.emplace_back(to_string(static_cast<Posture>(i)));
    narrative.ceiling =
        static_cast<Posture>(ceiling.choice(names, static_cast<std::size_t>(Posture::respond_directly)));
  }
  narrative.aimed_at_migrants = root["aimed_at_migrants"].boolean(false);
  narrative.media_evidence = root["evidence"].choice({"text", "media"}, 0) == 1;
}

void read_kind(const YamlNode& root, Narrative& narrative) {
  const auto kind = root["kind"];
  if (narrative.kind == NarrativeKind::harm) {
    static const std::vector<std::string_view> kCategories{"threat", "call-to-action", "dehumanisation", "named-target",
                                                           "child-target"};
    (void)root.require("kind").choice({"harm"}, 0);
    narrative.category = kCategories[root.require("category").choice(kCategories, 0)];
    narrative.status = "harm";
    narrative.ceiling = Posture::escalate_safety;
  } else {
    (void)kind.choice({"narrative"}, 0);
    read_claim(root, narrative);
  }
}

// What stands among the languages of `phrases` by a slip of the hand; told.
bool is_misplaced(const std::string& tag, const YamlNode& list) {
  constexpr std::array<std::string_view, 9> kBesideThem{"tests", "none",   "hints",    "facts", "message",
                                                        "avoid", "allies", "maturity", "budget"};
  if (tag.starts_with('-')) {
    list.error("language", "behind the dash of a list stands a space: - \"...\"");
  } else if (std::ranges::find(kBesideThem, tag) != kBesideThem.end()) {
    list.error("language",
               fmt::format("`{0}` stands inside `phrases` here, as if it were a language; {0} begins at the "
                           "margin",
                           tag));
  } else {
    return false;
  }
  return true;
}

// The conditions of a list, and where they stand; no more where the pack has too many by now, which is told.
void read_entries(const YamlNode& list, ConditionReader& reader, const Drafts& drafts, const Diagnostics& diagnostics,
                  std::vector<std::pair<std::unique_ptr<Condition>, YamlNode>>& entries) {
  for (const auto& item : list.is_list() ? list.items() : std::vector<YamlNode>{list}) {
    if (!item.present()) {
      if (list.present()) item.error("empty-phrase", "this item is empty");
      continue;
    }
    // Without the part that is wrong an entry may lack what it was to have: it is not judged any further.
    const auto told = diagnostics.told();
    auto condition = reader.read(item);
    if (drafts.phrases.full()) return;
    if (condition && told == diagnostics.told()) entries.emplace_back(std::move(condition), item);
  }
}

bool is_empty(const YamlNode& node) { return node.is_list() && node.items().empty(); }

// `none` or `hints`, which speak of the languages of `phrases`.
void check_languages(const YamlNode& map, const NarrativeDraft& draft, std::string_view key, std::string_view example,
                     std::string_view purpose) {
  if (!map.present()) return;
  if (!map.is_map())
    return map.error("type", fmt::format("`{}` is a map: a language, and a list, such as {}", key, example));
  for (const auto& [tag, list] : map.entries()) {
    if (std::ranges::find(draft.languages, tag, &NarrativeDraft::Language::tag) == draft.languages.end())
      list.error("language",
                 fmt::format("this narrative has no phrases in \"{0}\" {1}; write `phrases: {{{0}: ...}}` or "
                             "remove this",
                             tag, purpose));
    else if (!list.present() || is_empty(list))
      list.error("empty-phrase", fmt::format("nothing follows; remove the language from `{}` or write some", key));
  }
}

// `phrases`, `hints` and `none`: conditions by language.
void read_phrases(const YamlNode& root, NarrativeDraft& draft, Drafts& drafts, const Diagnostics& diagnostics) {
  const auto node = root.require("phrases");
  const auto none = root["none"];
  std::optional<YamlNode> hints;  // a harm has none
  if (draft.narrative.kind == NarrativeKind::narrative) hints = root["hints"];
  if (!node.present()) return;
  if (!node.is_map()) return node.error("type", "`phrases` is a map: a language, and a list of phrases");
  drafts.phrases.begin_file();
  if (node.entries().empty()) node.error("empty-phrase", "no language follows; write one, and its phrases below it");
  Budget languages(limits::kLanguagesANarrative, "languages in one file");
  for (const auto& [tag, list] : node.entries()) {
    if (!languages.take(list)) break;
    if (is_misplaced(tag, list)) continue;
    auto& language = draft.languages.emplace_back(tag, list);
    draft.narrative.maturity.emplace(tag, Maturity::testing);
    if (!list.present() || is_empty(list))
      list.error("empty-phrase", "no phrases follow; remove the language or write some");
    draft.narrative.places.emplace(tag, place_of(list));
    ConditionReader reader(drafts.phrases, tag);
    read_entries(list, reader, drafts, diagnostics, language.entries);
    if (hints && hints->is_map() && (*hints)[tag].present())
      read_entries((*hints)[tag], reader, drafts, diagnostics, language.hints);
    if (const auto unless = none.is_map() ? none[tag] : none; none.is_map() && unless.present() && !is_empty(unless))
      language.unless = reader.read_list(unless);
  }
  check_languages(none, draft, "none", "{en: [toy car*]}", "for `none` to silence");
  if (hints) check_languages(*hints, draft, "hints", "{en: [\"free car*\"]}", "beside these hints");
}

NarrativeDraft read_narrative(const std::string& path, const YamlNode& root, NarrativeKind kind, Drafts& drafts,
                              const Diagnostics& diagnostics) {
  NarrativeDraft draft(root);
  auto& narrative = draft.narrative;
  narrative.id = draft.id_node.text();
  narrative.kind = kind;
  narrative.file = path;
  check_id(draft.id_node, stem(path));
  narrative.title = required_text(root, "title");
  read_kind(root, narrative);
  const auto storage = root["storage"].choice(kStorages, narrative.aimed_at_migrants ? 1 : 0);
  narrative.storage = storage == 0 ? Storage::text : Storage::counts;
  narrative.owner = required_text(root, "owner");
  narrative.owner_place = place_of(root["owner"]);
  const auto review = root.require("review_by");
  narrative.review_by = read_date(review);
  narrative.review_place = place_of(review);
  narrative.concern = root["concern"].text();
  read_facts(root["facts"], draft);
  narrative.audience = optional_texts(root["audience"]);
  narrative.affected = optional_texts(root["affected"]);
  if (const auto node = root["message"]; node.present()) narrative.message = node.texts();
  if (const auto node = root["avoid"]; node.present()) narrative.avoid = node.texts();
  if (const auto node = root["allies"]; node.present()) narrative.allies = node.texts();
  if (const auto node = root["maturity"]; node.present()) {
    if (!node.is_map())
      node.error("type", "`maturity` is a map: a language, and how far the rule has come in it, such as {en: shadow}");
    for (const auto& [language, value] :
         node.is_map() ? node.entries() : std::vector<std::pair<std::string, YamlNode>>())
      narrative.maturity[language] = static_cast<Maturity>(value.choice(kMaturities, 1));
  }
  if (const auto budget = root["budget"]; budget.present() && kind == NarrativeKind::harm) {
    budget.error("unknown-key", "\"budget\" is no key of a harm: safety is told whatever its volume; remove this");
  } else if (budget.present() && !budget.is_map()) {
    budget.error("type", "`budget` is a map, such as {per_day: 3}");
  } else if (budget.present()) {
    narrative.budget_per_day = static_cast<std::uint64_t>(budget.require("per_day").integer(1, 1, kMostCount));
    budget.finish();
  }
  read_phrases(root, draft, drafts, diagnostics);
  draft.tests = read_tests(root["tests"], path);
  root.finish();
  return draft;
}

}  // namespace

std::vector<std::string> optional_texts(const YamlNode& node) {
  return node.present() ? node.texts() : std::vector<std::string>();
}

void check_id(const YamlNode& id, std::string_view file_name) {
  if (!id.is_scalar()) return;
  const auto name = id.text();
  if (!is_name(name))
    id.error("id", "an id is made of a-z, 0-9 and -");
  else if (name != file_name)
    id.error("file-name", fmt::format("the id is \"{}\" and the file \"{}\"; they must be the same", name, file_name));
}

std::string required_text(const YamlNode& root, std::string_view key) {
  const auto node = root.require(key);
  auto text = node.text();
  if (node.is_scalar() && text.find_first_not_of(" \n\t") == std::string::npos)
    node.error("missing", fmt::format("\"{}\" is empty", key));
  return text;
}

std::vector<YamlNode> items_within(const YamlNode& list, std::size_t most, std::string_view what) {
  auto items = list.items();
  if (items.size() <= most) return items;
  items[most].error("too-many", fmt::format("{} {} in one file; at most {} are taken: leave some out, or make files of "
                                            "their own",
                                            items.size(), what, most));
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(most), items.end());
  return items;
}

bool is_name(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string read_date(const YamlNode& node) {
  auto text = node.text();
  if (node.is_scalar() && (text.size() != 10 || !parse_time(text))) {
    node.error("date", fmt::format("\"{}\" is not a date such as 2026-12-31", text));
  }
  return text;
}

Drafts read_rules(const RuleFiles& files, Diagnostics& diagnostics) {
  Drafts drafts;
  auto left = limits::kValues;
  bool told_values = false;
  WordsLeft words;
  for (const auto& [path, bytes] : files) {
    const auto folder = path.substr(0, path.find('/'));
    if (!path.ends_with(".yaml")) {
      if (looks_like_yaml(path)) {
        diagnostics.add(
            {Diagnostic::Severity::error, path, 0, 0, "file-name", "rule files end in .yaml; rename this one", {}});
        drafts.unread.insert(path.substr(0, path.rfind('.')) + ".yaml");
      }
      continue;
    }
    const auto told = diagnostics.told();
    if (left == 0) {
      if (!std::exchange(told_values, true))
        diagnostics.add(
            {Diagnostic::Severity::error,
             path,
             1,
             1,
             "too-many",
             fmt::format("the files before this one have all of the {} values that a pack may have; take out "
                         "what is not needed any more",
                         limits::kValues),
             {}});
      drafts.unread.insert(path);
      continue;
    }
    const YamlDocument document(path, bytes, diagnostics, std::nullopt, left);
    const auto root = document.root();
    told_values = told_values || document.values() > left;
    left -= std::min(left, document.values());
    if (!root.is_map()) {
      drafts.unread.insert(path);
      if (told == diagnostics.told()) root.error("type", "a rule file is a map of keys and values; this one is not");
      continue;
    }
    if (folder == "languages") {
      drafts.languages.push_back(read_language(path, root, words));
      drafts.languages.back().sound = told == diagnostics.told() && !words.told;
    } else if (folder == "narratives") {
      drafts.narratives.push_back(read_narrative(path, root, NarrativeKind::narrative, drafts, diagnostics));
    } else if (folder == "harms") {
      drafts.narratives.push_back(read_narrative(path, root, NarrativeKind::harm, drafts, diagnostics));
    } else if (path.starts_with("playbook/postures/")) {
      drafts.posture_kits.push_back(read_posture_kit(stem(path), root));
    } else if (folder == "playbook") {
      drafts.kits.push_back(read_kit(path, stem(path), root));
    } else if (folder == "facts") {
      drafts.facts.push_back(read_card(stem(path), root));
    } else if (folder == "terms") {
      for (auto& term : read_terms(stem(path), root)) drafts.terms.push_back(std::move(term));
    } else if (path == "audiences.yaml") {
      drafts.audiences = read_audiences(root);
    } else if (folder == "calendar") {
      for (auto& event : read_calendar(path, root)) drafts.events.push_back(std::move(event));
    } else if (folder == "weights") {
      drafts.weights.push_back(read_weights(stem(path), root));
    } else if (folder == "policies") {
      drafts.policies.push_back(read_policy(path, root));
      drafts.policies.back().sound = told == diagnostics.told();
    } else {
      diagnostics.add({Diagnostic::Severity::error,
                       path,
                       0,
                       0,
                       "file-name",
                       "rule files lie in languages/, narratives/, harms/, facts/, playbook/, terms/, weights/, "
                       "calendar/ or policies/, or are audiences.yaml; move this one",
                       {}});
    }
  }
  return drafts;
}

}  // namespace sait
