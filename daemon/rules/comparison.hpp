// What `where` asks of a slot: "<money> >= 1000 EUR". A comparison that can never hold, or that says something else
// than its writer means, is refused: without a word the rule would be silent for ever.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "rules/slot.hpp"

namespace sait {

struct Comparison {
  enum class Sign { at_least, at_most, differs, above, below, equals };

  std::string slot;  // its name
  Sign sign = Sign::equals;
  std::optional<double> number;
  bool percent = false;  // the number is one of 100
  std::string unit;      // "EUR", "month", "FR"; empty: not asked for
  std::string written;

  [[nodiscard]] bool holds(const SlotValue& value) const;

  /// Why it is nothing to ask of a slot of this type in a language with these words, and what to write instead; nothing
  /// if it is good.
  [[nodiscard]] std::optional<std::string> problem(SlotType type, const SlotWords& words) const;
};

/// The comparison, or what is wrong with it whatever the slot.
[[nodiscard]] std::variant<Comparison, std::string> parse_comparison(std::string_view text);

}  // namespace sait
