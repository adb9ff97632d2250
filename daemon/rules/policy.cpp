#include "rules/policy.hpp"

#include <algorithm>

namespace sait {
namespace {

template <typename Count, std::size_t kSize>
Level level_of(Count count, const std::array<Count, kSize>& bands) {
  std::uint8_t level = 0;
  for (const auto band : bands) level = static_cast<std::uint8_t>(level + (count >= band ? 1 : 0));
  return static_cast<Level>(level);
}

}  // namespace

Level Policy::scale_level(std::uint64_t authors) const { return level_of(authors, scale_authors); }
Level Policy::unusual_level(double z) const {
  std::array<double, 3> bands{};
  std::ranges::copy(scale_z, bands.begin());
  return level_of(z, bands);
}
Level Policy::awareness_level(int breakout) const { return level_of(breakout, awareness_breakout); }
Level Policy::influence_level(bool harm, std::uint64_t questions) const {
  return harm ? Level::severe : level_of(questions, influence_questions);
}
bool Policy::is_void(std::uint64_t questions, bool corrected) const {
  return questions >= void_questions && !corrected;
}

Duration Policy::expiry(Posture posture) const {
  if (const auto found = expires.find(posture); found != expires.end()) return found->second;
  // The more an advice asks for, the sooner it must be looked at again.
  switch (posture) {
    case Posture::escalate_safety:
      return std::chrono::hours(2);
    case Posture::respond_directly:
      return std::chrono::hours(6);
    case Posture::respond_through_allies:
    case Posture::prepare:
      return std::chrono::hours(12);
    case Posture::monitor:
    case Posture::no_engagement:
      break;
  }
  return std::chrono::hours(24);
}

}  // namespace sait
