#include "assess/reach.hpp"

#include <doctest/doctest.h>

#include <random>

#include "assess/assess.hpp"
#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

struct Seen {
  Conversation conversation;
  Surroundings surroundings;
  Policy policy = assess_rules()->policy;
  std::uint64_t posts = 0;

  Seen() {
    for (const auto* feed : {"f", "g"})
      surroundings.add(CoverageRecord{feed, CoverageState::up, {}, ""}, kStart - hours(100));
  }
  void claim(PostRecord post) { conversation.add(post, key_number(++posts), {SpeechAct::claim}, {}); }
  void claims(std::uint64_t count, Time when) {
    for (std::uint64_t i = 0; i < count; ++i) claim(claim_by(posts, when));
  }
  [[nodiscard]] Assessment at(Time tick, const char* narrative = "plain") const {
    return assess(conversation, *assess_rules()->find(narrative), surroundings.view("en", tick), policy, tick);
  }
};

const Time kAnHourLater = kStart + hours(1);

}  // namespace

TEST_CASE("the oxygen ratio is whom our channels newly tell for each one who has seen it") {
  Seen scene;
  for (std::uint64_t who = 0; who < 8; ++who) {
    auto post = claim_by(who, kStart);
    post.engagement.views = 1'000;
    post.follower_tier = who == 0 ? 1 : 0;  // at most 10,000 followers, the others 1,000
    scene.claim(post);
  }
  CHECK_FALSE(scene.at(kAnHourLater).awareness.oxygen);  // no channel is declared
  CHECK(scene.at(kAnHourLater).awareness.reason.find("channels") == std::string::npos);
  scene.policy.channels = {{"newsletter", "en", 30'000}, {"parishes", "en", 10'000}, {"site", "de", 999'999}};
  const auto told = scene.at(kAnHourLater).awareness;
  REQUIRE(told.oxygen);
  // 40,000 people; 8,000 to 17,000 have seen it, of whom none or all may be among these.
  CHECK(*told.oxygen == Oxygen{40'000, 1.4, 5});
  CHECK(told.reason.find("Answering on our own channels (40,000 people) would newly tell between 1.4 and 5 people for "
                         "each one who has seen it.") != std::string::npos);
  CHECK_FALSE(scene.at(kAnHourLater, "threat").awareness.oxygen);  // nothing is answered in public

  scene.policy.channels = {{"newsletter", "en", 9'000}};
  CHECK(scene.at(kAnHourLater).awareness.oxygen->low == 0);  // all of them may have seen it
  scene.policy.channels = {{"site", "de", 9'000}};
  CHECK_FALSE(scene.at(kAnHourLater).awareness.oxygen);
}

TEST_CASE("who saw a claim days ago has seen it") {
  Seen scene;
  scene.policy.channels = {{"newsletter", "en", 1'000}};
  for (int day = 6; day >= 0; --day) scene.claims(10, kStart - hours(24 * day));
  CHECK(scene.at(kAnHourLater).scale.authors.estimate == 10);
  CHECK(scene.at(kAnHourLater).awareness.oxygen->high == doctest::Approx(1'000.0 / 70).epsilon(0.02));
  Seen nobody;
  nobody.policy.channels = scene.policy.channels;
  CHECK_FALSE(nobody.at(kAnHourLater).awareness.oxygen);
}

TEST_CASE("a hole widens the upper ends by the share of hours that were lost, and lowers nothing") {
  Seen scene;
  scene.claims(12, kStart);
  const auto whole = scene.at(kAnHourLater);
  CHECK(whole.coverage.lost == 0);
  CHECK(whole.scale.authors.high == whole.scale.authors.estimate);

  // One of two feeds was away for 12 of 24 hours: a quarter of their hours.
  auto holed = scene;
  holed.surroundings.pass(kStart - hours(24), kStart - hours(12));
  holed.surroundings.add(CoverageRecord{"g", CoverageState::hole, {}, ""}, kStart - minutes(1));
  const auto wide = holed.at(kAnHourLater);
  CHECK(wide.coverage.lost == doctest::Approx(0.25).epsilon(0.05));
  CHECK(wide.scale.authors.low == whole.scale.authors.low);
  CHECK(wide.scale.authors.estimate == whole.scale.authors.estimate);
  CHECK(wide.scale.authors.high == 16);
  CHECK(wide.scale.level == whole.scale.level);
  CHECK(wide.scale.reach.low == whole.scale.reach.low);
  CHECK(wide.scale.reach.high > whole.scale.reach.high);
  CHECK(wide.scale.reason.find("up to 16 authors") != std::string::npos);
  CHECK(wide.coverage.reason.find("25 % of these feeds' hours were lost") != std::string::npos);

  // Of a day in which next to nothing was seen no bound is left, and none that overflows.
  CHECK(unseen_too(12, 1) == 12 * 24);
  CHECK(unseen_too(0, 1) == 0);
  CHECK(unseen_too(12, 0) == 12);
}

TEST_CASE("a feed that is down all day is half of what two feeds could have seen, and no fall") {
  Seen scene;
  scene.claims(30, kStart - hours(30));
  scene.conversation.note_day(30);
  scene.surroundings.add(CoverageRecord{"g", CoverageState::down, {}, ""}, kStart - hours(30));
  scene.surroundings.pass(kStart - hours(30), kStart + hours(6));
  scene.claims(3, kStart);
  const auto a = scene.at(kAnHourLater);
  CHECK(a.coverage.lost == doctest::Approx(0.5));
  CHECK(a.scale.authors == Interval{3, 3, 6});
  CHECK(a.timing.trend == Trend::not_observable);
}

TEST_CASE(
    "an account with more followers than there are people, or with a tier nobody has, reaches no more than the "
    "widest") {
  for (const unsigned tier : {4U, 5U, 255U}) {
    Seen scene;
    auto post = claim_by(1, kStart);
    post.follower_tier = static_cast<std::uint8_t>(tier);
    scene.claim(post);
    const auto a = scene.at(kAnHourLater);
    CHECK(a.scale.reach.high == 10'000'000);
    CHECK(a.awareness.followers == 1'000'000);
    CHECK(a.scale.level == Level::low);
  }
}

TEST_CASE("one author with a million posts is one voice") {
  Seen scene;
  const auto post = claim_by(7, kStart);
  for (int i = 0; i < 1'000'000; ++i) scene.claim(post);
  const auto a = scene.at(kAnHourLater);
  CHECK(a.scale.authors == Interval{1, 1, 1});
  CHECK(a.scale.posts == 1'000'000);
  CHECK(a.scale.level == Level::low);
  CHECK(a.awareness.one_voice == 1.0);
  CHECK(scene.conversation.heap_bytes() < 10'000);
}

TEST_CASE("a million posts of a million people in one second are counted as what they are") {
  Seen scene;
  auto post = claim_by(0, kStart);
  std::mt19937_64 random(1);
  for (int i = 0; i < 1'000'000; ++i) {
    post.event_time = kStart + Duration(i % 1000);
    post.author = DistinctSketch::entry_of(random());
    scene.claim(post);
  }
  const auto a = scene.at(kAnHourLater);
  CHECK(a.scale.posts == 1'000'000);
  CHECK(a.scale.authors.low <= 1'000'000);
  CHECK(a.scale.authors.high >= 1'000'000);
  CHECK(a.scale.level == Level::severe);
  CHECK(a.timing.trend == Trend::growing);
  CHECK(a.timing.reason.find(" authors in the last 3 hours, 0 in the 3 before.") != std::string::npos);
  CHECK(scene.conversation.heap_bytes() < 100'000);
}

TEST_CASE("likes and views without measure reach no more people than there are") {
  Seen scene;
  auto post = claim_by(1, kStart);
  post.engagement.likes = post.engagement.views = 1'000'000'000'000'000;
  scene.claim(post);
  CHECK(scene.at(kAnHourLater).scale.reach == Interval{8'000'000'000, 8'000'000'000, 8'000'000'000});
}
