#include "workbench/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "match/rule_tests.hpp"
#include "rules/compile_language.hpp"
#include "text/utf8.hpp"
#include "workbench/insert_none.hpp"
#include "workbench/phrase_items.hpp"
#include "workbench/trial_rules.hpp"

namespace sait {
namespace {

constexpr std::size_t kMostTried = 800;  // phrases
constexpr std::uint32_t kRoom = 3;       // words between two parts of a guard
constexpr std::size_t kTellingLetters = 4;
constexpr std::size_t kEveryday = 3;  // tests that have a word make it an everyday one

struct Group {
  std::string narrative, language;
  friend auto operator<=>(const Group&, const Group&) = default;
};

// A sentence of a post, where a narrative's pattern was found.
struct Fired {
  Field field = Field::text;
  std::size_t sentence = 0;
  WordRange match;  // its words there
};

// What must stay as it is.
struct Claim {
  Post post;
  AuthorClass author = AuthorClass::other;
  std::string language, name;
};

Post as_post(const GuardPost& guarded, const GuardOptions& options) {
  Post post;
  post.text = guarded.text;
  post.title = guarded.title;
  post.lang = options.language.empty() ? std::string_view(guarded.language) : std::string_view(options.language);
  return post;
}

const std::vector<Match>& matches_of(PostMatcher& matcher, const Post& post) {
  static const std::vector<Match> kNone;
  return matcher.on_topic(post) ? matcher.matches(matcher.language({})) : kNone;
}

std::vector<std::string_view> as_views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

Claim claim_of(const RuleTest& test) {
  Claim claim;
  claim.post.text = test.text;
  claim.post.title = test.title;
  claim.post.lang = test.language;
  claim.post.media_alt = as_views(test.alt);
  claim.post.hashtags = as_views(test.hashtags);
  claim.post.links = as_views(test.links);
  if (test.answers) claim.post.reply_to = "test";
  if (test.quotes) claim.post.quote_of = "test";
  claim.author = test.author;
  claim.language = test.language;
  claim.name = fmt::format("the test {}:{} \"{}\"", test.file, test.line, shorten(test.text, 120));
  return claim;
}

// Where the narrative's patterns of the language are found in the post last given to `matcher`: by their conditions,
// whatever else a sentence says.
std::vector<Fired> fired(const RuleSet& rules, PostMatcher& matcher, const Group& group) {
  std::vector<Fired> out;
  const auto& counting = matcher.matches(group.language);  // by hints: what they name is no claim yet
  for (std::size_t index = 0; index < rules.patterns.size(); ++index) {
    const auto& pattern = rules.patterns[index];
    if (pattern.language != group.language || rules.narratives[pattern.narrative].id != group.narrative) continue;
    if (pattern.hint && std::ranges::find(counting, index, &Match::pattern) == counting.end()) continue;
    Findings found;
    if (!pattern.condition->holds(matcher.view(), {}, found)) continue;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto& main = found.group(i).front();
      const bool silenced = std::ranges::any_of(*pattern.unless, [&](const auto& unless) {
        Findings unwanted;
        return unless->holds(matcher.view(), {main.field, main.sentence}, unwanted);
      });
      if (!silenced) out.push_back({main.field, main.sentence, main.words});
    }
  }
  return out;
}

class GuardSearch {
 public:
  GuardSearch(const RuleFiles& files, std::shared_ptr<const RuleSet> rules, const std::vector<GuardPost>& wrong,
              const std::vector<GuardPost>& examples, const GuardOptions& options, Group group)
      : files_(files),
        rules_(std::move(rules)),
        wrong_(wrong),
        options_(options),
        group_(std::move(group)),
        common_(common_words(files, group_.language)) {
    for (const auto& test : rules_->tests) {
      if (test.language == group_.language) note_words(test.text);
      if (test.act) claims_.push_back(claim_of(test));
    }
    for (const auto& example : examples) {
      Claim claim;
      claim.post = as_post(example, options);
      claim.name = fmt::format("the example in line {} \"{}\"", example.line, shorten(example.text, 120));
      claims_.push_back(std::move(claim));
    }
    note_frame();
  }

