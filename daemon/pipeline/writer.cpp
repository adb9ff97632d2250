// The writer: one thread that puts what the workers read into the journal, a transaction at a time.
#include <fmt/format.h>

#include <algorithm>

#include "base/crash_point.hpp"
#include "base/log.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {
namespace {

using namespace std::chrono_literals;
constexpr auto kIdle = 250ms;   // between looks at the clock when nothing comes
constexpr auto kRetry = 200ms;  // between tries of a transaction that could not be committed
constexpr auto kStep = 1min;    // what a transaction's worth of posts, or its commit, may take
constexpr auto kGiveUp = 5s;    // how long a stopping daemon keeps trying

bool is_tick(const Record& record) { return std::holds_alternative<TickRecord>(record.body); }

void tell(const FeedEvent& event, const std::string& feed) {
  const bool up = event.state == CoverageState::up;
  const auto name = fmt::format("feed-{}", to_string(event.state));
  log_event(up ? spdlog::level::info : spdlog::level::warn, name, {{"feed", feed}},
            up ? fmt::format("feed {}: {}", feed, event.detail)
               : fmt::format("feed {}: {}: {}", feed, to_string(event.state), event.detail));
}

}  // namespace

void Pipeline::write(const std::stop_token& stop) {
  writer_stop_ = stop;
  const auto status = write_until_stopped(stop);
  status ? pulse_.rest() : pulse_.lose();
  {
    const std::lock_guard lock(status_mutex_);
    if (!status) failure_ = status.error();
    done_ = true;
  }
  ended_.notify_all();
  if (!status) {
    log_event(spdlog::level::critical, "failed", {{"code", status.error().code}}, status.error().text());
    if (on_failure_) on_failure_();
  }
}

Status Pipeline::write_until_stopped(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pulse_.expect_within(kStep);
    bool moved = false;
    if (auto status = hear(); !status) return status;
    if (auto status = take_ready(stop, moved); !status) return status;
    if (options_.journal.clock == ClockMode::wall) {
      if (auto status = journal_->advance_to(clock_.now()); !status) return status;
      publish_next_tick();
    } else if (!status_.inputs_ended && all_ended()) {
      if (auto status = journal_->finish(); !status) return status;
    }
    if (journal_->has_news()) {
      if (auto status = commit(false); !status) return status;
    } else {
      taken_ = 0;  // what was taken waits for a time (journal.hpp): there is nothing to commit
      store_->cut_log_if_due();
    }
    publish_end();
    if (!moved) intake_->wait(kIdle);
  }
  if (auto status = drain(); !status) return status;
  if (auto status = journal_->take_unrepeatable(); !status) return status;
  return commit(true);
}

bool Pipeline::all_ended() const {
  return std::ranges::all_of(places_, [](const Place& place) { return place.ended; });
}

// An event lies behind the lines that were read before it was noticed.
bool Pipeline::Place::event_next() const {
  return event < batch->events.size() && (batch->events[event].after_lines <= item || item >= batch->items.size());
}

// Whether the feed's next batch is there; the intake is asked once a batch.
bool Pipeline::look(std::size_t feed) {
  auto& place = places_[feed];
  if (place.batch == nullptr) place.batch = intake_->head(feed);
  return place.batch != nullptr;
}

// Takes posts until the transaction is full or nothing is ready.
Status Pipeline::take_ready(const std::stop_token& stop, bool& moved) {
  while (taken_ < options_.posts_per_transaction && !stop.stop_requested()) {
    const auto feed = next_feed(false);
    if (!feed) return {};
    moved = true;
    if (auto status = take_next(*feed); !status) return status;
  }
  return {};
}

