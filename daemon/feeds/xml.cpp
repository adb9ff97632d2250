#include "feeds/xml.hpp"

#include <libxml/parser.h>

#include "base/ascii.hpp"
#include "feeds/xml_mend.hpp"

namespace sait::xml {
Document parse(const std::string& utf8, bool& damaged) {
  auto text = mended(utf8, damaged);  // no XML declaration is left, whose word on the encoding would no longer hold
  if (const auto first = text.find('<'); first != std::string::npos)
    text.erase(0, first);  // white space or noise before
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
