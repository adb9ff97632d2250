#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "pipeline/journal.hpp"

namespace sait {

/// The parts of a running daemon that do not change.
struct DaemonIdentity {
  std::string name, config, store, run_id;
  ClockMode clock = ClockMode::wall;
  Time started;
  Duration tick{0};
  std::uint64_t store_limit = 0;  // bytes; 0: none
};

}  // namespace sait
