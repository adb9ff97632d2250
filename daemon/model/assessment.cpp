#include "model/assessment.hpp"

#include <fmt/format.h>

namespace sait {
namespace {

// In the order of the enums; names as they stand in policies, on the wire and on the command line.
constexpr std::array<const char*, kPostures> kPostureNames{
    "no-engagement", "monitor", "prepare", "respond-through-allies", "respond-directly", "escalate-safety"};
constexpr std::array<const char*, 4> kLevelNames{"low", "medium", "high", "severe"};
constexpr std::array<const char*, 5> kTrendNames{"growing", "steady", "fading", "stale", "not-observable"};

template <typename Enum, std::size_t N>
std::optional<Enum> find(const std::array<const char*, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (name == names[i]) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

const char* to_string(Posture posture) { return kPostureNames[static_cast<std::size_t>(posture)]; }
std::optional<Posture> posture_from(std::string_view name) { return find<Posture>(kPostureNames, name); }

const char* to_string(Level level) { return kLevelNames[static_cast<std::size_t>(level)]; }
std::optional<Level> level_from(std::string_view name) { return find<Level>(kLevelNames, name); }

const char* to_string(Trend trend) { return kTrendNames[static_cast<std::size_t>(trend)]; }
std::optional<Trend> trend_from(std::string_view name) { return find<Trend>(kTrendNames, name); }

const char* to_string(Crossing::Into into) {
  switch (into) {
    case Crossing::Into::platform:
      return "platform";
    case Crossing::Into::language:
      return "language";
    case Crossing::Into::community:
      return "community";
    case Crossing::Into::followers:
      return "followers";
    case Crossing::Into::media:
      return "media";
    case Crossing::Into::official:
      return "official";
    case Crossing::Into::elected:
      return "elected";
  }
  return "community";
}

std::string in_words(const Crossing& crossing) {
  switch (crossing.into) {
    case Crossing::Into::followers:
      return fmt::format("accounts with {} followers", crossing.name);
    case Crossing::Into::media:
      return fmt::format("media ({})", crossing.name);
    case Crossing::Into::official:
      return fmt::format("official accounts ({})", crossing.name);
    case Crossing::Into::elected:
      return fmt::format("elected representatives ({})", crossing.name);
    default:
      return fmt::format("the {} {}", to_string(crossing.into), crossing.name);
  }
}

}  // namespace sait
