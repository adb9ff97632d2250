#include "assess/assess.hpp"

#include <doctest/doctest.h>

#include <random>

#include "assess/decide.hpp"
#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// A conversation of `plain` in English, seen by one feed that is up.
struct Scene {
  Conversation conversation;
  Surroundings surroundings;
  std::uint64_t posts = 0;

  Scene() { surroundings.add(CoverageRecord{"f", CoverageState::up, {}, ""}, kStart - hours(100)); }
  void say(SpeechAct act, PostRecord post) { conversation.add(post, key_number(++posts), {act}, {}); }
  void claims(std::uint64_t count, Time when, Duration apart = minutes(1)) {
    for (std::uint64_t i = 0; i < count; ++i) {
      say(SpeechAct::claim, claim_by(posts, when + static_cast<std::int64_t>(i) * apart));
    }
  }
  [[nodiscard]] Assessment at(Time tick, const char* narrative = "plain") const {
    return assess(conversation, *assess_rules()->find(narrative), surroundings.view("en", tick), assess_rules()->policy,
                  tick);
  }
};

}  // namespace

TEST_CASE("scale is the authors of the last 24 hours, in the policy's bands") {
  for (const auto& [count, level] : {std::pair{9U, Level::low},
                                     {10U, Level::medium},
                                     {48U, Level::medium},
                                     {52U, Level::high},
                                     {210U, Level::severe}}) {
    Scene scene;
    scene.claims(count, kStart, minutes(1));
    const auto a = scene.at(kStart + hours(4));
    const auto off =
        a.scale.authors.estimate > count ? a.scale.authors.estimate - count : count - a.scale.authors.estimate;
    CHECK(off <= count / 50);  // what a sketch may be off
    CHECK(a.scale.authors.low <= count);
    CHECK(a.scale.authors.high >= std::min<std::uint64_t>(count, a.scale.authors.estimate));
    CHECK(a.scale.authors.high <= a.scale.posts);  // nobody wrote less than one
    CHECK(a.scale.authors.estimate <= a.scale.posts);
    if (count < 60) CHECK(a.scale.authors.low == a.scale.authors.high);
    CHECK(a.scale.posts == count);
    CHECK(a.scale.level == level);
    CHECK(a.scale.authors_observable);
    CHECK(scene.at(kStart + hours(30)).scale.posts == 0);
  }
}

TEST_CASE("posts without an author are one person to one person a text, and it is said") {
  Scene scene;
  for (int i = 0; i < 30; ++i) {
    auto post = claim_by(0, kStart);
    post.author.reset();
    post.content = entry_number(static_cast<std::uint64_t>(i % 7));
    scene.say(SpeechAct::claim, post);
  }
  const auto a = scene.at(kStart + hours(1));
  CHECK(a.scale.authors == Interval{1, 7, 7});
  CHECK_FALSE(a.scale.authors_observable);
  CHECK(a.scale.reason.find("not observable") != std::string::npos);
}

TEST_CASE("an interval never has its ends the wrong way round") {
  std::mt19937 random(51);
  for (int round = 0; round < 200; ++round) {
    Scene scene;
    for (auto i = random() % 60; i > 0; --i) {
      auto post = claim_by(random() % 20, kStart + minutes(random() % 2000));
      if (random() % 3 == 0) post.author.reset();
      scene.say(static_cast<SpeechAct>(random() % 2 * (random() % kSpeechActs)), post);
    }
    const auto a = scene.at(kStart + minutes(random() % 3000));
    CHECK(a.scale.authors.low <= a.scale.authors.estimate);
    CHECK(a.scale.authors.estimate <= a.scale.authors.high);
    CHECK(a.scale.authors.high <= std::max<std::uint64_t>(a.scale.posts, 1));
    CHECK((a.scale.authors.low > 0) == (a.scale.posts > 0));
    CHECK(a.timing.first_seen <= a.timing.last_claim);
  }
}

