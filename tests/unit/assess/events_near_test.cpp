// What the calendar does to what is advised: live, after a restart, in replay.
#include "assess/events_near.hpp"

#include <fmt/format.h>

#include "assess/assess.hpp"
#include "assess/decide.hpp"
#include "assess/journal_fixture.hpp"
#include "rounds.hpp"

using namespace sait;
using namespace sait::fixture;
using namespace std::chrono_literals;

namespace {

const Time kDayOf = *parse_time("2025-12-20");  // of the vote, UTC; the journals begin on 2025-11-24

// A vote on kDayOf, with more keys.
std::shared_ptr<const RuleSet> with_vote(const std::string& more = {}, const std::string& days = "from: 2025-12-20") {
  auto files = assess_files();
  files["calendar/votes.yaml"] =
      fmt::format("events:\n  - {{id: vote, title: The vote, kind: vote, {}{}}}\n", days, more);
  return compiled(files);
}

// A journal under these rules.
std::vector<Record> under(const RuleSet& rules, std::vector<Record> records) {
  for (auto& record : records) {
    if (auto* change = std::get_if<RulesRecord>(&record.body)) change->rules = rules.hash;
  }
  return records;
}

std::vector<Alert> run_under(const std::shared_ptr<const RuleSet>& rules, const std::vector<Record>& records) {
  Fold fold(known({rules}));
  return run(fold, under(*rules, records));
}

// Claims by as many authors, so long one after the other.
std::vector<Event> claims(std::uint64_t count, Time first, Duration apart, const std::string& narrative = "plain") {
  std::vector<Event> events{{first, {}, CoverageRecord{"f", CoverageState::up, {}, "declared"}}};
  for (std::uint64_t who = 1; who <= count; ++who) {
    const auto when = first + static_cast<std::int64_t>(who) * apart;
    events.push_back({when, key_number(who), claim_by(who, when, narrative)});
  }
  return events;
}

std::string reason_of(const Alert& alert) { return alert.assessment.timing.reason; }

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Random journals with a calendar in which something begins or ends every few days, at odd times.
std::shared_ptr<const RuleSet> busy_calendar() {
  auto files = assess_files();
  std::string events = "events:\n";
  for (int day = 1; day < 29; day += 2) {
    for (int month = 1; month <= 12; ++month)
      events += fmt::format("  - {{id: e{}-{}, title: T, kind: vote, from: {:02}-{:02}, before: {}m{}}}\n", month, day,
                            month, day, day * 37,
                            day % 3 == 0   ? ", narratives: [plain]"
                            : day % 5 == 0 ? ", audiences: [en]"
                                           : "");
  }
  files["calendar/busy.yaml"] = events;
  return compiled(files);
}

}  // namespace

TEST_CASE("the same posts are prepared for while an event is near, and less without") {
  const auto posts = claims(8, kDayOf - 5 * 24h, 3h);
  const auto journal = journal_of(posts, kDayOf - 4 * 24h + 1h);
  const auto without = run(journal);
  REQUIRE_FALSE(without.empty());
  for (const auto& alert : without) {
    CHECK(alert.posture == Posture::no_engagement);
    CHECK(alert.assessment.timing.events.empty());
    CHECK_FALSE(has(reason_of(alert), "calendar"));
  }
  const auto near = run_under(with_vote(), journal);
  REQUIRE_FALSE(near.empty());
  const auto& last = near.back();
  CHECK(last.posture == Posture::prepare);
  CHECK(last.row == "event-near");
  CHECK(last.assessment.scale.level == Level::medium);
  REQUIRE(last.assessment.timing.events.size() == 1);
  const auto& event = last.assessment.timing.events.front();
  CHECK(event.id == "vote");
  CHECK(event.kind == "vote");
  CHECK(event.begins_at == kDayOf);
  CHECK(event.ends_at == kDayOf + 24h);
  CHECK(event.hours_until > 4 * 24);
  CHECK(has(reason_of(last),
            " On the calendar: The vote is in 4 days (2025-12-20). Bands are tightened: scale is medium "
            "from 5 authors, high from 25, severe from 100."));
  CHECK(has(to_json(last),
            R"("events":[{"id":"vote","title":"The vote","kind":"vote","begins_at":"2025-12-20T00:00:00Z",)"));
}