  // Phrases that stand in each sentence where a wrong post was found, and in none of a claim; the fewest of them.
  Result<std::vector<std::string>> find() {
    collect();
    if (auto tried = try_phrases(); !tried.ok()) return tried.error();
    return cover();
  }

  // Not to be taken again.
  void refuse(const std::vector<std::string>& phrases) { refused_.insert(phrases.begin(), phrases.end()); }

 private:
  struct Option {
    std::uint32_t distance = 0, form = 0, at = 0;  // from the match, in words; how it is made; where
    std::set<std::size_t> covers;                  // of sentences_
    std::optional<std::size_t> hits;               // a claim that it would lose
  };
  struct Sentence {
    std::size_t post = 0;  // of wrong_
    Field field = Field::text;
    std::size_t sentence = 0;
    WordRange match;  // within the sentence
  };

  void note_words(const std::string& text) {
    std::set<std::string> words;
    std::string_view rest = text;
    const auto folded = fold_words(rest);
    rest = folded;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      if (end > 0) words.emplace(rest.substr(0, end));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
    for (const auto& word : words) ++uses_[word];
  }

  void note_frame() {
    const auto& words = rules_->words.find(group_.language)->second;
    for (const auto& pattern : rules_->patterns) {
      if (pattern.language != group_.language || rules_->narratives[pattern.narrative].id != group_.narrative) continue;
      std::vector<std::uint32_t> phrases;
      pattern.condition->phrases(phrases);
      for (const auto phrase : phrases) {
        const auto parsed = parse_phrase(rules_->phrases[phrase].source, &words);
        if (const auto* tree = std::get_if<PhraseNode>(&parsed)) add_known(*tree, frame_, true);
      }
    }
  }

  // A word of the post that no claim of this narrative is made of.
  [[nodiscard]] bool is_telling(std::string_view word) const {
    const auto use = uses_.find(word);
    return characters_of(word) >= kTellingLetters && !common_.contains(word) && !frame_.knows(word) &&
           !frame_.has_shape(word) && (use == uses_.end() || use->second < kEveryday);
  }
  [[nodiscard]] bool is_content(std::string_view word) const {
    const auto use = uses_.find(word);
    return characters_of(word) > 2 && (frame_.knows(word) || is_telling(word)) &&
           (!common_.contains(word) || use == uses_.end());
  }

  void collect() {
    options_by_phrase_.clear();
    sentences_.clear();
    PostMatcher matcher(rules_);
    for (std::size_t i = 0; i < wrong_.size(); ++i) {
      if (matches_of(matcher, as_post(wrong_[i], options_)).empty()) continue;
      std::set<std::pair<Field, std::size_t>> seen;
      for (const auto& place : fired(*rules_, matcher, group_)) {
        if (!seen.emplace(place.field, place.sentence).second) continue;
        const auto range = matcher.sentences(place.field)[place.sentence];
        const WordRange match{place.match.first - range.first, place.match.last - range.first};
        sentences_.push_back({i, place.field, place.sentence, match});
        make_options(matcher.folded(place.field), range, match);
      }
    }
  }