TEST_CASE("awareness climbs the Breakout Scale") {
  Scene scene;
  auto post = claim_by(1, kStart);
  const auto breakout = [&] {
    scene.say(SpeechAct::claim, post);
    return scene.at(kStart + hours(1)).awareness.breakout;
  };
  CHECK(breakout() == 1);
  post.community = "c2";
  CHECK(breakout() == 2);
  post.platform = "p2";
  post.community = "c3";
  CHECK(breakout() == 3);
  post.tier = Tier::media;
  CHECK(breakout() == 4);
  post.tier = Tier::official;
  CHECK(breakout() == 5);
  CHECK(scene.at(kStart + hours(1), "threat").awareness.breakout == 6);
  CHECK(scene.at(kStart + hours(1)).awareness.level == Level::severe);
  CHECK(scene.at(kStart + hours(40)).awareness.breakout == 1);
}

TEST_CASE("many questions and no correction are a void, until a correction is out") {
  Scene scene;
  scene.claims(20, kStart);
  for (std::uint64_t i = 0; i < 12; ++i) scene.say(SpeechAct::question, claim_by(500 + i, kStart));
  CHECK(scene.at(kStart + hours(1)).influence.void_open);
  CHECK(scene.at(kStart + hours(1)).influence.level == Level::medium);
  scene.say(SpeechAct::debunk, claim_by(900, kStart));
  CHECK_FALSE(scene.at(kStart + hours(1)).influence.void_open);
  CHECK(scene.at(kStart + hours(1)).awareness.corrections == 1);
}

TEST_CASE("trends are told from the last 6 hours, the last day and the peak") {
  Scene scene;
  scene.claims(4, kStart);
  scene.conversation.note_day(4);
  CHECK(scene.at(kStart + hours(1)).timing.trend == Trend::steady);
  scene.claims(30, kStart + hours(1));
  scene.conversation.note_day(34);
  CHECK(scene.at(kStart + hours(2)).timing.trend == Trend::growing);
  CHECK(scene.at(kStart + hours(2)).timing.recent == 34);
  CHECK(scene.at(kStart + hours(9)).timing.trend == Trend::steady);  // a night is no end
  CHECK(scene.at(kStart + hours(9)).timing.before == 34);
  // The next morning brings as much as the morning before: no growth, though the night had nothing.
  scene.claims(30, kStart + hours(25));
  scene.conversation.note_day(34);
  CHECK(scene.at(kStart + hours(26)).timing.trend == Trend::steady);
  CHECK(scene.at(kStart + hours(26)).timing.day_before >= 4);
  scene.claims(5, kStart + hours(52));
  CHECK(scene.at(kStart + hours(54)).timing.trend == Trend::fading);
  CHECK(scene.at(kStart + hours(54)).timing.peak == 34);
  CHECK(scene.at(kStart + hours(24 * 10)).timing.trend == Trend::stale);
}

TEST_CASE("few voices are no crowd, and many people are no event where there are always as many") {
  Scene loud;
  for (std::uint64_t i = 0; i < 400; ++i) loud.say(SpeechAct::claim, claim_by(i % 30, kStart + minutes(i / 4)));
  const auto few = loud.at(kStart + hours(3));
  CHECK(few.scale.level == Level::low);
  CHECK(few.scale.reason.find("few voices") != std::string::npos);

  // Some that shout beside a crowd do not make it smaller.
  for (const std::uint64_t shouting : {1U, 3U}) {
    Scene crowd;
    crowd.claims(80, kStart, minutes(2));
    const auto quiet = crowd.at(kStart + hours(4));
    CHECK(quiet.scale.level == Level::high);
    for (std::uint64_t i = 0; i < 420; ++i)
      crowd.say(SpeechAct::claim, claim_by(1'000'000 + i % shouting, kStart + minutes(i / 3)));
    const auto both = crowd.at(kStart + hours(4));
    CHECK(both.scale.level == quiet.scale.level);
    CHECK(both.scale.reason.find("few voices") == std::string::npos);
    CHECK(both.scale.reason.find(shouting == 1 ? "1 account writes 4" : "3 accounts write 4") != std::string::npos);
  }

  Scene usual;
  usual.surroundings = {};
  usual.surroundings.add(CoverageRecord{"f", CoverageState::up, {}, ""}, kStart - hours(24 * 40));
  usual.surroundings.pass(kStart - hours(24 * 30), kStart + hours(24));
  for (int day = 28; day >= 0; --day) usual.claims(300, kStart - hours(24 * day), minutes(4));
  const auto same = usual.at(kStart + hours(22));
  REQUIRE(same.scale.z);
  CHECK(*same.scale.z < 3);
  CHECK(same.scale.level == Level::low);
  CHECK(same.scale.authors.estimate > 200);

  Scene cold;
  cold.claims(300, kStart, minutes(4));
  const auto first = cold.at(kStart + hours(22));
  CHECK_FALSE(first.scale.z);
  CHECK(first.scale.level == Level::severe);
  CHECK(first.scale.reason.find("No baseline of a day yet") != std::string::npos);
}