// wall: the feeds in turn, a batch each. events: the feed whose next post is the oldest, once every feed has shown its
// next.
std::optional<std::size_t> Pipeline::next_feed(bool stopping) {
  if (options_.journal.clock == ClockMode::wall) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const auto feed = (next_lane_ + i) % places_.size();
      if (!look(feed)) continue;
      next_lane_ = feed;
      return feed;
    }
    return std::nullopt;
  }
  std::optional<std::size_t> first;
  Time first_time;
  for (std::size_t feed = 0; feed < places_.size(); ++feed) {
    if (places_[feed].ended) continue;
    if (!look(feed)) {
      if (stopping) continue;
      return std::nullopt;
    }
    if (stopping && intake_->feed(feed).rereadable()) continue;
    const auto& place = places_[feed];
    const bool item_next = place.item < place.batch->items.size() && !place.event_next();
    const auto time =
        item_next ? journal_->merge_time(feed, place.batch->items[place.item]) : journal_->merge_time(feed);
    if (!first || time < first_time) {
      first = feed;
      first_time = time;
    }
  }
  return first;
}

// The next line or event of the feed's first batch; the batch is given back when it is used up.
Status Pipeline::take_next(std::size_t feed) {
  auto& place = places_[feed];
  auto& batch = *place.batch;
  const auto now = options_.journal.clock == ClockMode::wall ? clock_.now() : Time::min();
  Status status;
  if (place.event_next()) {
    const auto& event = batch.events[place.event++];
    tell(event, declarations_[feed].id);
    if (event.state != CoverageState::hole) place.told = event.state;
    status = journal_->take(feed, event.state, event.detail, now);
  } else if (place.item < batch.items.size()) {
    const auto& item = batch.items[place.item++];
    auto* detail = item.detail == ReadItem::kNoDetail ? nullptr : &batch.details[item.detail];
    if (detail != nullptr) count_outweighed(*detail);
    status = journal_->take(feed, batch.source, item, detail, now);
    if (item.rejection != Rejection::none)
      ++feed_counts_[declarations_[feed].id].rejected[static_cast<std::size_t>(item.rejection)];
    ++taken_;
  }
  if (!status) return status;
  return place.item < batch.items.size() || place.event < batch.events.size() ? Status{} : finish_batch(feed);
}

// The log counts what is too much of it.
void Pipeline::report_problems(std::size_t feed) {
  const auto& id = declarations_[feed].id;
  for (const auto& problem : places_[feed].batch->problems) {
    if (options_.on_problem)
      options_.on_problem(id, problem);
    else
      log_event(
          spdlog::level::warn, "line-left-out", {{"feed", id}},
          fmt::format("feed {}: line {}: {}: {}", id, problem.line, to_string(problem.rejection), problem.detail));
  }
}

Status Pipeline::finish_batch(std::size_t feed) {
  auto& place = places_[feed];
  report_problems(feed);
  Status status;
  if (place.batch->ended) {
    const auto now = options_.journal.clock == ClockMode::wall ? clock_.now() : Time::min();
    // One that could not be read to its end is down and stays so: nobody knows what it would have brought.
    if (place.told != CoverageState::down)
      status = journal_->take(feed, CoverageState::ended, "the input has ended", now);
    place.ended = true;
  }
  handed_over_.push_back(place.batch->handed_over);
  place.batch = nullptr;
  place.item = place.event = 0;
  intake_->pop(feed);
  next_lane_ = (feed + 1) % places_.size();
  return status;
}

// After a stop: what can be read again is left to the next start, what cannot is taken.
Status Pipeline::drain() {
  const bool events = options_.journal.clock == ClockMode::events;
  for (;;) {
    pulse_.expect_within(kStep);
    const auto feed = next_feed(false);
    if (feed) {
      if (auto status = take_next(*feed); !status) return status;
    } else if (events) {
      const auto left = next_feed(true);
      if (left) {
        if (auto status = take_next(*left); !status) return status;
      }
      bool waiting = false;
      for (std::size_t i = 0; i < places_.size(); ++i)
        waiting = waiting || (!intake_->feed(i).rereadable() && !intake_->finished(i));
      if (!left && !waiting) return {};
      if (!left) intake_->wait(kIdle);
    } else {
      bool waiting = false;
      for (std::size_t i = 0; i < places_.size(); ++i) waiting = waiting || !intake_->finished(i);
      if (!waiting) return {};
      intake_->wait(kIdle);
    }
    if (taken_ >= options_.posts_per_transaction) {
      if (auto status = commit(false); !status) return status;
    }
  }
}

