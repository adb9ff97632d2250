// Whether the daemon is alive, and whether it does its work: checks with their reasons in words, as a pure function of
// what it shows of itself.
//
// Alive is what a restart could mend: a thread that hangs, ticks that stand still. A full disk is not that. Ready is
// what its users wait for.
#pragma once

#include <string>
#include <vector>

#include "app/identity.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {

struct Check {
  std::string name;
  bool ok = true;
  std::string why;  // empty when there is nothing to say
};

struct Health {
  std::vector<Check> alive, ready;
  [[nodiscard]] bool is_alive() const;
  [[nodiscard]] bool is_ready() const;
};

/// How much later than its time a tick may run.
inline constexpr Duration kTickGrace = std::chrono::minutes(1);

/// `status.threads` with every thread that is to be looked at.
[[nodiscard]] Health health_of(const DaemonIdentity& identity, const PipelineStatus& status, bool stopping, Time now);

/// How far the clock lies behind the journal's time, so that no tick runs; zero where it hardly does, or events are the
/// clock.
[[nodiscard]] Duration clock_behind(const DaemonIdentity& identity, const PipelineStatus& status, Time now);

/// {"ok": true, "checks": [{"name": "threads", "ok": true, "why": ""}]}
[[nodiscard]] std::string checks_json(const std::vector<Check>& checks);

}  // namespace sait
