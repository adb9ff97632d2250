// Rules, feeds and outlets that change while the daemon runs: prepared in the caller's thread, taken over in the
// writer's between two batches.
#include "pipeline/reload.hpp"

#include <algorithm>
#include <utility>

#include "pipeline/operator_act.hpp"
#include "pipeline/rule_files.hpp"

namespace sait {

bool Pipeline::differs(const ReloadPlan& plan) const {
  const bool same_feeds = std::ranges::equal(plan.feeds, feed_list_, [](const auto& feed, const auto& running) {
    return feed->declaration().id == running.first && feed->settings() == running.second;
  });
  const bool same_authors = *plan.authors == *options_.authors;
  if (plan.rules->hash != rules_->hash || !same_feeds || !same_authors || outlets_->differs(plan.outlets)) return true;
  const std::lock_guard lock(status_mutex_);
  return std::ranges::any_of(status_.feeds, &PipelineStatus::Feed::lost);
}

void Pipeline::tell_reload(std::optional<std::string> failure) {
  {
    const std::lock_guard lock(status_mutex_);
    told_.emplace(std::move(failure));
  }
  intake_->wake();
}

Result<ReloadOutcome> Pipeline::reload(ReloadPlan plan) {
  if (options_.journal.clock == ClockMode::events) {
    return Error{"clock-events",
                 "with `clock: events` inputs are merged by their times up to their end, so nothing can be taken over "
                 "in between; restart saitd instead"};
  }
  auto change = std::make_unique<Change>();
  if (plan.rules->hash != rules_->hash) {
    std::vector<FeedDeclaration> feeds;
    for (const auto& feed : plan.feeds) feeds.push_back(feed->declaration());
    change->backfill.emplace(plan.rules, feeds, rules_.get());
    // Most of it aside, over a connection of its own; the writer reads what comes in meanwhile.
    const auto since = status().stamp - options_.journal.text_retention;
    auto aside = Store::open_for_reading(store_->path());
    if (!aside) return aside.error();
    if (auto read = change->backfill->read(**aside, since); !read) return read.error();
  }
  if (auto opened = outlets_->prepare(std::move(plan.outlets), *store_); !opened) return opened.error();
  change->plan = std::move(plan);

  std::unique_lock lock(status_mutex_);
  change_ = std::move(change);
  lock.unlock();
  intake_->wake();
  lock.lock();
  ended_.wait(lock, [&] { return done_ || change_->outcome; });
  const auto done = std::exchange(change_, nullptr);
  lock.unlock();
  if (!done->outcome) {
    outlets_->abort();
    return Error{kStopping, "saitd is stopping: nothing was taken over; the next start does"};
  }
  const auto outlets = outlets_->commit();
  done->outcome->outlets_begun = outlets.begun;
  done->outcome->outlets_ended = outlets.ended;
  return *done->outcome;
}

// What other threads have asked of the writer.
Status Pipeline::hear() {
  Change* change = nullptr;
  std::optional<std::optional<std::string>> told;
  std::shared_ptr<OperatorAct> act;
  {
    const std::lock_guard lock(status_mutex_);
    if (act_ && !std::exchange(act_->taken, true)) act = act_;
    if (change_ && !change_->outcome) change = change_.get();
    told = std::exchange(told_, std::nullopt);
  }
  if (told) {
    if (auto status = journal_->tell_reload(*told, clock_.now()); !status) return status;
  }
  if (act) {
    if (auto status = carry_out(*act); !status) return status;
  }
  return change != nullptr ? go_on_with(*change) : Status{};
}

// First what was handed over under the old rules and feeds is taken; nothing comes after it until the change.
Status Pipeline::go_on_with(Change& change) {
  if (!change.held) {
    std::vector<bool> stays(feed_list_.size(), false);
    for (auto& feed : change.plan.feeds) {
      const auto known = std::pair(feed->declaration().id, feed->settings());
      const auto at = std::ranges::find(feed_list_, known);
      const auto number = static_cast<std::size_t>(at - feed_list_.begin());
      const bool goes_on = at != feed_list_.end() && !places_[number].lost();
      if (goes_on) stays[number] = true;
      change.seats.push_back(goes_on ? Intake::Seat{nullptr, number} : Intake::Seat{std::move(feed)});
    }
    std::vector<std::size_t> leaving;
    for (std::size_t i = 0; i < stays.size(); ++i) {
      if (!stays[i]) leaving.push_back(i);
    }
    intake_->hold(leaving);
    change.held = true;
  }
  return intake_->quiet() ? take_over(change) : Status{};
}

Status Pipeline::take_over(Change& change) {
  if (journal_->has_news()) {  // so that the backfill finds every post in the store
    if (auto status = commit(false); !status) return status;
  }
  ReloadOutcome outcome;
  Backfill::Outcome past;
  if (change.backfill) {
    if (auto read = change.backfill->read(*store_, journal_->state().stamp - options_.journal.text_retention); !read)
      return read;
    past = change.backfill->take();
    outcome.rules_changed = true;
    outcome.kept_posts = past.looked_at;
    outcome.matched_otherwise = past.record.posts.size();
  }

  auto former_places = std::exchange(places_, {});
  std::vector<FeedDeclaration> declarations;
  std::vector<std::pair<std::string, std::string>> list;
  std::vector<bool> rereadable;
  for (const auto& seat : change.seats) {
    const auto& feed = seat.feed ? *seat.feed : intake_->feed(seat.former);
    declarations.push_back(feed.declaration());
    list.emplace_back(feed.declaration().id, feed.settings());
    rereadable.push_back(feed.rereadable());
    places_.push_back(seat.feed ? Place{} : former_places[seat.former]);
    outcome.feeds_begun += seat.feed ? 1 : 0;
  }
  outcome.feeds_ended = former_places.size() + outcome.feeds_begun - change.seats.size();
  declarations_ = std::move(declarations);
  feed_list_ = std::move(list);
  rules_ = change.plan.rules;
  note_carried();
  outcome.authors_changed = *change.plan.authors != *options_.authors;
  options_.authors = change.plan.authors;
  rule_files_ = std::move(change.plan.rule_files);
  next_lane_ = 0;

  std::map<std::string, Duration> retention;
  for (const auto& declaration : declarations_) retention.emplace(declaration.id, declaration.retention);
  store_->keep_texts(std::move(retention));

  stored_rules_.add(rules_);
  journal_->use_feeds(declarations_);
  for (std::size_t i = 0; i < rereadable.size(); ++i) {
    if (!rereadable[i]) journal_->cannot_reread(i);
  }
  journal_->use_rules(rules_->hash, encode_files(rule_files_), std::move(past));
  const auto now = clock_.now();
  if (auto status = journal_->advance_to(now); !status) return status;
  if (auto status = journal_->tell_reload(std::nullopt, now); !status) return status;
  if (auto status = commit(false); !status) return status;

  intake_->change(std::move(change.seats), reader_maker(), cursors_);
  {
    const std::lock_guard lock(status_mutex_);
    if (outcome.rules_changed) status_.rules_loaded = now;
    status_.inputs_ended = all_ended();
    change.outcome = outcome;
  }
  ended_.notify_all();
  return {};
}

Intake::MakeReader Pipeline::reader_maker() const {
  const ReadOptions read{options_.journal.clock == ClockMode::events ? journal_->state().latest_plausible : Time::max(),
                         options_.authors};
  return [rules = rules_, key = store_->key(), feeds = declarations_, read] {
    return std::make_unique<BatchReader>(rules, key, feeds, read);
  };
}

}  // namespace sait
