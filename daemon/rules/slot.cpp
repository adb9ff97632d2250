#include "rules/slot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "rules/regex.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

constexpr std::array<const char*, kSlotTypes> kNames{"number", "money", "percent", "share", "period", "place", "link"};

// Written straight behind digits in any language: 5k, 1.5m, 3bn.
struct Suffix {
  std::string_view letters;
  double value;
};
constexpr std::array<Suffix, 9> kSuffixes{{{"k", 1e3},
                                           {"tsd", 1e3},
                                           {"mio", 1e6},
                                           {"mln", 1e6},
                                           {"m", 1e6},
                                           {"mrd", 1e9},
                                           {"mld", 1e9},
                                           {"bn", 1e9},
                                           {"bln", 1e9}}};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "2,200" is two thousand two hundred, "49.18" and "1,5" have decimals: a point or comma is one of thousands if it
// stands more than once, or with three digits behind it and something other than a lone 0 before it.
double number_of(std::string_view digits) {
  const auto points = std::ranges::count(digits, '.'), commas = std::ranges::count(digits, ',');
  const auto last = digits.find_last_of(".,");
  std::string plain;
  std::size_t decimals = std::string_view::npos;  // where they begin
  if (last != std::string_view::npos) {
    const bool both = points > 0 && commas > 0;
    const auto times = digits[last] == '.' ? points : commas;
    const bool three = digits.size() - last == 4 && digits.substr(0, last) != "0";
    if (both ? times == 1 : times == 1 && !three) decimals = last;
  }
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i == decimals) plain += '.';
    if (is_digit(digits[i])) plain += digits[i];
  }
  double value = 0;
  std::from_chars(plain.data(), plain.data() + plain.size(), value);
  return value;
}

std::size_t word_size(std::string_view words) { return std::min(words.find(' '), words.size()); }

void drop(std::string_view& words, std::size_t size) {
  words.remove_prefix(size);
  while (words.starts_with(' ')) words.remove_prefix(1);
}

}  // namespace

const char* to_string(SlotType type) { return kNames[static_cast<std::size_t>(type)]; }

std::optional<SlotType> slot_type_from(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<SlotType>(found - kNames.begin());
}

std::string to_text(const SlotValue& value) {
  switch (value.type) {
    case SlotType::period:
    case SlotType::place:
    case SlotType::link:
      return value.unit;
    case SlotType::percent:
      return fmt::format("{} %", value.value);
    default:
      return value.unit.empty() ? fmt::format("{}", value.value) : fmt::format("{} {}", value.value, value.unit);
  }
}

// Longest first: RE2 takes the first alternative that fits.
void SlotWords::add(Entries& entries, Entry entry) {
  const auto place = std::ranges::upper_bound(entries, entry.words.size(), std::ranges::greater(),
                                              [](const Entry& e) { return e.words.size(); });
  entries.insert(place, std::move(entry));
}

void SlotWords::add_number(std::string words, double value) { add(numbers_, {std::move(words), value, {}}); }
void SlotWords::add_currency(std::string words, std::string code) {
  add(currencies_, {std::move(words), 0, std::move(code)});
}
void SlotWords::add_period(std::string words, std::string unit) {
  add(periods_, {std::move(words), 0, std::move(unit)});
}
void SlotWords::add_share(std::string words, double value) { add(shares_, {std::move(words), value, {}}); }
void SlotWords::add_place(std::string words, std::string code) { add(places_, {std::move(words), 0, std::move(code)}); }
void SlotWords::add_join(std::string words, double least) { add(joins_, {std::move(words), least, {}}); }
void SlotWords::add_percent(std::string words) { add(percents_, {std::move(words), 0, {}}); }
void SlotWords::add_out_of(std::string words) { add(out_of_, {std::move(words), 0, {}}); }

std::string SlotWords::any_of(const Entries& entries) {
  std::string out;
  for (const auto& [words, value, unit] : entries) {
    const bool stem = words.ends_with('*');
    out += fmt::format("{}{}{} ", out.empty() ? "" : "|",
                       quote_regex(std::string_view(words).substr(0, words.size() - stem)), stem ? "[^ ]*" : "");
  }
  return "(?:" + out + ")";
}

