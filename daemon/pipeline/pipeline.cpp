#include "pipeline/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "pipeline/reload.hpp"
#include "pipeline/rule_files.hpp"

namespace sait {

Pipeline::Pipeline(std::unique_ptr<Store> store, std::shared_ptr<const RuleSet> rules, RuleFiles rule_files,
                   const Clock& clock, PipelineOptions options)
    : store_(std::move(store)),
      rules_(std::move(rules)),
      rule_files_(std::move(rule_files)),
      clock_(clock),
      options_(std::move(options)),
      stored_rules_(*store_) {}

Pipeline::~Pipeline() { (void)stop(); }

Result<std::unique_ptr<Pipeline>> Pipeline::make(std::unique_ptr<Store> store, std::shared_ptr<const RuleSet> rules,
                                                 RuleFiles rule_files, std::vector<std::unique_ptr<Feed>> feeds,
                                                 std::vector<std::unique_ptr<Outlet>> outlets, const Clock& clock,
                                                 PipelineOptions options) {
  std::unique_ptr<Pipeline> pipeline(
      new Pipeline(std::move(store), std::move(rules), std::move(rule_files), clock, std::move(options)));
  auto& p = *pipeline;
  for (const auto& feed : feeds) p.declarations_.push_back(feed->declaration());
  p.places_.resize(feeds.size());
  if (auto status = p.restore(); !status) return status.error();

  p.options_.intake.follow = p.options_.journal.clock == ClockMode::wall;
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    p.feed_list_.emplace_back(feeds[i]->declaration().id, feeds[i]->settings());
    if (!feeds[i]->rereadable()) p.journal_->cannot_reread(i);
  }
  p.options_.intake.clock = &clock;
  p.options_.intake.timings = &p.timings_;
  p.intake_ = std::make_unique<Intake>(std::move(feeds), p.reader_maker(), p.options_.intake);
  p.outlets_ = std::make_unique<OutletRunner>(std::move(outlets));
  p.status_.rules_loaded = p.status_.running_since = clock.now();
  p.note_carried();
  p.publish_status();
  return pipeline;
}

Status Pipeline::restore() {
  auto bytes = store_->writer_state();
  if (!bytes) return bytes.error();
  auto state = WriterState::load(*bytes);
  if (!state) return state.error();
  if (state->latest_plausible == Time::max() && options_.journal.clock == ClockMode::events) {
    state->latest_plausible =
        clock_.now() + std::chrono::hours(24);  // kept, so that a restart judges the same times plausible
  }
  auto cursors = store_->cursors();
  if (!cursors) return cursors.error();
  cursors_ = std::move(*cursors);

  if (options_.journal.clock == ClockMode::wall && state->stamp > clock_.now() + kClockAhead) {
    log_event(spdlog::level::warn, "clock-behind", {},
              fmt::format("the journal's time {} lies ahead of the clock {}: no tick runs until the clock has caught "
                          "up; is the clock right?",
                          format_time(state->stamp), format_time(clock_.now())));
  }
  stored_rules_.add(rules_);
  std::vector<Alert> alerts;
  if (auto status = restore_fold(alerts); !status) return status;
  if (state->seq > 0) {
    log_event(spdlog::level::info, "restored", {},
              fmt::format("restored {} records up to {}: {} conversations, {} open alerts", state->seq,
                          format_time(state->stamp), fold_->conversations(), fold_->open_alerts()));
  }
  Backfill::Outcome past;
  if (state->rules && *state->rules != rules_->hash) {
    auto read = read_past(*state);
    if (!read) return read.error();
    past = std::move(*read);
  }
  known_alerts_ = fold_->last_sequence();
  retention_hour_ = state->stamp == Time::min() ? 0 : hour_of(state->stamp);
  journal_ =
      std::make_unique<Journal>(store_->key(), declarations_, *fold_, recent_, std::move(*state), options_.journal);
  journal_->use_rules(rules_->hash, encode_files(rule_files_), std::move(past));
  journal_->add_alerts(std::move(alerts));
  return {};
}

