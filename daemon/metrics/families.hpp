// Every metric there is, with its type and its HELP: the one place of their names.
//
// Labels are bounded by the configuration and the loaded rules: ids of feeds, outlets, narratives and harms, and closed
// lists. Never an author, an address or a text.
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "metrics/figures.hpp"

namespace sait {

/// A pure function. A family of which nothing is known yet (no feed has brought a post) has no metric in it.
[[nodiscard]] std::vector<prometheus::MetricFamily> families_of(const Figures& figures);

/// Prometheus' text format 0.0.4. Families without a metric are left out.
[[nodiscard]] std::string exposition(std::vector<prometheus::MetricFamily> families);

}  // namespace sait
