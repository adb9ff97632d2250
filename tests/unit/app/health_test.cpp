#include "app/health.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sait;
using namespace std::chrono_literals;

namespace {

constexpr Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + 9h;

struct Scene {
  DaemonIdentity identity{"town", "town.yaml", "town.db", "run", ClockMode::wall, kNow - 3h, 5min, 0};
  PipelineStatus status;
  bool stopping = false;

  Scene() {
    PipelineStatus::Feed feed;
    feed.id = "forum";
    feed.contact.tried = true;
    status.feeds = {feed};
    status.rules = std::make_shared<const RuleSet>();
    status.stamp = kNow - 1s;
    status.running_since = kNow - 3h;
    status.next_tick = kNow + 1min;
    status.threads = {{"writer", false}, {"feed forum", false}};
  }
  [[nodiscard]] Health health() const { return health_of(identity, status, stopping, kNow); }
};

// The checks that fail, each with its reason.
std::string failing(const std::vector<Check>& checks) {
  std::string text;
  for (const auto& check : checks) {
    if (!check.ok) text += check.name + ": " + check.why + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a daemon at work is alive and ready, and every check is named") {
  const auto health = Scene().health();
  CHECK(failing(health.alive).empty());
  CHECK(failing(health.ready).empty());
  CHECK(health.is_alive());
  CHECK(health.is_ready());
  CHECK(checks_json(health.alive) ==
        R"({"ok":true,"checks":[{"name":"threads","ok":true,"why":""},{"name":"ticks","ok":true,"why":""}]})");
  CHECK(checks_json(health.ready).find(R"("name":"store")") != std::string::npos);
}

TEST_CASE("a thread that hangs is no longer alive, and is named") {
  Scene scene;
  scene.status.threads = {{"writer", true}, {"control", false}, {"feed forum", true}};
  const auto health = scene.health();
  CHECK(failing(health.alive) == "threads: no sign of life: writer, feed forum\n");
  CHECK(checks_json(health.alive).starts_with(R"({"ok":false,)"));
  CHECK(health.is_ready());
}

TEST_CASE("ticks that stand still are not alive, an interval and a minute after their time") {
  Scene scene;
  scene.status.next_tick = kNow - 6min;
  CHECK(scene.health().is_alive());
  scene.status.next_tick = kNow - 6min - 1s;
  CHECK(failing(scene.health().alive) == "ticks: the tick of 2026-03-02T08:53:59Z has not run\n");

  SUBCASE("but not right after a pause") {
    scene.status.running_since = kNow - 6min;
    CHECK(scene.health().is_alive());
  }
  SUBCASE("nor while intake pauses: a restart makes no room on a disk") {
    scene.status.paused = "error[store-full]: no space";
    CHECK(scene.health().is_alive());
  }
  SUBCASE("nor while the clock lies behind the journal") {
    scene.status.stamp = kNow + 2h;
    CHECK(scene.health().is_alive());
  }
  SUBCASE("nor where events are the clock") {
    scene.identity.clock = ClockMode::events;
    CHECK(scene.health().is_alive());
  }
  SUBCASE("nor before one was planned") {
    scene.status.next_tick = Time::min();
    CHECK(scene.health().is_alive());
  }
}

TEST_CASE("a store that cannot be written is not ready, and says why") {
  Scene scene;
  scene.status.paused = "error[store-full]: no space";
  CHECK(failing(scene.health().ready) == "store: error[store-full]: no space\n");
  CHECK(scene.health().is_alive());
}

TEST_CASE("without rules it is not ready") {
  Scene scene;
  scene.status.rules.reset();
  CHECK(failing(scene.health().ready) == "rules: none are loaded\n");
}

TEST_CASE("until every feed was tried it is not ready, one that is down was tried") {
  Scene scene;
  scene.status.feeds[0].state = CoverageState::down;
  CHECK(scene.health().is_ready());
  scene.status.feeds.push_back(scene.status.feeds[0]);
  scene.status.feeds[1].id = "news";
  scene.status.feeds[1].contact.tried = false;
  CHECK(failing(scene.health().ready) == "feeds: not tried yet: news\n");
}

TEST_CASE("with a clock behind the journal it is not ready, and says how far") {
  Scene scene;
  scene.status.stamp = kNow + 2h;
  CHECK(failing(scene.health().ready) == "clock: 7200 s behind the journal's time; is it right?\n");
  scene.status.stamp = kNow + 30s;
  CHECK(scene.health().is_ready());
}

TEST_CASE("while it stops it is not ready, but alive") {
  Scene scene;
  scene.stopping = true;
  CHECK(failing(scene.health().ready) == "running: saitd is stopping\n");
  CHECK(scene.health().is_alive());
}
