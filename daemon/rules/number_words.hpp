// How one language says numbers: "1.5 million", "two hundred and fifty thousand", "two and a half million",
// "fünfundzwanzigtausend". What is said comes from its file; how words add up and multiply is here. What does not add
// up ("twenty thirty") has no value: a rule that compares would be worse off with a wrong one than without.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/word_list.hpp"

namespace sait {

/// All words are folded, without accents. Filled once, then read by any number of threads.
class NumberWords {
 public:
  void add(std::string words, double value);
  /// Counts what stands before it: two "dozen".
  void add_collective(std::string words, double value);
  /// Is added to the number before: two "and a half" million, a million "and a half".
  void add_half(std::string words, double value);
  /// "and" between two number words, if the one before is worth at least so much: two hundred "and" fifty.
  void add_join(std::string words, double least);
  /// A part that stands only inside a compound word, beside the words without a space: "ein" in einhundert. 0: joins a
  /// unit to the tens behind it (fünf"und"zwanzig).
  void add_part(std::string letters, double value);
  /// Letters before a number word that join it to the one before: Arabic "و". For all words added until then.
  void add_prefix(std::string_view letters);
  /// Between the ends of a range: 20 "to" 30.
  void add_range(std::string words);

  /// RE2 over folded words, each with a space behind it.
  [[nodiscard]] std::string regex() const;

  /// Takes a number from the beginning of `words`. Nothing if none stands there, or none that adds up.
  [[nodiscard]] std::optional<double> read(std::string_view& words) const;

  /// Whether with these words behind, or before, a number, it is one end of a range: "to 30 million", "20 to".
  [[nodiscard]] bool goes_on(std::string_view behind) const;
  [[nodiscard]] bool began(std::string_view before) const;

 private:
  class Sum;

  [[nodiscard]] std::string words_regex() const;
  [[nodiscard]] bool read_word(std::string_view& words, Sum& sum, bool& wrong) const;
  [[nodiscard]] bool read_join(std::string_view& words, Sum& sum) const;
  [[nodiscard]] bool read_compound_word(std::string_view& words, Sum& sum) const;
  [[nodiscard]] bool read_compound(std::string_view rest, Sum& sum) const;
  [[nodiscard]] bool is_number(std::string_view word) const;

  WordList numbers_, collectives_, halves_, joins_, ranges_;
  WordList joined_;  // numbers with a prefix
  WordList parts_;   // of compound words: own ones and numbers of one word
  bool compounds_ = false;
};

}  // namespace sait
