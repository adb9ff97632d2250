// HTML before libxml2's parser sees it: start tags with only the attributes that are read, no comments, no scripts.
#pragma once

#include <string>
#include <string_view>

namespace sait {

/// The same page to a reader. libxml2 compares each attribute of a tag with all others and reports each oddity of a
/// comment with all of the comment: a page of a megabyte could cost it minutes. Takes time in proportion to the length.
/// Tags as browsers see them (HTML Living Standard, 13.2.5), except that a quote without an end quotes nothing, and a
/// tag without an end is text.
[[nodiscard]] std::string plain_tags(std::string_view html);

}  // namespace sait
