#include "pipeline/operator_act.hpp"

#include <doctest/doctest.h>

#include "pipeline/fixture.hpp"
#include "pipeline/replay.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

namespace {

// A day on which a dozen people and a newspaper say who it was.
struct World {
  TempFolder folder;
  RuleFiles files = rule_files();
  FixedClock clock;

  World() {
    auto& lamps = files["narratives/lamps.yaml"];
    lamps.replace(lamps.find("'false'"), 7, "suspect-misidentified");
    std::string claims;
    for (int i = 0; i < 12; ++i) {
      claims += line({std::to_string(i),
                      "newcomers get free lamps from the town",
                      "u" + std::to_string(i),
                      {},
                      kMonday + std::chrono::seconds(20 * i)});
    }
    folder.write("forum.ndjson", claims);
  }

  std::unique_ptr<Pipeline> start(ClockMode mode = ClockMode::events) {
    std::vector<std::unique_ptr<Feed>> feeds;
    auto declared = declaration("forum");
    declared.tier = Tier::media;
    NdjsonOptions source;
    source.path = folder.file("forum.ndjson");
    source.poll = Duration(10);
    feeds.push_back(std::make_unique<NdjsonFeed>(declared, source));
    auto options = events_options();
    options.journal.clock = mode;
    auto made = Pipeline::make(open_store(folder.file("s.db"), folder.file("key")), rules(files), files,
                               std::move(feeds), {}, clock, std::move(options));
    REQUIRE_MESSAGE(made.ok(), made.error().text());
    REQUIRE((*made)->start().ok());
    if (mode == ClockMode::events) CHECK((*made)->wait_for_end());
    return std::move(*made);
  }
};

IncidentDraft draft() {
  IncidentDraft draft;
  draft.title = "Attack at the market";
  draft.facts = {"One person is in custody."};
  return draft;
}

std::vector<std::string> bodies(Store& store) {
  std::vector<std::string> found;
  auto outbox = store.open_outbox();
  const auto entries = (*outbox)->read(0, 1000);
  for (const auto& entry : *entries) found.push_back(entry.body);
  return found;
}

bool holds(const std::string& body) { return body.find("\"holding_statement\":true") != std::string::npos; }

}  // namespace

TEST_CASE("an incident is in the journal when its opening is answered, survives a restart, and replays the same") {
  World world;
  std::string id;
  {
    auto pipeline = world.start();
    CHECK(pipeline->status().incidents.empty());
    CHECK(bodies(pipeline->store()).size() == 1);
    const auto opened = pipeline->open_incident(draft());
    REQUIRE_MESSAGE(opened.ok(), opened.error().text());
    id = opened->declared.id;
    CHECK(opened->declared.since == opened->opened_at - 24h);
    CHECK(opened->declared.until == opened->opened_at + 24h * 7);
    REQUIRE(pipeline->status().incidents.size() == 1);
    CHECK(pipeline->status().incidents[0].declared.id == id);
    const auto alerts = bodies(pipeline->store());
    REQUIRE(alerts.size() == 2);
    CHECK(alerts[0].find("\"posture\":\"prepare\"") != std::string::npos);
    CHECK_FALSE(holds(alerts[0]));
    CHECK(alerts[1].find("\"posture\":\"respond-directly\"") != std::string::npos);
    CHECK(holds(alerts[1]));
    REQUIRE(pipeline->stop().ok());
  }
  auto pipeline = world.start();
  REQUIRE(pipeline->status().incidents.size() == 1);
  const auto closed = pipeline->close_incident(id);
  REQUIRE_MESSAGE(closed.ok(), closed.error().text());
  CHECK(closed->declared.title == "Attack at the market");
  CHECK(pipeline->status().incidents.empty());
  const auto alerts = bodies(pipeline->store());
  REQUIRE(alerts.size() == 3);
  CHECK(alerts[2].find("\"change\":\"de-escalated\"") != std::string::npos);
  CHECK_FALSE(holds(alerts[2]));
  REQUIRE(pipeline->stop().ok());

  std::vector<std::string> replayed;
  const auto status = replay_journal(world.folder.file("s.db"), [&](const OutboxEntry& entry) -> Status {
    replayed.push_back(entry.body);
    return {};
  });
  REQUIRE_MESSAGE(status.ok(), status.error().text());
  REQUIRE(replayed.size() == alerts.size());
  for (std::size_t i = 0; i < alerts.size(); ++i) CHECK(replayed[i] == alerts[i]);
}

