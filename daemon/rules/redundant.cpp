#include "rules/redundant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "rules/comparison.hpp"
#include "rules/containment.hpp"

namespace sait {
namespace {

constexpr std::size_t kMostCompared = 50'000'000;  // of comparing patterns: a second or two

std::optional<PhraseNode> tree_of(const RuleSet& rules, const Phrase& phrase) {
  if (phrase.source.starts_with(kRegexPrefix)) return std::nullopt;
  auto parsed = parse_phrase(phrase.source, &rules.words.find(phrase.language)->second);
  if (auto* tree = std::get_if<PhraseNode>(&parsed)) return std::move(*tree);
  return std::nullopt;
}

// The phrase that is the whole of what a pattern finds, whatever else it asks for.
std::optional<std::uint32_t> found_by(const Pattern& pattern) {
  std::vector<std::uint32_t> all, always;
  pattern.condition->phrases(all);
  pattern.condition->found_always(always);
  return all.size() == 1 && always.size() == 1 ? std::optional(all.front()) : std::nullopt;
}

bool is_retired(const RuleSet& rules, const Pattern& pattern) {
  const auto& maturity = rules.narratives[pattern.narrative].maturity;
  const auto known = maturity.find(pattern.language);
  return known != maturity.end() && known->second == Maturity::retired;
}

// What all comparisons of one slot leave of the values there are.
class Remaining {
 public:
  // False if nothing is left.
  bool take(const Comparison& comparison, SlotType type) {
    using Sign = Comparison::Sign;
    if (!comparison.number) return take_unit(comparison);
    if (!comparison.unit.empty() && !require(comparison.unit)) return false;
    const double value = comparison.percent && type == SlotType::share ? *comparison.number / 100 : *comparison.number;
    const auto sign = comparison.sign;
    if (sign == Sign::differs) not_.push_back(value);
    if (sign == Sign::above || sign == Sign::at_least || sign == Sign::equals) raise(value, sign == Sign::above);
    if (sign == Sign::below || sign == Sign::at_most || sign == Sign::equals) lower(value, sign == Sign::below);
    if (least_ > most_ || (least_ == most_ && open_)) return false;
    return least_ != most_ || std::ranges::find(not_, least_) == not_.end();
  }

 private:
  bool require(const std::string& unit) {
    if (!unit_.empty() && unit_ != unit) return false;
    unit_ = unit;
    return std::ranges::find(no_units_, unit) == no_units_.end();
  }
  bool take_unit(const Comparison& comparison) {
    if (comparison.sign == Comparison::Sign::equals) return comparison.unit.empty() || require(comparison.unit);
    no_units_.push_back(comparison.unit);
    return unit_.empty() || unit_ != comparison.unit;
  }
  void raise(double value, bool open) {
    if (value < least_) return;
    if (value > least_) least_open_ = false;
    least_ = value;
    least_open_ = least_open_ || open;
    open_ = least_open_ || most_open_;
  }
  void lower(double value, bool open) {
    if (value > most_) return;
    if (value < most_) most_open_ = false;
    most_ = value;
    most_open_ = most_open_ || open;
    open_ = least_open_ || most_open_;
  }

  double least_ = 0, most_ = std::numeric_limits<double>::infinity();
  bool least_open_ = false, most_open_ = false, open_ = false;
  std::string unit_;
  std::vector<std::string> no_units_;
  std::vector<double> not_;
};

// Why no value of the one phrase meets all comparisons. Of two phrases each may bring a value of its own.
std::optional<std::string> contradiction(const RuleSet& rules, const Pattern& pattern, std::uint32_t phrase) {
  std::vector<const Comparison*> comparisons;
  pattern.condition->comparisons(comparisons);
  std::map<std::string, std::pair<Remaining, std::string>> slots;
  for (const auto* comparison : comparisons) {
    const auto& known = rules.phrases[phrase].form.slots;
    const auto slot = std::ranges::find(known, comparison->slot, &PhraseSlot::name);
    if (slot == known.end()) continue;
    auto& [remaining, written] = slots[comparison->slot];
    written += fmt::format("{}\"{}\"", written.empty() ? "" : " and ", comparison->written);
    if (!remaining.take(*comparison, slot->type)) return fmt::format("no value is {}", written);
  }
  return std::nullopt;
}

// The graphs of phrases, each made once.
class Graphs {
 public:
  explicit Graphs(const RuleSet& rules) : rules_(rules) {}

