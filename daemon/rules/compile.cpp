#include "rules/compile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

#include "rules/comparison.hpp"
#include "rules/compile_language.hpp"
#include "rules/limits.hpp"
#include "rules/phrase_budget.hpp"
#include "rules/regex.hpp"
#include "rules/slips.hpp"
#include "text/fold.hpp"
#include "text/word_form.hpp"

namespace sait {
namespace {

using WordsByLanguage = std::map<std::string, PhraseWords, std::less<>>;

// The words of a phrase as a sentence of their own, without what its notation says.
std::string bare_words(std::string_view source) {
  std::string text(source);
  std::ranges::replace_if(
      text, [](char c) { return std::string_view("()|?*=<>@.").find(c) != std::string_view::npos; }, ' ');
  return fold_words_with_accents(text);
}

// Whether a cue stands there that no other entry hides: what a "!" finds has no group.
bool finds(const CueRegex& cues, const std::string& words) {
  if (cues.regex == nullptr) return false;
  const auto text = cues.written ? words : drop_accents(words);
  std::array<re2::StringPiece, 3> found;
  const int count = 1 + std::min(cues.regex->NumberOfCapturingGroups(), 2);
  for (std::size_t from = 0; from < text.size();) {
    if (!cues.regex->Match(text, from, text.size(), RE2::UNANCHORED, found.data(), count)) return false;
    if (found[1].data() != nullptr || found[2].data() != nullptr) return true;
    const auto end = static_cast<std::size_t>(found[0].data() - text.data()) + found[0].size();
    from = std::max(from + 1, end - 1);  // the space behind may stand before the next
  }
  return false;
}

// Keeps what is equal once.
class PartPool {
 public:
  [[nodiscard]] std::vector<SharedPart> keep(std::vector<RequiredPart> parts) {
    std::vector<SharedPart> kept;
    for (auto& part : parts) {
      part.shrink_to_fit();
      kept.push_back(*pool_.insert(std::make_shared<const RequiredPart>(std::move(part))).first);
    }
    return kept;
  }

 private:
  struct Hash {
    std::size_t operator()(const SharedPart& part) const { return RequiredPartHash()(*part); }
  };
  struct Same {
    bool operator()(const SharedPart& one, const SharedPart& other) const { return *one == *other; }
  };
  std::unordered_set<SharedPart, Hash, Same> pool_;
};

// `doubtful`: languages of whose lists and words for values not all could be read.
void compile_phrases(const WrittenPhrases& written, const WordsByLanguage& words, const std::set<std::string>& doubtful,
                     RuleSet& rules) {
  const bool too_many = written.items.size() > limits::kPhrases;
  if (too_many) {
    written.items[limits::kPhrases].node.error(
        "too-many", fmt::format("{} phrases; at most {} are taken: use lexicons, or take narratives out",
                                written.items.size(), limits::kPhrases));
  }
  PhraseBudget budget;
  PartPool parts;
  for (const auto& item : written.items) {
    auto& phrase = rules.phrases.emplace_back();
    if (too_many || budget.full(item.file)) continue;
    phrase.language = item.language;
    phrase.source = item.text;
    const auto known = words.find(item.language);
    if (known == words.end()) continue;  // told by check
    auto compiled = compile_phrase(item.text, known->second, budget.reach());
    if (const auto* problem = std::get_if<PhraseProblem>(&compiled)) {
      const bool names = problem->code == "lexicon" || problem->code == "slot" || problem->code == "no-literal";
      if (!names || !doubtful.contains(item.language)) tell(item.node, *problem);
      budget.refused(item, problem->steps);
      continue;
    }
    phrase.form = std::move(std::get<CompiledPhrase>(compiled));
    if (!budget.take(item, phrase.form)) continue;
    const auto tree = std::exchange(phrase.form.tree, std::nullopt);
    phrase.parts = parts.keep(std::exchange(phrase.form.parts, {}));
    phrase.anchored = std::exchange(phrase.form.anchored, std::nullopt);
    phrase.regex = LateRegex(std::exchange(phrase.form.regex, {}));
    phrase.sound = true;
    warn_of_slips(item.text, item.node);
    const auto bare = bare_words(item.text);
    for (const auto& cues : rules.cues) {
      if (cues.language != item.language) continue;
      for (std::size_t act = 0; act < kSpeechActs; ++act) phrase.own.acts[act] = finds(cues.acts[act], bare);
      phrase.own.negation = finds(cues.negation, bare);
      phrase.own.denial = finds(cues.denial, bare);
    }
    if (tree) add_known(*tree, rules.known, false);  // the lexicons of a language are known with it
  }
}

// Whether every slot that is compared is one of some phrase beside it, and may be what it is compared with.
void check_comparisons(const Condition& condition, const YamlNode& node, const WordsByLanguage& words,
                       const RuleSet& rules) {
  std::vector<const Comparison*> comparisons;
  std::vector<std::uint32_t> phrases;
  condition.comparisons(comparisons);
  condition.phrases(phrases);
  if (comparisons.empty()) return;
  // What a refused phrase was to have is not known.
  if (std::ranges::any_of(phrases, [&](std::uint32_t phrase) { return !rules.phrases[phrase].sound; })) return;
  for (const auto* comparison : comparisons) {
    std::optional<std::string> problem = fmt::format("no phrase here has a slot <{}>", comparison->slot);
    for (const auto phrase : phrases) {
      const auto& slots = rules.phrases[phrase].form.slots;
      const auto slot = std::ranges::find(slots, comparison->slot, &PhraseSlot::name);
      if (slot == slots.end()) continue;
      problem = comparison->problem(slot->type, words.find(rules.phrases[phrase].language)->second.slots);
      if (!problem) break;
    }
    if (!problem) continue;
    const auto place = node.is_map() ? node["where"] : node;
    (place.present() ? place : node).error("where", *problem);
  }
}

// Entries of one narrative in one language that say the same: phrases that fold and compile alike, conditions written
// alike. Each would count, and be looked for, once.
class Doubles {
 public:
  void look_at(const Condition& condition, const YamlNode& node, const RuleSet& rules) {
    std::vector<std::uint32_t> phrases;
    condition.phrases(phrases);
    if (std::ranges::any_of(phrases, [&](std::uint32_t phrase) { return !rules.phrases[phrase].sound; })) return;
    const auto& phrase = rules.phrases[phrases.front()];
    const auto key =
        node.is_scalar() ? (phrase.form.written ? "=" : " ") + phrase.regex.expression().text() : node.canonical();
    const auto [first, is_new] = lines_.emplace(key, node.line());
    if (!is_new)
      node.warning("duplicate",
                   fmt::format("this finds what the entry in line {} finds; remove one of them", first->second));
  }

