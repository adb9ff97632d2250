#include "rules/compile_language.hpp"

#include <fmt/format.h>
#include <unicode/locid.h>

#include <algorithm>
#include <utility>

#include "rules/limits.hpp"
#include "rules/regex.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

// "Per Month*" -> "per month*"; empty after a diagnostic.
std::string folded_words(const Written& written) {
  std::string_view text = written.text;
  const bool stem = text.ends_with('*');
  if (stem) text.remove_suffix(1);
  auto folded = fold_words(text);
  const auto begin = folded.find_first_not_of(' ');
  if (begin == std::string::npos) {
    written.node.error("no-word", fmt::format("\"{}\" has no letter and no number", written.text));
    return {};
  }
  folded = folded.substr(begin, folded.find_last_not_of(' ') + 1 - begin);
  return stem ? folded + "*" : folded;
}

// "to", or with a gap for each number: "between ... and ...".
void add_range(const Written& written, NumberWords& numbers) {
  constexpr std::string_view kGap = "...";
  std::vector<std::string> parts;
  for (std::string_view rest = written.text;;) {
    const auto gap = rest.find(kGap);
    auto folded = fold_words(rest.substr(0, gap));
    parts.push_back(folded.size() < 3 ? std::string() : folded.substr(1, folded.size() - 2));
    if (gap == std::string_view::npos) break;
    rest.remove_prefix(gap + kGap.size());
  }
  if (parts.size() == 1) parts = {"", parts.front(), ""};
  if (parts.size() != 3 || parts[1].empty()) {
    written.node.error("range",
                       fmt::format("\"{}\" is no range; write what stands between the two numbers, such as \"to\", or "
                                   "a gap for each of them: \"between ... and ...\"",
                                   written.text));
    return;
  }
  numbers.add_range(std::move(parts[0]), std::move(parts[1]), std::move(parts[2]));
}

// "bn", or "B" if only a capital counts.
void add_suffix(const LanguageDraft::Value& value, NumberWords& numbers) {
  const auto& written = value.words;
  auto folded = fold_words(written.text);
  if (folded.size() < 3 || folded.find(' ', 1) != folded.size() - 1 ||
      std::ranges::any_of(folded, [](char c) { return c >= '0' && c <= '9'; })) {
    written.node.error("suffix", fmt::format("\"{}\" is no suffix; write the letters behind the digits, such as \"bn\"",
                                             written.text));
    return;
  }
  const bool capital = std::ranges::any_of(written.text, [](char c) { return c >= 'A' && c <= 'Z'; });
  numbers.add_suffix(folded.substr(1, folded.size() - 2), value.number, capital);
}

bool is_one_word(const PhraseNode& node) {
  return node.kind == PhraseNode::Kind::sequence && node.children.size() == 1 &&
         node.children.front().kind == PhraseNode::Kind::words && !node.children.front().optional;
}

// Two hundred thousand nodes of a pack stay in memory: without what explains them, and a word without a sequence around
// it.
PhraseNode entry_of(PhraseNode tree) {
  if (is_one_word(tree) && !tree.optional) {
    auto only = std::move(tree.children.front());
    tree = std::move(only);
  }
  tree.source = {};
  for (auto& child : tree.children) child = entry_of(std::move(child));
  tree.children.shrink_to_fit();
  return tree;
}

void parse_lexicons(const LanguageDraft& language, Lexicons& lexicons) {
  for (const auto& entry : language.topic) {  // what is wrong with one add_topic() tells
    auto parsed = parse_phrase(entry.text, nullptr);
    auto* tree = std::get_if<PhraseNode>(&parsed);
    if (tree != nullptr && !matches_nothing(*tree)) lexicons["topic"].push_back(entry_of(std::move(*tree)));
  }
  for (const auto& [name, entries] : language.lexicons) {
    auto& nodes = lexicons[name];
    for (const auto& entry : entries) {
      auto parsed = parse_phrase(entry.text, nullptr);
      if (const auto* problem = std::get_if<PhraseProblem>(&parsed)) {
        tell(entry.node, *problem);
      } else if (matches_nothing(std::get<PhraseNode>(parsed))) {
        entry.node.error("matches-empty", "every part is optional; leave one that is not");
      } else {
        nodes.push_back(entry_of(std::move(std::get<PhraseNode>(parsed))));
      }
    }
    nodes.shrink_to_fit();
  }
}

// Countries as people of this language call them, from ICU.
void add_countries(const std::string& tag, SlotWords& slots) {
  const icu::Locale in(tag.c_str());
  for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
    icu::UnicodeString name;
    icu::Locale("", *code).getDisplayCountry(in, name);
    std::string text;
    name.toUTF8String(text);
    auto folded = fold_words(text);
    if (folded.size() < 5 || folded == fold_words(*code)) continue;
    slots.add_place(folded.substr(1, folded.size() - 2), *code);
  }
}