  void make_options(const FoldedText& folded, WordRange range, WordRange match) {
    const auto size = std::min(range.last - range.first, PhraseItems::kMostWords);
    const auto word = [&](std::uint32_t i) { return folded.plain_word(range.first + i); };
    const auto shown = [&](std::uint32_t i) { return std::string(folded.word(range.first + i)); };
    const auto away = [&](std::uint32_t i) {
      return i < match.first ? match.first - i : i >= match.last ? i - match.last + 1 : 0;
    };
    std::vector<bool> usable(size), telling(size), content(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      const auto first = static_cast<unsigned char>(word(i).front());
      usable[i] = word(i) != kLinkWord && (first >= 0x80 || (first >= 'a' && first <= 'z'));
      telling[i] = usable[i] && is_telling(word(i));
      content[i] = usable[i] && is_content(word(i));
    }
    for (std::uint32_t i = 0; i < size; ++i) {
      if (telling[i]) add_option(shown(i), away(i), 1, i);
      for (std::uint32_t k = i + 1; k < std::min(size, i + 2 + kRoom); ++k) {
        if (!content[i] || !content[k] || !(telling[i] || telling[k])) continue;
        const auto between = k - i - 1;
        const auto distance = telling[i] && telling[k] ? std::min(away(i), away(k)) : telling[i] ? away(i) : away(k);
        add_option(between == 0 ? fmt::format("{} {}", shown(i), shown(k))
                                : fmt::format("{} ...{} {}", shown(i), between, shown(k)),
                   distance, between == 0 ? 0 : 2, i);
      }
    }
  }

  void add_option(std::string phrase, std::uint32_t distance, std::uint32_t form, std::uint32_t at) {
    if (refused_.contains(phrase)) return;
    const auto [place, is_new] = options_by_phrase_.try_emplace(std::move(phrase), Option{distance, form, at, {}, {}});
    auto& option = place->second;
    if (!is_new && std::tuple(distance, form, at) < std::tuple(option.distance, option.form, option.at))
      std::tie(option.distance, option.form, option.at) = std::tuple(distance, form, at);
  }

  Status try_phrases() {
    // With the rules' own words only: what does not compile, and what is too much, is not tried.
    const auto& words = rules_->words.find(group_.language)->second;
    std::vector<std::pair<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::string>> order;
    std::set<std::string> forms;
    for (const auto& [phrase, option] : options_by_phrase_) {
      const auto compiled = compile_phrase(phrase, words);
      const auto* form = std::get_if<CompiledPhrase>(&compiled);
      if (form != nullptr && forms.insert(form->regex.text()).second)
        order.emplace_back(std::tuple(option.distance, option.form, option.at), phrase);
    }
    std::ranges::sort(order);
    if (order.size() > kMostTried) order.resize(kMostTried);
    phrases_.clear();
    for (auto& [rank, phrase] : order) phrases_.push_back(std::move(phrase));
    if (phrases_.empty()) return {};
    const auto trial = with_phrases(files_, group_.language, phrases_);
    if (!trial) return trial.error();
    PostMatcher matcher(trial->rules);
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = 0; i < phrases_.size(); ++i) {
      std::vector<std::uint32_t> own;
      trial->rules->patterns[trial->first_pattern + i].condition->phrases(own);
      numbers.push_back(own.front());
    }
    for (std::size_t s = 0; s < sentences_.size(); ++s) {
      const auto& sentence = sentences_[s];
      (void)matcher.on_topic(as_post(wrong_[sentence.post], options_));
      for (std::size_t i = 0; i < phrases_.size(); ++i) {
        if (stands_in(matcher, numbers[i], sentence.field, sentence.sentence))
          options_by_phrase_.at(phrases_[i]).covers.insert(s);
      }
    }
    for (std::size_t c = 0; c < claims_.size(); ++c) {
      (void)matcher.on_topic(claims_[c].post, claims_[c].author);
      for (const auto& place : fired(*trial->rules, matcher, group_)) {
        for (std::size_t i = 0; i < phrases_.size(); ++i) {
          auto& option = options_by_phrase_.at(phrases_[i]);
          if (!option.hits && stands_in(matcher, numbers[i], place.field, place.sentence)) option.hits = c;
        }
      }
    }
    return {};
  }

  static bool stands_in(PostMatcher& matcher, std::uint32_t phrase, Field field, std::size_t sentence) {
    return std::ranges::any_of(matcher.view().occurrences(phrase), [&](const Occurrence& occurrence) {
      return occurrence.field == field && occurrence.sentence == sentence;
    });
  }

