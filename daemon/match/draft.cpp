#include "match/draft.hpp"

#include <algorithm>
#include <vector>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

// A place in a text that only moves on: a text of one line of a megabyte is counted once, not once a term.
class Place {
 public:
  explicit Place(std::string_view text) : text_(text) {}

  void move_to(std::size_t place) {
    for (; at_ < place; ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        column_ = 1;
      } else if (!continues_character(text_[at_])) {
        ++column_;
      }
    }
  }

  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] int column() const { return column_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1, column_ = 1;
};

// Whether a sentence or a paragraph ends inside: a text of our own is broken into lines anywhere.
bool is_parted(std::string_view words) {
  if (std::ranges::count(words, '\n') > 1) return true;
  for (auto mark = words.find_first_of(".!?"); mark != std::string_view::npos;
       mark = words.find_first_of(".!?", mark + 1)) {
    if (mark + 1 < words.size() && std::string_view(" \r\n").find(words[mark + 1]) != std::string_view::npos)
      return true;
  }
  return false;
}

}  // namespace

std::vector<TermFinding> terms_in(const RuleSet& rules, std::string_view text, std::string_view language) {
  std::vector<TermFinding> found;
  Folder folder(&rules.known);
  FoldedText folded;
  folder.fold(text, folded);
  const auto add = [&](const Term& term, std::size_t begin, std::size_t end) {
    found.push_back({&term, begin, end, 0, 0, repair_utf8(text.substr(begin, end - begin))});
  };
  const auto words = folded.plain();
  const re2::StringPiece piece(words.data(), words.size());
  for (const auto& term : rules.terms) {
    if (!language.empty() && term.language != language) continue;
    if (term.regex == nullptr) {
      for (auto at = text.find(term.words); at != std::string_view::npos;
           at = text.find(term.words, at + term.words.size()))
        add(term, at, at + term.words.size());
      continue;
    }
    re2::StringPiece groups[2];
    for (std::size_t from = 0;
         from < words.size() && term.regex->Match(piece, from, words.size(), RE2::UNANCHORED, groups, 2);) {
      const auto begin = static_cast<std::size_t>(groups[1].data() - words.data());
      const auto [first, last] = folded.original_span(folded.words_at(begin, begin + groups[1].size()));
      if (!is_parted(text.substr(first, last - first))) add(term, first, last);
      from = std::max(from + 1, begin + groups[1].size() - 1);
    }
  }
  std::ranges::stable_sort(found, {}, &TermFinding::begin);
  Place place(text);
  for (auto& finding : found) {
    place.move_to(finding.begin);
    finding.line = place.line();
    finding.column = place.column();
  }
  return found;
}

}  // namespace sait
