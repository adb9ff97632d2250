#include "base/time.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <random>

using sait::Duration;
using sait::format_duration;
using sait::format_time;
using sait::parse_duration;
using sait::parse_time;
using sait::Time;

namespace {

Time at(std::int64_t milliseconds) { return Time(Duration(milliseconds)); }

// 0001-01-01 and the last millisecond of 9999: the years parse_time() knows.
constexpr std::int64_t kFirst = -62'135'596'800'000, kLast = 253'402'300'799'999;

}  // namespace

TEST_CASE("times of RFC 3339 are read to the millisecond") {
  CHECK(parse_time("1970-01-01T00:00:00Z") == at(0));
  CHECK(parse_time("2026-03-04T09:15:00Z") == at(1'772'615'700'000));
  CHECK(parse_time("2026-03-04t09:15:00z") == at(1'772'615'700'000));
  CHECK(parse_time("2026-03-04 09:15:00Z") == at(1'772'615'700'000));
  CHECK(parse_time("2026-03-04T10:15:00+01:00") == at(1'772'615'700'000));
  CHECK(parse_time("2026-03-04T03:45:00-05:30") == at(1'772'615'700'000));
  CHECK(parse_time("2026-03-04T10:15:00+0100") == at(1'772'615'700'000));
  CHECK(parse_time("2026-03-04") == at(1'772'582'400'000));
  CHECK(parse_time("1969-12-31T23:59:59.999Z") == at(-1));
  CHECK(parse_time("0001-01-01") == at(kFirst));
  CHECK(parse_time("9999-12-31T23:59:59.999Z") == at(kLast));
}

TEST_CASE("fractions of a second are cut to milliseconds, however many digits they have") {
  CHECK(parse_time("1970-01-01T00:00:00.1Z") == at(100));
  CHECK(parse_time("1970-01-01T00:00:00.12Z") == at(120));
  CHECK(parse_time("1970-01-01T00:00:00.1239999999999999999999Z") == at(123));
  CHECK_FALSE(parse_time("1970-01-01T00:00:00.Z"));
}

TEST_CASE("a leap second is the next second") {
  CHECK(parse_time("2016-12-31T23:59:60Z") == parse_time("2017-01-01T00:00:00Z"));
  CHECK_FALSE(parse_time("2016-12-31T23:59:61Z"));
}

TEST_CASE("what is not a time is refused") {
  for (const auto* text : {"",
                           "2026",
                           "2026-03",
                           "2026-3-4",
                           "26-03-04",
                           "2026-03-04T",
                           "2026-03-04T09",
                           "2026-03-04T09:15",
                           "2026-03-04T09:15:00",
                           "2026-03-04T09:15Z",
                           "2026-03-04T24:00:00Z",
                           "2026-03-04T09:60:00Z",
                           "2026-03-04T09:15:00ZZ",
                           "2026-03-04T09:15:00+1",
                           "2026-03-04T09:15:00+24:00",
                           "2026-03-04T09:15:00+01:60",
                           "2026-03-04T09:15:00+01:00 ",
                           " 2026-03-04",
                           "2026/03/04",
                           "0000-01-01",
                           "-001-01-01",
                           "2026-00-01",
                           "2026-13-01",
                           "2026-01-00",
                           "2026-01-32",
                           "2026-04-31",
                           "+026-01-01",
                           "２０２６-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text));
  }
}

TEST_CASE("no beginning of a time is a time, but for the date alone") {
  const std::string_view whole = "2026-03-04T09:15:00.250+01:00";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    // The colon of the zone may be left out, its minutes may not.
    CHECK(parse_time(whole.substr(0, size)).has_value() == (size == 10));
  }
}

TEST_CASE("a zone cannot carry a time out of the years 0001 to 9999") {
  CHECK_FALSE(parse_time("0001-01-01T00:00:00+00:01"));
  CHECK_FALSE(parse_time("9999-12-31T23:59:59-00:01"));
  CHECK_FALSE(parse_time("9999-12-31T23:59:60Z"));
  CHECK(parse_time("0001-01-01T00:01:00+00:01") == at(kFirst));
}

TEST_CASE("only days that exist are read") {
  const auto days_in = [](int year, int month) {
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  };
  for (const int year : {1900, 2000, 2023, 2024, 2100}) {
    for (int month = 0; month <= 13; ++month) {
      for (int day = 0; day <= 32; ++day) {
        char text[32];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
        CAPTURE(text);
        CHECK(parse_time(text).has_value() == (month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month)));
      }
    }
  }
}

TEST_CASE("what format_time writes, parse_time reads back, and later is greater") {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::int64_t> any(kFirst, kLast);
  for (int i = 0; i < 5000; ++i) {
    const auto a = at(any(random) / (i % 2 == 0 ? 1000 : 1) * (i % 2 == 0 ? 1000 : 1));
    const auto b = at(any(random));
    CAPTURE(format_time(a));
    CHECK(parse_time(format_time(a)) == a);
    const auto day = [](Time t) { return format_time(t).substr(0, 19); };
    CHECK((day(a) < day(b)) ==
          (std::chrono::floor<std::chrono::seconds>(a) < std::chrono::floor<std::chrono::seconds>(b)));
  }
  CHECK(format_time(at(0)) == "1970-01-01T00:00:00Z");
  CHECK(format_time(at(-1)) == "1969-12-31T23:59:59.999Z");
  CHECK(format_time(at(7)) == "1970-01-01T00:00:00.007Z");
}

TEST_CASE("durations need a unit") {
  using namespace std::chrono_literals;
  CHECK(parse_duration("90s") == Duration(90s));
  CHECK(parse_duration("15m") == Duration(15min));
  CHECK(parse_duration("6h") == Duration(6h));
  CHECK(parse_duration("28d") == Duration(24h * 28));
  CHECK(parse_duration("500ms") == Duration(500));
  CHECK(parse_duration("0s") == Duration(0));
  for (const auto* text : {"", "90", "h", "1.5h", "-5m", "+5m", " 5m", "5 m", "5m ", "5M", "5min", "1h30m", "0x5s",
                           "99999999999999999999s", "9223372036854775807d", "9000000000000001ms"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("a duration is written in the largest unit that holds it exactly") {
  using namespace std::chrono_literals;
  CHECK(format_duration(6h) == "6h");
  CHECK(format_duration(90min) == "90m");
  CHECK(format_duration(24h * 28) == "28d");
  CHECK(format_duration(24h) == "1d");
  CHECK(format_duration(Duration(1500)) == "1500ms");
  CHECK(format_duration(Duration(0)) == "0s");
  std::mt19937_64 random(2);
  for (int i = 0; i < 2000; ++i) {
    const auto scale = std::array<std::int64_t, 5>{1, 1000, 60'000, 3'600'000, 86'400'000}[random() % 5];
    const Duration duration(static_cast<std::int64_t>(random() % 100'000) * scale);
    CHECK(parse_duration(format_duration(duration)) == duration);
  }
}