TEST_CASE("a threat is told as a threat, and nothing as nothing") {
  Scene scene;
  scene.claims(2, kStart);
  const auto threat = scene.at(kStart + hours(1), "threat");
  CHECK(threat.scale.reason.starts_with("2 posts are of this kind in the last 24 hours, by about 2 authors."));
  CHECK(threat.awareness.reason.find("correction") == std::string::npos);
  const auto claim = scene.at(kStart + hours(1));
  CHECK(claim.scale.reason.starts_with("2 posts make the claim in the last 24 hours, by about 2 authors."));
  CHECK(claim.awareness.reason.find("no correction seen yet") != std::string::npos);
  const auto over = scene.at(kStart + hours(30));
  CHECK(over.scale.reason.starts_with("No post makes the claim in the last 24 hours."));
  CHECK(over.awareness.reason.starts_with("Not seen in the last 24 hours"));
}

TEST_CASE("who speaks, how widely, and where a claim is new") {
  Scene scene;
  scene.claims(12, kStart);
  auto wide = claim_by(900, kStart + hours(1));
  wide.platform = "mastodon";
  wide.community = "x.example";
  wide.follower_tier = 3;
  scene.say(SpeechAct::claim, wide);
  for (std::uint64_t i = 0; i < 4; ++i) scene.say(SpeechAct::debunk, claim_by(2'000 + i, kStart + hours(1)));
  const auto seen = scene.at(kStart + hours(2));
  CHECK(seen.awareness.followers == 100'000);
  CHECK(seen.awareness.correcting_authors == doctest::Approx(4.0 / 17).epsilon(0.01));
  REQUIRE(seen.awareness.one_voice);
  CHECK(*seen.awareness.one_voice < 0.2);
  CHECK(seen.awareness.crossings.size() == 3);
  CHECK(seen.awareness.reason.find("the platform mastodon") != std::string::npos);
  CHECK(seen.scale.reach.low >= 13);
  CHECK(seen.scale.reach.high >= 1'000'000);
  CHECK(seen.timing.velocity > 0);
  Scene one;
  for (std::uint64_t i = 0; i < 30; ++i) one.say(SpeechAct::claim, claim_by(i < 20 ? 7 : i, kStart + minutes(i)));
  CHECK(*one.at(kStart + hours(1)).awareness.one_voice == doctest::Approx(20.0 / 30).epsilon(0.01));
  CHECK(one.at(kStart + hours(1)).awareness.reason.find("one voice") != std::string::npos);
}

TEST_CASE("a claim that was gone for more than 90 days is an old one") {
  for (const int days : {80, 100}) {
    Scene scene;
    scene.conversation.remember({kStart - hours(24 * (days + 5)), kStart - hours(24 * days), 70, 40});
    scene.claims(10, kStart);
    const auto recycled = scene.at(kStart + hours(2)).timing.recycled;
    CHECK(recycled.has_value() == (days > 90));
    if (recycled) CHECK(recycled->claims == 70);
  }
}

TEST_CASE("how fast claims double or halve is told over full hours, a decay only where all was seen") {
  Scene scene;
  for (int hour = 0; hour < 7; ++hour) scene.claims(std::uint64_t{4} << hour, kStart + hours(hour), Duration(1000));
  const auto full = scene.at(kStart + hours(7)).timing;
  REQUIRE(full.doubling);
  REQUIRE(full.doubling->high);
  CHECK(*full.doubling->low < 1);
  CHECK(*full.doubling->high > 1);
  CHECK(*full.doubling->high < 1.5);
  CHECK_FALSE(full.half_life);
  CHECK(full.reason.find("Its claims an hour double in about 1 hours") != std::string::npos);
  // The hour that has begun would look like a fall.
  CHECK(scene.at(kStart + hours(7) + minutes(20)).timing.doubling == full.doubling);

  Scene falling;
  for (int hour = 0; hour < 7; ++hour) falling.claims(std::uint64_t{256} >> hour, kStart + hours(hour), Duration(1000));
  const auto decay = falling.at(kStart + hours(7)).timing;
  REQUIRE(decay.half_life);
  REQUIRE(decay.half_life->high);
  CHECK(*decay.half_life->high < 1.5);
  CHECK(decay.reason.find("They halve in about") != std::string::npos);
  falling.surroundings.add(CoverageRecord{"f", CoverageState::down, {}, ""}, kStart + hours(6));
  CHECK_FALSE(falling.at(kStart + hours(7)).timing.half_life);

  Scene small;
  small.claims(9, kStart, hours(1));
  CHECK_FALSE(small.at(kStart + hours(9)).timing.doubling);
}

TEST_CASE("where a feed was down nothing is fading or stale, and growth is still seen") {
  Scene scene;
  scene.claims(30, kStart);
  scene.conversation.note_day(30);
  scene.surroundings.add(CoverageRecord{"f", CoverageState::down, {}, ""}, kStart + hours(1));
  CHECK(scene.at(kStart + hours(1)).timing.trend == Trend::growing);
  CHECK(scene.at(kStart + hours(9)).timing.trend == Trend::not_observable);
  CHECK(scene.at(kStart + hours(24 * 8)).timing.trend == Trend::not_observable);
  CHECK_FALSE(scene.at(kStart + hours(9)).coverage.complete);
}

TEST_CASE("one correction more never raises the posture, whatever the conversation") {
  std::mt19937 random(52);
  for (int round = 0; round < 300; ++round) {
    Scene scene;
    const auto now = kStart + hours(10);
    for (auto i = random() % 120; i > 0; --i) {
      auto post = claim_by(random() % 100, kStart + minutes(random() % 600));
      post.community = std::to_string(random() % 3);
      post.platform = std::to_string(random() % 2);
      if (random() % 50 == 0) post.tier = Tier::media;
      scene.say(static_cast<SpeechAct>(random() % kSpeechActs), post);
    }
    for (const auto* id : {"plain", "aimed", "unverified", "quiet"}) {
      const auto& narrative = *assess_rules()->find(id);
      const auto& policy = assess_rules()->policy;
      const auto before = decide(scene.at(now, id), narrative, policy).posture;
      auto corrected = scene;
      auto post = claim_by(1000, now - minutes(1));
      post.tier = static_cast<Tier>(random() % 3);
      post.community = "of its own";
      corrected.say(SpeechAct::debunk, post);
      CHECK(decide(corrected.at(now, id), narrative, policy).posture <= before);
    }
  }
}

TEST_CASE("an assessment asks nothing but its arguments and says a reason for each variable") {
  Scene scene;
  scene.claims(20, kStart);
  const auto a = scene.at(kStart + hours(1)), b = scene.at(kStart + hours(1));
  for (const auto& [one, two] : {std::pair{a.scale.reason, b.scale.reason},
                                 {a.awareness.reason, b.awareness.reason},
                                 {a.influence.reason, b.influence.reason},
                                 {a.timing.reason, b.timing.reason},
                                 {a.coverage.reason, b.coverage.reason}}) {
    CHECK_FALSE(one.empty());
    CHECK(one == two);
  }
}
