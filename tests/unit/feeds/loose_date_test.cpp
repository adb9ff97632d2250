#include "feeds/loose_date.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using sait::format_time;
using sait::parse_loose_date;

namespace {

std::string read(std::string_view text) {
  const auto time = parse_loose_date(text);
  return time ? format_time(*time) : "nothing";
}

}  // namespace

TEST_CASE("RFC 822 as it should be and as it is") {
  CHECK(read("Thu, 01 Jan 2004 19:48:21 GMT") == "2004-01-01T19:48:21Z");
  CHECK(read("Thu, 01 Jan 2004 19:48 GMT") == "2004-01-01T19:48:00Z");
  CHECK(read("01 Jan 04 19:48:21 GMT") == "2004-01-01T19:48:21Z");
  CHECK(read("Thu, 01 Jan 99 00:00:00 GMT") == "1999-01-01T00:00:00Z");
  CHECK(read("Thu, 1 January 2004 19:48:21 +0100") == "2004-01-01T18:48:21Z");
  CHECK(read("Thu, 01 Jan 2004 19:48:21 -0530") == "2004-01-02T01:18:21Z");
  CHECK(read("Thu, 01 Jan 2004 19:48:21 EST") == "2004-01-02T00:48:21Z");
  CHECK(read("Thu, 01 Jan 2004 19:48:21 PDT") == "2004-01-02T02:48:21Z");
  CHECK(read("Thu, 01 Jan 2004 19:48:21 ET") == "2004-01-02T00:48:21Z");
  CHECK(read("Thu, 01 Jan 2004 19:48:21 Z") == "2004-01-01T19:48:21Z");
  CHECK(read("Thu, 01 Jan 2004 19:48:21") == "2004-01-01T19:48:21Z");
  CHECK(read("Thu, 01 Jan 2004") == "2004-01-01T00:00:00Z");
  CHECK(read("Thu 01 Jan 2004 07:48:21 PM GMT") == "2004-01-01T19:48:21Z");
  CHECK(read("Thu, 01 Jan 2004 19:48:21 GMT+0100") == "2004-01-01T18:48:21Z");
  CHECK(read("Sunday, January 4, 2004, 16:29:06 +0000") == "2004-01-04T16:29:06Z");
  CHECK(read("  \n Thu,01 Jan 2004 19:48:21 GMT ") == "2004-01-01T19:48:21Z");
}

TEST_CASE("RFC 3339 and W3CDTF at any precision") {
  CHECK(read("2003-12-31T10:14:55Z") == "2003-12-31T10:14:55Z");
  CHECK(read("2003-12-31T10:14:55.125+01:00") == "2003-12-31T09:14:55.125Z");
  CHECK(read("2003-12-31T10:14-08:00") == "2003-12-31T18:14:00Z");
  CHECK(read("2003-12-31t10:14:55z") == "2003-12-31T10:14:55Z");
  CHECK(read("2003-12-31 10:14:55") == "2003-12-31T10:14:55Z");
  CHECK(read("2003-12-31 10:14:55 -0500") == "2003-12-31T15:14:55Z");
  CHECK(read("2003-12-31") == "2003-12-31T00:00:00Z");
  CHECK(read("2003-12") == "2003-12-01T00:00:00Z");
  CHECK(read("2003") == "2003-01-01T00:00:00Z");
  CHECK(read("20031231") == "2003-12-31T00:00:00Z");
  CHECK(read("20031231T101455Z") == "2003-12-31T10:14:55Z");
  CHECK(read("2003-335") == "2003-12-01T00:00:00Z");
  CHECK(read("2003/12/31 10:14") == "2003-12-31T10:14:00Z");
  CHECK(read("2003-12-31T24:00:00Z") == "2004-01-01T00:00:00Z");
}

TEST_CASE("asctime, and names of months in other languages") {
  CHECK(read("Sun Jan  4 16:29:06 2004") == "2004-01-04T16:29:06Z");
  CHECK(read("Sun Jan  4 16:29:06 PST 2004") == "2004-01-05T00:29:06Z");
  CHECK(read("Do, 5. März 2026 10:12:00 +0100") == "2026-03-05T09:12:00Z");
  CHECK(read("Mar, 05 Ene 2004 10:00:00 GMT") == "2004-01-05T10:00:00Z");  // a Tuesday, no March
  CHECK(read("mar., 6 déc. 2005 10:00:00 +0100") == "2005-12-06T09:00:00Z");
  CHECK(read("Κυρ, 11 Ιούλ 2004 12:00:00 EST") == "2004-07-11T17:00:00Z");
  CHECK(read("2 dicembre 2020 08:30") == "2020-12-02T08:30:00Z");
  CHECK(read("12 października 2021 08:30:00") == "2021-10-12T08:30:00Z");
  CHECK(read("5 Ağustos 2022 09:00") == "2022-08-05T09:00:00Z");
}

