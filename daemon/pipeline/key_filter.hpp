// Which keys may be among the last ones: nearly every post is new, and the index of a million others, each in memory of
// its own, need not be asked to know it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "model/record.hpp"

namespace sait {

/// Of the last `most` keys that were added, all; of others, few. Takes two bytes for each. Not thread-safe.
class KeyFilter {
 public:
  explicit KeyFilter(std::size_t most) : most_(most), mask_(std::bit_ceil(most * kBitsAKey / kBits + 1) - 1) {}

  void add(const PostKey& key) {
    if (now_.empty()) now_.resize(mask_ + 1);
    if (added_ == most_) {
      before_ = std::exchange(now_, std::vector<std::uint64_t>(mask_ + 1));
      added_ = 0;
    }
    ++added_;
    now_[word_of(key)] |= bit_of(key);
  }

  [[nodiscard]] bool may_have(const PostKey& key) const { return has(now_, key) || has(before_, key); }

  /// Asks memory for what may_have() looks at.
  void fetch(const PostKey& key) const {
    if (!now_.empty()) __builtin_prefetch(&now_[word_of(key)]);
    if (!before_.empty()) __builtin_prefetch(&before_[word_of(key)]);
  }

 private:
  static constexpr std::size_t kBits = 64;     // of a word
  static constexpr std::size_t kBitsAKey = 8;  // at most one in eight of the others seems to be in a set

  [[nodiscard]] std::size_t word_of(const PostKey& key) const { return PostKeyHash()(key) / kBits & mask_; }
  static std::uint64_t bit_of(const PostKey& key) { return std::uint64_t{1} << (PostKeyHash()(key) % kBits); }
  [[nodiscard]] bool has(const std::vector<std::uint64_t>& bits, const PostKey& key) const {
    return !bits.empty() && (bits[word_of(key)] & bit_of(key)) != 0;
  }

  std::size_t most_, mask_;
  std::size_t added_ = 0;                    // to now_
  std::vector<std::uint64_t> now_, before_;  // of the last keys, and of the `most` before
};

}  // namespace sait
