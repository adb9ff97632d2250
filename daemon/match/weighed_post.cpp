#include "match/weighed_post.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace sait {

double WeighedPost::weigh(const Occurrence& main, const ClaimWeights& weights) {
  return weigh(main.field, said_around(main), weights);
}

bool WeighedPost::is_contradicted(const Occurrence& hint, const ClaimWeights& weights) {
  return std::ranges::any_of(std::array{Field::text, Field::title}, [&](Field field) {
    if (field == hint.field || post_.input(field).folded.words.empty()) return false;
    return weigh(field, beginning_of(field, 2 * Wording::kAround), weights) < weights.least;
  });
}

bool WeighedPost::is_too_light_for_hints(const ClaimWeights& weights) {
  const auto words = [&](Field field) { return post_.input(field).folded.words.size(); };
  if (words(Field::title) > 0 || words(Field::alt) > 0) return false;
  if (words(Field::text) == 0 || words(Field::text) > Wording::kAround) return false;
  return weigh(Field::text, beginning_of(Field::text, Wording::kAround), weights) < *weights.hinted;
}

void WeighedPost::each_feature(const Occurrence& main, const std::function<void(std::string_view feature)>& call) {
  wording_.each_feature(said_around(main), call);
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

Wording::Part WeighedPost::beginning_of(Field field, std::uint32_t most) const {
  const auto& in = post_.input(field);
  const auto size = std::min(static_cast<std::uint32_t>(in.folded.words.size()), most);
  return {in.original, &in.folded, {0, size}, 0, in.original.size()};
}

double WeighedPost::weigh(Field field, const Wording::Part& part, const ClaimWeights& weights) {
  if (!last_ || last_->post != post_.number() || last_->by != &weights || last_->field != field ||
      last_->words != part.words)
    last_ = {post_.number(), &weights, field, part.words, weights.weigh(wording_.keys(part))};
  return last_->weight;
}

}  // namespace sait
