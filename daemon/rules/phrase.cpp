#include "rules/phrase.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/diagnostics.hpp"
#include "rules/regex.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

constexpr int kDefaultGap = 6;
constexpr int kMaxGap = 20;
constexpr int kMostGaps = 20;  // of a phrase; each takes a copy of its words' expression
constexpr std::size_t kMaxDepth = 16;

// A sentence mark that is not inside a number or an abbreviation's dots.
bool ends_sentence(std::string_view piece) {
  return piece.ends_with('.') || piece.ends_with('!') || piece.ends_with("…") || piece.ends_with("؟");
}

// A sign, for which posts have a space, if any; the last byte of what is not ASCII ends a letter nearly always.
bool parts_words(char c) {
  const bool letter =
      (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' || c == '=';
  return !letter && static_cast<unsigned char>(c) < 0x80;
}

// "regex:migrants", "Regex:"
bool is_regex_prefix(std::string_view text) {
  return text.size() >= kRegexPrefix.size() &&
         std::ranges::equal(text.substr(0, kRegexPrefix.size()), kRegexPrefix,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

struct Token {
  enum class Kind : std::uint8_t { word, name, slot, gap, open, close, bar, optional, end };
  Kind kind = Kind::end;
  std::string_view text;
  std::size_t at = 0;  // byte offset in the phrase
};

std::vector<Token> tokenize(std::string_view phrase) {
  constexpr std::string_view kBlank = " \t\r\n", kMarks = "()|?";
  constexpr std::string_view kEnds = " \t\r\n()|?<";
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
      constexpr Token::Kind kKinds[] = {Token::Kind::open, Token::Kind::close, Token::Kind::bar, Token::Kind::optional};
      kind = kKinds[mark];
    } else if (rest.front() == '<') {
      kind = Token::Kind::slot;
      size = std::min(rest.find('>'), rest.size() - 1) + 1;
    } else {
      size = std::min(rest.find_first_of(kEnds), rest.size());
      // A gap may stand without spaces around it.
      const auto dots = std::min(rest.find("..."), rest.find("…"));
      if (dots != 0 && dots < size && dots + 3 < size) size = dots;
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
  Parser(std::string_view phrase, const PhraseWords* words)
      : phrase_(phrase), words_(words), tokens_(tokenize(phrase)) {}

  std::variant<PhraseNode, PhraseProblem> parse() {
    if (tokens_.size() == 1) return problem("empty-phrase", "this phrase is empty", 0);
    auto node = sequence(0);
    if (!found_ && token().kind == Token::Kind::close) fail("unbalanced", "this ) closes nothing");
    if (!found_ && token().kind == Token::Kind::bar) fail("unbalanced", "alternatives stand in a group: (a|b)");
    if (found_) return *found_;
    node.children.shrink_to_fit();
    return node;
  }

 private:
  [[nodiscard]] const Token& token() const { return tokens_[next_]; }
  bool take(Token::Kind kind) {
    if (token().kind != kind) return false;
    ++next_;
    return true;
  }
  [[nodiscard]] bool touches() const { return touches_at(next_); }  // no blank before this token
  [[nodiscard]] bool touches_at(std::size_t index) const {
    return index > 0 && tokens_[index - 1].at + tokens_[index - 1].text.size() == tokens_[index].at;
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
    if (touches()) refuse_glued(first);
    ++next_;
    PhraseNode node;
    switch (first.kind) {
      case Token::Kind::word:
        node = word(first);
        break;
      case Token::Kind::name:
        node = lexicon(first);
        break;
      case Token::Kind::slot:
        node = slot(first);
        break;
      case Token::Kind::gap:
        node = gap(first);
        node.source = first.text;
        return node;
      case Token::Kind::open:
        node = group(first, depth);
        break;
      default:
        if (next_ > 1 && tokens_[next_ - 2].kind == Token::Kind::open && touches_at(next_ - 1))
          fail_regex(first.at - 1, "(?", "a group is (a|b), and (a|b)? may be missing");
        fail_at("mark", "? stands directly behind a word or a group", first.at);
        break;
    }
    if (token().kind == Token::Kind::optional && touches()) {
      ++next_;
      node.optional = true;
    }
    const auto& last = tokens_[next_ - 1];
    node.source = phrase_.substr(first.at, last.at + last.text.size() - first.at);
    return node;
  }

  void fail_regex(std::size_t at, std::string_view mark, std::string_view instead) {
    fail_at("notation",
            fmt::format("\"{}\" is of regular expressions and would be left out here; {}; an expression is an entry of "
                        "`phrases` that begins with \"regex:\"",
                        mark, instead),
            at);
  }

  // "migrant(s)", "(im)?migrants", "colou?r": parts stand for whole words. Not "(anti|pro)-migrant": a hyphen parts
  // words.
  void refuse_glued(const Token& first) {
    using Kind = Token::Kind;
    const auto& before = tokens_[next_ - 1];
    const bool group = before.kind == Kind::close || before.kind == Kind::optional;
    const bool named = before.kind == Kind::name || (before.kind == Kind::word && !parts_words(before.text.back()));
    const bool behind = (first.kind == Kind::word && !parts_words(first.text.front())) || first.kind == Kind::name ||
                        first.kind == Kind::open;
    if (!(group && behind) && !(named && first.kind == Kind::open)) return;
    fail_at("notation",
            "a group, and what ? makes optional, is whole words; put a space here, or write the words out: "
            "(migrant|migrants), or migrant*",
            first.at);
  }

  // Fragments of regular expressions, which folding would drop or read as words.
  void refuse_regex(const Token& first) {
    const auto text = first.text;
    const auto mark = [&](std::string_view what, std::string_view instead) {
      if (const auto at = text.find(what); at != std::string_view::npos) fail_regex(first.at + at, what, instead);
    };
    if (is_regex_prefix(text)) {
      fail_at(
          "notation",
          "\"regex:\" is read as a word here; it stands once, in small letters, at the very beginning of an entry of "
          "`phrases`, and all behind it is the expression",
          first.at);
    }
    mark("\\", "@number is any number, * any letters, and signs need nothing before them");
    mark(".*", "... is up to six words, ...3 up to three, and * in a word any letters");
    mark(".+", "... is up to six words, ...3 up to three, and * in a word any letters");
    for (const auto* what : {"[", "]"}) mark(what, "one of some words is (a|b), any letters in a word are *");
    for (const auto* what : {"{", "}"}) mark(what, "...3 is up to three words, and word? may be missing");
    mark("^", "a phrase stands anywhere in its sentence");
    mark("*+", "* is any letters already");
    if (text.starts_with('+') && touches_at(next_ - 1))
      fail_regex(first.at, "+", "write the group once; ...3 before it leaves room for words");
    if (const auto at = text.find('>'); at != std::string_view::npos)
      fail_at("slot", "this > closes nothing; a slot is written <number>", first.at + at);
    constexpr std::size_t kLongestCountry = 4;  // NT$, MEX$
    const bool last = token().kind == Token::Kind::end && text.ends_with('$') && text.size() > 1;
    const char before = last ? text[text.size() - 2] : ' ';
    if (before == '*' || (text.size() > kLongestCountry && before >= 'a' && before <= 'z'))
      fail_regex(first.at + text.size() - 1, "$", "a phrase stands anywhere in its sentence");
  }

  PhraseNode word(const Token& first) {
    PhraseNode node;
    refuse_regex(first);
    node.kind = PhraseNode::Kind::words;
    auto text = first.text;
    if (text.size() > 1 && text.front() == '=') {
      node.exact = true;
      text.remove_prefix(1);
    }
    bool letters = false;
    for (std::size_t from = 0; from <= text.size();) {
      const auto star = std::min(text.find('*', from), text.size());
      letters = append_piece(node, text.substr(from, star - from), first.at) || letters;
      if (star == text.size()) break;
      node.words += '*';
      node.written += '*';
      from = star + 1;
    }
    if (!letters && !found_) {
      fail_at(text.find('*') == std::string_view::npos ? "no-word" : "mark",
              text.find("“") != std::string_view::npos || text.find("”") != std::string_view::npos ||
                      text.find("„") != std::string_view::npos
                  ? fmt::format("\"{}\" begins with a curly quotation mark, which is part of the text; put the phrase "
                                "into straight ones (\")",
                                first.text)
                  : fmt::format("\"{}\" has no letter and no number", first.text),
              first.at);
    }
    if (text.find("**") != std::string_view::npos) fail_at("mark", "one * is enough for any letters", first.at);
    return node;
  }

  // One piece of a word between stars; false if there is nothing in it.
  bool append_piece(PhraseNode& node, std::string_view piece, std::size_t at) {
    Folder folder;
    FoldedText folded;
    folder.fold(piece, folded);
    if (ends_sentence(piece)) fail_at("sentence", "a phrase lies within one sentence; leave the mark out", at);
    if (folded.words.empty()) return false;
    const auto trimmed = [](std::string_view words) { return words.substr(1, words.size() - 2); };
    node.words += trimmed(folded.plain());
    node.written += trimmed(folded.text);
    return true;
  }

  PhraseNode lexicon(const Token& first) {
    const auto name = first.text.substr(1);
    PhraseNode node;
    if (name == "number" || name == "whole") {
      node.kind = PhraseNode::Kind::number;
      node.words = name;
      return node;
    }
    node.kind = PhraseNode::Kind::choice;
    if (words_ == nullptr) {
      fail_at("lexicon", "a name (@...) is not allowed here; write the words", first.at);
      return node;
    }
    const auto known = words_->lexicons.find(name);
    if (known == words_->lexicons.end()) {
      std::vector<std::string_view> names{"number", "whole"};
      for (const auto& [key, entries] : words_->lexicons) names.push_back(key);
      const auto near = nearest(name, names);
      fail_at("lexicon",
              fmt::format("this language has no lexicon \"{}\"{}", name,
                          near.empty() ? "" : "; did you mean \"@" + near + "\"?"),
              first.at);
      return node;
    }
    node.words = name;
    node.children = known->second;
    return node;
  }

  PhraseNode slot(const Token& first) {
    PhraseNode node;
    node.kind = PhraseNode::Kind::slot;
    if (!first.text.ends_with('>')) {
      fail_at("slot", "this < is never closed", first.at);
      return node;
    }
    auto type = first.text.substr(1, first.text.size() - 2);
    if (const auto colon = type.find(':'); colon != std::string_view::npos) {
      node.words = type.substr(0, colon);
      type = type.substr(colon + 1);
    } else {
      node.words = type;
    }
    const auto known = slot_type_from(type);
    if (!known) {
      std::vector<std::string_view> names;
      for (std::size_t i = 0; i < kSlotTypes; ++i) names.emplace_back(to_string(static_cast<SlotType>(i)));
      const auto near = nearest(type, names);
      fail_at("slot",
              fmt::format("there is no slot <{}>{}; there are <{}>", type,
                          near.empty() ? "" : fmt::format("; did you mean <{}>?", near), fmt::join(names, "> <")),
              first.at);
      return node;
    }
    node.slot = *known;
    const bool named = !node.words.empty() && std::ranges::all_of(node.words, [](char c) {
      return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
    });
    if (!named) fail_at("slot", "a slot's name is made of a-z, 0-9 and _", first.at);
    if (words_ == nullptr) {
      fail_at("slot", "a slot is not allowed here", first.at);
    } else if (words_->slots.regex(*known).empty()) {
      fail_at("slot", fmt::format("this language's file has no words for <{}>", type), first.at);
    }
    return node;
  }

  PhraseNode gap(const Token& first) {
    if (++gaps_ == kMostGaps + 1)
      fail_at("gap", fmt::format("a phrase has at most {} gaps; ask for less, or use all: [...]", kMostGaps), first.at);
    const auto digits = first.text.substr(3);  // "..." and "…" have three bytes each
    int words = kDefaultGap;
    if (!digits.empty()) {
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), words);
      if (error != std::errc() || end != digits.data() + digits.size() || words < 1 || words > kMaxGap) {
        fail_at("gap", fmt::format("a gap is ... or ... with a number from 1 to {}, then a space", kMaxGap), first.at);
      }
    }
    PhraseNode node;
    node.kind = PhraseNode::Kind::gap;
    node.gap = words;
    return node;
  }

  PhraseNode group(const Token& first, std::size_t depth) {
    PhraseNode node;
    node.kind = PhraseNode::Kind::choice;
    do {
      node.children.push_back(alone(sequence(depth + 1)));
    } while (!found_ && take(Token::Kind::bar));
    node.children.shrink_to_fit();
    if (!found_ && !take(Token::Kind::close)) fail_at("unbalanced", "this ( is never closed", first.at);
    return node;
  }

  // Of a sequence of one word that word: lexicons have thousands of them.
  static PhraseNode alone(PhraseNode sequence) {
    if (sequence.children.size() != 1 || sequence.children.front().kind != PhraseNode::Kind::words) return sequence;
    auto only = std::move(sequence.children.front());
    return only;
  }

  std::string_view phrase_;
  const PhraseWords* words_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::optional<PhraseProblem> found_;
  int gaps_ = 0;
};

}  // namespace

std::variant<PhraseNode, PhraseProblem> parse_phrase(std::string_view phrase, const PhraseWords* words) {
  return Parser(phrase, words).parse();
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

bool has_exact_word(const PhraseNode& node) { return node.exact || std::ranges::any_of(node.children, has_exact_word); }

}  // namespace sait
