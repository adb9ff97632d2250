#include "pipeline/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sait {
namespace {

constexpr Time kFirstStamp =
    std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);  // `clock: events`, before any post had a time

Time grid_floor(Time time, Duration interval) {
  const auto since = time.time_since_epoch();
  auto steps = since / interval;
  if (steps * interval > since) --steps;
  return Time(steps * interval);
}

// A count that was not told this time keeps its last value.
Engagement merged(const Engagement& before, const Engagement& now) {
  return {now.likes ? now.likes : before.likes, now.reposts ? now.reposts : before.reposts,
          now.replies ? now.replies : before.replies, now.views ? now.views : before.views};
}

// How a post that says something of a claim itself stands to it; nothing where it says nothing of it. Reports, quotes
// and one's own story leave it open, and so does who says both.
std::optional<Stance> stance_of(const std::string& narrative, const std::vector<MatchRef>& matches) {
  std::optional<Stance> stance;
  for (const auto& match : matches) {
    if (match.narrative != narrative) continue;
    auto said = Stance::neither;
    if (match.act == SpeechAct::claim) said = Stance::believing;
    if (match.act == SpeechAct::debunk || match.act == SpeechAct::counter || match.act == SpeechAct::question)
      said = Stance::doubting;
    if (stance && *stance != said) return Stance::neither;
    stance = said;
  }
  return stance;
}

void date(PostRecord& record, const ReadItem& item, Time stamp) {
  record.event_time = std::min(item.created.value_or(stamp), stamp);
  record.history = stamp - record.event_time > Journal::kHistory;
}

// A new version of a post of the journal: it takes back what the former one counted.
void become_edit(PostRecord& record, const RecentPost& known, Time stamp) {
  record.engagement = merged(known.engagement.get(), record.engagement);
  record.edit = true;
  record.event_time = known.event_time;
  record.history = stamp - record.event_time > Journal::kHistory;
  record.superseded = known.matches;
  record.former_engagement = known.engagement.get();
  record.former_author_seen = known.author.has_value();
  record.superseded_replies = known.replies;
  record.refers = record.refers || !known.replies.empty();
}

}  // namespace

Journal::Journal(HmacKey key, std::vector<FeedDeclaration> feeds, Fold& fold, RecentPosts& recent, WriterState state,
                 JournalOptions options)
    : key_(key), feeds_(std::move(feeds)), fold_(fold), recent_(recent), state_(std::move(state)), options_(options) {
  find_progress();
  // Under another `tick` than before the next one stands on the new grid; all up to the stamp have run.
  const bool changed = std::exchange(state_.tick, options_.tick) != options_.tick;
  if (changed && state_.next_tick != Time::min())
    state_.next_tick = grid_floor(state_.stamp, options_.tick) + options_.tick;
}

void Journal::find_progress() {
  progress_.clear();
  for (const auto& feed : feeds_) {
    auto& progress = state_.feeds[feed.id];
    progress.open.feed = feed.id;
    progress_.push_back(&progress);
  }
  rereadable_.assign(feeds_.size(), true);
}

void Journal::use_feeds(std::vector<FeedDeclaration> feeds) {
  feeds_ = std::move(feeds);
  find_progress();
  declared_ = false;
}

void Journal::cannot_reread(std::size_t feed) { rereadable_[feed] = false; }

void Journal::use_rules(const Digest& hash, std::string files, Backfill::Outcome past) {
  if (state_.rules == hash) return;
  new_rules_.emplace(NewRules{hash, std::move(files), std::move(past)});
  declared_ = false;
}

Status Journal::tell_reload(const std::optional<std::string>& failure, Time now) {
  if (!failure && !state_.reload_failed) return {};
  if (options_.clock == ClockMode::events && state_.stamp == Time::min()) return {};
  if (auto status = advance_to(options_.clock == ClockMode::wall ? now : state_.stamp); !status) return status;
  state_.reload_failed = failure.has_value();
  return emit(state_.stamp, {},
              NoticeRecord{"reload-failed", failure.has_value(),
                           failure.value_or("It is over: rules and configuration are in force as they stand.")});
}

FeedProgress& Journal::progress(std::size_t feed) { return *progress_[feed]; }

Time Journal::merge_time(std::size_t feed) const { return progress_[feed]->newest; }

Time Journal::merge_time(std::size_t feed, const ReadItem& item) const {
  const auto newest = merge_time(feed);
  return item.created ? std::max(newest, *item.created) : newest;
}