TEST_CASE("an incident that cannot be is refused with its reason, and leaves no record") {
  World world;
  auto pipeline = world.start();
  const auto stamp = pipeline->status().stamp;
  const auto records = pipeline->status().records;
  const auto refused = [&](auto&& change) {
    auto asked = draft();
    change(asked);
    const auto opened = pipeline->open_incident(asked);
    REQUIRE_FALSE(opened.ok());
    CHECK(pipeline->status().records == records);
    return opened.error().code;
  };
  CHECK(refused([](IncidentDraft& d) { d.back = 48h + 1ms; }) == "since-too-far");
  CHECK(refused([&](IncidentDraft& d) { d.since = stamp - 48h - 1ms; }) == "since-too-far");
  CHECK(refused([&](IncidentDraft& d) { d.since = stamp + 1ms; }) == "since-ahead");
  CHECK(refused([](IncidentDraft& d) { d.lasts = 24h * 28 + 1ms; }) == "for-out-of-range");
  CHECK(refused([](IncidentDraft& d) { d.lasts = 0ms; }) == "for-out-of-range");
  CHECK(refused([](IncidentDraft& d) { d.facts.clear(); }) == "incident-size");
  CHECK(refused([](IncidentDraft& d) { d.title.assign(IncidentRecord::kMostTitle + 1, 't'); }) == "incident-size");
  CHECK(pipeline->close_incident("i1").error().message == "\"i1\" is no incident that is open; none is open");

  auto furthest = draft();
  furthest.back = 48h;
  furthest.lasts = 24h * 28;
  const auto opened = pipeline->open_incident(furthest);
  REQUIRE(opened.ok());
  CHECK(pipeline->close_incident(opened->declared.id + "0")
            .error()
            .message.find("did you mean \"" + opened->declared.id + "\"?") != std::string::npos);
  CHECK(pipeline->close_incident("another").error().message.find("open are " + opened->declared.id) !=
        std::string::npos);
  for (std::size_t i = 1; i < IncidentDraft::kMostOpen; ++i) REQUIRE(pipeline->open_incident(draft()).ok());
  CHECK(pipeline->open_incident(draft()).error().code == "too-many-incidents");
  REQUIRE(pipeline->stop().ok());
  CHECK(pipeline->close_incident(opened->declared.id).error().code == "stopping");
}

TEST_CASE("an incident ends by itself in the journal's time, while nothing comes in") {
  World world;
  world.clock.set(kMonday + 1h);
  auto pipeline = world.start(ClockMode::wall);
  const auto until = [&](const std::function<bool()>& holds_now) {
    while (!holds_now() && !pipeline->failure()) std::this_thread::yield();
    return !pipeline->failure();
  };
  // Both ticks need time to pass: the clock is moved by one each, so that none is a pause.
  const auto tick_past = [&](Time when) {
    while (pipeline->status().stamp < when) {
      world.clock.set(world.clock.now() + 5min);
      REQUIRE(until([&] { return pipeline->status().stamp >= world.clock.now(); }));
    }
  };
  REQUIRE(until([&] { return pipeline->status().feeds[0].totals.read == 12; }));
  tick_past(kMonday + 70min);
  auto asked = draft();
  asked.lasts = 30min;
  const auto opened = pipeline->open_incident(asked);
  REQUIRE_MESSAGE(opened.ok(), opened.error().text());
  tick_past(opened->opened_at + 10min);
  CHECK(pipeline->status().incidents.size() == 1);
  CHECK(holds(bodies(pipeline->store()).back()));
  tick_past(opened->declared.until + 5min);
  CHECK(pipeline->status().incidents.empty());
  CHECK_FALSE(holds(bodies(pipeline->store()).back()));
  REQUIRE(pipeline->stop().ok());
}

TEST_CASE("before anything was read with `clock: events` there is no time for an incident") {
  World world;
  world.folder.write("forum.ndjson", "");
  auto pipeline = world.start();
  CHECK(pipeline->open_incident(draft()).error().code == "no-time");
  REQUIRE(pipeline->stop().ok());
}

TEST_CASE("while the store cannot be written an incident is refused, and is not there afterwards") {
  World world;
  auto pipeline = world.start();
  auto other = Database::open(world.folder.file("s.db"));
  REQUIRE(other.ok());
  REQUIRE(other->run("BEGIN IMMEDIATE").ok());
  const auto first = pipeline->open_incident(draft());  // the writer takes it, and waits for the store
  CHECK(first.error().code == "not-committed");
  const auto second = pipeline->open_incident(draft());
  CHECK(second.error().code == "not-taken");
  REQUIRE(other->run("COMMIT").ok());
  while (pipeline->status().incidents.empty()) std::this_thread::yield();
  CHECK(pipeline->status().incidents.size() == 1);
  REQUIRE(pipeline->stop().ok());
}