  const PhraseGraph* of(std::uint32_t phrase) {
    const auto [place, is_new] = graphs_.try_emplace(phrase);
    if (is_new) {
      if (const auto tree = tree_of(rules_, rules_.phrases[phrase])) place->second = PhraseGraph::of(*tree);
    }
    return place->second ? &*place->second : nullptr;
  }
  // Whether wherever `inner` is found `outer` is.
  bool within(std::uint32_t outer, std::uint32_t inner) {
    if (outer == inner) return true;
    const auto *wide = of(outer), *narrow = of(inner);
    return wide != nullptr && narrow != nullptr && wide->surely_within(*narrow, steps_);
  }
  [[nodiscard]] bool exhausted() const { return steps_ == 0; }

 private:
  const RuleSet& rules_;
  std::map<std::uint32_t, std::optional<PhraseGraph>> graphs_;
  std::size_t steps_ = kMostCompared;
};

std::optional<std::string> why_never(const RuleSet& rules, const Pattern& pattern, Graphs& graphs) {
  const auto silent = [&](std::uint32_t unwanted, std::string_view where) {
    return fmt::format("wherever it is found, \"{}\" under {} takes it away", rules.phrases[unwanted].source, where);
  };
  std::vector<std::uint32_t> always, never;
  pattern.condition->found_always(always);
  pattern.condition->found_never(never);
  for (const auto unwanted : never) {
    if (std::ranges::any_of(always, [&](std::uint32_t phrase) { return graphs.within(unwanted, phrase); }))
      return silent(unwanted, "its own `none`");
  }
  const auto phrase = found_by(pattern);
  if (!phrase) return std::nullopt;
  for (const auto& unless : *pattern.unless) {
    if (const auto unwanted = unless->alone(); unwanted && graphs.within(*unwanted, *phrase))
      return silent(*unwanted, "the narrative's `none`");
  }
  return contradiction(rules, pattern, *phrase);
}

std::vector<Redundancy> find_never(const RuleSet& rules, Graphs& graphs) {
  std::vector<Redundancy> out;
  for (std::size_t i = 0; i < rules.patterns.size(); ++i) {
    if (is_retired(rules, rules.patterns[i])) continue;
    if (auto why = why_never(rules, rules.patterns[i], graphs))
      out.push_back({Redundancy::Kind::never, i, 0, std::move(*why), {}});
  }
  return out;
}

// The word of an alternative that is one word and nothing else.
std::optional<std::string_view> single_word(const PhraseNode& alternative) {
  const auto* node = &alternative;
  if (node->kind == PhraseNode::Kind::sequence && node->children.size() == 1 && !node->optional)
    node = &node->children.front();
  const bool single = node->kind == PhraseNode::Kind::words && !node->optional && !node->exact &&
                      node->words.find(' ') == std::string::npos;
  return single ? std::optional<std::string_view>(node->words) : std::nullopt;
}

// Which alternative finds all that alternative `index` finds, so that no place of any match changes without it: one
// that is tried before it, or behind it with none between that takes more than the one word.
std::optional<std::size_t> stands_for(const PhraseNode& choice, std::size_t index) {
  const auto word = single_word(choice.children[index]);
  if (!word) return std::nullopt;
  const auto covers = [&](std::size_t other) {
    const auto wide = single_word(choice.children[other]);
    return wide && word_covers(*wide, *word);
  };
  for (std::size_t i = 0; i < index; ++i) {
    if (covers(i)) return i;
  }
  for (std::size_t i = index + 1; i < choice.children.size() && single_word(choice.children[i]); ++i) {
    if (covers(i) && !word_covers(*word, *single_word(choice.children[i]))) return i;
  }
  return std::nullopt;
}

void find_alternatives(const PhraseNode& node, std::size_t pattern, std::vector<Redundancy>& out) {
  if (node.kind == PhraseNode::Kind::choice && node.source.starts_with('(')) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const auto source = [&](std::size_t child) {
        const auto& alternative = node.children[child];
        return alternative.children.empty() ? alternative.source : alternative.children.front().source;
      };
      if (const auto by = stands_for(node, i))
        out.push_back({Redundancy::Kind::alternative, pattern, 0, source(i), source(*by)});
    }
  }
  if (node.kind == PhraseNode::Kind::choice && !node.source.starts_with('(')) return;  // a lexicon
  for (const auto& child : node.children) find_alternatives(child, pattern, out);
}