TEST_CASE("an event for another audience, another narrative or another time changes nothing") {
  const auto journal = journal_of(claims(8, kDayOf - 5 * 24h, 3h), kDayOf - 4 * 24h + 1h);
  for (const auto& rules :
       {with_vote(", narratives: [aimed]"), with_vote(", before: 2d"), with_vote("", "from: 2025-12-14")}) {
    for (const auto& alert : run_under(rules, journal)) {
      CHECK(alert.posture == Posture::no_engagement);
      CHECK(alert.assessment.timing.events.empty());
    }
  }
  CHECK(run_under(with_vote(", narratives: [aimed, plain], audiences: en"), journal).back().posture ==
        Posture::prepare);
}

TEST_CASE("an open alert is looked at when an event begins to be near, not only at the next claim") {
  // Near from 22:30; one claim at 22:52. A higher posture must hold for 20 minutes before it is said.
  const auto rules = with_vote(", before: 90m");
  auto posts = claims(8, kDayOf - 24h + 30min, 2h);
  const auto late = kDayOf - 68min;
  posts.push_back({late, key_number(99), claim_by(99, late)});
  const auto journal = journal_of(posts, kDayOf);
  const auto alerts = run_under(rules, journal);
  REQUIRE(alerts.size() == 2);
  CHECK(alerts[0].posture == Posture::no_engagement);
  CHECK(alerts[1].posture == Posture::prepare);
  CHECK(alerts[1].at == kDayOf - 60min);
  CHECK(has(reason_of(alerts[1]), "The vote is in 1 hour (2025-12-20)."));
}

TEST_CASE("a reload that brings an event has its open alerts looked at with the next tick") {
  const auto before = with_vote("", "from: 2025-06-01"), after = with_vote();
  auto posts = claims(8, kDayOf - 24h + 30min, 2h);
  const auto change = kDayOf - 95min, late = kDayOf - 68min;
  posts.push_back({change, {}, RulesRecord{after->hash}});
  posts.push_back({late, key_number(99), claim_by(99, late)});
  auto records = journal_of(posts, kDayOf);
  std::get<RulesRecord>(records.front().body).rules = before->hash;
  Fold fold(known({before, after}));
  const auto alerts = run(fold, records);
  REQUIRE(alerts.size() == 2);
  CHECK(alerts[1].posture == Posture::prepare);
  CHECK(alerts[1].at == kDayOf - 60min);
}

TEST_CASE("after an event bands are as before, and what it raised is lowered in its time") {
  auto posts = claims(8, kDayOf + 2h, 2h);
  for (std::uint64_t who = 20; who < 28; ++who) {
    const auto when = kDayOf + 24h + std::chrono::hours(who - 20) * 3;
    posts.push_back({when, key_number(who), claim_by(who, when)});
  }
  const auto alerts = run_under(with_vote(), journal_of(posts, kDayOf + 44h));
  REQUIRE(alerts.size() >= 2);
  bool raised = false;
  for (const auto& alert : alerts) {
    raised = raised || alert.posture == Posture::prepare;
    CHECK(alert.assessment.timing.events.empty() == (alert.at >= kDayOf + 24h));
    if (alert.at < kDayOf + 24h) CHECK(has(reason_of(alert), "The vote is today (2025-12-20)."));
  }
  CHECK(raised);
  CHECK(alerts.back().change == AlertChange::deescalated);
  CHECK(alerts.back().posture == Posture::no_engagement);
}

