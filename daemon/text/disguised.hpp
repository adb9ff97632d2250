// Whether a word was written so that people read it and programs do not.
#pragma once

#include <string_view>

namespace sait {

/// True if `written` has invisible characters in it, letters in another shape (full width, mathematical), or letters of
/// another script that were read as those of its own in `read`, its folded form without accents. For explanations:
/// slower than folding.
[[nodiscard]] bool is_disguised(std::string_view written, std::string_view read);

}  // namespace sait
