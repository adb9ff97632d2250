// The last steps of rules/phrase.hpp: tree -> RE2, and what must stand in every sentence it matches.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "rules/phrase.hpp"
#include "rules/regex.hpp"
#include "text/fold.hpp"
#include "text/word_form.hpp"

namespace sait {
namespace {

constexpr std::string_view kNumber = "[0-9][0-9.,]*";
constexpr std::string_view kWholeNumber = "[1-9][0-9]{0,2}(?:[.,]?[0-9]{3})*";  // 40, 4.700, 2,200; not 49.18
constexpr std::string_view kAnyWord = "[^ ]+ ";
constexpr std::string_view kAnyLetters = "[^ ]*";
constexpr std::size_t kMostParts = 6;  // more would not rule out more

std::string emit_words(const PhraseNode& node, bool written) {
  std::string out;
  const std::string_view words = written && node.exact ? node.written : node.words;
  for (std::size_t i = 0; i < words.size();) {
    std::size_t size = 1;
    while (i + size < words.size() && (static_cast<unsigned char>(words[i + size]) & 0xC0U) == 0x80) ++size;
    const auto letter = words.substr(i, size);
    if (letter == "*") {
      out += kAnyLetters;
    } else if (written && !node.exact) {
      out += any_accent(words.substr(i), size);
    } else {
      out += quote_regex(letter);
    }
    i += size;
  }
  return out + ' ';
}

// Literals that are long enough to sort posts by.
bool is_long(std::string_view literal) {
  return static_cast<std::size_t>(std::ranges::count_if(literal, [](char c) { return c != ' '; })) >=
         static_cast<std::size_t>(kMinAtomBytes);
}

std::size_t shortest(const RequiredPart& part) { return std::ranges::min(part, {}, &std::string::size).size(); }

void add_parts(const PhraseNode& node, std::vector<RequiredPart>& parts);

// Of several parts that are all required the one that fewest texts have.
const RequiredPart& rarest(const std::vector<RequiredPart>& parts) {
  return *std::ranges::max_element(parts, [](const RequiredPart& a, const RequiredPart& b) {
    return std::pair(shortest(a), b.size()) < std::pair(shortest(b), a.size());
  });
}

void add_choice(const PhraseNode& node, std::vector<RequiredPart>& parts) {
  std::set<std::string> literals;
  for (const auto& child : node.children) {
    std::vector<RequiredPart> own;
    add_parts(child, own);
    if (own.empty()) return;
    const auto& part = rarest(own);
    literals.insert(part.begin(), part.end());
  }
  parts.emplace_back(literals.begin(), literals.end());
}

void add_longest(const std::vector<std::string>& pieces, std::vector<RequiredPart>& parts) {
  const auto& longest = *std::ranges::max_element(pieces, {}, &std::string::size);
  if (is_long(longest)) parts.push_back({longest});
}

// Words that follow each other are one literal.
void add_sequence(const PhraseNode& node, std::vector<RequiredPart>& parts) {
  std::vector<std::string> run;
  const auto finish = [&] {
    if (!run.empty()) add_longest(run, parts);
    run.clear();
  };
  for (const auto& child : node.children) {
    if (child.kind != PhraseNode::Kind::words || child.optional) {
      finish();
      add_parts(child, parts);
      continue;
    }
    auto pieces = fixed_pieces(child);
    if (!run.empty() && run.back().ends_with(' ') && pieces.front().starts_with(' ')) {
      run.back() += pieces.front().substr(1);
      pieces.erase(pieces.begin());
    }
    run.insert(run.end(), pieces.begin(), pieces.end());
  }
  finish();
}

void add_parts(const PhraseNode& node, std::vector<RequiredPart>& parts) {
  if (node.optional) return;
  switch (node.kind) {
    case PhraseNode::Kind::words:
      add_longest(fixed_pieces(node), parts);
      break;
    case PhraseNode::Kind::slot:
      if (node.slot == SlotType::link) parts.push_back({fmt::format(" {} ", kLinkWord)});
      break;
    case PhraseNode::Kind::sequence:
      add_sequence(node, parts);
      break;
    case PhraseNode::Kind::choice:
      add_choice(node, parts);
      break;
    default:
      break;
  }
}

void add_slots(const PhraseNode& node, std::vector<PhraseSlot>& slots) {
  if (node.kind == PhraseNode::Kind::slot) slots.push_back({node.words, node.slot});
  for (const auto& child : node.children) add_slots(child, slots);
}

void put_lead_first(RequiredPart lead, CompiledPhrase& compiled) {
  if (lead.empty()) return;
  std::erase(compiled.parts, lead);
  compiled.parts.insert(compiled.parts.begin(), std::move(lead));
  compiled.leads = true;
}

PhraseProblem no_literal() {
  return {"no-literal",
          "no word of at least 3 bytes is certain to occur; every post would have to be searched: add a word", 1};
}

// What a regular expression begins with, as far as it can be told at a glance: plain letters, or one group of words.
// Letters before a mark that repeats or skips (?, *, {) belong to it.
RequiredPart leading_literals_of_regex(std::string_view regex) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ' || (static_cast<unsigned char>(c) & 0x80U) != 0;
  };
  const auto plain_run = [&](std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && is_plain(text[size])) ++size;
    return size;
  };
  std::set<std::string> literals;
  if (regex.starts_with("(?:") || (regex.starts_with('(') && !regex.starts_with("(?"))) {
    auto rest = regex.substr(regex.starts_with("(?:") ? 3 : 1);
    while (true) {
      const auto size = plain_run(rest);
      if (size == 0 || size == rest.size()) return {};
      literals.insert(fmt::format(" {}", rest.substr(0, size)));
      const char mark = rest[size];
      rest.remove_prefix(size + 1);
      if (mark == ')') break;
      if (mark != '|') return {};
    }
    // Behind the group nothing that skips or repeats it; what follows at the top is then read without alternatives.
    if (!rest.empty() && (rest.front() == '?' || rest.front() == '*' || rest.front() == '{' || rest.front() == '+'))
      return {};
  } else {
    auto size = plain_run(regex);
    const bool marked = size < regex.size() && (regex[size] == '?' || regex[size] == '*' || regex[size] == '{');
    if (marked && size > 0) {
      --size;  // the whole character
      while (size > 0 && (static_cast<unsigned char>(regex[size]) & 0xC0U) == 0x80) --size;
    }
    literals.insert(fmt::format(" {}", regex.substr(0, size)));
  }
  // Alternatives at the top ("abc|def") begin otherwise.
  int depth = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (c == '\\') {
      ++i;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
      if (i + 1 < regex.size() && regex[i + 1] == '^') ++i;
      if (i + 1 < regex.size() && regex[i + 1] == ']') ++i;
    } else if (c == '(') {
      if (regex.substr(i, 2) == "(?" && regex.substr(i, 3) != "(?:" && regex.substr(i, 4) != "(?P<")
        return {};  // flags
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == '|' && depth == 0) {
      return {};
    }
  }
  if (!std::ranges::all_of(literals, is_long)) return {};
  return {literals.begin(), literals.end()};
}

