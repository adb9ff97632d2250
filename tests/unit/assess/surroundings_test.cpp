#include "assess/surroundings.hpp"

#include <doctest/doctest.h>

#include "assess/journal_fixture.hpp"

using namespace sait;
using fixture::kStart;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

std::string saved(const Surroundings& surroundings) {
  Encoder out;
  surroundings.save(out);
  return out.take();
}

TickRecord totals(Time tick, std::uint64_t on_topic) {
  return {tick, tick, minutes(10), {{"f", on_topic + 7, on_topic, 7, 0, 0}}};
}

}  // namespace

TEST_CASE("posts on the topic are those of the last 24 hours, counted in the hour in which they came") {
  Surroundings surroundings;
  for (int tick = 1; tick <= 48 * 6; ++tick) {
    const auto at = kStart + minutes(10 * tick);
    surroundings.add(totals(at, 1));
    surroundings.end_tick(at);
    // 23 full hours and the one that has begun; a tick on the hour ends the hour before it.
    const auto begun = (tick - 1) % 6 + 1;
    const auto expected =
        std::min<std::uint64_t>(static_cast<std::uint64_t>(tick), static_cast<std::uint64_t>(23 * 6 + begun));
    CHECK(surroundings.volume("en", at).on_topic == expected);
  }
  CHECK(surroundings.volume("en", kStart + hours(48 + 25)).on_topic == 0);
}

TEST_CASE("a feed counts for the audiences whose language it declares, or for all") {
  Surroundings surroundings;
  surroundings.add(CoverageRecord{"any", CoverageState::up, {}, ""}, kStart);
  surroundings.add(CoverageRecord{"german", CoverageState::up, {"de", "en"}, ""}, kStart);
  surroundings.add(CoverageRecord{"french", CoverageState::down, {"fr"}, ""}, kStart);
  const auto german = surroundings.coverage("de", kStart);
  CHECK(german.feeds_declared == 2);
  CHECK(german.feeds_up == 2);
  CHECK(german.complete);
  const auto french = surroundings.coverage("fr", kStart);
  CHECK(french.feeds_declared == 2);
  CHECK(french.feeds_up == 1);
  CHECK_FALSE(french.complete);
  CHECK(french.reason.find("french") != std::string::npos);
  CHECK(surroundings.coverage("it", kStart).feeds_declared == 1);
}

TEST_CASE("after a failure or a hole the picture is whole again when a day without trouble has passed") {
  for (const auto state : {CoverageState::down, CoverageState::hole, CoverageState::ended}) {
    Surroundings surroundings;
    CAPTURE(to_string(state));
    surroundings.add(CoverageRecord{"f", CoverageState::up, {}, ""}, kStart);
    CHECK(surroundings.coverage("en", kStart).complete);
    surroundings.add(CoverageRecord{"f", state, {}, ""}, kStart + hours(1));
    CHECK_FALSE(surroundings.coverage("en", kStart + hours(2)).complete);
    CHECK(surroundings.coverage("en", kStart + hours(2)).feeds_up == (state == CoverageState::hole ? 1U : 0U));
    auto again = kStart + hours(1);
    if (state != CoverageState::hole) {
      CHECK_FALSE(surroundings.coverage("en", kStart + hours(20)).complete);
      again = kStart + hours(40);
      surroundings.add(CoverageRecord{"f", CoverageState::up, {}, ""}, again);
    }
    CHECK(surroundings.coverage("en", again + minutes(1)).feeds_up == 1);
    CHECK_FALSE(surroundings.coverage("en", again + hours(24)).complete);
    CHECK(surroundings.coverage("en", again + hours(24) + minutes(10)).complete);
  }
}

TEST_CASE("a feed declared again, with other languages, has not been in trouble") {
  Surroundings surroundings;
  surroundings.add(CoverageRecord{"f", CoverageState::up, {"de"}, ""}, kStart);
  surroundings.add(CoverageRecord{"f", CoverageState::up, {"en"}, ""}, kStart + hours(1));
  CHECK(surroundings.coverage("en", kStart + hours(2)).complete);
  CHECK(surroundings.coverage("de", kStart + hours(2)).feeds_declared == 0);
}

TEST_CASE("saved surroundings come back the same, and damaged ones are told") {
  Surroundings surroundings;
  surroundings.add(CoverageRecord{"a", CoverageState::down, {"de", "en"}, ""}, kStart);
  surroundings.add(CoverageRecord{"b", CoverageState::up, {}, ""}, kStart);
  surroundings.add(totals(kStart, 300));
  const auto bytes = saved(surroundings);
  Surroundings back;
  back.add(totals(kStart - hours(5), 1));
  Decoder in(bytes);
  REQUIRE(back.load(in));
  CHECK(in.at_end());
  CHECK(saved(back) == bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Decoder cut(std::string_view(bytes).substr(0, size));
    CHECK_FALSE(Surroundings().load(cut));
  }
}

TEST_CASE("replies are observable where a feed of the audience has brought one, before and after a restart") {
  Surroundings surroundings;
  surroundings.add(CoverageRecord{"german", CoverageState::up, {"de"}, ""}, kStart);
  surroundings.add(CoverageRecord{"english", CoverageState::up, {"en"}, ""}, kStart);
  CHECK_FALSE(surroundings.view("de", kStart).replies_seen);
  surroundings.note_reply("german");
  surroundings.note_reply("never declared");
  Encoder out;
  surroundings.save(out);
  const auto bytes = out.take();
  Surroundings back;
  Decoder in(bytes);
  REQUIRE(back.load(in));
  for (const auto* one : {&surroundings, &back}) {
    CHECK(one->view("de", kStart).replies_seen);
    CHECK_FALSE(one->view("en", kStart).replies_seen);
    CHECK(one->coverage("de", kStart).feeds_declared == 1);
  }
}
