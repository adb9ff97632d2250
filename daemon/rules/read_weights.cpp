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

// Those that are not empty, with their number from 1.
std::vector<std::pair<std::string_view, std::size_t>> lines_of(std::string_view text) {
  std::vector<std::pair<std::string_view, std::size_t>> lines;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto size = std::min(text.find('\n'), text.size());
    if (size > 0) lines.emplace_back(text.substr(0, size), line);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return lines;
}

std::vector<ClaimWeights::Weight> read_words(const YamlNode& node) {
  std::vector<ClaimWeights::Weight> weights;
  const auto text = node.text();
  for (const auto& [said, line] : lines_of(text)) {
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

// "3:41 10:2 pension": the narratives by their number from 1, and in how many claims of each the word stood.
std::optional<NarrativeWords::Word> told_in(std::string_view line) {
  NarrativeWords::Word word;
  const auto take = [&](char end) -> std::optional<std::uint32_t> {
    std::uint32_t number = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), number);
    if (read.ec != std::errc() || read.ptr == line.data() + line.size() || *read.ptr != end) return std::nullopt;
    line.remove_prefix(static_cast<std::size_t>(read.ptr - line.data()) + 1);
    return number;
  };
  while (!line.empty()) {
    const auto colon = line.substr(0, line.find(' ')).find(':');
    if (colon == std::string_view::npos || colon == 0) break;  // a mark may be one
    const auto narrative = take(':');
    const auto claims = narrative ? take(' ') : std::nullopt;
    if (!claims || *narrative == 0) return std::nullopt;
    word.counts.push_back({*narrative - 1, *claims});
  }
  if (line.empty() || word.counts.empty() || line.find(' ') != std::string_view::npos) return std::nullopt;
  word.key = ClaimWeights::key(line);
  return word;
}

// What tells the narratives of a file apart; where there is one alone, nothing need be said.
void read_told(const YamlNode& root, WeightsDraft& draft) {
  auto& weights = draft.weights;
  const auto apart = root["apart"], claims = root["claims"], told = root["told"];
  if (!weights.hinted) return;
  if (!apart.present() || !claims.present() || !told.present()) {
    if (draft.narratives.size() != 1 || apart.present() || claims.present() || told.present())
      return root["hinted"].error(
          "weight",
          "hints need what tells the narratives apart, too: `apart`, `claims` and `told`; learn "
          "them with `saitctl rules learn`, or remove `hinted`");
    draft.told = {draft.narratives.front().text};
    (void)weights.told.set({1}, {});
    return;
  }
  weights.apart = apart.number(0, 0, kMostWeight);
  if (!claims.is_map())
    return claims.error("type", "`claims` is a map: of how many claims of each narrative the words were counted");
  std::vector<std::uint32_t> of_each;
  for (const auto& [id, count] : claims.entries()) {
    draft.told.push_back(id);
    of_each.push_back(static_cast<std::uint32_t>(count.integer(0, 0, 1'000'000'000)));
  }
  for (const auto& narrative : draft.narratives) {
    if (std::ranges::find(draft.told, narrative.text) == draft.told.end())
      narrative.node.error("weight",
                           fmt::format("\"{}\" is not among `claims`, so that no words tell of it; learn them "
                                       "again with `saitctl rules learn`, or take it out of this list",
                                       narrative.text));
  }
  const auto wrong = [&](std::string_view said, std::size_t line) {
    told.error("weight",
               fmt::format("\"{}\", line {} of `told`, does not tell in how many claims of which narrative of "
                           "`claims` a word stood, such as \"1:41 3:2 pension\", or tells it again; learn them "
                           "again with `saitctl rules learn`",
                           shorten(said, kShownCharacters), line));
  };
  const auto text = told.text();
  const auto lines = lines_of(text);
  if (lines.size() > limits::kWeights)
    return told.error("too-many",
                      fmt::format("more than {} words; learn them with a higher --fewest", limits::kWeights));
  std::vector<NarrativeWords::Word> words;
  for (const auto& [said, line] : lines) {
    auto word = told_in(said);
    if (!word) return wrong(said, line);
    words.push_back(*std::move(word));
  }
  if (const auto at = weights.told.set(std::move(of_each), words)) wrong(lines[*at].first, lines[*at].second);
}

}  // namespace

WeightsDraft read_weights(const std::string& language, const YamlNode& root) {
  WeightsDraft draft{{}, {}, {}, root};
  auto& weights = draft.weights;
  weights.language = language;
  const auto narratives = root.require("narratives");
  const auto ids = narratives.is_list() ? items_within(narratives, limits::kNamesOfWeights, "narratives")
                                        : std::vector<YamlNode>{narratives};
  for (const auto& item : ids) draft.narratives.push_back({item.text(), item});
  weights.bias = root.require("bias").number(0, -kMostWeight, kMostWeight);
  constexpr auto kUnreadBound = std::numeric_limits<double>::infinity();  // of a bound that is none only that is told
  weights.least = root.require("least").number(-kUnreadBound, -kMostWeight, kMostWeight);
  if (const auto hinted = root["hinted"]; hinted.present()) {
    weights.hinted = hinted.number(kUnreadBound, -kMostWeight, kMostWeight);
    if (*weights.hinted < weights.least)
      hinted.error("weight", "what is only hinted at has to weigh more than `least`, or as much");
  }
  read_told(root, draft);
  const auto words = root.require("words");
  if (!weights.set(read_words(words)))
    words.error("duplicate", "some word stands there twice; learn them again with `saitctl rules learn`");
  root.finish();
  return draft;
}

}  // namespace sait
