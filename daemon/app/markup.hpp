// Text in XML and HTML.
#pragma once

#include <string>
#include <string_view>

#include "text/utf8.hpp"

namespace sait {

/// In an element or in double quotes. Bytes that are not UTF-8 become U+FFFD; control characters, which XML has not,
/// a blank.
[[nodiscard]] inline std::string escape_xml(std::string_view text) {
  std::string out;
  for (const char c : repair_utf8(text)) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

}  // namespace sait
