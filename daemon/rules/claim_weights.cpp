#include "rules/claim_weights.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sait {

namespace {

constexpr std::size_t kFewestSlots = 16;

}  // namespace

bool ClaimWeights::set(const std::vector<Weight>& weights) {
  // At most four fifths full: a feature that has no weight is told by a few looks that are next to each other.
  slots_.assign(std::bit_ceil(std::max(kFewestSlots, weights.size() + weights.size() / 4 + 1)), {});
  for (const auto& weight : weights) {
    auto at = slot_of(weight.key);
    for (; slots_[at].tag != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].tag == tag_of(weight.key)) return false;
    }
    slots_[at] = {tag_of(weight.key), weight.thousandths};
  }
  return true;
}

std::optional<std::int32_t> ClaimWeights::find(std::uint64_t feature) const {
  if (slots_.empty()) return std::nullopt;
  for (auto at = slot_of(feature); slots_[at].tag != 0; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].tag == tag_of(feature)) return slots_[at].thousandths;
  }
  return std::nullopt;
}

double ClaimWeights::weigh(std::span<const std::uint64_t> features) const {
  std::int64_t sum = 0, known = 0;
  if (!slots_.empty()) {
    for (const auto feature : features) __builtin_prefetch(&slots_[slot_of(feature)]);
  }
  for (const auto feature : features) {
    const auto weight = find(feature);
    if (!weight) continue;
    sum += *weight;
    ++known;
  }
  return static_cast<double>(sum) / 1000 / std::sqrt(static_cast<double>(known + 1)) + bias;
}

}  // namespace sait