// A phrase that holds a cue ("never pay") claims where another, to which the cue is none of its own, denies.
bool same_cues(const RuleSet& rules, std::size_t pattern, std::size_t other) {
  const auto own = [&](std::size_t of) {
    std::vector<std::uint32_t> phrases;
    rules.patterns[of].condition->phrases(phrases);
    OwnCues all;
    for (const auto phrase : phrases) {
      const auto& cues = rules.phrases[phrase].own;
      for (std::size_t act = 0; act < kSpeechActs; ++act) all.acts[act] = all.acts[act] || cues.acts[act];
      all.negation = all.negation || cues.negation;
      all.denial = all.denial || cues.denial;
    }
    return std::tuple(all.acts, all.negation, all.denial);
  };
  return own(pattern) == own(other);
}

void find_subsumed(const RuleSet& rules, const std::vector<bool>& never, Graphs& graphs, std::vector<Redundancy>& out) {
  std::map<std::pair<std::size_t, std::string>, std::vector<std::size_t>> together;
  for (std::size_t i = 0; i < rules.patterns.size(); ++i) {
    const auto& pattern = rules.patterns[i];
    if (!never[i] && !is_retired(rules, pattern)) together[{pattern.narrative, pattern.language}].push_back(i);
  }
  for (const auto& [group, patterns] : together) {
    for (const auto i : patterns) {
      const auto own = found_by(rules.patterns[i]);
      if (!own) continue;
      for (const auto other : patterns) {
        const auto wide = rules.patterns[other].condition->alone();
        if (rules.patterns[other].hint && !rules.patterns[i].hint) continue;  // it finds less than it names
        if (other == i || !wide || !graphs.within(*wide, *own) || !same_cues(rules, i, other)) continue;
        // Of two that find the same the first stays.
        const bool same = rules.patterns[i].condition->alone() && graphs.within(*own, *wide);
        if (same && other > i) continue;
        out.push_back({Redundancy::Kind::subsumed, i, other, {}, {}});
        break;
      }
    }
  }
}

}  // namespace

std::vector<Redundancy> find_never(const RuleSet& rules) {
  Graphs graphs(rules);
  return find_never(rules, graphs);
}

Redundancies find_redundant(const RuleSet& rules) {
  Graphs graphs(rules);
  Redundancies found;
  found.items = find_never(rules, graphs);
  std::vector<bool> never(rules.patterns.size(), false);
  for (const auto& item : found.items) never[item.pattern] = true;
  find_subsumed(rules, never, graphs, found.items);
  for (std::size_t i = 0; i < rules.patterns.size(); ++i) {
    if (is_retired(rules, rules.patterns[i])) continue;
    std::vector<std::uint32_t> phrases;
    rules.patterns[i].condition->phrases(phrases);
    for (const auto phrase : phrases) {
      if (const auto tree = tree_of(rules, rules.phrases[phrase])) find_alternatives(*tree, i, found.items);
    }
  }
  std::ranges::stable_sort(found.items, {}, &Redundancy::pattern);
  found.all_compared = !graphs.exhausted();
  return found;
}

std::string text_of(const Redundancy& redundancy, const RuleSet& rules) {
  const auto& pattern = rules.patterns[redundancy.pattern];
  switch (redundancy.kind) {
    case Redundancy::Kind::never:
      return fmt::format(
          "{} can never be found: {}; nobody would be told of what it was written for: change one of "
          "the two",
          pattern.id, redundancy.what);
    case Redundancy::Kind::subsumed: {
      const auto& other = rules.patterns[redundancy.by];
      return fmt::format(
          "in each sentence in which {} is found, {} (line {}) is found too, as words are "
          "written: it finds no more but where words are disguised or joined (tr4mcars, #tags); remove it, or ask for "
          "more in line {}",
          pattern.id, other.id, other.place.line, other.place.line);
    }
    case Redundancy::Kind::alternative:
      if (redundancy.what == redundancy.instead)
        return fmt::format("in {} the alternative \"{}\" stands twice; keep one", pattern.id, redundancy.what);
      return fmt::format(
          "in {} the alternative \"{}\" adds nothing: \"{}\" beside it finds every word that it finds, as "
          "words are written; remove it",
          pattern.id, redundancy.what, redundancy.instead);
  }
  return {};
}

const char* to_string(Redundancy::Kind kind) {
  constexpr std::array<const char*, 3> kNames{"never", "subsumed", "adds-nothing"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace sait
