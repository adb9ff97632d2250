#include "match/post_matcher.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>
#include <utility>

#include "match/weighed_post.hpp"
#include "text/language.hpp"

namespace sait {
namespace {

constexpr std::string_view kUndetermined = "und";
constexpr std::uint32_t kMostJudged = 8;  // matches of one pattern in a sentence of which the act is looked for

bool is_known(std::string_view tag) { return !tag.empty() && tag != kUndetermined; }

}  // namespace

struct PostMatcher::Impl {
  // What of a pattern was found in a sentence.
  struct Matched {
    static constexpr std::size_t kNone = ~std::size_t{0};

    std::uint64_t adding = 0;   // the value of `adding` for which the rest holds
    std::size_t match = kNone;  // its index in `found`
    std::uint32_t judged = 0;   // places of which the act was looked for
    bool outweighed = false;    // a claim was
  };
  explicit Impl(std::shared_ptr<const RuleSet> set)
      : rules(std::move(set)), acts(*rules), post(*rules), weighed(post), looked_at(rules->patterns.size(), 0) {}

  std::shared_ptr<const RuleSet> rules;
  SpeechActs acts;
  SearchedPost post;
  WeighedPost weighed;
  std::array<std::vector<Matched>, kFields> matched_in;  // by field and sentence
  std::uint64_t round = 0;                               // of looking at patterns
  std::uint64_t adding = 0;                              // of adding a pattern's matches

  std::vector<std::uint64_t> looked_at;  // by pattern: the round
  std::vector<std::uint32_t> woken;      // patterns to look at
  std::vector<std::uint32_t> asking;     // those that the phrase at hand wakes and that may hold
  Findings findings, unwanted;
  std::vector<Match> found, outweighed;
  bool tells_light_hints = false;
  std::vector<Span> spans;
  std::vector<Occurrence> sources;  // beside spans
  std::optional<Languages> detected;
  std::optional<std::pair<std::pair<Field, std::uint32_t>, Languages>> detected_in;  // the last sentence asked about

  void begin(const Post& next, AuthorClass author) {
    post.begin(next, author);
    detected.reset();
    detected_in.reset();
  }

  // Calls look(pattern) for each pattern that one of its phrases wakes, once, until it says true. `patterns`: by
  // phrase.
  template <typename Look>
  bool each_woken(const std::vector<std::vector<std::uint32_t>>& patterns, Look&& look) {
    ++round;
    for (const auto& in : post.inputs()) {
      const auto woken_phrases = rules->prefilter.woken(in.scan);
      for (const auto phrase : woken_phrases) post.fetch(phrase);
      for (const auto phrase : woken_phrases) {
        if (const auto& anchored = rules->phrases[phrase].anchored) anchored->fetch();
        __builtin_prefetch(patterns[phrase].data());
      }
      woken.clear();
      for (const auto phrase : woken_phrases) {
        asking.clear();
        std::ranges::copy_if(patterns[phrase], std::back_inserter(asking),
                             [&](auto pattern) { return looked_at[pattern] != round && may_hold(pattern); });
        if (asking.empty() || post.occurrences(phrase).empty()) continue;
        for (const auto pattern : asking) {
          looked_at[pattern] = round;
          __builtin_prefetch(&rules->patterns[pattern].language);
          __builtin_prefetch(&rules->patterns[pattern].condition);
          woken.push_back(pattern);
        }
      }
      for (const auto pattern : woken) {
        __builtin_prefetch(rules->patterns[pattern].condition.get());
        __builtin_prefetch(rules->patterns[pattern].unless.get());
      }
      for (const auto pattern : woken) {
        if (look(pattern)) return true;
      }
    }
    return false;
  }

  // Whether what the pattern cannot do without may stand somewhere in the post.
  bool may_hold(std::uint32_t pattern) const {
    const auto may_stand = [&](std::uint32_t phrase) {
      return std::ranges::any_of(post.inputs(),
                                 [&](const auto& in) { return rules->prefilter.may_match(phrase, in.scan); });
    };
    return std::ranges::all_of(rules->patterns[pattern].needed,
                               [&](const auto& phrases) { return std::ranges::any_of(phrases, may_stand); });
  }

