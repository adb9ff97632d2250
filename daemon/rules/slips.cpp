#include "rules/slips.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "rules/phrase.hpp"

namespace sait {
namespace {

constexpr bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) {
  return is_capital(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) > 127;
}

// "regex : ..."; without the space the phrase itself is refused.
bool nearly_regex(std::string_view phrase) {
  const auto colon = std::min(phrase.find(':'), phrase.size());
  if (colon == phrase.size() || colon == 0 || phrase[colon - 1] != ' ') return false;
  std::string before;
  for (const char c : phrase.substr(0, colon)) {
    if (c != ' ' && c != '\t') before += is_capital(c) ? static_cast<char>(c + 32) : c;
  }
  return before + ':' == kRegexPrefix;
}

// The expression with what is in classes, escapes and flags taken out: "[A-Z]\\pL(?i:a)" -> "(:a)".
std::string plain_part(std::string_view regex) {
  std::string out;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '\\') {
      ++i;
      const bool property = i < regex.size() && (regex[i] == 'p' || regex[i] == 'P');
      if (property)
        i = i + 1 < regex.size() && regex[i + 1] == '{' ? std::min(regex.find('}', i), regex.size()) : i + 1;
      out += ' ';
    } else if (regex[i] == '[') {
      std::size_t end = i + 1;
      if (end < regex.size() && regex[end] == '^') ++end;
      if (end < regex.size() && regex[end] == ']') ++end;  // the first one is a member
      while (end < regex.size() && regex[end] != ']') end += regex[end] == '\\' ? 2 : 1;
      i = std::min(end, regex.size());
      out += ' ';
    } else if (regex.substr(i).starts_with("(?")) {
      i = std::min(regex.find_first_of(":)>", i), regex.size());
      out += ' ';
    } else {
      out += regex[i];
    }
  }
  return out;
}

void warn_of_regex(std::string_view regex, const YamlNode& node) {
  const auto plain = plain_part(regex);
  const bool any_case = regex.find("(?i") != std::string_view::npos;
  if (!any_case && std::ranges::any_of(plain, is_capital))
    node.warning("suspicious", "posts are folded to small letters, so a capital is never found; write it small");
  if (plain.find_first_of("^$") != std::string::npos)
    node.warning("suspicious",
                 "^ and $ find nothing: an expression stands anywhere in its sentence, from word to word; remove them");
  for (std::size_t i = 1; i + 1 < plain.size(); ++i) {
    if (plain[i] != '-' || !is_letter(plain[i - 1]) || !is_letter(plain[i + 1])) continue;
    node.warning("suspicious", "posts are folded, so a hyphen is never found; write a space for it, or \"( )?\"");
    break;
  }
}

bool has_word(std::string_view phrase, std::string_view word) {
  for (auto at = phrase.find(word); at != std::string_view::npos; at = phrase.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_letter(phrase[at - 1])) && (end == phrase.size() || !is_letter(phrase[end]))) return true;
  }
  return false;
}

// A sign that stands at a letter or a digit, such as in "$money" and "get!". Alone, "90 %", it is a word.
bool touches_word(std::string_view phrase, char mark) {
  for (auto at = phrase.find(mark); at != std::string_view::npos; at = phrase.find(mark, at + 1)) {
    const bool currency = mark == '$';  // US$
    const bool before = !currency && at > 0 && is_letter(phrase[at - 1]);
    if (before || (at + 1 < phrase.size() && is_letter(phrase[at + 1]))) return true;
  }
  return false;
}

void warn_of_words(std::string_view phrase, const YamlNode& node) {
  if (nearly_regex(phrase)) {
    node.warning("suspicious",
                 "this is read as words, \"regex\" first; an expression begins with \"regex:\" in small "
                 "letters and without spaces");
    return;
  }
  for (const auto& [mark, instead] : {std::pair('#', "tags are asked for with `hashtags: [...]`; remove it"),
                                      std::pair('+', "it means nothing here; remove it")}) {
    if (phrase.find(mark) != std::string_view::npos)
      node.warning("suspicious", fmt::format("\"{}\" is read as if it were not there: {}", mark, instead));
  }
  for (const char mark : std::string_view("$%~!")) {
    if (touches_word(phrase, mark))
      node.warning("suspicious",
                   fmt::format("\"{}\" at a word means nothing here: it is no notation, and posts write it for "
                               "themselves; remove it, or put spaces around it if the sign is meant",
                               mark));
  }
  if (const auto at = phrase.find(" -");
      phrase.starts_with('-') || (at != std::string_view::npos && at + 2 < phrase.size() && is_letter(phrase[at + 2])))
    node.warning("suspicious", "\"-\" before a word takes nothing out; write `none: [...]` for what must not be there");
  for (std::size_t at = 1; at + 1 < phrase.size(); ++at) {
    if (phrase[at] == '*' && phrase[at + 1] >= '0' && phrase[at + 1] <= '9')
      node.warning("suspicious", "a star takes no number; * is any letters, ...3 is up to three words");
  }
  for (auto at = phrase.find("... "); at != std::string_view::npos; at = phrase.find("... ", at + 1)) {
    if (at + 4 < phrase.size() && phrase[at + 4] >= '0' && phrase[at + 4] <= '9')
      node.warning("suspicious",
                   "\"... 3\" is a gap of any length and then the word 3; write ...3 for up to three words");
  }
  int depth = 0;
  bool comma = false;
  for (const char c : phrase) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    comma = comma || (c == ',' && depth > 0);
  }
  if (comma)
    node.warning("suspicious", "a comma in (...) is read as if it were not there; between alternatives stands |");
  for (const auto& [word, read_as, instead] :
       {std::tuple("AND", "and", "`all: [...]` or `same_sentence: [...]`"),
        std::tuple("OR", "or", "(one|other) or `any: [...]`"), std::tuple("NOT", "not", "`none: [...]`")}) {
    if (has_word(phrase, word))
      node.warning("suspicious", fmt::format("{} is read as the word \"{}\"; write {}", word, read_as, instead));
  }
}

}  // namespace

void warn_of_comment(const YamlNode& node) {
  if (node.is_cut_by_comment())
    node.warning("comment",
                 "without quotes YAML takes a # behind a space, and all after it, for a comment: this text ends before "
                 "it; put the whole text in double quotes, or a space behind the # if a comment is meant");
}

void warn_of_slips(std::string_view phrase, const YamlNode& node) {
  if (phrase.starts_with(kRegexPrefix)) {
    warn_of_regex(phrase.substr(kRegexPrefix.size()), node);
  } else {
    warn_of_words(phrase, node);
  }
}

}  // namespace sait
