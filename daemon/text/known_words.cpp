#include "text/known_words.hpp"

#include <algorithm>
#include <array>

#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kLongestText = 48;
constexpr std::size_t kOpening = 3;
constexpr std::size_t kShortestStem = 3;
constexpr std::size_t kEnding = 3;

bool at_character(std::string_view text, std::size_t place) {
  return place >= text.size() || !continues_character(text[place]);
}

}  // namespace

void KnownWords::add(std::string_view word) {
  if (word.empty()) return;
  words_.emplace(word);
  open(word);
}

void KnownWords::add_stem(std::string_view stem) {
  if (stem.size() < kShortestStem) return;
  stems_.emplace(stem);
  open(stem);
}

void KnownWords::add_shape(std::string_view shape) {
  const auto star = shape.find('*');
  if (star == std::string_view::npos || star < kShortestStem || star + 1 >= shape.size()) return;
  auto& same = shapes_[std::string(shape.substr(0, kOpening))];
  if (std::ranges::find(same, shape) == same.end()) same.emplace_back(shape);
}

bool KnownWords::has_shape(std::string_view text) const {
  if (shapes_.empty()) return false;
  const auto opening = shapes_.find(text.substr(0, kOpening));
  if (opening == shapes_.end()) return false;
  return std::ranges::any_of(opening->second, [&](std::string_view shape) {
    auto rest = text;
    for (bool first = true; !shape.empty(); first = false) {
      const auto size = std::min(shape.find('*'), shape.size());
      const auto piece = shape.substr(0, size);
      const bool last = size == shape.size();
      const auto at = first ? (rest.starts_with(piece) ? 0 : std::string_view::npos)
                            : (last ? rest.rfind(piece) : rest.find(piece));
      if (at == std::string_view::npos) return false;
      rest.remove_prefix(at + piece.size());
      if (last) return rest.empty();
      shape.remove_prefix(size + 1);
    }
    return rest.size() <= kEnding;  // it ended with a star
  });
}

void KnownWords::open(std::string_view word) {
  openings_.emplace(word.substr(0, kOpening));
  longest_ = std::max(longest_, word.size() + kEnding);
}

bool KnownWords::knows(std::string_view word) const {
  if (lists(word)) return true;
  for (std::size_t size = kShortestStem; size <= std::min(word.size(), longest_); ++size) {
    if (stems_.contains(word.substr(0, size))) return true;
  }
  return false;
}

bool KnownWords::is_part(std::string_view text) const {
  if (lists(text)) return true;
  for (std::size_t ending = 0; ending <= kEnding && ending + kShortestStem <= text.size(); ++ending) {
    if (stems_.contains(text.substr(0, text.size() - ending))) return true;
  }
  return false;
}

std::vector<std::size_t> KnownWords::split(std::string_view text) const {
  if (text.size() > kLongestText) return {};
  constexpr std::size_t kNone = kLongestText + 1;
  std::array<std::size_t, kLongestText + 1> fewest{}, from{};
  fewest.fill(kNone);
  fewest[0] = 0;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (fewest[begin] == kNone) continue;
    const bool opens = openings_.contains(text.substr(begin, kOpening));
    const auto furthest = std::min(text.size(), begin + (opens ? longest_ : kOpening - 1));
    for (std::size_t end = begin + 1; end <= furthest; ++end) {
      if (fewest[begin] + 1 >= fewest[end] || (begin == 0 && end == text.size())) continue;
      if (!at_character(text, end) || !is_part(text.substr(begin, end - begin))) continue;
      fewest[end] = fewest[begin] + 1;
      from[end] = begin;
    }
  }
  std::vector<std::size_t> ends;
  if (fewest[text.size()] == kNone) return ends;
  for (auto end = text.size(); end > 0; end = from[end]) ends.push_back(end);
  std::ranges::reverse(ends);
  return ends;
}

}  // namespace sait
