// The notation of claim frames: text -> tree -> RE2 over the folded words of one sentence. Three steps kept apart, so
// that the notation can grow.
//
//   phrase   := sequence | "regex:" RE2 over folded words
//   sequence := part { " " part }
//   part     := [ "=" ] word [ "?" ] | "(" sequence { "|" sequence } ")" [ "?" ] | "@" lexicon [ "?" ]
//             | "<" [ name ":" ] slot ">" [ "?" ] | gap
//   gap      := "..." [ number ]            (0 to 6 words, or 0 to number; never across the end of a sentence)
//
// A star in a word stands for any letters (asyl*flut*), "?" makes the part before it optional, "=word" is found only
// with its accents as written, "@number" is any number in digits and "@whole" one without a decimal part (49.18 is
// none, 4.700 is one). Slots: rules/slot.hpp.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/anchored_regex.hpp"
#include "rules/regex_tree.hpp"
#include "rules/shared_text.hpp"
#include "rules/slot.hpp"

namespace sait {

struct PhraseNode {
  enum class Kind : std::uint8_t { words, number, gap, sequence, choice, slot };
  Kind kind = Kind::sequence;
  SlotType slot = SlotType::number;
  bool exact = false;  // words: only with the accents of `written`
  bool optional = false;
  int gap = 0;  // gap: at most so many words
  // words: folded without accents, single spaces between, * for any letters; number, slot, choice of a lexicon: name
  std::string words;
  std::string written;               // words: with accents
  std::vector<PhraseNode> children;  // sequence, choice
  std::string source;                // as written, with its marks; empty inside a lexicon
};

/// What is wrong with a phrase and where in it: `character` counts from 1.
struct PhraseProblem {
  std::string code, text;
  std::size_t character = 1;
  std::size_t steps = 0;  // as CompiledPhrase's
};

/// Parsed entries by lexicon name.
using Lexicons = std::map<std::string, std::vector<PhraseNode>, std::less<>>;

/// What a phrase may name: one language's lists and words for values.
struct PhraseWords {
  Lexicons lexicons;
  SlotWords slots;
  std::shared_ptr<SharedGroups> shared;  // of the phrases that are compiled now: their lexicons and slots; or nullptr
};

/// The tree of a phrase (without "regex:"). `words` nullptr: lexicons and slots are not allowed here.
[[nodiscard]] std::variant<PhraseNode, PhraseProblem> parse_phrase(std::string_view phrase, const PhraseWords* words);

/// True if the node can match no word at all.
[[nodiscard]] bool matches_nothing(const PhraseNode& node);

/// How many alternatives all choices in the node have together.
[[nodiscard]] std::size_t count_alternatives(const PhraseNode& node);

/// True if some word asks for its accents.
[[nodiscard]] bool has_exact_word(const PhraseNode& node);

/// RE2 that matches the node with a space behind every word: "more than pensioner[^ ]* ". Over text without accents,
/// or, `written`, over text with them, where only exact words ask for theirs. Slots are groups, in order.
[[nodiscard]] std::string emit_regex(const PhraseNode& node, const SlotWords& slots, bool written = false);

struct PhraseSlot {
  std::string name;
  SlotType type = SlotType::number;
};

/// A complete pattern over one sentence of folded words (FoldedText::plain_words, or text_words where `written`): a
/// space, then group 1 with the words and the space behind each of them. Group 2 + i is slots[i].
struct CompiledPhrase {
  SharedText regex;
  bool written = false;
  std::vector<PhraseSlot> slots;
  std::vector<RequiredPart> parts;  // over text without accents; at least one
  // Whether a literal of parts[0] leads every match (leading_literals): then it is tried only there.
  bool leads = false;
  std::size_t steps = 0;    // of RE2's program for a "regex:" or a =word, which takes time and memory to make
  std::size_t longest = 0;  // characters a match can have; 0: no bound is known
  std::optional<AnchoredRegex> anchored;  // of regex, unless it is written; nothing if RE2 must be asked
  std::optional<PhraseNode> tree;         // not of "regex:"
};

inline constexpr std::size_t kMaxAlternatives = 2'000;
inline constexpr std::string_view kRegexPrefix = "regex:";

/// All steps for a phrase or a "regex:", with every check of a claim frame (see rules/README.md for the codes).
/// `reach`: how much may be looked for, for its parts to be rare.
[[nodiscard]] std::variant<CompiledPhrase, PhraseProblem> compile_phrase(std::string_view phrase,
                                                                         const PhraseWords& words,
                                                                         Reach reach = Reach::far);

}  // namespace sait
