#include "workbench/share.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace sait;

// Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (Wilson, without correction).
TEST_CASE("share: Wilson's interval as published") {
  const auto near = [](const Share& share, double low, double high) {
    const auto range = share.range();
    CHECK(range.low == doctest::Approx(low).epsilon(0.0005));
    CHECK(range.high == doctest::Approx(high).epsilon(0.0005));
  };
  near({81, 263}, 0.2553, 0.3662);
  near({15, 148}, 0.0624, 0.1605);
  near({0, 20}, 0.0, 0.1611);
  near({1, 29}, 0.0061, 0.1718);
}

TEST_CASE(
    "share: an interval holds its share, lies in [0, 1], is narrower with more cases, mirrors, and is exact at its "
    "ends") {
  for (std::uint64_t cases = 1; cases <= 60; ++cases) {
    for (std::uint64_t hits = 0; hits <= cases; ++hits) {
      const Share share{hits, cases};
      const auto range = share.range();
      CHECK(range.low >= 0);
      CHECK(range.high <= 1);
      CHECK(range.low <= share.value());
      CHECK(range.high >= share.value());
      const auto mirrored = Share{cases - hits, cases}.range();
      CHECK(mirrored.low == doctest::Approx(1 - range.high));
      const auto more = Share{hits * 4, cases * 4}.range();
      CHECK(more.high - more.low < range.high - range.low);
    }
  }
  CHECK(Share{0, 40}.range().low == 0);
  CHECK(Share{40, 40}.range().high == 1);
  CHECK(Share{}.range().low == 0);
  CHECK(Share{}.range().high == 1);
}

TEST_CASE("share: nothing is said of fewer than thirty cases") {
  CHECK_FALSE(Share{29, 29}.known());
  CHECK(Share{0, 30}.known());
  CHECK_FALSE(Hits{10, 9, 10}.known());
  CHECK(Hits{0, 0, 30}.known());  // who finds nothing has no precision, and an F of 0
}

TEST_CASE("share: F is the harmonic mean, within its interval") {
  for (const auto& hits : {Hits{40, 10, 20}, Hits{1, 50, 3}, Hits{0, 10, 10}, Hits{50, 0, 0}}) {
    const double p = hits.precision().value(), r = hits.recall().value();
    CHECK(hits.f() == doctest::Approx(p + r == 0 ? 0 : 2 * p * r / (p + r)));
    CHECK(hits.f_range().low <= hits.f());
    CHECK(hits.f_range().high >= hits.f());
  }
}
