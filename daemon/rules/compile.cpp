#include "rules/compile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/phrase.hpp"
#include "rules/regex.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

void tell(const Written& written, const PhraseProblem& problem) {
  written.node.error(problem.code, fmt::format("at character {}: {}", problem.character, problem.text));
}

// " word " for a whole word, " word" for the beginning of one: folded words stand between spaces.
void add_topic(const Written& written, std::set<std::string>& literals) {
  const auto parsed = parse_phrase(written.text, nullptr);
  if (const auto* problem = std::get_if<PhraseProblem>(&parsed)) return tell(written, *problem);
  const auto& parts = std::get<PhraseNode>(parsed).children;
  std::string literal = " ";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    if (parts[i].kind != PhraseNode::Kind::words || parts[i].optional || (parts[i].prefix && !last)) {
      return written.node.error("topic", "a topic entry is a word or some words, the last one with * if it may go on");
    }
    literal += parts[i].words;
    if (!(parts[i].prefix && last)) literal += ' ';
  }
  if (literal.size() < static_cast<std::size_t>(kMinAtomBytes) + (literal.ends_with(' ') ? 2 : 1)) {
    return written.node.error("too-short", fmt::format("a topic entry has at least {} bytes", kMinAtomBytes));
  }
  literals.insert(std::move(literal));
}

Lexicons parse_lexicons(const LanguageDraft& language) {
  Lexicons lexicons;
  for (const auto& [name, entries] : language.lexicons) {
    auto& nodes = lexicons[name];
    for (const auto& entry : entries) {
      auto parsed = parse_phrase(entry.text, nullptr);
      if (const auto* problem = std::get_if<PhraseProblem>(&parsed)) {
        tell(entry, *problem);
      } else if (matches_nothing(std::get<PhraseNode>(parsed))) {
        entry.node.error("matches-empty", "every part is optional; leave one that is not");
      } else {
        nodes.push_back(std::move(std::get<PhraseNode>(parsed)));
      }
    }
  }
  return lexicons;
}

// " (?:not cues|(cues))": what begins with "!" is no cue and hides the cue inside it ("so-called fact check").
std::unique_ptr<RE2> compile_cues(const std::vector<Written>& entries, const Lexicons& lexicons) {
  std::string cues, not_cues;
  const YamlNode* place = nullptr;
  for (const auto& entry : entries) {
    const bool is_not = entry.text.starts_with('!');
    auto parsed = parse_phrase(std::string_view(entry.text).substr(is_not ? 1 : 0), &lexicons);
    if (auto* problem = std::get_if<PhraseProblem>(&parsed)) {
      problem->character += is_not ? 1 : 0;
      tell(entry, *problem);
      continue;
    }
    const auto& node = std::get<PhraseNode>(parsed);
    if (matches_nothing(node)) {
      entry.node.error("matches-empty", "every part is optional; leave one that is not");
      continue;
    }
    auto& out = is_not ? not_cues : cues;
    out += (out.empty() ? "" : "|") + emit_regex(node);
    place = &entry.node;
  }
  if (cues.empty()) return nullptr;
  const auto regex = not_cues.empty() ? fmt::format(" ({})", cues) : fmt::format(" (?:{}|({}))", not_cues, cues);
  if (const auto refused = regex_problem(regex)) {
    place->error("regex", fmt::format("the cues together are refused: {}", *refused));
    return nullptr;
  }
  return std::make_unique<RE2>(regex, regex_options());
}

void compile_phrases(const NarrativeDraft& draft, const std::map<std::string, Lexicons>& lexicons, RuleSet& rules) {
  for (const auto& group : draft.languages) {
    std::size_t number = 0;
    for (const auto& written : group.phrases) {
      ++number;
      const auto compiled = compile_phrase(written.text, lexicons.at(group.language));
      if (const auto* problem = std::get_if<PhraseProblem>(&compiled)) {
        tell(written, *problem);
        continue;
      }
      rules.patterns.push_back({fmt::format("{}/{}/{}", draft.narrative.id, group.language, number),
                                rules.narratives.size(), group.language, written.text,
                                std::make_unique<RE2>(std::get<CompiledPhrase>(compiled).regex, regex_options())});
    }
  }
  rules.narratives.push_back(draft.narrative);
}

void build_gate(const std::set<std::string>& topic, RuleSet& rules) {
  std::vector<std::string> literals(topic.begin(), topic.end());
  rules.topic_literals = literals.size();
  rules.candidates = std::make_unique<re2::FilteredRE2>(kMinAtomBytes);
  for (const auto& pattern : rules.patterns) {
    int id = 0;
    rules.candidates->Add(pattern.regex->pattern(), regex_options(), &id);
  }
  std::vector<std::string> atoms;
  if (!rules.patterns.empty()) rules.candidates->Compile(&atoms);
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    literals.push_back(atoms[i]);
    rules.atom_of_literal.push_back(static_cast<int>(i));
  }
  rules.literals = LiteralAutomaton(literals);
}

}  // namespace

std::shared_ptr<RuleSet> compile_drafts(const Drafts& drafts) {
  auto rules = std::make_shared<RuleSet>();
  std::set<std::string> topic;
  std::map<std::string, Lexicons> lexicons;
  for (const auto& language : drafts.languages) {
    for (const auto& entry : language.topic) add_topic(entry, topic);
    const auto& parsed = lexicons[language.tag] = parse_lexicons(language);
    for (const auto& [act, entries] : language.cues) {
      if (auto regex = compile_cues(entries, parsed)) rules->cues.push_back({language.tag, act, std::move(regex)});
    }
  }
  for (const auto& draft : drafts.narratives) compile_phrases(draft, lexicons, *rules);
  if (!drafts.policies.empty()) rules->policy = drafts.policies.front().policy;
  build_gate(topic, *rules);
  return rules;
}

}  // namespace sait
