// The rule files of a story.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "rules/rule_set.hpp"
#include "story.hpp"

namespace sait::story {

/// In which language the story's posts are on a feed.
[[nodiscard]] const std::string& language_on(const Story& story, const Feed& feed);

/// The audience whose conversation the story is about: those who read its language where it happens; where it names no
/// region, all who read it.
[[nodiscard]] std::string audience_of(const Story& story);

/// The rules as analysts keep them while a story happens: its narrative, the harms of its posts, an audience for each
/// region it names, its calendar, and the policy with the channels and communities that its readers declare.
class Rules {
 public:
  /// `story` must outlive it; `policy` is the bytes of a policy file.
  Rules(const Story& story, std::string policy);

  void learn(const OfficialFact& fact, Time at);

  /// The set as it stands.
  [[nodiscard]] Result<std::shared_ptr<const RuleSet>> compile() const;

 private:
  [[nodiscard]] RuleFiles files(const std::string& status) const;
  [[nodiscard]] std::string told_file(const std::string& status) const;

  const Story& story_;
  std::string policy_, status_, facts_;
};

}  // namespace sait::story
