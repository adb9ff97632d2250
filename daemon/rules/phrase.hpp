// The notation of claim frames: text -> tree -> RE2 over folded words. Three steps kept apart, so that the notation can
// grow.
//
//   phrase   := sequence | "regex:" RE2 over folded words
//   sequence := part { " " part }
//   part     := word [ "*" ] [ "?" ] | "(" sequence { "|" sequence } ")" [ "?" ] | "@" lexicon [ "?" ] | gap
//   gap      := "..." [ number ]            (0 to 6 words, or 0 to number; never across the end of a sentence)
//
// "word*" matches every word that begins so, "?" makes the part before it optional, "@number" is any number in digits
// and
// "@whole" one without a decimal part (49.18 is none, 4.700 is one).
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sait {

struct PhraseNode {
  enum class Kind : std::uint8_t { words, number, gap, sequence, choice };
  Kind kind = Kind::sequence;
  std::string words;    // words: folded, separated by single spaces; number: its name
  bool prefix = false;  // words: the last one may go on
  bool optional = false;
  int gap = 0;                       // gap: at most so many words
  std::vector<PhraseNode> children;  // sequence, choice
};

/// What is wrong with a phrase and where in it: `character` counts from 1.
struct PhraseProblem {
  std::string code, text;
  std::size_t character = 1;
};

/// Parsed entries by lexicon name.
using Lexicons = std::map<std::string, std::vector<PhraseNode>, std::less<>>;

/// The tree of a phrase (without "regex:"). `lexicons` nullptr: names are not allowed here.
[[nodiscard]] std::variant<PhraseNode, PhraseProblem> parse_phrase(std::string_view phrase, const Lexicons* lexicons);

/// RE2 that matches the node with one `separator` behind every word: "more than pensioner[^ \n]* ".
[[nodiscard]] std::string emit_regex(const PhraseNode& node, std::string_view separator = " ");

/// True if the node can match no word at all.
[[nodiscard]] bool matches_nothing(const PhraseNode& node);

/// How many alternatives all choices in the node have together.
[[nodiscard]] std::size_t count_alternatives(const PhraseNode& node);

/// A complete pattern: a space, then group 1 with the words and the space behind each of them.
struct CompiledPhrase {
  std::string regex;
};

inline constexpr std::size_t kMaxAlternatives = 2'000;
inline constexpr std::string_view kRegexPrefix = "regex:";

/// All steps for a phrase or a "regex:", with every check of a claim frame (see rules/README.md for the codes).
[[nodiscard]] std::variant<CompiledPhrase, PhraseProblem> compile_phrase(std::string_view phrase,
                                                                         const Lexicons& lexicons);

}  // namespace sait
