// What a post does with the claim it contains, judged by the sentence around the match alone: a cue protects only its
// own sentence.
#pragma once

#include <map>
#include <string_view>

#include "model/record.hpp"
#include "rules/rule_set.hpp"
#include "text/fold.hpp"

namespace sait {

/// Looks acts up in the cues of a RuleSet, which must outlive it. Thread-safe.
class SpeechActs {
 public:
  explicit SpeechActs(const RuleSet& rules);

  /// The act of a match at folded bytes [begin, end). Order: debunk, question (by a cue, or, unless it is a harm, by
  /// the mark behind the sentence: "who is with me?" asks nothing), counter, first person, quote (by a cue, or by
  /// quotation marks around the match), report; otherwise a claim.
  [[nodiscard]] SpeechAct act_of(std::string_view language, std::string_view original, const FoldedText& folded,
                                 std::size_t begin, std::size_t end, NarrativeKind kind) const;

 private:
  using ByAct = std::array<const RE2*, kSpeechActs>;
  std::map<std::string, ByAct, std::less<>> cues_;
};

}  // namespace sait
