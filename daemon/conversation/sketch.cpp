#include "conversation/sketch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace sait {
namespace {

using RankHistogram = DistinctUnion::RankHistogram;
constexpr unsigned kValueBits = 64 - DistinctSketch::kPrecision;
constexpr std::uint32_t kMostItem = (static_cast<std::uint32_t>(DistinctSketch::kRegisters) << 8U) - 1;

// Ertl's sigma and tau: what the registers still at zero, and those at their maximum, add to the harmonic mean.
double sigma(double x) {
  if (x == 1.0) return INFINITY;
  double y = 1.0;
  double z = x;
  for (double before = -1.0; z != before;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

double tau(double x) {
  if (x == 0.0 || x == 1.0) return 0.0;
  double y = 1.0;
  double z = 1.0 - x;
  for (double before = -1.0; z != before;) {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1.0 - x) * (1.0 - x) * y;
  }
  return z / 3.0;
}

// `histogram`: how many registers hold each rank.
std::uint64_t estimate_of(const RankHistogram& histogram) {
  const auto m = static_cast<double>(DistinctSketch::kRegisters);
  if (histogram[0] == DistinctSketch::kRegisters) return 0;
  double z = m * tau(1.0 - static_cast<double>(histogram[kValueBits + 1]) / m);
  for (std::size_t k = kValueBits; k >= 1; --k) z = 0.5 * (z + histogram[k]);
  z += m * sigma(static_cast<double>(histogram[0]) / m);
  return static_cast<std::uint64_t>(std::llround(m * m / (2.0 * std::log(2.0) * z)));
}

}  // namespace

SketchEntry DistinctSketch::entry_of(std::uint64_t hash) {
  const auto index = static_cast<std::uint16_t>(hash >> kValueBits);
  const std::uint64_t rest = hash << kPrecision;
  const auto rank = static_cast<std::uint8_t>(std::min<int>(std::countl_zero(rest), static_cast<int>(kValueBits)) + 1);
  return {index, rank};
}

void DistinctSketch::make_dense() {
  const auto sparse = std::move(words_);
  words_.assign(kDenseWords, 0);
  const auto all = registers();
  for (const auto item : sparse) all[item >> 8U] = static_cast<std::uint8_t>(item & 255U);
}

void DistinctSketch::add(SketchEntry entry) {
  if (entry.index >= kRegisters || entry.rank == 0 || entry.rank > kValueBits + 1) return;
  if (dense()) {
    auto& rank = registers()[entry.index];
    rank = std::max(rank, entry.rank);
    return;
  }
  const std::uint32_t item = (static_cast<std::uint32_t>(entry.index) << 8U) | entry.rank;
  const auto at = std::ranges::lower_bound(words_, static_cast<std::uint32_t>(entry.index) << 8U);
  if (at != words_.end() && (*at >> 8U) == entry.index) {
    *at = std::max(*at, item);
    return;
  }
  const auto place = at - words_.begin();
  // A vector would double: a quarter more is enough, there are very many sketches.
  if (words_.size() == words_.capacity()) words_.reserve(words_.size() + words_.size() / 4 + 2);
  words_.insert(words_.begin() + place, item);
  if (words_.size() > kSparseLimit) make_dense();
}

void DistinctSketch::merge(const DistinctSketch& other) {
  if (other.dense()) {
    if (!dense()) make_dense();
    const auto mine = registers();
    const auto theirs = other.registers();
    for (std::size_t i = 0; i < kRegisters; ++i) mine[i] = std::max(mine[i], theirs[i]);
    return;
  }
  for (const auto item : other.words_)
    add({static_cast<std::uint16_t>(item >> 8U), static_cast<std::uint8_t>(item & 255U)});
}

std::uint64_t DistinctSketch::estimate() const {
  RankHistogram histogram{};
  if (dense()) {
    for (const auto rank : registers()) ++histogram[rank];
  } else {
    for (const auto item : words_) ++histogram[item & 255U];
    histogram[0] = static_cast<std::uint32_t>(kRegisters - words_.size());
  }
  return estimate_of(histogram);
}

void DistinctUnion::add(const DistinctSketch& sketch) {
  const auto raise = [this](std::size_t index, std::uint8_t rank) {
    auto& now = registers_[index];
    if (rank <= now) return;
    --histogram_[now];
    ++histogram_[rank];
    now = rank;
  };
  if (sketch.dense()) {
    const auto ranks = sketch.registers();
    for (std::size_t i = 0; i < ranks.size(); ++i) raise(i, ranks[i]);
    return;
  }
  for (const auto item : sketch.words_) raise(item >> 8U, static_cast<std::uint8_t>(item & 255U));
}

std::uint64_t DistinctUnion::estimate() const { return estimate_of(histogram_); }

void DistinctSketch::save(Encoder& out) const {
  out.flag(dense());
  if (dense()) {
    out.raw({reinterpret_cast<const char*>(words_.data()), kRegisters});
    return;
  }
  out.varint(words_.size());
  std::uint32_t before = 0;
  for (const auto item : words_) {
    out.varint(item - before);  // differences are small and never negative
    before = item;
  }
}

bool DistinctSketch::load(Decoder& in) {
  words_.clear();
  bool good = true;
  const auto good_rank = [](std::uint32_t rank) { return rank <= kValueBits + 1; };
  if (in.flag()) {
    const auto bytes = in.raw(kRegisters);
    good = bytes.size() == kRegisters;
    if (good) {
      words_.assign(kDenseWords, 0);
      std::ranges::copy(bytes, registers().begin());
      good = std::ranges::all_of(registers(), good_rank);
    }
  } else {
    const auto count = in.count();
    good = count <= kSparseLimit;
    words_.reserve(good ? count : 0);
    std::uint32_t item = 0;
    for (std::size_t i = 0; good && i < count && in.ok(); ++i) {
      item += static_cast<std::uint32_t>(in.varint(kMostItem - item));
      const auto rank = item & 255U;
      good = good_rank(rank) && rank != 0 && (words_.empty() || (item >> 8U) > (words_.back() >> 8U));  // each once
      words_.push_back(item);
    }
  }
  if (!good || !in.ok()) *this = {};
  return good && in.ok();
}

}  // namespace sait
