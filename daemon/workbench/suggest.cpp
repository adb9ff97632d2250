#include "workbench/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "text/language.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kLeastItems = 3;  // who, relation, what
constexpr std::size_t kLeastContent = 2;
constexpr std::size_t kMostRoom = 3;         // words between two parts, on the average
constexpr std::size_t kSameExamples = 8;     // candidates that find the same examples
constexpr std::uint64_t kEnoughPosts = 200;  // of a background, for everyday words to be told from it
constexpr double kCommonShare = 0.02;        // of posts, from which on a word is an everyday one
constexpr std::size_t kShownWrong = 3;

// The lexicons that phrases of narratives name, and in how many: what claims are made of. Others serve cues and harms.
std::map<std::string, std::size_t> lexicons_of(const RuleSet& rules, std::string_view language) {
  std::set<std::uint32_t> phrases;
  for (const auto& pattern : rules.patterns) {
    if (pattern.language != language || rules.narratives[pattern.narrative].kind != NarrativeKind::narrative) continue;
    std::vector<std::uint32_t> own;
    pattern.condition->phrases(own);
    phrases.insert(own.begin(), own.end());
  }
  std::map<std::string, std::size_t> named;
  for (const auto phrase : phrases) {
    const auto& source = rules.phrases[phrase].source;
    std::set<std::string> names;
    for (auto at = source.find('@'); at != std::string::npos; at = source.find('@', at + 1)) {
      const auto end = std::min(source.find_first_of(" )|?", at), source.size());
      names.insert(source.substr(at, end - at));
    }
    for (const auto& name : names) ++named[name];
  }
  return named;
}

std::vector<std::string> literals_of(const CompiledPhrase& form) {
  std::vector<std::string> out;
  // The part with the fewest alternatives tells most.
  const auto part = std::ranges::min_element(form.parts, {}, &RequiredPart::size);
  if (part == form.parts.end()) return out;
  for (const auto& literal : *part) {
    const auto first = literal.find_first_not_of(' ');
    if (first != std::string::npos) out.push_back(literal.substr(first, literal.find_last_not_of(' ') + 1 - first));
  }
  return out;
}

// Around a match, as people may read it.
std::string excerpt(const PostMatcher& matcher, const Span& span) {
  constexpr std::size_t kBefore = 60;
  const auto text = span.field == Field::alt ? matcher.words_at(span) : matcher.original(span.field);
  auto begin = span.field != Field::alt && span.begin > kBefore ? span.begin - kBefore : 0;
  while (begin < text.size() && (static_cast<unsigned char>(text[begin]) & 0xc0U) == 0x80) ++begin;
  auto out = mask(text.substr(begin));
  std::ranges::replace(out, '\n', ' ');
  return shorten(begin > 0 ? "…" + out : out, 160);
}

}  // namespace

Suggester::Suggester(RuleFiles files, std::shared_ptr<const RuleSet> rules, SuggestOptions options)
    : files_(std::move(files)),
      rules_(std::move(rules)),
      options_(std::move(options)),
      matcher_(rules_),
      folder_(&rules_->known) {}

Suggester::~Suggester() = default;

std::string Suggester::tag_of(const Post& post) const {
  if (auto tag = primary_tag(post.lang); !tag.empty()) return tag;
  const auto seems = detect_languages(post.text);
  // Whoever says which language it is knows better than a guess at a few words.
  if (!options_.language.empty() && seems.allow(options_.language)) return options_.language;
  return seems.sure.empty() ? "und" : seems.sure;
}

// What a post says, without what sets its copies apart: links, signs and case, which folding leaves out.
std::string Suggester::words_of(const Post& post) {
  std::string words;
  for (const auto text : {post.title, post.text}) {
    folder_.fold(without_identifiers(text), folded_);
    for (std::size_t i = 0; i < folded_.words.size(); ++i) words.append(folded_.plain_word(i)).append(" ");
  }
  return words;
}

bool Suggester::add(const Post& post, std::uint64_t line) {
  if (examples_.size() >= kMostExamples) return false;
  if (post.deleted) return true;
  if (!seen_.insert(words_of(post)).second) {
    ++copies_;
    return true;
  }
  examples_.push_back({without_identifiers(post.text), without_identifiers(post.title), tag_of(post), line, false});
  for (const std::string_view text : {examples_.back().text, examples_.back().title}) {
    folder_.fold(text, folded_);
    for (std::size_t i = 0; i < folded_.words.size(); ++i) uses_.try_emplace(std::string(folded_.plain_word(i)), 0);
  }
  return true;
}

