// The daemon's own fold with a simulated clock: over posts, or over the journal of a daemon.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {

struct ReplayResult {
  PipelineStatus status;
  std::uint64_t rejected_lines = 0;
};

using AlertSink = std::function<Status(const OutboxEntry&)>;

/// Reads `feeds` to their end through the whole pipeline (`clock: events`, a store in memory), then gives every alert
/// to `sink` in order.
[[nodiscard]] Result<ReplayResult> replay_posts(std::shared_ptr<const RuleSet> rules, RuleFiles rule_files,
                                                std::vector<std::unique_ptr<Feed>> feeds, const Clock& clock,
                                                PipelineOptions options, const AlertSink& sink);

/// Folds the records of the database at `path` from its first one; alerts come without examples, whose texts are not
/// the journal's. error[incomplete-journal] when retention has already dropped its beginning.
[[nodiscard]] Status replay_journal(const std::string& path, const AlertSink& sink);

}  // namespace sait