// The entry whose words stand at the beginning of `words`; `size` is what they take.
const SlotWords::Entry* SlotWords::at(const Entries& entries, std::string_view words, std::size_t& size) {
  for (const auto& entry : entries) {
    const std::string_view wanted = entry.words;
    const bool stem = wanted.ends_with('*');
    const auto text = wanted.substr(0, wanted.size() - (stem ? 1 : 0));
    if (!words.starts_with(text)) continue;
    size = text.size() + (stem ? word_size(words.substr(text.size())) : 0);
    if (size == words.size() || words[size] == ' ') return &entry;
  }
  return nullptr;
}

std::string SlotWords::number_regex() const {
  std::string suffixes;
  for (const auto& suffix : kSuffixes) suffixes += fmt::format("{}{}", suffixes.empty() ? "" : "|", suffix.letters);
  const auto digits = fmt::format("[0-9]{{1,3}} (?:[0-9]{{3}} )+|[0-9][0-9.,]*(?:{})? ", suffixes);
  if (numbers_.empty()) return fmt::format("(?:{})", digits);
  const auto words = any_of(numbers_);
  std::string joined;  // words that may be joined to what follows, each with its join
  for (const auto& join : joins_) {
    Entries large;
    std::ranges::copy_if(numbers_, std::back_inserter(large), [&](const Entry& e) { return e.value >= join.value; });
    if (!large.empty()) joined += fmt::format("{}{} {}|", any_of(large), quote_regex(join.words), words);
  }
  if (joined.empty()) return fmt::format("(?:(?:{}|{}){}*)", digits, words, words);
  return fmt::format("(?:(?:{0}{1}|{2})(?:{0}{2})*)", joined, digits, words);
}

// 90 %, %90: Turkish writes the sign first.
std::string SlotWords::percent_regex() const {
  const auto number = number_regex(), percent = any_of(percents_);
  return fmt::format("(?:{0}{1}|{1}{0})", number, percent);
}

std::string SlotWords::regex(SlotType type) const {
  auto number = number_regex();
  switch (type) {
    case SlotType::number:
      return number;
    case SlotType::money: {
      if (currencies_.empty()) return {};
      const auto currency = any_of(currencies_);
      std::string fused;  // 5000zl
      for (const auto& entry : currencies_) {
        const bool short_word =
            entry.words.size() <= 4 && std::ranges::all_of(entry.words, [](char c) { return c >= 'a' && c <= 'z'; });
        if (short_word) fused += fmt::format("{}{}", fused.empty() ? "" : "|", entry.words);
      }
      const auto joined = fused.empty() ? "" : fmt::format("|[0-9][0-9.,]*(?:{}) ", fused);
      return fmt::format("(?:{0}{1}|{1}{0}{2})", currency, number, joined);
    }
    case SlotType::percent:
      return percents_.empty() ? std::string() : percent_regex();
    case SlotType::share: {
      std::string out;
      const auto either = [&out](const std::string& one) { out += (out.empty() ? "" : "|") + one; };
      if (!percents_.empty()) either(percent_regex());
      if (!out_of_.empty()) either(number + any_of(out_of_) + number);
      if (!shares_.empty()) either(any_of(shares_));
      return out.empty() ? out : "(?:" + out + ")";
    }
    case SlotType::period:
      return periods_.empty() ? std::string() : any_of(periods_);
    case SlotType::place:
      return places_.empty() ? std::string() : any_of(places_);
    case SlotType::link:
      return fmt::format("{} ", kLinkWord);
  }
  return {};
}

std::optional<double> SlotWords::read_digits(std::string_view& words) const {
  if (words.empty() || !is_digit(words.front())) return std::nullopt;
  auto size = std::min(words.find_first_not_of("0123456789.,"), words.size());
  // 1 500 000
  std::string grouped(words.substr(0, size));
  while (grouped.find_first_of(".,") == std::string::npos && words.size() >= size + 4 && words[size] == ' ' &&
         std::ranges::all_of(words.substr(size + 1, 3), is_digit) &&
         (words.size() == size + 4 || words[size + 4] == ' ')) {
    grouped += words.substr(size + 1, 3);
    size += 4;
  }
  auto value = number_of(grouped);
  const auto behind = words.substr(size, word_size(words.substr(size)));
  for (const auto& suffix : kSuffixes) {
    if (behind == suffix.letters) {
      value *= suffix.value;
      size += behind.size();
      break;
    }
  }
  words.remove_prefix(size);  // a currency may be written straight behind
  while (words.starts_with(' ')) words.remove_prefix(1);
  return value;
}

