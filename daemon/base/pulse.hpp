// A thread's promise of when it will next give a sign: what tells a thread that waits from one that hangs.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace sait {

/// Given by one thread, looked at by any. Before the first promise it rests.
class Pulse {
 public:
  using Clock = std::chrono::steady_clock;
  /// What a step may take longer than was promised: a loaded machine hangs no thread.
  static constexpr Clock::duration kGrace = std::chrono::minutes(1);

  /// The next sign comes within `span` from now.
  void expect_within(Clock::duration span, Clock::time_point now = Clock::now()) { set(now + span + kGrace); }
  /// It waits for something that may never come: work, or room for its own.
  void rest() { set(Clock::time_point::max()); }
  /// It has ended though nobody asked it to.
  void lose() { set(Clock::time_point::min()); }

  /// Its promise is broken.
  [[nodiscard]] bool overdue(Clock::time_point now = Clock::now()) const {
    return now.time_since_epoch().count() > due_.load(std::memory_order_relaxed);
  }

 private:
  void set(Clock::time_point due) { due_.store(due.time_since_epoch().count(), std::memory_order_relaxed); }
  std::atomic<Clock::rep> due_{Clock::time_point::max().time_since_epoch().count()};
};

/// How a thread stands, by its name for people.
struct ThreadSign {
  std::string name;
  bool overdue = false;
};

}  // namespace sait
