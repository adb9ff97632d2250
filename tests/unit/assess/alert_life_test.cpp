#include "assess/alert_life.hpp"

#include <doctest/doctest.h>

#include <random>

#include "assess/journal_fixture.hpp"

using namespace sait;
using fixture::kStart;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// One conversation's alert over ticks of ten minutes; what a tick sees is set by hand.
struct Life {
  Policy policy;
  AlertLife life;
  Assessment seen;
  Time now = kStart;

  Life() {
    seen.scale.posts = 20;
    seen.scale.authors = {20, 20, 20};
  }
  std::optional<AlertStep> tick(Posture table, std::uint64_t live, Duration passed = minutes(10)) {
    now += passed;
    return life.step(Decision{table, "row", {}, {}}, seen, policy, false, live, now);
  }
};

std::string saved(const AlertLife& life) {
  Encoder out;
  life.save(out);
  return out.take();
}

}  // namespace

TEST_CASE("an alert opens on a tick with live claims by enough authors, a harm by one post") {
  Life it;
  CHECK_FALSE(it.tick(Posture::respond_directly, 0));
  it.seen.scale.authors.estimate = it.policy.opens_at_authors - 1;
  CHECK_FALSE(it.tick(Posture::respond_directly, 1));
  AlertLife harm;
  const auto at_once = harm.step(Decision{Posture::escalate_safety, "r", {}, {}}, it.seen, it.policy, true, 1, it.now);
  REQUIRE(at_once);
  CHECK(at_once->posture == Posture::escalate_safety);
  CHECK_FALSE(AlertLife().step(Decision{Posture::escalate_safety, "r", {}, {}}, it.seen, it.policy, true, 0, it.now));
  it.seen.scale.authors.estimate = it.policy.opens_at_authors;
  const auto step = it.tick(Posture::prepare, 1);
  REQUIRE(step);
  CHECK(step->change == AlertChange::opened);
  CHECK(it.life.posture() == Posture::prepare);
  CHECK(it.life.opened_at() == it.now);
  CHECK(it.life.revision() == 1);
  CHECK(it.life.expires_at() == it.now + it.policy.expiry(Posture::prepare));
}

TEST_CASE("a higher posture must hold, and needs live claims, safety does not wait") {
  Life it;
  (void)it.tick(Posture::monitor, 1);
  CHECK_FALSE(it.tick(Posture::respond_directly, 1));
  CHECK_FALSE(it.tick(Posture::monitor, 1));  // gone again: the clock starts anew
  CHECK_FALSE(it.tick(Posture::respond_directly, 1));
  CHECK_FALSE(it.tick(Posture::prepare, 0));  // higher still, but nobody claims
  const auto step = it.tick(Posture::prepare, 1);
  REQUIRE(step);
  CHECK(step->change == AlertChange::escalated);
  CHECK(step->posture == Posture::prepare);
  CHECK(step->previous == Posture::monitor);
  CHECK_FALSE(it.tick(Posture::escalate_safety, 0));
  const auto safety = it.tick(Posture::escalate_safety, 1);
  REQUIRE(safety);
  CHECK(safety->change == AlertChange::escalated);
}

TEST_CASE("a lower posture must hold, and is not given while a feed is down, until the advice has run out") {
  for (const bool complete : {true, false}) {
    CAPTURE(complete);
    Life it;
    (void)it.tick(Posture::prepare, 1);
    (void)it.tick(Posture::prepare, 1);
    it.seen.coverage.complete = complete;
    it.policy.lower_after = hours(2);
    const auto opened = it.life.opened_at(), expires = it.life.expires_at();
    std::optional<AlertStep> step;
    do {
      step = it.tick(Posture::monitor, 0);
    } while ((!step || step->change == AlertChange::updated) && it.now < opened + hours(48));
    REQUIRE(step);
    if (complete) {
      CHECK(step->change == AlertChange::deescalated);
      CHECK(step->previous == Posture::prepare);
      CHECK(it.now == opened + minutes(20) + hours(2));
    } else {  // what was not seen is not called smaller: the advice ends
      CHECK(step->change == AlertChange::closed);
      CHECK(step->posture == Posture::prepare);
      CHECK(step->note.find("not observable") != std::string::npos);
      CHECK(it.now == expires);
    }
  }
}

