// What a post does with the claim it contains, judged by the sentence around the match alone: a cue protects only its
// own sentence.
#pragma once

#include <map>
#include <string_view>

#include "model/record.hpp"
#include "rules/rule_set.hpp"
#include "text/fold.hpp"

namespace sait {

/// An act, and the words of the field that decided it; none where a mark did, or nothing.
struct JudgedAct {
  SpeechAct act = SpeechAct::claim;
  WordRange cue;
};

/// Where a match stands.
struct MatchPlace {
  std::string_view original;
  const FoldedText* folded = nullptr;
  WordRange sentence, match;
};

/// Looks acts up in the cues of a RuleSet, which must outlive it. Thread-safe.
class SpeechActs {
 public:
  explicit SpeechActs(const RuleSet& rules);

  /// In this order: debunk (a cue or a negation of what is matched, not both: denying a denial claims); question (a
  /// cue, or, unless it is a harm, the mark behind the sentence: "who is with me?" asks nothing); counter; first
  /// person; quote (a cue, quotation marks around the match, a line that begins with >, or a post that quotes another);
  /// report (a cue, or a conditional mood inside the match); otherwise a claim. Cues that are the phrase's own words do
  /// not count (`own`). `quotes`: the post is a quote-post.
  [[nodiscard]] JudgedAct act_of(std::string_view language, const OwnCues& own, const MatchPlace& place,
                                 NarrativeKind kind, bool quotes) const;

  /// How a sentence of a reply stands to what it answers: doubting where a cue debunks, denies, asks or contradicts,
  /// believing where one agrees, neither where none does or both do.
  [[nodiscard]] Stance stance_of(std::string_view language, const FoldedText& folded, WordRange sentence) const;

 private:
  std::map<std::string, const Cues*, std::less<>> cues_;
};

}  // namespace sait
