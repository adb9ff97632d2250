#include "text/disguise.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "text/character.hpp"

namespace sait {
namespace {

constexpr std::size_t kLongestDisguise = 64;  // bytes; nothing longer hides a word
constexpr std::size_t kShortest = 3;          // bytes of what may be found: "t0" hides nothing
constexpr std::size_t kMostChoices = 4;       // letters with two readings that are all tried

constexpr std::string_view kSigns = "0134578@$!|";
constexpr std::string_view kLetters = "oieastbasii";
constexpr std::string_view kAmbiguous = "1!|";  // i or l

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80U) != 0; }

// "10m", "C$5", "80mb", "5ans": though there be an "iom", and a "css". Not "1ran" and "4all".
bool may_be_amount(std::string_view word) {
  const auto digit = [](char c) { return (c >= '0' && c <= '9') || c == '$'; };
  const auto first = static_cast<std::size_t>(std::ranges::find_if(word, digit) - word.begin());
  auto behind = first;
  while (behind < word.size() && digit(word[behind])) ++behind;
  const auto digits = behind - first;
  const auto unit = word.substr(behind);
  if (digits == 0 || !std::ranges::all_of(word.substr(0, first), is_letter) || !std::ranges::all_of(unit, is_letter))
    return false;
  if (first > 0) return unit.empty() && first <= 2;
  constexpr std::array<std::string_view, 12> kUnits{"ans", "eur", "usd", "gbp", "chf", "mio",
                                                    "mrd", "mln", "min", "std", "yrs", "hrs"};
  return unit.size() <= (digits > 1 ? 3 : 2) || std::ranges::find(kUnits, unit) != kUnits.end();
}

// Code points and how often each stands in a row.
struct Run {
  std::string_view letter;
  std::size_t count = 1;
  [[nodiscard]] bool long_one() const { return count >= 3 && is_letter(letter.front()); }
};

std::vector<Run> runs_of(std::string_view word) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < word.size();) {
    const auto letter = word.substr(i, decode(word, i).size);
    if (!runs.empty() && runs.back().letter == letter) {
      ++runs.back().count;
    } else {
      runs.push_back({letter});
    }
    i += letter.size();
  }
  return runs;
}

// The long runs cut to two letters, or to one where the bit of `single` is set.
std::string shortened(const std::vector<Run>& runs, unsigned single) {
  std::string out;
  unsigned bit = 0;
  for (const auto& run : runs) {
    const auto count = !run.long_one() ? run.count : (single >> bit++) & 1U ? 1 : 2;
    for (std::size_t i = 0; i < count; ++i) out += run.letter;
  }
  return out;
}

}  // namespace

bool is_leet(char c) { return kSigns.find(c) != std::string_view::npos; }

std::string undo_leet(std::string_view plain, const KnownWords& known) {
  if (plain.size() > kLongestDisguise || plain.size() < kShortest ||
      plain.find_first_of(kSigns) == std::string_view::npos)
    return {};
  std::string word(plain);
  std::vector<std::size_t> choices;
  bool letters = false, signs = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto sign = kSigns.find(word[i]);
    if (sign == std::string_view::npos) {
      if (word[i] >= '0' && word[i] <= '9') return {};
      letters = letters || is_letter(word[i]);
      continue;
    }
    signs = true;
    if (kAmbiguous.find(word[i]) != std::string_view::npos && choices.size() < kMostChoices) choices.push_back(i);
    word[i] = kLetters[sign];
  }
  if (!letters || !signs || may_be_amount(plain)) return {};
  for (unsigned l = 0; l < 1U << choices.size(); ++l) {
    for (std::size_t i = 0; i < choices.size(); ++i) word[choices[i]] = (l >> i) & 1U ? 'l' : 'i';
    if (word.size() == kShortest ? known.lists(word) : known.knows(word)) return word;
  }
  return {};
}

bool is_stretched(std::string_view plain) {
  if (plain.size() > kLongestDisguise) return false;
  std::string_view last;
  for (std::size_t i = 0, count = 0; i < plain.size(); i += last.size()) {
    const auto letter = plain.substr(i, decode(plain, i).size);
    count = letter == last ? count + 1 : 1;
    if (count == 3 && is_letter(letter.front())) return true;
    last = letter;
  }
  return false;
}

std::string undo_stretching(std::string_view plain, const KnownWords* known) {
  const auto runs = runs_of(plain);
  unsigned long_runs = 0;
  for (const auto& run : runs) long_runs += run.long_one() ? 1U : 0U;
  if (known != nullptr && long_runs <= kMostChoices) {
    // A word itself before one that only begins like a known one: of "migra*" and "migrants" is "migraaants" the
    // second. Of both kinds first as languages write it: a, i and u are hardly ever doubled.
    unsigned usual = 0, bit = 0;
    for (const auto& run : runs) {
      if (!run.long_one()) continue;
      usual |= (std::string_view("aiu").find(run.letter) != std::string_view::npos ? 1U : 0U) << bit++;
    }
    for (const bool itself : {true, false}) {
      for (unsigned other = 0; other < 1U << long_runs; ++other) {
        auto word = shortened(runs, usual ^ other);
        if (itself ? known->lists(word) || known->has_shape(word) : known->knows(word)) return word;
      }
    }
  }
  return shortened(runs, 0);
}

}  // namespace sait