 private:
  std::map<std::string, int, std::less<>> lines_;
};

// How seldom the phrases of a pack are expected to stand in a post.
class Rarities {
 public:
  Rarities(const RuleSet& rules, const KnownWords& common) {
    for (const auto& phrase : rules.phrases) {
      std::optional<Rarity> best;  // as the part of it that is rarest
      for (const auto& part : phrase.parts) best = std::max(best, std::optional(rarity(*part, common)));
      phrases_.push_back(best.value_or(Rarity(false, 0)));
    }
  }

  // What a pattern cannot do without (Condition::needs), the rarest first.
  [[nodiscard]] std::vector<std::vector<std::uint32_t>> needed_by(const Condition& condition) const {
    std::vector<std::vector<std::uint32_t>> needed;
    condition.needs(needed);
    std::ranges::sort(needed);
    needed.erase(std::ranges::unique(needed).begin(), needed.end());
    std::ranges::stable_sort(needed, std::ranges::greater(), [&](const auto& phrases) { return of(phrases); });
    return needed;
  }

 private:
  using Rarity = std::pair<bool, std::int64_t>;

  // That one of them stands there.
  [[nodiscard]] Rarity of(const std::vector<std::uint32_t>& phrases) const {
    Rarity all(true, 0);
    for (const auto phrase : phrases) all = {all.first && phrases_[phrase].first, all.second + phrases_[phrase].second};
    return all;
  }

