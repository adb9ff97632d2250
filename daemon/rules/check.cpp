#include "rules/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "rules/check_table.hpp"
#include "rules/language_tags.hpp"
#include "rules/limits.hpp"

namespace sait {
namespace {

void check_lexicons(const LanguageDraft& language) {
  for (const auto& [name, entries] : language.lexicons) {
    const auto node = language.node["lexicons"][name];
    if (name == "number" || name == "whole") {
      node.error("lexicon", fmt::format("@{} is built in; give this lexicon another name", name));
    }
    // Entries that are wrong in themselves were told.
    if (entries.empty() && language.sound)
      node.error("lexicon", fmt::format("the lexicon \"{}\" is empty; write entries or remove it", name));
  }
}

// The words of the terms of each language.
using TermNames = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;
constexpr std::string_view kUnread = "?";  // some file of terms could not be read

// A term that no file has is never found beside a match.
void check_terms(const RuleTest& test, const YamlNode& node, const TermNames& known) {
  if (!test.terms || known.contains(kUnread)) return;
  const auto own = known.find(test.language);
  for (const auto& name : *test.terms) {
    const bool there = test.language == "und"
                           ? std::ranges::any_of(known, [&](const auto& item) { return item.second.contains(name); })
                           : own != known.end() && own->second.contains(name);
    if (there) continue;
    std::vector<std::string_view> names;
    if (own != known.end()) names.assign(own->second.begin(), own->second.end());
    const auto near = nearest(name, names);
    node.error("term", fmt::format("terms/{}.yaml has no term \"{}\"{}", test.language, name,
                                   near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
  }
}

// A test in a language that nothing is looked for in would hold whatever its text.
void check_tests(const NarrativeDraft& draft, const LanguageTags& tags, const TermNames& terms) {
  if (draft.tests.empty()) return;
  const auto nodes = draft.node["tests"].items();
  for (std::size_t i = 0; i < draft.tests.size(); ++i) {
    check_terms(draft.tests[i], nodes[i]["terms"], terms);
    const auto& tag = draft.tests[i].language;
    const auto node = nodes[i]["lang"];
    const bool of_any = tag == "und";  // every language is tried, as for a post whose language is not clear
    if (!node.is_scalar() || of_any || !tags.check(tag, node)) continue;
    if (std::ranges::find(draft.languages, tag, &NarrativeDraft::Language::tag) == draft.languages.end())
      node.warning("untested", fmt::format("\"{}\" has no phrases in {}, so this test holds whatever its text; write "
                                           "some or remove it",
                                           draft.narrative.id, tag));
  }
}

void check_narrative(const NarrativeDraft& draft, const LanguageTags& tags, const TermNames& terms) {
  for (const auto& language : draft.languages) (void)tags.check(language.tag, language.node);
  if (!draft.node["phrases"].is_map()) return;  // told; for which languages it has some is not known
  check_tests(draft, tags, terms);
  const auto maturity = draft.node["maturity"];
  if (!maturity.is_map()) return;
  for (const auto& [language, node] : maturity.entries()) {
    if (std::ranges::any_of(draft.languages, [&](const auto& p) { return p.tag == language; })) continue;
    const auto colon = language.find(':');
    node.error("language", colon == std::string::npos
                               ? fmt::format("maturity names \"{}\", for which there are no phrases", language)
                               : fmt::format("behind the colon stands a space: {{{}: {}}}", language.substr(0, colon),
                                             language.substr(colon + 1)));
  }
}

// What the events of all files say about each other, and about narratives and languages.
void check_calendar(const Drafts& drafts, const LanguageTags& tags) {
  std::map<std::string_view, const CalendarEvent*> first_of_event;
  std::set<std::string_view> known, declared;
  for (const auto& draft : drafts.narratives) known.emplace(draft.narrative.id);
  for (const auto& audience : drafts.audiences.audiences) declared.emplace(audience.id);
  constexpr std::size_t kMostSuggestions = 30;
  std::size_t unknown = 0;
  const bool some_unread = drafts.some_unread("narratives/") || drafts.some_unread("harms/");
  for (const auto& [event, node] : drafts.events) {
    const auto [first, is_new] = first_of_event.emplace(event.id, &event);
    if (!is_new && !event.id.empty())
      node["id"].error("duplicate-id", fmt::format("the event in line {} of {} is called \"{}\" too; rename one",
                                                   first->second->line, first->second->file, event.id));
    const auto each = [&](std::string_view key, const auto& check) {
      const auto list = node[key];
      const auto items = list.is_list() ? list.items() : std::vector<YamlNode>{list};
      for (const auto& item : std::span(items).first(std::min(items.size(), limits::kNamesAnEvent))) {
        if (item.present() && item.is_scalar()) check(item.text(), item);
      }
    };
    each("audiences", [&](const std::string& audience, const YamlNode& item) {
      if (!declared.contains(audience)) (void)tags.check(audience, item);
    });
    each("narratives", [&](const std::string& id, const YamlNode& item) {
      if (some_unread || known.contains(id)) return;
      const auto near = ++unknown > kMostSuggestions ? "" : nearest(id, {known.begin(), known.end()});
      item.error("narrative", fmt::format("there is no narrative or harm \"{}\"{}", id,
                                          near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
    });
  }
}

// The language of weights, and the narratives they are for: a harm is never judged by them.
void check_weights(const Drafts& drafts, const LanguageTags& tags) {
  std::set<std::string_view> known;
  for (const auto& draft : drafts.narratives) {
    if (draft.narrative.kind == NarrativeKind::narrative) known.emplace(draft.narrative.id);
  }
  const bool some_unread = drafts.some_unread("narratives/");
  std::set<std::string_view> languages;
  for (const auto& draft : drafts.weights) {
    if (!languages.insert(draft.weights.language).second)
      draft.node.error("duplicate-id", fmt::format("another file in weights/ is for \"{}\" too; keep weights/{}.yaml",
                                                   draft.weights.language, draft.weights.language));
    (void)tags.check(draft.weights.language, draft.node);
    for (const auto& [id, node] : draft.narratives) {
      if (some_unread || known.contains(id)) continue;
      const auto near = nearest(id, {known.begin(), known.end()});
      node.warning(
          "narrative",
          fmt::format("there is no narrative \"{}\"{}; take it out of this list, or learn the weights again with "
                      "`saitctl rules learn`",
                      id, near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near)));
    }
  }
}

}  // namespace

void check_rules(const Drafts& drafts, Diagnostics& diagnostics) {
  for (const auto& language : drafts.languages) check_lexicons(language);
  const LanguageTags tags(drafts);
  TermNames terms;
  for (const auto& draft : drafts.terms) terms[draft.term.language].insert(draft.term.words);
  if (drafts.some_unread("terms/")) terms[std::string(kUnread)];
  std::map<std::string, const NarrativeDraft*> first_of_id;
  for (const auto& draft : drafts.narratives) {
    const auto [first, is_new] = first_of_id.emplace(draft.narrative.id, &draft);
    if (!is_new && !draft.narrative.id.empty()) {
      draft.id_node.error("duplicate-id",
                          fmt::format("the id \"{}\" of {} is used by {} already; rename one", draft.narrative.id,
                                      draft.narrative.file, first->second->narrative.file));
    }
    check_narrative(draft, tags, terms);
  }
  for (const auto& card : drafts.facts) {
    const auto list = card.node["languages"];
    for (const auto& item : list.is_list() ? list.items() : std::vector<YamlNode>{list}) {
      if (item.present() && item.is_scalar()) (void)tags.check(item.text(), item);
    }
  }
  check_audiences(drafts.audiences, tags);
  check_calendar(drafts, tags);
  check_weights(drafts, tags);
  // A row that was not understood may seem to cover others.
  for (const auto& policy : drafts.policies) {
    if (policy.sound) check_table(policy);
  }
  if (drafts.policies.size() == 1) return;
  if (drafts.policies.empty()) {
    if (diagnostics.has_errors() && drafts.some_unread("policies/")) return;
    diagnostics.add({Diagnostic::Severity::error,
                     "policies",
                     0,
                     0,
                     "no-policy",
                     "policies/ has no policy; one file is needed",
                     {}});
  } else {
    drafts.policies[1].node.error("policies", "policies/ has more than one policy; keep one file");
  }
}

}  // namespace sait
