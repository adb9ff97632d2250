// HTML of a feed's item -> what a reader sees of it. libxml2's HTML parser: nothing is fetched, nothing is run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

struct _xmlNode;  // NOLINT(bugprone-reserved-identifier): libxml2's name for it

namespace sait {

struct HtmlText {
  std::string text;                // paragraphs apart by line feeds, other white space collapsed
  std::vector<std::string> links;  // href of anchors as written
  std::vector<std::string> alts;   // of images
};

/// Well-formed UTF-8 in, well-formed UTF-8 out. Broken mark-up is read as browsers would, roughly. At most kMaxHtml
/// bytes are read.
[[nodiscard]] HtmlText html_to_text(std::string_view html);
inline constexpr std::size_t kMaxHtml = 2U << 20U;

/// The same for elements that are parsed already (XHTML inside Atom); `node` and what follows it among its siblings.
[[nodiscard]] HtmlText nodes_to_text(const _xmlNode* node);

/// Whether a text that should be plain is HTML in truth: a tag or a character reference stands in it.
[[nodiscard]] bool looks_like_html(std::string_view text);

/// U+0080 to U+009F become what Windows-1252 means by them.
[[nodiscard]] std::string without_c1(std::string_view text);

/// The character that an HTML entity names, as UTF-8; empty when it is none.
[[nodiscard]] std::string html_entity(std::string_view name);

}  // namespace sait