// What begins with "!" is no cue and hides a cue inside it ("so-called fact check"); "^" stands at the beginning of its
// sentence. "^ (cues)| (?:not cues|(cues))".
class CueList {
 public:
  // `written`: over words with their accents.
  CueList(const PhraseWords& words, CueBytes& bytes, bool written) : words_(words), bytes_(bytes), written_(written) {}

  void add(const Written& entry) {
    if (bytes_.all > limits::kCueRegexBytes) {
      if (!std::exchange(bytes_.told, true))
        entry.node.error("too-many",
                         fmt::format("the cues of all languages come to more than {} bytes up to here, their lexicons "
                                     "written out; name fewer lexicons in cues, or shorter ones",
                                     limits::kCueRegexBytes));
      return;
    }
    std::string_view text = entry.text;
    const bool is_not = text.starts_with('!'), at_start = text.starts_with('^');
    if (is_not || at_start) text.remove_prefix(1);
    auto parsed = parse_phrase(text, &words_);
    if (auto* problem = std::get_if<PhraseProblem>(&parsed)) {
      problem->character += is_not || at_start ? 1 : 0;
      return tell(entry.node, *problem);
    }
    const auto& node = std::get<PhraseNode>(parsed);
    if (matches_nothing(node))
      return entry.node.error("matches-empty", "every part is optional; leave one that is not");
    auto& out = is_not ? not_cues_ : at_start ? first_cues_ : cues_;
    const auto before = out.size();
    out += (out.empty() ? "" : "|") + without_groups(emit_regex(node, words_.slots, written_));
    bytes_.all += out.size() - before;
    place_ = &entry.node;
  }

  [[nodiscard]] CueRegex compile() const {
    if (bytes_.told || (cues_.empty() && first_cues_.empty())) return {};
    std::string regex;
    if (!first_cues_.empty()) regex = fmt::format("^ ({})", first_cues_);
    if (!cues_.empty()) {
      regex += fmt::format("{} (?:{}{}({}))", regex.empty() ? "" : "|", not_cues_, not_cues_.empty() ? "" : "|", cues_);
    }
    auto compiled = std::make_unique<RE2>(regex, regex_options());
    if (!compiled->ok()) {
      place_->error("regex", fmt::format("the cues together are refused: {}", compiled->error()));
      return {};
    }
    return {std::move(compiled), written_};
  }

 private:
  // Slots inside a cue find, but keep nothing.
  static std::string without_groups(std::string regex) {
    std::string out;
    for (std::size_t i = 0; i < regex.size(); ++i) {
      out += regex[i];
      if (regex[i] == '\\' && i + 1 < regex.size()) {
        out += regex[++i];
      } else if (regex[i] == '(' && i + 1 < regex.size() && regex[i + 1] != '?') {
        out += "?:";
      }
    }
    return out;
  }

  const PhraseWords& words_;
  std::string cues_, first_cues_, not_cues_;
  CueBytes& bytes_;
  bool written_;
  const YamlNode* place_ = nullptr;
};

CueRegex compile_list(const std::vector<Written>& entries, const PhraseWords& words, CueBytes& bytes) {
  const bool written =
      std::ranges::any_of(entries, [](const Written& entry) { return entry.text.find('=') != std::string::npos; });
  CueList list(words, bytes, written);
  for (const auto& entry : entries) list.add(entry);
  return list.compile();
}

}  // namespace

void tell(const YamlNode& node, const PhraseProblem& problem) {
  node.error(problem.code, fmt::format("at character {}: {}", problem.character, problem.text));
}

