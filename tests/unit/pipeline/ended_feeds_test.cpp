#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "fixture.hpp"

using namespace sait;
using namespace sait::test;

namespace {

// Says of itself what it is given, and ends; or reads on until it is stopped.
class ShortFeed final : public Feed {
 public:
  ShortFeed(const std::string& id, std::vector<FeedEvent> events, bool ends, std::atomic<int>& runs)
      : Feed(test::declaration(id)), events_(std::move(events)), ends_(ends), runs_(runs) {}
  [[nodiscard]] std::string source() const override { return "/" + Feed::declaration().id; }
  [[nodiscard]] bool rereadable() const override { return true; }
  void run(const std::optional<Cursor>&, bool, FeedSink& sink, std::stop_token stop) override {
    ++runs_;
    RawBatch batch;
    batch.source = "s";
    batch.events = events_;
    batch.ended = ends_;
    (void)sink.push(std::move(batch));
    while (!ends_ && !stop.stop_requested()) std::this_thread::yield();
  }

 private:
  std::vector<FeedEvent> events_;
  bool ends_;
  std::atomic<int>& runs_;
};

struct Scene {
  TempFolder folder;
  RuleFiles files = rule_files();
  std::shared_ptr<const RuleSet> set = rules(files);
  FixedClock clock;
  std::atomic<int> runs{0};
  std::unique_ptr<Pipeline> pipeline;

  [[nodiscard]] std::unique_ptr<Feed> feed(std::vector<FeedEvent> events, bool ends, const std::string& id = "news") {
    return std::make_unique<ShortFeed>(id, std::move(events), ends, runs);
  }
  void start(std::unique_ptr<Feed> only) {
    PipelineOptions options;
    options.journal.clock = ClockMode::wall;
    std::vector<std::unique_ptr<Feed>> feeds;
    feeds.push_back(std::move(only));
    auto made = Pipeline::make(open_store(folder.file("s.db"), folder.file("key")), set, files, std::move(feeds), {},
                               clock, options);
    REQUIRE_MESSAGE(made.ok(), made.error().text());
    pipeline = std::move(*made);
    REQUIRE(pipeline->start().ok());
  }
  [[nodiscard]] ReloadPlan plan(std::unique_ptr<Feed> only) const {
    ReloadPlan plan{set, files, {}, {}};
    plan.feeds.push_back(std::move(only));
    return plan;
  }
};

}  // namespace

TEST_CASE("a feed whose source says that it has ended is lost, one that was read to its end is not") {
  for (const auto& [events, lost] : {std::pair(std::vector<FeedEvent>{}, false),
                                     std::pair(std::vector<FeedEvent>{{0, CoverageState::up, "is read"}}, false),
                                     std::pair(std::vector<FeedEvent>{{0, CoverageState::ended, "gone"}}, true),
                                     std::pair(std::vector<FeedEvent>{{0, CoverageState::down, "broken"}}, true)}) {
    CAPTURE(lost);
    Scene scene;
    scene.start(scene.feed(events, true));
    CHECK(scene.pipeline->wait_for_end());
    const auto feed = scene.pipeline->status().feeds.at(0);
    // What was down when its input ended stays so: nobody knows what it would have brought.
    const bool down = !events.empty() && events.back().state == CoverageState::down;
    CHECK(feed.state == (down ? CoverageState::down : CoverageState::ended));
    CHECK(feed.lost == lost);
  }
}

TEST_CASE("once a reload brings a feed that reads on, the inputs have not ended any more") {
  Scene scene;
  scene.start(scene.feed({}, true));
  REQUIRE(scene.pipeline->wait_for_end());
  REQUIRE(scene.pipeline->reload(scene.plan(scene.feed({}, false, "other"))).ok());
  CHECK_FALSE(scene.pipeline->status().inputs_ended);
  REQUIRE(scene.pipeline->reload(scene.plan(scene.feed({}, true, "third"))).ok());
  CHECK(scene.pipeline->wait_for_end());
}

TEST_CASE("a reload that changes nothing begins a lost feed anew and leaves the others alone") {
  Scene scene;
  scene.start(scene.feed({{0, CoverageState::ended, "gone"}}, true));
  REQUIRE(scene.pipeline->wait_for_end());
  REQUIRE(scene.pipeline->differs(scene.plan(scene.feed({}, false))));
  const auto outcome = scene.pipeline->reload(scene.plan(scene.feed({{0, CoverageState::up, "is read"}}, false)));
  REQUIRE(outcome.ok());
  CHECK(outcome->feeds_begun == 1);
  while (scene.runs < 2 || scene.pipeline->status().feeds.at(0).state != CoverageState::up) std::this_thread::yield();
  CHECK_FALSE(scene.pipeline->status().feeds.at(0).lost);
  CHECK_FALSE(scene.pipeline->status().inputs_ended);
  CHECK_FALSE(scene.pipeline->differs(scene.plan(scene.feed({}, false))));
}
