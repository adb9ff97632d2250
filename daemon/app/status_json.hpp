// What `saitctl status` shows: the running daemon's state as JSON, and that JSON as text for people.
#pragma once

#include <string>
#include <string_view>

#include "app/health.hpp"
#include "app/identity.hpp"
#include "app/reloader.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {

[[nodiscard]] std::string status_json(const DaemonIdentity& identity, const PipelineStatus& status,
                                      const Health& health, const ReloadState& reloads, Time now);

/// The text form; the JSON itself when it is not status.
[[nodiscard]] std::string status_text(const std::string& json);

/// Whether the daemon says in it that it is alive, as /healthz does; what cannot be understood does not.
[[nodiscard]] bool says_alive(const std::string& json);

}  // namespace sait