TEST_CASE("half days, \"at\" before a time, and comments in brackets") {
  CHECK(read("March 9, 2026 at 2:30 pm") == "2026-03-09T14:30:00Z");
  CHECK(read("Monday, March 9, 2026 at 2 PM") == "2026-03-09T14:00:00Z");
  CHECK(read("Mon, 09 Mar 2026 at 14:30 CET") == "2026-03-09T13:30:00Z");
  CHECK(read("Mon, 09 Mar 2026 14:30 AT") == "2026-03-09T18:30:00Z");  // a zone behind the time
  CHECK(read("Tue, 10 Mar 2026 10:00:00 p.m.") == "2026-03-10T22:00:00Z");
  CHECK(read("Tue, 10 Mar 2026 10:00:00 P.M. EST") == "2026-03-11T03:00:00Z");
  CHECK(read("Tue, 10 Mar 2026 12:05 a.m GMT") == "2026-03-10T00:05:00Z");
  CHECK(read("2026-03-10 10:00:00 p.m.") == "2026-03-10T22:00:00Z");
  CHECK(read("Thu Jan 01 2026 10:00:00 GMT+0700 (Novosibirsk Standard Time)") == "2026-01-01T03:00:00Z");
  CHECK(read("Tue Mar 10 2026 10:00:00 GMT+0000 (temps universel coordonné)") == "2026-03-10T10:00:00Z");
  CHECK(read("Tue, 10 Mar 2026 (a Tuesday (in May)) 10:00:00 +0000 (UTC") == "2026-03-10T10:00:00Z");
}

TEST_CASE("what cannot be a time is none") {
  for (const auto* text : {"",
                           " ",
                           "yesterday",
                           "Thu, 31 Jun 2004 19:48:21 GMT",
                           "2004-02-30",
                           "2004-13-01",
                           "Thu, 01 Jan 2004 25:00:00 GMT",
                           "2004-01-01T10:61:00Z",
                           "0000-01-01",
                           "2004-000",
                           "2003-366",
                           "32 Jan 2004",
                           "GMT",
                           "::::",
                           "1 2 3 4 5",
                           "Jan",
                           "+0100",
                           "2004-01-01T10:00:00+99:00",
                           "Thu, 01 Jan 2004 19:48:21 +9999",
                           "2004-0268",
                           "00257 Jan 2004",
                           "2004-01-0257",
                           "Sun Jan 4 16:29:06 2004 9999",
                           "9999-12-31T23:59:59-12:00"}) {
    CAPTURE(text);
    CHECK(read(text) == "nothing");
  }
  CHECK(read(std::string(10'000, '1')) == "nothing");
}

TEST_CASE("every time that is written is read again, in each of its forms") {
  std::mt19937_64 random(1);
  const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (int i = 0; i < 2000; ++i) {
    const sait::Time time{std::chrono::seconds(random() % 4'000'000'000U)};
    const auto text = format_time(time);
    CHECK(read(text) == text);
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
    const auto rfc822 = std::to_string(static_cast<unsigned>(date.day())) + " " +
                        months[static_cast<unsigned>(date.month()) - 1] + " " +
                        std::to_string(static_cast<int>(date.year())) + " " + text.substr(11, 8) + " +0000";
    CHECK(read(rfc822) == text);
  }
}

TEST_CASE("no bytes make it fail") {
  std::mt19937_64 random(2);
  const std::string pieces[] = {"Jan", "2004", "-", ":",  "T", "+", "Z",   "99", "é",        "\xff",
                                " ",   ",",    ".", "AM", "p", "(", "GMT", "1",  "12345678", "h"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n) text += pieces[random() % std::size(pieces)];
    const auto time = parse_loose_date(text);
    if (time) CHECK(*time >= sait::Time(std::chrono::sys_days(std::chrono::year(1899) / 12 / 30)));
  }
}
