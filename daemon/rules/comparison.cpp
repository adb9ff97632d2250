#include "rules/comparison.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "base/diagnostics.hpp"

namespace sait {
namespace {

// By Comparison::Sign. Those of two characters come first: ">=" begins as ">" does.
constexpr std::array<std::string_view, 6> kSigns{">=", "<=", "!=", ">", "<", "="};
constexpr const char* kExamples =
    "\"<number> > 5000000\", \"<money> >= 100 EUR\", \"<share> > 90%\" or \"<period> = month\"";

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_separator(char c) { return std::string_view(".,'_ ").find(c) != std::string_view::npos; }

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "1.000 EUR" -> "1.000": the digits at the beginning and what people put between them.
std::string_view number_at(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && (digit(text[size]) || is_separator(text[size]))) ++size;
  while (size > 0 && !digit(text[size - 1])) --size;
  return text.substr(0, size);
}

// Why a number is not taken as it is written: half of Europe reads 1.000 as a thousand, and 1,5 as one and a half.
std::optional<std::string> number_problem(std::string_view written) {
  const auto first = written.find_first_not_of("0123456789");
  if (first == std::string_view::npos) return std::nullopt;
  const auto last = written.find_last_not_of("0123456789");
  const auto behind = written.size() - last - 1;
  const bool once = first == last, point = written[first] == '.';
  const bool thousands = behind == 3 && written.substr(0, first) != "0" && first > 0;
  if (once && point && !thousands && first > 0) return std::nullopt;
  std::string plain;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (digit(written[i])) plain += written[i];
    if (i == last && !thousands) plain += plain.empty() ? "0." : ".";
  }
  if (once && thousands && (point || written[first] == ','))
    return fmt::format("\"{}\" may be read in two ways: write {}", written, plain);
  return fmt::format(
      "\"{}\" is not how a number is written here: write {}, with nothing between its digits but a point "
      "before decimals",
      written, plain);
}

bool is_unit(std::string_view text) {
  return text.empty() || (!digit(text.front()) && !is_separator(text.front()) &&
                          text.find_first_of("<>=!&|%") == std::string_view::npos);
}

std::string written_in(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 12;
  if (names.empty() || names.size() > kShown) return {};
  return fmt::format("; known here: {}", fmt::join(names, ", "));
}

}  // namespace

bool Comparison::holds(const SlotValue& value) const {
  const bool same_unit = unit.empty() || unit == value.unit;
  if (!number) return sign == Sign::equals ? same_unit : !same_unit;
  if (!same_unit) return false;
  const double wanted = percent && value.type == SlotType::share ? *number / 100 : *number;
  switch (sign) {
    case Sign::at_least:
      return value.value >= wanted;
    case Sign::at_most:
      return value.value <= wanted;
    case Sign::differs:
      return value.value != wanted;
    case Sign::above:
      return value.value > wanted;
    case Sign::below:
      return value.value < wanted;
    case Sign::equals:
      return value.value == wanted;
  }
  return false;
}

std::optional<std::string> Comparison::problem(SlotType type, const SlotWords& words) const {
  const auto name = fmt::format("<{}>", slot);
  const bool has_unit = type == SlotType::money || type == SlotType::period || type == SlotType::place;
  if (type == SlotType::link)
    return fmt::format("{} has no value; ask for its host with `domains: [example.org]`", name);
  if (percent && type != SlotType::share && type != SlotType::percent)
    return fmt::format("{} is no percentage; write the number alone, or use <share> or <percent> in the phrase", name);
  if (type == SlotType::share && number && !percent && *number > 1)
    return fmt::format("a share is a number from 0 to 1: write {} {} {}%, or 0.9 for 90%", name,
                       kSigns[static_cast<std::size_t>(sign)], *number);
  if (!has_unit) {
    if (!number) return fmt::format("{} is compared with a number, not with \"{}\"", name, unit);
    if (!unit.empty())
      return fmt::format("{} has no unit and \"{}\" is none: write the number in digits alone, such as 5000000", name,
                         unit);
    return std::nullopt;
  }
  if (type != SlotType::money && number)
    return fmt::format("{} has no number; write {} = {}", name, name, type == SlotType::period ? "month" : "DE");
  if (unit.empty()) return std::nullopt;
  const auto units = words.units(type);
  if (std::ranges::find(units, unit) != units.end()) return std::nullopt;
  auto meant = words.unit_of(type, unit);
  if (meant.empty()) meant = nearest(unit, std::vector<std::string_view>(units.begin(), units.end()));
  const auto* const kind = type == SlotType::money    ? "currency (a code of ISO 4217 such as EUR)"
                           : type == SlotType::period ? "period"
                                                      : "place (a code of ISO 3166 such as DE, or one of `places`)";
  return fmt::format("\"{}\" is no {} that this language has words for{}{}", unit, kind,
                     meant.empty() ? "" : fmt::format("; did you mean {}?", meant), written_in(units));
}

std::variant<Comparison, std::string> parse_comparison(std::string_view text) {
  const auto no_comparison = fmt::format("\"{}\" is no comparison such as {}; several are a list", text, kExamples);
  Comparison out;
  out.written = text;
  text = without_blanks(text);
  const auto close = text.find('>');
  if (!text.starts_with('<') || close == std::string_view::npos || close < 2) return no_comparison;
  out.slot = text.substr(1, close - 1);
  auto rest = without_blanks(text.substr(close + 1));
  const auto sign = std::ranges::find_if(kSigns, [&](std::string_view s) { return rest.starts_with(s); });
  if (sign == kSigns.end()) return no_comparison;
  out.sign = static_cast<Comparison::Sign>(sign - kSigns.begin());
  rest = without_blanks(rest.substr(sign->size()));
  if (rest.empty()) return no_comparison;
  if (rest.front() == '-') return fmt::format("\"{}\": no value is below 0", out.written);
  // Only what begins with a digit is a number: from_chars() takes "nan" and "inf" for numbers too.
  if (digit(rest.front()) || is_separator(rest.front())) {
    if (auto problem = number_problem(number_at(rest))) return std::move(*problem);
    double number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc()) return no_comparison;
    out.number = number;
    rest = without_blanks(rest.substr(static_cast<std::size_t>(end - rest.data())));
    if (rest == "%") {
      out.percent = true;
      rest = {};
    }
  }
  out.unit = rest;
  const bool ordered = out.sign != Comparison::Sign::equals && out.sign != Comparison::Sign::differs;
  if (!is_unit(rest)) return no_comparison;
  if (!out.number && ordered)
    return fmt::format("\"{}\" is no number; write it in digits, as in {}", out.unit, kExamples);
  return out;
}

}  // namespace sait
