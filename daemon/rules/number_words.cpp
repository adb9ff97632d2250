#include "rules/number_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "rules/digits.hpp"
#include "rules/regex.hpp"

namespace sait {
namespace {

// Written straight behind digits in any language: 5k, 1.5M, 3bn. Not mn (French minutes) and bln (a Polish billion is
// 1e12), which languages say for themselves; a small m is metres nearly everywhere.
struct GeneralSuffix {
  std::string_view letters;
  double value;
  bool capital;
};
constexpr std::array<GeneralSuffix, 7> kSuffixes{{{"k", 1e3, false},
                                                  {"tsd", 1e3, false},
                                                  {"mio", 1e6, false},
                                                  {"mln", 1e6, false},
                                                  {"m", 1e6, true},
                                                  {"mrd", 1e9, false},
                                                  {"mld", 1e9, false}}};

// 1000, 1000000 ...: multiplies what stands before it.
bool is_scale(double value) {
  for (double scale = 1e3; scale <= kMostNumberRead; scale *= 1e3) {
    if (value == scale) return true;
  }
  return false;
}

// Whether these words stand in `text`, which has spaces between its words; what is not asked for does.
bool has_words(std::string_view text, std::string_view words) {
  for (auto at = text.find(words); at != std::string_view::npos && !words.empty(); at = text.find(words, at + 1)) {
    const auto end = at + words.size();
    if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ')) return true;
  }
  return words.empty();
}

// Whether `value` fills zeros at the end of `sum`: 50 those of 200, not those of 20.
bool fills(double sum, double value) {
  double power = 1;
  while (power <= value) power *= 10;
  return value > 0 && std::fmod(sum, power) == 0;
}

}  // namespace

// What was read so far; each step is false if it does not add up.
class NumberWords::Sum {
 public:
  [[nodiscard]] bool empty() const { return !any_; }
  [[nodiscard]] double value() const { return total_ + current_.value_or(0); }
  [[nodiscard]] double last() const { return last_; }

  void join() { joined_ = true; }

  void digits(double value) {
    current_ = last_ = value;
    any_ = true;
  }

  // "2 million" so far: digits may follow.
  [[nodiscard]] bool is_scaled() const { return scale_ > 0 && !current_; }

  // Digits behind a scale: 2 million "500" thousand, 5 thousand "300", 1 million "200,000".
  [[nodiscard]] bool more_digits(double value, bool scale_follows) {
    joined_ = false;
    const bool small = value < scale_ && fills(total_, value);
    const bool whole = value >= 1000 || (value >= 100 && scale_ == 1000);
    current_ = last_ = value;
    return small && (scale_follows || whole);
  }

  [[nodiscard]] bool add(double value) {
    const bool joined = std::exchange(joined_, false), unit_first = std::exchange(unit_first_, false);
    if (joined && value >= last_ && !is_unit_before(value)) return false;  // "a hundred and a thousand" are two numbers
    any_ = true;
    last_ = value;
    if (is_scale(value)) return !unit_first && multiply(value);
    if (value == 100 && current_) return !unit_first && *current_ > 0 && *current_ < 100 && set(*current_ * 100);
    if (unit_first || (joined && is_unit_before(value))) return is_unit_before(value) && set(*current_ + value);
    if (value >= 1000) {  // "half a million": a number by itself
      if (current_ || (total_ > 0 && !fills(total_, value))) return false;
      total_ += value;
      scale_ = 0;
      return true;
    }
    if (!current_) return (total_ == 0 || fills(total_, value)) && set(value);
    return fills(*current_, value) && set(*current_ + value);
  }

  [[nodiscard]] bool collective(double value) {
    any_ = true;
    last_ = value;
    return set(current_.value_or(1) * value);
  }

  [[nodiscard]] bool half(double value) {
    if (current_) return set(*current_ + value);
    total_ += value * scale_;
    return scale_ > 0;
  }

  [[nodiscard]] bool unit_first() {
    unit_first_ = true;
    return has_unit();
  }

 private:
  [[nodiscard]] bool has_unit() const {
    return current_ && std::fmod(*current_, 100) >= 1 && std::fmod(*current_, 100) < 10;
  }
  [[nodiscard]] bool is_unit_before(double value) const {
    return has_unit() && value >= 20 && value < 100 && std::fmod(value, 10) == 0;
  }
  bool set(double value) {
    current_ = value;
    return true;
  }
  // "two thousand million" is all of it a million times, "two million five hundred thousand" is a sum.
  [[nodiscard]] bool multiply(double scale) {
    const bool all = total_ < scale;
    if (all) {
      const auto count = total_ + current_.value_or(0);
      total_ = (count == 0 && !current_ ? 1 : count) * scale;
    } else {
      if (scale_ > 0 && scale >= scale_) return false;
      total_ += current_.value_or(1) * scale;
    }
    current_.reset();
    scale_ = scale;
    return true;
  }

