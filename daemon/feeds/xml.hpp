// What the readers of XML and HTML share of libxml2: broken documents made readable, and their nodes as C++ texts.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <string>
#include <string_view>

namespace sait::xml {

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

/// Recovery mode, no network, the text mended before (xml_mend.hpp): the tree has no entities, no document type and no
/// comments. nullptr when no element can be read. `damaged` becomes true where something had to be mended or left out.
[[nodiscard]] Document parse(const std::string& utf8, bool& damaged);

/// Empty for nullptr.
[[nodiscard]] std::string_view view(const xmlChar* text);

/// The value of the attribute of that name in any case (`name` in small letters) and namespace, as written; empty when
/// there is none.
[[nodiscard]] std::string attribute(const xmlNode* node, std::string_view name);

}  // namespace sait::xml
