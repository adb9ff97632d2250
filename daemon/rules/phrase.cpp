#include "rules/phrase.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/diagnostics.hpp"
#include "rules/regex.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

constexpr int kDefaultGap = 6;
constexpr int kMaxGap = 20;
constexpr std::size_t kMaxDepth = 16;
constexpr std::string_view kNumber = "\\pN[\\pN.,]*";
constexpr std::string_view kWholeNumber = "[1-9]\\pN{0,2}(?:[.,]?\\pN{3})*";  // 40, 4.700, 2,200; not 49.18
constexpr std::string_view kAnyWord = "[^ \\n]+ ";

struct Token {
  enum class Kind : std::uint8_t { word, name, gap, open, close, bar, star, optional, end };
  Kind kind = Kind::end;
  std::string_view text;
  std::size_t at = 0;  // byte offset in the phrase
};

std::vector<Token> tokenize(std::string_view phrase) {
  constexpr std::string_view kBlank = " \t\r\n", kMarks = "()|*?";
  constexpr std::string_view kEnds = " \t\r\n()|*?";
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < phrase.size()) {
    const auto rest = phrase.substr(at);
    std::size_t size = 1;
    if (kBlank.find(rest.front()) != std::string_view::npos) {
      ++at;
      continue;
    }
    Token::Kind kind = Token::Kind::word;
    if (const auto mark = kMarks.find(rest.front()); mark != std::string_view::npos) {
      constexpr Token::Kind kKinds[] = {Token::Kind::open, Token::Kind::close, Token::Kind::bar, Token::Kind::star,
                                        Token::Kind::optional};
      kind = kKinds[mark];
    } else {
      size = std::min(rest.find_first_of(kEnds), rest.size());
      if (rest.starts_with("...") || rest.starts_with("…")) kind = Token::Kind::gap;
      if (rest.front() == '@') kind = Token::Kind::name;
    }
    tokens.push_back({kind, rest.substr(0, size), at});
    at += size;
  }
  tokens.push_back({Token::Kind::end, {}, phrase.size()});
  return tokens;
}

// Recursive descent; the first problem ends it.
class Parser {
 public:
  Parser(std::string_view phrase, const Lexicons* lexicons)
      : phrase_(phrase), lexicons_(lexicons), tokens_(tokenize(phrase)) {}

  std::variant<PhraseNode, PhraseProblem> parse() {
    if (tokens_.size() == 1) return problem("empty-phrase", "this phrase is empty", 0);
    auto node = sequence(0);
    if (!found_ && token().kind == Token::Kind::close) fail("unbalanced", "this ) closes nothing");
    if (!found_ && token().kind == Token::Kind::bar) fail("unbalanced", "alternatives stand in a group: (a|b)");
    if (found_) return *found_;
    return node;
  }

 private:
  [[nodiscard]] const Token& token() const { return tokens_[next_]; }
  bool take(Token::Kind kind) {
    if (token().kind != kind) return false;
    ++next_;
    return true;
  }
  [[nodiscard]] bool touches() const {  // no blank before this token
    return next_ > 0 && tokens_[next_ - 1].at + tokens_[next_ - 1].text.size() == token().at;
  }

