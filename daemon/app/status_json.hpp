// What `saitctl status` shows: the running daemon's state as JSON, and that JSON as text for people.
#pragma once

#include <string>
#include <string_view>

#include "app/config.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {

/// The parts of status that do not change while the daemon runs.
struct DaemonIdentity {
  std::string name, config, store, run_id;
  ClockMode clock = ClockMode::wall;
  Time started;
  Duration tick{0};
  std::uint64_t store_limit = 0;  // bytes; 0: none
};

/// How far the clock lies behind the journal's time, so that no tick runs; zero where it hardly does, or events are the
/// clock.
[[nodiscard]] Duration clock_behind(const DaemonIdentity& identity, const PipelineStatus& status, Time now);

[[nodiscard]] std::string status_json(const DaemonIdentity& identity, const PipelineStatus& status, Time now);

/// The text form; the JSON itself when it is not status.
[[nodiscard]] std::string status_text(const std::string& json);

}  // namespace sait
