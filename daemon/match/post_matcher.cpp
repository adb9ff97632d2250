#include "match/post_matcher.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <utility>

#include "match/slot_place.hpp"
#include "match/wording.hpp"
#include "text/address.hpp"
#include "text/host.hpp"
#include "text/language.hpp"
#include "text/sentences.hpp"

namespace sait {
namespace {

constexpr std::string_view kUndetermined = "und";
constexpr std::string_view kBetweenAlts = "\n\n";  // no sentence goes on from one picture to the next
constexpr std::size_t kStepsASentence = 20'000;    // of AnchoredRegex, a phrase
constexpr std::uint32_t kMostJudged = 8;  // matches of one pattern in a sentence of which the act is looked for

bool is_known(std::string_view tag) { return !tag.empty() && tag != kUndetermined; }

}  // namespace

struct PostMatcher::Impl final : PostView {
  // What of a pattern was found in a sentence.
  struct Matched {
    static constexpr std::size_t kNone = ~std::size_t{0};

    std::uint64_t adding = 0;   // the value of `adding` for which the rest holds
    std::size_t match = kNone;  // its index in `found`
    std::uint32_t judged = 0;   // places of which the act was looked for
    bool outweighed = false;    // a claim was
  };
  // One field of the post at hand.
  struct Input {
    std::string_view original;
    FoldedText folded;
    Prefilter::Scan scan;
    std::vector<WordRange> sentences;
    std::vector<Matched> matched;  // by sentence
    bool split = false;
  };
  // What is known of a phrase in the post at hand.
  struct Searched {
    std::uint64_t post = 0;  // searched in that post
    std::uint32_t begin = 0, count = 0;
  };

  explicit Impl(std::shared_ptr<const RuleSet> set)
      : rules(std::move(set)),
        acts(*rules),
        folder(&rules->known),
        searched(rules->phrases.size()),
        looked_at(rules->patterns.size(), 0) {
    int groups = 2;
    for (const auto& phrase : rules->phrases) groups = std::max(groups, 2 + static_cast<int>(phrase.form.slots.size()));
    captured.resize(static_cast<std::size_t>(groups));
  }

  std::shared_ptr<const RuleSet> rules;
  SpeechActs acts;
  Folder folder;
  SentenceSplitter splitter;
  std::array<Input, kFields> inputs;
  std::string alts;                       // all descriptions of media: the field they are to conditions
  std::vector<std::uint32_t> alt_begins;  // of each in it
  Post at_hand;                           // what conditions may ask of it
  AuthorClass author_class = AuthorClass::other;
  std::uint64_t number = 0;  // of the post at hand
  std::uint64_t round = 0;   // of looking at patterns
  std::uint64_t adding = 0;  // of adding a pattern's matches

  std::vector<Searched> searched;     // by phrase
  std::vector<Occurrence> places;     // of the post at hand
  std::vector<WordRange> slot_words;  // of its occurrences
  std::vector<re2::StringPiece> captured;
  AnchoredRegex::Scratch scratch;
  std::vector<std::size_t> leads;
  std::vector<std::uint64_t> looked_at;  // by pattern: the round
  std::vector<std::uint32_t> woken;      // patterns to look at
  std::vector<std::uint32_t> asking;     // those that the phrase at hand wakes and that may hold
  Findings findings, unwanted;
  // What was weighed last.
  struct Weighed {
    std::uint64_t post = 0;
    const ClaimWeights* by = nullptr;
    Field field = Field::text;
    WordRange words;
    double weight = 0;
  };

  std::vector<Match> found, outweighed;
  Wording wording;
  std::optional<Weighed> weighed;
  std::vector<Span> spans;
  std::vector<Occurrence> sources;  // beside spans
  std::optional<Languages> detected;
  std::optional<std::pair<std::pair<Field, std::uint32_t>, Languages>> detected_in;  // the last sentence asked about
  std::vector<std::string> tags, post_hosts;
  bool tags_read = false, hosts_read = false;

  Input& input(Field field) { return inputs[static_cast<std::size_t>(field)]; }