Time Journal::stamp_of(const ReadItem& item, Time now) const {
  if (options_.clock == ClockMode::wall) return std::max(state_.stamp, now);
  return std::max({state_.stamp, item.created.value_or(state_.stamp), kFirstStamp});
}

Status Journal::emit(Time stamp, const PostKey& post, RecordBody body) {
  Record record{++state_.seq, stamp, post, std::move(body)};
  recent_.follow(record);
  auto status = fold_.advance(record, transaction_.alerts);
  transaction_.records.push_back(std::move(record));
  dirty_ = true;
  return status;
}

Status Journal::run_ticks(Time stamp) {
  const auto interval = options_.tick;
  if (state_.next_tick == Time::min()) state_.next_tick = grid_floor(stamp, interval) + interval;
  if (stamp >= state_.next_tick) {
    TickRecord tick{state_.next_tick, std::max(state_.next_tick, grid_floor(stamp, interval)), interval, {}};
    for (auto& [id, feed] : state_.feeds) {
      if (feed.open.read > 0) tick.totals.push_back(feed.open);
      feed.close_interval();
    }
    state_.next_tick = grid_floor(tick.last, interval) + interval;
    const auto last = tick.last;
    state_.early_replies.forget_before(last - EarlyReplies::kKept);
    if (auto status = emit(last, {}, std::move(tick)); !status) return status;
    ++ticks_;
  }
  state_.stamp = std::max(state_.stamp, stamp);
  return {};
}

Status Journal::advance_to(Time now) {
  const auto stamp = std::max(state_.stamp, now);
  const auto since = state_.stamp;
  const bool paused = skip_pause(stamp);
  if (auto status = run_ticks(stamp); !status) return status;
  if (auto status = declare(stamp); !status) return status;
  return paused ? tell_pause(since, stamp) : Status{};
}

// Ticks that were missed while saitd did not run would judge a silence that is its own: what was written meanwhile is
// yet to be read. They are left out, and the next one leaves the feeds at least one interval to bring it.
bool Journal::skip_pause(Time stamp) {
  const bool paused = options_.clock == ClockMode::wall && state_.next_tick != Time::min() &&
                      stamp - state_.stamp > kPauseTicks * options_.tick;
  if (!paused) return false;
  state_.next_tick = grid_floor(stamp, options_.tick) + 2 * options_.tick;
  recent_.forget(stamp);
  return true;
}

// A feed that can be read again tells itself what it can no longer find.
Status Journal::tell_pause(Time from, Time until) {
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    if (rereadable_[i] || progress(i).state != CoverageState::up) continue;
    auto status = cover(i, CoverageState::hole,
                        fmt::format("nothing was read from {} to {}", format_time(from), format_time(until)), until);
    if (!status) return status;
  }
  return {};
}

// What this run brings that the journal does not know yet: rules, feeds that are new, changed or gone.
Status Journal::declare(Time stamp) {
  if (declared_) return {};
  declared_ = true;
  if (auto status = declare_rules(stamp); !status) return status;
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    const auto& known = progress(i);
    const auto& feed = feeds_[i];
    const bool same =
        known.languages == feed.languages && known.regions == feed.regions && known.community == feed.community;
    if (known.state && same) continue;
    if (auto status = cover(i, known.state.value_or(CoverageState::up), "declared", stamp); !status) return status;
  }
  for (auto& [id, feed] : state_.feeds) {
    const bool configured =
        std::ranges::any_of(feeds_, [&](const FeedDeclaration& declaration) { return declaration.id == id; });
    if (configured || feed.state == CoverageState::ended) continue;
    feed.state = CoverageState::ended;
    state_.early_replies.clear();  // some may be of this feed
    if (auto status = emit(stamp, {},
                           CoverageRecord{id, CoverageState::ended, feed.languages, "no longer in the configuration",
                                          feed.regions, feed.community});
        !status)
      return status;
  }
  for (const auto& notice : std::exchange(before_first_stamp_, {})) {
    if (!says_something(notice.feed, notice.state)) continue;
    if (auto status = cover(notice.feed, notice.state, notice.detail, stamp); !status) return status;
  }
  return {};
}

