// Where sentences begin, by ICU's rules. Costs several times what folding does: only for posts that may match.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "text/fold.hpp"

namespace sait {

/// Not thread-safe; one per worker.
class SentenceSplitter {
 public:
  SentenceSplitter();
  ~SentenceSplitter();

  /// The sentences of the text that `folded` was made of, as ranges of its words, in order, none of them empty. A line
  /// break ends one; a full stop behind a single letter ("z. B.") does not, nor one inside an address. Before a small
  /// letter one does where a blank follows it, and what it stands behind is neither an abbreviation nor a number.
  void split(std::string_view original, const FoldedText& folded, std::vector<WordRange>& sentences);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sait
