// From examples of a claim and a background of everyday posts: phrases that would find the claim, each with what it
// would add and what it would wrongly find. Both are measured with the matcher on the rules with the phrase in them,
// never estimated. Nothing is written into the rules: a person decides.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "match/post_matcher.hpp"
#include "model/post.hpp"
#include "rules/rule_set.hpp"
#include "workbench/mine_phrases.hpp"
#include "workbench/phrase_items.hpp"
#include "workbench/trial_rules.hpp"

namespace sait {

struct SuggestOptions {
  std::string language;   // primary tag; empty: that of most examples
  std::string narrative;  // whose patterns count as those that find an example already; empty: all patterns do
  std::size_t most = 10;  // suggestions
  double rate = 0.001;    // of background posts that a suggested phrase may match: that of `rules check --background`
};

struct Suggestion {
  struct Found {
    std::uint64_t line = 0;
    std::string text;  // masked
  };
  std::string phrase;
  std::vector<std::string> literals;  // one of them stands in all that it finds
  std::vector<std::size_t> finds;     // examples, by their order
  std::size_t adds = 0;               // of these, no pattern finds them now
  std::size_t beyond = 0;             // of these, no suggestion above finds them
  std::uint64_t wrong = 0;            // background posts
  std::vector<Found> wrong_examples;  // the first of them
};

struct Suggestions {
  std::string language;
  std::size_t examples = 0;        // in that language
  std::size_t other_language = 0;  // left out
  std::size_t copies = 0;          // of others among them, but for links and signs: left out
  std::size_t found_already = 0;   // by a pattern of the rules
  std::uint64_t background = 0;    // posts in that language, or in none that can be told
  std::uint64_t background_all = 0;
  std::vector<Suggestion> phrases;       // the one that adds most at least wrong first
  std::size_t too_common = 0;            // candidates that match more of the background than the rate allows
  std::vector<std::uint64_t> no_claims;  // lines of examples that are found, but ask, deny or report
  std::vector<std::uint64_t> missed;     // lines of examples that neither the rules nor a suggestion finds
};

/// Used in this order: add() the examples, count() the background, propose(), measure() the background again,
/// result(). Not thread-safe; memory grows with examples and candidates, both bounded, not with the background.
class Suggester {
 public:
  static constexpr std::size_t kMostExamples = 2'000;
  static constexpr std::size_t kMostCandidates = 300;

  Suggester(RuleFiles files, std::shared_ptr<const RuleSet> rules, SuggestOptions options);
  ~Suggester();

  /// False once there are kMostExamples.
  [[nodiscard]] bool add(const Post& post, std::uint64_t line);
  /// How often words are used.
  void count(const Post& post);
  /// error[language], error[no-examples], error[found], error[no-shared-words], error[background]: in words.
  [[nodiscard]] Status propose();
  void measure(const Post& post, std::uint64_t line);
  [[nodiscard]] Suggestions result() const;

 private:
  struct Example {
    std::string text, title, tag;
    std::uint64_t line = 0;
    bool known = false;  // a pattern of the rules finds it
  };
  struct Candidate {
    std::string phrase;
    double quality = 0;
    std::vector<std::uint32_t> texts;  // as mined
    std::vector<std::size_t> finds;    // as measured
    std::uint64_t wrong = 0;
    std::vector<Suggestion::Found> wrong_examples;
  };

  [[nodiscard]] std::string words_of(const Post& post);
  [[nodiscard]] std::string tag_of(const Post& post) const;
  [[nodiscard]] Status choose_language();
  void note_known();
  [[nodiscard]] std::vector<Candidate> candidates(const PhraseItems& items) const;
  [[nodiscard]] bool is_frame(const SharedSequence& sequence, const PhraseItems& items) const;
  [[nodiscard]] double quality(const SharedSequence& sequence, const DraftPhrase& phrase,
                               const PhraseItems& items) const;
  [[nodiscard]] bool is_common(std::string_view word) const;
  [[nodiscard]] Status try_on_examples();
  [[nodiscard]] Post post_of(const Example& example) const;

  RuleFiles files_;
  std::shared_ptr<const RuleSet> rules_;
  SuggestOptions options_;
  PostMatcher matcher_;
  Folder folder_;
  FoldedText folded_;
  std::vector<Example> examples_;
  std::map<std::string, std::uint64_t, std::less<>> uses_;  // of the examples' words, in background posts
  std::uint64_t background_ = 0;                            // counted, in whatever language
  std::set<std::string, std::less<>> common_;               // the language's own list
  std::size_t other_language_ = 0, copies_ = 0;
  std::set<std::string> seen_;     // words_of() examples
  std::set<std::size_t> claims_;   // examples of which some phrase says that they claim
  std::string subject_;            // the lexicon that this language's phrases name most: "@migrants"
  std::vector<bool> has_subject_;  // by example
  std::vector<Candidate> candidates_;
  std::optional<TrialRules> trial_;
  std::unique_ptr<PostMatcher> trial_matcher_;
  std::uint64_t measured_ = 0, measured_all_ = 0;
};

}  // namespace sait