  void begin(const Post& post, AuthorClass author) {
    at_hand.text = post.text;
    at_hand.created_at = post.created_at;
    at_hand.lang = post.lang;
    at_hand.reply_to = post.reply_to;
    at_hand.repost_of = post.repost_of;
    at_hand.quote_of = post.quote_of;
    at_hand.hashtags = post.hashtags;
    at_hand.links = post.links;
    at_hand.media_alt = post.media_alt;
    author_class = author;
    ++number;
    places.clear();
    slot_words.clear();
    detected.reset();
    detected_in.reset();
    tags_read = hosts_read = false;
    alts.clear();
    alt_begins.clear();
    for (const auto alt : post.media_alt) {
      alt_begins.push_back(static_cast<std::uint32_t>(alts.size()));
      alts += alt;
      alts += kBetweenAlts;
    }
    const std::array<std::string_view, kFields> texts{post.text, post.title, alts};
    for (std::size_t i = 0; i < kFields; ++i) {
      auto& field = inputs[i];
      field.original = texts[i];
      field.split = false;
      folder.fold(texts[i], field.folded);
      rules->prefilter.scan(field.folded.plain(), field.folded.ascii, field.scan);
    }
  }

  void split(Input& field) {
    if (field.split) return;
    field.split = true;
    splitter.split(field.original, field.folded, field.sentences);
    rules->prefilter.place(field.folded, field.sentences, field.scan);
  }

  // --- PostView ---

  const Post& post() const override { return at_hand; }
  AuthorClass author() const override { return author_class; }

  std::span<const Occurrence> occurrences(std::uint32_t phrase) override {
    auto& known = searched[phrase];
    if (known.post != number) {
      known.post = number;
      known.begin = static_cast<std::uint32_t>(places.size());
      for (const auto field : {Field::text, Field::title, Field::alt}) search(phrase, field);
      known.count = static_cast<std::uint32_t>(places.size()) - known.begin;
    }
    return std::span(places).subspan(known.begin, known.count);
  }

  std::optional<SlotValue> slot(const Occurrence& occurrence, std::string_view name) override {
    const auto& slots = rules->phrases[occurrence.phrase].form.slots;
    const auto place = std::ranges::find(slots, name, &PhraseSlot::name);
    if (place == slots.end()) return std::nullopt;
    return slot_value(occurrence, static_cast<std::size_t>(place - slots.begin()));
  }

  std::span<const std::string> hashtags() override {
    if (tags_read) return tags;
    tags_read = true;
    tags.clear();
    for (const auto tag : at_hand.hashtags) add_tag(tag.substr(tag.starts_with('#') ? 1 : 0));
    for (const auto& field : inputs) {
      for (auto at = field.original.find('#'); at != std::string_view::npos; at = field.original.find('#', at + 1)) {
        auto end = field.original.find_first_of(" \t\r\n#@.,;:!?\"'()[]{}<>/|&*+=~`", at + 1);
        end = std::min(end, field.original.size());
        if (end > at + 1) add_tag(field.original.substr(at + 1, end - at - 1));
      }
    }
    return tags;
  }

  std::span<const std::string> hosts() override {
    if (hosts_read) return post_hosts;
    hosts_read = true;
    post_hosts.clear();
    for (const auto link : at_hand.links) post_hosts.push_back(plain_host(link));
    for (const auto& field : inputs) {
      for (std::size_t i = 0; i < field.folded.words.size(); ++i) {
        if (field.folded.word(i) != kLinkWord) continue;
        const auto& word = field.folded.words[i];
        post_hosts.push_back(plain_host(field.original.substr(word.begin, word.end - word.begin)));
      }
    }
    return post_hosts;
  }

  // --- searching ---

  void add_tag(std::string_view tag) {
    std::string folded;
    for (const char c : fold_words(tag)) {
      if (c != ' ') folded += c;
    }
    if (!folded.empty()) tags.push_back(std::move(folded));
  }

