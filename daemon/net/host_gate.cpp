#include "net/host_gate.hpp"

#include <algorithm>

namespace sait {

HostGate::Clock::time_point HostGate::take_turn(const std::string& host, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (free_at_.size() >= kMostHosts && !free_at_.contains(host)) forget(now);
  auto& free_at = free_at_[host];
  const auto turn = std::max(free_at, now);
  free_at = turn + pause_;
  return turn;
}

void HostGate::set_pause(std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  pause_ = pause;
}

void HostGate::hold(const std::string& host, Clock::time_point until) {
  const std::lock_guard lock(mutex_);
  auto& free_at = free_at_[host];
  free_at = std::max(free_at, until);
}

void HostGate::forget(Clock::time_point now) {
  std::erase_if(free_at_, [&](const auto& entry) { return entry.second <= now; });
  while (free_at_.size() >= kMostHosts) {
    free_at_.erase(std::ranges::min_element(free_at_, {}, [](const auto& entry) { return entry.second; }));
  }
}

}  // namespace sait