  PhraseProblem problem(std::string_view code, std::string text, std::size_t at) const {
    const auto before = phrase_.substr(0, at);
    const auto is_first = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; };
    return {std::string(code), std::move(text), 1 + static_cast<std::size_t>(std::ranges::count_if(before, is_first))};
  }
  void fail(std::string_view code, std::string text) { fail_at(code, std::move(text), token().at); }
  void fail_at(std::string_view code, std::string text, std::size_t at) {
    if (!found_) found_ = problem(code, std::move(text), at);
  }

  PhraseNode sequence(std::size_t depth) {
    PhraseNode node;
    if (depth > kMaxDepth) fail("depth", "groups lie too deep in each other");
    const auto begin = token().at;
    while (!found_) {
      const auto kind = token().kind;
      if (kind == Token::Kind::end || kind == Token::Kind::close || kind == Token::Kind::bar) break;
      node.children.push_back(part(depth));
    }
    if (!found_ && node.children.empty()) {
      fail_at("empty-group", "an alternative is empty; write (a|b)? for an optional group", begin);
    }
    if (!found_ &&
        (node.children.front().kind == PhraseNode::Kind::gap || node.children.back().kind == PhraseNode::Kind::gap)) {
      fail_at("gap", "a gap stands between words, not at the edge", begin);
    }
    return node;
  }

  PhraseNode part(std::size_t depth) {
    const Token first = token();
    ++next_;
    PhraseNode node;
    switch (first.kind) {
      case Token::Kind::word:
        node = word(first);
        break;
      case Token::Kind::name:
        node = lexicon(first);
        break;
      case Token::Kind::gap:
        return gap(first);
      case Token::Kind::open:
        node = group(first, depth);
        break;
      case Token::Kind::star:
        fail_at("mark", "* stands directly behind a word", first.at);
        break;
      default:
        fail_at("mark", "? stands directly behind a word or a group", first.at);
        break;
    }
    if (token().kind == Token::Kind::optional && touches()) {
      ++next_;
      node.optional = true;
    }
    return node;
  }

  PhraseNode word(const Token& first) {
    PhraseNode node{PhraseNode::Kind::words, {}, false, false, 0, {}};
    const auto folded = fold_words(first.text);
    if (folded.find('\n') != std::string::npos)
      fail_at("sentence", "a phrase lies within one sentence; leave the mark out", first.at);
    const auto begin = folded.find_first_not_of(' ');
    if (begin == std::string::npos) {
      fail_at("no-word", fmt::format("\"{}\" has no letter and no number", first.text), first.at);
      return node;
    }
    node.words = folded.substr(begin, folded.find_last_not_of(' ') + 1 - begin);
    if (token().kind == Token::Kind::star && touches()) {
      ++next_;
      node.prefix = true;
    }
    return node;
  }

  PhraseNode lexicon(const Token& first) {
    const auto name = first.text.substr(1);
    if (name == "number" || name == "whole") {
      return {PhraseNode::Kind::number, std::string(name), false, false, 0, {}};
    }
    PhraseNode node{PhraseNode::Kind::choice, {}, false, false, 0, {}};
    if (lexicons_ == nullptr) {
      fail_at("lexicon", "a name (@...) is not allowed here; write the words", first.at);
      return node;
    }
    const auto known = lexicons_->find(name);
    if (known == lexicons_->end()) {
      std::vector<std::string_view> names{"number", "whole"};
      for (const auto& [key, entries] : *lexicons_) names.push_back(key);
      const auto near = nearest(name, names);
      fail_at("lexicon",
              fmt::format("this language has no lexicon \"{}\"{}", name,
                          near.empty() ? "" : "; did you mean \"@" + near + "\"?"),
              first.at);
      return node;
    }
    node.children = known->second;
    return node;
  }

  PhraseNode gap(const Token& first) {
    const auto digits = first.text.substr(3);  // "..." and "…" have three bytes each
    int words = kDefaultGap;
    if (!digits.empty()) {
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), words);
      if (error != std::errc() || end != digits.data() + digits.size() || words < 1 || words > kMaxGap) {
        fail_at("gap", fmt::format("a gap is ... or ... with a number from 1 to {}, then a space", kMaxGap), first.at);
      }
    }
    return {PhraseNode::Kind::gap, {}, false, false, words, {}};
  }

  PhraseNode group(const Token& first, std::size_t depth) {
    PhraseNode node{PhraseNode::Kind::choice, {}, false, false, 0, {}};
    do {
      node.children.push_back(sequence(depth + 1));
    } while (!found_ && take(Token::Kind::bar));
    if (!found_ && !take(Token::Kind::close)) fail_at("unbalanced", "this ( is never closed", first.at);
    return node;
  }

  std::string_view phrase_;
  const Lexicons* lexicons_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::optional<PhraseProblem> found_;
};

