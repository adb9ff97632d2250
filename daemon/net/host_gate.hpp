// Politeness towards hosts: one request at a time, first come first served, a pause between two, and quiet for as long
// as a host asks.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
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
  struct Host;

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

  /// A place in the line of those who want to ask a host, for as long as it lives; no longer than its gate. Who comes
  /// first is first.
  class Place {
   public:
    Place(HostGate& gate, std::string host);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    /// Blocks until it is its turn: nobody else asks the host, its time has come, and nobody is before. Nothing once a
    /// stop is requested, or as soon as it is certain that this will not be before `deadline`: the place is kept then,
    /// while a turn uses it up.
    [[nodiscard]] std::optional<Turn> wait_for_turn(const std::stop_token& stop,
                                                    Clock::time_point deadline = Clock::time_point::max());

   private:
    HostGate& gate_;
    const std::string name_;
    Host* host_;  // stays where it is while somebody is in its line; nullptr: used up
    std::uint64_t number_;
  };

  /// Of a place that is given up afterwards.
  [[nodiscard]] std::optional<Turn> wait_for_turn(const std::string& host, const std::stop_token& stop,
                                                  Clock::time_point deadline = Clock::time_point::max()) {
    return Place(*this, host).wait_for_turn(stop, deadline);
  }

  /// The host asked to be left alone until then. Who waits for a turn already, waits for that too.
  void hold(const std::string& host, Clock::time_point until);

  /// Until when it asked to be left alone; nothing when it did not, or not any more.
  [[nodiscard]] std::optional<Clock::time_point> held_until(const std::string& host) const;

  /// What places and turns are made of. Nothing: the host is the caller's, until leave(). Else when to try
  /// again; time_point::max() while somebody has it.
  [[nodiscard]] std::optional<Clock::time_point> enter(const std::string& host, Clock::time_point now);
  void leave(const std::string& host, Clock::time_point now);

 private:
  struct Host {
    Clock::time_point free_at;     // when it may be asked next, by the pause and by what it asked
    Clock::time_point held_until;  // by what it asked alone
    bool busy = false;
    std::deque<std::uint64_t> line;  // numbers of those who wait, the first in front
    std::condition_variable_any changed;
  };

  Host& find(const std::string& host, Clock::time_point now);
  static std::optional<Clock::time_point> enter(Host& host, Clock::time_point now);

  std::chrono::milliseconds pause_;
  mutable std::mutex mutex_;
  std::map<std::string, Host> hosts_;
  std::uint64_t last_number_ = 0;
};

}  // namespace sait
