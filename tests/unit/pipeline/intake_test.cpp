#include "pipeline/intake.hpp"

#include <doctest/doctest.h>

#include <future>

#include "pipeline/fixture.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

namespace {

// A feed that hands over one batch after the other, or hangs before its first.
class EndlessFeed final : public Feed {
 public:
  explicit EndlessFeed(std::shared_future<void> gate) : Feed(test::declaration("forum")), gate_(std::move(gate)) {}
  [[nodiscard]] std::string source() const override { return "nothing"; }
  [[nodiscard]] bool rereadable() const override { return true; }
  void run(const std::optional<Cursor>&, bool, FeedSink& sink, std::stop_token) override {
    gate_.wait();
    while (sink.push({})) {
    }
  }

 private:
  std::shared_future<void> gate_;
};

// Whose promise would be broken an hour from now, if nothing more came.
std::vector<std::string> overdue_in_an_hour(const Intake& intake) {
  std::vector<std::string> names;
  for (const auto& thread : intake.threads(Pulse::Clock::now() + 1h)) {
    if (thread.overdue) names.push_back(thread.name);
  }
  return names;
}

struct World {
  std::promise<void> feed_gate, worker_gate;
  std::vector<FeedDeclaration> declarations{declaration("forum")};
  std::shared_ptr<const RuleSet> set = rules(rule_files());
  Intake intake;

  World()
      : intake(
            feeds(), [this] { return reader(); }, options()) {}
  ~World() {
    intake.stop_feeds();
    open(feed_gate);
    open(worker_gate);
  }

  static void open(std::promise<void>& gate) {
    try {
      gate.set_value();
    } catch (const std::future_error&) {  // it is open
    }
  }
  std::vector<std::unique_ptr<Feed>> feeds() {
    std::vector<std::unique_ptr<Feed>> feeds;
    feeds.push_back(std::make_unique<EndlessFeed>(feed_gate.get_future().share()));
    return feeds;
  }
  std::unique_ptr<BatchReader> reader() {
    return std::make_unique<BatchReader>(set, HmacKey(Digest{}), declarations, ReadOptions{});
  }
  IntakeOptions options() {
    IntakeOptions options;
    options.credits = 2;
    options.worker_delay = [gate = worker_gate.get_future().share()] { gate.wait(); };
    return options;
  }
};

}  // namespace

TEST_CASE("a thread that hangs is told by its name, one that waits for work or for room is alive") {
  using Names = std::vector<std::string>;
  World world;
  CHECK(overdue_in_an_hour(world.intake).empty());
  world.intake.start({});
  while (overdue_in_an_hour(world.intake) != Names{"feed forum"}) std::this_thread::yield();
  CHECK_FALSE(world.intake.contact("forum").tried);

  // Now the feed waits for a credit, because the worker hangs in its first batch.
  World::open(world.feed_gate);
  while (overdue_in_an_hour(world.intake) != Names{"match worker 1"}) std::this_thread::yield();
  CHECK(world.intake.contact("forum").tried);
  CHECK_FALSE(world.intake.contact("forum").last_success);

  // Now the worker has nothing to do, because nobody takes what it made.
  World::open(world.worker_gate);
  while (!overdue_in_an_hour(world.intake).empty()) std::this_thread::yield();
  CHECK(world.intake.head(0) != nullptr);
}