void Pipeline::add_housekeeping(Transaction& transaction, bool last) {
  const auto& state = journal_->state();
  if (state.stamp == Time::min()) return;
  const auto hour = hour_of(state.stamp);
  const bool new_day = hour / 24 != retention_hour_ / 24;
  transaction.retention = hour != retention_hour_;
  retention_hour_ = hour;
  const auto since = std::chrono::steady_clock::now() - checkpoint_at_;
  const bool due = last || new_day || since >= options_.checkpoint_every ||
                   state.seq - checkpoint_seq_ >= options_.checkpoint_records;
  if (due && fold_->position() > checkpoint_seq_) {
    transaction.checkpoint = Checkpoint{fold_->position(), fold_->save()};
    checkpoint_seq_ = fold_->position();
    checkpoint_at_ = std::chrono::steady_clock::now();
  }
}

Status Pipeline::commit(bool last) {
  auto transaction = journal_->take_transaction();
  add_housekeeping(transaction, last);
  std::optional<std::chrono::steady_clock::time_point> give_up;
  for (bool told = false;;) {
    const auto began = std::chrono::steady_clock::now();
    pulse_.expect_within(kStep, began);
    auto status = store_->commit(transaction);
    if (status) {
      Timings::observe(timings_.commit, std::chrono::steady_clock::now() - began);
      if (told) log_event(spdlog::level::info, "store-writable", {}, "the store can be written again; intake goes on");
      break;
    }
    if (!is_passing(status.error())) return status;
    if (!told)
      log_event(spdlog::level::err, "intake-paused", {{"code", status.error().code}},
                "intake pauses: " + status.error().text());
    told = true;
    ++counts_.retries;
    {
      const std::lock_guard lock(status_mutex_);
      status_.counts.retries = counts_.retries;
      status_.paused = status.error().text();
    }
    const auto now = std::chrono::steady_clock::now();
    if (writer_stop_.stop_requested() && !give_up) give_up = now + kGiveUp;
    if (give_up && now >= *give_up) return status;
    intake_->wait(kRetry);
  }
  taken_ = 0;
  count(transaction);
  for (const auto& [feed, cursor] : transaction.cursors) cursors_[feed] = cursor;
  {
    const std::lock_guard lock(status_mutex_);
    status_.last_commit = clock_.now();
    if (std::ranges::any_of(transaction.records, is_tick)) status_.last_tick = status_.last_commit;
    if (!status_.paused.empty()) status_.running_since = *status_.last_commit;
    status_.paused.clear();
  }
  publish_status();
  outlets_->notify();
  return {};
}

// As posts come in: no record is kept of what is no match.
void Pipeline::count_outweighed(const PostDetail& detail) {
  for (const auto& id : detail.outweighed) {
    const std::string_view name = rules_->find(id) != nullptr ? std::string_view(id) : PathCounts::kOther;
    auto at = counts_.outweighed.find(name);
    if (at == counts_.outweighed.end()) at = counts_.outweighed.try_emplace(std::string(name)).first;
    ++at->second;
  }
}