  // The groups that the pattern finds and its narrative's `none` leaves.
  bool holds(const Pattern& pattern) {
    findings.clear();
    // The rarest first: most are not there, and then the long lists need not be looked for.
    const auto stands = [&](std::uint32_t phrase) { return !post.occurrences(phrase).empty(); };
    if (!std::ranges::all_of(pattern.needed, [&](const auto& phrases) { return std::ranges::any_of(phrases, stands); }))
      return false;
    if (!pattern.condition->holds(post, {}, findings)) return false;
    if (pattern.unless->empty()) return true;
    std::optional<std::pair<Field, std::uint32_t>> sentence;  // the last that was looked at
    bool silenced = false;
    findings.filter([&](std::span<const Occurrence> group) {
      const std::pair own(group.front().field, group.front().sentence);
      if (std::exchange(sentence, own) == own) return !silenced;
      silenced = std::ranges::any_of(*pattern.unless, [&](const auto& unless) {
        unwanted.clear();
        return unless->holds(post, {own.first, own.second}, unwanted);
      });
      return !silenced;
    });
    return findings.size() > 0;
  }

  void show(Match& match, std::span<const Occurrence> group, const JudgedAct& act) {
    const auto field = group.front().field;
    match.act = act.act;
    match.cue = act.cue.first < act.cue.last ? post.span_of(field, act.cue) : Span{};
    match.span = post.span_of(field, group.front().words);
    match.first = spans.size();
    match.count = group.size();
    for (const auto& occurrence : group) {
      spans.push_back(post.span_of(occurrence.field, occurrence.words));
      sources.push_back(occurrence);
    }
  }

  struct Statement {
    WordRange words;
    OwnCues own;
  };

  // What is judged of a group: its first occurrence, and what of its sentence stands so near that it is one statement
  // with it ("migrants do not get more" of `near: {of: ["migrants", "get more"]}`).
  [[nodiscard]] Statement statement_of(std::span<const Occurrence> group) const {
    constexpr std::uint32_t kTogether = 12;  // words
    const auto& main = group.front();
    Statement statement{main.words, rules->phrases[main.phrase].own};
    for (const auto& other : group.subspan(1)) {
      const WordRange both{std::min(statement.words.first, other.words.first),
                           std::max(statement.words.last, other.words.last)};
      if (other.field != main.field || other.sentence != main.sentence || both.last - both.first > kTogether) continue;
      statement.words = both;
      const auto& own = rules->phrases[other.phrase].own;
      for (std::size_t act = 0; act < kSpeechActs; ++act) statement.own.acts[act] |= own.acts[act];
      statement.own.negation |= own.negation;
      statement.own.denial |= own.denial;
    }
    return statement;
  }

  // One match a sentence is enough: of what was found there the first that claims and is not outweighed, else the
  // first.
  void add_matches(std::uint32_t index) {
    const auto& pattern = rules->patterns[index];
    const auto& narrative = rules->narratives[pattern.narrative];
    const bool quotes = !post.post().quote_of.empty();
    const auto first_outweighed = outweighed.size();
    ++adding;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const auto group = findings.group(i);
      const auto& main = group.front();
      const auto& in = post.input(main.field);
      auto& sentences = matched_in[static_cast<std::size_t>(main.field)];
      if (sentences.size() < in.sentences.size()) sentences.resize(in.sentences.size());
      auto& matched = sentences[main.sentence];
      if (matched.adding != adding) matched = {.adding = adding};
      if (claims(matched) || matched.judged >= kMostJudged) continue;
      ++matched.judged;
      const bool is_light = pattern.hint && is_light_hint(main, pattern);
      if (is_light && !tells_light_hints) continue;
      // Of a threat only what stands inside it or directly before it counts (SpeechActs::act_of).
      const auto statement = statement_of(narrative.kind == NarrativeKind::harm ? group.first(1) : group);
      const auto act =
          acts.act_of(rules->phrases[main.phrase].language, statement.own,
                      {in.original, &in.folded, in.sentences[main.sentence], statement.words}, narrative.kind, quotes);
      Match match;
      match.pattern = index;
      match.if_thread = pattern.needs_thread;
      if (pattern.hint && act.act != SpeechAct::claim) continue;
      if (is_light || (act.act == SpeechAct::claim && pattern.weights && !pattern.hint &&
                       weighed.weigh(main, *pattern.weights) < pattern.weights->least)) {
        if (std::exchange(matched.outweighed, true)) continue;
        show(match, group, act);
        outweighed.push_back(match);
      } else if (matched.match == Matched::kNone) {
        show(match, group, act);
        matched.match = found.size();
        found.push_back(match);
      } else if (act.act == SpeechAct::claim) {
        show(found[matched.match], group, act);
      }
    }
    // Another place of the sentence claims.
    const auto none = std::ranges::remove_if(
        outweighed.begin() + static_cast<std::ptrdiff_t>(first_outweighed), outweighed.end(), [&](const Match& match) {
          const auto& main = sources[match.first];
          return claims(matched_in[static_cast<std::size_t>(main.field)][main.sentence]);
        });
    outweighed.erase(none.begin(), none.end());
  }

