#include "conversation/sketch.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <random>

using sait::Decoder;
using sait::DistinctSketch;
using sait::Encoder;
using sait::SketchEntry;

namespace {

std::string saved(const DistinctSketch& sketch) {
  Encoder out;
  sketch.save(out);
  return out.take();
}

DistinctSketch of(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  DistinctSketch sketch;
  for (std::size_t i = 0; i < count; ++i) sketch.add(DistinctSketch::entry_of(random()));
  return sketch;
}

double relative_rms_error(std::size_t count, unsigned seeds) {
  double sum = 0;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    const auto off = static_cast<double>(of(seed, count).estimate()) / static_cast<double>(count) - 1.0;
    sum += off * off;
  }
  return std::sqrt(sum / seeds);
}

}  // namespace

TEST_CASE("a few are counted exactly, and the same again counts once") {
  DistinctSketch sketch;
  CHECK(sketch.empty());
  CHECK(sketch.estimate() == 0);
  std::mt19937_64 random(1);
  for (std::uint64_t count = 1; count <= 20; ++count) {
    const auto entry = DistinctSketch::entry_of(random());
    for (int repeat = 0; repeat < 3; ++repeat) sketch.add(entry);
    CHECK(sketch.estimate() == count);
  }
  CHECK_FALSE(sketch.empty());
}

