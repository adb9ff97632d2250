#include "pipeline/backtest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "assess/fold.hpp"
#include "pipeline/backfill.hpp"
#include "pipeline/intake.hpp"
#include "pipeline/journal.hpp"
#include "pipeline/recent_posts.hpp"
#include "store/key_file.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

using namespace std::chrono_literals;

FeedDeclaration archive_declaration() {
  FeedDeclaration declaration;
  declaration.id = "archive";
  declaration.platform = "archive";
  return declaration;
}

// What is about a conversation.
void note_advice(BacktestRun& run, const std::vector<Alert>& alerts) {
  for (const auto& alert : alerts) {
    if (alert.kind == "narrative" || alert.kind == "harm") run.advice.push_back(advice_of(alert));
    if (alert.kind == "digest" && alert.change != AlertChange::closed)
      run.digest_days[alert.narrative].insert(utc_day(alert.at));
  }
}

// One run over an archive: what the pipeline's writer does, with a tally where the store would be.
class ArchiveBacktest {
 public:
  ArchiveBacktest(std::shared_ptr<const RuleSet> rules, const BacktestOptions& options)
      : options_(options),
        fold_([rules](const Digest& hash) { return hash == rules->hash ? rules : nullptr; }, Telling::shadow_too),
        journal_(HmacKey(replay_key()), {archive_declaration()}, fold_, recent_, {},
                 {ClockMode::events, options.tick, {}}) {
    run_.rules = std::move(rules);
    journal_.use_rules(run_.rules->hash, {});
  }

  Result<ArchiveRun> go(std::unique_ptr<PostArchive> archive) {
    std::vector<std::unique_ptr<Feed>> feeds;
    const auto& feed = static_cast<const ArchiveFeed&>(
        *feeds.emplace_back(std::make_unique<ArchiveFeed>(archive_declaration(), std::move(archive))));
    const auto make_reader = [this] {
      return std::make_unique<BatchReader>(run_.rules, HmacKey(replay_key()),
                                           std::vector<FeedDeclaration>{archive_declaration()},
                                           ReadOptions{options_.latest, options_.authors});
    };
    IntakeOptions intake_options;
    intake_options.workers = std::max<std::size_t>(1, options_.threads);
    intake_options.follow = false;
    Intake intake(std::move(feeds), make_reader, intake_options);
    intake.start({});
    for (bool ended = false; !ended;) {
      auto* batch = intake.head(0);
      if (batch == nullptr) {
        if (intake.finished(0)) break;
        intake.wait(250ms);
        continue;
      }
      ended = batch->ended;
      if (auto status = take(*batch); !status) return status.error();
      intake.pop(0);
    }
    intake.stop();
    if (auto status = journal_.finish(); !status) return status.error();
    note_records();
    count();
    return ArchiveRun{std::move(run_), feed.failure()};
  }

 private:
  Status take(ReadBatch& batch) {
    constexpr std::size_t kAhead = 8;  // posts until which what is asked for has come from memory
    for (std::size_t i = 0; i < batch.items.size(); ++i) {
      if (i + kAhead < batch.items.size()) recent_.fetch(batch.items[i + kAhead].key);
      const auto& item = batch.items[i];
      auto* detail = item.detail == ReadItem::kNoDetail ? nullptr : &batch.details[item.detail];
      if (detail != nullptr) {
        if (lines_.contains(item.key)) note_records();  // what was said of it stands in the line before
        const bool may_be_found = !detail->record.matches.empty() || !detail->thread_matches.empty();
        if (!detail->deleted && may_be_found) lines_.insert_or_assign(item.key, item.number);
      }
      if (auto status = journal_.take(0, batch.source, item, detail, Time::min()); !status) return status;
    }
    if (options_.on_problem) {
      for (const auto& problem : batch.problems) options_.on_problem(problem);
    }
    note_records();
    read_ += batch.items.size();
    if (options_.on_progress) options_.on_progress(read_);
    return {};
  }

  // What the journal has written since: it would be a transaction.
  void note_records() {
    const auto transaction = journal_.take_transaction();
    for (const auto& record : transaction.records) {
      const auto line = lines_.find(record.post);
      run_.found.follow(record, line == lines_.end() ? 0 : line->second);
    }
    note_advice(run_, transaction.alerts);
    // A reply that came early is written with what it answers, so what waits keeps its line.
    if (!transaction.records.empty()) forget_lines();
  }

  void forget_lines() {
    constexpr std::size_t kMostLines = 100'000;
    if (lines_.size() > kMostLines) lines_.clear();
  }

  void count() {
    for (const auto& [id, feed] : journal_.state().feeds) {
      const auto totals = feed.since_start();
      run_.totals = {totals.read, totals.on_topic, totals.off_topic, totals.rejected, totals.repeats};
    }
  }

  const BacktestOptions& options_;
  BacktestRun run_;
  Fold fold_;
  RecentPosts recent_;
  Journal journal_;
  std::unordered_map<PostKey, std::uint64_t, PostKeyHash> lines_;  // of posts that may be found
  std::uint64_t read_ = 0;
};

}  // namespace

