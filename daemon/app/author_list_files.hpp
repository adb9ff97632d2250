// `lists` of the configuration: files that name accounts and what they are.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "model/author_lists.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// One of `lists`: where it is, and where that is said.
struct AuthorListFile {
  std::string path;
  std::string named_in;
  int line = 0, column = 0;
};

/// All accounts of the files; what is wrong in them is told at its place. `rules`, if there are any, know the regions.
[[nodiscard]] std::shared_ptr<const AuthorLists> read_author_lists(const std::vector<AuthorListFile>& files,
                                                                   const RuleSet* rules, Diagnostics& diagnostics);

}  // namespace sait