  void search(std::uint32_t index, Field field) {
    auto& in = input(field);
    if (in.folded.words.empty() || !rules->prefilter.may_match(index, in.scan)) return;
    split(in);
    const auto may_stand = rules->prefilter.may_match_in(index, in.scan);
    const auto& phrase = rules->phrases[index];
    // Where a lead is tried only if all that has to follow it does so soon, that is bound enough.
    const bool bounded = !phrase.anchored || (phrase.form.leads && phrase.form.longest > 0);
    const auto last = bounded ? std::numeric_limits<std::uint32_t>::max() : rules->prefilter.last_begin(index, in.scan);
    for (std::uint32_t i = 0; i < in.sentences.size(); ++i) {
      if ((may_stand >> (i % 64) & 1U) != 0) search_sentence(index, field, i, last);
    }
  }

  // All places in one sentence, from the left, none overlapping another. `last`: none begins behind that, where the
  // phrase is tried by itself.
  void search_sentence(std::uint32_t index, Field field, std::uint32_t sentence, std::uint32_t last) {
    const auto& phrase = rules->phrases[index];
    auto& in = input(field);
    const auto range = in.sentences[sentence];
    const bool written = phrase.form.written;
    const auto words = written ? in.folded.text_words(range) : in.folded.plain_words(range);
    if (!phrase.anchored) {
      for (std::size_t from = 0; from < words.size();)
        from = search_from(index, field, sentence, words, from, RE2::UNANCHORED);
      return;
    }
    // A match can only begin where a literal that leads it does, or else at the space before a word, and there it is
    // tried, as long as that costs no more than to let RE2 look through all of the sentence would.
    const auto base = static_cast<std::size_t>(words.data() - in.folded.plain().data());
    leads.clear();
    if (phrase.form.leads) {
      rules->prefilter.each_lead(index, in.folded.plain(), in.scan, base, base + words.size(), last,
                                 [&](std::uint32_t begin) { leads.push_back(begin - base); });
    } else {
      for (std::size_t at = 0; at + 1 < words.size() && base + at <= last; at = words.find(' ', at + 1))
        leads.push_back(at);
    }
    scratch.begin(kStepsASentence);
    std::size_t behind = 0;
    for (const auto lead : leads) {
      if (lead < behind) continue;
      std::size_t end = 0;
      switch (phrase.anchored->match(words, lead, end, scratch)) {
        case AnchoredRegex::Outcome::no:
          break;
        case AnchoredRegex::Outcome::yes:
          behind = add_place(index, field, sentence, words, lead, end);
          break;
        case AnchoredRegex::Outcome::unknown:
          for (behind = lead; behind < words.size();)
            behind = search_from(index, field, sentence, words, behind, RE2::UNANCHORED);
          break;
      }
    }
  }

  // A place that matches at words[begin, end). Only RE2 knows which of it is a slot.
  std::size_t add_place(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                        std::size_t begin, std::size_t end) {
    if (!rules->phrases[index].form.slots.empty())
      return search_from(index, field, sentence, words.substr(0, end), begin, RE2::ANCHOR_START);
    captured[1] = re2::StringPiece(words.data() + begin + 1, end - begin - 1);
    return add_captured(index, field, sentence, words, begin);
  }

  // Looks for the phrase in words[from, end) and gives the place to go on from: the end if it is not there.
  std::size_t search_from(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                          std::size_t from, RE2::Anchor anchor) {
    const auto& phrase = rules->phrases[index];
    const re2::StringPiece text(words.data(), words.size());
    const auto slots = phrase.form.slots.size();
    if (slots == 0) {
      // All of the match but its first space is group 1. For the whole RE2 need not leave its automaton.
      if (!phrase.regex.get().Match(text, from, text.size(), anchor, captured.data(), 1)) return words.size();
      captured[1] = re2::StringPiece(captured[0].data() + 1, captured[0].size() - 1);
    } else if (!phrase.regex.get().Match(text, from, text.size(), anchor, nullptr, 0) ||
               !phrase.regex.get().Match(text, from, text.size(), anchor, captured.data(),
                                         static_cast<int>(2 + slots))) {
      return words.size();
    }
    return add_captured(index, field, sentence, words, from);
  }