  double total_ = 0, last_ = 0, scale_ = 0;
  std::optional<double> current_;  // not multiplied by a scale yet
  bool any_ = false, joined_ = false, unit_first_ = false;
};

void NumberWords::add(std::string words, double value) {
  if (words.find_first_of(" *") == std::string::npos) parts_.add({words, value, {}});
  numbers_.add({std::move(words), value, {}});
}
void NumberWords::add_collective(std::string words, double value) { collectives_.add({std::move(words), value, {}}); }
void NumberWords::add_half(std::string words, double value) { halves_.add({std::move(words), value, {}}); }
void NumberWords::add_join(std::string words, double least) { joins_.add({std::move(words), least, {}}); }
void NumberWords::add_range(std::string open, std::string middle, std::string close) {
  ranges_.push_back({std::move(open), std::move(middle), std::move(close)});
}
void NumberWords::add_suffix(std::string letters, double value, bool capital) {
  suffixes_.push_back({std::move(letters), value, capital});
}
void NumberWords::add_measure(std::string words) { measures_.add({std::move(words), 0, {}}); }
void NumberWords::add_inexact(std::string words) { inexact_.add({std::move(words), 0, {}}); }
void NumberWords::add_negative(std::string words, bool hides) {
  (hides ? not_negative_ : negative_).add({std::move(words), 0, {}});
}
void NumberWords::add_unknown_unit(std::string words) { unknown_units_.add({std::move(words), 0, {}}); }
void NumberWords::add_part(std::string letters, double value) {
  compounds_ = true;
  parts_.add({std::move(letters), value, {}});
}
void NumberWords::add_prefix(std::string_view letters) {
  for (const auto& entry : numbers_) joined_.add({std::string(letters) + entry.words, entry.value, {}});
  prefixes_.emplace_back(letters);
}

// One word of a number, whichever.
std::string NumberWords::words_regex() const {
  std::string out;
  const auto either = [&out](const std::string& one) { out += (out.empty() ? "" : "|") + one; };
  for (const auto* list : {&numbers_, &collectives_, &joined_}) {
    if (!list->empty()) either(list->regex());
  }
  if (compounds_) {
    std::string part;
    for (const auto& entry : parts_) part += (part.empty() ? "" : "|") + quote_regex(entry.words);
    either(fmt::format("(?:{0})(?:{0})+ ", part));
  }
  return out.empty() ? out : "(?:" + out + ")";
}

// What may stand behind digits, with the space behind it: k or a number word straight behind, one letter also apart.
std::string NumberWords::suffix_regex() const {
  std::vector<std::string> behind, apart;
  for (const auto& suffix : kSuffixes) behind.emplace_back(suffix.letters);
  for (const auto& suffix : suffixes_) behind.push_back(quote_regex(suffix.letters));
  for (const auto& entry : numbers_) {
    if (is_scale(entry.value) && entry.words.find_first_of(" *") == std::string::npos)
      behind.push_back(quote_regex(entry.words));
  }
  std::ranges::sort(behind);
  behind.erase(std::ranges::unique(behind).begin(), behind.end());
  for (const auto& letters : behind) {
    if (letters.size() == 1) apart.push_back(letters);
  }
  return fmt::format("(?:(?:{})| [{}])? ", fmt::join(behind, "|"), fmt::join(apart, ""));
}

std::string NumberWords::regex() const {
  const auto suffix = suffix_regex();
  std::string prefix;  // Arabic writes "and" straight before digits too
  for (const auto& letters : prefixes_) prefix += (prefix.empty() ? "" : "|") + quote_regex(letters);
  if (!prefix.empty()) prefix = "(?:" + prefix + ")?";
  const auto digits =
      fmt::format("{0}(?:[0-9]{{1,3}}(?: [0-9]{{3}})+(?:[.,][0-9]{{1,2}})?{1}|[0-9][0-9.,]*{1})", prefix, suffix);
  const auto words = words_regex();
  if (words.empty()) return fmt::format("(?:{})", digits);
  WordList scales, joins;
  for (const auto& entry : numbers_) {
    if (is_scale(entry.value)) scales.add(entry);
  }
  for (const auto& join : joins_) joins.add(join);
  std::string more;  // 2 "million 500" thousand
  if (!scales.empty()) {
    more = fmt::format("{}{}{}[0-9]{{1,3}}(?:[.,][0-9]{{3}})*{}|", scales.regex(),
                       joins.empty() ? "" : joins.regex() + "?", prefix, suffix);
  }
  std::string joined;  // words that may be joined to what follows, each with its join
  for (const auto& join : joins_) {
    WordList large;
    for (const auto& entry : numbers_) {
      if (entry.value >= join.value) large.add(entry);
    }
    if (!large.empty()) joined += fmt::format("{}{} {}|", large.regex(), quote_regex(join.words), words);
  }
  const auto half = halves_.empty() ? std::string() : "|" + halves_.regex();
  return fmt::format("(?:(?:{0}{4}{1}|{2})(?:{4}{0}{2}{3})*)", joined, digits, words, half, more);
}

// A word inside a compound: the parts that add up, the longest first.
bool NumberWords::read_compound(std::string_view rest, Sum& sum) const {
  if (rest.empty()) return true;
  for (const auto& part : parts_) {
    if (!rest.starts_with(part.words)) continue;
    auto next = sum;
    const bool fits = part.value == 0 ? next.unit_first() : next.add(part.value);
    if (!fits || !read_compound(rest.substr(part.words.size()), next)) continue;
    sum = next;
    return true;
  }
  return false;
}

// Takes one word, or words that stand for one, the longest that there is; false if the number ends here. `wrong`: it
// goes on, and does not add up.
bool NumberWords::read_word(std::string_view& words, Sum& sum, bool& wrong) const {
  const WordList* longest = nullptr;
  const WordList::Entry* entry = nullptr;
  std::size_t size = 0;
  for (const auto* list : {&halves_, &collectives_, &numbers_, &joined_}) {
    std::size_t its_size = 0;
    if (list == &halves_ && sum.empty()) continue;
    const auto* const found = list->at(words, its_size);
    if (found == nullptr || its_size <= size) continue;
    longest = list;
    entry = found;
    size = its_size;
  }
  if (entry == nullptr) return read_join(words, sum) || read_compound_word(words, sum);
  if (longest == &joined_ && !sum.empty()) sum.join();
  wrong = longest == &halves_        ? !sum.half(entry->value)
          : longest == &collectives_ ? !sum.collective(entry->value)
                                     : !sum.add(entry->value);
  drop_words(words, size);
  return !wrong;
}

bool NumberWords::read_join(std::string_view& words, Sum& sum) const {
  std::size_t size = 0;
  const auto* const join = joins_.at(words, size);
  if (join == nullptr || sum.empty() || sum.last() < join->value) return false;
  auto rest = words;
  drop_words(rest, size);
  if (!is_number(rest)) return false;
  sum.join();
  words = rest;
  return true;
}

const NumberWords::Suffix* NumberWords::suffix(std::string_view letters) const {
  const auto own = std::ranges::find(suffixes_, letters, &Suffix::letters);
  return own == suffixes_.end() ? nullptr : &*own;
}

std::optional<double> NumberWords::suffix_value(std::string_view letters) const {
  if (const auto* own = suffix(letters)) return own->value;
  const auto general = std::ranges::find(kSuffixes, letters, &GeneralSuffix::letters);
  if (general != kSuffixes.end()) return general->value;
  std::size_t size = 0;
  const auto* const word = numbers_.at(letters, size);
  if (word == nullptr || !is_scale(word->value) || word->words != letters) return std::nullopt;
  return word->value;
}

bool NumberWords::asks_for_capital(std::string_view letters) const {
  if (const auto* own = suffix(letters)) return own->capital;
  const auto general = std::ranges::find(kSuffixes, letters, &GeneralSuffix::letters);
  return general != kSuffixes.end() && general->capital;
}

bool NumberWords::measures(std::string_view behind) const {
  std::size_t size = 0;
  return measures_.at(behind, size) != nullptr;
}

std::size_t NumberWords::prefix_size(std::string_view words) const {
  for (const auto& letters : prefixes_) {
    if (words.starts_with(letters) && words.size() > letters.size() && is_ascii_digit(words[letters.size()]))
      return letters.size();
  }
  return 0;
}

// Digits, with spaces between groups of three, and a suffix; a currency may be written straight behind.
std::optional<double> NumberWords::read_digits(std::string_view& words, bool& wrong) const {
  auto rest = words.substr(prefix_size(words));
  if (rest.empty() || !is_ascii_digit(rest.front())) return std::nullopt;
  auto size = digits_size(rest);
  std::string digits(rest.substr(0, size));
  std::erase(digits, ' ');
  auto value = number_of(digits);
  wrong = !value;
  const bool apart = size + 1 < rest.size() && rest[size] == ' ' && first_word_size(rest.substr(size + 1)) == 1;
  const auto behind = apart ? rest.substr(size + 1, 1) : rest.substr(size, first_word_size(rest.substr(size)));
  if (const auto times = suffix_value(behind); times && !behind.empty()) {
    size += behind.size() + (apart ? 1 : 0);
    if (value) *value *= *times;
  }
  drop_words(rest, size);
  words = rest;
  return value;
}

// Digits behind "2 million".
bool NumberWords::read_more_digits(std::string_view& words, Sum& sum, bool& wrong) const {
  if (!sum.is_scaled()) return false;
  auto rest = words;
  std::size_t size = 0;
  if (const auto* const join = joins_.at(rest, size); join != nullptr && sum.last() >= join->value)
    drop_words(rest, size);
  const auto value = read_digits(rest, wrong);
  if (!value) return false;
  const auto* const next = numbers_.at(rest, size);
  wrong = !sum.more_digits(*value, next != nullptr && is_scale(next->value));
  words = rest;
  return !wrong;
}

bool NumberWords::read_compound_word(std::string_view& words, Sum& sum) const {
  constexpr std::size_t kLongest = 80;
  const auto size = first_word_size(words);
  auto next = sum;
  if (!compounds_ || size == 0 || size > kLongest || !read_compound(words.substr(0, size), next)) return false;
  sum = next;
  drop_words(words, size);
  return true;
}

std::optional<double> NumberWords::read(std::string_view& words) const {
  Sum sum;
  bool wrong = false;
  if (const auto digits = read_digits(words, wrong)) sum.digits(*digits);
  while (!wrong && !words.empty() &&
         (read_word(words, sum, wrong) || (!wrong && read_more_digits(words, sum, wrong)))) {
  }
  if (wrong || sum.empty() || !(sum.value() <= kMostNumberRead)) return std::nullopt;
  return sum.value();
}

bool NumberWords::is_number(std::string_view words) const {
  std::size_t size = 0;
  return !words.empty() && (is_ascii_digit(words.front()) || numbers_.at(words, size) != nullptr ||
                            collectives_.at(words, size) != nullptr);
}

bool NumberWords::is_range_end(std::string_view before, std::string_view behind) const {
  return std::ranges::any_of(
      ranges_, [&](const Range& range) { return is_first(range, before, behind) || is_last(range, before, behind); });
}

bool NumberWords::is_spoilt(std::string_view before, std::string_view words, std::string_view behind) const {
  std::size_t size = 0;
  if (unknown_units_.at(behind, size) != nullptr) return true;
  while (before.ends_with(' ')) before.remove_suffix(1);
  const auto ends_in = [&](const WordList& list) {
    return std::ranges::any_of(list, [&](const WordList::Entry& entry) {
      return before.ends_with(entry.words) && before.substr(0, before.size() - entry.words.size()).ends_with(' ');
    });
  };
  if (ends_in(negative_) && !ends_in(not_negative_)) return true;
  const auto* const first = numbers_.at(words, size);
  return first != nullptr && (first->value == 100 || is_scale(first->value)) && ends_in(inexact_);
}

// "between" 5 "and 10 million": with these words behind, the number is the first of two.
bool NumberWords::is_first(const Range& range, std::string_view before, std::string_view behind) const {
  if (!behind.starts_with(range.middle)) return false;
  behind.remove_prefix(range.middle.size());
  const bool straight = !behind.empty() && is_ascii_digit(behind.front());  // Arabic joins it to the number
  if (!straight && !behind.starts_with(' ')) return false;
  drop_words(behind, 0);
  if (!has_words(before, range.open) || !has_words(behind, range.close)) return false;
  if (!behind.empty() && !is_number(behind)) drop_words(behind, first_word_size(behind));  // 20 to £30
  return is_number(behind);
}

// "between 5 and" 10 million
bool NumberWords::is_last(const Range& range, std::string_view before, std::string_view behind) const {
  while (before.ends_with(' ')) before.remove_suffix(1);
  if (!before.ends_with(range.middle)) return false;
  auto rest = before.substr(0, before.size() - range.middle.size());
  if (!rest.ends_with(' ') || !has_words(rest, range.open) || !has_words(behind, range.close)) return false;
  rest.remove_suffix(1);
  for (int words = 0; words < 2 && !rest.empty(); ++words) {  // 20 million to 30, 20 € to 30
    const auto begin = rest.rfind(' ') + 1;
    if (is_number(rest.substr(begin))) return true;
    rest = rest.substr(0, begin == 0 ? 0 : begin - 1);
  }
  return false;
}

}  // namespace sait
