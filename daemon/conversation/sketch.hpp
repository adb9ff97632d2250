// How many different ones: HyperLogLog with 2^14 registers, sparse until it pays to be dense. Bounded: at most 16 KiB.
// Flajolet et al. 2007; the estimator is Ertl's ("New cardinality estimation algorithms for HyperLogLog sketches",
// 2017, alg. 6), which needs no bias tables and no switch between ranges. Standard error 1.04 / sqrt(2^14) = 0.81 %.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/codec.hpp"
#include "model/record.hpp"

namespace sait {

class DistinctSketch {
 public:
  static constexpr unsigned kPrecision = 14;
  static constexpr std::size_t kRegisters = 1U << kPrecision;

  /// The entry of a uniformly distributed 64-bit hash.
  [[nodiscard]] static SketchEntry entry_of(std::uint64_t hash);

  void add(SketchEntry entry);
  void merge(const DistinctSketch& other);

  /// Rounded estimate of the number of distinct hashes added.
  [[nodiscard]] std::uint64_t estimate() const;
  [[nodiscard]] bool empty() const { return words_.empty(); }
  /// Bytes of memory beside the object itself.
  [[nodiscard]] std::size_t heap_bytes() const { return words_.capacity() * sizeof(std::uint32_t); }

  void save(Encoder& out) const;
  /// False (and an empty sketch) on damaged bytes.
  [[nodiscard]] bool load(Decoder& in);

  friend bool operator==(const DistinctSketch&, const DistinctSketch&) = default;

 private:
  friend class DistinctUnion;
  static constexpr std::size_t kSparseLimit = 2048;           // words: half of the dense size
  static constexpr std::size_t kDenseWords = kRegisters / 4;  // four registers of a byte each
  [[nodiscard]] bool dense() const { return words_.size() == kDenseWords; }
  [[nodiscard]] std::span<std::uint8_t> registers() {
    return {reinterpret_cast<std::uint8_t*>(words_.data()), kRegisters};
  }
  [[nodiscard]] std::span<const std::uint8_t> registers() const {
    return {reinterpret_cast<const std::uint8_t*>(words_.data()), kRegisters};
  }
  void make_dense();

  // Sparse: index << 8 | rank, sorted by index. Dense: all registers. One vector for both: most sketches are tiny and
  // there are very many of them.
  std::vector<std::uint32_t> words_;
};

/// How many different ones several sketches hold together: the estimate of their merge(), at the cost of their entries
/// alone. 16 KiB; for one question, not for keeping.
class DistinctUnion {
 public:
  using RankHistogram = std::array<std::uint32_t, 64 - DistinctSketch::kPrecision + 2>;

  DistinctUnion() { histogram_[0] = DistinctSketch::kRegisters; }
  void add(const DistinctSketch& sketch);
  [[nodiscard]] std::uint64_t estimate() const;

 private:
  std::array<std::uint8_t, DistinctSketch::kRegisters> registers_{};
  RankHistogram histogram_{};  // how many registers hold each rank
};

}  // namespace sait