TEST_CASE("an advice that nobody can confirm is told as held, once, and expires when it would have") {
  Life it;
  (void)it.tick(Posture::prepare, 1);
  const auto expires = it.life.expires_at();
  it.seen.coverage.complete = false;
  CHECK_FALSE(it.tick(Posture::prepare, 1, it.policy.raise_after));  // what is seen bears it out
  CHECK_FALSE(it.life.stale());
  CHECK_FALSE(it.tick(Posture::monitor, 0));
  CHECK(it.life.stale());
  CHECK(it.life.next_due(it.policy, it.now) <= it.now + it.policy.raise_after);
  const auto held = it.tick(Posture::monitor, 0, it.policy.raise_after);
  REQUIRE(held);
  CHECK(held->change == AlertChange::updated);
  CHECK(held->posture == Posture::prepare);
  CHECK(held->note.starts_with("Held: the table says monitor by now"));
  CHECK(it.life.expires_at() == expires);
  CHECK_FALSE(it.tick(Posture::no_engagement, 0, it.policy.raise_after));
  CHECK(saved(it.life) == [&] {
    const auto bytes = saved(it.life);
    AlertLife back;
    Decoder in(bytes);
    REQUIRE(back.load(in));
    CHECK(back.stale());
    return saved(back);
  }());
  it.now = expires - minutes(10);
  const auto closed = it.tick(Posture::monitor, 0);
  REQUIRE(closed);
  CHECK(closed->change == AlertChange::closed);
  CHECK(closed->note.starts_with("Closed as not observable"));
}

TEST_CASE("a held advice is told as confirmed again, and a short hole is not told at all") {
  Life it;
  (void)it.tick(Posture::prepare, 1);
  const auto expires = it.life.expires_at();
  it.seen.coverage.complete = false;
  CHECK_FALSE(it.tick(Posture::monitor, 0, Duration(1)));
  it.seen.coverage.complete = true;
  CHECK_FALSE(it.tick(Posture::prepare, 1, it.policy.raise_after));
  it.seen.coverage.complete = false;
  CHECK_FALSE(it.tick(Posture::monitor, 0));
  REQUIRE(it.tick(Posture::monitor, 0, it.policy.raise_after));
  it.seen.coverage.complete = true;
  CHECK_FALSE(it.tick(Posture::prepare, 1));
  const auto seen = it.tick(Posture::prepare, 1, it.policy.raise_after);
  REQUIRE(seen);
  CHECK(seen->change == AlertChange::updated);
  CHECK(seen->note == "No longer held: what is seen bears it out.");
  CHECK(it.life.expires_at() == expires);
}

TEST_CASE("what is not held is never told as held, whatever was seen in between") {
  Life it;
  (void)it.tick(Posture::prepare, 1);
  it.seen.coverage.complete = false;
  CHECK_FALSE(it.tick(Posture::monitor, 0));
  CHECK_FALSE(it.tick(Posture::prepare, 0, it.policy.raise_after));
  CHECK_FALSE(it.tick(Posture::respond_directly, 0, it.policy.raise_after));
  CHECK_FALSE(it.life.stale());
  // Held, told, and then another advice: that one is not held, and nothing says that it no longer is.
  CHECK_FALSE(it.tick(Posture::monitor, 0));
  REQUIRE(it.tick(Posture::monitor, 0, it.policy.raise_after));
  CHECK_FALSE(it.tick(Posture::respond_directly, 1));
  const auto raised = it.tick(Posture::respond_directly, 1, it.policy.respond_after);
  REQUIRE(raised);
  CHECK(raised->change == AlertChange::escalated);
  CHECK_FALSE(it.life.stale());
  it.seen.coverage.complete = true;
  CHECK_FALSE(it.tick(Posture::respond_directly, 1, it.policy.raise_after));
  // What asks for no work is not told as held, nor that it no longer is.
  Life low;
  (void)low.tick(Posture::monitor, 1);
  low.seen.coverage.complete = false;
  CHECK_FALSE(low.tick(Posture::no_engagement, 0));
  CHECK_FALSE(low.tick(Posture::no_engagement, 0, low.policy.raise_after));
  low.seen.coverage.complete = true;
  CHECK_FALSE(low.tick(Posture::monitor, 0, low.policy.raise_after));
  CHECK_FALSE(low.tick(Posture::monitor, 0, low.policy.raise_after));
}

