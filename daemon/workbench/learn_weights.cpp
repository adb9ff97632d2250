#include "workbench/learn_weights.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace sait {
namespace {

constexpr int kPasses = 12;
constexpr double kRate = 0.3, kBiasRate = 0.01, kPenalty = 1e-4;
constexpr double kFirstSquare = 1e-2;  // under the root before any gradient: no first step is too long
constexpr double kRounding = 0.01;     // moves the sum of some hundred features by less
constexpr int kRounds = 8;             // of learning again with what must hold and did not, twice as often each time

// A post as the numbers of its features, each once.
struct Row {
  std::vector<std::uint32_t> features;
  double scale = 1;  // of their sum: ClaimWeights::weigh
  bool claim = false;
  MustWeigh must = MustWeigh::anything;
};

struct Model {
  std::vector<double> weights;
  double bias = 0;

  [[nodiscard]] double weigh(const Row& row) const {
    double sum = 0;
    for (const auto feature : row.features) sum += weights[feature];
    return sum * row.scale + bias;
  }
};

// Numbers that look random and are the same on every machine (splitmix64, Steele, Lea, Flood 2014).
class Numbers {
 public:
  std::uint64_t next() {
    auto z = state_ += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  // Below `limit`, not quite evenly: an order needs no more.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }

 private:
  std::uint64_t state_ = 0;
};

Model fit(const std::vector<Row>& rows, std::vector<std::size_t> order, std::size_t features) {
  Model model{std::vector<double>(features, 0.0)};
  std::vector<double> squares(features, kFirstSquare);
  Numbers numbers;
  for (int pass = 0; pass < kPasses; ++pass) {
    for (auto i = order.size(); i > 1; --i) std::swap(order[i - 1], order[numbers.below(i)]);
    for (const auto index : order) {
      const auto& row = rows[index];
      const double error = 1 / (1 + std::exp(-model.weigh(row))) - (row.claim ? 1 : 0);
      for (const auto feature : row.features) {
        auto& weight = model.weights[feature];
        const double gradient = error * row.scale + kPenalty * weight;
        squares[feature] += gradient * gradient;
        weight -= kRate * gradient / std::sqrt(squares[feature]);
      }
      model.bias -= kBiasRate * error;
    }
  }
  return model;
}

// What each row weighs by what rows of the other parts taught.
std::vector<double> weighed_by_others(const std::vector<Row>& rows, std::size_t features) {
  std::vector<double> weighed(rows.size());
  for (std::size_t part = 0; part < kLearnParts; ++part) {
    std::vector<std::size_t> learnt;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i % kLearnParts != part) learnt.push_back(i);
    }
    const auto model = fit(rows, std::move(learnt), features);
    for (std::size_t i = part; i < rows.size(); i += kLearnParts) weighed[i] = model.weigh(rows[i]);
  }
  return weighed;
}

// How often one of `high` is above one of `low`; both sorted.
double ranking_of(const std::vector<double>& low, const std::vector<double>& high) {
  std::uint64_t above = 0;
  std::size_t below = 0;
  for (const auto value : high) {
    while (below < low.size() && low[below] < value) ++below;
    above += below;
  }
  return static_cast<double>(above) / (static_cast<double>(low.size()) * static_cast<double>(high.size()));
}

// The posts as rows; `names`: of the features that stand in enough of them, by number.
std::vector<Row> rows_of(std::span<const LabelledWording> posts, std::size_t fewest,
                         std::vector<std::string_view>& names) {
  std::unordered_map<std::string_view, std::uint32_t> uses, numbers;
  std::vector<std::vector<std::string_view>> texts;
  for (const auto& post : posts) {
    auto& text = texts.emplace_back(post.features.begin(), post.features.end());
    std::ranges::sort(text);
    text.erase(std::ranges::unique(text).begin(), text.end());
    for (const auto feature : text) ++uses[feature];
  }
  std::vector<Row> rows;
  for (std::size_t i = 0; i < posts.size(); ++i) {
    auto& row = rows.emplace_back();
    row.claim = posts[i].claim;
    row.must = posts[i].must;
    for (const auto feature : texts[i]) {
      if (uses[feature] < fewest) continue;
      const auto [number, is_new] = numbers.emplace(feature, static_cast<std::uint32_t>(names.size()));
      if (is_new) names.push_back(feature);
      row.features.push_back(number->second);
    }
    row.scale = 1 / std::sqrt(static_cast<double>(row.features.size() + 1));
  }
  return rows;
}

// What posts weigh at least that claim something: found by a phrase, or only hinted at.
struct Bounds {
  double least = 0, hinted = 0;

  [[nodiscard]] bool hold(const Row& row, double weighs) const {
    switch (row.must) {
      case MustWeigh::anything:
        return true;
      case MustWeigh::least:
        return weighs >= least + kRounding;
      case MustWeigh::hinted:
        return weighs >= hinted + kRounding;
      case MustWeigh::below_hinted:
        return weighs < hinted - kRounding;
    }
    return true;
  }
};

