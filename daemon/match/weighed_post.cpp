#include "match/weighed_post.hpp"

#include <algorithm>
#include <tuple>

namespace sait {
namespace {

constexpr std::uint32_t kHintWords = 2 * Wording::kAround;  // of what a hint stands in

}  // namespace

double WeighedPost::weigh(const Occurrence& main, const ClaimWeights& weights) {
  return weigh(main.field, said_around(main), weights, false).weight;
}

double WeighedPost::weigh_hint(const Occurrence& hint, const ClaimWeights& weights) {
  return weigh(hint.field, part_of_hint(hint), weights, true).weight;
}

NarrativeWords::Nearest WeighedPost::nearest(const Occurrence& hint, const ClaimWeights& weights) {
  const auto part = part_of_hint(hint);
  auto& weighed = weigh(hint.field, part, weights, true);
  if (!weighed.nearest) weighed.nearest = weights.told.nearest(wording_.keys(part));
  return *weighed.nearest;
}

bool WeighedPost::is_contradicted(const Occurrence& hint, const ClaimWeights& weights) {
  return std::ranges::any_of(std::array{Field::text, Field::title}, [&](Field field) {
    if (field == hint.field || post_.input(field).folded.words.empty()) return false;
    return weigh(field, beginning_of(field), weights, true).weight < weights.least;
  });
}

bool WeighedPost::is_too_light_for_hints(const ClaimWeights& weights) {
  if (!post_.input(Field::alt).folded.words.empty()) return false;
  return std::ranges::all_of(std::array{Field::text, Field::title}, [&](Field field) {
    return post_.input(field).folded.words.empty() ||
           weigh(field, beginning_of(field), weights, true).weight < *weights.hinted;
  });
}

void WeighedPost::each_feature(const Occurrence& main, const std::function<void(std::string_view feature)>& call) {
  wording_.each_feature(said_around(main), call);
}

void WeighedPost::each_feature_of_hint(const Occurrence& hint,
                                       const std::function<void(std::string_view feature)>& call) {
  wording_.each_feature(part_of_hint(hint), call);
}

// Of a description of a picture, its own words alone.
Wording::Part WeighedPost::said_around(const Occurrence& main) const {
  const auto& in = post_.input(main.field);
  const auto& words = in.folded.words;
  Wording::Part part{in.original, &in.folded, Wording::around(main.words, in.folded)};
  std::tie(part.begin, part.end) = post_.text_around(main.field, words[main.words.first].begin);
  while (part.words.first < main.words.first && words[part.words.first].begin < part.begin) ++part.words.first;
  while (part.words.last > main.words.last && words[part.words.last - 1].begin >= part.end) --part.words.last;
  return part;
}

Wording::Part WeighedPost::part_of_hint(const Occurrence& hint) const {
  if (hint.field != Field::alt) return beginning_of(hint.field);
  const auto& in = post_.input(hint.field);
  const auto& words = in.folded.words;
  const auto [begin, end] = post_.text_around(hint.field, words[hint.words.first].begin);
  const auto at = [&](std::size_t byte) {
    return static_cast<std::uint32_t>(
        std::ranges::lower_bound(words, byte, {}, [](const auto& word) { return std::size_t{word.begin}; }) -
        words.begin());
  };
  const auto first = at(begin);
  return {in.original, &in.folded, {first, std::min(at(end), first + kHintWords)}, begin, end};
}

Wording::Part WeighedPost::beginning_of(Field field) const {
  const auto& in = post_.input(field);
  const auto size = std::min(static_cast<std::uint32_t>(in.folded.words.size()), kHintWords);
  return {in.original, &in.folded, {0, size}, 0, in.original.size()};
}

WeighedPost::Weighed& WeighedPost::weigh(Field field, const Wording::Part& part, const ClaimWeights& weights,
                                         bool is_hint) {
  auto& last = last_[static_cast<std::size_t>(field)][is_hint ? 1 : 0];
  if (last.post != post_.number() || last.by != &weights || last.words != part.words)
    last = {post_.number(), &weights, part.words, weights.weigh(wording_.keys(part))};
  return last;
}

}  // namespace sait
