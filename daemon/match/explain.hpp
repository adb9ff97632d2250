// Why a post matched, and, where it did not, which pattern came nearest and the first part of it that failed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "match/post_matcher.hpp"

namespace sait {

/// One part of a phrase and what stands for it in the sentence that came nearest; gaps are left out.
struct PartReport {
  std::string part;   // as written in the phrase
  std::string words;  // of the post, folded; empty: it is not there
  bool optional = false;
};

struct PhraseReport {
  std::string phrase;  // as written
  std::vector<PartReport> parts;
  std::string failed;   // the first thing that failed, in words; empty: it is found
  double nearness = 0;  // 0 nothing of it, 1 found
};

struct PatternReport {
  std::size_t pattern = 0;  // index into RuleSet::patterns
  std::vector<PhraseReport> phrases;
  std::vector<Reason> conditions;  // of a compound pattern
  std::string failed;
  std::vector<Span> unwanted;  // what must not be there and is, where `failed` names it
  double nearness = 0;
};

/// A place for people: "text 6-31", "alt of media 2 0-8" (media are counted from 1).
[[nodiscard]] std::string to_text(const Span& span);

/// What was read as something else: "m1grants" -> "migrants", "#StopTheBoats" -> "stop the boats".
struct Reading {
  std::string written, read;
};

/// The words of the post's text whose folded form is more than a change of case and accents: disguises, invisible
/// characters, letters of other scripts and shapes, tags that were cut.
[[nodiscard]] std::vector<Reading> readings(const PostMatcher& matcher);

/// The patterns of `language` ("und": of any) that do not match the post last given to `matcher`, the nearest first, at
/// most `most`; none that has nothing of it in the post. `narrative`: only those of this one; empty: of all.
[[nodiscard]] std::vector<PatternReport> nearest_patterns(const RuleSet& rules, PostMatcher& matcher,
                                                          std::string_view language, std::size_t most,
                                                          std::string_view narrative = {});

}  // namespace sait
