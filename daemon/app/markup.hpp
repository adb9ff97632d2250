// Text in XML and HTML.
#pragma once

#include <string>
#include <string_view>

#include "text/utf8.hpp"

namespace sait {

/// In an element or in double quotes. Bytes that are not UTF-8 become U+FFFD; control characters, which XML has not,
/// a blank.
[[nodiscard]] inline std::string escape_xml(std::string_view text) {
  constexpr std::string_view kNone = "\xef\xbf", kReplacement = "\xef\xbf\xbd";  // of U+FFFE, U+FFFF, U+FFFD
  std::string out;
  const auto valid = repair_utf8(text);
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const char c = valid[i];
    if ((c == '\xbe' || c == '\xbf') && i >= 2 && std::string_view(valid).substr(i - 2, 2) == kNone) {
      out.replace(out.size() - 2, 2, kReplacement);  // they are no characters of XML
      continue;
    }
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
