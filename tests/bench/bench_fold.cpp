// The fold alone: records into conversations, and what a tick costs with 10,000 or 100,000 live conversations.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "assess/fold.hpp"
#include "material.hpp"

namespace sait::bench {
namespace {

constexpr std::size_t kAudiences = 100;
constexpr Duration kMinute = std::chrono::minutes(1);

std::string narrative_id(std::size_t number) { return fmt::format("claim-{}", number); }
std::string audience(std::size_t number) { return fmt::format("a{}", number); }

/// As many narratives; a conversation each pair of them and an audience.
std::shared_ptr<const RuleSet> wide_rules(std::size_t narratives) {
  auto rules = std::make_shared<RuleSet>();
  rules->policy = compile(rule_files())->policy;
  for (std::size_t i = 0; i < narratives; ++i) {
    Narrative narrative;
    narrative.id = narrative_id(i);
    narrative.status = "false";
    for (std::size_t a = 0; a < kAudiences; ++a) narrative.maturity[audience(a)] = Maturity::stable;
    rules->narratives.push_back(std::move(narrative));
  }
  return rules;
}

/// Records, and the fold that takes them.
class Driver {
 public:
  explicit Driver(std::size_t conversations = 10'000)
      : conversations_(conversations),
        rules_(wide_rules(conversations / kAudiences)),
        fold_([this](const Digest&) { return rules_; }) {
    take(kStart, {}, RulesRecord{rules_->hash});
  }

  Record post(Time time, std::size_t conversation) {
    PostRecord post;
    post.event_time = time;
    post.feed = post.platform = "forum";
    post.community = fmt::format("community-{}", random_() % 40);
    post.language = "en";
    post.author = DistinctSketch::entry_of(random_());
    post.content = DistinctSketch::entry_of(random_());
    post.matches = {{narrative_id(conversation / kAudiences), audience(conversation % kAudiences), SpeechAct::claim}};
    PostKey key{};
    for (auto& byte : key) byte = static_cast<std::uint8_t>(random_());
    return {0, time, key, std::move(post)};
  }
  void take(Record record) {
    record.seq = ++seq_;
    must(fold_.advance(std::move(record), alerts_));
  }
  void take(Time stamp, const PostKey& key, RecordBody body) { take({0, stamp, key, std::move(body)}); }
  void tick(Time time) { take(time, {}, TickRecord{time, time, kMinute, {}}); }

  /// A day, or its last hours, in which every conversation got a claim an hour by ever other authors: all have an alert
  /// open.
  Time open_all(std::size_t hours = 24) {
    for (std::size_t hour = 24 - hours; hour < 24; ++hour) {
      const auto time = kStart + std::chrono::hours(hour) + std::chrono::minutes(30);
      for (std::size_t i = 0; i < conversations_; ++i) take(post(time, i));
      tick(time + kMinute);
    }
    return kStart + std::chrono::hours(23) + std::chrono::minutes(31);
  }

  [[nodiscard]] const Fold& fold() const { return fold_; }
  [[nodiscard]] std::size_t take_alerts() { return std::exchange(alerts_, {}).size(); }

 private:
  std::size_t conversations_;
  std::shared_ptr<const RuleSet> rules_;
  Fold fold_;
  std::vector<Alert> alerts_;
  std::uint64_t seq_ = 0;
  std::mt19937_64 random_{20261122};
};

// Posts of ten conversations, 25 between two ticks: the pace of a million records in 28 days.
void records(benchmark::State& state) {
  constexpr std::size_t kRecords = 200'000, kBetweenTicks = 25;
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    Driver driver;
    std::vector<Record> posts;
    for (std::size_t i = 0; i < kRecords; ++i) {
      posts.push_back(driver.post(kStart + kMinute * static_cast<std::int64_t>(i / kBetweenTicks), i % 10));
    }
    state.ResumeTiming();
    for (std::size_t i = 0; i < kRecords; ++i) {
      driver.take(std::move(posts[i]));
      if (i % kBetweenTicks == kBetweenTicks - 1)
        driver.tick(kStart + kMinute * static_cast<std::int64_t>(i / kBetweenTicks + 1));
    }
    state.counters["alerts"] = static_cast<double>(driver.take_alerts());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRecords) * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(records)->Unit(benchmark::kMillisecond)->Repetitions(3);

// The same, 20,000 between two ticks: what it costs to fold them, and next to nothing of what ticks cost.
void records_alone(benchmark::State& state) {
  constexpr std::size_t kRecords = 200'000, kBetweenTicks = 20'000;
  const auto conversations = static_cast<std::size_t>(state.range(0));
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    {
      Driver driver;
      std::vector<Record> posts;
      for (std::size_t i = 0; i < kRecords; ++i)
        posts.push_back(driver.post(kStart + Duration(static_cast<std::int64_t>(i)), i * 7 % conversations));
      state.ResumeTiming();
      for (std::size_t i = 0; i < kRecords; ++i) {
        driver.take(std::move(posts[i]));
        if (i % kBetweenTicks == kBetweenTicks - 1) driver.tick(kStart + Duration(static_cast<std::int64_t>(i + 1)));
      }
      state.PauseTiming();
    }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRecords) * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(records_alone)->Arg(10)->Arg(100)->Unit(benchmark::kMillisecond)->Repetitions(3);

// One tick over so many conversations with open alerts, of which so many got a post since the tick before.
void tick(benchmark::State& state) {
  const auto conversations = static_cast<std::size_t>(state.range(0));
  Driver driver(conversations);
  auto time = driver.open_all(conversations > 10'000 ? 6 : 24);
  const auto touched = static_cast<std::size_t>(state.range(1));
  std::size_t next = 0;
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    time += Duration(1000);  // no full hour lies between
    for (std::size_t i = 0; i < touched; ++i) driver.take(driver.post(time, (next += 7) % conversations));
    state.ResumeTiming();
    driver.tick(time);
  }
  state.counters["conversations"] = static_cast<double>(driver.fold().conversations());
  state.counters["open_alerts"] = static_cast<double>(driver.fold().open_alerts());
}
BENCHMARK(tick)
    ->Args({10'000, 0})
    ->Args({10'000, 100})
    ->Args({10'000, 10'000})
    ->Args({100'000, 1'000})
    ->Iterations(20)
    ->Unit(benchmark::kMicrosecond);

// The tick at a full hour, which visits every open alert.
void tick_at_the_full_hour(benchmark::State& state) {
  Driver driver;
  auto time = std::chrono::ceil<std::chrono::hours>(driver.open_all());
  for ([[maybe_unused]] auto _ : state) {
    driver.tick(time);
    time += std::chrono::hours(1);
  }
  state.counters["open_alerts"] = static_cast<double>(driver.fold().open_alerts());
}
BENCHMARK(tick_at_the_full_hour)->Iterations(5)->Unit(benchmark::kMillisecond);

void checkpoint(benchmark::State& state) {
  Driver driver;
  driver.open_all();
  std::size_t bytes = 0;
  for ([[maybe_unused]] auto _ : state) bytes = driver.fold().save().size();
  state.counters["KiB"] = static_cast<double>(bytes >> 10U);
}
BENCHMARK(checkpoint)->Iterations(5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sait::bench

BENCHMARK_MAIN();
