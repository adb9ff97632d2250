#include "match/post_matcher.hpp"

#include <algorithm>
#include <array>

#include "match/speech_act.hpp"
#include "text/language.hpp"

namespace sait {
namespace {

constexpr std::size_t kFields = 3;
constexpr std::string_view kUndetermined = "und";

bool is_known(std::string_view tag) { return !tag.empty() && tag != kUndetermined; }

}  // namespace

const char* to_string(Field field) {
  constexpr std::array<const char*, kFields> kNames{"text", "title", "alt"};
  return kNames[static_cast<std::size_t>(field)];
}

struct PostMatcher::Impl {
  struct Input {
    std::string_view original;
    FoldedText folded;
    std::vector<int> atoms;  // of FilteredRE2, each once
  };

  explicit Impl(std::shared_ptr<const RuleSet> set)
      : rules(std::move(set)), acts(*rules), seen(rules->atom_of_literal.size(), 0) {}

  std::shared_ptr<const RuleSet> rules;
  SpeechActs acts;
  Folder folder;
  std::array<Input, kFields> inputs;
  std::string alts;                 // all descriptions of media, one a line: spans of Field::alt point into this
  std::vector<std::uint64_t> seen;  // by literal: the last scan that met it, so that nothing need be cleared
  std::uint64_t scan = 0;
  std::vector<int> potentials;
  std::vector<Match> found;

  // Folds one field and collects its atoms; true if a topic word is in it.
  bool read(Input& input, std::string_view original) {
    input.original = original;
    input.atoms.clear();
    folder.fold(original, input.folded);
    bool topic = false;
    ++scan;
    rules->literals.search(input.folded.text, [&](std::size_t literal) {
      if (literal < rules->topic_literals) {
        topic = true;
        return true;
      }
      const auto atom = literal - rules->topic_literals;
      if (seen[atom] != scan) {
        seen[atom] = scan;
        input.atoms.push_back(rules->atom_of_literal[atom]);
      }
      return true;
    });
    return topic;
  }

  // The patterns whose required literals are all in the field.
  const std::vector<int>& candidates(const Input& input) {
    potentials.clear();
    if (!input.atoms.empty() && !rules->patterns.empty()) rules->candidates->AllPotentials(input.atoms, &potentials);
    return potentials;
  }

  // Whether a pattern of any language really is there. Required literals alone are no topic: FilteredRE2 keeps only
  // some of them where many patterns share a lexicon, and everyday words would then put everyday posts into the
  // journal.
  bool any_match(const Input& input) {
    const re2::StringPiece text(input.folded.text);
    return std::ranges::any_of(candidates(input), [&](int candidate) {
      const auto& pattern = rules->patterns[static_cast<std::size_t>(candidate)];
      return pattern.regex->Match(text, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
    });
  }

  void match(Field field, std::string_view language) {
    const auto& input = inputs[static_cast<std::size_t>(field)];
    const re2::StringPiece text(input.folded.text);
    for (const auto candidate : candidates(input)) {
      const auto index = static_cast<std::size_t>(candidate);
      const auto& pattern = rules->patterns[index];
      // A tag says what somebody claims to write in: it must not hide a threat.
      const bool harm = rules->narratives[pattern.narrative].kind == NarrativeKind::harm;
      if (!harm && language != kUndetermined && pattern.language != language) continue;
      re2::StringPiece groups[2];
      if (!pattern.regex->Match(text, 0, text.size(), RE2::UNANCHORED, groups, 2)) continue;
      const auto begin = static_cast<std::size_t>(groups[1].data() - text.data());
      auto end = begin + groups[1].size();
      while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\n')) --end;
      const auto span = input.folded.original_span(begin, end);
      const auto act = acts.act_of(pattern.language, input.original, input.folded, begin, end,
                                   rules->narratives[pattern.narrative].kind);
      found.push_back({index, act, field, span.first, span.second});
    }
  }
};

PostMatcher::PostMatcher(std::shared_ptr<const RuleSet> rules) : impl_(std::make_unique<Impl>(std::move(rules))) {}
PostMatcher::~PostMatcher() = default;

bool PostMatcher::on_topic(const Post& post) {
  auto& impl = *impl_;
  impl.alts.clear();
  for (const auto alt : post.media_alt) {
    impl.alts += alt;
    impl.alts += '\n';
  }
  const std::array<std::string_view, kFields> texts{post.text, post.title, impl.alts};
  bool topic = false;
  for (std::size_t i = 0; i < kFields; ++i) topic = impl.read(impl.inputs[i], texts[i]) || topic;
  return topic || std::ranges::any_of(impl.inputs, [&](const auto& input) { return impl.any_match(input); });
}

std::string PostMatcher::language_of(const Post& post, const std::vector<std::string>& feed_languages) {
  if (auto tag = primary_tag(post.lang); is_known(tag)) return tag;
  if (auto tag = detect_language(post.text); is_known(tag)) return tag;
  return feed_languages.size() == 1 ? feed_languages.front() : std::string(kUndetermined);
}

const std::vector<Match>& PostMatcher::matches(const std::string& language) {
  impl_->found.clear();
  for (const auto field : {Field::text, Field::title, Field::alt}) impl_->match(field, language);
  std::ranges::sort(impl_->found, {}, [](const Match& m) { return std::tuple(m.pattern, m.field, m.begin); });
  return impl_->found;
}

const FoldedText& PostMatcher::folded_text() const {
  return impl_->inputs[static_cast<std::size_t>(Field::text)].folded;
}

std::vector<MatchRef> PostMatcher::refs(const std::vector<Match>& matches, const std::string& language) const {
  std::vector<MatchRef> refs;
  for (const auto& match : matches) {
    const auto& pattern = impl_->rules->patterns[match.pattern];
    const auto& narrative = impl_->rules->narratives[pattern.narrative];
    const auto maturity = narrative.maturity.find(pattern.language);
    if (maturity != narrative.maturity.end() && maturity->second == Maturity::retired) continue;
    const bool by_pattern = language == kUndetermined || narrative.kind == NarrativeKind::harm;
    refs.push_back({narrative.id, by_pattern ? pattern.language : language, match.act});
  }
  std::ranges::sort(refs);
  refs.erase(std::ranges::unique(refs).begin(), refs.end());
  return refs;
}

}  // namespace sait
