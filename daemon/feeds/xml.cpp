#include "feeds/xml.hpp"

#include <libxml/parser.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ascii.hpp"
#include "feeds/html_text.hpp"

namespace sait::xml {
namespace {

// XML knows five entities; feeds use HTML's, and "&" alone. Each becomes what was meant. CDATA, comments and what a
// DTD of the document's own defines are left alone.
std::string mend_entities(const std::string& text, bool& damaged) {
  const bool own = text.find("<!ENTITY") != std::string::npos;
  std::string out;
  out.reserve(text.size() + 64);
  const auto copy_through = [&](std::size_t& at, std::string_view end) {
    const auto stop = text.find(end, at);
    const auto until = stop == std::string::npos ? text.size() : stop + end.size();
    out.append(text, at, until - at);
    at = until;
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text.compare(at, 9, "<![CDATA[") == 0) {
      copy_through(at, "]]>");
    } else if (text.compare(at, 4, "<!--") == 0) {
      copy_through(at, "-->");
    } else if (own && text.compare(at, 8, "<!ENTITY") == 0) {
      copy_through(at, ">");
    } else if (text[at] != '&') {
      out.push_back(text[at++]);
    } else {
      const auto end = text.find(';', at);
      const auto name = end == std::string::npos || end - at > 12 ? std::string_view()
                                                                  : std::string_view(text).substr(at + 1, end - at - 1);
      static constexpr std::array<std::string_view, 5> kXml{"amp", "lt", "gt", "quot", "apos"};
      const bool number = name.size() > 1 && name[0] == '#' &&
                          name.find_first_not_of("0123456789abcdefABCDEFxX", 1) == std::string_view::npos;
      const auto meant = name.empty() || number ? std::string() : html_entity(name);
      if (number || std::ranges::find(kXml, name) != kXml.end()) {
        const auto from = out.size();
        out.append(text, at, name.size() + 2);
        if (number && name[1] == 'X') out[from + 2] = 'x';  // HTML takes both
        at = end + 1;
      } else if (!meant.empty()) {
        out += meant;
        at = end + 1;
      } else if (own && !name.empty() &&
                 std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0; })) {
        out.append(text, at, name.size() + 2);
        at = end + 1;
      } else {
        damaged = true;
        out += "&amp;";
        ++at;
      }
    }
  }
  return out;
}

// XML 1.0 has no control characters but three, and none of the last two of a plane.
std::string without_controls(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; }, ' ');
  for (const std::string_view no : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (auto at = text.find(no); at != std::string::npos; at = text.find(no, at)) text.replace(at, 3, 1, ' ');
  }
  return text;
}

}  // namespace

Document parse(const std::string& utf8, bool& damaged) {
  auto text = mend_entities(without_controls(utf8), damaged);
  if (const auto first = text.find('<'); first != std::string::npos)
    text.erase(0, first);  // white space or noise before
  if (const auto end = text.find("?>"); text.starts_with("<?xml") && end != std::string::npos) {
    text.erase(0, end + 2);  // its word on the encoding no longer holds
  }
  Document document(
      xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
                    XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT));
  if (!document || xmlDocGetRootElement(document.get()) == nullptr) return nullptr;
  damaged = damaged || (document->properties & XML_DOC_WELLFORMED) == 0;
  return document;
}

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

std::string attribute(const xmlNode* node, std::string_view name) {
  for (const auto* at = node->properties; at != nullptr; at = at->next) {
    if (ascii_lower(view(at->name)) != name) continue;
    auto* value = xmlNodeListGetString(node->doc, at->children, 1);
    std::string text(view(value));
    xmlFree(value);
    return text;
  }
  return {};
}

}  // namespace sait::xml
