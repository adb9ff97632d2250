#include "conversation/baseline.hpp"

#include <doctest/doctest.h>

#include "rounds.hpp"

#include <cmath>
#include <cstdlib>
#include <random>

using namespace sait;

namespace {

// 1970-01-01 was a Thursday: the first Monday at or behind `hour`.
Hour monday(Hour hour) {
  auto day = day_of(hour);
  while (((day / kDayHours + 3) % 7 + 7) % 7 != 0) day += kDayHours;
  return day;
}

const Hour kStart = monday(490'056);

WatchedHours all_until(Hour last) {
  WatchedHours watched;
  for (auto hour = last - Timeline::kKept; hour <= last; ++hour) watched.set(hour);
  return watched;
}

bool is_weekend_hour(Hour hour) { return (hour - kStart) / 24 % 7 >= 5; }

// A day's rhythm: hardly anybody at night, twice the mean in the evening.
double rhythm(Hour hour) { return 1 - 0.95 * std::cos(2 * 3.14159265 * static_cast<double>((hour + 20) % 24) / 24); }

}  // namespace

TEST_CASE("the usual of an hour is that of the same kind of day and time of day") {
  Timeline timeline;
  // Noon on weekdays has 10, noon at weekends 40, any other hour 1.
  for (Hour hour = kStart; hour < kStart + 28 * 24; ++hour) {
    const bool weekend = (hour - kStart) / 24 % 7 >= 5;
    const bool noon = (hour - kStart) % 24 >= 11 && (hour - kStart) % 24 <= 13;
    timeline.count_claims(hour, noon ? weekend ? 40 : 10 : 1);
  }
  const auto next = kStart + 28 * 24;
  const auto at_noon = baseline(timeline, all_until(next + 12), next + 12);
  REQUIRE(at_noon);
  CHECK(at_noon->median == 10);
  CHECK(at_noon->samples >= kBaselineSamples);
  CHECK(at_noon->spread == doctest::Approx(1.5 * std::sqrt(11.0)));  // nothing scatters, so counting alone does
  const auto at_weekend = baseline(timeline, all_until(next + 5 * 24 + 12), next + 5 * 24 + 12);
  REQUIRE(at_weekend);
  CHECK(at_weekend->median == 40);
  CHECK(at_weekend->spread == doctest::Approx(16));  // where there is more, quiet days differ by more than that
  const auto at_night = baseline(timeline, all_until(next + 3), next + 3);
  REQUIRE(at_night);
  CHECK(at_night->median == 1);
  CHECK(at_night->z(11) == doctest::Approx(10 / (1.5 * std::sqrt(2.0))));
}

TEST_CASE("hours that were not watched are no quiet hours, and too few say nothing") {
  Timeline timeline;
  for (Hour hour = kStart; hour < kStart + 28 * 24; ++hour) timeline.count_claims(hour, 20);
  const auto at = kStart + 28 * 24 + 12;
  auto watched = all_until(at);
  // A fortnight in which the feed was down would otherwise make zero the usual.
  for (Hour hour = kStart + 10 * 24; hour < kStart + 24 * 24; ++hour) watched.set(hour, false);
  const auto usual = baseline(timeline, watched, at);
  REQUIRE(usual);
  CHECK(usual->median == 20);
  watched = {};
  for (Hour hour = at - 7 * 24; hour <= at; ++hour) watched.set(hour);
  CHECK_FALSE(baseline(timeline, watched, at));  // five or six days, three hours each
}

// Days that differ though nothing happens: by weekday, and by chance.
struct QuietDays {
  double a_day;    // claims of a weekday, in the mean
  double weekend;  // times as many
  double scatter;  // of a day's mean: standard deviation of its logarithm
};

TEST_CASE("where nothing happens, at most 1 of 1,000 hours is told to lie five spreads above the usual") {
  const bool full = test::all_rounds() && std::getenv("SAIT_TEST_LONG") != nullptr;
  for (const double scatter : {0.0, 0.2}) {
    for (const double weekend : {1.0, 0.6}) {
      std::uint64_t hours = 0, above = 0;
      for (const double a_day : {1.0, 6.0, 17.0, 40.0, 200.0, 3'000.0}) {
        const QuietDays quiet{a_day, weekend, scatter};
        std::mt19937_64 random(static_cast<std::uint64_t>(a_day * 10 + weekend * 3 + scatter * 70'000));
        for (int run = 0; run < (full ? 60 : test::rounds(4)); ++run) {
          Timeline timeline;
          JudgedHours judged;
          WatchedHours watched;
          double day = 1;
          for (Hour hour = kStart; hour < kStart + 56 * 24; ++hour) {
            if (hour % 24 == 0) day = std::lognormal_distribution<double>(0, quiet.scatter)(random);
            const auto mean = quiet.a_day / 24 * rhythm(hour) * day * (is_weekend_hour(hour) ? quiet.weekend : 1);
            const auto count = std::poisson_distribution<std::int32_t>(mean)(random);
            if (count > 0) timeline.count_claims(hour, count);
            timeline.advance(hour + 1);
            watched.set(hour);
            judged.advance(timeline, watched, hour);
            // From the first baseline on, as an alert would tell it at the end of the hour.
            const auto z = unusual(timeline, judged, watched, hour).z();
            if (!z) continue;
            ++hours;
            above += *z >= 5 ? 1 : 0;
          }
        }
      }
      CAPTURE(scatter);
      CAPTURE(weekend);
      MESSAGE(above << " of " << hours << " hours");
      CHECK(above * 1'000 <= hours);
    }
  }
}

TEST_CASE("a baseline stands as soon as 24 hours, or days, like this one were watched") {
  Timeline timeline;
  JudgedHours judged;
  WatchedHours watched;
  Hour first_hour = 0, first_day = 0;
  for (Hour hour = kStart; hour < kStart + 20 * 24; ++hour) {
    timeline.count_claims(hour, 2);
    watched.set(hour);
    judged.advance(timeline, watched, hour);
    const auto found = unusual(timeline, judged, watched, hour);
    CHECK(found.z().has_value() == (found.busiest || found.day));
    if (found.hour && first_hour == 0) first_hour = hour - kStart;
    if (found.day && first_day == 0) first_day = hour - kStart;
    // A weekend has no hours like it until four weekends have passed; the day is judged all the same.
    if (is_weekend_hour(hour)) CHECK_FALSE(found.hour);
  }
  CHECK(first_hour / 24 == 10);  // Thursday of the second week: eight weekdays lie behind it
  CHECK(first_day / 24 == 9);
}

TEST_CASE("what burns slowly shows in the day, what flares up in the hour") {
  Timeline timeline;
  WatchedHours watched;
  for (Hour hour = kStart; hour < kStart + 28 * 24; ++hour) {
    timeline.count_claims(hour, 1);
    watched.set(hour);
  }
  const auto slow = kStart + 28 * 24;
  JudgedHours judged;
  for (auto hour = slow; hour < slow + 24; ++hour) {
    timeline.count_claims(hour, 4);
    watched.set(hour);
    judged.advance(timeline, watched, hour);
  }
  auto found = unusual(timeline, judged, watched, slow + 23);
  REQUIRE(found.day);
  REQUIRE(found.busiest);
  CHECK(found.busiest->z < 3);
  CHECK(found.day_z >= 5);
  CHECK(*found.z() == found.day_z);
  Timeline flare;
  for (auto hour = kStart; hour < slow; ++hour) flare.count_claims(hour, 1);
  flare.count_claims(slow, 30);
  found = unusual(flare, {}, watched, slow);
  CHECK(found.busiest->hour == slow);
  CHECK(found.busiest->claims == 30);
  CHECK(*found.z() == found.busiest->z);
}

TEST_CASE("an hour is judged once, and the furthest of the last day is found") {
  Timeline timeline;
  for (Hour hour = kStart; hour < kStart + 28 * 24; ++hour) timeline.count_claims(hour, 4);
  const auto now = kStart + 28 * 24;
  timeline.count_claims(now, 24);
  timeline.count_claims(now + 1, 14);
  JudgedHours judged;
  judged.advance(timeline, all_until(now + 1), now + 1);
  const auto* furthest = judged.furthest(now - 20);
  REQUIRE(furthest != nullptr);
  CHECK(furthest->hour == now);
  CHECK(furthest->z() == doctest::Approx(6));
  CHECK(judged.furthest(now + 1)->hour == now + 1);
  timeline.count_claims(now, 100);  // late: the judgement stands
  judged.advance(timeline, all_until(now + 2), now + 2);
  CHECK(judged.furthest(now - 20)->z() == doctest::Approx(6));
  judged.advance(timeline, all_until(now + 30), now + 30);
  CHECK(judged.furthest(now - 20) == nullptr);

  Encoder out;
  judged.save(out);
  const auto bytes = out.take();
  JudgedHours back;
  Decoder in(bytes);
  REQUIRE(back.load(in));
  Encoder again;
  back.save(again);
  CHECK(again.str() == bytes);
}

TEST_CASE("watched hours are a window that moves on") {
  WatchedHours hours;
  hours.set(1'000);
  hours.set(1'010);
  CHECK(hours.seen(1'000));
  CHECK_FALSE(hours.seen(1'005));
  CHECK_FALSE(hours.seen(1'011));
  hours.set(1'000 + static_cast<Hour>(WatchedHours::kHours));
  CHECK_FALSE(hours.seen(1'000));
  CHECK(hours.seen(1'010));
  WatchedHours lost;
  lost.set(1'010);
  lost.set(1'200);
  hours -= lost;
  CHECK_FALSE(hours.seen(1'010));
  CHECK(hours.seen(1'000 + static_cast<Hour>(WatchedHours::kHours)));
  hours.forget_before(2'000);
  CHECK(hours.count() == 0);
  WatchedHours back;
  Encoder out;
  lost.save(out);
  const auto bytes = out.take();
  Decoder in(bytes);
  REQUIRE(back.load(in));
  CHECK(back.seen(1'010));
  CHECK(back.count() == 2);
}

TEST_CASE("the usual day of another act is drawn from whole days that were watched, before the last 24 hours") {
  const Hour last = kStart + 28 * 24 + 9;  // a day that has begun
  Timeline timeline;
  for (Hour day = kStart; day <= last; day += 24) {
    timeline.at(day + 3).posts[static_cast<std::size_t>(SpeechAct::question)] += 5;
    timeline.at(day + 21).posts[static_cast<std::size_t>(SpeechAct::question)] += 1;
    timeline.at(day + 21).posts[static_cast<std::size_t>(SpeechAct::claim)] += 100;
  }
  auto watched = all_until(last);
  const auto usual = day_baseline(timeline, watched, last, SpeechAct::question);
  REQUIRE(usual);
  CHECK(usual->median == 6);
  CHECK(usual->samples == 26);
  CHECK(usual->spread == doctest::Approx(1.5 * std::sqrt(7.0)));
  timeline.advance(last);  // hours become days
  const auto later = day_baseline(timeline, watched, last, SpeechAct::question);
  REQUIRE(later);
  CHECK(later->median == usual->median);
  for (int day = 3; day < 7; ++day) watched.set(kStart + day * 24 + 12, false);
  CHECK_FALSE(day_baseline(timeline, watched, last, SpeechAct::question));
}
