// What a measurement cost, as the system counts it.
#pragma once

#include <chrono>
#include <cstddef>

namespace sait::bench {

/// CPU seconds of the whole process so far: user and system, all threads.
[[nodiscard]] double cpu_seconds();

/// Wall seconds since some fixed point.
[[nodiscard]] double wall_seconds();

/// Bytes of this process in memory now.
[[nodiscard]] std::size_t resident_bytes();

/// CPU seconds of the process since it was made.
class CpuWatch {
 public:
  [[nodiscard]] double seconds() const { return cpu_seconds() - start_; }

 private:
  double start_ = cpu_seconds();
};

}  // namespace sait::bench