void Suggester::count(const Post& post) {
  if (post.deleted) return;
  folder_.fold(post.text, folded_);
  ++background_;
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < folded_.words.size(); ++i) words.insert(folded_.plain_word(i));
  for (const auto word : words) {
    if (const auto use = uses_.find(word); use != uses_.end()) ++use->second;
  }
}

Status Suggester::choose_language() {
  if (options_.language.empty()) {
    std::map<std::string, std::size_t> tags;
    for (const auto& example : examples_) {
      if (rules_->words.contains(example.tag)) ++tags[example.tag];
    }
    const auto most = std::ranges::max_element(tags, {}, [](const auto& entry) { return entry.second; });
    if (most == tags.end())
      return Error{"language", "in which language the examples are cannot be told; say it with --lang"};
    options_.language = most->first;
  }
  const auto before = examples_.size();
  std::erase_if(examples_,
                [&](const Example& example) { return example.tag != options_.language && example.tag != "und"; });
  other_language_ = before - examples_.size();
  if (before > 0 && examples_.empty())
    return Error{"language", fmt::format("not one of the {} examples is in \"{}\"; give examples in that language, or "
                                         "another --lang",
                                         before, options_.language)};
  return {};
}

Post Suggester::post_of(const Example& example) const {
  Post post;
  post.text = example.text;
  post.title = example.title;
  post.lang = options_.language;
  return post;
}

void Suggester::note_known() {
  for (auto& example : examples_) {
    if (!matcher_.on_topic(post_of(example))) continue;
    for (const auto& match : matcher_.matches(options_.language)) {
      const auto& narrative = rules_->narratives[rules_->patterns[match.pattern].narrative];
      if (options_.narrative.empty() || narrative.id == options_.narrative) example.known = true;
    }
  }
}

bool Suggester::is_common(std::string_view word) const {
  constexpr std::size_t kTelling = 3;  // letters
  if (characters_of(word) < kTelling) return true;
  const auto use = uses_.find(word);
  if (background_ >= kEnoughPosts && use != uses_.end())
    return static_cast<double>(use->second) > kCommonShare * static_cast<double>(background_);
  return common_.contains(word);
}

// Who, relation, what: at least three parts of which two say something, one of them a lexicon where the examples have
// one; and whom the language's claims are about, where most of these examples name them.
bool Suggester::is_frame(const SharedSequence& sequence, const PhraseItems& items) const {
  if (sequence.items.size() < kLeastItems) return false;
  const auto& last = items.items()[sequence.items.back()];
  if (!last.content && !last.is_named()) return false;
  std::size_t content = 0;
  bool named = false, subject = false, what = false;
  for (const auto id : sequence.items) {
    const auto& item = items.items()[id];
    content += item.content ? 1 : 0;
    what |= item.content && item.text != subject_ && item.kind != PhraseItem::Kind::slot;
    named |= item.kind == PhraseItem::Kind::lexicon;
    subject |= item.text == subject_;
  }
  if (content < kLeastContent || !what) return false;
  if (subject) return true;
  const auto with = std::ranges::count_if(sequence.texts, [&](auto text) { return bool{has_subject_[text]}; });
  if (2 * static_cast<std::size_t>(with) >= sequence.texts.size()) return false;
  if (named) return true;
  // Words alone only where no lexicon stands in all of the examples that share them.
  std::map<std::uint32_t, std::set<std::uint32_t>> texts;
  for (const auto& place : sequence.places) {
    const auto& sentence = items.sentences()[place.sentence];
    for (const auto& here : sentence.at) {
      for (const auto& item : here) {
        const auto& shared = items.items()[item.id];
        if (shared.kind == PhraseItem::Kind::lexicon && shared.content) texts[item.id].insert(sentence.text);
      }
    }
  }
  return std::ranges::none_of(texts, [&](const auto& entry) { return entry.second.size() == sequence.texts.size(); });
}

// Of phrases that find the same the better one says who, relation and what, by lists rather than words, and no more.
double Suggester::quality(const SharedSequence& sequence, const DraftPhrase& phrase, const PhraseItems& items) const {
  double named = 0, content = 0, common = 0, stems = 0;
  for (const auto id : sequence.items) {
    const auto& item = items.items()[id];
    named += item.is_named() ? 1 : 0;
    content += item.content ? 1 : 0;
    common += item.content || item.is_named() ? 0 : 1;
    stems += item.kind == PhraseItem::Kind::stem ? 1 : 0;
  }
  const auto gaps = static_cast<double>(phrase.room());
  const auto more = static_cast<double>(phrase.parts.size() - sequence.items.size());  // choices
  return 3 * std::min(named, 3.0) + 2 * std::min(content, 4.0) + stems - common - 0.25 * gaps - 2.5 * more;
}

