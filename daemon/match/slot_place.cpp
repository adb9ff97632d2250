#include "match/slot_place.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "rules/digits.hpp"

namespace sait {
namespace {

constexpr std::uint32_t kWordsAround = 24;  // words

// What separates two words, without the blanks around it.
std::string_view between(std::string_view original, const FoldedText& folded, std::uint32_t first,
                         std::uint32_t second) {
  const auto begin = folded.words[first].end, end = folded.words[second].begin;
  return begin < end ? original.substr(begin, end - begin) : std::string_view();
}

// Takes every blank out: also those that are not ASCII (U+00A0, U+2000 to U+200A, U+202F).
std::string without_blanks(std::string_view text) {
  constexpr std::array<std::string_view, 3> kWide{"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80"};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto rest = text.substr(i);
    const auto wide = std::ranges::find_if(kWide, [&](auto blank) { return rest.starts_with(blank); });
    const bool space = wide == kWide.end() - 1 && rest.size() > 2 && static_cast<unsigned char>(rest[2]) <= 0x8A;
    if (rest.front() == ' ' || rest.front() == '\t') {
      ++i;
    } else if (wide != kWide.end() && (wide != kWide.end() - 1 || space)) {
      i += wide == kWide.begin() ? 2 : 3;
    } else {
      out += text[i++];
    }
  }
  return out;
}

// What joins the ends of a range or the parts of a date, blanks or not beside it.
bool is_range_mark(std::string_view marks) {
  constexpr std::array<std::string_view, 16> kMarks{"-", "/", ":", "~", "..", "...", "–", "—",
                                                    "−", "…", "‐", "‑", "‒",  "⁄",   "^", "→"};
  return std::ranges::find(kMarks, marks) != kMarks.end();
}

// Blanks and apostrophes stand between groups of one number.
bool separates_groups(std::string_view marks) {
  constexpr std::array<std::string_view, 5> kMarks{"", "'", "’", "‘", "´"};
  return std::ranges::find(kMarks, marks) != kMarks.end();
}

// Nothing that ends a thought stands between two words: "half a million", "demi-million", "moitié d'un million".
bool joins(std::string_view marks) {
  constexpr std::array<std::string_view, 6> kMarks{"", "-", "‐", "‑", "'", "’"};
  return std::ranges::find(kMarks, without_blanks(marks)) != kMarks.end() && marks.find('\n') == std::string_view::npos;
}

bool has_digit_at(const FoldedText& folded, std::uint32_t word, bool end) {
  const auto text = folded.plain_word(word);
  return !text.empty() && is_ascii_digit(end ? text.back() : text.front());
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// A sign that is a word of its own: a currency, a percent sign.
bool is_sign(std::string_view word) {
  return std::ranges::none_of(word, [](char c) { return is_ascii_digit(c) || is_letter(c); }) && word.size() <= 3;
}

// Nothing that may be read over stands between two words with digits at their meeting ends: "5-10", "2x10", "1·5".
bool meet(std::string_view original, const FoldedText& folded, std::uint32_t first, std::uint32_t second) {
  const auto marks = between(original, folded, first, second);
  const bool blank = marks.find_first_of(" \t\r\n") != std::string_view::npos || without_blanks(marks) != marks;
  return !blank || is_range_mark(without_blanks(marks));
}

// The bytes of a minus that ends `text`; 0 if none does. A dash (—) is none.
std::size_t minus_size(std::string_view text) {
  for (const std::string_view minus : {"-", "−", "–", "﹣", "－"}) {
    if (text.ends_with(minus)) return minus.size();
  }
  return 0;
}

// Whether ".5" is what is written from `word` on: a point with no word and no other point before it.
bool has_leading_point(std::string_view original, const FoldedText& folded, std::uint32_t word) {
  const auto begin = folded.words[word].begin;
  if (begin == 0 || original[begin - 1] != '.') return false;
  const auto before = original.substr(0, begin - 1);
  if (before.ends_with('.') || before.ends_with("…")) return false;
  return word == 0 || folded.words[word - 1].end != begin - 1 || is_sign(folded.plain_word(word - 1));
}

// "-5", "-£5", "£-5", "-.5"; not "covid-19", "20-30".
bool is_negative(std::string_view original, const FoldedText& folded, std::uint32_t word) {
  const std::size_t begin = folded.words[word].begin - (has_leading_point(original, folded, word) ? 1U : 0U);
  const auto size = minus_size(original.substr(0, begin));
  if (size == 0) return false;
  const auto place = begin - size;
  if (minus_size(original.substr(0, place)) != 0) return false;  // a dash: "--5"
  return word == 0 || folded.words[word - 1].end != place || is_sign(folded.plain_word(word - 1));
}

// 10² folds to 102, 5① to 51. A digit in a circle that stands alone is itself.
bool has_small_digit(std::string_view original, const FoldedWord& word) {
  const auto text = original.substr(word.begin, word.end - word.begin);
  constexpr std::array<std::string_view, 5> kSmall{"\xC2\xB2", "\xC2\xB3", "\xC2\xB9", "\xE2\x81", "\xE2\x82"};
  if (std::ranges::any_of(kSmall, [&](auto digit) { return text.find(digit) != std::string_view::npos; })) return true;
  const auto circle = std::min(text.find("\xE2\x91"), text.find("\xE2\x92"));
  return circle != std::string_view::npos && circle > 0;
}

// The first word of the slot that begins with a digit.
std::optional<std::uint32_t> digits_at(const FoldedText& folded, WordRange slot) {
  for (auto word = slot.first; word < slot.last; ++word) {
    if (has_digit_at(folded, word, false)) return word;
  }
  return std::nullopt;
}

// Whether a letter behind digits is what it would have to be: M is a million and m a metre, save of money.
bool letter_counts(std::string_view original, const FoldedText& folded, WordRange slot, std::uint32_t word,
                   std::string_view behind, const NumberWords& words) {
  auto letters = folded.plain_word(word);
  letters.remove_prefix(std::min(letters.find_first_not_of("0123456789.,"), letters.size()));
  const bool apart = letters.empty() && word + 1 < slot.last && folded.plain_word(word + 1).size() == 1 &&
                     is_letter(folded.plain_word(word + 1).front());
  if (apart) letters = folded.plain_word(word + 1);
  if (letters.size() != 1) return true;
  const char written = original[folded.words[apart ? word + 1 : word].end - 1];
  if ((apart || words.asks_for_capital(letters)) && !(written >= 'A' && written <= 'Z')) return false;
  return !words.measures(behind);
}

// The last three digits of "1 500": the phrase began inside a number.
bool is_end_of_groups(std::string_view original, const FoldedText& folded, WordRange slot, WordRange sentence) {
  if (slot.first <= sentence.first) return false;
  const auto all_digits = [](std::string_view text) { return std::ranges::all_of(text, is_ascii_digit); };
  const auto before = folded.plain_word(slot.first - 1), word = folded.plain_word(slot.first);
  return before.size() <= 3 && all_digits(before) && word.size() >= 3 && all_digits(word.substr(0, 3)) &&
         (word.size() == 3 || !is_ascii_digit(word[3])) &&
         separates_groups(without_blanks(between(original, folded, slot.first - 1, slot.first)));
}

// R$, NT$: dollars of a country that the language has no words for.
bool is_other_dollar(const FoldedText& folded, WordRange slot) {
  if (slot.first == 0 || folded.plain_word(slot.first) != "$") return false;
  constexpr std::size_t kLongestCountry = 3;
  const auto before = folded.plain_word(slot.first - 1);
  return folded.words[slot.first - 1].end == folded.words[slot.first].begin && before.size() <= kLongestCountry &&
         std::ranges::all_of(before, is_letter);
}

// 2 "1/2" million, 2 "½" million: behind a number that ends in digits, the fraction that belongs to it.
bool is_fraction(std::string_view original, const FoldedText& folded, std::uint32_t word, WordRange sentence) {
  constexpr std::size_t kMostDigits = 2;
  const auto written = original.substr(folded.words[word].begin, 3);
  constexpr std::array<std::string_view, 4> kSigns{"\xC2\xBC", "\xC2\xBD", "\xC2\xBE", "\xE2\x85"};  // ¼ ½ ¾ ⅓
  if (std::ranges::any_of(kSigns, [&](auto sign) { return written.starts_with(sign); })) return true;
  if (word + 1 >= sentence.last) return false;
  // Of halves to tenths: 24/7 and 9/11 are none.
  const auto small = [&](std::uint32_t at) {
    const auto text = folded.plain_word(at);
    if (text.empty() || text.size() > kMostDigits || !std::ranges::all_of(text, is_ascii_digit)) return 0;
    return std::stoi(std::string(text));
  };
  const auto part = small(word), whole = small(word + 1);
  const auto mark = between(original, folded, word, word + 1);
  return part > 0 && part < whole && whole <= 10 && (mark == "/" || mark == "⁄");
}

// Whether the words inside the slot are one number.
bool holds_together(std::string_view original, const FoldedText& folded, WordRange slot) {
  for (auto word = slot.first; word < slot.last; ++word) {
    if (has_digit_at(folded, word, false) && has_small_digit(original, folded.words[word])) return false;
    if (word + 1 == slot.last) break;
    auto marks = between(original, folded, word, word + 1);
    if (has_digit_at(folded, word + 1, false)) {
      if (has_leading_point(original, folded, word + 1)) marks.remove_suffix(1);
      if (minus_size(marks) != 0) return false;
      const bool digits = has_digit_at(folded, word, true);
      const bool words = !digits && !is_sign(folded.plain_word(word));  // "2 million, 500 thousand"
      if (digits && !separates_groups(without_blanks(marks))) return false;
      if (words && without_blanks(marks).find_first_of(",;:/") != std::string::npos) return false;
    }
  }
  return true;
}

}  // namespace

bool is_one_number(std::string_view original, const FoldedText& folded, WordRange slot, WordRange sentence,
                   SlotType type, const NumberWords& words) {
  if (!holds_together(original, folded, slot) || is_negative(original, folded, slot.first) ||
      is_end_of_groups(original, folded, slot, sentence) || is_other_dollar(folded, slot))
    return false;
  // The words around are looked at as far as a range can reach: a sentence may be a megabyte of numbers.
  const auto until = slot.last + std::min(kWordsAround, sentence.last - slot.last);
  auto behind = slot.last < until ? folded.plain_words({slot.last, until}) : std::string_view();
  if (!behind.empty()) behind.remove_prefix(1);
  const auto from = slot.first - std::min(kWordsAround, slot.first - sentence.first);
  std::string before(slot.first > from ? folded.plain_words({from, slot.first}) : std::string_view());
  const auto first = folded.plain_word(slot.first);
  before += first.substr(0, words.prefix_size(first));  // Arabic joins "and" to the digits
  if (words.is_range_end(before, behind)) return false;
  const bool joined_before = slot.first > from && joins(between(original, folded, slot.first - 1, slot.first));
  const bool joined_behind = slot.last < until && joins(between(original, folded, slot.last - 1, slot.last));
  if (words.is_spoilt(joined_before ? std::string_view(before) : std::string_view(), folded.plain_words(slot).substr(1),
                      joined_behind ? behind : std::string_view()))
    return false;
  if (const auto digits = digits_at(folded, slot)) {
    const auto begin = folded.words[*digits].begin;
    if (begin > 0 && original[begin - 1] == ',' && (*digits == 0 || folded.words[*digits - 1].end != begin - 1))
      return false;  // ",5" is 0.5, or a slip
    if (type != SlotType::money && !letter_counts(original, folded, slot, *digits, behind, words)) return false;
  }
  if (slot.last < sentence.last) {
    const bool own_sign = is_sign(folded.plain_word(slot.last - 1));
    const bool sign = is_sign(folded.plain_word(slot.last)) && slot.last + 1 < sentence.last;
    const bool digits = has_digit_at(folded, slot.last + (sign ? 1 : 0), false);
    if (digits && (own_sign || has_digit_at(folded, slot.last - 1, true) || sign) &&
        meet(original, folded, slot.last - 1, slot.last))
      return false;
    if (has_digit_at(folded, slot.last - 1, true) && is_fraction(original, folded, slot.last, sentence)) return false;
    if (digits && is_range_mark(without_blanks(between(original, folded, slot.last - 1, slot.last)))) return false;
  }
  if (slot.first > sentence.first) {
    const auto last = slot.first - 1;
    const bool sign = is_sign(folded.plain_word(last)) && last > sentence.first;
    if (has_digit_at(folded, last - (sign ? 1 : 0), true) && meet(original, folded, last, slot.first)) return false;
  }
  return true;
}

WordRange without_article(const FoldedText& folded, WordRange slot) {
  if (slot.last - slot.first < 3 || folded.plain_word(slot.first) != "a" || folded.plain_word(slot.first + 1) != "$")
    return slot;
  const bool joined = folded.words[slot.first].end == folded.words[slot.first + 1].begin;
  return joined ? slot : WordRange{slot.first + 1, slot.last};
}

std::string number_words_at(std::string_view original, const FoldedText& folded, WordRange slot) {
  std::string words;
  const auto digits = digits_at(folded, slot);
  for (auto word = slot.first; word < slot.last; ++word) {
    if (word == digits && has_leading_point(original, folded, word)) words += "0.";
    words += folded.plain_word(word);
    words += ' ';
  }
  return words;
}

}  // namespace sait
