#include "match/slot_place.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace sait {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

// What joins the ends of a range or the parts of a date.
bool is_range_mark(std::string_view marks) {
  constexpr std::array<std::string_view, 10> kMarks{"-", "/", ":", "~", "..", "...", "–", "—", "−", "…"};
  return std::ranges::find(kMarks, marks) != kMarks.end();
}

// Blanks and apostrophes stand between groups of one number.
bool separates_groups(std::string_view marks) { return marks.empty() || marks == "'" || marks == "’"; }

bool has_digit_at(const FoldedText& folded, std::uint32_t word, bool end) {
  const auto text = folded.plain_word(word);
  return !text.empty() && is_digit(end ? text.back() : text.front());
}

// A sign that is a word of its own: a currency, a percent sign.
bool is_sign(std::string_view word) {
  return std::ranges::none_of(word, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }) && word.size() <= 3;
}

bool is_negative(std::string_view original, std::size_t begin) {
  constexpr std::string_view kMinus = "−";
  auto before = original.substr(0, begin);
  if (before.ends_with('-')) {
    before.remove_suffix(1);
  } else if (before.ends_with(kMinus)) {
    before.remove_suffix(kMinus.size());
  } else {
    return false;
  }
  return before.empty() || before.ends_with(' ') || before.ends_with('(');
}

}  // namespace

bool is_one_number(std::string_view original, const FoldedText& folded, WordRange slot, WordRange sentence,
                   const NumberWords& words) {
  for (auto word = slot.first; word + 1 < slot.last; ++word) {
    if (!has_digit_at(folded, word, true) || !has_digit_at(folded, word + 1, false)) continue;
    if (!separates_groups(without_blanks(between(original, folded, word, word + 1)))) return false;
  }
  if (has_digit_at(folded, slot.first, false) && is_negative(original, folded.words[slot.first].begin)) return false;
  if (slot.last < sentence.last) {
    const bool sign = is_sign(folded.plain_word(slot.last)) && slot.last + 1 < sentence.last;
    if (has_digit_at(folded, slot.last + (sign ? 1 : 0), false) &&
        is_range_mark(without_blanks(between(original, folded, slot.last - 1, slot.last))))
      return false;
    auto behind = folded.plain_words({slot.last, sentence.last});
    behind.remove_prefix(1);
    if (words.goes_on(behind)) return false;
  }
  if (slot.first > sentence.first) {
    const auto last = slot.first - 1;
    const bool sign = is_sign(folded.plain_word(last)) && last > sentence.first;
    if (has_digit_at(folded, last - (sign ? 1 : 0), true) &&
        is_range_mark(without_blanks(between(original, folded, last, slot.first))))
      return false;
    if (words.began(folded.plain_words({sentence.first, slot.first}))) return false;
  }
  return true;
}

}  // namespace sait