std::vector<Suggester::Candidate> Suggester::candidates(const PhraseItems& items) const {
  std::map<std::vector<std::uint32_t>, std::vector<Candidate>> by_examples;
  for (const auto& sequence : mine_sequences(items)) {
    const bool adds = std::ranges::any_of(sequence.texts, [&](auto text) { return !examples_[text].known; });
    if (!adds || !is_frame(sequence, items)) continue;
    auto& same = by_examples[sequence.texts];
    for (const auto& draft : phrases_of(sequence, items)) {
      if (draft.room() > kMostRoom * (draft.parts.size() - 1)) continue;
      Candidate candidate;
      candidate.phrase = draft.text();
      candidate.quality = quality(sequence, draft, items);
      candidate.texts = sequence.texts;
      same.push_back(std::move(candidate));
    }
    if (same.size() <= 4 * kSameExamples) continue;
    std::ranges::sort(same, {}, [](const Candidate& c) { return std::tuple(-c.quality, c.phrase); });
    same.resize(kSameExamples);
  }
  std::vector<Candidate> out;
  for (auto& [texts, same] : by_examples) {
    std::ranges::sort(same, {}, [](const Candidate& c) { return std::tuple(-c.quality, c.phrase); });
    if (same.size() > kSameExamples) same.resize(kSameExamples);
    std::ranges::move(same, std::back_inserter(out));
  }
  const auto adds = [&](const Candidate& candidate) {
    return std::ranges::count_if(candidate.texts, [&](auto text) { return !examples_[text].known; });
  };
  std::ranges::sort(out, {}, [&](const Candidate& c) { return std::tuple(-adds(c), -c.quality, c.phrase); });
  std::set<std::string> phrases;
  const auto& words = rules_->words.find(options_.language)->second;
  std::vector<Candidate> sound;
  for (auto& candidate : out) {
    if (sound.size() == kMostCandidates) break;
    const auto compiled = compile_phrase(candidate.phrase, words);
    if (std::holds_alternative<PhraseProblem>(compiled) || !phrases.insert(candidate.phrase).second) continue;
    sound.push_back(std::move(candidate));
  }
  return sound;
}

Status Suggester::propose() {
  if (examples_.empty())
    return Error{"no-examples", "there is no post in it; give at least two posts that make the same claim"};
  if (auto chosen = choose_language(); !chosen.ok()) return chosen;
  note_known();
  if (std::ranges::all_of(examples_, &Example::known))
    return Error{"found",
                 fmt::format("{} finds all {} examples in \"{}\" already; there is nothing to add",
                             options_.narrative.empty() ? "the pack" : fmt::format("\"{}\"", options_.narrative),
                             examples_.size(), options_.language)};
  common_ = common_words(files_, options_.language);
  std::set<std::string> lexicons;
  std::size_t most = 0;
  for (const auto& [name, count] : lexicons_of(*rules_, options_.language)) {
    lexicons.insert(name);
    if (count > most) subject_ = name;
    most = std::max(most, count);
  }
  PhraseItems items(rules_->words.find(options_.language)->second, lexicons);
  for (std::uint32_t i = 0; i < examples_.size(); ++i) {
    (void)matcher_.on_topic(post_of(examples_[i]));
    for (const auto field : {Field::text, Field::title}) {
      for (const auto sentence : matcher_.sentences(field)) items.read(matcher_.folded(field), sentence, i);
    }
  }
  items.finish([&](std::string_view word) { return is_common(word); });
  has_subject_.assign(examples_.size(), false);
  for (const auto& sentence : items.sentences()) {
    for (const auto& here : sentence.at) {
      for (const auto& item : here) {
        if (items.items()[item.id].text == subject_) has_subject_[sentence.text] = true;
      }
    }
  }
  candidates_ = candidates(items);
  if (candidates_.empty())
    return Error{
        "no-shared-words",
        fmt::format("{}; give more examples of one claim, or write a phrase by hand and try it with `saitctl "
                    "rules explain`",
                    examples_.size() == 1
                        ? std::string("one example alone shows no pattern")
                        : fmt::format("no two of the {} examples say who, relation and what in words they share",
                                      examples_.size()))};
  return try_on_examples();
}

