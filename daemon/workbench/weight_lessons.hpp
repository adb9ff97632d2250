// What weights are learnt from (learn_weights.hpp): the tests beside the rules and labelled posts, by language, as the
// features that the matcher weighs.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "match/post_matcher.hpp"
#include "match/wording.hpp"
#include "rules/rule_set.hpp"
#include "workbench/labels.hpp"
#include "workbench/learn_weights.hpp"

namespace sait {

class WeightLessons {
 public:
  static constexpr std::size_t kFewestClaims = 20;  // of a narrative in a language, or weights do not judge it

  /// Of a language.
  struct Lessons {
    std::vector<LabelledWording> posts;
    std::map<std::string, bool> known;          // by its words and marks: whether it claims
    std::map<std::string, std::size_t> claims;  // by narrative

    [[nodiscard]] std::vector<std::string> narratives() const;  // with kFewestClaims
  };

  explicit WeightLessons(std::shared_ptr<const RuleSet> rules);

  /// The tests of narratives, and those of harms that say what is none; claims first, as they must hold. Of a post with
  /// a title or pictures it is not said which of its texts claims: it teaches nothing.
  void take_tests();

  /// Gives the rows that say the contrary of a test or of an earlier row with the same words; they teach nothing.
  [[nodiscard]] std::vector<const LabelRow*> take_labels(const LabelTable& table);

  [[nodiscard]] const std::map<std::string, Lessons>& by_language() const { return lessons_; }

 private:
  [[nodiscard]] bool take(const std::string& language, std::string_view text, const std::string& narrative, bool claim,
                          MustWeigh must);
  [[nodiscard]] MustWeigh weight_of(const RuleTest& test);
  // By a phrase, that is: the rules have no weights, and so no hints.
  [[nodiscard]] bool is_found_by_phrases(const std::string& language, std::string_view text, std::size_t narrative);

  std::shared_ptr<const RuleSet> rules_;
  PostMatcher matcher_;
  Wording wording_;
  std::map<std::string, Lessons> lessons_;
};

}  // namespace sait
