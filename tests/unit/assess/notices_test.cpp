#include "assess/notices.hpp"

#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using namespace std::chrono_literals;

namespace {

Event notice(Time at, bool open, const std::string& detail) {
  return {at, {}, NoticeRecord{"reload-failed", open, detail}};
}

const Time kNow = kStart + 3min;

}  // namespace

TEST_CASE("what saitd says of itself opens a notice for the analysts, which is updated and closed") {
  const auto alerts =
      run(journal_of({notice(kNow, true, "a.yaml:3:1: error[x]: wrong\n    line"),
                      notice(kNow + 1h, true, "b.yaml:1:1: error[y]: wrong too"), notice(kNow + 2h, false, "over")},
                     kNow + 3h));
  REQUIRE(alerts.size() == 3);
  const auto& opened = alerts[0];
  CHECK(opened.kind == "notice");
  CHECK(opened.audience == "analysts");
  CHECK(topic_of(opened) == "alert/monitor/reload-failed/analysts/");
  CHECK(opened.reasons == std::vector<std::string>{"a.yaml:3:1: error[x]: wrong", "    line"});
  CHECK(opened.change == AlertChange::opened);
  CHECK(alerts[1].change == AlertChange::updated);
  CHECK(alerts[2].change == AlertChange::closed);
  CHECK(alerts[2].expires_at == alerts[2].at);
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(alerts[i].id == opened.id);
    CHECK(alerts[i].revision == i + 1);
    CHECK(alerts[i].sequence == i + 1);
  }
}

TEST_CASE("a notice says nothing new is no alert, and one that is over before anybody heard of it neither") {
  CHECK(run(journal_of({notice(kNow, true, "a"), notice(kNow + 1h, true, "a")}, kNow + 3h)).size() == 1);
  CHECK(run(journal_of({notice(kNow, true, "a"), notice(kNow + 1min, false, "over")}, kNow + 3h)).empty());
  CHECK(run(journal_of({notice(kNow, false, "over")}, kNow + 3h)).empty());
}

TEST_CASE("a checkpoint keeps an open notice") {
  const auto records = journal_of({notice(kNow, true, "a"), notice(kNow + 2h, false, "over")}, kNow + 3h, true);
  const auto half = std::ranges::find_if(records, [](const Record& r) { return r.stamp > kNow + 1h; });
  Fold before(known());
  run(before, {records.begin(), half});
  Fold after(known());
  REQUIRE(after.load(before.save()).ok());
  std::vector<Record> rest;
  std::ranges::copy_if(records, std::back_inserter(rest), [&](const Record& r) { return r.seq > after.position(); });
  const auto alerts = run(after, rest);
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].change == AlertChange::closed);
  CHECK(alerts[0].revision == 2);
}

TEST_CASE("backfilled posts fill a conversation's past and open no alert, one live claim does") {
  BackfillRecord backfill;
  for (std::uint64_t who = 1; who <= 60; ++who) {
    auto post = claim_by(who, kStart - 1h);
    post.edit = true;
    post.former_author_seen = true;
    backfill.posts.emplace_back(key_number(who), post);
  }
  std::vector<Event> events{{kNow, {}, CoverageRecord{"f", CoverageState::up, {}, "declared"}}, {kNow, {}, backfill}};
  CHECK(run(journal_of(events, kNow + 1h)).empty());

  events.push_back({kNow + 20min, key_number(99), claim_by(99, kNow + 20min)});
  const auto alerts = run(journal_of(events, kNow + 1h));
  REQUIRE(alerts.size() == 1);
  CHECK(alerts[0].assessment.scale.posts == 61);
  CHECK(alerts[0].assessment.timing.first_seen == kStart - 1h);
}

TEST_CASE("a backfill takes back what other rules no longer find") {
  std::vector<Event> events{{kNow, {}, CoverageRecord{"f", CoverageState::up, {}, "declared"}}};
  BackfillRecord backfill;
  for (std::uint64_t who = 1; who <= 5; ++who) {
    auto post = claim_by(who, kNow);
    events.push_back({kNow, key_number(who), post});
    post.edit = true;
    post.superseded = std::exchange(post.matches, {});
    post.former_author_seen = true;
    backfill.posts.emplace_back(key_number(who), post);
  }
  events.push_back({kNow + 1h, {}, backfill});
  events.push_back({kNow + 2h, key_number(99), claim_by(99, kNow + 2h)});
  const auto alerts = run(journal_of(events, kNow + 3h));
  REQUIRE(!alerts.empty());
  CHECK(alerts.back().change == AlertChange::closed);  // and one claim opens none
  CHECK(alerts.back().assessment.scale.posts == 0);
}
