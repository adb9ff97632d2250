// What a scraper is told, gathered from all who know.
#pragma once

#include "app/health.hpp"
#include "app/identity.hpp"
#include "metrics/figures.hpp"
#include "metrics/timings.hpp"

namespace sait {

/// Looks at the store's files and at /proc as well. Thread-safe.
[[nodiscard]] Figures figures_of(const DaemonIdentity& identity, const PipelineStatus& status, const Timings& timings,
                                 Time now);

}  // namespace sait
