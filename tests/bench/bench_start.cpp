// A start over a journal of a million records: with a checkpoint as far back as one may lie, and without any.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <filesystem>

#include "material.hpp"
#include "meter.hpp"
#include "pipeline/rule_files.hpp"
#include "temp_folder.hpp"

namespace sait::bench {
namespace {

constexpr std::uint64_t kRecords = 1'000'000;
constexpr std::uint64_t kTail = 100'000;  // PipelineOptions::checkpoint_records
constexpr std::uint64_t kTransaction = 50'000;
constexpr Duration kSpan = std::chrono::hours(24 * 28);  // all that is kept

/// A journal as a month of posts leaves it: a tick a minute, a third of the posts with a match.
class JournalBuilder {
 public:
  JournalBuilder(Store& store, std::shared_ptr<const RuleSet> rules, const RuleFiles& files)
      : store_(store), fold_([rules](const Digest&) { return rules; }) {
    transaction_.rules.emplace(rules->hash, encode_files(files));
    state_.rules = rules->hash;
    state_.feeds["posts"].state = CoverageState::up;
    state_.feeds["posts"].languages = {"en"};
    add(kStart, {}, RulesRecord{rules->hash});
    add(kStart, {}, CoverageRecord{"posts", CoverageState::up, {"en"}, "declared"});
    next_tick_ = kStart + kMinute;
    for (const auto& narrative : rules->narratives) narratives_.push_back(narrative.id);
  }

  /// Gives the checkpoint at the last tick before the tail.
  Checkpoint build() {
    Checkpoint checkpoint;
    while (state_.seq < kRecords) {
      const auto stamp = kStart + kSpan / static_cast<std::int64_t>(kRecords) * static_cast<std::int64_t>(state_.seq);
      if (stamp >= next_tick_) {
        add(next_tick_, {}, TickRecord{next_tick_, next_tick_, kMinute, {FeedTotals{"posts", 2400, 24, 2376, 0, 0}}});
        next_tick_ += kMinute;
        if (checkpoint.position == 0 && state_.seq > kRecords - kTail) checkpoint = {fold_.position(), fold_.save()};
      } else {
        add_post(stamp);
      }
      if (transaction_.records.size() >= kTransaction) commit();
    }
    commit();
    return checkpoint;
  }

 private:
  static constexpr Duration kMinute = std::chrono::minutes(1);

  void add(Time stamp, const PostKey& key, RecordBody body) {
    Record record{++state_.seq, stamp, key, std::move(body)};
    must(fold_.advance(record, transaction_.alerts));
    state_.stamp = stamp;
    transaction_.records.push_back(std::move(record));
  }

  void add_post(Time stamp) {
    PostRecord post;
    post.event_time = stamp;
    post.feed = "posts";
    post.platform = "forum";
    post.community = fmt::format("community-{}", random_() % 40);
    post.language = "en";
    post.author = DistinctSketch::entry_of(random_());
    post.content = DistinctSketch::entry_of(random_());
    post.content_mac = random_();
    if (random_() % 3 == 0) post.matches = {{narratives_[random_() % narratives_.size()], "en", SpeechAct::claim}};
    PostKey key{};
    for (auto& byte : key) byte = static_cast<std::uint8_t>(random_());
    add(stamp, key, std::move(post));
  }

  void commit() {
    state_.next_tick = next_tick_;
    transaction_.stamp = state_.stamp;
    transaction_.writer_state = state_.save();
    must(store_.commit(std::exchange(transaction_, {})));
  }

  Store& store_;
  Fold fold_;
  WriterState state_;
  Transaction transaction_;
  Time next_tick_;
  std::vector<std::string> narratives_;
  std::mt19937_64 random_{20261122};
};

struct Bench {
  RuleFiles files = rule_files();
  std::shared_ptr<const RuleSet> rules = compile(files);
  TempFolder folder;

  [[nodiscard]] std::unique_ptr<Store> open(const std::string& name) const {
    return must(Store::open({folder.file(name), folder.file("bench.key"), {}}));
  }

  void prepare() const {
    Checkpoint checkpoint;
    {
      const auto store = open("whole.db");
      checkpoint = JournalBuilder(*store, rules, files).build();
    }
    std::filesystem::copy_file(folder.file("whole.db"), folder.file("checkpoint.db"));
    fmt::print("{} records, {} MiB; a checkpoint of {} KiB lies {} records before the end\n", kRecords,
               std::filesystem::file_size(folder.file("whole.db")) >> 20U, checkpoint.body.size() >> 10U,
               kRecords - checkpoint.position);
    Transaction transaction;
    transaction.stamp = kStart + kSpan;
    transaction.checkpoint = std::move(checkpoint);
    must(open("checkpoint.db")->commit(transaction));
  }
};

void start(benchmark::State& state, const Bench& bench, const std::string& name) {
  for ([[maybe_unused]] auto _ : state) {
    const auto begin = wall_seconds();
    auto store = bench.open(name);
    const StillClock clock;
    auto pipeline = must(Pipeline::make(std::move(store), bench.rules, bench.files, {}, {}, clock, pipeline_options()));
    state.SetIterationTime(wall_seconds() - begin);
    const auto status = pipeline->status();
    if (status.records != kRecords) throw std::runtime_error(fmt::format("{} records were restored", status.records));
    state.counters["resident_MiB"] = static_cast<double>(resident_bytes() >> 20U);
  }
}

}  // namespace
}  // namespace sait::bench

int main(int argc, char** argv) {
  using namespace sait::bench;
  spdlog::set_level(spdlog::level::warn);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const Bench bench;
  bench.prepare();
  for (const auto& [name, file] :
       {std::pair("start/checkpoint", "checkpoint.db"), std::pair("start/whole_journal", "whole.db")}) {
    const auto run = [&bench, file = std::string(file)](benchmark::State& state) { start(state, bench, file); };
    benchmark::RegisterBenchmark(name, run)->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