  // Whether the words around what a hint found weigh too little, or tell of another narrative, or of none. A language
  // has one file of weights, and is_worth_hints() has seen that it says what hints ask for.
  [[nodiscard]] bool is_light_hint(const Occurrence& main, const Pattern& hint) {
    const auto& weights = *hint.weights;
    if (weighed.weigh_hint(main, weights) < *weights.hinted || weighed.is_contradicted(main, weights)) return true;
    const auto told = weighed.nearest(main, weights);
    return told.narrative != hint.weighed_as || told.lead < weights.apart;
  }

  // A hint says something only where no phrase does: none claims in the post, and those of its narrative find nothing;
  // and in the language of the post alone. What is retired, in the shadow, or of a thread that is not known
  // here, says nothing, and a threat says something else.
  [[nodiscard]] bool is_worth_hints(const std::string& language) {
    const auto weights = rules->hint_weights.find(language);
    if (weights == rules->hint_weights.end()) return false;
    const auto claims_something = [&](const Match& match) {
      return match.act == SpeechAct::claim && !match.if_thread && speaks_for_itself(rules->patterns[match.pattern]);
    };
    if (std::ranges::any_of(found, claims_something) || std::ranges::any_of(outweighed, claims_something)) return false;
    if (tells_light_hints) return true;
    // Before anything is looked for: next to no post weighs enough.
    return may_find_hint(language) && !weighed.is_too_light_for_hints(*weights->second);
  }
  [[nodiscard]] bool may_find_hint(std::string_view language) const {
    const auto is_own = [&](std::uint32_t pattern) { return rules->patterns[pattern].language == language; };
    return std::ranges::any_of(post.inputs(), [&](const auto& in) {
      return std::ranges::any_of(rules->prefilter.woken(in.scan), [&](std::uint32_t phrase) {
        return std::ranges::any_of(rules->hinted_by[phrase], is_own);
      });
    });
  }
  [[nodiscard]] bool may_hint(const Pattern& hint, std::string_view language) const {
    return hint.weights && language == hint.language && std::ranges::none_of(found, [&](const Match& match) {
             const auto& pattern = rules->patterns[match.pattern];
             return !pattern.hint && !match.if_thread && pattern.narrative == hint.narrative;
           });
  }
  [[nodiscard]] bool speaks_for_itself(const Pattern& pattern) const {
    const auto& narrative = rules->narratives[pattern.narrative];
    const auto maturity = narrative.maturity.find(pattern.language);
    return narrative.kind == NarrativeKind::narrative &&
           (maturity == narrative.maturity.end() ||
            (maturity->second != Maturity::retired && maturity->second != Maturity::shadow));
  }

  // What a pattern finds, in a post that is in `language`.
  void look_for(std::uint32_t index, const std::string& language) {
    const auto& pattern = rules->patterns[index];
    // A tag says what somebody claims to write in: it must not hide a threat.
    const bool spoken = language == kUndetermined || pattern.language == language ||
                        rules->narratives[pattern.narrative].kind == NarrativeKind::harm ||
                        detected_languages().allow(pattern.language);
    if (!holds(pattern)) return;
    // A post may say one thing in another language: then that sentence is asked.
    if (!spoken)
      findings.filter([&](std::span<const Occurrence> group) { return is_said_in(group.front(), pattern.language); });
    if (findings.size() > 0) add_matches(index);
  }

  void look_for_hint(std::uint32_t index, const std::string& language) {
    if (may_hint(rules->patterns[index], language)) look_for(index, language);
  }

  [[nodiscard]] bool claims(const Matched& matched) const {
    return matched.match != Matched::kNone && found[matched.match].act == SpeechAct::claim;
  }

