// How a feed waits: until its time has come or the daemon stops.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace sait {

/// Returns at `when`, or at once when a stop is requested.
inline void wait_until(const std::stop_token& stop, std::chrono::steady_clock::time_point when) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, stop, when, [] { return false; });
}

}  // namespace sait