  Result<std::vector<std::string>> cover() const {
    std::vector<std::string> chosen;
    std::set<std::size_t> left;
    for (std::size_t s = 0; s < sentences_.size(); ++s) left.insert(s);
    while (!left.empty()) {
      const std::string* best = nullptr;
      std::size_t most = 0;
      for (const auto& phrase : phrases_) {  // in order: the first of equals is the nearest
        const auto& option = options_by_phrase_.at(phrase);
        if (option.hits) continue;
        const auto covers =
            static_cast<std::size_t>(std::ranges::count_if(option.covers, [&](auto s) { return left.contains(s); }));
        if (covers > most) {
          most = covers;
          best = &phrase;
        }
      }
      if (best == nullptr) return Error{"no-guard", why_not(*left.begin())};
      chosen.push_back(*best);
      for (const auto s : options_by_phrase_.at(*best).covers) left.erase(s);
    }
    return chosen;
  }

  [[nodiscard]] std::string why_not(std::size_t sentence) const {
    const auto& post = wrong_[sentences_[sentence].post];
    const auto shown = shorten(mask(post.text), 120);
    for (const auto& phrase : phrases_) {
      const auto& option = options_by_phrase_.at(phrase);
      if (option.covers.contains(sentence) && option.hits)
        return fmt::format(
            "no `none` of \"{}\" can silence \"{}\": \"{}\" is in {}, which would be lost; if that test is wrong, "
            "change it, else narrow the phrase that matches (`saitctl rules explain` names it)",
            group_.narrative, shown, phrase, claims_[*option.hits].name);
    }
    return fmt::format(
        "nothing in \"{}\" tells it from the claims of \"{}\" in \"{}\": its other words are everyday ones; narrow the "
        "phrase that matches (`saitctl rules explain` names it)",
        shown, group_.narrative, group_.language);
  }

  const RuleFiles& files_;
  std::shared_ptr<const RuleSet> rules_;
  const std::vector<GuardPost>& wrong_;
  const GuardOptions& options_;
  Group group_;
  std::set<std::string, std::less<>> common_;
  std::map<std::string, std::size_t, std::less<>> uses_;  // of words, in the tests of the language
  KnownWords frame_;
  std::vector<Claim> claims_;
  std::vector<Sentence> sentences_;
  std::map<std::string, Option> options_by_phrase_;
  std::vector<std::string> phrases_;  // those that are tried, the best first
  std::set<std::string> refused_;
};

std::vector<MatchRef> refs_of(PostMatcher& matcher, const Post& post) {
  return matcher.refs(matches_of(matcher, post));
}

// Why the rules with a guard will not do; empty if they do.
std::string loss(const std::shared_ptr<const RuleSet>& after, PostMatcher& matcher_before,
                 const std::vector<GuardPost>& wrong, const std::vector<GuardPost>& examples,
                 const GuardOptions& options, const Group& group) {
  for (const auto& result : run_tests(after)) {
    if (!result.passed) return fmt::format("{}:{}: {}", result.test->file, result.test->line, result.why);
  }
  PostMatcher matcher(after);
  for (const auto& post : wrong) {
    for (const auto& match : matches_of(matcher, as_post(post, options))) {
      const auto& pattern = after->patterns[match.pattern];
      if (after->narratives[pattern.narrative].id == group.narrative && pattern.language == group.language)
        return fmt::format("the post in line {} would still be found", post.line);
    }
  }
  for (const auto& example : examples) {
    if (refs_of(matcher_before, as_post(example, options)) != refs_of(matcher, as_post(example, options)))
      return fmt::format("the example in line {} would be lost", example.line);
  }
  return {};
}

struct Applied {
  Guard guard;
  RuleFiles files;
  std::shared_ptr<const RuleSet> rules;
};

