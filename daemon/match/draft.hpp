// Loaded terms in a text of our own: what a communicator wants to know before it goes out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_set.hpp"

namespace sait {

struct TermFinding {
  const Term* term = nullptr;      // of the RuleSet
  std::size_t begin = 0, end = 0;  // bytes of the text
  int line = 0, column = 0;        // from 1, columns in characters
  std::string words;               // as written
};

/// Every place of a term of `language` (empty: of any), in order.
[[nodiscard]] std::vector<TermFinding> terms_in(const RuleSet& rules, std::string_view text, std::string_view language);

}  // namespace sait
