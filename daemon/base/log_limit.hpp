// So many messages a while, then one that counts the rest: a broken feed of a million lines is not a million log lines.
#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

namespace sait {

/// Not thread-safe. Time is any clock that does not go back.
class LogLimit {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  static constexpr auto kWindow = std::chrono::seconds(10);
  static constexpr int kMessages = 20;

  /// Whether a message may be written at `now`; if not, it is counted.
  [[nodiscard]] bool allow(Instant now) {
    if (messages_ == 0 || now - since_ >= kWindow) {
      since_ = now;
      messages_ = 0;
    }
    if (messages_ < kMessages) {
      ++messages_;
      return true;
    }
    ++held_back_;
    return false;
  }

  /// How many were held back, once their window is over; then they are forgotten. 0: nothing to say.
  [[nodiscard]] std::uint64_t take_held_back(Instant now) { return now - since_ < kWindow ? 0 : take_held_back(); }
  /// The same at once, when no later moment may come.
  [[nodiscard]] std::uint64_t take_held_back() { return std::exchange(held_back_, 0); }

 private:
  Instant since_{};
  int messages_ = 0;
  std::uint64_t held_back_ = 0;
};

}  // namespace sait
