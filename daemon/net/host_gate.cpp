#include "net/host_gate.hpp"

#include <algorithm>

namespace sait {

std::optional<HostGate::Turn> HostGate::wait_for_turn(const std::string& name, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  auto& host = find(name, Clock::now());
  ++host.waiting;  // keeps the host where it is
  bool entered = false;
  while (!stop.stop_requested()) {
    const auto when = enter(host, Clock::now());
    entered = !when;
    if (entered) break;
    // Once round for each leave() and hold(): the time may be another then.
    bool woken = false;
    host.changed.wait_until(lock, stop, *when, [&woken] { return std::exchange(woken, true); });
  }
  --host.waiting;
  if (!entered) return std::nullopt;
  return Turn(*this, name);
}

void HostGate::set_pause(std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  pause_ = pause;
}

void HostGate::hold(const std::string& name, Clock::time_point until) {
  const std::lock_guard lock(mutex_);
  auto& host = find(name, Clock::now());
  host.free_at = std::max(host.free_at, until);
  host.changed.notify_all();
}

std::optional<HostGate::Clock::time_point> HostGate::enter(const std::string& name, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  return enter(find(name, now), now);
}

std::optional<HostGate::Clock::time_point> HostGate::enter(Host& host, Clock::time_point now) {
  if (host.busy) return Clock::time_point::max();
  if (host.free_at > now) return host.free_at;
  host.busy = true;
  return std::nullopt;
}

void HostGate::leave(const std::string& name, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  auto& host = find(name, now);
  host.busy = false;
  host.free_at = std::max(host.free_at, now + pause_);
  host.changed.notify_all();
}

HostGate::Host& HostGate::find(const std::string& name, Clock::time_point now) {
  if (const auto known = hosts_.find(name); known != hosts_.end()) return known->second;
  const auto idle = [](const auto& entry) { return !entry.second.busy && entry.second.waiting == 0; };
  if (hosts_.size() >= kMostHosts) {
    std::erase_if(hosts_, [&](const auto& entry) { return idle(entry) && entry.second.free_at <= now; });
  }
  while (hosts_.size() >= kMostHosts) {
    auto first = hosts_.end();
    for (auto at = hosts_.begin(); at != hosts_.end(); ++at) {
      if (idle(*at) && (first == hosts_.end() || at->second.free_at < first->second.free_at)) first = at;
    }
    if (first == hosts_.end()) break;
    hosts_.erase(first);
  }
  return hosts_[name];
}

}  // namespace sait
