// Undoing what hides a word from a reader that is a program: digits and signs for letters, stretched letters. Inside
// text/ only.
#pragma once

#include <string>
#include <string_view>

#include "text/known_words.hpp"

namespace sait {

/// True for a sign that stands for a letter inside a word: 0 1 3 4 5 7 8 @ $ ! | .
[[nodiscard]] bool is_leet(char c);

/// The known word that `plain` stands for with digits and signs in place of letters ("m1gr4nts"; 1 ! | are i or l).
/// Empty: none is known. Never of a word without letters, nor of what may be an amount: digits or $, and a few letters
/// before or behind them.
[[nodiscard]] std::string undo_leet(std::string_view plain, const KnownWords& known);

/// The word with each run of three and more equal letters cut to two or to one, whichever makes it known, rather a word
/// itself than one of which a beginning is known; to two if none does. `known` may be nullptr.
[[nodiscard]] std::string undo_stretching(std::string_view plain, const KnownWords* known);

/// True if a letter (no digit) stands three times in a row.
[[nodiscard]] bool is_stretched(std::string_view plain);

}  // namespace sait