Status Journal::declare_rules(Time stamp) {
  auto fresh = std::exchange(new_rules_, std::nullopt);
  if (!fresh) return {};
  for (auto& row : fresh->past.forgotten) transaction_.texts.push_back(std::move(row));
  if (!fresh->past.record.posts.empty()) {
    if (auto status = emit(stamp, {}, std::move(fresh->past.record)); !status) return status;
  }
  state_.early_replies.clear();  // they say what other rules found
  state_.rules = fresh->hash;
  transaction_.rules.emplace(fresh->hash, std::move(fresh->files));
  return emit(stamp, {}, RulesRecord{fresh->hash});
}

// A hole is one each time; any other state is told when it changes.
bool Journal::says_something(std::size_t feed, CoverageState state) const {
  return state == CoverageState::hole || progress_[feed]->state != state;
}

Status Journal::cover(std::size_t feed, CoverageState state, const std::string& detail, Time stamp) {
  auto& known = progress(feed);
  known.state = state == CoverageState::hole ? CoverageState::up : state;
  const auto& declared = feeds_[feed];
  known.languages = declared.languages;
  known.regions = declared.regions;
  known.community = declared.community;
  return emit(stamp, {}, CoverageRecord{declared.id, state, known.languages, detail, known.regions, known.community});
}

Status Journal::take(std::size_t feed, CoverageState state, const std::string& detail, Time now) {
  if (options_.clock == ClockMode::events && state_.stamp == Time::min()) {
    if (undated_.empty())
      before_first_stamp_.push_back({feed, state, detail});
    else
      undated_.push_back({feed, {}, {}, {}, Notice{feed, state, detail}});
    return {};
  }
  if (auto status = advance_to(options_.clock == ClockMode::wall ? now : state_.stamp); !status) return status;
  if (!says_something(feed, state)) return {};
  return cover(feed, state, detail, state_.stamp);
}

Status Journal::take(std::size_t feed, const std::string& source, const ReadItem& item, PostDetail* detail, Time now) {
  if (options_.clock != ClockMode::events || state_.stamp != Time::min())
    return take_item(feed, source, item, detail, now);
  const bool dated = item.rejection == Rejection::none && item.created;
  if (!dated && undated_.size() < kMostUndated && undated_bytes_ < kMostUndatedBytes) {
    auto& waits = undated_.emplace_back(Undated{feed, source, item, {}, {}});
    if (detail != nullptr) {
      undated_bytes_ += detail->text.text.size();
      waits.detail.emplace(std::move(*detail));
    }
    return {};
  }
  if (auto status = take_undated(item.created, now); !status) return status;
  return take_item(feed, source, item, detail, now);
}

// As if they had come with the first post that has a time; without one, at the beginning of all time.
Status Journal::take_undated(const std::optional<Time>& first, Time now) {
  if (first && !undated_.empty()) {
    if (auto status = advance_to(std::max(*first, kFirstStamp)); !status) return status;
  }
  undated_bytes_ = 0;
  for (auto& [feed, source, item, detail, notice] : std::exchange(undated_, {})) {
    auto status = notice ? take(feed, notice->state, notice->detail, now)
                         : take_item(feed, source, item, detail ? &*detail : nullptr, now);
    if (!status) return status;
  }
  return {};
}

Status Journal::take_item(std::size_t feed, const std::string& source, const ReadItem& item, PostDetail* detail,
                          Time now) {
  if (item.rejection == Rejection::none) {
    const auto stamp = stamp_of(item, now);
    if (auto status = advance_to(stamp); !status) return status;
    auto& lane = progress(feed);
    if (const auto written = std::min(item.created.value_or(Time::min()), stamp); written > lane.newest) {
      lane.newest = written;
      lane.lag = stamp - written;
    }
    if (lane.state && lane.state != CoverageState::up) {
      if (auto status = cover(feed, CoverageState::up, "goes on", stamp); !status) return status;
    }
    ++lane.open.read;
    if (auto status = take_post(lane.open, feeds_[feed], item, detail, stamp); !status) return status;
  } else {
    auto& lane = progress(feed);
    ++lane.open.read;
    ++lane.open.rejected;
  }
  auto& cursor = moved_[feed];
  if (cursor.source != source) cursor.source = source;
  cursor.position = item.next_position;
  cursor.line = item.number;
  dirty_ = true;
  return {};
}

