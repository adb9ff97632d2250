// Calibrated on arrivals that are made otherwise than the fit supposes: posts that bring other posts, and counts with a
// rate that is drawn anew each hour.
#include "assess/growth.hpp"
#include "rounds.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <queue>
#include <random>
#include <vector>

using namespace sait;

namespace {

using Counts = std::vector<std::int64_t>;

// A branching process: every post brings a Poisson number of others after exponential delays. `rate`: what its
// expectation grows by; `delay`: the mean, in hours. The last kGrowthHours hours of those it is watched.
Counts branching(std::mt19937_64& random, double rate, double delay, int seeds) {
  const double watched = kGrowthHours + 4;
  std::priority_queue<double, std::vector<double>, std::greater<>> coming;
  std::uniform_real_distribution<double> at_first(0, delay);
  std::exponential_distribution<double> wait(1 / delay);
  std::poisson_distribution<int> brings(1 + rate * delay);
  for (int i = 0; i < seeds; ++i) coming.push(at_first(random));
  Counts counts(kGrowthHours, 0);
  while (!coming.empty() && coming.top() < watched) {
    const auto time = coming.top();
    coming.pop();
    const auto hour = static_cast<int>(time - 4 + 1) - 1;
    if (time >= 4 && hour < static_cast<int>(kGrowthHours)) ++counts[static_cast<std::size_t>(hour)];
    for (int i = brings(random); i > 0; --i) coming.push(time + wait(random));
  }
  return counts;
}

// Hourly rates that lie around an exponential by a gamma factor of variance `spread`.
Counts mixed(std::mt19937_64& random, double rate, double at_end, double spread) {
  std::gamma_distribution<double> factor(1 / spread, spread);
  Counts counts;
  for (std::size_t i = 0; i < kGrowthHours; ++i) {
    const auto mean = at_end * std::exp(rate * (static_cast<double>(i) - (kGrowthHours - 1)));
    counts.push_back(std::poisson_distribution<std::int64_t>(mean * factor(random))(random));
  }
  return counts;
}

struct Calibration {
  int fits = 0, held = 0;
  void add(const Counts& counts, double truth) {
    const auto rate = growth_rate(counts);
    if (!rate) return;
    ++fits;
    held += rate->low <= truth && truth <= rate->high ? 1 : 0;
  }
  [[nodiscard]] double coverage() const { return static_cast<double>(held) / fits; }
};

}  // namespace

TEST_CASE("intervals of doubling times hold the truth in 90 to 98 of 100 cases, where posts bring posts") {
  std::mt19937_64 random(20261126);
  for (const double doubling : {3.0, 6.0, 12.0}) {
    const auto truth = std::numbers::ln2 / doubling;
    Calibration branched, gamma;
    for (int i = 0; i < test::rounds(1'000); ++i) {
      branched.add(branching(random, truth, 1, 20 + i % 60), truth);
      gamma.add(mixed(random, truth, 10 + i % 200, 0.15), truth);
    }
    CAPTURE(doubling);
    MESSAGE(doubling << " h: branching " << branched.coverage() << " of " << branched.fits << ", gamma "
                     << gamma.coverage() << " of " << gamma.fits);
    CHECK(branched.fits > test::rounds(900));
    if (!test::all_rounds()) continue;
    CHECK(branched.coverage() >= 0.90);
    CHECK(branched.coverage() <= 0.98);
    // A dozen hours cannot tell a walk from chance of each hour's own: then the intervals are wider than need be.
    CHECK(gamma.fits > test::rounds(900));
    CHECK(gamma.coverage() >= 0.95);
  }
}

TEST_CASE("intervals of half-lives hold the truth in 90 to 98 of 100 cases, where posts bring posts") {
  std::mt19937_64 random(20261127);
  for (const double half : {3.0, 6.0, 12.0}) {
    const auto truth = -std::numbers::ln2 / half;
    Calibration branched, gamma;
    for (int i = 0; i < test::rounds(1'000); ++i) {
      branched.add(branching(random, truth, 1, 300 + 10 * (i % 60)), truth);
      gamma.add(mixed(random, truth, (10 + i % 200) * std::exp(truth * (kGrowthHours - 1)), 0.15), truth);
    }
    CAPTURE(half);
    MESSAGE(half << " h: branching " << branched.coverage() << " of " << branched.fits << ", gamma " << gamma.coverage()
                 << " of " << gamma.fits);
    CHECK(branched.fits > test::rounds(900));
    if (!test::all_rounds()) continue;
    CHECK(branched.coverage() >= 0.90);
    CHECK(branched.coverage() <= 0.98);
    // A dozen hours cannot tell a walk from chance of each hour's own: then the intervals are wider than need be.
    CHECK(gamma.fits > test::rounds(900));
    CHECK(gamma.coverage() >= 0.95);
  }
}

TEST_CASE("what is plain is told plainly") {
  const auto doubles = growth_rate(Counts{8, 16, 32, 64, 128, 256, 512, 1024});
  REQUIRE(doubles);
  CHECK(doubles->low > 0);
  CHECK(doubles->estimate == doctest::Approx(std::numbers::ln2).epsilon(0.05));
  const auto time = doubling_time(*doubles);
  REQUIRE(time);
  CHECK(*time->low < *time->estimate);
  CHECK(*time->estimate < *time->high);
  CHECK(*time->estimate == doctest::Approx(1).epsilon(0.05));
  CHECK_FALSE(half_life(*doubles));

  const auto halves = growth_rate(Counts{1024, 512, 256, 128, 64, 32, 16, 8});
  REQUIRE(halves);
  CHECK(*half_life(*halves)->estimate == doctest::Approx(1).epsilon(0.05));
  CHECK_FALSE(doubling_time(*halves));

  const auto steady = growth_rate(Counts(12, 20));
  REQUIRE(steady);
  CHECK(steady->low < 0);
  CHECK(steady->high > 0);
  CHECK_FALSE(doubling_time(*steady)->high);
  CHECK_FALSE(half_life(*steady)->high);
}

TEST_CASE("of little nothing is said, and of more than twelve hours the newest count") {
  CHECK_FALSE(growth_rate(Counts{}));
  CHECK_FALSE(growth_rate(Counts{20, 20, 20}));
  CHECK_FALSE(growth_rate(Counts{3, 3, 3}));
  CHECK_FALSE(growth_rate(Counts{2, 2, 2, 3}));
  CHECK(growth_rate(Counts{2, 2, 3, 3}));
  CHECK_FALSE(growth_rate(Counts{-5, 4, 0, 3, 2}));  // edits may take more away than they bring
  Counts many(400, 100'000);
  for (int i = 0; i < 12; ++i) many.push_back(100 + i);
  const auto newest = growth_rate(std::span(many).last(12));
  const auto all = growth_rate(many);
  CHECK(all->low == newest->low);
  CHECK(all->high == newest->high);
}
