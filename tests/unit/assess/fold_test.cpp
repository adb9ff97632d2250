#include "assess/fold.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("nothing but claims that are live opens an alert") {
  for (const bool history : {false, true}) {
    for (std::size_t act = 0; act < kSpeechActs; ++act) {
      for (const auto* narrative : {"plain", "aimed", "threat"}) {
        std::vector<Event> events;
        for (std::uint64_t who = 0; who < 300; ++who) {
          auto post = claim_by(who, kStart + minutes(who), narrative);
          if (history) post.event_time -= hours(50);
          post.history = history;
          post.tier = static_cast<Tier>(who % 3);
          post.matches.front().act = static_cast<SpeechAct>(act);
          events.push_back({kStart + minutes(who), key_number(who), post});
        }
        CAPTURE(narrative);
        CAPTURE(act);
        CAPTURE(history);
        const auto alerts = run(journal_of(events, kStart + hours(8)));
        CHECK(alerts.empty() == (history || act != 0));
      }
    }
  }
}

TEST_CASE("history, edits of claims and new counts neither open nor escalate an alert") {
  std::vector<Event> events;
  for (std::uint64_t who = 0; who < 2; ++who) events.push_back({kStart, key_number(who), claim_by(who, kStart)});
  for (std::uint64_t who = 20; who < 200; ++who) {
    auto edit = claim_by(who, kStart + minutes(who));
    edit.edit = true;
    edit.superseded = {{"plain", "en", SpeechAct::claim}};
    edit.tier = Tier::media;
    events.push_back({kStart + minutes(who), key_number(who), edit});
    events.push_back({kStart + minutes(who), key_number(who),
                      EngagementRecord{"p", edit.event_time, {}, {100'000, 1, 1, 1}, edit.matches}});
  }
  CHECK(run(journal_of(events, kStart + hours(30))).empty());
  // With one live claim more it opens.
  events.push_back({kStart + minutes(210), key_number(500), claim_by(500, kStart + minutes(210))});
  CHECK(run(journal_of(events, kStart + minutes(230))).size() == 1);
}

TEST_CASE("a post that is edited into a threat is one") {
  auto edit = claim_by(1, kStart, "threat");
  edit.edit = true;
  edit.superseded = {};
  const auto alerts = run(journal_of({{kStart, key_number(1), edit}}, kStart + hours(1)));
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].posture == Posture::escalate_safety);
}

TEST_CASE("one post of a harm is enough, whatever else is seen or not seen") {
  std::mt19937_64 random(23);
  for (int round = 0; round < 60; ++round) {
    std::vector<Event> events;
    const auto when = kStart + minutes(random() % 600);
    if (round % 2 == 0) events.push_back({kStart, {}, CoverageRecord{"f", CoverageState::down, {}, ""}});
    auto threat = claim_by(1, when, "threat");
    if (round % 3 == 0) threat.author.reset();
    threat.tier = static_cast<Tier>(random() % 3);
    if (round % 5 == 0) threat.event_time -= hours(30);
    events.push_back({when, key_number(1), threat});
    for (std::uint64_t i = 0; i < random() % 30; ++i) {
      auto other = claim_by(100 + i, when, "threat");
      other.matches.front().act = static_cast<SpeechAct>(1 + random() % (kSpeechActs - 1));
      events.push_back({when, key_number(100 + i), other});
    }
    const auto alerts = run(journal_of(events, when + kTick));
    REQUIRE(alerts.size() == 1);
    CHECK(alerts[0].narrative == "threat");
    CHECK(alerts[0].posture == Posture::escalate_safety);
    CHECK(alerts[0].row == "safety");
  }
}

TEST_CASE("a correction never raises a posture") {
  // Against the same journal without it: at the tick that follows it, no posture stands higher.
  std::mt19937_64 random(24);
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    RandomEvents source(seed);
    const auto events = source.make(600);
    for (int round = 0; round < 25; ++round) {
      const auto at = random() % (events.size() - 1);
      const auto stamp = events[at].stamp;
      auto corrected = events;
      auto correction = claim_by(5000, stamp);
      correction.matches.clear();
      for (const auto* narrative : {"aimed", "plain", "quiet", "unverified"}) {
        correction.matches.push_back({narrative, "en", SpeechAct::debunk});
      }
      correction.tier = static_cast<Tier>(random() % 3);
      corrected.insert(corrected.begin() + static_cast<std::ptrdiff_t>(at) + 1, {stamp, key_number(77), correction});
      const auto end = stamp + kTick;
      const auto postures = [&](const std::vector<Event>& all) {
        std::vector<Event> until;
        for (const auto& event : all) {
          if (event.stamp <= stamp) until.push_back(event);
        }
        std::map<ConversationKey, Posture> told;
        for (const auto& alert : run(journal_of(until, end))) {
          told[{alert.narrative, alert.audience}] = alert.posture;
        }
        return told;
      };
      const auto without = postures(events);
      for (const auto& [key, posture] : postures(corrected)) {
        CAPTURE(key.narrative);
        REQUIRE(without.contains(key));
        CHECK(posture <= without.at(key));
      }
    }
  }
}

TEST_CASE("a feed that goes down never lowers a posture before its advice has run out") {
  for (const bool down : {false, true}) {
    std::vector<Event> events;
    events.push_back({kStart, {}, CoverageRecord{"f", CoverageState::up, {}, ""}});
    for (std::uint64_t who = 0; who < 60; ++who) {
      auto post = claim_by(who, kStart + minutes(who));
      post.community = who % 2 == 0 ? "c1" : "c2";
      events.push_back({kStart + minutes(who), key_number(who), post});
    }
    if (down) events.push_back({kStart + minutes(61), {}, CoverageRecord{"f", CoverageState::down, {}, ""}});
    const auto alerts = run(journal_of(events, kStart + hours(40)));
    REQUIRE(alerts.size() >= 2);
    CHECK(alerts[0].change == AlertChange::opened);
    const auto lowered = std::ranges::find(alerts, AlertChange::deescalated, &Alert::change);
    REQUIRE((down || lowered != alerts.end()));
    const Alert* high = nullptr;
    for (const auto& alert : alerts) {
      if (high != nullptr && alert.posture < high->posture && down) CHECK(alert.at >= high->expires_at);
      if (alert.posture == Posture::prepare) high = &alert;
    }
    REQUIRE(high != nullptr);
    if (!down) CHECK(lowered->at < (lowered - 1)->expires_at);  // seen to fade, it is lowered before
    CHECK(alerts.back().change == AlertChange::closed);
    const auto& note = alerts.back().reasons.back();
    CHECK((note.find("not observable") != std::string::npos) == down);
  }
}

TEST_CASE("an alert has the same id whatever else is in the journal, and a new one when it opens again") {
  std::vector<Event> events;
  for (std::uint64_t who = 0; who < 5; ++who) events.push_back({kStart, key_number(who), claim_by(who, kStart)});
  const auto alone = run(journal_of(events, kStart + hours(100)));
  REQUIRE(alone.size() >= 2);
  for (std::uint64_t who = 0; who < 5; ++who)
    events.push_back({kStart, key_number(50 + who), claim_by(who, kStart, "aimed")});
  for (std::uint64_t who = 0; who < 5; ++who) {
    events.push_back({kStart + hours(200), key_number(20 + who), claim_by(who, kStart + hours(200))});
  }
  const auto more = run(journal_of(events, kStart + hours(300)));
  std::vector<std::string> ids;
  for (const auto& alert : more) {
    if (alert.narrative == "plain" && alert.change == AlertChange::opened) ids.push_back(alert.id);
  }
  REQUIRE(ids.size() == 2);
  CHECK(ids[0] == alone[0].id);
  CHECK(ids[1] != alone[0].id);
  CHECK(ids[0].size() == 24);
}

TEST_CASE("a conversation that is over leaves nothing behind") {
  std::vector<Event> events;
  for (std::uint64_t who = 0; who < 50; ++who) {
    for (const auto* narrative : {"plain", "shadow", "threat", "gone"}) {
      events.push_back({kStart, key_number(who), claim_by(who, kStart, narrative)});
    }
  }
  Fold fold(known()), fresh(known());
  (void)run(fold, journal_of(events, kStart + hours(24 * 27)));
  CHECK(fold.conversations() == 4);
  Fold later(known());
  const auto alerts = run(later, journal_of(events, kStart + hours(24 * 28 + 2)));
  CHECK(later.conversations() == 0);
  CHECK(later.open_alerts() == 0);
  CHECK(alerts.back().change == AlertChange::closed);
}

TEST_CASE("years without a post cost no more than a few visits") {
  std::vector<Event> events;
  for (std::uint64_t who = 0; who < 20; ++who) events.push_back({kStart, key_number(who), claim_by(who, kStart)});
  const auto then = kStart + hours(24 * 365 * 40);
  events.push_back({then, key_number(99), claim_by(99, then)});
  // A tick every 10 ms: a loop over the grid points of 40 years would not end within a test's time.
  JournalMaker journal(false, Duration(10));
  for (const auto& event : events) journal.add(event);
  journal.tick_until(then + minutes(1));
  Fold fold(known());
  const auto alerts = run(fold, journal.records());
  CHECK(alerts.size() < 20);
  CHECK(alerts.back().change == AlertChange::closed);
  CHECK(fold.conversations() == 1);
}

TEST_CASE("an alert whose narrative left the rules ends when its advice has run out") {
  auto files = assess_files();
  files.erase("narratives/plain.yaml");
  const auto without = compiled(files);
  std::vector<Event> events;
  for (std::uint64_t who = 0; who < 20; ++who) events.push_back({kStart, key_number(who), claim_by(who, kStart)});
  events.push_back({kStart + hours(1), {}, RulesRecord{without->hash}});
  const auto records = journal_of(events, kStart + hours(24 * 60));
  Fold fold(known({assess_rules(), without}));
  const auto alerts = run(fold, records);
  REQUIRE(alerts.size() >= 2);
  CHECK(alerts.back().change == AlertChange::closed);
  CHECK(alerts.back().id == alerts.front().id);
  CHECK(alerts.back().narrative == "plain");
  CHECK(alerts.back().at >= alerts[alerts.size() - 2].expires_at);
  CHECK(fold.open_alerts() == 0);
  CHECK(fold.conversations() == 0);
}

TEST_CASE("an alert whose narrative is no longer stable is not opened again") {
  auto files = assess_files();
  auto& file = files["narratives/plain.yaml"];
  file.replace(file.find("stable"), 6, "shadow");
  const auto shadowed = compiled(files);
  std::vector<Event> events;
  for (std::uint64_t who = 0; who < 5; ++who) events.push_back({kStart, key_number(who), claim_by(who, kStart)});
  events.push_back({kStart + hours(1), {}, RulesRecord{shadowed->hash}});
  for (std::uint64_t who = 0; who < 50; ++who) {
    events.push_back({kStart + hours(100), key_number(100 + who), claim_by(who, kStart + hours(100))});
  }
  Fold fold(known({assess_rules(), shadowed}));
  const auto alerts = run(fold, journal_of(events, kStart + hours(200)));
  CHECK(std::ranges::count(alerts, AlertChange::opened, &Alert::change) == 1);
  CHECK(alerts.back().change == AlertChange::closed);
  CHECK(fold.open_alerts() == 0);
}

TEST_CASE("a rule set that cannot be had stops the fold with its hash") {
  Fold fold(known({}));
  std::vector<Alert> out;
  const auto records = journal_of({{kStart, key_number(1), claim_by(1, kStart)}}, kStart + kTick);
  Status status;
  for (const auto& record : records) {
    if (status.ok()) status = fold.advance(record, out);
  }
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == "unknown-rules");
  CHECK(status.error().message.find(to_hex(assess_rules()->hash)) != std::string::npos);

  Fold good(known());
  (void)run(good, records);
  Fold other(known({}));
  const auto loaded = other.load(good.save());
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().code == "unknown-rules");
}

TEST_CASE("a damaged checkpoint is told or read, and leaves a fold that refused it as it was") {
  const auto records = random_journal(9);
  Fold full(known());
  (void)run(full, std::vector<Record>(records.begin(), records.begin() + 400));
  const auto bytes = full.save();
  std::mt19937_64 random(25);
  Fold fold(known());
  const auto before = fold.save();
  for (std::size_t size = 0; size < bytes.size(); size += 1 + random() % 30) {
    const auto status = fold.load(std::string_view(bytes).substr(0, size));
    REQUIRE_FALSE(status.ok());
    CHECK(fold.save() == before);
  }
  CHECK_FALSE(fold.load(bytes + '\0').ok());
  for (int round = 0; round < 500; ++round) {
    auto damaged = bytes;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    Fold other(known());
    if (other.load(damaged))
      CHECK(other.save().size() <= damaged.size() + 1);
    else
      CHECK(other.save() == before);
  }
}