TEST_CASE("events are told in plain words, three at most") {
  const auto time = *parse_time("2027-04-10T12:30:00Z");
  std::vector<NearEvent> near;
  const auto add = [&](const std::string& title, const std::string& first, const std::string& over) {
    near.push_back({{title, title, "vote", *parse_time(first), *parse_time(over), 0}, {}, {}});
  };
  add("A", "2027-04-10", "2027-04-11");
  add("B", "2027-04-09", "2027-04-12");
  add("C", "2027-04-12", "2027-04-13");
  add("D", "2027-04-12", "2027-04-14");
  Policy policy;
  const auto three = events_about(near, "plain", time);
  REQUIRE(three.size() == kMostEventsTold);
  CHECK(three[0].hours_until == 0);
  CHECK(three[2].hours_until == 36);
  CHECK(events_reason(three, policy) ==
        " On the calendar: A is today (2027-04-10); B is under way (until 2027-04-11); C is in 36 hours (2027-04-12).");
  near.erase(near.begin(), near.begin() + 3);
  CHECK(events_reason(events_about(near, "plain", time - 24h), policy) ==
        " On the calendar: D begins in 2 days (2027-04-12 to 2027-04-13).");
  CHECK(events_reason({}, policy).empty());
  policy.event_tighten = 0.5;
  CHECK(events_reason({}, policy).empty());
  CHECK(has(events_reason(three, policy),
            "Bands are tightened: scale is medium from 5 authors, high from 25, severe "
            "from 100."));
}

TEST_CASE("an event near never lowers what the table says of a conversation") {
  const auto& rules = *assess_rules();
  std::size_t higher = 0, looked = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    RandomEvents maker(seed);
    std::map<std::string, Conversation> conversations;
    Time tick = std::chrono::floor<std::chrono::hours>(kStart);
    for (const auto& event : maker.make(600)) {
      const auto* post = std::get_if<PostRecord>(&event.body);
      if (post == nullptr || post->edit || post->matches.empty()) continue;
      for (; tick <= event.stamp; tick += 3h) {
        for (auto& [id, conversation] : conversations) {
          const auto* narrative = rules.find(id);
          if (narrative == nullptr) continue;
          AudienceView quiet, near;
          near.events = {{{"vote", "The vote", "vote", tick + 24h, tick + 48h, 0}, {}, {}}};
          const auto was =
              decide(assess(conversation, *narrative, quiet, rules.policy, tick), *narrative, rules.policy);
          const auto is = decide(assess(conversation, *narrative, near, rules.policy, tick), *narrative, rules.policy);
          CHECK_MESSAGE(is.posture >= was.posture, id << ": " << was.row << " -> " << is.row);
          higher += is.posture > was.posture ? 1 : 0;
          ++looked;
        }
      }
      const auto& match = post->matches.front();
      conversations[match.narrative].add(*post, event.post, {match.act}, {});
    }
  }
  CHECK(looked > test::rounds(1000));
  CHECK(higher > test::rounds(50));
}

TEST_CASE("with a calendar a restart at any tick and coarse ticks give the same alerts") {
  const auto rules = busy_calendar();
  std::size_t with_events = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(6U); ++seed) {
    RandomEvents maker(seed);
    const auto events = maker.make(1200);
    const auto records = under(*rules, journal_of(events, maker.end()));
    Fold whole(known({rules}));
    const auto alerts = run(whole, records);
    for (const auto& alert : alerts) with_events += alert.assessment.timing.events.empty() ? 0 : 1;
    CHECK(text_of(run_under(rules, journal_of(events, maker.end(), true))) == text_of(alerts));

    std::mt19937_64 random(seed);
    Fold fold(known({rules}));
    std::vector<Alert> restarted;
    std::vector<Record> tail;
    for (const auto& record : records) {
      advance(fold, record, restarted);
      if (!std::holds_alternative<TickRecord>(record.body) || random() % 7 != 0) continue;
      const auto saved = fold.save();
      Fold again(known({rules}));
      REQUIRE(again.load(saved));
      CHECK(again.save() == saved);
      fold = std::move(again);
    }
    CHECK(text_of(restarted) == text_of(alerts));
  }
  CHECK(with_events > test::rounds(20U));
}