PostKey archive_key(std::string_view platform, std::string_view id) {
  const auto digest = HmacKey(replay_key()).mac({"post", platform, {}, id});
  PostKey key{};
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

Result<ArchiveRun> backtest_archive(std::shared_ptr<const RuleSet> rules, std::unique_ptr<PostArchive> archive,
                                    const BacktestOptions& options) {
  return ArchiveBacktest(std::move(rules), options).go(std::move(archive));
}

namespace {

// The journal's records as they would be under other rules.
class JournalBacktest {
 public:
  explicit JournalBacktest(const BacktestOptions& options, std::shared_ptr<const RuleSet> rules)
      : options_(options),
        fold_([rules](const Digest& hash) { return hash == rules->hash ? rules : nullptr; }, Telling::shadow_too) {
    run_.rules = std::move(rules);
  }

  Result<BacktestRun> go(Store& store, const std::string& path) {
    if (auto status = match_kept(store); !status) return status.error();
    bool first = true;
    auto status = store.each_record(0, [&](Record&& record) -> Status {
      if (std::exchange(first, false)) {
        if (auto begun = fold(Record{record.seq, record.stamp, {}, RulesRecord{run_.rules->hash}}); !begun)
          return begun;
      }
      return judge(std::move(record));
    });
    if (!status) return status.error();
    if (first) return Error{"empty-journal", fmt::format("{}: there is no record yet", path)};
    return std::move(run_);
  }

 private:
  // What the posts with a kept text say under these rules.
  Status match_kept(Store& store) {
    std::map<std::string, FeedDeclaration> feeds;
    auto status = store.each_record(0, [&](Record&& record) -> Status {
      if (const auto* coverage = std::get_if<CoverageRecord>(&record.body)) {
        auto& feed = feeds[coverage->feed];
        feed.id = coverage->feed;
        feed.languages = coverage->languages;
        feed.regions = coverage->regions;
        feed.community = coverage->community;
      }
      return {};
    });
    if (!status) return status;
    std::vector<FeedDeclaration> declared;
    for (auto& [id, feed] : feeds) declared.push_back(std::move(feed));
    Backfill backfill(run_.rules, declared);
    if (status = backfill.read(store, Time::min()); !status) return status;
    auto outcome = backfill.take();
    run_.matched_anew = outcome.looked_at;
    for (auto& [key, post] : outcome.record.posts) anew_.emplace(key, std::move(post.matches));
    run_.texts_since = outcome.oldest;
    return {};
  }

  Status judge(Record&& record) {
    if (std::holds_alternative<RulesRecord>(record.body)) return {};
    if (auto* backfill = std::get_if<BackfillRecord>(&record.body)) {
      std::erase_if(backfill->posts, [this](const auto& entry) { return anew_.contains(entry.first); });
    } else if (const auto anew = anew_.find(record.post); anew != anew_.end()) {
      replace_matches(record.body, anew->second);
    }
    if (const auto* tick = std::get_if<TickRecord>(&record.body)) count(*tick);
    run_.found.follow(record, 0);
    return fold(std::move(record));
  }

  static void replace_matches(RecordBody& body, const std::vector<MatchRef>& matches) {
    if (auto* post = std::get_if<PostRecord>(&body)) {
      post->matches = matches;
      if (post->edit) post->superseded = matches;
    } else if (auto* change = std::get_if<EngagementRecord>(&body)) {
      change->matches = matches;
    } else if (auto* deletion = std::get_if<DeletionRecord>(&body)) {
      deletion->matches = matches;
    }
  }

  void count(const TickRecord& tick) {
    for (const auto& totals : tick.totals) {
      run_.totals.read += totals.read;
      run_.totals.on_topic += totals.on_topic;
      run_.totals.off_topic += totals.off_topic;
      run_.totals.rejected += totals.rejected;
      run_.totals.repeats += totals.repeats;
    }
    if (options_.on_progress) options_.on_progress(run_.totals.read);
  }

  Status fold(Record record) {
    std::vector<Alert> alerts;
    if (auto status = fold_.advance(std::move(record), alerts); !status) return status;
    note_advice(run_, alerts);
    return {};
  }

  const BacktestOptions& options_;
  BacktestRun run_;
  Fold fold_;
  std::unordered_map<PostKey, std::vector<MatchRef>, PostKeyHash> anew_;  // that match otherwise
};

}  // namespace

Result<BacktestRun> backtest_journal(std::shared_ptr<const RuleSet> rules, const std::string& path,
                                     const BacktestOptions& options) {
  auto opened = Store::open_for_reading(path);
  if (!opened) return opened.error();
  return JournalBacktest(options, std::move(rules)).go(**opened, path);
}

namespace {

std::string shown(std::string_view title, std::string_view text) {
  return mask(title.empty() ? std::string(text) : fmt::format("{} {}", title, text));
}

}  // namespace

Result<ExampleTexts> texts_in_archive(PostArchive& archive, const std::vector<ExamplePost>& examples) {
  std::unordered_map<std::uint64_t, PostKey> wanted;
  for (const auto& example : examples) {
    if (example.readable && !example.deleted && example.line != 0) wanted.emplace(example.line, example.key);
  }
  ExampleTexts texts;
  ArchiveLines lines(archive);
  PostReader reader;
  Post post;
  while (texts.size() < wanted.size()) {
    const auto line = lines.next();
    if (!line) return line.error();
    if (!*line) break;
    const auto at = wanted.find((*line)->number);
    if (at == wanted.end() || !reader.read((*line)->data, (*line)->size, post).ok()) continue;
    texts.emplace(at->second, shown(post.title, post.text));
  }
  return texts;
}

Result<ExampleTexts> texts_in_journal(const std::string& path, const std::vector<ExamplePost>& examples) {
  auto opened = Store::open_for_reading(path);
  if (!opened) return opened.error();
  ExampleTexts texts;
  for (const auto& example : examples) {
    if (!example.readable || example.deleted || texts.contains(example.key)) continue;
    const auto words = (*opened)->words(example.key);
    if (!words) return words.error();
    if (*words) texts.emplace(example.key, shown((*words)->title, (*words)->text));
  }
  return texts;
}

}  // namespace sait
