#include "match/speech_act.hpp"

#include <algorithm>
#include <optional>

namespace sait {
namespace {

// Words between a negation and the match it belongs to: "no such migrant gets", "not all migrants get".
constexpr std::uint32_t kReach = 2;
// "Don't burn it down": directly before it, or what is said beside a threat would take it away.
constexpr std::uint32_t kReachOfHarm = 1;

// Cues stand in group 1 (at the beginning of a sentence) or 2, or, where a language has only one kind, in 1; a match
// without any is a phrase that only looks like a cue ("so-called fact check") and is stepped over. Calls
// found(words of the field) for each cue until it says true.
template <typename Found>
bool each_cue(const CueRegex& cues, const FoldedText& folded, WordRange sentence, Found&& found) {
  if (cues.regex == nullptr) return false;
  const auto words = cues.written ? folded.text_words(sentence) : folded.plain_words(sentence);
  const auto* field = cues.written ? folded.text.data() : folded.plain().data();
  const auto base = static_cast<std::size_t>(words.data() - field);
  const re2::StringPiece text(words.data(), words.size());
  re2::StringPiece groups[3];
  const int count = 1 + std::min(cues.regex->NumberOfCapturingGroups(), 2);
  for (std::size_t from = 0; from < words.size();) {
    if (!cues.regex->Match(text, from, text.size(), RE2::UNANCHORED, groups, count)) return false;
    for (int group = 1; group < count; ++group) {
      if (groups[group].data() == nullptr) continue;
      const auto begin = base + static_cast<std::size_t>(groups[group].data() - words.data());
      if (found(folded.words_at(begin, begin + groups[group].size(), cues.written))) return true;
    }
    const auto end = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
    from = std::max(from + 1, end - 1);  // the space behind may stand before the next cue
  }
  return false;
}

bool overlap(WordRange a, WordRange b) { return a.first < b.last && b.first < a.last; }

// A cue that lies in the match or at most `reach` words before it.
std::optional<WordRange> cue_at(const CueRegex& cues, const FoldedText& folded, WordRange sentence, WordRange match,
                                std::uint32_t reach, std::optional<WordRange> but_not) {
  const WordRange near{match.first - std::min(match.first - sentence.first, reach), match.last};
  std::optional<WordRange> at;
  each_cue(cues, folded, sentence, [&](WordRange words) {
    if (!overlap(words, near) || (but_not && overlap(words, *but_not))) return false;
    at = words;
    return true;
  });
  return at;
}

bool is_question_mark(std::string_view rest) {
  return rest.starts_with('?') || rest.starts_with("؟") || rest.starts_with("？") || rest.starts_with("⁇") ||
         rest.starts_with("⁈");
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

bool ends_with_question(const MatchPlace& place) {
  const auto& words = place.folded->words;
  const std::size_t from = words[place.sentence.last - 1].end;
  const std::size_t to = place.sentence.last == words.size() ? place.original.size() : words[place.sentence.last].begin;
  return from < to && asks(place.original.substr(from, to - from));
}

// Marks farther away than this belong to something else; and a text of nothing but claims costs no more a claim.
constexpr std::size_t kQuoteReach = 2'000;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// A mark behind a letter or a digit closes, or stands for inches or feet.
bool may_open(std::string_view text, std::size_t mark) {
  return mark == 0 || is_blank(text[mark - 1]) || text[mark - 1] == '(' || text[mark - 1] == '[' ||
         text[mark - 1] == ':' || text[mark - 1] == '-';
}

// An apostrophe goes on.
bool may_close(std::string_view text, std::size_t behind) {
  return behind >= text.size() || is_blank(text[behind]) ||
         std::string_view(".,;:!?)]-").find(text[behind]) != std::string_view::npos;
}

bool closes_somewhere(std::string_view behind, std::string_view mark) {
  for (auto at = behind.find(mark); at != std::string_view::npos; at = behind.find(mark, at + mark.size())) {
    const bool apostrophe = mark == "'" || mark == "’";
    if (!apostrophe || may_close(behind, at + mark.size())) return true;
  }
  return false;
}

// Whether [begin, end) of the original lies between quotation marks.
bool is_quoted(std::string_view original, std::size_t begin, std::size_t end) {
  const auto from = begin - std::min(begin, kQuoteReach);
  const auto before = original.substr(from, begin - from), behind = original.substr(end, kQuoteReach);
  // All marks begin with one of these bytes, and most texts have none.
  if (before.find_first_of("\"'\xE2\xC2") == std::string_view::npos) return false;
  constexpr std::pair<std::string_view, std::string_view> kPairs[] = {{"\"", "\""}, {"“", "”"}, {"„", "“"}, {"„", "”"},
                                                                      {"„", "\""},  {"«", "»"}, {"»", "«"}, {"‘", "’"},
                                                                      {"‚", "‘"},   {"'", "'"}};
  return std::ranges::any_of(kPairs, [&](const auto& pair) {
    const auto& [opening, closing] = pair;
    auto opened = before.rfind(opening);
    while (opened != std::string_view::npos && !may_open(before, opened))
      opened = opened == 0 ? std::string_view::npos : before.rfind(opening, opened - 1);
    if (opened == std::string_view::npos) return false;
    const auto said = before.substr(opened + opening.size());
    return !closes_somewhere(said, closing) && closes_somewhere(behind, closing);
  });
}

// Whether the line of the match begins with "> ", as quotes in letters do.
bool in_block_quote(std::string_view original, std::size_t begin) {
  const auto before = original.substr(begin - std::min(begin, kQuoteReach), std::min(begin, kQuoteReach));
  const auto line = before.rfind('\n');
  if (line == std::string_view::npos && before.size() < begin) return false;
  auto rest = before.substr(line == std::string_view::npos ? 0 : line + 1);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  const auto marks = std::min(rest.find_first_not_of('>'), rest.size());
  return marks > 0 && marks < rest.size() && is_blank(rest[marks]);
}

}  // namespace

SpeechActs::SpeechActs(const RuleSet& rules) {
  for (const auto& cues : rules.cues) cues_.emplace(cues.language, &cues);
}

JudgedAct SpeechActs::act_of(std::string_view language, const OwnCues& own, const MatchPlace& place, NarrativeKind kind,
                             bool quotes) const {
  static const Cues kNoCues;
  const auto known = cues_.find(language);
  const auto& cues = known == cues_.end() ? kNoCues : *known->second;
  const auto& folded = *place.folded;
  const auto by_cue = [&](SpeechAct act) -> std::optional<WordRange> {
    const auto index = static_cast<std::size_t>(act);
    std::optional<WordRange> at;
    each_cue(cues.acts[index], folded, place.sentence, [&](WordRange words) {
      const bool its = own.acts[index] && words.first >= place.match.first && words.last <= place.match.last;
      if (!its) at = words;
      return !its;
    });
    return at;
  };
  // A threat stays one whatever is said beside it ("burn it down, this myth ends now", "#refugeeswelcome"): only who
  // reports or quotes it, and a negation inside it or directly before it, makes it something else.
  const bool harm = kind == NarrativeKind::harm;
  const auto beside = [&](SpeechAct act) { return harm ? std::nullopt : by_cue(act); };
  if (const auto cue = beside(SpeechAct::debunk)) return {SpeechAct::debunk, *cue};
  const auto reach = harm ? kReachOfHarm : kReach;
  std::optional<WordRange> denied, negated;
  if (!own.denial) {
    each_cue(cues.denial, folded, place.sentence, [&](WordRange words) {
      denied = words;
      return true;
    });
  }
  if (!own.negation) negated = cue_at(cues.negation, folded, place.sentence, place.match, reach, denied);
  if (denied.has_value() != negated.has_value()) return {SpeechAct::debunk, denied ? *denied : *negated};
  if (const auto cue = beside(SpeechAct::question)) return {SpeechAct::question, *cue};
  if (!harm && ends_with_question(place)) return {SpeechAct::question, {}};
  if (const auto cue = beside(SpeechAct::counter)) return {SpeechAct::counter, *cue};
  if (const auto cue = beside(SpeechAct::first_person)) return {SpeechAct::first_person, *cue};
  if (const auto cue = by_cue(SpeechAct::quote)) return {SpeechAct::quote, *cue};
  const auto [first, last] = folded.original_span(place.match);
  if (is_quoted(place.original, first, last) || (!harm && in_block_quote(place.original, first)))
    return {SpeechAct::quote, {}};
  if (const auto cue = by_cue(SpeechAct::report)) return {SpeechAct::report, *cue};
  if (const auto cue = cue_at(cues.mood, folded, place.sentence, place.match, reach, std::nullopt))
    return {SpeechAct::report, *cue};
  return {quotes ? SpeechAct::quote : SpeechAct::claim, {}};
}

Stance SpeechActs::stance_of(std::string_view language, const FoldedText& folded, WordRange sentence) const {
  const auto known = cues_.find(language);
  if (known == cues_.end()) return Stance::neither;
  const auto& cues = *known->second;
  const auto says = [&](const CueRegex& list) {
    return each_cue(list, folded, sentence, [](WordRange) { return true; });
  };
  const auto acts = [&](SpeechAct act) { return says(cues.acts[static_cast<std::size_t>(act)]); };
  const bool doubts =
      acts(SpeechAct::debunk) || says(cues.denial) || acts(SpeechAct::question) || acts(SpeechAct::counter);
  if (doubts == says(cues.agreement)) return Stance::neither;
  return doubts ? Stance::doubting : Stance::believing;
}

}  // namespace sait
