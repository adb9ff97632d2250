#include "assess/fold.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

std::vector<Record> random_journal(std::uint64_t seed, bool every_tick = false, std::size_t count = 2000) {
  RandomEvents events(seed);
  const auto made = events.make(count);
  return journal_of(made, events.end(), every_tick);
}

bool is_tick(const Record& record) { return std::holds_alternative<TickRecord>(record.body); }

// The records about posts between two ticks in another order; those about the same post stay in theirs, as a feed gives
// them.
std::vector<Record> permuted(std::vector<Record> records, std::mt19937_64& random) {
  for (std::size_t first = 0; first < records.size();) {
    auto last = first;
    while (last < records.size() && !is_tick(records[last])) ++last;
    std::vector<std::size_t> places;
    for (auto i = first; i < last; ++i) {
      if (records[i].post != PostKey{}) places.push_back(i);
    }
    std::vector<Record> shuffled;
    for (const auto place : places) shuffled.push_back(records[place]);
    std::ranges::shuffle(shuffled, random);
    std::map<PostKey, std::vector<Record>> in_order;
    for (const auto place : places) in_order[records[place].post].push_back(records[place]);
    std::map<PostKey, std::size_t> taken;
    for (std::size_t i = 0; i < places.size(); ++i) {
      auto& record = records[places[i]];
      const auto seq = record.seq;
      const auto stamp = record.stamp;
      const auto key = shuffled[i].post;
      record = in_order[key][taken[key]++];
      record.seq = seq;
      record.stamp = stamp;
    }
    first = last + 1;
  }
  return records;
}

// Which conversations had a live claim in which tick's interval.
std::set<std::pair<Time, ConversationKey>> live_ticks(const std::vector<Record>& records) {
  std::set<std::pair<Time, ConversationKey>> live;
  std::vector<ConversationKey> since;
  for (const auto& record : records) {
    if (const auto* tick = std::get_if<TickRecord>(&record.body)) {
      for (const auto& key : since) live.emplace(tick->first, key);
      since.clear();
    } else if (const auto* post = std::get_if<PostRecord>(&record.body);
               post != nullptr && !post->history && !post->edit) {
      for (const auto& match : post->matches) {
        if (match.act == SpeechAct::claim) since.push_back({match.narrative, match.audience});
      }
    }
  }
  return live;
}

// What holds between an alert and the one before it of the same conversation, if any.
void check_follows(const Alert& alert, const Alert* before) {
  if (before == nullptr || before->change == AlertChange::closed) {
    CHECK(alert.change == AlertChange::opened);
    CHECK(alert.revision == 1);
    CHECK(alert.opened_at == alert.at);
    if (before != nullptr) CHECK(alert.id != before->id);
    return;
  }
  CHECK(alert.id == before->id);
  CHECK(alert.revision == before->revision + 1);
  CHECK(alert.opened_at == before->opened_at);
  CHECK(alert.at > before->at);
  switch (alert.change) {
    case AlertChange::escalated:
      CHECK(alert.posture > before->posture);
      break;
    case AlertChange::deescalated:
      CHECK(alert.posture < before->posture);
      break;
    default:
      CHECK(alert.posture == before->posture);
      break;
  }
  const bool moved = alert.change == AlertChange::escalated || alert.change == AlertChange::deescalated;
  CHECK(alert.previous == (moved ? std::optional(before->posture) : std::nullopt));
  const bool lower = alert.change == AlertChange::deescalated || alert.change == AlertChange::closed;
  if (lower && !alert.assessment.coverage.complete) CHECK(alert.at >= before->expires_at);
  CHECK(alert.at <= before->expires_at);  // no advice is left standing after it has run out
}

}  // namespace

