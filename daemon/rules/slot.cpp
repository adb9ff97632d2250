#include "rules/slot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/regex.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

constexpr std::array<const char*, kSlotTypes> kNames{"number", "money", "percent", "share", "period", "place", "link"};
constexpr std::string_view kDollar = "$";

// Where the sign that many countries have and a name stand, the name says which: $500 CAD, 500 $ CAD. Any other sign or
// name behind it is an amount's own: $500 (£400).
bool names_dollar(const WordList::Entry& entry) {
  constexpr std::array<std::string_view, 9> kDollars{"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS"};
  return std::ranges::find(kDollars, entry.unit) != kDollars.end() &&
         std::ranges::all_of(entry.words, [](char c) { return c == ' ' || (c >= 'a' && c <= 'z'); });
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

void SlotWords::add_currency(std::string words, std::string code) {
  currencies_.add({std::move(words), 0, std::move(code)});
}
void SlotWords::add_period(std::string words, std::string unit) {
  periods_.add({std::move(words), 0, std::move(unit)});
}
void SlotWords::add_share(std::string words, double value) { shares_.add({std::move(words), value, {}}); }
void SlotWords::add_place(std::string words, std::string code) { places_.add({std::move(words), 0, std::move(code)}); }
void SlotWords::add_percent(std::string words) { percents_.add({std::move(words), 0, {}}); }
void SlotWords::add_out_of(std::string words) { out_of_.add({std::move(words), 0, {}}); }

// 90 %, %90: Turkish writes the sign first.
std::string SlotWords::percent_regex() const {
  const auto number = numbers.regex(), percent = percents_.regex();
  return fmt::format("(?:{0}{1}|{1}{0})", number, percent);
}

std::string SlotWords::regex(SlotType type) const {
  auto number = numbers.regex();
  switch (type) {
    case SlotType::number:
      return number;
    case SlotType::money: {
      if (currencies_.empty()) return {};
      const auto currency = currencies_.regex();
      std::string fused;  // 5000zl
      for (const auto& entry : currencies_) {
        const bool short_word =
            entry.words.size() <= 4 && std::ranges::all_of(entry.words, [](char c) { return c >= 'a' && c <= 'z'; });
        if (short_word) fused += fmt::format("{}{}", fused.empty() ? "" : "|", entry.words);
      }
      const auto joined = fused.empty() ? "" : fmt::format("|[0-9][0-9.,]*(?:{}) ", fused);
      WordList names;
      for (const auto& entry : currencies_) {
        if (names_dollar(entry)) names.add(entry);
      }
      const auto dollars = names.empty() ? std::string() : fmt::format("\\$ {0}{1}|{0}\\$ {1}|", number, names.regex());
      return fmt::format("(?:{3}{0}{1}|{1}{0}{2})", currency, number, joined, dollars);
    }
    case SlotType::percent:
      return percents_.empty() ? std::string() : percent_regex();
    case SlotType::share: {
      std::string out;
      const auto either = [&out](const std::string& one) { out += (out.empty() ? "" : "|") + one; };
      if (!percents_.empty()) either(percent_regex());
      if (!out_of_.empty()) either(number + out_of_.regex() + number);
      if (!shares_.empty()) either(shares_.regex());
      return out.empty() ? out : "(?:" + out + ")";
    }
    case SlotType::period:
      return periods_.empty() ? std::string() : periods_.regex();
    case SlotType::place:
      return places_.empty() ? std::string() : places_.regex();
    case SlotType::link:
      return fmt::format("{} ", kLinkWord);
  }
  return {};
}

std::optional<SlotValue> SlotWords::read_money(std::string_view words) const {
  std::size_t size = 0;
  const auto* currency = currencies_.at(words, size);
  if (currency != nullptr) drop_words(words, size);
  const auto value = numbers.read(words);
  if (!value) return std::nullopt;
  if (currency == nullptr) {
    currency = currencies_.at(words, size);
    if (currency != nullptr) drop_words(words, size);
  }
  if (currency != nullptr && currency->words == kDollar) {
    if (const auto* named = currencies_.at(words, size); named != nullptr && names_dollar(*named)) {
      currency = named;
      drop_words(words, size);
    }
  }
  if (!words.empty()) return std::nullopt;
  return SlotValue{SlotType::money, *value, currency == nullptr ? std::string() : currency->unit};
}

std::optional<SlotValue> SlotWords::read_share(std::string_view words) const {
  std::size_t size = 0;
  if (const auto* entry = shares_.at(words, size)) return SlotValue{SlotType::share, entry->value, {}};
  bool percent = percents_.at(words, size) != nullptr;
  if (percent) drop_words(words, size);
  const auto first = numbers.read(words);
  if (!first) return std::nullopt;
  if (!percent && percents_.at(words, size) != nullptr) {
    percent = true;
    drop_words(words, size);
  }
  if (percent) return words.empty() ? std::optional(SlotValue{SlotType::share, *first / 100, {}}) : std::nullopt;
  if (out_of_.at(words, size) == nullptr) return std::nullopt;
  drop_words(words, size);
  const auto second = numbers.read(words);
  if (!second || *second == 0 || !words.empty()) return std::nullopt;
  return SlotValue{SlotType::share, *first / *second, {}};
}

std::optional<SlotValue> SlotWords::read(SlotType type, std::string_view words) const {
  while (words.ends_with(' ')) words.remove_suffix(1);
  std::size_t size = 0;
  switch (type) {
    case SlotType::number:
    case SlotType::percent: {
      const bool percent = type == SlotType::percent;
      if (percent && percents_.at(words, size) != nullptr) drop_words(words, size);
      const auto value = numbers.read(words);
      if (percent && percents_.at(words, size) != nullptr) drop_words(words, size);
      if (!value || !words.empty()) return std::nullopt;
      return SlotValue{type, *value, {}};
    }
    case SlotType::money:
      return read_money(words);
    case SlotType::share:
      return read_share(words);
    case SlotType::period:
    case SlotType::place: {
      const auto* entry = (type == SlotType::period ? periods_ : places_).at(words, size);
      if (entry == nullptr) return std::nullopt;
      return SlotValue{type, 0, entry->unit};
    }
    case SlotType::link:
      return SlotValue{type, 0, {}};
  }
  return std::nullopt;
}

bool SlotWords::is_in_share(std::string_view before, std::string_view behind, double value) const {
  constexpr double kMostCounted = 1000;  // "5 in 2015" is a year
  while (before.ends_with(' ')) before.remove_suffix(1);
  for (const auto& entry : out_of_) {
    if (!before.ends_with(' ' + entry.words)) continue;
    auto rest = before.substr(0, before.size() - entry.words.size() - 1);
    rest = rest.substr(rest.rfind(' ') + 1);
    const auto counted = numbers.read(rest);
    if (counted && rest.empty() && *counted < value && value <= kMostCounted) return true;
  }
  std::size_t size = 0;
  if (out_of_.at(behind, size) == nullptr) return false;
  drop_words(behind, size);
  const auto all = numbers.read(behind);
  return all && value < *all && *all <= kMostCounted;
}

const WordList* SlotWords::with_units(SlotType type) const {
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
      std::ranges::find_if(*entries, [&](const WordList::Entry& e) { return fold_words(e.unit) == folded; });
  if (same_letters != entries->end()) return same_letters->unit;
  std::size_t size = 0;
  const auto* entry = entries->at(std::string_view(folded).substr(1), size);
  return entry == nullptr ? std::string() : entry->unit;
}

}  // namespace sait
