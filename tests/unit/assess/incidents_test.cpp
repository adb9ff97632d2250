#include "assess/incidents.hpp"

#include "assess/journal_fixture.hpp"
#include "rounds.hpp"

using namespace sait;
using namespace sait::fixture;
using namespace std::chrono_literals;

namespace {

const Time kNow = kStart + 3min;

IncidentRecord incident(const std::string& id, Time since, Time until = kNow + 48h) {
  IncidentRecord record;
  record.id = id;
  record.title = "Attack at the market";
  record.facts = {"One person is in custody."};
  record.since = since;
  record.until = until;
  return record;
}

IncidentRecord end_of(const std::string& id) {
  IncidentRecord record;
  record.id = id;
  record.open = false;
  return record;
}

// What newspapers have taken up: the table says respond-directly.
std::vector<Event> story(const std::string& narrative, Time when = kNow, std::uint64_t authors = 12) {
  std::vector<Event> events{{when, {}, CoverageRecord{"f", CoverageState::up, {}, "declared"}}};
  for (std::uint64_t who = 1; who <= authors; ++who) {
    auto post = claim_by(who, when, narrative);
    if (who == 1) post.tier = Tier::media;
    events.push_back({when, key_number(who), post});
  }
  return events;
}

std::vector<Event> operator+(std::vector<Event> events, const Event& event) {
  events.push_back(event);
  return events;
}

bool says(const std::vector<std::string>& texts, const std::string& part) {
  return std::ranges::any_of(texts, [&](const auto& text) { return text.find(part) != std::string::npos; });
}

// A random journal of claims that await facts, with incidents that open, close and run out.
std::vector<Event> random_story(std::uint64_t seed, Time& end) {
  RandomEvents source(seed);
  auto events = source.make(1500);
  end = source.end();
  std::mt19937_64 random(seed);
  for (auto& event : events) {
    if (auto* post = std::get_if<PostRecord>(&event.body)) {
      for (auto* matches : {&post->matches, &post->superseded}) {
        for (auto& match : *matches) {
          if (match.narrative == "plain") match.narrative = "suspect";
          if (match.narrative == "aimed") match.narrative = "pictured";
        }
        std::ranges::sort(*matches);
        matches->erase(std::ranges::unique(*matches).begin(), matches->end());
      }
    }
  }
  std::vector<Event> all;
  std::vector<std::string> ids;
  for (const auto& event : events) {
    if (random() % 40 == 0) {
      ids.push_back("i" + std::to_string(ids.size()));
      auto opened = incident(ids.back(), event.stamp - std::chrono::minutes(random() % (48 * 60)),
                             event.stamp + std::chrono::minutes(1 + random() % (72 * 60)));
      if (random() % 3 == 0) opened.narratives = {"suspect"};
      if (random() % 3 == 0) opened.audiences = {"de"};
      all.push_back({event.stamp, {}, opened});
    } else if (random() % 40 == 0 && !ids.empty()) {
      all.push_back({event.stamp, {}, end_of(ids[random() % ids.size()])});
    }
    all.push_back(event);
  }
  return all;
}

}  // namespace

TEST_CASE("without an incident what awaits official facts stops at prepare") {
  for (const auto* narrative : {"suspect", "pictured"}) {
    const auto alerts = run(journal_of(story(narrative), kNow + 3h));
    REQUIRE(!alerts.empty());
    for (const auto& alert : alerts) {
      CHECK(alert.posture == Posture::prepare);
      CHECK_FALSE(alert.incident);
    }
  }
}

TEST_CASE("an incident lifts the ceiling at the next tick, by the claims it reaches back to, as a holding statement") {
  for (const auto* narrative : {"suspect", "pictured", "unverified"}) {
    CAPTURE(narrative);
    const auto events = story(narrative) + Event{kNow + 90min, {}, incident("i7", kNow - 24h)};
    const auto alerts = run(journal_of(events, kNow + 3h));
    REQUIRE(alerts.size() == 2);
    CHECK(alerts[0].change == AlertChange::opened);
    CHECK_FALSE(alerts[0].incident);
    const auto& raised = alerts[1];
    CHECK(raised.change == AlertChange::escalated);
    CHECK(raised.posture == Posture::respond_directly);
    CHECK(raised.at == std::chrono::floor<std::chrono::hours>(kNow) + 100min);  // the next tick
    REQUIRE(raised.incident);
    CHECK(raised.incident->id == "i7");
    CHECK(raised.incident->title == "Attack at the market");
    CHECK(raised.incident->facts == std::vector<std::string>{"One person is in custody."});
    CHECK(raised.message == holding_statement(*raised.incident));
    CHECK(says(raised.reasons, "holding statement"));
    CHECK(says(raised.reasons, "It stands in an operator's incident (i7) from now on."));
    CHECK(says(raised.avoid, "Rebutting"));
  }
}

