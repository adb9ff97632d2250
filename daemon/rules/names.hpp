// The names of an enum's values in its order, for YamlNode::choice().
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/assessment.hpp"

namespace sait {

/// Of the first `count` values.
template <typename Enum>
[[nodiscard]] std::vector<std::string_view> names_of(std::size_t count) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < count; ++i) names.emplace_back(to_string(static_cast<Enum>(i)));
  return names;
}

inline constexpr std::size_t kLevels = 4, kTrends = 5;
inline constexpr std::int64_t kMostCount = 1'000'000'000;  // of people or posts, in a policy

}  // namespace sait
