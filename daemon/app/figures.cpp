#include "app/figures.hpp"

#include <filesystem>
#include <map>

namespace sait {
namespace {

namespace fs = std::filesystem;

PathFigures path_figures(const DaemonIdentity& identity, const PipelineStatus& status, const Timings& timings,
                         Time now) {
  PathFigures path;
  path.queue = status.queue;
  path.queue_capacity = status.queue_most;
  path.batch = timings.batch.Collect();
  path.match = timings.match.Collect();
  path.commit = timings.commit.Collect();
  path.retries = status.counts.retries;
  path.records = status.counts.records;
  path.transactions = status.counts.transactions;
  path.ticks = status.ticks;
  path.paused = !status.paused.empty();
  path.inputs_ended = status.inputs_ended;
  path.event_clock = identity.clock == ClockMode::events;
  path.last_commit = status.last_commit;
  path.last_tick = status.last_tick;
  path.tick_interval = identity.tick;
  path.clock_behind = clock_behind(identity, status, now);
  return path;
}

// Of every audience of which a rule is on trial, at 0 before anything is seen: a counter that begins later loses its
// first count.
std::vector<TrialFigures> trial_figures(const PipelineStatus& status) {
  std::map<ConversationKey, TrialFigures> figures;
  const auto add = [&](const Narrative& narrative, const std::string& audience) {
    const auto maturity = status.rules->maturity(narrative, audience);
    if (maturity == Maturity::shadow || maturity == Maturity::testing)
      figures[{narrative.id, audience}] = {narrative.id, audience, to_string(*maturity), {}, std::nullopt};
  };
  if (status.rules) {
    for (const auto& narrative : status.rules->narratives) {
      for (const auto& [language, maturity] : narrative.maturity) add(narrative, language);
      for (const auto& audience : status.rules->audiences) add(narrative, audience.id);
    }
  }
  for (const auto& [key, trial, advised] : *status.trials) {
    const auto at = figures.find(key);
    if (at == figures.end()) continue;  // of other rules: the next tick forgets it
    at->second.alerts = trial.raised;
    at->second.advised = advised;
  }
  std::vector<TrialFigures> all;
  for (auto& [key, one] : figures) all.push_back(std::move(one));
  return all;
}

AdviceFigures advice_figures(const PipelineStatus& status) {
  AdviceFigures advice;
  advice.conversations = status.conversations;
  advice.open = status.open_alerts;
  advice.alerts = status.counts.alert_changes;
  advice.latest_sequence = status.latest_alert;
  advice.held_back = status.held_back;
  advice.trials = trial_figures(status);
  const auto& counted = status.counts.matches;
  if (status.rules) {
    for (const auto& narrative : status.rules->narratives) {
      const auto at = counted.find(narrative.id);
      advice.matches[narrative.id] = at == counted.end() ? decltype(at->second){} : at->second;
      if (narrative.kind == NarrativeKind::narrative) advice.outweighed[narrative.id] = 0;
    }
  }
  for (const auto& [narrative, claims] : status.counts.outweighed) {
    if (advice.outweighed.contains(narrative) || narrative == PathCounts::kOther) advice.outweighed[narrative] = claims;
  }
  if (const auto other = counted.find(PathCounts::kOther); other != counted.end()) advice.matches.insert(*other);
  return advice;
}

StoreFigures store_figures(const DaemonIdentity& identity, const PipelineStatus& status) {
  StoreFigures store;
  store.texts = status.texts.kept;
  store.texts_expired = status.texts.expired;
  store.texts_deleted = status.texts.deleted;
  store.limit = identity.store_limit;
  std::error_code problem;
  for (const auto* part : {"", "-wal"}) {
    const auto size = fs::file_size(identity.store + part, problem);
    if (!problem) store.size += size;
  }
  const auto space = fs::space(fs::path(identity.store).parent_path(), problem);
  if (!problem) store.free = space.available;
  return store;
}

}  // namespace

Figures figures_of(const DaemonIdentity& identity, const PipelineStatus& status, const ReloadState& reloads,
                   const Timings& timings, Time now) {
  Figures figures;
  figures.version = SAIT_VERSION;
  for (const auto& feed : status.feeds) {
    const bool up = feed.state != CoverageState::down && !feed.lost;
    figures.feeds.push_back({feed.id, up, feed.totals, feed.counts.rejected, feed.counts.matched, feed.counts.holes,
                             feed.contact.last_success, feed.newest, feed.lag});
  }
  for (const auto& [id, state] : status.outlets)
    figures.outlets.push_back({id, state.trouble.empty(), state.delivered});
  figures.path = path_figures(identity, status, timings, now);
  figures.advice = advice_figures(status);
  if (status.rules) {
    figures.rules = {to_hex(status.rules->hash), status.rules->narratives.size(), status.rules->patterns.size(),
                     status.rules_loaded};
  }
  figures.reloads = {reloads.succeeded, reloads.failed, reloads.unchanged, reloads.result != "failed", reloads.at};
  figures.store = store_figures(identity, status);
  figures.process = read_process();
  return figures;
}

}  // namespace sait