Status Journal::take_post(FeedTotals& totals, const FeedDeclaration& feed, const ReadItem& item, PostDetail* detail,
                          Time stamp) {
  const auto* known = recent_.find(item.key);
  if (detail != nullptr && detail->deleted) {
    ++(known != nullptr ? totals.repeats : totals.off_topic);
    if (!feed.honours_deletions) return {};
    forget_text(item.key);  // though out of the journal's memory, its text may be kept for longer
    state_.early_replies.forget(item.key);
    if (known == nullptr) remember_deletion(item.key, stamp);
    if (known == nullptr || known->deleted) return {};
    DeletionRecord deletion{known->platform, known->event_time, known->matches};
    return emit(stamp, item.key, std::move(deletion));
  }
  if (known == nullptr) {
    const bool on_topic = detail != nullptr && is_on_topic(*detail);
    if (on_topic && was_deleted_early(item.key)) {
      ++totals.repeats;
      return {};
    }
    ++(on_topic ? totals.on_topic : totals.off_topic);
    if (detail != nullptr) state_.early_replies.forget(item.key);  // other words than before
    if (on_topic) return add_post(feed, item, *detail, stamp);
    if (detail != nullptr && waits(*detail)) {
      date(detail->record, item, stamp);
      state_.early_replies.add(stamp, item.key, *detail, false);
    }
    return {};
  }
  if (known->deleted) {  // another feed that has not heard of it, or the same one read again
    ++totals.repeats;
    return {};
  }
  const auto content = detail != nullptr ? detail->record.content_mac : content_mac(key_, item.content);
  if (content != known->content_mac) {
    ++totals.on_topic;
    return edit_post(feed, item, detail, *known, stamp);
  }
  ++totals.repeats;
  const auto before = known->engagement.get();
  const auto now = detail != nullptr ? merged(before, detail->record.engagement) : before;
  if (now == before) return {};
  return emit(stamp, item.key, EngagementRecord{known->platform, known->event_time, before, now, known->matches});
}

// Whether it answers, repeats or quotes a post of the journal.
bool Journal::thread_is_on_topic(const PostDetail& detail) const {
  return std::ranges::any_of(detail.references, [&](const PostKey& key) {
    const auto* known = recent_.find(key);
    return known != nullptr && !known->deleted;
  });
}

// By its own words, or by its thread.
bool Journal::is_on_topic(const PostDetail& detail) const { return detail.on_topic || thread_is_on_topic(detail); }

// What it matches, with what it matches only if its thread is on topic.
void Journal::settle_matches(PostDetail& detail) const {
  if (detail.thread_matches.empty() || !thread_is_on_topic(detail)) return;
  auto& matches = detail.record.matches;
  matches.insert(matches.end(), detail.thread_matches.begin(), detail.thread_matches.end());
  std::ranges::sort(matches);
  matches.erase(std::ranges::unique(matches).begin(), matches.end());
}

// Which claims it answers, and how it stands to each: by what it says of the same claim itself, else by its words. Who
// goes on in a thread of their own answers nobody.
void Journal::settle_replies(PostDetail& detail) const {
  auto& record = detail.record;
  for (const auto& key : detail.answered) {
    const auto* known = recent_.find(key);
    if (known == nullptr || known->deleted || (record.author && known->author == record.author)) continue;
    record.refers = true;
    for (const auto& match : known->matches) {
      if (match.act != SpeechAct::claim) continue;
      record.replies.push_back(
          {match.narrative, match.audience, stance_of(match.narrative, record.matches).value_or(detail.stance)});
    }
  }
  std::ranges::sort(record.replies);
  const auto same = [](const ReplyRef& a, const ReplyRef& b) {
    return a.narrative == b.narrative && a.audience == b.audience;
  };
  record.replies.erase(std::ranges::unique(record.replies, same).begin(), record.replies.end());
}

// Whether what it answers, repeats or quotes may yet come.
bool Journal::waits(const PostDetail& detail) const {
  return std::ranges::any_of(detail.references, [&](const PostKey& key) { return recent_.find(key) == nullptr; });
}

Status Journal::add_post(const FeedDeclaration& feed, const ReadItem& item, PostDetail& detail, Time stamp) {
  settle_matches(detail);
  settle_replies(detail);
  auto& record = detail.record;
  date(record, item, stamp);
  if (waits(detail)) state_.early_replies.add(stamp, item.key, detail, true);
  if (detail.keep_text) keep_text(feed, detail, stamp);
  if (auto status = emit(stamp, item.key, std::move(record)); !status) return status;
  return bring_early(item.key, stamp);
}

// A post has come that others answered before: they are counted now as if they had come behind it, and what answers
// them.
Status Journal::bring_early(const PostKey& post, Time stamp) {
  auto replies = state_.early_replies.take(post, stamp);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    bool is_new = false;
    if (auto status = bring(replies[i], stamp, is_new); !status) return status;
    if (!is_new) continue;
    for (auto& further : state_.early_replies.take(replies[i].post, stamp)) replies.push_back(std::move(further));
  }
  return {};
}