TEST_CASE("nobody speaks in public on the first look, and each posture has a clock of its own") {
  Life it;
  it.policy.raise_after = minutes(20);
  it.policy.allies_after = hours(1);
  it.policy.respond_after = hours(2);
  const auto opened = it.tick(Posture::respond_directly, 1);
  REQUIRE(opened);
  CHECK(opened->posture == Posture::prepare);
  const auto at = it.now;
  std::vector<std::pair<Duration, Posture>> raised;
  while (it.now < at + hours(4)) {
    if (const auto step = it.tick(Posture::respond_directly, 1)) raised.emplace_back(it.now - at, step->posture);
  }
  const std::vector<std::pair<Duration, Posture>> wanted{{hours(1), Posture::respond_through_allies},
                                                         {hours(2), Posture::respond_directly}};
  CHECK(raised == wanted);
}

TEST_CASE("a row that acts at once lets a public posture open an alert") {
  Life it;
  Decision decision{Posture::respond_through_allies, "row", true};
  const auto step = it.life.step(decision, it.seen, it.policy, false, 1, it.now);
  REQUIRE(step);
  CHECK(step->posture == Posture::respond_through_allies);
}

TEST_CASE("where corrections lead an advice falls as soon as it may rise") {
  for (const bool corrected : {true, false}) {
    Life it;
    it.policy.raise_after = minutes(20);
    it.policy.lower_after = hours(10);
    (void)it.tick(Posture::prepare, 1);
    const auto at = it.now;
    Decision decision{Posture::monitor, "row"};
    decision.corrected = corrected;
    std::optional<AlertStep> step;
    for (; !step && it.now < at + hours(20); it.now += minutes(10))
      step = it.life.step(decision, it.seen, it.policy, false, 1, it.now);
    REQUIRE(step);
    CHECK(step->change == AlertChange::deescalated);
    CHECK((it.now - at < hours(1)) == corrected);
  }
}

TEST_CASE("an advice never stands after it has run out") {
  std::mt19937 random(31);
  for (int round = 0; round < 200; ++round) {
    Life it;
    (void)it.tick(static_cast<Posture>(random() % kPostures), 1);
    std::uint32_t revision = 1;
    for (int tick = 0; tick < 300 && it.life.open(); ++tick) {
      const auto expires = it.life.expires_at();
      it.seen.scale.posts = random() % 3;
      it.seen.coverage.complete = random() % 2 == 0;
      const auto step = it.tick(static_cast<Posture>(random() % kPostures), random() % 2, hours(random() % 4));
      if (it.now >= expires) CHECK(step.has_value());
      if (step) CHECK(it.life.revision() == ++revision);
      if (it.life.open()) CHECK(it.life.expires_at() > it.now);
      CHECK(it.life.next_due(it.policy, it.now) > it.now);
      CHECK((!it.life.open() || it.life.next_due(it.policy, it.now) <= it.life.expires_at()));
    }
  }
}

TEST_CASE("an alert closes when a day was silent, and says so when the silence was not seen whole") {
  for (const bool complete : {true, false}) {
    Life it;
    (void)it.tick(Posture::monitor, 1);
    const auto expires = it.life.expires_at();
    it.seen.scale.posts = 0;
    it.seen.coverage.complete = complete;
    std::optional<AlertStep> step;
    while (!step && it.now <= expires) step = it.tick(Posture::monitor, 0);
    REQUIRE(step);
    CHECK(step->change == AlertChange::closed);
    CHECK_FALSE(it.life.open());
    CHECK(it.life.expires_at() == it.now);
    CHECK(it.life.next_due(it.policy, it.now) == Time::max());
    if (!complete) CHECK(it.now >= expires);
    CHECK((step->note.find("not observable") == std::string::npos) == complete);
  }
}