TEST_CASE("counts are off by at most one percent over many seeds") {
  CHECK(relative_rms_error(100, 60) <= 0.01);
  CHECK(relative_rms_error(1000, 60) <= 0.01);
  CHECK(relative_rms_error(10'000, 40) <= 0.01);
  CHECK(relative_rms_error(100'000, 24) <= 0.01);
  if (std::getenv("SAIT_TEST_LONG") == nullptr) return;
  for (const std::size_t count : {10'000U, 100'000U, 1'000'000U}) {
    const auto error = relative_rms_error(count, 100);
    MESSAGE(count << ": " << 100 * error << " %");
    CHECK(error <= 0.01);
  }
}

TEST_CASE("an entry is the first fourteen bits of a hash and the place of the first one behind them") {
  CHECK(DistinctSketch::entry_of(0) == SketchEntry{0, 51});
  CHECK(DistinctSketch::entry_of(1) == SketchEntry{0, 50});
  CHECK(DistinctSketch::entry_of(1ULL << 49U) == SketchEntry{0, 1});
  CHECK(DistinctSketch::entry_of(~0ULL) == SketchEntry{16'383, 1});
  CHECK(DistinctSketch::entry_of(3ULL << 48U | 5ULL << 50U) == SketchEntry{5, 1});
}

TEST_CASE("a register keeps its highest rank, whatever the order") {
  DistinctSketch up, down;
  for (std::uint8_t rank = 1; rank <= 51; ++rank) {
    up.add({9, rank});
    down.add({9, static_cast<std::uint8_t>(52 - rank)});
  }
  DistinctSketch once;
  once.add({9, 51});
  CHECK(up == once);
  CHECK(down == once);
}

TEST_CASE("entries that no hash can give are left alone") {
  DistinctSketch sketch;
  sketch.add({16'384, 1});
  sketch.add({65'535, 51});
  sketch.add({0, 0});
  sketch.add({0, 52});
  CHECK(sketch.empty());
}

TEST_CASE("the sparse and the dense form count alike") {
  std::mt19937_64 random(2);
  auto dense = of(3, 10'000);
  DistinctSketch sparse;
  // The same registers reached through merges of small sketches and through one big one.
  DistinctSketch again;
  for (int part = 0; part < 100; ++part) {
    std::mt19937_64 hashes(3);
    hashes.discard(static_cast<unsigned long long>(part) * 100);
    DistinctSketch small;
    for (int i = 0; i < 100; ++i) small.add(DistinctSketch::entry_of(hashes()));
    again.merge(small);
  }
  CHECK(again == dense);
  CHECK(again.estimate() == dense.estimate());
  // Growing over the limit changes nothing but the form: each new register adds what it adds to a sketch made dense
  // early.
  auto early = of(4, 0);
  early.merge(dense);
  std::uint64_t before = 0;
  for (int i = 0; i < 3000; ++i) {
    sparse.add(DistinctSketch::entry_of(random()));
    const auto now = sparse.estimate();
    CHECK(now >= before);
    CHECK(now - before <= 3);  // no jump where the form changes
    before = now;
  }
}

TEST_CASE("a merge is the union, in any order, and again changes nothing") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 30; ++round) {
    const auto size = [&] { return static_cast<std::size_t>(random() % (round % 3 == 0 ? 8000 : 1500)); };
    const std::size_t na = size(), nb = size();
    const auto seed_a = random(), seed_b = random();
    const auto a = of(seed_a, na), b = of(seed_b, nb);
    DistinctSketch both;
    for (const auto& [seed, count] : {std::pair{seed_b, nb}, std::pair{seed_a, na}}) {
      std::mt19937_64 hashes(seed);
      for (std::size_t i = 0; i < count; ++i) both.add(DistinctSketch::entry_of(hashes()));
    }
    auto ab = a, ba = b;
    ab.merge(b);
    ba.merge(a);
    CHECK(ab == both);
    CHECK(ba == both);
    ab.merge(a);
    ab.merge({});
    CHECK(ab == both);
    CHECK(ab.estimate() >= std::max(a.estimate(), b.estimate()));
    auto empty = DistinctSketch();
    empty.merge(a);
    CHECK(empty == a);
  }
}

TEST_CASE("a saved sketch comes back the same and takes more as before") {
  for (const std::size_t count : {0U, 1U, 5U, 2000U, 2500U, 50'000U}) {
    CAPTURE(count);
    auto sketch = of(6, count);
    const auto bytes = saved(sketch);
    CHECK(bytes.size() <= 16 * 1024 + 1);
    DistinctSketch back = of(7, 100);  // what was there before is gone
    Decoder in(bytes);
    REQUIRE(back.load(in));
    CHECK(in.at_end());
    CHECK(back == sketch);
    CHECK(saved(back) == bytes);
    const auto more = of(8, 3000);
    sketch.merge(more);
    back.merge(more);
    CHECK(back == sketch);
  }
}

TEST_CASE("damaged bytes give an empty sketch, or one that has exactly those bytes") {
  std::mt19937_64 random(9);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    auto bytes = saved(of(random(), round % 50 == 0 ? 4000 : random() % 40));
    if (random() % 4 == 0) bytes.resize(random() % bytes.size());
    for (int flips = 0; flips < 3 && !bytes.empty(); ++flips)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    DistinctSketch sketch;
    Decoder in(bytes);
    if (!sketch.load(in)) {
      ++refused;
      CHECK(sketch.empty());
      continue;
    }
    CHECK(bytes.starts_with(saved(sketch)));
    CHECK(sketch.estimate() < std::uint64_t{1} << 62U);
  }
  CHECK(refused > 500);
}

TEST_CASE("a list of the same register over and over is damage") {
  Encoder out;
  out.flag(false);
  out.varint(3);
  out.varint(1 << 8U | 1U);
  out.varint(0);
  out.varint(1);
  DistinctSketch sketch;
  Decoder in(out.str());
  CHECK_FALSE(sketch.load(in));
}

TEST_CASE("a union counts what the merged sketch counts, whatever forms it is made of") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 40; ++round) {
    DistinctSketch merged;
    sait::DistinctUnion together;
    CHECK(together.estimate() == 0);
    const auto parts = random() % 25;
    for (std::uint64_t part = 0; part < parts; ++part) {
      const auto sketch = of(random() % 30, random() % 8 == 0 ? 5'000 : random() % 300);  // some repeat, some are dense
      merged.merge(sketch);
      together.add(sketch);
      CHECK(together.estimate() == merged.estimate());
    }
  }
}
