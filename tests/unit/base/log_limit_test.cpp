#include "base/log_limit.hpp"

#include <doctest/doctest.h>

using namespace sait;

TEST_CASE("a flood of messages is cut, counted, and let through again after a while") {
  LogLimit limit;
  LogLimit::Instant now{std::chrono::hours(1)};
  int written = 0;
  for (int i = 0; i < 1000; ++i) written += limit.allow(now) ? 1 : 0;
  CHECK(written == LogLimit::kMessages);
  CHECK(limit.take_held_back(now) == 0);  // its window is not over
  now += LogLimit::kWindow;
  CHECK(limit.take_held_back(now) == 1000 - LogLimit::kMessages);
  CHECK(limit.take_held_back(now) == 0);
  CHECK(limit.allow(now));
}
