#include "match/speech_act.hpp"

#include <algorithm>

namespace sait {
namespace {

// Cues stand in group 1; a match without it is a phrase that only looks like a cue ("so-called fact check") and is
// stepped over.
bool has_cue(const RE2* cues, std::string_view sentence) {
  if (cues == nullptr) return false;
  const re2::StringPiece text(sentence.data(), sentence.size());
  re2::StringPiece found[2];
  for (std::size_t from = 0; from < sentence.size();) {
    if (!cues->Match(text, from, text.size(), RE2::UNANCHORED, found, 2)) return false;
    if (found[1].data() != nullptr) return true;
    const auto end = static_cast<std::size_t>(found[0].data() - text.data()) + found[0].size();
    from = std::max(from + 1, end - 1);  // the space behind may stand before the next cue
  }
  return false;
}

// The folded sentence around `at`, with a space on both sides.
std::pair<std::size_t, std::size_t> sentence_around(std::string_view folded, std::size_t begin, std::size_t end) {
  const auto before = folded.rfind('\n', begin);
  const auto behind = folded.find('\n', end > begin ? end - 1 : begin);
  return {before == std::string_view::npos ? 0 : before + 1, behind == std::string_view::npos ? folded.size() : behind};
}

bool is_question_mark(std::string_view rest) {
  return rest.starts_with('?') || rest.starts_with("؟") || rest.starts_with("？");
}

// Whether the first run of sentence marks behind a word holds a question mark. Quotes, brackets and emoji before it do
// not matter.
bool asks(std::string_view behind) {
  bool in_marks = false;
  for (std::size_t i = 0; i < behind.size(); ++i) {
    const auto rest = behind.substr(i);
    if (is_question_mark(rest)) return true;
    const bool mark = rest.front() == '.' || rest.front() == '!' || rest.front() == '\n' || rest.starts_with("…");
    if (in_marks && !mark) return false;
    in_marks = in_marks || mark;
    if (rest.starts_with("…")) i += 2;
  }
  return false;
}

bool ends_with_question(std::string_view original, const FoldedText& folded, std::size_t sentence_end) {
  const auto& words = folded.words;
  const auto next =
      std::ranges::lower_bound(words, sentence_end, {}, [](const FoldedWord& w) { return std::size_t{w.folded}; });
  if (next == words.begin()) return false;
  const std::size_t from = std::prev(next)->end;
  const std::size_t to = next == words.end() ? original.size() : next->begin;
  return from < to && to <= original.size() && asks(original.substr(from, to - from));
}

// Whether [begin, end) of the original lies between quotation marks. Marks that open and close alike count by parity.
bool is_quoted(std::string_view original, std::size_t begin, std::size_t end) {
  const auto before = original.substr(0, begin), behind = original.substr(end);
  if (std::ranges::count(before, '"') % 2 == 1 && behind.find('"') != std::string_view::npos) return true;
  constexpr std::pair<std::string_view, std::string_view> kPairs[] = {
      {"“", "”"}, {"„", "“"}, {"„", "”"}, {"«", "»"}, {"»", "«"}};
  return std::ranges::any_of(kPairs, [&](const auto& pair) {
    const auto opened = before.rfind(pair.first);
    if (opened == std::string_view::npos || behind.find(pair.second) == std::string_view::npos) return false;
    return before.find(pair.second, opened + pair.first.size()) == std::string_view::npos;
  });
}

}  // namespace

SpeechActs::SpeechActs(const RuleSet& rules) {
  for (const auto& cues : rules.cues) {
    auto& slots = cues_.try_emplace(cues.language, ByAct{}).first->second;
    slots[static_cast<std::size_t>(cues.act)] = cues.regex.get();
  }
}

SpeechAct SpeechActs::act_of(std::string_view language, std::string_view original, const FoldedText& folded,
                             std::size_t begin, std::size_t end, NarrativeKind kind) const {
  const auto [from, to] = sentence_around(folded.text, begin, end);
  const auto sentence = std::string_view(folded.text).substr(from, to - from);
  const auto known = cues_.find(language);
  const auto by_cue = [&](SpeechAct act) {
    return known != cues_.end() && has_cue(known->second[static_cast<std::size_t>(act)], sentence);
  };
  if (by_cue(SpeechAct::debunk)) return SpeechAct::debunk;
  const bool marked = kind != NarrativeKind::harm && ends_with_question(original, folded, to);
  if (marked || by_cue(SpeechAct::question)) return SpeechAct::question;
  if (by_cue(SpeechAct::counter)) return SpeechAct::counter;
  if (by_cue(SpeechAct::first_person)) return SpeechAct::first_person;
  const auto [first, last] = folded.original_span(begin, end);
  if (by_cue(SpeechAct::quote) || is_quoted(original, first, last)) return SpeechAct::quote;
  if (by_cue(SpeechAct::report)) return SpeechAct::report;
  return SpeechAct::claim;
}

}  // namespace sait