  // Whether the sentence of an occurrence seems to be in the language.
  [[nodiscard]] bool is_said_in(const Occurrence& occurrence, std::string_view language) {
    const std::pair sentence(occurrence.field, occurrence.sentence);
    if (!detected_in || detected_in->first != sentence) {
      const auto& in = post.input(occurrence.field);
      const auto [begin, end] = in.folded.original_span(in.sentences[occurrence.sentence]);
      detected_in.emplace(sentence, detect_languages(in.original.substr(begin, end - begin)));
    }
    const auto& seems = detected_in->second;
    return seems.sure == language || std::ranges::find(seems.plausible, language) != seems.plausible.end();
  }

  const Languages& detected_languages() {
    if (!detected) detected = detect_languages(post.post().text);
    return *detected;
  }
};

PostMatcher::PostMatcher(std::shared_ptr<const RuleSet> rules) : impl_(std::make_unique<Impl>(std::move(rules))) {}
PostMatcher::~PostMatcher() = default;

bool PostMatcher::on_topic(const Post& post, AuthorClass author) {
  auto& impl = *impl_;
  impl.begin(post, author);
  if (std::ranges::any_of(impl.post.inputs(), [](const auto& input) { return input.scan.topic(); })) return true;
  // Required literals alone are no topic: everyday words would put everyday posts into the journal.
  return impl.each_woken(impl.rules->woken_by, [&](std::uint32_t index) {
    const auto& pattern = impl.rules->patterns[index];
    return !pattern.needs_thread && impl.holds(pattern);
  });
}

std::string PostMatcher::language(const std::vector<std::string>& feed_languages) {
  if (auto tag = primary_tag(impl_->post.post().lang); is_known(tag)) return tag;
  if (const auto& tag = impl_->detected_languages().sure; is_known(tag)) return tag;
  return feed_languages.size() == 1 ? feed_languages.front() : std::string(kUndetermined);
}

const std::vector<Match>& PostMatcher::matches(const std::string& language, bool light_hints) {
  auto& impl = *impl_;
  impl.tells_light_hints = light_hints;
  impl.found.clear();
  impl.outweighed.clear();
  impl.spans.clear();
  impl.sources.clear();
  impl.each_woken(impl.rules->woken_by, [&](std::uint32_t index) {
    impl.look_for(index, language);
    return false;
  });
  if (impl.is_worth_hints(language)) {
    impl.each_woken(impl.rules->hinted_by, [&](std::uint32_t index) {
      impl.look_for_hint(index, language);
      return false;
    });
  }
  std::ranges::sort(impl.found, {},
                    [](const Match& m) { return std::tuple(m.pattern, m.span.field, m.span.media, m.span.begin); });
  return impl.found;
}

std::span<const Match> PostMatcher::outweighed() const { return impl_->outweighed; }

double PostMatcher::weigh(const Match& match) {
  const auto& pattern = impl_->rules->patterns[match.pattern];
  const auto& main = impl_->sources[match.first];
  return pattern.hint ? impl_->weighed.weigh_hint(main, *pattern.weights)
                      : impl_->weighed.weigh(main, *pattern.weights);
}

NarrativeWords::Nearest PostMatcher::nearest(const Match& hint) {
  return impl_->weighed.nearest(impl_->sources[hint.first], *impl_->rules->patterns[hint.pattern].weights);
}

void PostMatcher::each_feature(const Match& match, const std::function<void(std::string_view feature)>& call) {
  const auto& main = impl_->sources[match.first];
  if (impl_->rules->patterns[match.pattern].hint) return impl_->weighed.each_feature_of_hint(main, call);
  impl_->weighed.each_feature(main, call);
}

Stance PostMatcher::stance(const std::string& language) {
  if (impl_->post.input(Field::text).folded.words.empty()) return Stance::neither;
  const auto& text = impl_->post.split(Field::text);
  auto stance = Stance::neither;
  // A reply comes to the point; what stands far below is about something else.
  constexpr std::size_t kSentences = 8;
  for (const auto sentence : std::span(text.sentences).first(std::min(kSentences, text.sentences.size()))) {
    const auto said = impl_->acts.stance_of(language, text.folded, sentence);
    if (said == Stance::neither) continue;
    if (stance != Stance::neither && said != stance) return Stance::neither;
    stance = said;
  }
  return stance;
}

std::span<const Span> PostMatcher::spans(const Match& match) const {
  return std::span(impl_->spans).subspan(match.first, match.count);
}

