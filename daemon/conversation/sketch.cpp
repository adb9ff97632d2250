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
  dense_.assign(kRegisters, 0);
  for (const auto item : sparse_) dense_[item >> 8U] = static_cast<std::uint8_t>(item & 255U);
  sparse_ = {};
}

void DistinctSketch::add(SketchEntry entry) {
  if (entry.index >= kRegisters || entry.rank == 0 || entry.rank > kValueBits + 1) return;
  if (!dense_.empty()) {
    dense_[entry.index] = std::max(dense_[entry.index], entry.rank);
    return;
  }
  const std::uint32_t item = (static_cast<std::uint32_t>(entry.index) << 8U) | entry.rank;
  const auto at = std::ranges::lower_bound(sparse_, static_cast<std::uint32_t>(entry.index) << 8U);
  if (at != sparse_.end() && (*at >> 8U) == entry.index) {
    *at = std::max(*at, item);
    return;
  }
  sparse_.insert(at, item);
  if (sparse_.size() > kSparseLimit) make_dense();
}

void DistinctSketch::merge(const DistinctSketch& other) {
  if (!other.dense_.empty()) {
    if (dense_.empty()) make_dense();
    for (std::size_t i = 0; i < kRegisters; ++i) dense_[i] = std::max(dense_[i], other.dense_[i]);
    return;
  }
  for (const auto item : other.sparse_)
    add({static_cast<std::uint16_t>(item >> 8U), static_cast<std::uint8_t>(item & 255U)});
}

std::uint64_t DistinctSketch::estimate() const {
  RankHistogram histogram{};
  if (dense_.empty()) {
    for (const auto item : sparse_) ++histogram[item & 255U];
    histogram[0] = static_cast<std::uint32_t>(kRegisters - sparse_.size());
  } else {
    for (const auto rank : dense_) ++histogram[rank];
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
  for (const auto item : sketch.sparse_) raise(item >> 8U, static_cast<std::uint8_t>(item & 255U));
  for (std::size_t i = 0; i < sketch.dense_.size(); ++i) raise(i, sketch.dense_[i]);
}

std::uint64_t DistinctUnion::estimate() const { return estimate_of(histogram_); }

void DistinctSketch::save(Encoder& out) const {
  out.flag(!dense_.empty());
  if (!dense_.empty()) {
    out.raw({reinterpret_cast<const char*>(dense_.data()), dense_.size()});
    return;
  }
  out.varint(sparse_.size());
  std::uint32_t before = 0;
  for (const auto item : sparse_) {
    out.varint(item - before);  // differences are small and never negative
    before = item;
  }
}

bool DistinctSketch::load(Decoder& in) {
  sparse_.clear();
  dense_.clear();
  bool rising = true;  // each register once
  if (in.flag()) {
    const auto bytes = in.raw(kRegisters);
    dense_.assign(bytes.begin(), bytes.end());
  } else {
    const auto count = in.count();
    sparse_.reserve(std::min(count, kSparseLimit));
    std::uint32_t item = 0;
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
      item += static_cast<std::uint32_t>(in.varint(kMostItem - item));
      rising = rising && (sparse_.empty() || (item >> 8U) > (sparse_.back() >> 8U));
      sparse_.push_back(item);
    }
  }
  const auto good_rank = [](auto rank) { return (rank & 255U) <= kValueBits + 1; };
  const bool good = in.ok() && rising && sparse_.size() <= kSparseLimit && std::ranges::all_of(dense_, good_rank) &&
                    std::ranges::all_of(sparse_, [&](auto item) { return good_rank(item) && (item & 255U) != 0; });
  if (!good) *this = {};
  return good;
}

}  // namespace sait