TEST_CASE("claims before what an incident reaches back to wait for the next claim") {
  auto events = story("suspect") + Event{kNow + 90min, {}, incident("i7", kNow + 1h)};
  CHECK(run(journal_of(events, kNow + 3h)).size() == 1);
  events.push_back({kNow + 2h, key_number(99), claim_by(99, kNow + 2h, "suspect")});
  const auto alerts = run(journal_of(events, kNow + 3h));
  REQUIRE(alerts.size() == 2);
  CHECK(alerts[1].posture == Posture::respond_directly);
  CHECK(alerts[1].incident);
}

TEST_CASE(
    "while an incident is open what it reaches back to lets an advice rise later too, after the usual hysteresis") {
  const auto alerts_of = [](const std::string& narrative) {
    auto events = story(narrative);
    std::get<PostRecord>(events[1].body).tier = Tier::people;  // it grows, and no newspaper has it yet
    events.push_back({kNow + 1h, {}, incident("i7", kNow - 1h)});
    auto report = claim_by(99, kNow + 2h, narrative);
    report.tier = Tier::media;
    report.matches.front().act = SpeechAct::report;
    events.push_back({kNow + 2h, key_number(99), report});
    return run(journal_of(events, kNow + 5h));
  };
  const auto alerts = alerts_of("suspect");
  REQUIRE(alerts.size() == 4);
  CHECK(alerts[0].posture == Posture::prepare);
  CHECK(alerts[1].change == AlertChange::updated);  // prepared is a holding statement from now on
  CHECK(alerts[1].incident);
  CHECK(alerts[2].change == AlertChange::updated);  // a newspaper has it
  CHECK(alerts[3].posture == Posture::respond_directly);
  CHECK(alerts[3].at - (kNow + 2h) > assess_rules()->policy.raise_after);
  const auto plain = alerts_of("plain");  // without a new claim it waits
  CHECK(std::ranges::all_of(plain, [](const Alert& alert) { return alert.posture == Posture::prepare; }));
}

TEST_CASE("an incident is about what its operator named, and about nothing that awaits no facts") {
  const auto raised = [](const std::string& narrative, IncidentRecord record) {
    const auto alerts = run(journal_of(story(narrative) + Event{kNow + 90min, {}, std::move(record)}, kNow + 3h));
    return std::ranges::any_of(alerts, [](const Alert& alert) { return alert.incident.has_value(); });
  };
  auto record = incident("i7", kNow - 1h);
  CHECK(raised("suspect", record));
  CHECK_FALSE(raised("plain", record));
  CHECK_FALSE(raised("threat", record));
  record.narratives = {"pictured", "unverified"};
  CHECK_FALSE(raised("suspect", record));
  CHECK(raised("pictured", record));
  record.narratives.clear();
  record.audiences = {"de"};
  CHECK_FALSE(raised("suspect", record));
  record.audiences = {"de", "en"};
  CHECK(raised("suspect", record));
}

TEST_CASE("an incident opens no alert by itself") {
  auto events = story("suspect", kNow, 12);
  for (auto& event : events) {
    if (auto* post = std::get_if<PostRecord>(&event.body)) post->history = true;
  }
  CHECK(run(journal_of(events + Event{kNow + 1h, {}, incident("i7", kNow - 1h)}, kNow + 3h)).empty());
}

TEST_CASE("where the table stays below prepare an incident changes nothing") {
  std::vector<Event> events{{kNow, {}, CoverageRecord{"f", CoverageState::up, {}, "declared"}}};
  for (std::uint64_t who = 1; who <= 4; ++who)
    events.push_back({kNow, key_number(who), claim_by(who, kNow, "suspect")});
  const auto alerts = run(journal_of(events + Event{kNow + 1h, {}, incident("i7", kNow - 1h)}, kNow + 3h));
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].posture < Posture::prepare);
}

TEST_CASE("its end takes the advice back to the ceiling at the next tick, closed or run out") {
  const auto opened = story("suspect") + Event{kNow + 1h, {}, incident("i7", kNow - 1h, kNow + 6h)};
  const auto closed = run(journal_of(opened + Event{kNow + 2h, {}, end_of("i7")}, kNow + 5h));
  REQUIRE(closed.size() == 3);
  CHECK(closed[2].change == AlertChange::deescalated);
  CHECK(closed[2].posture == Posture::prepare);
  CHECK(closed[2].at == std::chrono::floor<std::chrono::hours>(kNow) + 130min);
  CHECK_FALSE(closed[2].incident);
  CHECK(closed[2].message.empty());
  CHECK(says(closed[2].reasons, "It stands in no incident any more"));

  const auto ran_out = run(journal_of(opened, kNow + 8h));
  REQUIRE(ran_out.size() == 3);
  CHECK(ran_out[2].posture == Posture::prepare);
  CHECK(ran_out[2].at == std::chrono::floor<std::chrono::hours>(kNow) + 6h + 10min);
  CHECK(text_of(ran_out) == text_of(run(journal_of(opened, kNow + 8h, true))));
}

TEST_CASE("an incident's end lowers no further than the ceiling, whatever else waits for its hysteresis") {
  // By the end the claim is fading and the table says less than prepare.
  const auto events =
      story("suspect") + Event{kNow + 1h, {}, incident("i7", kNow - 1h)} + Event{kNow + 8h, {}, end_of("i7")};
  const auto alerts = run(journal_of(events, kNow + 9h));
  REQUIRE(alerts.size() == 3);
  CHECK(alerts[2].posture == Posture::prepare);
}