// Fitted until all weigh what they must; `lost`: how many never do.
Model fit_until_held(const std::vector<Row>& rows, std::size_t features, const Bounds& bounds, std::size_t& lost) {
  std::vector<std::size_t> all(rows.size()), repeats(rows.size(), 1);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  auto model = fit(rows, all, features);
  for (int round = 0;; ++round) {
    lost = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (bounds.hold(rows[i], model.weigh(rows[i]))) continue;
      ++lost;
      all.insert(all.end(), repeats[i], i);
      repeats[i] *= 2;
    }
    if (lost == 0 || round == kRounds) return model;
    model = fit(rows, all, features);
  }
}

// What the share `keep` of these (sorted) weighs at least.
double least_of(const std::vector<double>& weighed, double keep) {
  const auto lost = static_cast<std::size_t>((1 - keep) * static_cast<double>(weighed.size()));
  return weighed[std::min(lost, weighed.size() - 1)];
}

// Down to the next thousandth, as it is written.
double thousandths_down(double value) { return std::floor(1000 * value) / 1000; }

}  // namespace

std::optional<LearntWeights> learn_weights(std::span<const LabelledWording> posts, const LearnOptions& options) {
  LearntWeights learnt;
  for (const auto& post : posts) ++(post.claim ? learnt.claims : learnt.others);
  if (std::min(learnt.claims, learnt.others) < LearntWeights::kFewestPosts) return std::nullopt;
  std::vector<std::string_view> names;
  const auto rows = rows_of(posts, options.fewest, names);
  if (names.empty()) return std::nullopt;

  const auto weighed = weighed_by_others(rows, names.size());
  std::vector<double> claims, others;
  for (std::size_t i = 0; i < rows.size(); ++i) (rows[i].claim ? claims : others).push_back(weighed[i]);
  std::ranges::sort(claims);
  std::ranges::sort(others);
  learnt.ranking = ranking_of(others, claims);
  learnt.least = thousandths_down(least_of(claims, options.keep));
  learnt.hinted = std::max(learnt.least, thousandths_down(least_of(others, options.stray)) + 0.001);

  const auto model = fit_until_held(rows, names.size(), {learnt.least, learnt.hinted}, learnt.lost);
  // It may weigh all a little less than those of four parts of five did: what it was taught stays, too.
  std::vector<double> taught;
  for (const auto& row : rows) {
    if (row.claim) taught.push_back(model.weigh(row));
  }
  std::ranges::sort(taught);
  learnt.least = std::min(learnt.least, thousandths_down(least_of(taught, options.keep) - kRounding));
  const auto below = [&](const std::vector<double>& sorted) {
    return static_cast<std::uint64_t>(std::ranges::lower_bound(sorted, learnt.least) - sorted.begin());
  };
  learnt.kept = {claims.size() - below(claims), claims.size()};
  learnt.outweighed = {below(others), others.size()};
  learnt.strayed = {static_cast<std::uint64_t>(others.end() - std::ranges::lower_bound(others, learnt.hinted)),
                    others.size()};
  learnt.bias = std::round(1000 * model.bias) / 1000;
  for (std::size_t i = 0; i < names.size(); ++i)
    learnt.weights.emplace_back(static_cast<std::int32_t>(std::lround(1000 * model.weights[i])), names[i]);
  std::ranges::sort(learnt.weights);
  return learnt;
}

std::string weights_file(const LearntWeights& learnt, const LearntNarratives& told,
                         std::span<const std::string> narratives, const LearnOptions& options) {
  std::string claims;
  for (std::size_t i = 0; i < narratives.size() && i < told.claims.size(); ++i)
    claims += fmt::format("  {}: {}\n", narratives[i], told.claims[i]);
  std::string out = fmt::format(
      "# Written by `saitctl rules learn`; learn again rather than edit. {} claims and {} other posts.\n"
      "# In thousandths: below 0 it speaks against a claim. rules/README.md says what that does.\n"
      "narratives: [{}]\nbias: {:.3f}\nleast: {:.3f}\nhinted: {:.3f}\napart: {:.3f}\nclaims:\n{}words: |\n",
      learnt.claims, learnt.others, fmt::join(narratives, ", "), learnt.bias, learnt.least, learnt.hinted,
      options.apart, claims);
  for (const auto& [thousandths, feature] : learnt.weights) out += fmt::format("  {} {}\n", thousandths, feature);
  out += "# In how many claims of each narrative, by its number under `claims`, a word stood.\ntold: |\n";
  for (const auto& [word, counts] : told.words) {
    out += ' ';
    for (const auto& count : counts) out += fmt::format(" {}:{}", count.narrative + 1, count.claims);
    out += fmt::format(" {}\n", word);
  }
  return out;
}

}  // namespace sait
