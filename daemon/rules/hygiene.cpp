#include "rules/hygiene.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "rules/redundant.hpp"
#include "rules/row_conditions.hpp"
#include "rules/situation.hpp"

namespace sait {
namespace {

bool is_past(const std::string& day, Time today) {
  const auto time = parse_time(day);
  return time && *time + std::chrono::days(1) <= today;
}

// A line of a file, from 1; empty if there is none such.
std::string_view line_in(const RuleFiles& files, const std::string& file, int number) {
  const auto known = files.find(file);
  if (known == files.end() || number < 1) return {};
  std::string_view rest = known->second;
  for (int i = 1; i < number; ++i) rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
  return rest.substr(0, rest.find_first_of("\r\n"));
}

std::vector<const PolicyRow*> untested_rows(const Policy& policy) {
  std::set<std::size_t> reached;
  for (const auto& test : policy.tests)
    reached.insert(first_row(policy, situation_of(assessment_of(test.given, policy))));
  std::vector<const PolicyRow*> rows;
  for (std::size_t i = 0; i < policy.rows.size(); ++i) {
    if (!reached.contains(i)) rows.push_back(&policy.rows[i]);
  }
  return rows;
}

// What people write where they do not know yet.
bool is_placeholder(std::string_view owner) {
  std::string letters;  // and digits; whatever stands around them
  for (const char c : owner) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) letters += c;
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
  }
  constexpr std::array<std::string_view, 17> kNobody{"",        "todo",   "tbd",   "tba",  "none",   "unknown",
                                                     "na",      "nobody", "noone", "null", "nil",    "fixme",
                                                     "missing", "x",      "xx",    "xxx",  "unowned"};
  return std::ranges::find(kNobody, letters) != kNobody.end();
}

bool has_test(const RuleSet& rules, std::size_t narrative, const std::string& language) {
  return std::ranges::any_of(
      rules.tests, [&](const RuleTest& test) { return test.narrative == narrative && test.language == language; });
}

// Events that are long over, and a calendar that a policy does not look at.
template <typename Warn>
void warn_about_calendar(const RuleSet& rules, Time today, const Warn& warn) {
  constexpr auto kLongOver = std::chrono::days(30);
  const auto& events = rules.calendar.events();
  for (const auto& event : events) {
    if (!event.yearly() && event.span({}).second + kLongOver <= today)
      warn(event.file, {event.line, event.column}, "event-over",
           fmt::format("\"{}\" was over on {}; remove it, or write the day of the next one", event.id,
                       event.until.text()));
  }
  const auto& rows = rules.policy.rows;
  const bool looked_at = rules.policy.event_tighten < 1.0 ||
                         std::ranges::any_of(rows, [](const PolicyRow& row) { return row.event_near.has_value(); });
  if (!events.empty() && !looked_at)
    warn(events.front().file, {events.front().line, events.front().column}, "idle-calendar",
         "the policy neither tightens its bands while an event is near (`calendar: {tighten: 0.5}`) nor has a row that "
         "asks for one (`event_near: true`)");
}

// A phrase that is one word or one lexicon, and nothing beside it. "asyl*flut*" says two things.
bool asks_for_one_word(const Pattern& pattern) {
  const auto text = pattern.condition->text();
  std::string_view phrase = text;
  if (phrase.size() < 2 || phrase.front() != '"' || phrase.back() != '"') return false;
  phrase = phrase.substr(1, phrase.size() - 2);
  if (phrase.starts_with("regex:") || phrase.find_first_of(" \"<") != std::string_view::npos) return false;
  const auto inner = phrase.substr(1, phrase.size() - std::min<std::size_t>(phrase.size(), 2));
  return inner.find('*') == std::string_view::npos;
}

}  // namespace

Diagnostic warning_at(const RuleFiles& files, const std::string& file, RulePlace place, std::string code,
                      std::string text) {
  const auto line = line_in(files, file, place.line);
  // Columns are kept in bytes and shown in characters, which people and editors count.
  const auto before = line.substr(0, static_cast<std::size_t>(std::max(place.column - 1, 0)));
  const auto column =
      1 + std::ranges::count_if(before, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; });
  return {Diagnostic::Severity::warning,
          file,
          place.line,
          place.line < 1 ? 0 : static_cast<int>(column),
          std::move(code),
          std::move(text),
          std::string(line)};
}

