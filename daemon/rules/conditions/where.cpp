// where: "<number> > 5000000": what the slots of the phrases beside it must hold. Findings for which it does not are
// taken out; without any left, the rule does not hold.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

constexpr std::array<std::string_view, 6> kSigns{">=", "<=", "!=", ">", "<", "="};  // the longer ones first

struct Comparison {
  std::string slot;
  std::size_t sign = 0;  // of kSigns
  std::optional<double> number;
  std::string unit;  // "EUR", "month", "FR"; empty: not asked for
  std::string written;

  [[nodiscard]] bool holds(const SlotValue& value) const {
    const bool same_unit = unit.empty() || unit == value.unit;
    if (!number) return kSigns[sign] == "=" ? same_unit : !same_unit;
    if (!same_unit) return false;
    switch (sign) {
      case 0:
        return value.value >= *number;
      case 1:
        return value.value <= *number;
      case 2:
        return value.value != *number;
      case 3:
        return value.value > *number;
      case 4:
        return value.value < *number;
      default:
        return value.value == *number;
    }
  }
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<Comparison> parse(std::string_view text) {
  Comparison out;
  out.written = text;
  text = trimmed(text);
  const auto close = text.find('>');
  if (!text.starts_with('<') || close == std::string_view::npos || close < 2) return std::nullopt;
  out.slot = text.substr(1, close - 1);
  auto rest = trimmed(text.substr(close + 1));
  const auto sign = std::ranges::find_if(kSigns, [&](std::string_view s) { return rest.starts_with(s); });
  if (sign == kSigns.end()) return std::nullopt;
  out.sign = static_cast<std::size_t>(sign - kSigns.begin());
  rest = trimmed(rest.substr(sign->size()));
  if (rest.empty()) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error == std::errc()) {
    out.number = number;
    rest = trimmed(rest.substr(static_cast<std::size_t>(end - rest.data())));
    if (rest == "%") {
      rest = {};
    }
  }
  out.unit = rest;
  const bool word =
      std::ranges::all_of(rest, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; });
  if (!word || (!out.number && out.sign != 2 && out.sign != 5)) return std::nullopt;
  return out;
}

class Where final : public Condition {
 public:
  explicit Where(std::vector<Comparison> comparisons) : comparisons_(std::move(comparisons)) {}

  bool holds(PostView& view, const Scope&, Findings& found) const override {
    found.filter([&](std::span<const Occurrence> group) {
      return std::ranges::all_of(comparisons_, [&](const Comparison& comparison) {
        return std::ranges::any_of(group, [&](const Occurrence& occurrence) {
          const auto value = view.slot(occurrence, comparison.slot);
          return value && comparison.holds(*value);
        });
      });
    });
    return found.size() > 0;
  }

  bool judges_neighbours() const override { return true; }
  void slots(std::vector<std::string>& names) const override {
    for (const auto& comparison : comparisons_) names.push_back(comparison.slot);
  }
  void explain(PostView&, const Scope&, std::vector<Reason>&) const override {}  // says nothing without its neighbours

  std::string text() const override {
    std::string out = "where";
    for (const auto& comparison : comparisons_)
      out += (&comparison == &comparisons_.front() ? " " : " and ") + comparison.written;
    return out;
  }

 private:
  std::vector<Comparison> comparisons_;
};

}  // namespace

const ConditionType kWhere{
    "where", "Comparisons of slots of the phrases beside it, such as \"<number> > 5000000\".",
    R"({"$ref":"#/$defs/texts"})", [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
      std::vector<Comparison> comparisons;
      for (const auto& text : value.texts()) {
        auto comparison = parse(text);
        if (!comparison) {
          value.error("where",
                      fmt::format("\"{}\" is no comparison such as \"<number> > 5000000\", \"<money> >= 100 EUR\" "
                                  "or \"<period> = month\"",
                                  text));
          return nullptr;
        }
        comparisons.push_back(std::move(*comparison));
      }
      if (comparisons.empty()) return nullptr;
      return std::make_unique<Where>(std::move(comparisons));
    }};

}  // namespace sait
