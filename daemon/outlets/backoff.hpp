// How long to wait before trying again: twice as long each time, up to a limit.
#pragma once

#include <algorithm>
#include <chrono>

namespace sait {

class Backoff {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds limit) : first_(first), limit_(limit) {}

  void failed() {
    delay_ = delay_.count() == 0 ? first_ : std::min(delay_ * 2, limit_);
    until_ = std::chrono::steady_clock::now() + delay_;
  }
  void succeeded() {
    delay_ = {};
    until_ = {};
  }
  [[nodiscard]] bool due(Instant now) const { return now >= until_; }
  [[nodiscard]] Instant until() const { return until_; }

 private:
  std::chrono::milliseconds first_, limit_, delay_{0};
  Instant until_{};
};

/// Milliseconds from now until `instant`, rounded up so that a poll does not wake too early; 0 when it has passed.
[[nodiscard]] inline long milliseconds_until(Backoff::Instant instant, Backoff::Instant now) {
  if (instant <= now) return 0;
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(instant - now).count());
}

}  // namespace sait
