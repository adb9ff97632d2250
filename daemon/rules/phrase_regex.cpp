// The last steps of rules/phrase.hpp: tree -> RE2, and what must stand in every sentence it matches.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include "rules/phrase.hpp"
#include "rules/regex.hpp"
#include "rules/regex_tree.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"
#include "text/word_form.hpp"

namespace sait {
namespace {

constexpr std::string_view kNumber = "[0-9][0-9.,]*";
constexpr std::string_view kWholeNumber = "[1-9][0-9]{0,2}(?:[.,]?[0-9]{3})*";  // 40, 4.700, 2,200; not 49.18
constexpr std::size_t kSurelyTaken = 40'000;         // steps of a program, of which RE2 takes more than 80,000
constexpr std::size_t kMostAccentedLetters = 2'000;  // bytes; RE2 refuses fewer, but takes its time for it
constexpr std::string_view kAnyWord = "[^ ]+ ";
constexpr std::string_view kAnyLetters = "[^ ]*";

// Writes a phrase as an expression.
class Emitter {
 public:
  // `shared` may be nullptr. What asks for its accents shares nothing.
  Emitter(const SlotWords& slots, bool written, SharedGroups* shared)
      : slots_(slots), written_(written), shared_(written ? nullptr : shared) {}

  void add(std::string_view text) { out_.add(text); }

  void add(const PhraseNode& node) {
    if (node.optional) out_.add("(?:");
    switch (node.kind) {
      case PhraseNode::Kind::words:
        add_words(node);
        break;
      case PhraseNode::Kind::number:
        out_.add(node.words == "whole" ? kWholeNumber : kNumber);
        out_.add(" ");
        break;
      case PhraseNode::Kind::slot:
        add_slot(node);
        break;
      case PhraseNode::Kind::gap:
        out_.add(fmt::format("(?:{}){{0,{}}}?", kAnyWord, node.gap));
        break;
      case PhraseNode::Kind::sequence:
        for (const auto& child : node.children) add(child);
        break;
      case PhraseNode::Kind::choice:
        add_choice(node);
        break;
    }
    if (node.optional) out_.add(")?");
  }

  [[nodiscard]] const SharedText& out() const { return out_; }
  [[nodiscard]] SharedText take() { return std::move(out_); }
  // What the marks of out() stand for.
  [[nodiscard]] std::span<const std::shared_ptr<const SharedRegex>> groups() const { return groups_; }

 private:
  void add_words(const PhraseNode& node) {
    const std::string_view words = written_ && node.exact ? node.written : node.words;
    for (std::size_t i = 0; i < words.size();) {
      auto size = character_size(words, i);
      const auto letter = words.substr(i, size);
      if (letter == "*") {
        out_.add(kAnyLetters);
      } else if (written_ && !node.exact) {
        out_.add(any_accent(words.substr(i), size));
      } else {
        out_.add(quote_regex(letter));
      }
      i += size;
    }
    out_.add(" ");
  }

  void add_slot(const PhraseNode& node) {
    const auto written = [&] { return fmt::format("(?:{})", slots_.regex(node.slot)); };
    out_.add("(");
    if (!is_shared(fmt::format("<{}>", to_string(node.slot)), written)) out_.add(slots_.regex(node.slot));
    out_.add(")");
  }

  void add_choice(const PhraseNode& node) {
    const auto written = [&] {
      Emitter alternatives(slots_, false, nullptr);
      alternatives.add_alternatives(node);
      return alternatives.take().text();
    };
    if (node.words.empty() || !is_shared("@" + node.words, written)) add_alternatives(node);
  }

  void add_alternatives(const PhraseNode& node) {
    out_.add("(?:");
    for (bool first = true; const auto& child : node.children) {
      if (!std::exchange(first, false)) out_.add("|");
      add(child);
    }
    out_.add(")");
  }

  // Adds what others have under this name, too.
  bool is_shared(const std::string& name, const std::function<std::string()>& written) {
    if (shared_ == nullptr) return false;
    auto group = shared_->get(name, written);
    if (group == nullptr) return false;
    out_.add(group->text);
    groups_.push_back(std::move(group));
    return true;
  }

