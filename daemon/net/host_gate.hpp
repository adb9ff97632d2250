// Politeness towards hosts: one request at a time, a pause between two, and quiet for as long as a host asks.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace sait {

/// Shared by all feeds of a process; thread-safe. Remembers at most kMostHosts hosts, those first forgotten that may
/// be asked again longest since.
class HostGate {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kMostHosts = 10'000;

  explicit HostGate(std::chrono::milliseconds pause = std::chrono::seconds(1)) : pause_(pause) {}

  /// Another pause between two requests, from the next turn on.
  void set_pause(std::chrono::milliseconds pause);

  /// When this host may be asked next. The caller then asks at that time, or not at all: its turn is taken.
  [[nodiscard]] Clock::time_point take_turn(const std::string& host, Clock::time_point now);

  /// The host asked to be left alone until then.
  void hold(const std::string& host, Clock::time_point until);

 private:
  void forget(Clock::time_point now);

  std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::map<std::string, Clock::time_point> free_at_;
};

}  // namespace sait
