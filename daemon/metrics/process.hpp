// This process as the kernel sees it; prometheus-cpp has nothing of the kind.
#pragma once

#include <cstdint>
#include <optional>

namespace sait {

/// What cannot be read stays empty.
struct ProcessFigures {
  std::optional<double> cpu_seconds, started;  // user and system; Unix time
  std::optional<std::uint64_t> resident_bytes, virtual_bytes, open_files, threads;
  std::optional<double> most_files;  // infinite where there is no limit
};

/// From /proc. Thread-safe.
[[nodiscard]] ProcessFigures read_process();

}  // namespace sait