TEST_CASE("every alert of a random journal keeps the rules of an alert's life") {
  std::map<AlertChange, int> seen;
  std::map<Posture, int> postures;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto records = random_journal(seed);
    const auto live = live_ticks(records);
    std::map<ConversationKey, Alert> last;
    std::set<std::string> ids;
    std::uint64_t sequence = 0;
    for (const auto& alert : run(records)) {
      CAPTURE(to_json(alert));
      const ConversationKey key{alert.narrative, alert.audience};
      CHECK(alert.sequence == ++sequence);
      const auto before = last.find(key);
      check_follows(alert, before == last.end() ? nullptr : &before->second);
      if (alert.change == AlertChange::opened) CHECK(ids.insert(alert.id).second);
      if (alert.change == AlertChange::opened || alert.change == AlertChange::escalated) {
        CHECK(live.contains({alert.at, key}));
      }
      if (alert.change == AlertChange::closed) {
        CHECK(alert.expires_at == alert.at);
        // Over: silent for a day, or the advice ran out without a claim since it was given.
        const auto& given = before->second;
        const auto since = live.lower_bound({given.at + Duration(1), ConversationKey{}});
        const bool claimed = std::any_of(since, live.upper_bound({alert.at, ConversationKey{"~", ""}}),
                                         [&](const auto& tick) { return tick.second == key; });
        CHECK((alert.assessment.scale.posts == 0 || (!claimed && alert.at >= given.expires_at)));
      } else {
        CHECK(alert.expires_at == alert.at + assess_rules()->policy.expiry(alert.posture));
      }
      CHECK((alert.posture == Posture::escalate_safety) == (alert.narrative == "threat"));
      if (alert.narrative == "quiet") CHECK(alert.posture <= Posture::monitor);
      if (alert.narrative == "unverified") CHECK(alert.posture <= assess_rules()->policy.unverified_ceiling);
      CHECK(alert.narrative != "shadow");
      CHECK(alert.audience == "en");  // the others are not stable
      CHECK(alert.examples.size() <= Conversation::kExamples);
      CHECK_FALSE(alert.reasons.empty());
      ++seen[alert.change];
      ++postures[alert.posture];
      last.insert_or_assign(key, alert);
    }
  }
  // The journals are of no use if they do not reach all of it.
  for (const auto change : {AlertChange::opened, AlertChange::escalated, AlertChange::updated, AlertChange::deescalated,
                            AlertChange::closed}) {
    CAPTURE(to_string(change));
    CHECK(seen[change] > 0);
  }
  for (std::size_t posture = 0; posture < kPostures; ++posture) {
    CAPTURE(to_string(static_cast<Posture>(posture)));
    CHECK(postures[static_cast<Posture>(posture)] > 0);
  }
}

TEST_CASE("the order in which posts come between two ticks changes nothing") {
  std::mt19937_64 random(21);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto records = random_journal(seed);
    Fold straight(known());
    const auto wanted = text_of(run(straight, records));
    for (int round = 0; round < 3; ++round) {
      Fold fold(known());
      CHECK(text_of(run(fold, permuted(records, random))) == wanted);
      CHECK(fold.save() == straight.save());
    }
  }
}

TEST_CASE("a checkpoint and the tail behind it are the full fold, byte for byte, at 100 random positions") {
  const auto records = random_journal(7, false, 1200);
  Fold full(known());
  const auto wanted = run(full, records);
  std::mt19937_64 random(22);
  std::set<std::size_t> positions;
  while (positions.size() < 100) positions.insert(random() % records.size());

  Fold leading(known());
  std::vector<Alert> alerts;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (positions.contains(i)) {
      Fold fold(known());
      const auto bytes = leading.save();
      REQUIRE(fold.load(bytes).ok());
      CHECK(fold.save() == bytes);
      CHECK(fold.position() == leading.position());
      CHECK(fold.conversations() == leading.conversations());
      CHECK(fold.open_alerts() == leading.open_alerts());
      CHECK(fold.last_tick() == leading.last_tick());
      CHECK_FALSE(fold.has_pending());
      auto all = alerts;
      for (auto at = leading.position(); at < records.size(); ++at) advance(fold, records[at], all);
      CHECK(all.size() == wanted.size());
      CHECK(text_of(all) == text_of(wanted));
      CHECK(fold.save() == full.save());
    }
    advance(leading, records[i], alerts);
  }
}

TEST_CASE("one tick record over many grid points is as many tick records with nothing between them") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Fold one(known()), many(known());
    CHECK(text_of(run(one, random_journal(seed))) == text_of(run(many, random_journal(seed, true))));
    CHECK(one.last_tick() == many.last_tick());
    CHECK(one.conversations() == many.conversations());
    CHECK(one.open_alerts() == many.open_alerts());
  }
}

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

TEST_CASE("history, edits and new counts neither open nor escalate an alert") {
  std::vector<Event> events;
  for (std::uint64_t who = 0; who < 2; ++who) events.push_back({kStart, key_number(who), claim_by(who, kStart)});
  for (std::uint64_t who = 20; who < 200; ++who) {
    auto edit = claim_by(who, kStart + minutes(who));
    edit.edit = true;
    edit.superseded = {{"plain", "en", SpeechAct::question}};
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
