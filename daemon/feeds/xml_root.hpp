// With which element a document begins, and what it is by that.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace sait {

/// Whether documents of feeds begin with an element of this name, in any case and with any prefix: RSS, RSS 1.0, Atom,
/// CDF, an item alone.
[[nodiscard]] bool begins_feed(std::string_view root);

/// Whether it begins a whole page of HTML.
[[nodiscard]] bool is_page(std::string_view root);

/// Where a feed may begin behind what a program said before it; the end of the text if nowhere.
[[nodiscard]] std::size_t likely_begin(std::string_view utf8);

/// error[not-a-feed] with what a document that begins so looks like instead.
[[nodiscard]] Error not_a_feed(std::string_view root);

}  // namespace sait
