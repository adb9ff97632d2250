#include <algorithm>

#include "text/fold.hpp"

namespace sait {

std::string_view FoldedText::word(std::size_t index) const {
  const auto begin = words[index].folded;
  const auto end = index + 1 < words.size() ? words[index + 1].folded : text.size();
  return std::string_view(text).substr(begin, end - 1 - begin);
}

std::string_view FoldedText::plain_word(std::size_t index) const {
  const auto all = plain();
  const auto begin = words[index].plain;
  const auto end = index + 1 < words.size() ? words[index + 1].plain : all.size();
  return all.substr(begin, end - 1 - begin);
}

std::string_view FoldedText::plain_words(WordRange range) const {
  if (range.first >= range.last) return " ";
  const auto all = plain();
  const auto begin = words[range.first].plain - 1;
  const auto end = range.last < words.size() ? words[range.last].plain : all.size();
  return all.substr(begin, end - begin);
}

std::string_view FoldedText::text_words(WordRange range) const {
  if (range.first >= range.last) return " ";
  const auto begin = words[range.first].folded - 1;
  const auto end = range.last < words.size() ? words[range.last].folded : text.size();
  return std::string_view(text).substr(begin, end - begin);
}

WordRange FoldedText::words_at(std::size_t begin, std::size_t end, bool in_text) const {
  const auto place = [in_text](const FoldedWord& w) { return std::size_t{in_text ? w.folded : w.plain}; };
  auto first = static_cast<std::uint32_t>(std::ranges::upper_bound(words, begin, {}, place) - words.begin());
  if (first > 0) {
    const auto before = in_text ? word(first - 1) : plain_word(first - 1);
    if (begin < place(words[first - 1]) + before.size()) --first;
  }
  const auto last = static_cast<std::uint32_t>(std::ranges::lower_bound(words, end, {}, place) - words.begin());
  return {first, std::max(first, last)};
}

std::pair<std::uint32_t, std::uint32_t> FoldedText::original_span(WordRange range) const {
  if (range.first >= range.last) {
    const std::uint32_t between = range.first == 0 ? 0 : words[range.first - 1].end;
    return {between, between};
  }
  // Words that came out of one (½) share its bytes.
  std::uint32_t end = 0;
  for (auto i = range.first; i < range.last; ++i) end = std::max(end, words[i].end);
  return {words[range.first].begin, end};
}

}  // namespace sait
