// Whether what a slot found is one number as it was written: folding leaves out the hyphen of "100-200", the slashes of
// a date, the point of ".5" and what tells 10² from 102; the original has them.
#pragma once

#include <string>
#include <string_view>

#include "rules/slot.hpp"
#include "text/fold.hpp"

namespace sait {

/// False for several numbers ("100-200", "10/11/2026", "3, 400"), one end of a range ("£20" of "£20-30 million" or of
/// "£20 to £30 million"), a part of a number ("500" of "1 500"), what is below zero, what has an exponent, and where a
/// letter behind the digits may be a unit ("1.5m tall"; "5 m", except of money). `slot`: the words of a number, with
/// its currency or percent sign; `sentence`: those around it.
[[nodiscard]] bool is_one_number(std::string_view original, const FoldedText& folded, WordRange slot,
                                 WordRange sentence, SlotType type, const NumberWords& words);

/// The slot without the article of "a $5", which folds like A$5.
[[nodiscard]] WordRange without_article(const FoldedText& folded, WordRange slot);

/// The folded words of the slot, with the 0 that ".5" leaves out.
[[nodiscard]] std::string number_words_at(std::string_view original, const FoldedText& folded, WordRange slot);

}  // namespace sait
