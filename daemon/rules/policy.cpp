#include "rules/policy.hpp"

#include <algorithm>
#include <cmath>

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

std::uint64_t tightened_count(std::uint64_t count, double factor) {
  constexpr double kSlack = 1e-9;  // 0.7 times 10 is 7
  return std::max<std::uint64_t>(1,
                                 static_cast<std::uint64_t>(std::ceil(static_cast<double>(count) * factor - kSlack)));
}

template <std::size_t kSize>
void tighten(std::array<std::uint64_t, kSize>& band, double factor) {
  std::uint64_t previous = 0;
  for (auto& count : band) previous = count = std::max(tightened_count(count, factor), previous + 1);
}

}  // namespace

Level Bands::scale_level(std::uint64_t authors) const { return level_of(authors, scale_authors); }
Level Bands::unusual_level(double z) const {
  std::array<double, 3> bands{};
  std::ranges::copy(scale_z, bands.begin());
  return level_of(z, bands);
}
Level Bands::awareness_level(int breakout) const { return level_of(breakout, awareness_breakout); }
Level Bands::influence_level(bool harm, std::uint64_t questions) const {
  return harm ? Level::severe : level_of(questions, influence_questions);
}
bool Bands::is_void(std::uint64_t questions, bool answered) const { return questions >= void_questions && !answered; }

Bands Bands::tightened(double factor) const {
  auto tight = *this;
  if (factor >= 1.0) return tight;
  tighten(tight.scale_authors, factor);
  tighten(tight.influence_questions, factor);
  tight.void_questions = tightened_count(void_questions, factor);
  tight.growing_posts = tightened_count(growing_posts, factor);
  return tight;
}

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

Bands Policy::bands(bool event_near) const { return tightened(event_near ? event_tighten : 1.0); }

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