  std::size_t add_captured(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                           std::size_t from) {
    const auto& form = rules->phrases[index].form;
    const auto& in = input(field);
    const auto* base = form.written ? in.folded.text.data() : in.folded.plain().data();
    const auto at = [&](const re2::StringPiece& piece) {
      const auto begin = static_cast<std::size_t>(piece.data() - base);
      return in.folded.words_at(begin, begin + piece.size(), form.written);
    };
    const auto slots_begin = static_cast<std::uint32_t>(slot_words.size());
    for (std::size_t i = 0; i < form.slots.size(); ++i)
      slot_words.push_back(captured[2 + i].data() == nullptr ? WordRange{} : at(captured[2 + i]));
    places.push_back({index, field, sentence, at(captured[1]), slots_begin});
    const auto end = static_cast<std::size_t>(captured[1].data() - words.data()) + captured[1].size();
    return std::max(from + 1, end - 1);  // the space behind may stand before the next
  }

  std::optional<SlotValue> slot_value(const Occurrence& occurrence, std::size_t index) {
    const auto& phrase = rules->phrases[occurrence.phrase];
    auto range = slot_words[occurrence.slots + index];
    if (range.first >= range.last) return std::nullopt;
    const auto& in = input(occurrence.field);
    const auto known = rules->words.find(phrase.language);
    if (known == rules->words.end()) return std::nullopt;
    const auto type = phrase.form.slots[index].type;
    const bool counts =
        type == SlotType::number || type == SlotType::money || type == SlotType::percent || type == SlotType::share;
    const auto& slots = known->second.slots;
    const auto sentence = in.sentences[occurrence.sentence];
    auto words = in.folded.plain_words(range);
    words.remove_prefix(1);
    std::string written;
    if (counts) {
      range = without_article(in.folded, range);
      if (!is_one_number(in.original, in.folded, range, sentence, type, slots.numbers)) return std::nullopt;
      written = number_words_at(in.original, in.folded, range);
      words = written;
    }
    auto value = slots.read(type, words);
    if (value && type == SlotType::number) {
      const auto before = in.folded.plain_words({sentence.first, range.first});
      const auto behind = in.folded.plain_words({range.last, sentence.last});
      if (slots.is_in_share(before, behind.substr(1), value->value)) return std::nullopt;
    }
    if (value && value->type == SlotType::link) {
      const auto [begin, end] = in.folded.original_span(range);
      value->unit = plain_host(in.original.substr(begin, end - begin));
    }
    return value;
  }

  // Of thousands of phrases next to none is in the processor's cache when its turn comes: asked for together, they come
  // while the sentences are told apart.
  void fetch(std::uint32_t index) {
    const auto& phrase = rules->phrases[index];
    __builtin_prefetch(&searched[index]);
    __builtin_prefetch(&phrase.form);
    __builtin_prefetch(&phrase.form.leads);
    __builtin_prefetch(&phrase.anchored);
    __builtin_prefetch(&rules->woken_by[index]);
  }

