// From a file to the committed journal, as posts per CPU second of the whole process, and where that time goes.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <functional>
#include <map>

#include "feeds/line_batcher.hpp"
#include "feeds/ndjson_feed.hpp"
#include "material.hpp"
#include "meter.hpp"
#include "pipeline/rule_files.hpp"
#include "store/key_file.hpp"
#include "temp_folder.hpp"

namespace sait::bench {
namespace {

constexpr std::size_t kPosts = 200'000;

class Collector final : public FeedSink {
 public:
  bool push(RawBatch batch) override {
    batches.push_back(std::move(batch));
    return true;
  }
  std::vector<RawBatch> batches;
};

/// The posts as the feed hands them over; every stage works on a copy of its own, made before its time runs.
struct Data {
  explicit Data(PostMix mix) {
    PostGenerator generator(mix);
    while (generator.made() < kPosts) generator.append(file);
    Collector collector;
    LineBatcher batcher({}, collector);
    if (!batcher.begin("bench", 0, 0) || !batcher.feed(file) || !batcher.flush(true)) std::abort();
    batches = std::move(collector.batches);
    bytes = file.size();
  }
  std::string file;
  std::size_t bytes = 0;
  std::vector<RawBatch> batches;
};

struct Bench {
  RuleFiles files = rule_files();
  std::shared_ptr<const RuleSet> rules = compile(files);
  HmacKey key{replay_key()};
  std::vector<FeedDeclaration> feeds{declaration("posts")};
  std::map<std::string, double> best;  // CPU seconds a stage took, the least of its iterations
};

void each_post(std::vector<RawBatch>& batches, const std::function<void(Post&)>& visit) {
  PostReader reader;
  Post post;
  for (auto& batch : batches) {
    for (const auto& line : batch.lines) {
      if (reader.read(batch.buffer.data() + line.begin, line.size, post).ok()) visit(post);
    }
  }
}

std::vector<std::string> texts_of(const Data& data) {
  auto batches = data.batches;
  std::vector<std::string> texts;
  each_post(batches, [&](Post& post) { texts.emplace_back(post.text); });
  return texts;
}

double dom(Bench&, const Data& data) {
  auto batches = data.batches;
  const CpuWatch watch;
  for (auto& batch : batches) {
    for (const auto& line : batch.lines) {
      rapidjson::Document document;
      document.ParseInsitu(batch.buffer.data() + line.begin);
      benchmark::DoNotOptimize(document.IsObject());
    }
  }
  return watch.seconds();
}

double parse(Bench&, const Data& data) {
  auto batches = data.batches;
  const CpuWatch watch;
  each_post(batches, [](Post& post) { benchmark::DoNotOptimize(post.text.data()); });
  return watch.seconds();
}

double post_key(Bench& bench, const Data& data) {
  const auto texts = texts_of(data);
  const CpuWatch watch;
  for (const auto& text : texts) {
    benchmark::DoNotOptimize(bench.key.mac({"post", "forum", {}, std::string_view(text).substr(0, 19)}));
  }
  return watch.seconds();
}

double fold(Bench&, const Data& data) {
  const auto texts = texts_of(data);
  Folder folder;
  FoldedText folded;
  const CpuWatch watch;
  for (const auto& text : texts) {
    folder.fold(text, folded);
    benchmark::DoNotOptimize(folded.text.data());
  }
  return watch.seconds();
}

double gate(Bench& bench, const Data& data) {
  const auto texts = texts_of(data);
  PostMatcher matcher(bench.rules);
  Post post;
  const CpuWatch watch;
  for (const auto& text : texts) {
    post.text = text;
    benchmark::DoNotOptimize(matcher.on_topic(post));
  }
  return watch.seconds();
}

// Language and patterns of the posts behind the gate, without the gate they pass a second time here.
double match(Bench& bench, const Data& data) {
  PostMatcher matcher(bench.rules);
  std::vector<std::string> texts = texts_of(data);
  Post post;
  std::erase_if(texts, [&](const std::string& text) {
    post.text = text;
    return !matcher.on_topic(post);
  });
  const auto pass = [&](bool matches) {
    const CpuWatch watch;
    for (int again = 0; again < 20; ++again) {
      for (const auto& text : texts) {
        post.text = text;
        benchmark::DoNotOptimize(matcher.on_topic(post));
        if (matches) benchmark::DoNotOptimize(matcher.matches(matcher.language({})).data());
      }
    }
    return watch.seconds() / 20;
  };
  const auto without = pass(false);
  return std::max(0.0, pass(true) - without);
}

double read(Bench& bench, const Data& data) {
  auto batches = data.batches;
  BatchReader reader(bench.rules, bench.key, bench.feeds, {});
  const CpuWatch watch;
  for (auto& batch : batches) benchmark::DoNotOptimize(reader.read(0, std::move(batch)).items.size());
  return watch.seconds();
}

// What the writer does with posts that are read already: stamp, ticks, fold, transactions on disk.
double commit(Bench& bench, const Data& data) {
  auto raw = data.batches;
  BatchReader reader(bench.rules, bench.key, bench.feeds, {});
  std::vector<ReadBatch> batches;
  for (auto& batch : raw) batches.push_back(reader.read(0, std::move(batch)));
  const TempFolder folder;
  const auto store = must(Store::open({folder.file("bench.db"), folder.file("bench.key"), {}}));
  Fold fold([&](const Digest&) { return bench.rules; });
  RecentPosts recent;
  const auto options = pipeline_options();
  const CpuWatch watch;
  Journal journal(bench.key, bench.feeds, fold, recent, {}, options.journal);
  journal.use_rules(bench.rules->hash, encode_files(bench.files));
  std::size_t taken = 0;
  for (auto& batch : batches) {
    for (const auto& item : batch.items) {
      auto* detail = item.detail == ReadItem::kNoDetail ? nullptr : &batch.details[item.detail];
      must(journal.take(0, batch.source, item, detail, {}));
      if (++taken % options.posts_per_transaction == 0) must(store->commit(journal.take_transaction()));
    }
  }
  must(store->commit(journal.take_transaction()));
  return watch.seconds();
}

double path(Bench& bench, const Data& data) {
  const TempFolder folder;
  NdjsonOptions from;
  from.path = folder.write("posts.ndjson", data.file);
  std::vector<std::unique_ptr<Feed>> feeds;
  feeds.push_back(std::make_unique<NdjsonFeed>(bench.feeds.front(), from));
  auto store = must(Store::open({folder.file("bench.db"), folder.file("bench.key"), {}}));
  const StillClock clock;
  const CpuWatch watch;
  auto pipeline =
      must(Pipeline::make(std::move(store), bench.rules, bench.files, std::move(feeds), {}, clock, pipeline_options()));
  must(pipeline->start());
  pipeline->wait_for_end();
  must(pipeline->stop());
  const auto seconds = watch.seconds();
  const auto status = pipeline->status();
  const auto& totals = status.feeds.front().totals;
  if (totals.read != kPosts) throw std::runtime_error(fmt::format("{} posts were read", totals.read));
  fmt::print(stderr, "  {} posts: {:.2f} % on topic, {} records, {} alerts\n", totals.read,
             100.0 * static_cast<double>(totals.on_topic) / kPosts, status.records, status.counts.alerts);
  return seconds;
}

using Stage = double (*)(Bench&, const Data&);

void add(Bench& bench, const Data& data, const std::string& name, Stage stage) {
  const auto run = [&bench, &data, name, stage](benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) {
      const auto seconds = stage(bench, data);
      state.SetIterationTime(seconds);
      auto& best = bench.best.try_emplace(name, seconds).first->second;
      best = std::min(best, seconds);
    }
    state.counters["posts_per_cpu_s"] = benchmark::Counter(kPosts, benchmark::Counter::kIsIterationInvariantRate);
  };
  benchmark::RegisterBenchmark(name.c_str(), run)
      ->UseManualTime()
      ->Iterations(3)