TEST_CASE("of several incidents the one opened last counts, and the former again after its end") {
  auto newer = incident("i9", kNow - 1h);
  newer.facts = {"Nobody is sought any more."};
  const auto alerts = run(journal_of(story("suspect") + Event{kNow + 1h, {}, incident("i7", kNow - 1h)} +
                                         Event{kNow + 2h, {}, newer} + Event{kNow + 3h, {}, end_of("i9")},
                                     kNow + 4h));
  REQUIRE(alerts.size() == 4);
  const std::array wanted{"i7", "i9", "i7"};
  for (std::size_t i = 0; i < 3; ++i) {
    REQUIRE(alerts[i + 1].incident);
    CHECK(alerts[i + 1].incident->id == wanted[i]);
    CHECK(alerts[i + 1].posture == Posture::respond_directly);
  }
  CHECK(alerts[2].change == AlertChange::updated);
  CHECK(alerts[2].message.front() == "What is known: Nobody is sought any more.");
}

TEST_CASE("what opens while an incident is open is a holding statement from its first revision on") {
  std::vector<Event> events{{kNow, {}, incident("i7", kNow)}};
  for (const auto& event : story("suspect", kNow + 1h)) events.push_back(event);
  const auto alerts = run(journal_of(events, kNow + 3h));
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].posture == Posture::respond_directly);
  CHECK(alerts[0].incident);
}

TEST_CASE("nothing is remembered of an alert that closes while its incident is open") {
  Fold fold(known());
  const auto opened = incident("i7", kNow - 1h, kNow + 24h * 20);
  const auto alerts = run(fold, journal_of(story("suspect") + Event{kNow + 1h, {}, opened}, kNow + 24h * 4));
  REQUIRE(alerts.back().change == AlertChange::closed);
  REQUIRE(fold.open_incidents().size() == 1);
  const auto bytes = fold.save();
  CHECK(bytes.find("suspect") == bytes.rfind("suspect"));  // the conversation's own key
}

TEST_CASE("the incidents that are open are told before the next tick too") {
  Fold fold(known());
  auto records = journal_of(story("suspect") + Event{kNow + 1h, {}, incident("i7", kNow - 1h)}, kNow + 1h);
  run(fold, records);
  REQUIRE(fold.open_incidents().size() == 1);
  CHECK(fold.open_incidents()[0].opened_at == kNow + 1h);
  std::vector<Alert> none;
  advance(fold, {records.size() + 1, kNow + 1h, {}, end_of("i7")}, none);
  CHECK(fold.open_incidents().empty());
}

TEST_CASE("with incidents at random a checkpoint and its tail are the full fold, and one tick record is as many") {
  int in_incident = 0, without = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(4U); ++seed) {
    Time end;
    const auto events = random_story(seed, end);
    const auto records = journal_of(events, end);
    Fold full(known());
    const auto wanted = run(full, records);
    for (const auto& alert : wanted) {
      alert.incident ? ++in_incident : ++without;
      const auto* of = assess_rules()->find(alert.narrative);
      if (alert.incident) CHECK(of->awaits_facts());
      if (alert.incident) CHECK(alert.posture >= Posture::prepare);
      const bool held = of->status == kSuspectMisidentified || of->media_evidence;
      if (held && !alert.incident && alert.change != AlertChange::closed) CHECK(alert.posture <= Posture::prepare);
    }
    CHECK(text_of(run(journal_of(events, end, true))) == text_of(wanted));

    std::mt19937_64 random(seed);
    std::set<std::size_t> positions;
    while (positions.size() < 25) positions.insert(random() % records.size());
    Fold leading(known());
    std::vector<Alert> alerts;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (positions.contains(i)) {
        Fold fold(known());
        REQUIRE(fold.load(leading.save()).ok());
        CHECK(fold.save() == leading.save());
        auto all = alerts;
        for (auto at = leading.position(); at < records.size(); ++at) advance(fold, records[at], all);
        CHECK(text_of(all) == text_of(wanted));
        CHECK(fold.save() == full.save());
      }
      advance(leading, records[i], alerts);
    }
  }
  CHECK(in_incident > test::rounds(20));
  CHECK(without > test::rounds(20));
}

TEST_CASE("a checkpoint whose incidents are damaged is refused") {
  Fold fold(known());
  run(fold, journal_of(story("suspect") + Event{kNow + 1h, {}, incident("i7", kNow - 1h)}, kNow + 2h));
  const auto bytes = fold.save();
  const auto at = bytes.rfind("Attack at the market");
  REQUIRE(at != std::string::npos);
  for (std::size_t cut = at - 4; cut < bytes.size(); ++cut) {
    Fold other(known());
    CHECK_FALSE(other.load(bytes.substr(0, cut)).ok());
  }
  auto damaged = bytes;
  damaged[at - 1] = 127;
  Fold other(known());
  CHECK_FALSE(other.load(damaged).ok());
}
