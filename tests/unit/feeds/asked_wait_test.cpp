#include "feeds/asked_wait.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace sait;

namespace {

// In milliseconds; -1 for nothing.
std::int64_t asked(std::string_view text) {
  const auto wait = wait_asked(text, *parse_time("2026-03-05T10:00:00Z"));
  return wait ? wait->count() : -1;
}

std::int64_t aged(std::string_view text) {
  const auto age = max_age(text);
  return age ? age->count() : -1;
}

}  // namespace

TEST_CASE("a wait is asked for in seconds, whole or not, or until a date, and is a day at most") {
  CHECK(asked("0") == 0);
  CHECK(asked(" 120 ") == 120'000);
  CHECK(asked("30.5") == 31'000);
  CHECK(asked("30.0") == 30'000);
  CHECK(asked("86399.9") == 86'400'000);
  CHECK(asked("90000") == 86'400'000);
  CHECK(asked("99999999999999999999") == 86'400'000);
  CHECK(asked("Thu, 05 Mar 2026 10:01:00 GMT") == 60'000);
  CHECK(asked("Thu, 05 Mar 2026 09:00:00 GMT") == 0);
  CHECK(asked("Thu, 05 Mar 2036 09:00:00 GMT") == 86'400'000);
  for (const auto* nothing : {"", "-5", "soon", ".5", "1e3", "12 minutes"}) {
    CAPTURE(nothing);
    CHECK(asked(nothing) == -1);
  }
}

TEST_CASE("the age of an answer is found among what else is said of caching") {
  CHECK(aged("public, Max-Age=600, must-revalidate") == 600'000);
  CHECK(aged("max-age=99999999999999999999") == 86'400'000);
  CHECK(aged("no-store") == -1);
  CHECK(aged("max-age=") == -1);
}
