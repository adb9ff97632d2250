// Post x RuleSet -> on topic or not, and the claims it makes with their speech acts. Stateless between posts; one per
// worker.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/post.hpp"
#include "model/record.hpp"
#include "rules/rule_set.hpp"
#include "text/fold.hpp"

namespace sait {

enum class Field : std::uint8_t { text, title, alt };
[[nodiscard]] const char* to_string(Field field);

/// One pattern found in one field; `begin`, `end` in bytes of the original (Field::alt: of all descriptions, each with
/// a line break behind it).
struct Match {
  std::size_t pattern = 0;  // index into RuleSet::patterns
  SpeechAct act = SpeechAct::claim;
  Field field = Field::text;
  std::uint32_t begin = 0, end = 0;
  friend bool operator==(const Match&, const Match&) = default;
};

class PostMatcher {
 public:
  explicit PostMatcher(std::shared_ptr<const RuleSet> rules);
  ~PostMatcher();

  /// Folds the post's fields and asks the gate: a topic word, or a pattern that is found without one. Cheap: what every
  /// post costs.
  [[nodiscard]] bool on_topic(const Post& post);

  /// The post's language: its own tag, else the detector, else `feed_languages` if there is exactly one, else "und".
  [[nodiscard]] static std::string language_of(const Post& post, const std::vector<std::string>& feed_languages);

  /// After on_topic() said yes: all matches of patterns in `language` ("und": in any; harms always in any), in order of
  /// (pattern, field, begin), one a pattern and field. Valid until the next call.
  [[nodiscard]] const std::vector<Match>& matches(const std::string& language);

  /// The folded main text of the post last given to on_topic().
  [[nodiscard]] const FoldedText& folded_text() const;

  /// Matches as the journal keeps them: sorted, unique by (narrative, audience, act); a claim wins over a milder act of
  /// the same post only if it stands in another sentence, so both stay. Matches of retired narratives are left out.
  [[nodiscard]] std::vector<MatchRef> refs(const std::vector<Match>& matches, const std::string& language) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sait
