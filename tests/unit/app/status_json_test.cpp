#include "app/status_json.hpp"

#include <doctest/doctest.h>

using namespace sait;
using namespace std::chrono_literals;

namespace {

constexpr Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + 9h;

DaemonIdentity identity(ClockMode clock = ClockMode::wall) {
  return {"town", "town.yaml", "town.db", "run", clock, kNow - 3h};
}

PipelineStatus::Feed feed(Time newest) {
  PipelineStatus::Feed feed;
  feed.id = "forum";
  feed.newest = newest;
  return feed;
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a quiet daemon's status says neither that it is paused nor that its clock is wrong") {
  PipelineStatus status;
  status.stamp = kNow - 1s;
  const auto json = status_json(identity(), status, Health{}, ReloadState{}, kNow);
  CHECK(says(json, R"("paused":"")"));
  CHECK(says(json, R"("clock_behind_seconds":0)"));
  CHECK_FALSE(says(status_text(json), "PAUSED"));
  CHECK_FALSE(says(status_text(json), "CLOCK"));
}

TEST_CASE("only a daemon that says so is alive") {
  const auto json = [](bool ok) {
    Health health;
    health.alive = {{"threads", ok, "no sign of life: writer"}};
    return status_json(identity(), PipelineStatus{}, health, ReloadState{}, kNow);
  };
  CHECK(says_alive(json(true)));
  for (const auto& no : {json(false), std::string(), std::string("{}"), std::string("no JSON"), std::string("[]"),
                         std::string(R"({"health":7})"), std::string(R"({"error":"unknown command"})")})
    CHECK_FALSE_MESSAGE(says_alive(no), no);
}

TEST_CASE("status names a feed that is lost, and no other") {
  PipelineStatus status;
  status.feeds = {feed(kNow), feed(kNow)};
  status.feeds[0].state = status.feeds[1].state = CoverageState::ended;
  status.feeds[1].lost = true;
  status.feeds[1].id = "gone";
  const auto text = status_text(status_json(identity(), status, Health{}, ReloadState{}, kNow));
  CHECK(says(text, "LOST        gone: "));
  CHECK_FALSE(says(text, "LOST        forum"));
}

TEST_CASE("status says that a clock is behind the journal, and by how much") {
  PipelineStatus status;
  status.stamp = kNow + 2h;
  const auto json = status_json(identity(), status, Health{}, ReloadState{}, kNow);
  CHECK(says(json, R"("clock_behind_seconds":7200)"));
  CHECK(says(status_text(json), "CLOCK       7200 s behind"));
  // Where events are the clock, no other clock matters.
  CHECK(says(status_json(identity(ClockMode::events), status, Health{}, ReloadState{}, kNow),
             R"("clock_behind_seconds":0)"));
}

TEST_CASE("status says why intake stands still") {
  PipelineStatus status;
  status.paused = "error[store-full]: no space";
  CHECK(says(status_text(status_json(identity(), status, Health{}, ReloadState{}, kNow)),
             "PAUSED      error[store-full]: no space"));
}

TEST_CASE("a feed's lag is counted from now, or from the journal's time where events are the clock, never below zero") {
  PipelineStatus status;
  status.stamp = kNow - 1h;
  status.feeds = {feed(kNow - 90min)};
  CHECK(says(status_json(identity(), status, Health{}, ReloadState{}, kNow), R"("lag_seconds":5400)"));
  CHECK(says(status_json(identity(ClockMode::events), status, Health{}, ReloadState{}, kNow), R"("lag_seconds":1800)"));
  status.feeds = {feed(kNow)};
  CHECK(says(status_json(identity(ClockMode::events), status, Health{}, ReloadState{}, kNow), R"("lag_seconds":0)"));
}

TEST_CASE("status says which checks of its health fail, and why") {
  Health health{{{"threads", false, "no sign of life: writer"}},
                {{"rules", true, ""}, {"feeds", false, "not tried yet: news"}}};
  const auto json = status_json(identity(), {}, health, ReloadState{}, kNow);
  CHECK(says(json,
             R"("health":{"alive":false,"ready":false,"failing":[{"name":"threads","why":"no sign of life: writer"},)"
             R"({"name":"feeds","why":"not tried yet: news"}]})"));
  CHECK(says(status_text(json), "HEALTH      threads: no sign of life: writer\n"));
  CHECK(says(status_text(json), "HEALTH      feeds: not tried yet: news\n"));
  const auto well = status_json(identity(), {}, Health{}, ReloadState{}, kNow);
  CHECK(says(well, R"("health":{"alive":true,"ready":true,"failing":[]})"));
  CHECK_FALSE(says(status_text(well), "HEALTH"));
}

TEST_CASE("status counts the incidents that are open, and says nothing of none") {
  PipelineStatus status;
  const auto none = status_json(identity(), status, Health{}, ReloadState{}, kNow);
  CHECK(says(none, R"("open_incidents":0)"));
  CHECK_FALSE(says(status_text(none), "INCIDENTS"));
  status.incidents.resize(2);
  const auto two = status_json(identity(), status, Health{}, ReloadState{}, kNow);
  CHECK(says(two, R"("open_incidents":2)"));
  CHECK(says(status_text(two), "INCIDENTS   2 open (saitctl incident list)\n"));
}

TEST_CASE("what is no status is shown as it is") { CHECK(status_text("{}") == "{}\n"); }

TEST_CASE("status names declared audiences with how many of their feeds are up, and nothing where there are none") {
  PipelineStatus status;
  status.feeds = {feed(kNow), feed(kNow), feed(kNow)};
  status.feeds[0].audiences = {"city"};
  status.feeds[1].audiences = {"city"};
  status.feeds[1].state = CoverageState::down;
  auto json = status_json(identity(), status, Health{}, ReloadState{}, kNow);
  CHECK(says(json, R"("audiences":[])"));
  CHECK_FALSE(says(status_text(json), "audience"));
  auto rules = std::make_shared<RuleSet>();
  rules->audiences.resize(2);
  rules->audiences[0].id = "city";
  rules->audiences[0].title = "Chemnitz";
  rules->audiences[1].id = "state";
  rules->audiences[1].title = "Saxony";
  status.rules = rules;
  json = status_json(identity(), status, Health{}, ReloadState{}, kNow);
  CHECK(says(json, R"({"id":"city","title":"Chemnitz","feeds":2,"feeds_up":1})"));
  CHECK(says(json, R"({"id":"state","title":"Saxony","feeds":0,"feeds_up":0})"));
  CHECK(says(status_text(json), "city                    1/2  Chemnitz"));
}

TEST_CASE("status shows what rules on trial would have told, who tells most first, and the first ten for people") {
  PipelineStatus status;
  status.stamp = kNow;
  status.rules = std::make_shared<RuleSet>();
  const auto none = status_text(status_json(identity(), status, Health{}, ReloadState{}, kNow));
  CHECK_FALSE(says(none, "on trial"));
  CHECK_FALSE(says(none, "in shadow"));
  auto rules = std::make_shared<RuleSet>();
  rules->narratives.resize(1);
  rules->narratives[0].maturity = {{"de", Maturity::testing}, {"en", Maturity::shadow}, {"fr", Maturity::stable}};
  status.rules = rules;
  auto trials = std::make_shared<std::vector<TrialState>>();
  for (std::uint64_t i = 1; i <= 12; ++i) {
    Trials counted;
    for (std::uint64_t j = 0; j < i; ++j)
      counted.note({"n", "en"}, Maturity::shadow, j == 2 ? Posture::prepare : Posture::monitor, kNow - 24h * (j % 3));
    trials->push_back({{"n" + std::to_string(i), "en"},
                       counted.all().begin()->second,
                       i == 12 ? std::optional(Posture::prepare) : std::nullopt});
  }
  status.trials = trials;
  status.held_back = 3;
  const auto json = status_json(identity(), status, Health{}, ReloadState{}, kNow);
  CHECK(says(json, R"("maturity":{"shadow":1,"testing":1,"stable":1})"));
  CHECK(says(json, R"("held_back":3)"));
  CHECK(says(json, R"("trials":[{"narrative":"n12","audience":"en","maturity":"shadow","alerts_7d":12,)"
                   R"("most_in_a_day":4,"alerts":12,"highest":"prepare","advised_now":"prepare",)"));
  CHECK(says(json, R"("narrative":"n1",)"));
  const auto text = status_text(json);
  CHECK(says(text, ", by language 1 in shadow, 1 in testing, 1 stable\n"));
  CHECK(says(text, "held back   3 conversations wait for the next day's budget (UTC)\n"));
  CHECK(says(text, "n12/en "));
  CHECK(says(text, "open: prepare\n"));
  CHECK_FALSE(says(text, "n1/en "));
  CHECK(says(text, "and 2 more: --format json has all\n"));
}