  const SlotWords& slots_;
  bool written_;
  SharedGroups* shared_;
  SharedText out_;
  std::vector<std::shared_ptr<const SharedRegex>> groups_;
};

void add_slots(const PhraseNode& node, std::vector<PhraseSlot>& slots) {
  if (node.kind == PhraseNode::Kind::slot) slots.push_back({node.words, node.slot});
  for (const auto& child : node.children) add_slots(child, slots);
}

// Whether what has one of `lead` has one of the part, as its beginning shows; both are in order.
bool says_no_more(const RequiredPart& part, const RequiredPart& lead) {
  return std::ranges::all_of(lead, [&](const std::string& literal) {
    const auto behind = std::ranges::upper_bound(part, literal);
    return behind != part.begin() && literal.starts_with(*std::prev(behind));
  });
}

// `regex`: over text without accents; `groups`: those of its marks.
void find_parts(const SharedText& regex, std::span<const std::shared_ptr<const SharedRegex>> groups,
                const KnownWords* common, Reach reach, CompiledPhrase& compiled) {
  const auto tree = parse_regex(regex.own(), groups);
  compiled.parts = tree ? required_parts(*tree, common, reach) : required_parts(regex.text());
  if (!tree) return;
  compiled.longest = longest_match(*tree).value_or(0);
  if (!compiled.written) compiled.anchored = AnchoredRegex::compile(*tree);
  auto lead = leading_literals(*tree, reach);
  if (lead.empty()) return;
  std::erase_if(compiled.parts, [&](const RequiredPart& part) {
    return says_no_more(part, lead) && (!sorts_texts(part) || sorts_texts(lead));
  });
  compiled.parts.insert(compiled.parts.begin(), std::move(lead));
  compiled.leads = true;
}

std::size_t count_gaps(const PhraseNode& node) {
  std::size_t count = node.kind == PhraseNode::Kind::gap ? 1 : 0;
  for (const auto& child : node.children) count += count_gaps(child);
  return count;
}

// What the notation makes is well-formed, and RE2 refuses it for its size alone: a byte becomes about one step of its
// program, a gap some hundred, and it takes more than 80,000.
bool is_surely_taken(const CompiledPhrase& compiled, const PhraseNode& node) {
  constexpr std::size_t kStepsOfGap = 600;
  return !compiled.written && compiled.regex.size() + kStepsOfGap * count_gaps(node) < kSurelyTaken;
}

std::size_t count_letters(const PhraseNode& node) {
  auto count = node.kind == PhraseNode::Kind::words ? node.words.size() : 0;
  for (const auto& child : node.children) count += count_letters(child);
  return count;
}

PhraseProblem too_many_letters(std::size_t steps) {
  return {"too-many",
          "beside a =word each letter of a phrase is looked for with and without its accents, and these are too many: "
          "name no long lexicon here, or leave the = out",
          1, steps};
}

PhraseProblem no_literal() {
  return {"no-literal",
          "no word of at least 3 bytes is certain to occur; every post would have to be searched: add a word", 1};
}

std::variant<CompiledPhrase, PhraseProblem> compile_regex(std::string_view written, Reach reach) {
  written.remove_prefix(std::min(written.find_first_not_of(' '), written.size()));
  if (written.empty()) return PhraseProblem{"empty-phrase", "nothing follows regex:", kRegexPrefix.size() + 1};
  const auto problem = [](std::string_view code, std::string text) {
    return PhraseProblem{std::string(code), std::move(text), kRegexPrefix.size() + 1};
  };
  for (const std::string_view boundary : {"\\b", "\\B"}) {
    if (written.find(boundary) != std::string_view::npos)
      return problem("regex", fmt::format("{} knows ASCII letters only; words stand between single spaces here, and "
                                          "the whole expression between the borders of words: write a space",
                                          boundary));
  }
  constexpr std::size_t kLongestRegex = 10'000;  // bytes
  if (written.size() > kLongestRegex)
    return problem("regex", fmt::format("{} bytes; at most {} are taken: make several entries of it", written.size(),
                                        kLongestRegex));
  const auto plain = drop_accents(written);
  auto look = look_at_regex(plain);
  if (look.problem) {
    auto refused = problem("regex", std::move(*look.problem));
    refused.steps = look.steps;
    return refused;
  }
  if (look.matches_empty) return PhraseProblem{"matches-empty", "this matches a text without words", 1};
  CompiledPhrase compiled;
  compiled.steps = look.steps;
  const auto regex = fmt::format(" ((?:{}) )", plain);
  compiled.regex = SharedText(regex);
  if (look.steps > kSurelyTaken) {
    if (auto refused = regex_problem(regex)) return problem("regex", std::move(*refused));
  }
  find_parts(compiled.regex, {}, nullptr, reach, compiled);
  if (compiled.parts.empty()) compiled.parts = required_parts(regex);  // what RE2 knows beyond its tree
  if (std::ranges::none_of(compiled.parts, sorts_texts)) return no_literal();
  return compiled;
}

// "migrants? ... cars" would be found wherever there are cars, with whatever stands before them.
bool has_loose_edge(const PhraseNode& node) {
  const auto is_firm = [](const PhraseNode& part) { return part.kind != PhraseNode::Kind::gap && !part.optional; };
  const auto is_gap = [](const PhraseNode& part) { return part.kind == PhraseNode::Kind::gap; };
  const auto first = std::ranges::find_if(node.children, is_firm);
  const auto last = std::find_if(node.children.rbegin(), node.children.rend(), is_firm);
  return std::any_of(node.children.begin(), first, is_gap) || std::any_of(node.children.rbegin(), last, is_gap);
}

}  // namespace

std::string emit_regex(const PhraseNode& node, const SlotWords& slots, bool written) {
  Emitter emitter(slots, written, nullptr);
  emitter.add(node);
  return emitter.take().text();
}

std::variant<CompiledPhrase, PhraseProblem> compile_phrase(std::string_view phrase, const PhraseWords& words,
                                                           Reach reach) {
  if (phrase.starts_with(kRegexPrefix)) return compile_regex(phrase.substr(kRegexPrefix.size()), reach);
  auto parsed = parse_phrase(phrase, &words);
  if (auto* problem = std::get_if<PhraseProblem>(&parsed)) return std::move(*problem);
  auto& node = std::get<PhraseNode>(parsed);
  if (matches_nothing(node))
    return PhraseProblem{"matches-empty", "every part is optional, so this matches everything", 1};
  if (has_loose_edge(node)) {
    return PhraseProblem{"gap",
                         "only parts that may be missing stand on one side of a gap, so it would take in any words "
                         "there; for one letter more or less write word* or (word|words)",
                         1};
  }
  if (const auto count = count_alternatives(node); count > kMaxAlternatives) {
    return PhraseProblem{"alternatives",
                         fmt::format("{} alternatives; at most {} are allowed", count, kMaxAlternatives), 1};
  }
  CompiledPhrase compiled;
  compiled.written = has_exact_word(node);
  if (compiled.written && count_letters(node) > kMostAccentedLetters) return too_many_letters(0);
  const auto emitted = [&](bool written) {
    Emitter emitter(words.slots, written, words.shared.get());
    emitter.add(" (");
    emitter.add(node);
    emitter.add(")");
    return emitter;
  };
  const auto plain = emitted(false);
  compiled.regex = compiled.written ? emitted(true).take() : plain.out();
  add_slots(node, compiled.slots);
  std::set<std::string_view> names;
  for (const auto& slot : compiled.slots) {
    if (!names.insert(slot.name).second)
      return PhraseProblem{
          "slot",
          fmt::format("two slots are called \"{0}\"; name them, such as <first:{1}>", slot.name, to_string(slot.type)),
          1};
  }
  if (!is_surely_taken(compiled, node)) {
    auto look = look_at_regex(compiled.regex.text(), regex_options().max_mem());
    if (look.problem && compiled.written) return too_many_letters(2 * kSurelyTaken);
    if (look.problem) return PhraseProblem{"regex", std::move(*look.problem), 1, 2 * kSurelyTaken};
    if (compiled.written) compiled.steps = look.steps;
  }
  find_parts(plain.out(), plain.groups(), words.shared == nullptr ? nullptr : words.shared->common(), reach, compiled);
  if (std::ranges::none_of(compiled.parts, sorts_texts)) return no_literal();
  compiled.tree = std::move(node);
  return compiled;
}

}  // namespace sait
