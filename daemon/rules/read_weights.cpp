#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "rules/limits.hpp"
#include "rules/read.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kShownCharacters = 40;
constexpr double kMostWeight = 100;  // sums of thousandths stay far from the end of 64 bits

// "-412 according to"; nothing if it is none.
std::optional<ClaimWeights::Weight> weight_in(std::string_view line) {
  ClaimWeights::Weight weight;
  const auto* const end = line.data() + line.size();
  const auto read = std::from_chars(line.data(), end, weight.thousandths);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != ' ' || end - read.ptr < 2) return std::nullopt;
  constexpr int kMost = static_cast<int>(1000 * kMostWeight);
  if (weight.thousandths > kMost || weight.thousandths < -kMost) return std::nullopt;
  const std::string_view feature(read.ptr + 1, static_cast<std::size_t>(end - read.ptr - 1));
  // Nothing is called so.
  if (feature.starts_with(' ') || feature.ends_with(' ') || feature.find("  ") != std::string_view::npos)
    return std::nullopt;
  weight.key = ClaimWeights::key(feature);
  return weight;
}

std::vector<ClaimWeights::Weight> read_words(const YamlNode& node) {
  std::vector<ClaimWeights::Weight> weights;
  const auto text = node.text();
  std::string_view rest = text;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const auto size = std::min(rest.find('\n'), rest.size());
    const auto said = rest.substr(0, size);
    rest.remove_prefix(std::min(size + 1, rest.size()));
    if (said.empty()) continue;
    const auto weight = weight_in(said);
    if (!weight) {
      node.error("weight",
                 fmt::format("\"{}\", line {} of `words`, is not a weight in thousandths (at most {} of them), "
                             "a space and what it is of, such as \"-412 according to\"; learn them again with "
                             "`saitctl rules learn`",
                             shorten(said, kShownCharacters), line, static_cast<int>(1000 * kMostWeight)));
      return weights;
    }
    if (weights.size() == limits::kWeights) {
      node.error("too-many", fmt::format("more than {} weights; learn them with a higher --fewest", limits::kWeights));
      return weights;
    }
    weights.push_back(*weight);
  }
  return weights;
}

}  // namespace

WeightsDraft read_weights(const std::string& language, const YamlNode& root) {
  WeightsDraft draft{{}, {}, root};
  auto& weights = draft.weights;
  weights.language = language;
  const auto narratives = root.require("narratives");
  const auto ids = narratives.is_list() ? items_within(narratives, limits::kNamesOfWeights, "narratives")
                                        : std::vector<YamlNode>{narratives};
  for (const auto& item : ids) draft.narratives.push_back({item.text(), item});
  weights.bias = root.require("bias").number(0, -kMostWeight, kMostWeight);
  constexpr auto kUnread = std::numeric_limits<double>::infinity();  // of a bound that is none only that is told
  weights.least = root.require("least").number(-kUnread, -kMostWeight, kMostWeight);
  if (const auto hinted = root["hinted"]; hinted.present()) {
    weights.hinted = hinted.number(kUnread, -kMostWeight, kMostWeight);
    if (*weights.hinted < weights.least)
      hinted.error("weight", "what is only hinted at has to weigh more than `least`, or as much");
  }
  const auto words = root.require("words");
  if (!weights.set(read_words(words)))
    words.error("duplicate", "some word stands there twice; learn them again with `saitctl rules learn`");
  root.finish();
  return draft;
}

}  // namespace sait