      ->Unit(benchmark::kMillisecond);
}

void print_table(const Bench& bench) {
  const auto whole = bench.best.find("path");
  const auto reference = bench.best.find("reference_dom");
  if (whole == bench.best.end() || reference == bench.best.end()) return;
  fmt::print("\nstage            ns/post  of the path  times the reference\n");
  for (const auto& [name, seconds] : bench.best) {
    fmt::print("{:<16} {:>7.0f}  {:>10.1f} %  {:>19.2f}\n", name, seconds * 1e9 / kPosts, 100 * seconds / whole->second,
               seconds / reference->second);
  }
  fmt::print("\n{:.0f} posts per CPU second from the file to the committed journal\n", kPosts / whole->second);
}

}  // namespace
}  // namespace sait::bench

int main(int argc, char** argv) {
  using namespace sait::bench;
  spdlog::set_level(spdlog::level::warn);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  Bench bench;
  const Data data({});
  PostMix with_replies;
  with_replies.replies = 0.4;
  const Data replies(with_replies);
  PostMix with_pattern_words;
  with_pattern_words.pattern_words = 0.015;
  const Data pattern_words(with_pattern_words);
  fmt::print("{} posts, {} bytes a line, {} patterns\n", kPosts, data.bytes / kPosts, bench.rules->patterns.size());
  add(bench, data, "reference_dom", dom);
  add(bench, data, "parse", parse);
  add(bench, data, "post_key", post_key);
  add(bench, data, "fold", fold);
  add(bench, data, "gate", gate);
  add(bench, data, "match", match);
  add(bench, data, "read", read);
  add(bench, data, "commit", commit);
  add(bench, data, "path", path);
  add(bench, replies, "read_replies", read);
  add(bench, replies, "path_replies", path);
  add(bench, pattern_words, "path_words", path);
  benchmark::RunSpecifiedBenchmarks();
  print_table(bench);
  return 0;
}
