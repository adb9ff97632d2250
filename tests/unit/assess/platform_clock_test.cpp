#include "assess/platform_clock.hpp"

#include <doctest/doctest.h>

#include "assess/assess.hpp"
#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// Claims on one feed that was up all the time, day by day.
struct Days {
  Conversation conversation;
  Surroundings surroundings;
  Policy policy = assess_rules()->policy;
  std::uint64_t posts = 0;

  Days() { surroundings.add(CoverageRecord{"f", CoverageState::up, {}, ""}, kStart - hours(24 * 40)); }
  // At the first hour of a day from kStart, and noted as a tick would.
  void day(int day, std::uint64_t claims, const std::string& platform, Duration into = minutes(1)) {
    for (std::uint64_t i = 0; i < claims; ++i) {
      auto post = claim_by(posts, kStart + hours(24 * day) + into);
      post.platform = platform;
      conversation.add(post, key_number(++posts), {SpeechAct::claim}, {});
    }
    conversation.note_day(static_cast<std::int64_t>(claims));
  }
  [[nodiscard]] Timing at(Time tick) const {
    auto watched = surroundings;
    watched.pass(tick - hours(24 * 29), tick);
    return assess(conversation, *assess_rules()->find("plain"), watched.view("en", tick), policy, tick).timing;
  }
  [[nodiscard]] Trend trend_after(int day) const { return at(kStart + hours(24 * day + 1)).trend; }
};

}  // namespace

TEST_CASE("a conversation goes by the clock of the platforms that half of its claims are on") {
  const auto& policy = assess_rules()->policy;
  const auto of = [&](std::vector<std::pair<const char*, int>> claims) {
    Days days;
    for (const auto& [platform, count] : claims) days.day(0, static_cast<std::uint64_t>(count), platform);
    return clock_of(days.conversation, policy);
  };
  CHECK_FALSE(of({}).slow());
  CHECK_FALSE(of({{"x", 9}}).slow());
  CHECK_FALSE(of({{"facebook", 9}}).slow());
  CHECK_FALSE(of({{"forum", 9}}).slow());  // not named
  CHECK(of({{"instagram", 9}}).half_life == hours(19));
  CHECK(of({{"instagram", 9}}).growth == 19);
  CHECK(of({{"instagram", 9}}).days == 2);
  CHECK(of({{"linkedin", 9}}).days == 2);
  CHECK(of({{"youtube", 9}}).days == 12);
  CHECK(of({{"youtube", 9}}).growth == 24);
  CHECK(of({{"youtube", 5}, {"x", 5}}).half_life == hours(24 * 6));
  CHECK_FALSE(of({{"youtube", 4}, {"x", 5}}).slow());
  CHECK(of({{"youtube", 4}, {"instagram", 4}, {"x", 5}}).half_life == hours(19));
}

TEST_CASE("one quiet day is no end where posts live for days") {
  for (const auto& [platform, trend] : {std::pair{"x", Trend::fading}, {"linkedin", Trend::steady}}) {
    Days days;
    days.day(0, 30, platform);
    days.day(1, 30, platform);
    days.day(2, 3, platform);
    CHECK(days.trend_after(2) == trend);
    days.day(3, 3, platform);
    CHECK(days.trend_after(3) == Trend::fading);  // two half-lives later
  }
}

TEST_CASE("what burns slowly is fading after two half-lives and stale no sooner") {
  Days days;
  days.day(0, 30, "youtube");
  for (int day = 1; day <= 11; ++day) days.day(day, 2, "youtube");
  CHECK(days.trend_after(8) == Trend::steady);
  CHECK(days.trend_after(13) == Trend::fading);
  CHECK(days.at(kStart + hours(24 * 20)).trend == Trend::fading);
  CHECK(days.at(kStart + hours(24 * 23) + hours(1)).trend == Trend::stale);

  Days fast;
  fast.day(0, 30, "x");
  CHECK(fast.at(kStart + hours(24 * 7) + minutes(2)).trend == Trend::stale);
}

TEST_CASE("growth on a slow platform is told over its hours, and said") {
  for (const auto* platform : {"linkedin", "x"}) {
    Days days;
    days.day(0, 10, platform);
    days.day(1, 13, platform, hours(2));
    days.day(1, 13, platform, hours(18));
    const auto timing = days.at(kStart + hours(24 * 2));
    const bool slow = std::string(platform) == "linkedin";
    // 26 against 10 in a day; 13 against none in six hours are growth as well.
    CHECK(timing.trend == Trend::growing);
    // What grew by the end of an hour does until the next one is over.
    CHECK(days.at(kStart + hours(24 * 2) + minutes(59)).trend == Trend::growing);
    CHECK(days.at(kStart + hours(24 * 2 + 2)).trend == (slow ? Trend::growing : Trend::steady));
    CHECK(timing.clock.has_value() == slow);
    CHECK((timing.reason.find("growth is told over 24 hours, fading over 2 days") != std::string::npos) == slow);
  }
}

TEST_CASE("a hole in the longer window is no fall either") {
  Days days;
  days.day(0, 30, "youtube");
  for (int day = 1; day <= 13; ++day) days.day(day, 2, "youtube");
  CHECK(days.trend_after(13) == Trend::fading);
  days.surroundings.add(CoverageRecord{"f", CoverageState::hole, {}, ""}, kStart + hours(24 * 8));
  CHECK(days.trend_after(13) == Trend::not_observable);
}

TEST_CASE("clocks are the policy's, and an edit that moves a claim away is counted so") {
  Days days;
  days.day(0, 3, "forum");
  days.policy.clocks = {{"forum", hours(48)}};
  CHECK(clock_of(days.conversation, days.policy).days == 4);
  days.policy.clocks.clear();
  CHECK_FALSE(clock_of(days.conversation, days.policy).slow());

  Days edited;
  edited.day(0, 2, "youtube");
  edited.day(0, 1, "x");
  auto edit = claim_by(0, kStart + minutes(1));
  edit.platform = "youtube";
  edit.former_author_seen = true;
  for (std::uint64_t post = 1; post <= 2; ++post)
    edited.conversation.add(edit, key_number(post), {SpeechAct::debunk}, {SpeechAct::claim});
  CHECK_FALSE(clock_of(edited.conversation, edited.policy).slow());
}