// What a transaction brought, once it is committed.
void Pipeline::count(const Transaction& transaction) {
  const auto now = std::chrono::steady_clock::now();
  for (const auto handed_over : handed_over_) Timings::observe(timings_.batch, now - handed_over);
  handed_over_.clear();
  ++counts_.transactions;
  counts_.records += transaction.records.size();
  for (const auto& alert : transaction.alerts) {
    if (alert.sequence <= known_alerts_) continue;  // found again by a restart
    ++counts_.alerts;
    if (alert.audience == kAnalysts) continue;
    ++counts_.alert_changes[static_cast<std::size_t>(alert.posture)][static_cast<std::size_t>(alert.change)];
  }
  for (const auto& record : transaction.records) {
    if (const auto* coverage = std::get_if<CoverageRecord>(&record.body)) {
      if (coverage->state == CoverageState::hole) ++feed_counts_[coverage->feed].holes;
    } else if (const auto* post = std::get_if<PostRecord>(&record.body); post != nullptr && !post->matches.empty()) {
      ++feed_counts_[post->feed].matched;
      for (const auto& match : post->matches) {
        const auto* narrative = rules_->find(match.narrative);
        const std::string_view name = narrative != nullptr ? narrative->id : PathCounts::kOther;
        auto at = counts_.matches.find(name);
        if (at == counts_.matches.end()) at = counts_.matches.try_emplace(std::string(name)).first;
        ++at->second[static_cast<std::size_t>(match.act)];
      }
    }
  }
}

// At once: until a tick is planned anew nobody can tell one that is late. This thread alone writes what it compares.
void Pipeline::publish_next_tick() {
  const auto next = journal_->state().next_tick;
  if (next == status_.next_tick) return;
  const std::lock_guard lock(status_mutex_);
  status_.next_tick = next;
}

// Whether all inputs have ended, once what they brought is committed. This thread alone writes what it compares.
void Pipeline::publish_end() {
  const bool ended = all_ended();
  if (ended == status_.inputs_ended) return;
  {
    const std::lock_guard lock(status_mutex_);
    status_.inputs_ended = ended;
  }
  ended_.notify_all();
}

// For the next publish_status(): which feeds carry which declared audiences.
void Pipeline::note_carried() {
  carried_.assign(declarations_.size(), {});
  for (std::size_t i = 0; i < declarations_.size(); ++i) {
    for (const auto& carried : carried_by(feed_reach(declarations_[i]), rules_->audiences))
      carried_[i].push_back(carried.audience->id);
  }
}

void Pipeline::publish_status() {
  const auto& state = journal_->state();
  std::vector<PipelineStatus::Feed> feeds;
  for (std::size_t i = 0; i < declarations_.size(); ++i) {
    const auto& declaration = declarations_[i];
    const auto& progress = state.feeds.at(declaration.id);
    PipelineStatus::Feed feed;
    feed.id = declaration.id;
    feed.state = progress.state.value_or(CoverageState::up);
    feed.lost = places_[i].lost();
    if (const auto at = cursors_.find(declaration.id); at != cursors_.end()) feed.cursor = at->second;
    feed.totals = progress.since_start();
    if (const auto at = feed_counts_.find(declaration.id); at != feed_counts_.end()) feed.counts = at->second;
    feed.lag = progress.lag;
    feed.audiences = carried_[i];
    if (progress.newest != Time::min()) feed.newest = progress.newest;
    feeds.push_back(std::move(feed));
  }
  // It moves at ticks alone, and there are far more transactions than those.
  std::shared_ptr<const std::vector<TrialState>> trials;
  if (status_.ticks != journal_->ticks() || status_.trials->empty())
    trials = std::make_shared<const std::vector<TrialState>>(fold_->trials());
  const std::lock_guard lock(status_mutex_);
  if (trials) status_.trials = std::move(trials);
  status_.held_back = fold_->held_back();
  status_.feeds = std::move(feeds);
  status_.records = state.seq;
  status_.ticks = journal_->ticks();
  status_.stamp = state.stamp;
  status_.conversations = fold_->conversations();
  status_.open_alerts = fold_->open_by_posture();
  status_.latest_alert = fold_->last_sequence();
  status_.incidents = journal_->open_incidents();
  status_.next_tick = state.next_tick;
  status_.counts = counts_;
  status_.texts = store_->texts();
  status_.rules = rules_;
}

}  // namespace sait
