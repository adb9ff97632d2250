#include "rules/claim_weights.hpp"

#include <algorithm>
#include <cmath>

namespace sait {

bool ClaimWeights::set(std::vector<Weight> weights) {
  weights_ = std::move(weights);
  weights_.shrink_to_fit();
  std::ranges::sort(weights_, {}, &Weight::key);
  return std::ranges::adjacent_find(weights_, {}, &Weight::key) == weights_.end();
}

const ClaimWeights::Weight* ClaimWeights::find(std::uint64_t feature) const {
  const auto at = std::ranges::lower_bound(weights_, feature, {}, &Weight::key);
  return at == weights_.end() || at->key != feature ? nullptr : &*at;
}

double ClaimWeights::weigh(std::span<const std::uint64_t> features) const {
  std::int64_t sum = 0, known = 0;
  for (const auto feature : features) {
    const auto* weight = find(feature);
    if (weight == nullptr) continue;
    sum += weight->thousandths;
    ++known;
  }
  return static_cast<double>(sum) / 1000 / std::sqrt(static_cast<double>(known + 1)) + bias;
}

}  // namespace sait
