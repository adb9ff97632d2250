// Post x RuleSet -> on topic or not, and the claims it makes with their speech acts. Stateless between posts; one per
// worker.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "match/searched_post.hpp"
#include "match/speech_act.hpp"
#include "model/post.hpp"
#include "model/record.hpp"
#include "rules/rule_set.hpp"
#include "text/fold.hpp"

namespace sait {

/// One pattern found in one sentence. Where it is found there more than once, the first place that claims is shown,
/// else the first.
struct Match {
  std::size_t pattern = 0;  // index into RuleSet::patterns
  SpeechAct act = SpeechAct::claim;
  bool if_thread = false;            // counts only if the post refers to one that is on topic: the writer knows
  Span cue;                          // what decided the act; empty where no word did
  Span span;                         // the first, where the act was judged
  std::size_t first = 0, count = 0;  // of PostMatcher::spans()
};

struct NamedSlot {
  std::string_view name;
  SlotValue value;
  Span span;
};

/// Where a post was heard: what declared audiences ask beside the language.
struct Heard {
  std::span<const Carried> audiences = {};  // that its feed carries
  std::string region = {};                  // where the operator has listed its author, by region_key(); empty: nowhere
};

class PostMatcher {
 public:
  explicit PostMatcher(std::shared_ptr<const RuleSet> rules);
  ~PostMatcher();

  /// Folds the post's fields and asks the gate: a topic word, or a pattern that is found without one. Cheap: what every
  /// post costs. What the post borrows from must live until the next call. `author`: for conditions that ask.
  [[nodiscard]] bool on_topic(const Post& post, AuthorClass author = AuthorClass::other);

  /// The language of the post last given to on_topic(): its own tag, else the detector, else `feed_languages` if there
  /// is exactly one, else "und".
  [[nodiscard]] std::string language(const std::vector<std::string>& feed_languages);

  /// After on_topic() said yes: all matches of patterns in `language`, and in those the text may be in (a mixed or
  /// short text, a wrong tag); "und": in any; harms always in any. In order of (pattern, field, place), one a pattern
  /// and sentence; a claim whose words weigh too little is none. Valid until the next call.
  [[nodiscard]] const std::vector<Match>& matches(const std::string& language, bool light_hints = false);

  /// Of the last call of matches(): claims whose words weigh less than a claim does (Pattern::weights), one a pattern
  /// and sentence, where nothing else of the sentence claims. With `light_hints` those, too, that are only hinted at
  /// and weigh less than hints ask for, or do not tell of their narrative.
  [[nodiscard]] std::span<const Match> outweighed() const;
  /// What the words around a match weigh by its pattern's weights, which must be there.
  [[nodiscard]] double weigh(const Match& match);
  /// Which narrative the words around what a hint found tell of, by its number in the pattern's weights.
  [[nodiscard]] NarrativeWords::Nearest nearest(const Match& hint);
  /// The features that a match was weighed by, some more than once (match/wording.hpp).
  void each_feature(const Match& match, const std::function<void(std::string_view feature)>& call);

  /// How the post last given to on_topic() stands to one that it answers, by the cues of `language` in its text;
  /// neither where its sentences part.
  [[nodiscard]] Stance stance(const std::string& language);

  /// All places of a match, the first included: what compound conditions found.
  [[nodiscard]] std::span<const Span> spans(const Match& match) const;

  /// The values in a match.
  [[nodiscard]] std::vector<NamedSlot> slots(const Match& match);

  /// Loaded and coded terms of the pattern's language in the sentence where the match was judged.
  [[nodiscard]] std::vector<const Term*> terms(const Match& match);

  /// The post as conditions see it, for explanations. Valid until the next post.
  [[nodiscard]] PostView& view();

  /// The first half of on_topic(): folds the post and asks nothing. For those who then ask for single phrases and
  /// patterns.
  void read(const Post& post, AuthorClass author = AuthorClass::other);
  /// Whether all that a pattern cannot do without may stand in the post: else it is not looked at.
  [[nodiscard]] bool may_find(std::size_t pattern) const;
  /// Whether a pattern finds something that its narrative's `none` leaves, in whatever language the post is.
  [[nodiscard]] bool finds(std::size_t pattern);

  /// Where an occurrence of view() stands, and the words at a place.
  [[nodiscard]] Span span_of(const Occurrence& occurrence) const;
  [[nodiscard]] std::string_view words_at(const Span& span) const;

  /// A field of the post last given to on_topic(): as written (descriptions of media with blank lines between them) and
  /// folded.
  [[nodiscard]] std::string_view original(Field field) const;
  [[nodiscard]] const FoldedText& folded(Field field = Field::text) const;
  /// Its sentences.
  [[nodiscard]] std::span<const WordRange> sentences(Field field);

  /// Matches as the journal keeps them: sorted, unique by (narrative, audience, act), one for the language of the
  /// pattern and one for each declared audience among `heard` that speaks it and is where the post was heard: its feed
  /// is at home there, its author listed there, or a <place> of the match lies there. A claim wins over a milder act of
  /// the same post only if it stands in another sentence, so both stay. Matches of retired narratives are left out.
  /// `if_thread`: only those that depend on the thread; else only the others.
  [[nodiscard]] std::vector<MatchRef> refs(const std::vector<Match>& matches, bool if_thread = false,
                                           const Heard& heard = {});
  /// The one for the language of its pattern.
  [[nodiscard]] MatchRef ref(const Match& match) const;

 private:
  void add_declared(const Match& match, const Heard& heard, std::vector<MatchRef>& refs);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sait