Status Journal::bring(EarlyReply& reply, Time stamp, bool& is_new) {
  const auto* known = recent_.find(reply.post);
  if (known == nullptr ? reply.recorded || was_deleted_early(reply.post) : known->deleted) return {};
  auto& record = reply.detail.record;
  record.refers = false;
  record.replies.clear();
  if (known != nullptr) {
    record.matches = known->matches;
    record.engagement = known->engagement.get();
  }
  settle_matches(reply.detail);
  settle_replies(reply.detail);
  is_new = known == nullptr;
  if (known != nullptr) {
    if (!record.refers && record.matches == known->matches) return {};
    become_edit(record, *known, stamp);
  } else if (auto& totals = state_.feeds[record.feed].open;
             totals.off_topic > 0 && reply.stamp >= state_.next_tick - options_.tick) {
    --totals.off_topic;  // where it was counted in this same interval
    ++totals.on_topic;
    ++state_.feeds[record.feed].moved;
  }
  return emit(stamp, reply.post, std::move(record));
}

Status Journal::edit_post(const FeedDeclaration& feed, const ReadItem& item, PostDetail* detail,
                          const RecentPost& known, Time stamp) {
  PostRecord record;
  state_.early_replies.forget(item.key);
  if (detail != nullptr) {
    settle_matches(*detail);
    settle_replies(*detail);
    if (waits(*detail)) state_.early_replies.add(stamp, item.key, *detail, true);
    record = std::move(detail->record);
  } else {  // the new words are off topic: nothing is left but the taking back
    record.feed = feed.id;
    record.platform = known.platform;
    record.tier = known.tier;
    record.content_mac = content_mac(key_, item.content);
  }
  become_edit(record, known, stamp);
  forget_text(item.key);  // the old words go, from examples too
  if (detail != nullptr && detail->keep_text && is_on_topic(*detail)) keep_text(feed, *detail, stamp);
  return emit(stamp, item.key, std::move(record));
}

void Journal::keep_text(const FeedDeclaration& feed, PostDetail& detail, Time stamp) {
  const auto kept = std::min(feed.retention, options_.text_retention);
  if (kept <= Duration(0)) return;
  detail.text.feed = feed.id;
  detail.text.stored = stamp;
  detail.text.expires = stamp + kept;
  transaction_.texts.push_back(std::move(detail.text));
}

void Journal::forget_text(const PostKey& post) {
  TextRow row;
  row.post = post;
  row.forgotten = true;
  transaction_.texts.push_back(std::move(row));
}

void Journal::remember_deletion(const PostKey& post, Time stamp) {
  auto& deletions = state_.early_deletions;
  if (was_deleted_early(post)) return;
  deletions.push_back({stamp, post});
  while (deletions.size() > kMostEarlyDeletions || deletions.front().stamp < stamp - RecentPosts::kKept)
    deletions.pop_front();
}

bool Journal::was_deleted_early(const PostKey& post) const {
  return std::ranges::any_of(state_.early_deletions, [&](const EarlyDeletion& deletion) {
    return deletion.post == post && deletion.stamp >= state_.stamp - RecentPosts::kKept;
  });
}

Status Journal::take_unrepeatable() {
  const bool any = std::ranges::any_of(undated_, [&](const Undated& waits) { return !rereadable_[waits.feed]; });
  return any ? take_undated(std::nullopt, Time::min()) : Status{};
}

Status Journal::finish() {
  if (auto status = take_undated(std::nullopt, Time::min()); !status) return status;
  if (!fold_.has_pending() || state_.next_tick == Time::min()) return {};
  return advance_to(state_.next_tick);
}

void Journal::add_alerts(std::vector<Alert> alerts) {
  for (auto& alert : alerts) transaction_.alerts.push_back(std::move(alert));
  dirty_ = dirty_ || !transaction_.alerts.empty();
}

Transaction Journal::take_transaction() {
  auto transaction = std::exchange(transaction_, {});
  transaction.stamp = state_.stamp;
  for (auto& [feed, cursor] : std::exchange(moved_, {}))
    transaction.cursors.emplace_back(feeds_[feed].id, std::move(cursor));
  transaction.writer_state = state_.save();
  dirty_ = false;
  return transaction;
}

}  // namespace sait