std::variant<CompiledPhrase, PhraseProblem> compile_regex(std::string_view written) {
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
  const auto plain = drop_accents(written);
  if (auto refused = regex_problem(plain)) return problem("regex", std::move(*refused));
  if (regex_matches_empty(plain)) return PhraseProblem{"matches-empty", "this matches a text without words", 1};
  CompiledPhrase compiled;
  compiled.regex = fmt::format(" ((?:{}) )", plain);
  if (auto refused = regex_problem(compiled.regex)) return problem("regex", std::move(*refused));
  compiled.parts = required_parts(compiled.regex);
  compiled.longest = longest_match(compiled.regex).value_or(0);
  if (compiled.parts.empty()) return no_literal();
  put_lead_first(leading_literals_of_regex(plain), compiled);
  return compiled;
}

}  // namespace

std::vector<std::string> fixed_pieces(const PhraseNode& node) {
  std::vector<std::string> pieces;
  std::string piece = " ";
  for (const char c : node.words + " ") {
    if (c == '*') {
      pieces.push_back(std::exchange(piece, {}));
    } else {
      piece += c;
    }
  }
  pieces.push_back(piece);
  return pieces;
}

RequiredPart leading_literals(const PhraseNode& node) {
  if (node.optional) return {};
  switch (node.kind) {
    case PhraseNode::Kind::words: {
      const auto piece = fixed_pieces(node).front();
      return is_long(piece) ? RequiredPart{piece} : RequiredPart{};
    }
    case PhraseNode::Kind::sequence:
      return leading_literals(node.children.front());
    case PhraseNode::Kind::choice: {
      std::set<std::string> literals;
      for (const auto& child : node.children) {
        const auto own = leading_literals(child);
        if (own.empty()) return {};
        literals.insert(own.begin(), own.end());
      }
      return {literals.begin(), literals.end()};
    }
    default:
      return {};
  }
}

