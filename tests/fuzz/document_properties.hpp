// What holds of every document of the web, whatever its bytes.
#pragma once

#include <string_view>

#include "feeds/web_document.hpp"

namespace sait::fuzz {

/// Parses the bytes, and ends the program where the result is not as it must be: well-formed, bounded, the same again,
/// and its items posts that the daemon reads as they were written.
void check_document(std::string_view bytes, DocumentFormat format);

}  // namespace sait::fuzz
