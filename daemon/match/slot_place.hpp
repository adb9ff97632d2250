// Whether what a slot found is one number as it was written: folding leaves out the hyphen of "100-200" and the slashes
// of a date, the original has them.
#pragma once

#include <string_view>

#include "rules/number_words.hpp"
#include "text/fold.hpp"

namespace sait {

/// False for several numbers ("100-200", "10/11/2026", "3, 400"), one end of a range ("£20" of "£20-30 million" or of
/// "£20 to £30 million") and what is below zero. `slot`: the words of a number, with its currency or percent sign;
/// `sentence`: those around it.
[[nodiscard]] bool is_one_number(std::string_view original, const FoldedText& folded, WordRange slot,
                                 WordRange sentence, const NumberWords& words);

}  // namespace sait
