#include "base/pulse.hpp"

#include <doctest/doctest.h>

using namespace sait;
using namespace std::chrono_literals;

TEST_CASE("a thread that has promised nothing, or rests, is never overdue") {
  const auto now = Pulse::Clock::now();
  Pulse pulse;
  CHECK_FALSE(pulse.overdue(now + 24h));
  pulse.expect_within(1s, now);
  pulse.rest();
  CHECK_FALSE(pulse.overdue(now + 24h));
}

TEST_CASE("a promise is broken a minute after its time, and mended by the next sign") {
  const auto now = Pulse::Clock::now();
  Pulse pulse;
  pulse.expect_within(10s, now);
  CHECK_FALSE(pulse.overdue(now + 70s));
  CHECK(pulse.overdue(now + 70s + 1ns));
  pulse.expect_within(0s, now + 90s);
  CHECK_FALSE(pulse.overdue(now + 150s));
  CHECK(pulse.overdue(now + 151s));
}

TEST_CASE("a thread that has ended unasked is overdue at once") {
  Pulse pulse;
  pulse.lose();
  CHECK(pulse.overdue());
}