PhraseWords compile_words(const LanguageDraft& language, const AudiencesDraft& regions) {
  PhraseWords words;
  const auto each = [](const std::vector<LanguageDraft::Value>& values, auto&& take) {
    for (const auto& value : values) {
      if (auto text = folded_words(value.words); !text.empty()) take(std::move(text), value);
    }
  };
  auto& slots = words.slots;
  using Value = LanguageDraft::Value;
  auto& numbers = slots.numbers;
  const auto add = [&](auto take) {
    return [&numbers, take](std::string text, const Value& value) { (numbers.*take)(std::move(text), value.number); };
  };
  each(language.numbers, add(&NumberWords::add));
  each(language.collectives, add(&NumberWords::add_collective));
  each(language.halves, add(&NumberWords::add_half));
  each(language.joins, add(&NumberWords::add_join));
  each(language.compounds, add(&NumberWords::add_part));
  for (const auto& entry : language.prefixes) {
    if (const auto text = folded_words(entry); !text.empty()) numbers.add_prefix(text);
  }
  for (const auto& entry : language.ranges) add_range(entry, numbers);
  for (const auto& value : language.suffixes) add_suffix(value, numbers);
  const auto add_words = [&numbers](const std::vector<Written>& entries, void (NumberWords::*take)(std::string)) {
    for (const auto& entry : entries) {
      if (auto text = folded_words(entry); !text.empty()) (numbers.*take)(std::move(text));
    }
  };
  add_words(language.measures, &NumberWords::add_measure);
  add_words(language.unknown_units, &NumberWords::add_unknown_unit);
  for (auto entry : language.negative) {
    const bool hides = entry.text.starts_with('!');
    if (hides) entry.text.erase(0, 1);
    if (auto text = folded_words(entry); !text.empty()) numbers.add_negative(std::move(text), hides);
  }
  for (const auto& entry : language.inexact) {
    if (entry.text.ends_with('*'))
      entry.node.error("star", fmt::format("\"{}\": a star is of no use here; write each form", entry.text));
  }
  add_words(language.inexact, &NumberWords::add_inexact);
  each(language.shares, [&](std::string text, const Value& value) { slots.add_share(std::move(text), value.number); });
  each(language.currencies,
       [&](std::string text, const Value& value) { slots.add_currency(std::move(text), value.unit); });
  each(language.periods, [&](std::string text, const Value& value) { slots.add_period(std::move(text), value.unit); });
  for (auto& [text, region] : regions.places_in(language.tag)) slots.add_place(std::move(text), std::move(region));
  each(language.places, [&](std::string text, const Value& value) { slots.add_place(std::move(text), value.unit); });
  for (const auto& entry : language.percent) {
    if (auto text = folded_words(entry); !text.empty()) slots.add_percent(std::move(text));
  }
  for (const auto& entry : language.out_of) {
    if (auto text = folded_words(entry); !text.empty()) slots.add_out_of(std::move(text));
  }
  add_countries(language.tag, slots);
  parse_lexicons(language, words.lexicons);
  return words;
}

Cues compile_cues(const LanguageDraft& language, const PhraseWords& words, CueBytes& bytes) {
  Cues cues;
  cues.language = language.tag;
  for (const auto& [act, entries] : language.cues)
    cues.acts[static_cast<std::size_t>(act)] = compile_list(entries, words, bytes);
  cues.denial = compile_list(language.denial, words, bytes);
  cues.negation = compile_list(language.negation, words, bytes);
  cues.mood = compile_list(language.mood, words, bytes);
  cues.agreement = compile_list(language.agreement, words, bytes);
  return cues;
}

void add_topic(const LanguageDraft& language, std::set<std::string>& literals) {
  for (const auto& written : language.topic) {
    const auto parsed = parse_phrase(written.text, nullptr);
    if (const auto* problem = std::get_if<PhraseProblem>(&parsed)) {
      tell(written.node, *problem);
      continue;
    }
    const auto& parts = std::get<PhraseNode>(parsed).children;
    std::string literal = " ";
    bool plain = true;
    for (std::size_t i = 0; i < parts.size() && plain; ++i) {
      const auto star = parts[i].words.find('*');
      const bool last = i + 1 == parts.size();
      const bool stem = last && star != std::string::npos && star + 1 == parts[i].words.size();
      plain = parts[i].kind == PhraseNode::Kind::words && !parts[i].optional && !parts[i].exact &&
              (star == std::string::npos || stem);
      literal += stem ? parts[i].words.substr(0, star) : parts[i].words + " ";
    }
    if (!plain) {
      written.node.error("topic", "a topic entry is a word or some words, the last one with * if it may go on");
    } else if (literal.size() < static_cast<std::size_t>(kMinLiteralBytes) + (literal.ends_with(' ') ? 2 : 1)) {
      written.node.error("too-short", fmt::format("a topic entry has at least {} bytes", kMinLiteralBytes));
    } else {
      literals.insert(std::move(literal));
    }
  }
}

void add_known(const PhraseNode& node, KnownWords& known, bool with_lexicons) {
  if (!with_lexicons && node.source.starts_with('@')) return;
  if (node.kind == PhraseNode::Kind::words) {
    std::string_view words = node.words;
    while (!words.empty()) {
      const auto word = words.substr(0, words.find(' '));
      if (const auto star = word.find('*'); star == std::string_view::npos) {
        known.add(word);
      } else {
        known.add_stem(word.substr(0, star));
        known.add_shape(word);
      }
      words.remove_prefix(std::min(words.size(), word.size() + 1));
    }
  }
  for (const auto& child : node.children) add_known(child, known, with_lexicons);
}

void add_known(const LanguageDraft& language, const PhraseWords& words, KnownWords& known) {
  for (const auto* list : {&language.topic, &language.common}) {
    for (const auto& written : *list) {
      const auto parsed = parse_phrase(written.text, nullptr);
      if (const auto* problem = std::get_if<PhraseProblem>(&parsed)) {
        if (list == &language.common) tell(written.node, *problem);
      } else {
        add_known(std::get<PhraseNode>(parsed), known, true);
      }
    }
  }
  for (const auto& [name, nodes] : words.lexicons) {
    for (const auto& node : nodes) add_known(node, known, true);
  }
}

}  // namespace sait
