// The conditions of a policy's row by name, one after the other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/policy.hpp"

namespace sait {

/// One key of `when`.
struct RowCondition {
  std::string_view name;
  bool (*is_set)(const PolicyRow& row);
  void (*copy)(const PolicyRow& from, PolicyRow& to);
};

/// All there are, in the order in which they are explained.
[[nodiscard]] const std::vector<RowCondition>& row_conditions();

/// The names as a list in words: "scale", "authors" and "trend".
[[nodiscard]] std::string in_words(const std::vector<std::string>& names);

}  // namespace sait
