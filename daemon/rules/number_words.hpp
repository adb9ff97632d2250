// How one language says numbers: "1.5 million", "two hundred and fifty thousand", "two and a half million",
// "fünfundzwanzigtausend", "2 million 500 thousand". What is said comes from its file; how words add up and multiply is
// here. What does not add up ("twenty thirty") has no value: a rule that compares would be worse off with a wrong one
// than without.
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
  /// Around and between the ends of a range: 20 "to" 30, "between" 20 "and" 30. `open` and `close` may be empty.
  void add_range(std::string open, std::string middle, std::string close);
  /// Letters straight behind digits, beside those of every language: 5"bn". `capital`: only where they are written in
  /// capitals, as a small letter is something else (5B, apartment 5b).
  void add_suffix(std::string letters, double value, bool capital);
  /// Behind these words a single letter is no number: 1.5m "tall", 5k "run".
  void add_measure(std::string words);
  /// Before a hundred, a thousand, a million ... these words say not how many there are, or that it is a part of one:
  /// "a few" thousand, "half a" trillion.
  void add_inexact(std::string words);
  /// Directly before a number these words make it less than nothing: "menos" 5. What begins with "!" does not, and
  /// hides one inside it: "al menos" 5.
  void add_negative(std::string words, bool hides);
  /// Behind a number these words are a scale or a currency that the file has not: $500 "CAD".
  void add_unknown_unit(std::string words);

  /// RE2 over folded words, each with a space behind it.
  [[nodiscard]] std::string regex() const;

  /// Takes a number from the beginning of `words`. Nothing if none stands there, or none that adds up.
  [[nodiscard]] std::optional<double> read(std::string_view& words) const;

  /// Whether a number with these words before and behind it is one end of a range: "20 to", "to 30 million".
  [[nodiscard]] bool is_range_end(std::string_view before, std::string_view behind) const;

  /// Whether the words directly before and behind a number (`words`; empty where something parts them) say that its
  /// value is another.
  [[nodiscard]] bool is_spoilt(std::string_view before, std::string_view words, std::string_view behind) const;

  /// Whether the letters behind digits count only where they are written in capitals.
  [[nodiscard]] bool asks_for_capital(std::string_view letters) const;
  /// Whether words behind a number with a single letter say that it is a measure.
  [[nodiscard]] bool measures(std::string_view behind) const;
  /// Bytes of the letters before digits that join them to what stands before: Arabic "و500"; 0 if there are none.
  [[nodiscard]] std::size_t prefix_size(std::string_view words) const;

 private:
  class Sum;
  struct Suffix {
    std::string letters;
    double value;
    bool capital;
  };
  struct Range {
    std::string open, middle, close;
  };

  [[nodiscard]] std::string words_regex() const;
  [[nodiscard]] bool read_word(std::string_view& words, Sum& sum, bool& wrong) const;
  [[nodiscard]] bool read_join(std::string_view& words, Sum& sum) const;
  [[nodiscard]] bool read_compound_word(std::string_view& words, Sum& sum) const;
  [[nodiscard]] bool read_compound(std::string_view rest, Sum& sum) const;
  [[nodiscard]] bool is_number(std::string_view word) const;
  [[nodiscard]] std::string suffix_regex() const;
  [[nodiscard]] const Suffix* suffix(std::string_view letters) const;
  [[nodiscard]] std::optional<double> suffix_value(std::string_view letters) const;
  [[nodiscard]] std::optional<double> read_digits(std::string_view& words, bool& wrong) const;
  [[nodiscard]] bool read_more_digits(std::string_view& words, Sum& sum, bool& wrong) const;
  [[nodiscard]] bool is_first(const Range& range, std::string_view before, std::string_view behind) const;
  [[nodiscard]] bool is_last(const Range& range, std::string_view before, std::string_view behind) const;

  WordList numbers_, collectives_, halves_, joins_, measures_, inexact_, negative_, not_negative_, unknown_units_;
  std::vector<Suffix> suffixes_;
  std::vector<Range> ranges_;
  std::vector<std::string> prefixes_;
  WordList joined_;  // numbers with a prefix
  WordList parts_;   // of compound words: own ones and numbers of one word
  bool compounds_ = false;
};

}  // namespace sait
