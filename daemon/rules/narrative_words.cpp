#include "rules/narrative_words.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sait {
namespace {

constexpr double kSeen = 0.3;    // claims that are added to each narrative, with words as in all: none is ruled out
constexpr double kSaysMost = 3;  // one word

}  // namespace

std::optional<std::size_t> NarrativeWords::set(std::vector<std::uint32_t> claims, const std::vector<Word>& words) {
  claims_ = std::move(claims);
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < words.size(); ++i) order.emplace_back(words[i].key, i);
  std::ranges::sort(order);
  keys_.clear();
  says_.clear();
  keys_.reserve(words.size());
  says_.reserve(words.size() * claims_.size());
  const auto all = std::accumulate(claims_.begin(), claims_.end(), 0.0);
  for (const auto& [key, index] : order) {
    if (!keys_.empty() && keys_.back() == key) return index;
    std::vector<double> found(claims_.size(), 0.0);
    for (const auto& count : words[index].counts) {
      if (count.narrative >= claims_.size() || found[count.narrative] > 0 || count.claims == 0 ||
          count.claims > claims_[count.narrative])
        return index;
      found[count.narrative] = count.claims;
    }
    const auto uses = std::accumulate(found.begin(), found.end(), 0.0);
    if (uses == 0) return index;
    keys_.push_back(key);
    for (std::size_t i = 0; i < claims_.size(); ++i) {
      const auto own = (found[i] + kSeen * uses / all) / (claims_[i] + kSeen);
      const auto others = (uses - found[i] + kSeen * uses / all) / (all - claims_[i] + kSeen);
      says_.push_back(static_cast<float>(std::clamp(std::log(own / others), -kSaysMost, kSaysMost)));
    }
  }
  return std::nullopt;
}

NarrativeWords::Nearest NarrativeWords::nearest(std::span<const std::uint64_t> features) const {
  if (claims_.size() == 1) return {0, std::numeric_limits<double>::infinity()};
  std::vector<double> sums(claims_.size(), 0.0);
  std::size_t known = 0;
  for (const auto feature : features) {
    const auto at = std::ranges::lower_bound(keys_, feature);
    if (at == keys_.end() || *at != feature) continue;
    ++known;
    const auto* says = says_.data() + static_cast<std::size_t>(at - keys_.begin()) * sums.size();
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += says[i];
  }
  if (known == 0) return {};
  const auto best = std::ranges::max_element(sums);
  double next = 0;
  for (auto sum = sums.begin(); sum != sums.end(); ++sum) {
    if (sum != best) next = std::max(next, *sum);
  }
  if (*best <= next) return {};
  return {static_cast<std::size_t>(best - sums.begin()), (*best - next) / std::sqrt(static_cast<double>(known))};
}

}  // namespace sait
