#include "net/host_gate.hpp"

#include <algorithm>

namespace sait {

HostGate::Place::Place(HostGate& gate, std::string host) : gate_(gate), name_(std::move(host)) {
  const std::lock_guard lock(gate_.mutex_);
  host_ = &gate_.find(name_, Clock::now());
  number_ = ++gate_.last_number_;
  host_->line.push_back(number_);
}

HostGate::Place::~Place() {
  if (host_ == nullptr) return;
  const std::lock_guard lock(gate_.mutex_);
  std::erase(host_->line, number_);
  host_->changed.notify_all();  // the next one may be first now
}

std::optional<HostGate::Turn> HostGate::Place::wait_for_turn(const std::stop_token& stop, Clock::time_point deadline) {
  std::unique_lock lock(gate_.mutex_);
  while (!stop.stop_requested()) {
    const auto now = Clock::now();
    const auto when = host_->line.front() == number_ ? enter(*host_, now) : Clock::time_point::max();
    if (!when) {
      host_->line.pop_front();
      host_ = nullptr;
      return Turn(gate_, name_);
    }
    if (host_->free_at > deadline || now >= deadline) break;
    // Once round for each change: the time may be another then.
    bool woken = false;
    host_->changed.wait_until(lock, stop, std::min(*when, deadline), [&woken] { return std::exchange(woken, true); });
  }
  return std::nullopt;
}

void HostGate::set_pause(std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  pause_ = pause;
}

void HostGate::hold(const std::string& name, Clock::time_point until) {
  const std::lock_guard lock(mutex_);
  auto& host = find(name, Clock::now());
  host.held_until = std::max(host.held_until, until);
  host.free_at = std::max(host.free_at, until);
  host.changed.notify_all();
}

std::optional<HostGate::Clock::time_point> HostGate::held_until(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto known = hosts_.find(name);
  if (known == hosts_.end() || known->second.held_until <= Clock::now()) return std::nullopt;
  return known->second.held_until;
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
  const auto idle = [](const auto& entry) { return !entry.second.busy && entry.second.line.empty(); };
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