Result<Applied> guard_of(const RuleFiles& files, const std::shared_ptr<const RuleSet>& rules,
                         const std::vector<GuardPost>& wrong, const std::vector<GuardPost>& examples,
                         const GuardOptions& options, const Group& group) {
  constexpr int kRounds = 4;
  GuardSearch search(files, rules, wrong, examples, options, group);
  PostMatcher before(rules);
  std::string why;
  for (int round = 0; round < kRounds; ++round) {
    const auto phrases = search.find();
    if (!phrases) return phrases.error();
    const auto& file = rules->find(group.narrative)->file;
    const auto inserted = insert_none(files.at(file), group.language, *phrases);
    Applied out{{group.narrative, group.language, *phrases, file, {}, 0, true, {}}, files, nullptr};
    if (inserted) {
      out.files[file] = inserted->bytes;
      Diagnostics diagnostics(1);
      out.rules = compile_rules(out.files, diagnostics);
    }
    if (!out.rules)
      return Error{"by-hand",
                   fmt::format("{}: its `none` is written so that only a person can add to it; add \"{}\" to "
                               "it in \"{}\", and run `saitctl rules test`",
                               file, phrases->front(), group.language)};
    why = loss(out.rules, before, wrong, examples, options, group);
    if (!why.empty()) {
      search.refuse(*phrases);
      continue;
    }
    out.guard.lines = inserted->lines;
    out.guard.line = inserted->line;
    out.guard.whole = inserted->whole;
    return out;
  }
  return Error{"no-guard",
               fmt::format("no `none` of \"{}\" silences it and keeps every claim: {}", group.narrative, why)};
}

}  // namespace

Result<Guards> propose_guards(const RuleFiles& files, const std::shared_ptr<const RuleSet>& rules,
                              const std::vector<GuardPost>& wrong, const std::vector<GuardPost>& examples,
                              const GuardOptions& options) {
  for (const auto& result : run_tests(rules)) {
    if (!result.passed)
      return Error{"tests",
                   fmt::format("{}:{}: {}; the pack's own tests must hold before a claim can be told from what "
                               "is none",
                               result.test->file, result.test->line, result.why)};
  }
  Guards out;
  std::map<Group, std::vector<std::uint64_t>> groups;
  PostMatcher matcher(rules);
  for (const auto& post : wrong) {
    std::set<Group> own;
    for (const auto& match : matches_of(matcher, as_post(post, options))) {
      const auto& pattern = rules->patterns[match.pattern];
      const auto& id = rules->narratives[pattern.narrative].id;
      if (options.narrative.empty() || id == options.narrative) own.insert({id, pattern.language});
    }
    if (own.empty()) out.silent_already.push_back(post.line);
    for (const auto& group : own) groups[group].push_back(post.line);
  }
  if (groups.empty())
    return Error{"silent",
                 options.narrative.empty()
                     ? "no rule finds any of these posts; there is nothing to silence"
                     : fmt::format("\"{}\" finds none of these posts; there is nothing to silence", options.narrative)};
  for (const auto& test : rules->tests) out.claims += test.act ? 1 : 0;
  for (const auto& example : examples)
    out.examples_found += refs_of(matcher, as_post(example, options)).empty() ? 0 : 1;
  auto edited = files;
  out.rules = rules;
  for (const auto& [group, lines] : groups) {
    auto applied = guard_of(edited, out.rules, wrong, examples, options, group);
    if (!applied) return applied.error();
    applied->guard.silenced = lines;
    out.guards.push_back(std::move(applied->guard));
    edited = std::move(applied->files);
    out.rules = std::move(applied->rules);
  }
  return out;
}

void GuardMeter::look_at(const Post& post, std::uint64_t line) {
  constexpr std::size_t kShown = 3;
  if (post.deleted) return;
  ++posts_;
  const auto matches = matches_of(before_, post);
  const bool counted = keeps_counts(*rules_, matches);
  const auto before = before_.refs(matches);
  if (before.empty()) return;
  ++matched_;
  const auto after = refs_of(after_, post);
  if (std::ranges::includes(after, before)) return;
  ++silenced_;
  if (examples_.size() < kShown) examples_.push_back({line, counted ? kNoText : shorten(mask(post.text), 160)});
}

}  // namespace sait