TEST_CASE("an unchanged posture is told again only when the scale moved a band, and not too often") {
  Life it;
  (void)it.tick(Posture::monitor, 1);
  it.seen.scale.level = Level::high;
  CHECK_FALSE(it.tick(Posture::monitor, 1, it.policy.update_every - minutes(1)));
  const auto step = it.tick(Posture::monitor, 1, minutes(1));
  REQUIRE(step);
  CHECK(step->change == AlertChange::updated);
  CHECK_FALSE(it.tick(Posture::monitor, 1, it.policy.update_every));  // the same band
}

TEST_CASE("a crossing is told as an event of its own, once, and not within raise_after of what was told before") {
  const auto into = [](Crossing::Into kind) { return static_cast<std::size_t>(kind); };
  Life it;
  it.policy.raise_after = minutes(20);
  it.seen.awareness.crossings = {{Crossing::Into::platform, "square", it.now}};
  it.seen.awareness.crossed[into(Crossing::Into::platform)] = 1;
  REQUIRE(it.tick(Posture::monitor, 1));  // told with the alert itself
  CHECK_FALSE(it.tick(Posture::monitor, 1, hours(1)));
  const auto expires = it.life.expires_at();

  it.seen.awareness.crossings.push_back({Crossing::Into::language, "de", it.now});
  ++it.seen.awareness.crossed[into(Crossing::Into::language)];
  it.seen.awareness.crossings.push_back({Crossing::Into::community, "gardens", it.now});
  ++it.seen.awareness.crossed[into(Crossing::Into::community)];  // not asked for
  const auto step = it.tick(Posture::monitor, 0);
  REQUIRE(step);
  CHECK(step->change == AlertChange::updated);
  CHECK(step->posture == Posture::monitor);
  CHECK(step->note == "It was carried over into the language de.");
  CHECK(it.life.expires_at() > expires);
  CHECK_FALSE(it.tick(Posture::monitor, 1, hours(1)));

  SUBCASE("two soon after another statement wait, and are due without any post") {
    ++it.seen.awareness.crossed[into(Crossing::Into::language)];
    it.seen.awareness.crossings.push_back({Crossing::Into::language, "fr", it.now});
    REQUIRE(it.tick(Posture::monitor, 0));
    ++it.seen.awareness.crossed[into(Crossing::Into::media)];
    it.seen.awareness.crossings.push_back({Crossing::Into::media, "news", it.now});
    ++it.seen.awareness.crossed[into(Crossing::Into::platform)];
    it.seen.awareness.crossings.push_back({Crossing::Into::platform, "video", it.now});
    CHECK_FALSE(it.tick(Posture::monitor, 0));
    CHECK(it.life.next_due(it.policy, it.now) == it.now + minutes(10));
    const auto both = it.tick(Posture::monitor, 0);
    REQUIRE(both);
    CHECK(both->note == "It was carried over into media (news), the platform video.");
  }
  SUBCASE("the clock of a higher posture runs on") {
    it.policy.raise_after = minutes(40);
    CHECK_FALSE(it.tick(Posture::prepare, 1));
    ++it.seen.awareness.crossed[into(Crossing::Into::official)];
    REQUIRE(it.tick(Posture::prepare, 1, minutes(30)));
    const auto raised = it.tick(Posture::prepare, 1);
    REQUIRE(raised);
    CHECK(raised->change == AlertChange::escalated);
  }
  SUBCASE("a policy may ask for none") {
    it.policy.crossings.clear();
    ++it.seen.awareness.crossed[into(Crossing::Into::platform)];
    CHECK_FALSE(it.tick(Posture::monitor, 1, hours(1)));
  }
}

TEST_CASE("an alert without rules ends when its advice has run out, and not before") {
  Life it;
  CHECK_FALSE(it.life.step_without_rules(it.seen, it.policy, it.now));
  (void)it.tick(Posture::monitor, 1);
  const auto expires = it.life.expires_at();
  CHECK_FALSE(it.life.step_without_rules(it.seen, it.policy, expires - minutes(1)));
  const auto step = it.life.step_without_rules(it.seen, it.policy, expires);
  REQUIRE(step);
  CHECK(step->change == AlertChange::closed);
  CHECK_FALSE(it.life.open());
}