  std::vector<Rarity> phrases_;
};

struct WeighedBy {
  std::shared_ptr<const ClaimWeights> weights;
  std::size_t number = 0;  // of the narrative in ClaimWeights::told
};

// By language and narrative.
using Weights = std::map<std::pair<std::string, std::string>, WeighedBy>;

Weights weights_of(std::vector<WeightsDraft>& drafts) {
  Weights all;
  for (auto& draft : drafts) {
    const auto weights = std::make_shared<const ClaimWeights>(std::move(draft.weights));
    for (const auto& narrative : draft.narratives) {
      const auto number = std::ranges::find(draft.told, narrative.text) - draft.told.begin();
      all.emplace(std::pair(weights->language, narrative.text), WeighedBy{weights, static_cast<std::size_t>(number)});
    }
  }
  return all;
}

void compile_patterns(NarrativeDraft& draft, const WordsByLanguage& words, const Rarities& rarities,
                      const Weights& weights, RuleSet& rules, std::vector<bool>& wakes) {
  const bool weighed = draft.narrative.kind == NarrativeKind::narrative;
  for (auto& language : draft.languages) {
    for (const auto& condition : language.unless)
      check_comparisons(*condition, draft.node["none"][language.tag], words, rules);
    const auto unless = std::make_shared<const std::vector<std::unique_ptr<Condition>>>(std::move(language.unless));
    const auto own_weights = weighed ? weights.find({language.tag, draft.narrative.id}) : weights.end();
    const auto [by, weighed_as] = own_weights == weights.end() ? WeighedBy{} : own_weights->second;
    if (!language.hints.empty() && (by == nullptr || !by->hinted)) {
      const auto why = by == nullptr ? "nothing weighs posts of this narrative"
                                     : "the weights of this narrative do not say what a hint has to weigh (`hinted`)";
      draft.node["hints"][language.tag].warning(
          "unweighed-hints", fmt::format("{} in \"{}\", so that its hints find nothing; learn weights with `saitctl "
                                         "rules learn`, or remove these",
                                         why, language.tag));
    }
    if (!language.hints.empty() && by != nullptr && by->hinted) rules.hint_weights[language.tag] = by;
    Doubles doubles;
    for (const bool hint : {false, true}) {
      auto& entries = hint ? language.hints : language.entries;
      std::size_t number = 0;
      for (auto& [condition, node] : entries) {
        ++number;
        std::vector<std::uint32_t> waking;
        if (!condition->wakes(waking)) {
          node.error("no-phrase",
                     "nothing here but what any post may have; ask for at least one phrase that must be found");
          continue;
        }
        check_comparisons(*condition, node, words, rules);
        if (entries.size() < limits::kPhrasesAFile) doubles.look_at(*condition, node, rules);  // else told
        // Whatever is always found can wake it: of `all: ["they", "free car*"]` the cars.
        auto needed = rarities.needed_by(*condition);
        if (!needed.empty()) waking = needed.front();
        if (needed.size() == 1) needed.clear();  // what wakes it is there
        const auto pattern = static_cast<std::uint32_t>(rules.patterns.size());
        rules.woken_by.resize(rules.phrases.size());
        rules.hinted_by.resize(rules.phrases.size());
        for (const auto phrase : waking) {
          wakes[phrase] = true;
          auto& list = (hint ? rules.hinted_by : rules.woken_by)[phrase];
          if (list.empty() || list.back() != pattern) list.push_back(pattern);
        }
        const bool thread = condition->needs_thread();
        auto source = condition->text();
        rules.patterns.push_back(
            {fmt::format("{}/{}/{}{}", draft.narrative.id, language.tag, hint ? "hint-" : "", number),
             rules.narratives.size(),
             language.tag,
             std::move(source),
             std::move(condition),
             unless,
             thread,
             {node.line(), node.column()},
             std::move(needed),
             by,
             hint,
             weighed_as});
      }
    }
  }
  for (auto& test : draft.tests) {
    test.narrative = rules.narratives.size();
    rules.tests.push_back(std::move(test));
  }
  rules.narratives.push_back(draft.narrative);
}

// A term's regular expression, and its words in the lexicon it stands for.
void compile_terms(Drafts& drafts, const std::set<std::string>& doubtful, WordsByLanguage& words, RuleSet& rules) {
  std::map<std::pair<std::string, std::string>, int> lines;  // of a language and a term
  for (auto& [term, node] : drafts.terms) {
    const auto known = words.find(term.language);
    if (known == words.end()) {
      if (!drafts.is_unread(fmt::format("languages/{}.yaml", term.language)))
        node.error("language", fmt::format("there is no languages/{0}.yaml for terms/{0}.yaml", term.language));
      continue;
    }
    auto& lexicons = known->second.lexicons;
    if (fold_words(term.words) == " ") {  // an emoji
      if (!term.stands_for.empty()) node.error("no-word", "a sign without letters stands for no lexicon");
    } else {
      auto parsed = parse_phrase(term.words, nullptr);
      if (const auto* problem = std::get_if<PhraseProblem>(&parsed)) {
        tell(node["term"], *problem);
        continue;
      }
      auto& tree = std::get<PhraseNode>(parsed);
      if (matches_nothing(tree)) {
        node["term"].error("matches-empty", "every part is optional; leave one that is not");
        continue;
      }
      term.regex = std::make_unique<RE2>(" (" + emit_regex(tree, {}) + ")", regex_options());
      if (!term.stands_for.empty()) {
        const auto lexicon = lexicons.find(term.stands_for);
        if (lexicon == lexicons.end()) {
          if (doubtful.contains(term.language)) continue;
          std::vector<std::string_view> names;
          for (const auto& [name, nodes] : lexicons) names.push_back(name);
          const auto near = nearest(term.stands_for, names);
          node["stands_for"].error("lexicon",
                                   fmt::format("this language has no lexicon \"{}\"{}", term.stands_for,
                                               near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
          continue;
        }
        lexicon->second.push_back(std::move(tree));
      }
    }
    const auto [first, is_new] =
        lines.emplace(std::pair(term.language, term.regex ? term.regex->pattern() : term.words), term.line);
    if (!is_new && drafts.terms.size() < limits::kTermsAFile)
      node["term"].warning("duplicate", fmt::format("the term in line {} is the same; keep one", first->second));
    rules.terms.push_back(std::move(term));
  }
}

// The topic words of all languages, as literals.
std::set<std::string> topic_of(const std::vector<LanguageDraft>& languages) {
  std::set<std::string> topic;
  for (const auto& language : languages) add_topic(language, topic);
  return topic;
}

// The words of everyday language, of all languages.
KnownWords common_of(const std::vector<LanguageDraft>& languages) {
  KnownWords common;
  for (const auto& language : languages) {
    for (const auto& word : language.common) {
      const auto folded = fold_words(word.text);
      if (folded.size() > 2) common.add(std::string_view(folded).substr(1, folded.size() - 2));
    }
  }
  return common;
}

void build_prefilter(const KnownWords& common, const std::set<std::string>& topic, const std::vector<bool>& wakes,
                     RuleSet& rules) {
  std::vector<Prefilter::Input> inputs;
  for (std::size_t i = 0; i < rules.phrases.size(); ++i)
    inputs.push_back({rules.phrases[i].parts, rules.phrases[i].form.longest, wakes[i]});
  const std::vector<std::string> literals(topic.begin(), topic.end());
  rules.topic_words = literals.size();
  rules.prefilter = Prefilter(literals, inputs, common);
}

}  // namespace

std::shared_ptr<RuleSet> compile_drafts(Drafts& drafts, const Diagnostics& diagnostics) {
  auto rules = std::make_shared<RuleSet>();
  WordsByLanguage words;
  std::set<std::string> doubtful;
  CueBytes cue_bytes;
  for (const auto& language : drafts.languages) {
    if (!language.sound) doubtful.insert(language.tag);
    auto& own = words[language.tag] = compile_words(language, drafts.audiences);
    rules->cues.push_back(compile_cues(language, own, cue_bytes));
    add_known(language, own, rules->known);
  }
  compile_terms(drafts, doubtful, words, *rules);
  const auto common = common_of(drafts.languages);
  for (auto& [language, own] : words) own.shared = std::make_shared<SharedGroups>(&common);
  const auto topic = topic_of(drafts.languages);
  compile_phrases(drafts.phrases, words, doubtful, *rules);
  std::vector<bool> wakes(rules->phrases.size(), false);
  rules->woken_by.resize(rules->phrases.size());
  rules->hinted_by.resize(rules->phrases.size());
  const Rarities rarities(*rules, common);
  const auto weights = weights_of(drafts.weights);
  for (auto& draft : drafts.narratives) compile_patterns(draft, words, rarities, weights, *rules, wakes);
  for (auto& draft : drafts.posture_kits) rules->postures[draft.posture] = std::move(draft.kit);
  if (!drafts.policies.empty()) rules->policy = drafts.policies.front().policy;
  compile_audiences(drafts.audiences, *rules);
  std::vector<CalendarEvent> events;
  for (auto& draft : drafts.events) events.push_back(std::move(draft.event));
  rules->calendar = Calendar(std::move(events), rules->policy.event_before);
  for (auto& [language, own] : words) own.shared = nullptr;  // before the largest of all is made
  if (!diagnostics.has_errors()) build_prefilter(common, topic, wakes, *rules);
  rules->words = std::move(words);
  return rules;
}

}  // namespace sait