// Takes a number from the beginning of `words`: digits, then words that multiply ("1.5 million"), or words alone ("two
// hundred thousand").
std::optional<double> SlotWords::read_number(std::string_view& words) const {
  double total = 0;
  auto current = read_digits(words);
  bool any = current.has_value();
  double before = 0;  // what the word before is worth
  while (!words.empty()) {
    std::size_t size = 0;
    const auto* entry = at(numbers_, words, size);
    if (entry == nullptr && before > 0) {
      const auto* join = at(joins_, words, size);
      if (join == nullptr || before < join->value) break;
      auto rest = words;
      drop(rest, size);
      entry = at(numbers_, rest, size);
      if (entry == nullptr || entry->value >= before) break;  // "a hundred and a thousand" are two numbers
      words = rest;
    }
    if (entry == nullptr) break;
    any = true;
    before = entry->value;
    if (entry->value >= 1000) {
      total += current.value_or(1) * entry->value;
      current = 0;
    } else if (entry->value == 100) {
      current = (current.value_or(0) == 0 ? 1 : *current) * entry->value;
    } else {
      current = current.value_or(0) + entry->value;
    }
    drop(words, size);
  }
  if (!any) return std::nullopt;
  return total + current.value_or(0);
}

std::optional<SlotValue> SlotWords::read_money(std::string_view words) const {
  std::size_t size = 0;
  const auto* currency = at(currencies_, words, size);
  if (currency != nullptr) drop(words, size);
  const auto value = read_number(words);
  if (!value) return std::nullopt;
  if (currency == nullptr) currency = at(currencies_, words, size);
  return SlotValue{SlotType::money, *value, currency == nullptr ? std::string() : currency->unit};
}

std::optional<SlotValue> SlotWords::read_share(std::string_view words) const {
  std::size_t size = 0;
  if (const auto* entry = at(shares_, words, size)) return SlotValue{SlotType::share, entry->value, {}};
  if (at(percents_, words, size) != nullptr) drop(words, size);
  const auto first = read_number(words);
  if (!first) return std::nullopt;
  if (at(out_of_, words, size) == nullptr) return SlotValue{SlotType::share, *first / 100, {}};
  drop(words, size);
  const auto second = read_number(words);
  if (!second || *second == 0) return std::nullopt;
  return SlotValue{SlotType::share, *first / *second, {}};
}

std::optional<SlotValue> SlotWords::read(SlotType type, std::string_view words) const {
  while (words.ends_with(' ')) words.remove_suffix(1);
  std::size_t size = 0;
  switch (type) {
    case SlotType::number:
    case SlotType::percent: {
      if (type == SlotType::percent && at(percents_, words, size) != nullptr) drop(words, size);
      const auto value = read_number(words);
      if (!value) return std::nullopt;
      return SlotValue{type, *value, {}};
    }
    case SlotType::money:
      return read_money(words);
    case SlotType::share:
      return read_share(words);
    case SlotType::period:
    case SlotType::place: {
      const auto* entry = at(type == SlotType::period ? periods_ : places_, words, size);
      if (entry == nullptr) return std::nullopt;
      return SlotValue{type, 0, entry->unit};
    }
    case SlotType::link:
      return SlotValue{type, 0, {}};
  }
  return std::nullopt;
}

const SlotWords::Entries* SlotWords::with_units(SlotType type) const {
  return type == SlotType::money    ? &currencies_
         : type == SlotType::period ? &periods_
         : type == SlotType::place  ? &places_
                                    : nullptr;
}

std::vector<std::string> SlotWords::units(SlotType type) const {
  std::vector<std::string> units;
  if (const auto* entries = with_units(type)) {
    for (const auto& entry : *entries) units.push_back(entry.unit);
  }
  std::ranges::sort(units);
  units.erase(std::ranges::unique(units).begin(), units.end());
  return units;
}

std::string SlotWords::unit_of(SlotType type, std::string_view words) const {
  const auto* entries = with_units(type);
  const auto folded = fold_words(words);
  if (entries == nullptr || folded.size() < 3) return {};
  const auto same_letters =
      std::ranges::find_if(*entries, [&](const Entry& e) { return fold_words(e.unit) == folded; });
  if (same_letters != entries->end()) return same_letters->unit;
  std::size_t size = 0;
  const auto* entry = at(*entries, std::string_view(folded).substr(1), size);
  return entry == nullptr ? std::string() : entry->unit;
}

}  // namespace sait
