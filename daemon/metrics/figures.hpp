// Everything that is told to a scraper, as plain values: app fills one at each scrape, so that nothing is counted here,
// and what is gone leaves no series behind.
#pragma once

#include <prometheus/client_metric.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "metrics/process.hpp"
#include "model/alert.hpp"
#include "model/post_json.hpp"
#include "model/record.hpp"

namespace sait {

struct FeedFigures {
  std::string id;
  bool up = true;
  FeedTotals totals;  // since start
  std::array<std::uint64_t, kRejections> rejected{};
  std::uint64_t matched = 0, holes = 0;
  std::optional<Time> last_success, newest;
  std::optional<Duration> lag;
};

struct OutletFigures {
  std::string id;
  bool up = true;
  std::uint64_t delivered = 0;  // sequence
};

struct PathFigures {
  std::size_t queue = 0, queue_capacity = 0;               // batches
  prometheus::ClientMetric batch, match, commit;           // histograms, seconds
  std::uint64_t retries = 0;                               // of transactions
  std::uint64_t records = 0, transactions = 0, ticks = 0;  // since start
  bool paused = false, inputs_ended = false, event_clock = false;
  std::optional<Time> last_commit, last_tick;
  Duration tick_interval{0}, clock_behind{0};
};

/// What rules on trial would have told one audience.
struct TrialFigures {
  std::string narrative, audience, maturity;
  std::array<std::uint64_t, kPostures> alerts{};  // opened or raised, by posture, since the trial began
  std::optional<Posture> advised;                 // now
};

struct AdviceFigures {
  std::size_t conversations = 0;
  std::array<std::size_t, kPostures> open{};
  std::array<std::array<std::uint64_t, kAlertChanges>, kPostures> alerts{};  // since start
  std::map<std::string, std::array<std::uint64_t, kSpeechActs>> matches;     // by narrative, since start
  std::map<std::string, std::uint64_t> outweighed;                           // claims, by narrative, since start
  std::uint64_t latest_sequence = 0;                                         // of the outbox
  std::size_t held_back = 0;                                                 // conversations
  std::vector<TrialFigures> trials;
};

struct RuleFigures {
  std::string hash;  // hex
  std::size_t narratives = 0, patterns = 0;
  std::optional<Time> loaded;
};

/// Reloads since start.
struct ReloadFigures {
  std::uint64_t succeeded = 0, failed = 0, unchanged = 0;
  bool last_successful = true;  // true before the first
  std::optional<Time> last;
};

struct StoreFigures {
  std::uint64_t texts = 0, texts_expired = 0, texts_deleted = 0;
  std::uint64_t size = 0, limit = 0;  // bytes; limit 0: none
  std::optional<std::uint64_t> free;  // bytes left on its file system; empty: not known
};

struct Figures {
  std::string version;
  bool healthy = true, ready = true;
  std::vector<FeedFigures> feeds;
  std::vector<OutletFigures> outlets;
  PathFigures path;
  AdviceFigures advice;
  RuleFigures rules;
  ReloadFigures reloads;
  StoreFigures store;
  ProcessFigures process;
};

}  // namespace sait
