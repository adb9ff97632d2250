// Whether memory stays flat while posts go by: once every window of the daemon has filled, it may not grow.
//
//   soak [POSTS]     default 300,000; 20,000,000 with SAIT_TEST_LONG set
//
// The posts are spread over 90 days of journal time, so that the longest window (28 days of buckets and records) fills
// and passes, and retention works. Exit 1 when the resident memory behind 40 % of the posts grows by more than a tenth
// until the end.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "feeds/line_batcher.hpp"
#include "material.hpp"
#include "meter.hpp"
#include "temp_folder.hpp"

namespace sait::bench {
namespace {

constexpr std::uint64_t kShort = 300'000, kLong = 20'000'000;
constexpr Duration kSpan = std::chrono::hours(24 * 90);
constexpr double kAllowed = 1.10;
// What allocator and page cache may move a process that is small: it counts in the short form alone.
constexpr std::size_t kSlack = std::size_t{4} << 20U;

/// Posts that never touch the disk before the journal does.
class GeneratedFeed final : public Feed {
 public:
  explicit GeneratedFeed(std::uint64_t posts) : Feed(bench::declaration("posts")), posts_(posts) {}
  [[nodiscard]] std::string source() const override { return "a generator"; }
  [[nodiscard]] bool rereadable() const override { return false; }

  void run(const std::optional<Cursor>&, bool, FeedSink& sink, std::stop_token stop) override {
    PostMix mix;
    mix.replies = 0.2;
    mix.apart = kSpan / static_cast<std::int64_t>(posts_);
    PostGenerator generator(mix);
    LineBatcher batcher({}, sink);
    bool goes_on = batcher.begin("generated", 0, 0);
    std::string line;
    while (goes_on && generator.made() < posts_ && !stop.stop_requested()) {
      line.clear();
      generator.append(line);
      goes_on = batcher.feed(line);
    }
    if (goes_on) (void)batcher.flush(true);
  }

 private:
  std::uint64_t posts_;
};

struct Sample {
  std::uint64_t posts = 0;
  std::size_t resident = 0;
};

void print(const Sample& sample, const PipelineStatus& status, double seconds) {
  fmt::print("{:>10} posts  {:>6.1f} MiB  {:>9} records  {:>4} conversations  {:>6} alerts  {:>6.0f} s\n", sample.posts,
             static_cast<double>(sample.resident) / (1U << 20U), status.records, status.conversations,
             status.counts.alerts, seconds);
  std::fflush(stdout);
}

std::vector<Sample> watch(Pipeline& pipeline, std::uint64_t posts) {
  const auto step = std::min<std::uint64_t>(1'000'000, posts / 20);
  const auto begin = wall_seconds();
  std::vector<Sample> samples;
  for (std::uint64_t next = step;;) {
    const auto status = pipeline.status();
    if (pipeline.failure()) throw std::runtime_error(pipeline.failure()->text());
    const Sample sample{status.feeds.front().totals.read, resident_bytes()};
    if (sample.posts >= next) {
      print(sample, status, wall_seconds() - begin);
      samples.push_back(sample);
      next = (sample.posts / step + 1) * step;
    }
    if (status.inputs_ended) return samples;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

int judge(const std::vector<Sample>& samples, std::uint64_t posts) {
  const auto first = std::ranges::find_if(samples, [&](const Sample& sample) { return sample.posts >= posts / 5 * 2; });
  if (first == samples.end() || first + 1 == samples.end()) return 1;
  std::size_t most = 0;
  for (auto at = first + 1; at != samples.end(); ++at) most = std::max(most, at->resident);
  const auto growth = static_cast<double>(most) / static_cast<double>(first->resident);
  const bool flat = growth <= kAllowed || (posts < kLong && most - first->resident <= kSlack);
  fmt::print("{}: from post {} on the most was {:.1f} % of what it was there\n", flat ? "flat" : "NOT FLAT",
             first->posts, growth * 100);
  return flat ? 0 : 1;
}

int soak(std::uint64_t posts) {
  const TempFolder folder;
  const auto files = rule_files();
  auto store = must(Store::open({folder.file("soak.db"), folder.file("soak.key"), {}}));
  std::vector<std::unique_ptr<Feed>> feeds;
  feeds.push_back(std::make_unique<GeneratedFeed>(posts));
  const StillClock clock;
  auto pipeline =
      must(Pipeline::make(std::move(store), compile(files), files, std::move(feeds), {}, clock, pipeline_options()));
  must(pipeline->start());
  const auto samples = watch(*pipeline, posts);
  must(pipeline->stop());
  fmt::print("{:.0f} CPU seconds, the generator's among them\n", cpu_seconds());
  return judge(samples, posts);
}

}  // namespace
}  // namespace sait::bench

int main(int argc, char** argv) {
  using namespace sait::bench;
  spdlog::set_level(spdlog::level::warn);
  std::uint64_t posts = std::getenv("SAIT_TEST_LONG") != nullptr ? kLong : kShort;
  if (argc > 1) {
    const std::string_view text(argv[1]);
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), posts);
    if (argc > 2 || problem != std::errc() || end != text.data() + text.size() || posts < 1000) {
      fmt::print(stderr, "usage: soak [POSTS], at least 1000\n");
      return 2;
    }
  }
  return soak(posts);
}
