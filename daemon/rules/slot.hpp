// Slots: the parts of a phrase whose value matters. `<number>` finds "1.5 Mio", "1,5 million" and "1٫5 مليون" and says
// 1500000 for each; what a language calls its numbers, currencies and periods is data (languages/<tag>.yaml).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/number_words.hpp"
#include "rules/word_list.hpp"

namespace sait {

enum class SlotType : std::uint8_t { number, money, percent, share, period, place, link };
inline constexpr std::size_t kSlotTypes = 7;
[[nodiscard]] const char* to_string(SlotType type);
[[nodiscard]] std::optional<SlotType> slot_type_from(std::string_view name);

/// number: `value`. money: `value` and `unit`, a code of ISO 4217. percent: `value` of 100. share: `value` from 0 to 1.
/// period: `unit` (hour day week month year). place: `unit`, a code of ISO 3166 or the language file's. link: `unit`,
/// the host.
struct SlotValue {
  SlotType type = SlotType::number;
  double value = 0;
  std::string unit;
};

/// "1500 EUR", "90 %", "month".
[[nodiscard]] std::string to_text(const SlotValue& value);

/// What one language says for values. All words are folded, without accents. Filled once, then read by any number of
/// threads.
class SlotWords {
 public:
  /// How the language says numbers.
  NumberWords numbers;

  /// `words`: one or several words with single spaces; a star at the end lets the last one go on.
  void add_currency(std::string words, std::string code);
  void add_period(std::string words, std::string unit);
  void add_share(std::string words, double value);
  void add_place(std::string words, std::string code);
  void add_percent(std::string words);
  void add_out_of(std::string words);  // between two numbers: nine "out of" ten

  /// RE2 for the slot over folded words, each with a space behind it. Empty if the language has no words for it.
  [[nodiscard]] std::string regex(SlotType type) const;

  /// The value of words that regex(type) matched; nothing where they do not add up. A link has no value in its words.
  [[nodiscard]] std::optional<SlotValue> read(SlotType type, std::string_view words) const;

  /// Whether with these words before and behind it a number is half of a share: "9 out of" 10, 9 "out of 10".
  [[nodiscard]] bool is_in_share(std::string_view before, std::string_view behind, double value) const;

  /// The units of money, periods or places that can be found, each once, in order; none for the other types.
  [[nodiscard]] std::vector<std::string> units(SlotType type) const;
  /// The unit that `words`, as people write them, stand for ("euro" -> EUR); empty if none.
  [[nodiscard]] std::string unit_of(SlotType type, std::string_view words) const;

 private:
  [[nodiscard]] const WordList* with_units(SlotType type) const;
  [[nodiscard]] std::string percent_regex() const;
  [[nodiscard]] std::optional<SlotValue> read_share(std::string_view words) const;
  [[nodiscard]] std::optional<SlotValue> read_money(std::string_view words) const;

  WordList currencies_, periods_, shares_, places_, percents_, out_of_;
};

}  // namespace sait