Status Suggester::try_on_examples() {
  std::vector<std::string> phrases;
  for (const auto& candidate : candidates_) phrases.push_back(candidate.phrase);
  auto trial = with_phrases(files_, options_.language, phrases);
  if (!trial) return trial.error();
  trial_ = std::move(*trial);
  trial_matcher_ = std::make_unique<PostMatcher>(trial_->rules);
  for (std::size_t i = 0; i < examples_.size(); ++i) {
    if (!trial_matcher_->on_topic(post_of(examples_[i]))) continue;
    for (const auto& match : trial_matcher_->matches(options_.language)) {
      std::size_t index = 0;
      if (!trial_->is_phrase(match.pattern, index)) continue;
      auto& finds = candidates_[index].finds;
      if (finds.empty() || finds.back() != i) finds.push_back(i);
      if (match.act == SpeechAct::claim) claims_.insert(i);
    }
  }
  return {};
}

void Suggester::measure(const Post& post, std::uint64_t line) {
  if (post.deleted) return;
  ++measured_all_;
  const auto tag = tag_of(post);
  if (tag == options_.language || tag == "und") ++measured_;
  if (!trial_matcher_->on_topic(post)) return;
  std::size_t last = candidates_.size();
  const auto& matches = trial_matcher_->matches(trial_matcher_->language({}));
  const auto* narrative = rules_->find(options_.narrative);
  const bool counted =
      keeps_counts(*trial_->rules, matches) || (narrative != nullptr && narrative->storage == Storage::counts);
  for (const auto& match : matches) {
    std::size_t index = 0;
    if (!trial_->is_phrase(match.pattern, index) || std::exchange(last, index) == index) continue;
    auto& candidate = candidates_[index];
    ++candidate.wrong;
    if (candidate.wrong_examples.size() < kShownWrong)
      candidate.wrong_examples.push_back({line, counted ? kNoText : excerpt(*trial_matcher_, match.span)});
  }
}

Suggestions Suggester::result() const {
  Suggestions out;
  out.language = options_.language;
  out.examples = examples_.size();
  out.other_language = other_language_;
  out.copies = copies_;
  out.background = measured_;
  out.background_all = measured_all_;
  std::vector<bool> covered;
  for (const auto& example : examples_) {
    covered.push_back(example.known);
    out.found_already += example.known ? 1 : 0;
  }
  std::vector<const Candidate*> left;
  for (const auto& candidate : candidates_) {
    const bool adds = std::ranges::any_of(candidate.finds, [&](auto i) { return !examples_[i].known; });
    if (!adds || candidate.finds.size() < 2) continue;
    if (static_cast<double>(candidate.wrong) > options_.rate * static_cast<double>(measured_)) {
      ++out.too_common;
    } else {
      left.push_back(&candidate);
    }
  }
  while (out.phrases.size() < options_.most) {
    // Each round the one that adds most to those above; a background post it finds weighs as an example it adds.
    const auto beyond = [&](const Candidate& candidate) {
      return static_cast<std::size_t>(std::ranges::count_if(candidate.finds, [&](auto i) { return !covered[i]; }));
    };
    const auto rank = [&](const Candidate* candidate) {
      const auto more = beyond(*candidate);
      return std::tuple(more == 0, static_cast<double>(candidate->wrong) - static_cast<double>(more), candidate->wrong,
                        -candidate->quality, candidate->phrase);
    };
    const auto best = std::ranges::min_element(left, {}, rank);
    if (best == left.end() || beyond(**best) == 0) break;
    const auto& candidate = **best;
    Suggestion suggestion;
    suggestion.phrase = candidate.phrase;
    suggestion.finds = candidate.finds;
    suggestion.beyond = beyond(candidate);
    for (const auto i : candidate.finds) suggestion.adds += examples_[i].known ? 0 : 1;
    suggestion.wrong = candidate.wrong;
    suggestion.wrong_examples = candidate.wrong_examples;
    const auto form = compile_phrase(candidate.phrase, rules_->words.find(options_.language)->second);
    suggestion.literals = literals_of(std::get<CompiledPhrase>(form));
    for (const auto i : candidate.finds) covered[i] = true;
    left.erase(best);
    out.phrases.push_back(std::move(suggestion));
  }
  for (std::size_t i = 0; i < examples_.size(); ++i) {
    if (!covered[i]) out.missed.push_back(examples_[i].line);
    if (covered[i] && !examples_[i].known && !claims_.contains(i)) out.no_claims.push_back(examples_[i].line);
  }
  return out;
}

}  // namespace sait
