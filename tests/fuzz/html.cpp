// HTML of an item -> what a reader sees of it.
#include <algorithm>

#include "feeds/html_tags.hpp"
#include "feeds/html_text.hpp"
#include "property.hpp"

using namespace sait;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto html = repair_utf8(fuzz::view(data, size));
  const auto seen = html_to_text(html);
  const auto again = html_to_text(html);
  fuzz::require(seen.text == again.text && seen.links == again.links && seen.alts == again.alts,
                "the same page gives the same text");

  fuzz::require_utf8(seen.text);
  fuzz::require(seen.text.find_first_of("\r\t\f") == std::string::npos && seen.text.find("  ") == std::string::npos &&
                    seen.text.find("\n\n") == std::string::npos && seen.text.find(" \n") == std::string::npos &&
                    seen.text.find("\n ") == std::string::npos,
                "white space is collapsed");
  fuzz::require(seen.text.empty() || (seen.text.front() != '\n' && seen.text.back() != '\n'),
                "a text neither begins nor ends with a line's end");
  auto bytes = seen.text.size();
  for (const auto* texts : {&seen.links, &seen.alts}) {
    for (const auto& text : *texts) {
      fuzz::require_utf8(text);
      bytes += text.size();
    }
  }
  fuzz::require(bytes <= 3 * html.size() + 16, "a text is no longer than its page");

  const auto tags = plain_tags(html);
  fuzz::require_utf8(tags);
  fuzz::require(plain_tags(tags) == tags, "plain tags stay as they are");
  fuzz::require(tags.size() <= 7 * html.size() + 16, "plain tags are no bomb");
  if (seen.links.size() + seen.alts.size() > 0)
    fuzz::require(looks_like_html(html), "a page with links looks like one");
  return 0;
}
