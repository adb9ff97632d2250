// What stands in the text of a document before libxml2 sees it: broken things mended, and nothing left that would cost
// more than it is long.
#pragma once

#include <string>
#include <string_view>

namespace sait::xml {

/// `text` without control characters, comments, processing instructions and declarations (its document type, HTML's). A
/// `<` that begins no tag is written as text. HTML's entities and short ones that the document type defines become
/// characters, but none becomes part of a tag; an ampersand that means itself is written so. One that stands for other
/// entities, or for much, means nothing: no bomb. Of one tag kMaxAttributes attributes stay; behind kMaxTags tags the
/// text ends. Takes time in proportion to its length. `damaged` becomes true where something had to be mended or left
/// out. What it gives it leaves as it is.
[[nodiscard]] std::string mended(std::string_view text, bool& damaged);

inline constexpr int kMaxAttributes = 100;              // libxml2 compares each with each
inline constexpr int kMaxTags = 500'000;                // of 150 bytes and more in the tree, however short here
inline constexpr std::size_t kMaxEntity = 2000;         // bytes an entity of the document's own may stand for
inline constexpr std::size_t kMaxExpanded = 1U << 20U;  // bytes all references to them may stand for

}  // namespace sait::xml
