#include "match/draft.hpp"

#include <algorithm>
#include <vector>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

// Lines and columns of a text, each asked for in constant time.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1))
      starts_.push_back(end + 1);
  }

  [[nodiscard]] TermFinding finding(const Term& term, std::size_t begin, std::size_t end) const {
    const auto line = std::ranges::upper_bound(starts_, begin) - 1;
    const auto before = text_.substr(*line, begin - *line);
    const auto first_byte = [](char c) { return !continues_character(c); };
    return {&term,
            begin,
            end,
            1 + static_cast<int>(line - starts_.begin()),
            1 + static_cast<int>(std::ranges::count_if(before, first_byte)),
            repair_utf8(text_.substr(begin, end - begin))};
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_{0};
};

// Whether a sentence or a paragraph ends inside: a text of our own is broken into lines anywhere.
bool is_parted(std::string_view words) {
  if (std::ranges::count(words, '\n') > 1) return true;
  for (auto mark = words.find_first_of(".!?"); mark != std::string_view::npos;
       mark = words.find_first_of(".!?", mark + 1)) {
    if (mark + 1 < words.size() && (words[mark + 1] == ' ' || words[mark + 1] == '\n')) return true;
  }
  return false;
}

}  // namespace

std::vector<TermFinding> terms_in(const RuleSet& rules, std::string_view text, std::string_view language) {
  std::vector<TermFinding> found;
  Folder folder(&rules.known);
  FoldedText folded;
  folder.fold(text, folded);
  const Lines lines(text);
  const auto words = folded.plain();
  const re2::StringPiece piece(words.data(), words.size());
  for (const auto& term : rules.terms) {
    if (!language.empty() && term.language != language) continue;
    if (term.regex == nullptr) {
      for (auto at = text.find(term.words); at != std::string_view::npos;
           at = text.find(term.words, at + term.words.size()))
        found.push_back(lines.finding(term, at, at + term.words.size()));
      continue;
    }
    re2::StringPiece groups[2];
    for (std::size_t from = 0;
         from < words.size() && term.regex->Match(piece, from, words.size(), RE2::UNANCHORED, groups, 2);) {
      const auto begin = static_cast<std::size_t>(groups[1].data() - words.data());
      const auto [first, last] = folded.original_span(folded.words_at(begin, begin + groups[1].size()));
      if (!is_parted(text.substr(first, last - first))) found.push_back(lines.finding(term, first, last));
      from = std::max(from + 1, begin + groups[1].size() - 1);
    }
  }
  std::ranges::stable_sort(found, {}, &TermFinding::begin);
  return found;
}

}  // namespace sait