std::vector<NamedSlot> PostMatcher::slots(const Match& match) {
  std::vector<NamedSlot> out;
  for (std::size_t i = match.first; i < match.first + match.count; ++i) {
    const auto& occurrence = impl_->sources[i];
    const auto& slots = impl_->rules->phrases[occurrence.phrase].form.slots;
    for (std::size_t k = 0; k < slots.size(); ++k) {
      auto value = impl_->post.slot_value(occurrence, k);
      if (!value) continue;
      out.push_back({slots[k].name, std::move(*value),
                     impl_->post.span_of(occurrence.field, impl_->post.slot_words(occurrence, k))});
    }
  }
  return out;
}

void PostMatcher::add_declared(const Match& match, const Heard& heard, std::vector<MatchRef>& refs) {
  const auto& pattern = impl_->rules->patterns[match.pattern];
  const auto& narrative = impl_->rules->narratives[pattern.narrative];
  std::optional<std::vector<std::string>> places;
  const auto heard_in = [&](const Audience& audience) {
    if (!heard.region.empty() && audience.inside.contains(heard.region)) return true;
    if (!places) {
      places.emplace();
      for (const auto& slot : slots(match)) {
        if (slot.value.type == SlotType::place) places->push_back(region_key(slot.value.unit));
      }
    }
    return std::ranges::any_of(*places, [&](const auto& place) { return audience.inside.contains(place); });
  };
  for (const auto& [audience, home] : heard.audiences) {
    if (narrative.counts_for(*audience, pattern.language) && (home || heard_in(*audience)))
      refs.push_back({narrative.id, audience->id, match.act});
  }
}

std::vector<const Term*> PostMatcher::terms(const Match& match) {
  std::vector<const Term*> out;
  const auto& occurrence = impl_->sources[match.first];
  const auto& in = impl_->post.input(occurrence.field);
  const auto words = in.folded.plain_words(in.sentences[occurrence.sentence]);
  const auto signs = impl_->post.with_signs_around(occurrence.field, occurrence.sentence);
  const auto day =
      impl_->post.post().created_at ? format_time(*impl_->post.post().created_at).substr(0, 10) : std::string();
  for (const auto& term : impl_->rules->terms) {
    if (term.language != impl_->rules->phrases[occurrence.phrase].language || !in_use(term, day)) continue;
    const bool there = term.regex == nullptr
                           ? signs.find(term.words) != std::string_view::npos
                           : RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), *term.regex);
    if (there) out.push_back(&term);
  }
  return out;
}

PostView& PostMatcher::view() { return impl_->post; }

void PostMatcher::read(const Post& post, AuthorClass author) { impl_->begin(post, author); }
bool PostMatcher::may_find(std::size_t pattern) const { return impl_->may_hold(static_cast<std::uint32_t>(pattern)); }
bool PostMatcher::finds(std::size_t pattern) { return impl_->holds(impl_->rules->patterns[pattern]); }

std::string_view PostMatcher::original(Field field) const { return impl_->post.input(field).original; }
Span PostMatcher::span_of(const Occurrence& occurrence) const {
  return impl_->post.span_of(occurrence.field, occurrence.words);
}

std::string_view PostMatcher::words_at(const Span& span) const { return impl_->post.words_at(span); }

const FoldedText& PostMatcher::folded(Field field) const { return impl_->post.input(field).folded; }

std::span<const WordRange> PostMatcher::sentences(Field field) { return impl_->post.split(field).sentences; }

MatchRef PostMatcher::ref(const Match& match) const {
  const auto& pattern = impl_->rules->patterns[match.pattern];
  return {impl_->rules->narratives[pattern.narrative].id, pattern.language, match.act};
}

std::vector<MatchRef> PostMatcher::refs(const std::vector<Match>& matches, bool if_thread, const Heard& heard) {
  std::vector<MatchRef> refs;
  for (const auto& match : matches) {
    if (match.if_thread != if_thread) continue;
    const auto& pattern = impl_->rules->patterns[match.pattern];
    const auto& narrative = impl_->rules->narratives[pattern.narrative];
    const auto maturity = narrative.maturity.find(pattern.language);
    if (maturity != narrative.maturity.end() && maturity->second == Maturity::retired) continue;
    refs.push_back({narrative.id, pattern.language, match.act});
    if (!heard.audiences.empty()) add_declared(match, heard, refs);
  }
  std::ranges::sort(refs);
  refs.erase(std::ranges::unique(refs).begin(), refs.end());
  return refs;
}

}  // namespace sait
