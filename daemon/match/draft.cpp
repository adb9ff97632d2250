#include "match/draft.hpp"

#include <algorithm>

#include "text/fold.hpp"
#include "text/sentences.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

TermFinding place(const Term& term, std::string_view text, std::size_t begin, std::size_t end) {
  const auto before = text.substr(0, begin);
  const auto line = before.rfind('\n');
  const auto from = line == std::string_view::npos ? 0 : line + 1;
  const auto first_byte = [](char c) { return !continues_character(c); };
  return {&term,
          begin,
          end,
          1 + static_cast<int>(std::ranges::count(before, '\n')),
          1 + static_cast<int>(std::ranges::count_if(before.substr(from), first_byte)),
          repair_utf8(text.substr(begin, end - begin))};
}

}  // namespace

std::vector<TermFinding> terms_in(const RuleSet& rules, std::string_view text, std::string_view language) {
  std::vector<TermFinding> found;
  Folder folder(&rules.known);
  FoldedText folded;
  folder.fold(text, folded);
  std::vector<WordRange> sentences;
  SentenceSplitter().split(text, folded, sentences);
  for (const auto& term : rules.terms) {
    if (!language.empty() && term.language != language) continue;
    if (term.regex == nullptr) {
      for (auto at = text.find(term.words); at != std::string_view::npos;
           at = text.find(term.words, at + term.words.size()))
        found.push_back(place(term, text, at, at + term.words.size()));
      continue;
    }
    for (const auto& sentence : sentences) {
      const auto words = folded.plain_words(sentence);
      const auto base = static_cast<std::size_t>(words.data() - folded.plain().data());
      const re2::StringPiece piece(words.data(), words.size());
      re2::StringPiece groups[2];
      for (std::size_t from = 0;
           from < words.size() && term.regex->Match(piece, from, words.size(), RE2::UNANCHORED, groups, 2);) {
        const auto begin = static_cast<std::size_t>(groups[1].data() - words.data());
        const auto [first, last] = folded.original_span(folded.words_at(base + begin, base + begin + groups[1].size()));
        found.push_back(place(term, text, first, last));
        from = std::max(from + 1, begin + groups[1].size() - 1);
      }
    }
  }
  std::ranges::stable_sort(found, {}, &TermFinding::begin);
  return found;
}

}  // namespace sait