// Words apart from each other, so that only a single word's own bytes count as a literal: RE2's prefilter gives up on a
// class of more than ten characters.
constexpr std::string_view kOpaqueSeparator = "[ -/]";

PhraseProblem no_literal() {
  return {"no-literal",
          "no word of at least 3 bytes is certain to occur; every post would have to be searched: add a word", 1};
}

}  // namespace

std::variant<PhraseNode, PhraseProblem> parse_phrase(std::string_view phrase, const Lexicons* lexicons) {
  return Parser(phrase, lexicons).parse();
}

std::string emit_regex(const PhraseNode& node, std::string_view separator) {
  std::string out;
  switch (node.kind) {
    case PhraseNode::Kind::words:
      for (const char c : node.words) out += c == ' ' ? std::string(separator) : quote_regex({&c, 1});
      if (node.prefix) out += "[^ \\n]*";
      out += separator;
      break;
    case PhraseNode::Kind::number:
      out = fmt::format("{}{}", node.words == "whole" ? kWholeNumber : kNumber, separator);
      break;
    case PhraseNode::Kind::gap:
      out = fmt::format("(?:{}){{0,{}}}", kAnyWord, node.gap);
      break;
    case PhraseNode::Kind::sequence:
      for (const auto& child : node.children) out += emit_regex(child, separator);
      break;
    case PhraseNode::Kind::choice:
      for (const auto& child : node.children) out += (out.empty() ? "" : "|") + emit_regex(child, separator);
      out = "(?:" + out + ")";
      break;
  }
  return node.optional ? "(?:" + out + ")?" : out;
}

bool matches_nothing(const PhraseNode& node) {
  if (node.optional || node.kind == PhraseNode::Kind::gap) return true;
  if (node.kind == PhraseNode::Kind::sequence) return std::ranges::all_of(node.children, matches_nothing);
  if (node.kind == PhraseNode::Kind::choice) return std::ranges::any_of(node.children, matches_nothing);
  return false;
}

std::size_t count_alternatives(const PhraseNode& node) {
  std::size_t count = node.kind == PhraseNode::Kind::choice ? node.children.size() : 0;
  for (const auto& child : node.children) count += count_alternatives(child);
  return count;
}

std::variant<CompiledPhrase, PhraseProblem> compile_phrase(std::string_view phrase, const Lexicons& lexicons) {
  std::string body, apart;
  if (phrase.starts_with(kRegexPrefix)) {
    auto written = phrase.substr(kRegexPrefix.size());
    written.remove_prefix(std::min(written.find_first_not_of(' '), written.size()));
    if (written.empty()) return PhraseProblem{"empty-phrase", "nothing follows regex:", phrase.size() + 1};
    if (auto refused = regex_problem(written))
      return PhraseProblem{"regex", std::move(*refused), kRegexPrefix.size() + 1};
    if (regex_matches_empty(written)) return PhraseProblem{"matches-empty", "this matches a text without words", 1};
    apart = fmt::format("(?:{})", written);
    body = apart + " ";
  } else {
    auto parsed = parse_phrase(phrase, &lexicons);
    if (auto* problem = std::get_if<PhraseProblem>(&parsed)) return std::move(*problem);
    const auto& node = std::get<PhraseNode>(parsed);
    if (matches_nothing(node))
      return PhraseProblem{"matches-empty", "every part is optional, so this matches everything", 1};
    if (const auto count = count_alternatives(node); count > kMaxAlternatives) {
      return PhraseProblem{"alternatives",
                           fmt::format("{} alternatives; at most {} are allowed", count, kMaxAlternatives), 1};
    }
    body = emit_regex(node);
    apart = emit_regex(node, kOpaqueSeparator);
  }
  CompiledPhrase compiled{" (" + body + ")"};
  if (auto refused = regex_problem(compiled.regex)) return PhraseProblem{"regex", std::move(*refused), 1};
  if (!has_required_literal(apart) || !has_required_literal(compiled.regex)) return no_literal();
  return compiled;
}

}  // namespace sait