std::string emit_regex(const PhraseNode& node, const SlotWords& slots, bool written) {
  std::string out;
  switch (node.kind) {
    case PhraseNode::Kind::words:
      out = emit_words(node, written);
      break;
    case PhraseNode::Kind::number:
      out = fmt::format("{} ", node.words == "whole" ? kWholeNumber : kNumber);
      break;
    case PhraseNode::Kind::slot:
      out = fmt::format("({})", slots.regex(node.slot));
      break;
    case PhraseNode::Kind::gap:
      out = fmt::format("(?:{}){{0,{}}}", kAnyWord, node.gap);
      break;
    case PhraseNode::Kind::sequence:
      for (const auto& child : node.children) out += emit_regex(child, slots, written);
      break;
    case PhraseNode::Kind::choice:
      for (const auto& child : node.children) out += (out.empty() ? "" : "|") + emit_regex(child, slots, written);
      out = "(?:" + out + ")";
      break;
  }
  return node.optional ? "(?:" + out + ")?" : out;
}

std::variant<CompiledPhrase, PhraseProblem> compile_phrase(std::string_view phrase, const PhraseWords& words) {
  if (phrase.starts_with(kRegexPrefix)) return compile_regex(phrase.substr(kRegexPrefix.size()));
  auto parsed = parse_phrase(phrase, &words);
  if (auto* problem = std::get_if<PhraseProblem>(&parsed)) return std::move(*problem);
  const auto& node = std::get<PhraseNode>(parsed);
  if (matches_nothing(node))
    return PhraseProblem{"matches-empty", "every part is optional, so this matches everything", 1};
  if (const auto count = count_alternatives(node); count > kMaxAlternatives) {
    return PhraseProblem{"alternatives",
                         fmt::format("{} alternatives; at most {} are allowed", count, kMaxAlternatives), 1};
  }
  CompiledPhrase compiled;
  compiled.written = has_exact_word(node);
  compiled.regex = " (" + emit_regex(node, words.slots, compiled.written) + ")";
  add_slots(node, compiled.slots);
  std::set<std::string_view> names;
  for (const auto& slot : compiled.slots) {
    if (!names.insert(slot.name).second)
      return PhraseProblem{
          "slot",
          fmt::format("two slots are called \"{0}\"; name them, such as <first:{1}>", slot.name, to_string(slot.type)),
          1};
  }
  if (auto refused = regex_problem(compiled.regex)) return PhraseProblem{"regex", std::move(*refused), 1};
  add_parts(node, compiled.parts);
  if (compiled.parts.empty()) return no_literal();
  std::ranges::stable_sort(compiled.parts, std::ranges::greater(), shortest);
  if (compiled.parts.size() > kMostParts) compiled.parts.resize(kMostParts);
  put_lead_first(leading_literals(node), compiled);
  return compiled;
}

}  // namespace sait