void warn_about(const RuleSet& rules, const RuleFiles& files, Time today, Diagnostics& diagnostics) {
  const auto warn = [&](const std::string& file, RulePlace place, std::string code, std::string text) {
    diagnostics.add(warning_at(files, file, place, std::move(code), std::move(text)));
  };
  for (std::size_t i = 0; i < rules.narratives.size(); ++i) {
    const auto& narrative = rules.narratives[i];
    if (is_placeholder(narrative.owner))
      warn(narrative.file, narrative.owner_place, "unowned",
           fmt::format("\"{}\" belongs to nobody (\"{}\"): who is asked when it is wrong or its review is due? Write "
                       "the team or the mailbox that answers for it",
                       narrative.id, narrative.owner));
    if (is_past(narrative.review_by, today))
      warn(narrative.file, narrative.review_place, "review-due",
           fmt::format("\"{}\" was to be reviewed by {}; look at it again and set a new day", narrative.id,
                       narrative.review_by));
    for (std::size_t k = 0; k < narrative.facts.size(); ++k) {
      const auto& fact = narrative.facts[k];
      if (fact.verified && !fact.review_by.empty() && is_past(fact.review_by, today))
        warn(narrative.file, narrative.fact_places[k], "fact-expired",
             fmt::format("the fact \"{}\" was to be read again by {}; until then the narrative counts as unverified",
                         fact.statement, fact.review_by));
    }
    for (const auto& [language, maturity] : narrative.maturity) {
      if (maturity == Maturity::retired) continue;
      if (!has_test(rules, i, language))
        warn(narrative.file, narrative.places.at(language), "untested",
             fmt::format("\"{}\" has no test in {}; add posts it must find and posts it must leave alone", narrative.id,
                         language));
    }
  }
  for (const auto& item : find_never(rules)) {
    const auto& pattern = rules.patterns[item.pattern];
    warn(rules.narratives[pattern.narrative].file, pattern.place, to_string(item.kind), text_of(item, rules));
  }
  for (const auto& pattern : rules.patterns) {
    const auto& narrative = rules.narratives[pattern.narrative];
    if (narrative.kind == NarrativeKind::narrative && !pattern.hint && asks_for_one_word(pattern) &&
        narrative.maturity.at(pattern.language) != Maturity::retired)
      warn(narrative.file, pattern.place, "one-word",
           fmt::format(
               "{} finds whoever says this word, whatever they say of it; a claim is who, relation and what, such "
               "as \"@migrants ...3 @get ...3 free cars\"",
               pattern.id));
  }
  warn_about_calendar(rules, today, warn);
  if (const auto rows = untested_rows(rules.policy); !rows.empty()) {
    std::vector<std::string> names;
    for (const auto* row : rows) names.push_back(fmt::format("\"{}\"", row->id));
    warn(rules.policy.file, {rows.front()->line, rows.front()->column}, "untested",
         fmt::format("no test of the policy reaches {}; add conversations for which {} must decide", in_words(names),
                     rows.size() == 1 ? "it" : "they"));
  }
  for (const auto& term : rules.terms) {
    if (!term.expires.empty() && is_past(term.expires, today))
      warn(fmt::format("terms/{}.yaml", term.language), {term.line, term.column}, "term-expired",
           fmt::format("the coded term \"{}\" expired on {}; see whether it still means the same, or remove it",
                       term.words, term.expires));
  }
}

void warn_about_untested(const RuleSet& rules, const RuleFiles& files, std::span<const std::size_t> reached,
                         Diagnostics& diagnostics) {
  std::vector<bool> tested(rules.patterns.size(), false);
  for (const auto pattern : reached) tested[pattern] = true;
  for (std::size_t i = 0; i < tested.size(); ++i) {
    const auto& pattern = rules.patterns[i];
    const auto& narrative = rules.narratives[pattern.narrative];
    if (tested[i] || narrative.maturity.at(pattern.language) == Maturity::retired ||
        !has_test(rules, pattern.narrative, pattern.language))
      continue;
    diagnostics.add(warning_at(files, narrative.file, pattern.place, "untested",
                               fmt::format("no test makes {} match, so nobody would notice if it found nothing; add a "
                                           "post to `tests` that it must find",
                                           pattern.id)));
  }
}

}  // namespace sait