TEST_CASE("a saved life comes back the same and goes on the same") {
  std::mt19937 random(32);
  for (int round = 0; round < 100; ++round) {
    Life it;
    for (auto steps = random() % 40; steps > 0; --steps)
      (void)it.tick(static_cast<Posture>(random() % kPostures), random() % 2);
    const auto bytes = saved(it.life);
    Life back = it;
    back.life = AlertLife();
    Decoder in(bytes);
    REQUIRE(back.life.load(in));
    CHECK(in.at_end());
    for (int step = 0; step < 40; ++step) {
      CHECK(saved(back.life) == saved(it.life));
      const auto posture = static_cast<Posture>(random() % kPostures);
      const auto live = random() % 2;
      CHECK(back.tick(posture, live).has_value() == it.tick(posture, live).has_value());
    }
    Decoder cut(std::string_view(bytes).substr(0, bytes.size() - 1));
    CHECK_FALSE(back.life.load(cut));
  }
}

TEST_CASE("a closed alert opens again at once only with a higher posture, until it has cooled down") {
  Life it;
  it.policy.cool_down = hours(12);
  REQUIRE(it.tick(Posture::prepare, 1));
  it.seen.scale.posts = 0;
  const auto closed = it.tick(Posture::prepare, 0, hours(2));
  REQUIRE(closed);
  CHECK(closed->change == AlertChange::closed);
  it.seen.scale.posts = 20;
  CHECK_FALSE(it.tick(Posture::prepare, 1));
  CHECK_FALSE(it.tick(Posture::monitor, 1));
  CHECK_FALSE(it.life.held_back());
  auto higher = it;
  const auto again = higher.tick(Posture::respond_directly, 1);
  REQUIRE(again);
  CHECK(again->change == AlertChange::opened);
  auto harm = it;
  CHECK(harm.life.step(Decision{Posture::prepare, "r", {}, {}}, it.seen, it.policy, true, 1, it.now));
  CHECK(it.tick(Posture::prepare, 1, hours(12)));
}

TEST_CASE("a wave that goes further than the one before opens an alert however short a while after it") {
  for (const bool wider : {true, false}) {
    Life it;
    it.policy.cool_down = hours(48);
    REQUIRE(it.tick(Posture::respond_through_allies, 1));
    it.seen.scale.authors = {30, 30, 30};  // as many as it ever had
    CHECK_FALSE(it.tick(Posture::prepare, 1));
    it.seen.scale.posts = 0;
    it.seen.scale.authors = {0, 0, 0};
    REQUIRE(it.tick(Posture::prepare, 0, hours(2)));
    CHECK_FALSE(it.life.open());
    it.seen.scale.posts = 30;
    it.seen.scale.authors = {30, 30, 30};
    CHECK_FALSE(it.tick(Posture::prepare, 1));
    if (wider) {
      it.seen.awareness.breakout = 4;
    } else {
      it.seen.scale.authors = {31, 31, 31};
    }
    const auto step = it.tick(Posture::prepare, 1);
    REQUIRE(step);
    CHECK(step->change == AlertChange::opened);
  }
}

TEST_CASE("what may not be raised is held back, and an open alert lives on as it is") {
  Life it;
  const auto step = [&](Posture table, bool may_raise, Duration passed = minutes(30)) {
    it.now += passed;
    return it.life.step(Decision{table, "row", {}, {}}, it.seen, it.policy, false, 1, it.now, {may_raise, may_raise});
  };
  CHECK_FALSE(step(Posture::monitor, false));
  CHECK(it.life.held_back());
  CHECK_FALSE(it.life.open());
  REQUIRE(step(Posture::monitor, true));
  CHECK_FALSE(it.life.held_back());
  CHECK_FALSE(step(Posture::prepare, false));
  CHECK_FALSE(it.life.held_back());  // it has not held long enough
  CHECK_FALSE(step(Posture::prepare, false));
  CHECK(it.life.held_back());
  CHECK(it.life.posture() == Posture::monitor);
  const auto renewed = step(Posture::prepare, false, it.policy.expiry(Posture::monitor));
  REQUIRE(renewed);
  CHECK(renewed->change == AlertChange::updated);
  CHECK_FALSE(step(Posture::prepare, false));
  const auto raised = step(Posture::prepare, true);
  REQUIRE(raised);
  CHECK(raised->change == AlertChange::escalated);
  CHECK(step(Posture::monitor, false, it.policy.expiry(Posture::prepare)));  // down it always may
}
