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

bool meet(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::ranges::any_of(some,
                             [&](const std::string& one) { return std::ranges::find(others, one) != others.end(); });
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
bool Policy::is_void(std::uint64_t questions, bool answered) const { return questions >= void_questions && !answered; }

std::uint64_t Policy::people_on_channels(std::string_view audience) const {
  std::uint64_t people = 0;
  for (const auto& channel : channels) people += channel.audience == audience ? channel.people : 0;
  return people;
}

std::size_t Policy::communities_for(const std::vector<std::string>& affected) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      communities, [&](const ServedCommunity& community) { return meet(community.serves, affected); }));
}

bool Policy::serves(std::string_view community, const std::vector<std::string>& affected) const {
  return std::ranges::any_of(communities, [&](const ServedCommunity& declared) {
    return declared.name == community && meet(declared.serves, affected);
  });
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