  // Calls look(pattern) for each pattern that one of its phrases wakes, once, until it says true.
  template <typename Look>
  bool each_woken(Look&& look) {
    ++round;
    for (auto& in : inputs) {
      const auto woken_phrases = rules->prefilter.woken(in.scan);
      for (const auto phrase : woken_phrases) fetch(phrase);
      for (const auto phrase : woken_phrases) {
        if (const auto& anchored = rules->phrases[phrase].anchored) anchored->fetch();
        __builtin_prefetch(rules->woken_by[phrase].data());
      }
      woken.clear();
      for (const auto phrase : woken_phrases) {
        asking.clear();
        std::ranges::copy_if(rules->woken_by[phrase], std::back_inserter(asking),
                             [&](auto pattern) { return looked_at[pattern] != round && may_hold(pattern); });
        if (asking.empty() || occurrences(phrase).empty()) continue;
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
      return std::ranges::any_of(inputs, [&](const auto& in) { return rules->prefilter.may_match(phrase, in.scan); });
    };
    return std::ranges::all_of(rules->patterns[pattern].needed,
                               [&](const auto& phrases) { return std::ranges::any_of(phrases, may_stand); });
  }

  // The groups that the pattern finds and its narrative's `none` leaves.
  bool holds(const Pattern& pattern) {
    findings.clear();
    // The rarest first: most are not there, and then the long lists need not be looked for.
    const auto stands = [&](std::uint32_t phrase) { return !occurrences(phrase).empty(); };
    if (!std::ranges::all_of(pattern.needed, [&](const auto& phrases) { return std::ranges::any_of(phrases, stands); }))
      return false;
    if (!pattern.condition->holds(*this, {}, findings)) return false;
    if (pattern.unless->empty()) return true;
    std::optional<std::pair<Field, std::uint32_t>> sentence;  // the last that was looked at
    bool silenced = false;
    findings.filter([&](std::span<const Occurrence> group) {
      const std::pair own(group.front().field, group.front().sentence);
      if (std::exchange(sentence, own) == own) return !silenced;
      silenced = std::ranges::any_of(*pattern.unless, [&](const auto& unless) {
        unwanted.clear();
        return unless->holds(*this, {own.first, own.second}, unwanted);
      });
      return !silenced;
    });
    return findings.size() > 0;
  }

  // A sentence of the original with what stands before and behind it up to other words or a blank line: emoji mostly
  // stand at the end, behind its full stop.
  [[nodiscard]] std::string_view with_signs_around(const Input& in, std::uint32_t sentence) const {
    constexpr std::string_view kBlankLine = "\n\n";
    const auto [first, last] = in.folded.original_span(in.sentences[sentence]);
    std::size_t begin = sentence > 0 ? in.folded.original_span(in.sentences[sentence - 1]).second : 0;
    std::size_t end = sentence + 1 < in.sentences.size() ? in.folded.original_span(in.sentences[sentence + 1]).first
                                                         : in.original.size();
    const auto before = in.original.substr(begin, first - begin).rfind(kBlankLine);
    if (before != std::string_view::npos) begin += before;
    const auto behind = in.original.substr(last, end - last).find(kBlankLine);
    if (behind != std::string_view::npos) end = last + behind;
    return in.original.substr(begin, end - begin);
  }

  Span span_of(Field field, WordRange words) {
    auto [begin, end] = input(field).folded.original_span(words);
    if (field != Field::alt || alt_begins.empty()) return {field, begin, end};
    const auto behind = std::ranges::upper_bound(alt_begins, begin);
    const auto media = static_cast<std::uint32_t>(behind - alt_begins.begin()) - 1;
    // A word that was spelt out may go on in the next description.
    const auto next = behind == alt_begins.end() ? alts.size() : std::size_t{*behind};
    end = std::min(end, static_cast<std::uint32_t>(next - kBetweenAlts.size()));
    return {field, begin - alt_begins[media], end - alt_begins[media], media};
  }

  void show(Match& match, std::span<const Occurrence> group, const JudgedAct& act) {
    const auto field = group.front().field;
    match.act = act.act;
    match.cue = act.cue.first < act.cue.last ? span_of(field, act.cue) : Span{};
    match.span = span_of(field, group.front().words);
    match.first = spans.size();
    match.count = group.size();
    for (const auto& occurrence : group) {
      spans.push_back(span_of(occurrence.field, occurrence.words));
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
    const bool quotes = !at_hand.quote_of.empty();
    const auto first_outweighed = outweighed.size();
    ++adding;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const auto group = findings.group(i);
      const auto& main = group.front();
      auto& in = input(main.field);
      if (in.matched.size() < in.sentences.size()) in.matched.resize(in.sentences.size());
      auto& matched = in.matched[main.sentence];
      if (matched.adding != adding) matched = {.adding = adding};
      if (claims(matched) || matched.judged >= kMostJudged) continue;
      ++matched.judged;
      // Of a threat only what stands inside it or directly before it counts (SpeechActs::act_of).
      const auto statement = statement_of(narrative.kind == NarrativeKind::harm ? group.first(1) : group);
      const auto act =
          acts.act_of(rules->phrases[main.phrase].language, statement.own,
                      {in.original, &in.folded, in.sentences[main.sentence], statement.words}, narrative.kind, quotes);
      Match match;
      match.pattern = index;
      match.if_thread = pattern.needs_thread;
      if (act.act == SpeechAct::claim && pattern.weights && weigh(main, *pattern.weights) < pattern.weights->least) {
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
    const auto none = std::ranges::remove_if(outweighed.begin() + static_cast<std::ptrdiff_t>(first_outweighed),
                                             outweighed.end(), [&](const Match& match) {
                                               const auto& main = sources[match.first];
                                               return claims(input(main.field).matched[main.sentence]);
                                             });
    outweighed.erase(none.begin(), none.end());
  }

  [[nodiscard]] bool claims(const Matched& matched) const {
    return matched.match != Matched::kNone && found[matched.match].act == SpeechAct::claim;
  }

  // The words that a match is weighed by: of a description of a picture, its own alone.
  [[nodiscard]] Wording::Part said_around(const Occurrence& main) {
    const auto& in = input(main.field);
    Wording::Part part{in.original, &in.folded, Wording::around(main.words, in.folded)};
    if (main.field != Field::alt || alt_begins.empty()) return part;
    const auto& words = in.folded.words;
    const auto behind = std::ranges::upper_bound(alt_begins, words[main.words.first].begin);
    part.begin = behind == alt_begins.begin() ? 0 : *std::prev(behind);
    part.end = behind == alt_begins.end() ? in.original.size() : *behind;
    while (part.words.first < main.words.first && words[part.words.first].begin < part.begin) ++part.words.first;
    while (part.words.last > main.words.last && words[part.words.last - 1].begin >= part.end) --part.words.last;
    return part;
  }

  // Mostly all of a field is one part, whatever was found in it.
  [[nodiscard]] double weigh(const Occurrence& main, const ClaimWeights& weights) {
    const auto part = said_around(main);
    if (!weighed || weighed->post != number || weighed->by != &weights || weighed->field != main.field ||
        weighed->words != part.words)
      weighed = {number, &weights, main.field, part.words, weights.weigh(wording.keys(part))};
    return weighed->weight;
  }

  // Whether the sentence of an occurrence seems to be in the language.
  [[nodiscard]] bool is_said_in(const Occurrence& occurrence, std::string_view language) {
    const std::pair sentence(occurrence.field, occurrence.sentence);
    if (!detected_in || detected_in->first != sentence) {
      const auto& in = input(occurrence.field);
      const auto [begin, end] = in.folded.original_span(in.sentences[occurrence.sentence]);
      detected_in.emplace(sentence, detect_languages(in.original.substr(begin, end - begin)));
    }
    const auto& seems = detected_in->second;
    return seems.sure == language || std::ranges::find(seems.plausible, language) != seems.plausible.end();
  }

  const Languages& detected_languages() {
    if (!detected) detected = detect_languages(at_hand.text);
    return *detected;
  }
};

PostMatcher::PostMatcher(std::shared_ptr<const RuleSet> rules) : impl_(std::make_unique<Impl>(std::move(rules))) {}
PostMatcher::~PostMatcher() = default;

bool PostMatcher::on_topic(const Post& post, AuthorClass author) {
  auto& impl = *impl_;
  impl.begin(post, author);
  if (std::ranges::any_of(impl.inputs, [](const auto& input) { return input.scan.topic(); })) return true;
  // Required literals alone are no topic: everyday words would put everyday posts into the journal.
  return impl.each_woken([&](std::uint32_t index) {
    const auto& pattern = impl.rules->patterns[index];
    return !pattern.needs_thread && impl.holds(pattern);
  });
}

std::string PostMatcher::language(const std::vector<std::string>& feed_languages) {
  if (auto tag = primary_tag(impl_->at_hand.lang); is_known(tag)) return tag;
  if (const auto& tag = impl_->detected_languages().sure; is_known(tag)) return tag;
  return feed_languages.size() == 1 ? feed_languages.front() : std::string(kUndetermined);
}

const std::vector<Match>& PostMatcher::matches(const std::string& language) {
  auto& impl = *impl_;
  impl.found.clear();
  impl.outweighed.clear();
  impl.spans.clear();
  impl.sources.clear();
  impl.each_woken([&](std::uint32_t index) {
    const auto& pattern = impl.rules->patterns[index];
    // A tag says what somebody claims to write in: it must not hide a threat.
    const bool spoken = language == kUndetermined || pattern.language == language ||
                        impl.rules->narratives[pattern.narrative].kind == NarrativeKind::harm ||
                        impl.detected_languages().allow(pattern.language);
    if (!impl.holds(pattern)) return false;
    // A post may say one thing in another language: then that sentence is asked.
    if (!spoken) {
      impl.findings.filter(
          [&](std::span<const Occurrence> group) { return impl.is_said_in(group.front(), pattern.language); });
    }
    if (impl.findings.size() > 0) impl.add_matches(index);
    return false;
  });
  std::ranges::sort(impl.found, {},
                    [](const Match& m) { return std::tuple(m.pattern, m.span.field, m.span.media, m.span.begin); });
  return impl.found;
}

std::span<const Match> PostMatcher::outweighed() const { return impl_->outweighed; }

double PostMatcher::weigh(const Match& match) {
  return impl_->weigh(impl_->sources[match.first], *impl_->rules->patterns[match.pattern].weights);
}

void PostMatcher::each_feature(const Match& match, const std::function<void(std::string_view feature)>& call) {
  impl_->wording.each_feature(impl_->said_around(impl_->sources[match.first]), call);
}

Stance PostMatcher::stance(const std::string& language) {
  auto& text = impl_->input(Field::text);
  if (text.folded.words.empty()) return Stance::neither;
  impl_->split(text);
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
      auto value = impl_->slot_value(occurrence, k);
      if (!value) continue;
      out.push_back({slots[k].name, std::move(*value),
                     impl_->span_of(occurrence.field, impl_->slot_words[occurrence.slots + k])});
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
  const auto& in = impl_->input(occurrence.field);
  const auto words = in.folded.plain_words(in.sentences[occurrence.sentence]);
  const auto signs = impl_->with_signs_around(in, occurrence.sentence);
  const auto day = impl_->at_hand.created_at ? format_time(*impl_->at_hand.created_at).substr(0, 10) : std::string();
  for (const auto& term : impl_->rules->terms) {
    if (term.language != impl_->rules->phrases[occurrence.phrase].language || !in_use(term, day)) continue;
    const bool there = term.regex == nullptr
                           ? signs.find(term.words) != std::string_view::npos
                           : RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), *term.regex);
    if (there) out.push_back(&term);
  }
  return out;
}

PostView& PostMatcher::view() { return *impl_; }

void PostMatcher::read(const Post& post, AuthorClass author) { impl_->begin(post, author); }
bool PostMatcher::may_find(std::size_t pattern) const { return impl_->may_hold(static_cast<std::uint32_t>(pattern)); }
bool PostMatcher::finds(std::size_t pattern) { return impl_->holds(impl_->rules->patterns[pattern]); }

std::string_view PostMatcher::original(Field field) const { return impl_->input(field).original; }
Span PostMatcher::span_of(const Occurrence& occurrence) const {
  return impl_->span_of(occurrence.field, occurrence.words);
}

std::string_view PostMatcher::words_at(const Span& span) const {
  const auto from = span.field == Field::alt ? impl_->alt_begins[span.media] : 0;
  return original(span.field).substr(from + span.begin, span.end - span.begin);
}

const FoldedText& PostMatcher::folded(Field field) const { return impl_->input(field).folded; }

std::span<const WordRange> PostMatcher::sentences(Field field) {
  impl_->split(impl_->input(field));
  return impl_->input(field).sentences;
}

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