// Other rules than those the journal was written under: what they make of the posts whose text is kept.
Result<Backfill::Outcome> Pipeline::read_past(const WriterState& state) {
  Backfill backfill(rules_, declarations_, stored_rules_.find(*state.rules).get());
  if (auto status = backfill.read(*store_, state.stamp - options_.journal.text_retention); !status)
    return status.error();
  auto past = backfill.take();
  log_event(spdlog::level::info, "rules-changed", {},
            fmt::format("other rules than before: {} of {} kept posts match otherwise now", past.record.posts.size(),
                        past.looked_at));
  return past;
}

Status Pipeline::restore_fold(std::vector<Alert>& alerts) {
  fold_ = std::make_unique<Fold>([this](const Digest& hash) { return stored_rules_.find(hash); });
  auto checkpoints = store_->checkpoints();
  if (!checkpoints) return checkpoints.error();
  for (const auto& checkpoint : *checkpoints) {
    const auto status = fold_->load(checkpoint.body);
    if (status) break;
    log_event(spdlog::level::warn, "checkpoint", {},
              fmt::format("checkpoint at record {}: {}", checkpoint.position, status.error().text()));
  }
  auto newest = store_->last_before(Time::max());
  if (!newest) return newest.error();
  checkpoint_seq_ = fold_->position();
  checkpoint_at_ = std::chrono::steady_clock::now();
  if (*newest == 0) return {};
  const auto oldest = store_->first_record();
  if (!oldest) return oldest.error();
  if (*oldest > fold_->position() + 1) {
    return Error{
        "incomplete-journal",
        fmt::format("the journal begins with record {} and no checkpoint reaches it: what was advised cannot be "
                    "continued; restore the database from a backup, or use another store.path",
                    *oldest)};
  }

  Time stamp;
  auto status = store_->each_record(*newest - 1, [&](Record&& record) -> Status {
    stamp = record.stamp;
    return {};
  });
  if (!status) return status;
  const auto recent_from = store_->last_before(stamp - RecentPosts::kKept - std::chrono::hours(1));
  if (!recent_from) return recent_from.error();
  return store_->each_record(std::min(*recent_from, fold_->position()),
                             [&, from = fold_->position()](Record&& record) -> Status {
                               recent_.follow(record);
                               return record.seq > from ? fold_->advance(std::move(record), alerts) : Status{};
                             });
}

Status Pipeline::start() {
  if (auto status = outlets_->open(); !status) return status;
  if (auto status = outlets_->start(*store_); !status) return status;
  // Whatever could not be taken over before, this start has.
  if (auto status = journal_->tell_reload(std::nullopt, clock_.now()); !status) return status;
  intake_->start(cursors_);
  running_ = true;
  writer_ = std::jthread([this](const std::stop_token& stop) { write(stop); });
  return {};
}

Status Pipeline::stop() {
  if (writer_.joinable()) {
    intake_->stop_feeds();
    writer_.request_stop();
    intake_->wake();
    writer_.join();
  }
  if (intake_) intake_->stop();
  if (outlets_) outlets_->stop();
  const std::lock_guard lock(status_mutex_);
  running_ = false;
  return failure_ ? Status(*failure_) : Status{};
}

bool Pipeline::wait_for_end() {
  std::unique_lock lock(status_mutex_);
  ended_.wait(lock, [&] { return done_ || status_.inputs_ended; });
  return status_.inputs_ended && !failure_;
}

std::optional<Error> Pipeline::failure() const {
  const std::lock_guard lock(status_mutex_);
  return failure_;
}

PipelineStatus Pipeline::status() const {
  PipelineStatus copy;
  {
    const std::lock_guard lock(status_mutex_);
    copy = status_;
  }
  for (auto& feed : copy.feeds) feed.contact = intake_->contact(feed.id);
  std::tie(copy.queue, copy.queue_most) = intake_->queue();
  copy.outlets = outlets_->states();
  copy.threads = {{"writer", pulse_.overdue()}};
  for (auto signs : {intake_->threads(), outlets_->threads()})
    std::ranges::move(signs, std::back_inserter(copy.threads));
  return copy;
}

}  // namespace sait
