// Politeness towards hosts: one request at a time, a pause between two, and quiet for as long as a host asks.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace sait {

/// Shared by all feeds of a process; thread-safe. Remembers at most kMostHosts hosts that nobody asks or waits for,
/// those first forgotten that may be asked again longest since.
class HostGate {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kMostHosts = 10'000;

  explicit HostGate(std::chrono::milliseconds pause = std::chrono::seconds(1)) : pause_(pause) {}

  /// Another pause between two requests, from the next turn on.
  void set_pause(std::chrono::milliseconds pause);

  /// The right to ask a host, for as long as it lives; no longer than its gate.
  class Turn {
   public:
    Turn(HostGate& gate, std::string host) : gate_(&gate), host_(std::move(host)) {}
    Turn(Turn&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)), host_(std::move(other.host_)) {}
    Turn& operator=(Turn&&) = delete;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (gate_ != nullptr) gate_->leave(host_, Clock::now());
    }

   private:
    HostGate* gate_;
    std::string host_;
  };

  /// Blocks until nobody else asks this host and its time has come; nothing once a stop is requested.
  [[nodiscard]] std::optional<Turn> wait_for_turn(const std::string& host, const std::stop_token& stop);

  /// The host asked to be left alone until then. Who waits for a turn already, waits for that too.
  void hold(const std::string& host, Clock::time_point until);

  /// What wait_for_turn() and Turn are made of. Nothing: the host is the caller's, until leave(). Else when to try
  /// again; time_point::max() while somebody has it.
  [[nodiscard]] std::optional<Clock::time_point> enter(const std::string& host, Clock::time_point now);
  void leave(const std::string& host, Clock::time_point now);

 private:
  struct Host {
    Clock::time_point free_at;
    bool busy = false;
    int waiting = 0;
    std::condition_variable_any changed;
  };
  Host& find(const std::string& host, Clock::time_point now);
  static std::optional<Clock::time_point> enter(Host& host, Clock::time_point now);

  std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::map<std::string, Host> hosts_;
};

}  // namespace sait
