#include "rules/number_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

#include "rules/regex.hpp"

namespace sait {
namespace {

constexpr double kMost = 1e15;

// Written straight behind digits in any language: 5k, 1.5m, 3bn.
struct Suffix {
  std::string_view letters;
  double value;
};
constexpr std::array<Suffix, 10> kSuffixes{{{"k", 1e3},
                                            {"tsd", 1e3},
                                            {"mio", 1e6},
                                            {"mln", 1e6},
                                            {"mn", 1e6},
                                            {"m", 1e6},
                                            {"mrd", 1e9},
                                            {"mld", 1e9},
                                            {"bn", 1e9},
                                            {"bln", 1e9}}};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits in groups of three behind one to three, all with the same mark between: 1,500,000; not 10.11.2026.
bool has_groups(std::string_view digits) {
  const auto first = std::min(digits.find_first_of(".,"), digits.size());
  if (first == digits.size()) return true;
  if (first == 0 || first > 3) return false;
  for (auto at = first; at < digits.size(); at += 4) {
    const bool group = digits.size() - at >= 4 && digits[at] == digits[first] &&
                       std::ranges::all_of(digits.substr(at + 1, 3), is_digit);
    if (!group) return false;
  }
  return true;
}

// "2,200" is two thousand two hundred, "49.18" and "1,5" have decimals: a point or comma is one of thousands if it
// stands more than once, or with three digits behind it and something other than a lone 0 before it. Nothing for what
// is no number (a date, a version) or too large for one.
std::optional<double> number_of(std::string_view digits) {
  const auto points = std::ranges::count(digits, '.'), commas = std::ranges::count(digits, ',');
  const auto last = digits.find_last_of(".,");
  auto whole = digits;
  std::string plain, decimals;
  if (last != std::string_view::npos) {
    const bool both = points > 0 && commas > 0;
    const auto times = digits[last] == '.' ? points : commas;
    const bool three = digits.size() - last == 4 && digits.substr(0, last) != "0";
    if (both ? times == 1 : times == 1 && !three) {
      whole = digits.substr(0, last);
      decimals = digits.substr(last + 1);
    }
  }
  if (!has_groups(whole)) return std::nullopt;
  std::ranges::copy_if(whole, std::back_inserter(plain), is_digit);
  if (!decimals.empty()) plain += '.' + decimals;
  double value = 0;
  const auto [end, problem] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (problem != std::errc() || end != plain.data() + plain.size() || value > kMost) return std::nullopt;
  return value;
}

// Digits, with spaces between groups of three, and a suffix; a currency may be written straight behind.
std::optional<double> take_digits(std::string_view& words, bool& wrong) {
  if (words.empty() || !is_digit(words.front())) return std::nullopt;
  auto size = std::min(words.find_first_not_of("0123456789.,"), words.size());
  std::string grouped(words.substr(0, size));
  const bool may_go_on = size <= 3 && grouped.find_first_of(".,") == std::string::npos;
  while (may_go_on && words.size() >= size + 4 && words[size] == ' ' &&
         std::ranges::all_of(words.substr(size + 1, 3), is_digit) &&
         (words.size() == size + 4 || words[size + 4] == ' ')) {
    grouped += words.substr(size + 1, 3);
    size += 4;
  }
  auto value = number_of(grouped);
  wrong = !value;
  const auto behind = words.substr(size, first_word_size(words.substr(size)));
  const auto suffix = std::ranges::find(kSuffixes, behind, &Suffix::letters);
  if (suffix != kSuffixes.end()) {
    size += behind.size();
    if (value) *value *= suffix->value;
  }
  drop_words(words, size);
  return value;
}

// 1000, 1000000 ...: multiplies what stands before it.
bool is_scale(double value) {
  for (double scale = 1e3; scale <= kMost; scale *= 1e3) {
    if (value == scale) return true;
  }
  return false;
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
void NumberWords::add_range(std::string words) { ranges_.add({std::move(words), 0, {}}); }
void NumberWords::add_part(std::string letters, double value) {
  compounds_ = true;
  parts_.add({std::move(letters), value, {}});
}
void NumberWords::add_prefix(std::string_view letters) {
  for (const auto& entry : numbers_) joined_.add({std::string(letters) + entry.words, entry.value, {}});
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

std::string NumberWords::regex() const {
  std::string suffixes;
  for (const auto& suffix : kSuffixes) suffixes += fmt::format("{}{}", suffixes.empty() ? "" : "|", suffix.letters);
  const auto digits = fmt::format("[0-9]{{1,3}} (?:[0-9]{{3}} )+|[0-9][0-9.,]*(?:{})? ", suffixes);
  const auto words = words_regex();
  if (words.empty()) return fmt::format("(?:{})", digits);
  std::string joined;  // words that may be joined to what follows, each with its join
  for (const auto& join : joins_) {
    WordList large;
    for (const auto& entry : numbers_) {
      if (entry.value >= join.value) large.add(entry);
    }
    if (!large.empty()) joined += fmt::format("{}{} {}|", large.regex(), quote_regex(join.words), words);
  }
  const auto half = halves_.empty() ? std::string() : "|" + halves_.regex();
  return fmt::format("(?:(?:{0}{1}|{2})(?:{0}{2}{3})*)", joined, digits, words, half);
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
  if (const auto digits = take_digits(words, wrong)) sum.digits(*digits);
  while (!wrong && !words.empty() && read_word(words, sum, wrong)) {
  }
  if (wrong || sum.empty() || !(sum.value() <= kMost)) return std::nullopt;
  return sum.value();
}

bool NumberWords::is_number(std::string_view words) const {
  std::size_t size = 0;
  return !words.empty() &&
         (is_digit(words.front()) || numbers_.at(words, size) != nullptr || collectives_.at(words, size) != nullptr);
}

bool NumberWords::goes_on(std::string_view behind) const {
  std::size_t size = 0;
  if (ranges_.at(behind, size) == nullptr) return false;
  drop_words(behind, size);
  if (!behind.empty() && !is_number(behind)) drop_words(behind, first_word_size(behind));  // 20 to £30
  return is_number(behind);
}

bool NumberWords::began(std::string_view before) const {
  while (before.ends_with(' ')) before.remove_suffix(1);
  for (const auto& range : ranges_) {
    if (!before.ends_with(range.words)) continue;
    auto rest = before.substr(0, before.size() - range.words.size());
    if (!rest.ends_with(' ')) continue;
    rest.remove_suffix(1);
    for (int words = 0; words < 2 && !rest.empty(); ++words) {  // 20 million to 30, 20 € to 30
      const auto begin = rest.rfind(' ') + 1;
      if (is_number(rest.substr(begin))) return true;
      rest = rest.substr(0, begin == 0 ? 0 : begin - 1);
    }
  }
  return false;
}

}  // namespace sait
