#include "feeds/web_document.hpp"

#include <fmt/format.h>
#include <libxml/uri.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include "base/ascii.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

// The value behind `name=` or `name="`, up to what cannot belong to the name of an encoding.
std::string value_of(std::string_view text, std::string_view name) {
  const auto found = ascii_lower(text).find(name);
  if (found == std::string::npos) return {};
  auto rest = text.substr(found + name.size());
  const auto skip = rest.find_first_not_of(" \t=\"'");
  if (skip == std::string_view::npos || skip == 0) return {};
  rest.remove_prefix(skip);
  const auto end = std::ranges::find_if(
      rest, [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '_' && c != ':' && c != '.'; });
  return std::string(rest.begin(), end);
}

struct Bom {
  std::string_view bytes, encoding;
};
constexpr std::array kBoms{Bom{{"\x00\x00\xfe\xff", 4}, "UTF-32BE"}, Bom{{"\xff\xfe\x00\x00", 4}, "UTF-32LE"},
                           Bom{"\xef\xbb\xbf", "UTF-8"}, Bom{"\xfe\xff", "UTF-16BE"}, Bom{"\xff\xfe", "UTF-16LE"}};
// "<?" or "<x" in encodings whose declaration cannot be read as ASCII.
constexpr std::array kFirstBytes{Bom{{"\x00\x00\x00<", 4}, "UTF-32BE"}, Bom{{"<\x00\x00\x00", 4}, "UTF-32LE"},
                                 Bom{{"\x00<\x00", 3}, "UTF-16BE"}, Bom{{"<\x00", 2}, "UTF-16LE"},
                                 Bom{"\x4c\x6f\xa7\x94", "ibm-37"}};

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

using Converter = std::unique_ptr<UConverter, CloseConverter>;

// nullptr when the encoding is not known.
Converter converter_of(const std::string& encoding) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(encoding.empty() ? nullptr : ucnv_open(encoding.c_str(), &status));
  return U_FAILURE(status) ? nullptr : std::move(converter);
}

// Nothing when the bytes are not of the encoding. What it gave is longer than it can be: too large.
std::optional<std::string> convert(std::string_view bytes, const Converter& converter) {
  if (!converter) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::u16string wide(bytes.size() + 16, u'\0');
  const auto size = ucnv_toUChars(converter.get(), wide.data(), static_cast<std::int32_t>(wide.size()), bytes.data(),
                                  static_cast<std::int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string utf8;
  icu::UnicodeString(false, wide.data(), size).toUTF8String(utf8);
  return utf8;
}

std::optional<std::string> convert(std::string_view bytes, std::string_view encoding) {
  return convert(bytes, converter_of(std::string(encoding)));
}

// Encodings that the web calls by the name of a smaller one.
std::string as_the_web_means(std::string encoding) {
  const auto name = ascii_lower(encoding);
  if (name == "iso-8859-1" || name == "us-ascii" || name == "ascii" || name == "latin1" || name == "latin-1")
    return "windows-1252";
  if (name == "gb2312" || name == "gbk" || name == "x-gbk") return "gb18030";
  if (name == "ks_c_5601-1987" || name == "euc-kr") return "windows-949";
  return encoding;
}

// By an encoding that somebody named. Servers name the one they were installed with and programs the one they hold
// texts in, so the bytes have the last word.
std::optional<std::string> convert_as_named(std::string_view bytes, const std::string& encoding) {
  const auto converter = converter_of(as_the_web_means(encoding));
  if (!converter) return std::nullopt;
  // UTF-16, UTF-32: whatever they begin with, one of their first four bytes is zero.
  const bool wide = ucnv_getMinCharSize(converter.get()) > 1;
  if (wide && bytes.substr(0, 4).find('\0') == std::string_view::npos) return std::nullopt;
  // What valid UTF-8 says in a single-byte encoding is what nobody writes, such as "Ã¼".
  const bool single = ucnv_getMaxCharSize(converter.get()) == 1;
  if (single && is_valid_utf8(bytes)) return std::string(bytes);
  return convert(bytes, converter);
}

// What the XML declaration says, which may stand behind noise.
std::string declared_encoding(std::string_view bytes) {
  constexpr std::size_t kMostNoise = 4000, kMostDeclaration = 200;
  const auto begin = bytes.substr(0, kMostNoise).find("<?xml");
  if (begin == std::string_view::npos) return {};
  const auto declaration = bytes.substr(begin, kMostDeclaration);
  return value_of(declaration.substr(0, declaration.find("?>")), "encoding");
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view content_type) {
  for (const auto& bom : kBoms) {
    if (!bytes.starts_with(bom.bytes)) continue;
    const auto rest = bytes.substr(bom.bytes.size());
    if (auto text = convert(rest, bom.encoding)) return *text;
    return repair_utf8(rest);
  }
  for (const auto& first : kFirstBytes) {
    if (!bytes.starts_with(first.bytes)) continue;
    if (auto text = convert(bytes, first.encoding)) return *text;
  }
  for (const auto& encoding : {value_of(content_type, "charset"), declared_encoding(bytes)}) {
    if (encoding.empty() || ascii_lower(encoding) == "utf-8") continue;  // as without a word, below
    if (auto text = convert_as_named(bytes, encoding)) return *text;
  }
  if (is_valid_utf8(bytes)) return std::string(bytes);
  // Mostly UTF-8 with a few bytes broken is UTF-8; anything else is what most old pages are.
  auto repaired = repair_utf8(bytes);
  std::size_t broken = 0, wide = 0;
  for (std::size_t at = 0; at + 2 < repaired.size(); ++at) {
    broken += repaired.compare(at, 3, "\xef\xbf\xbd") == 0 ? 1U : 0U;
    wide += (static_cast<unsigned char>(repaired[at]) & 0xc0U) == 0xc0U ? 1U : 0U;
  }
  if (wide > 4 * broken) return repaired;
  return convert(bytes, "windows-1252").value_or(repaired);
}

std::string WebItem::text() const {
  if (content.empty() || summary == content) return content.empty() ? summary : content;
  // A teaser is mostly the beginning of what follows, with dots behind it.
  const auto teaser = std::string_view(summary).substr(0, std::min<std::size_t>(summary.size(), 80));
  if (summary.empty() || content.find(teaser) != std::string::npos) return content;
  return summary + "\n" + content;
}

std::string absolute_address(std::string_view reference, const std::string& base) {
  std::string text(trimmed(reference));
  if (text.empty()) return text;
  if (base.empty() || base.size() > kMaxBase) return text;
  auto* built =
      xmlBuildURI(reinterpret_cast<const xmlChar*>(text.c_str()), reinterpret_cast<const xmlChar*>(base.c_str()));
  if (built == nullptr) return text;
  std::string address(reinterpret_cast<const char*>(built));
  xmlFree(built);
  return address;
}

Duration until_wanted(Time at, const std::bitset<24>& skip_hours) {
  if (skip_hours.all()) return Duration(0);
  auto wanted = at;
  const auto day = std::chrono::floor<std::chrono::days>(at);
  auto hour = std::chrono::floor<std::chrono::hours>(at - day).count();
  while (skip_hours.test(static_cast<std::size_t>(hour % 24))) wanted = day + std::chrono::hours(++hour);
  return wanted - at;
}

void add_links(const std::vector<std::string>& found, const std::string& base, std::vector<std::string>& to,
               WebDocument& document) {
  for (const auto& link : found) {
    if (document.links == kMaxLinks) {
      document.damaged = true;
      return;
    }
    to.push_back(absolute_address(link, base));
    ++document.links;
  }
}

std::string for_all_items(std::string text) { return text.size() > kMaxForAllItems ? std::string() : std::move(text); }

Result<WebDocument> parse_web_document(std::string_view bytes, const DocumentContext& context) {
  if (bytes.size() > kMaxDocument) {
    return Error{"too-large",
                 fmt::format("the document has {} bytes; at most {} are read", bytes.size(), kMaxDocument)};
  }
  const auto utf8 = to_utf8(bytes, context.content_type);
  const auto first = utf8.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return Error{"not-a-feed", "the document is empty"};
  const bool json = context.format == DocumentFormat::json_feed ||
                    (context.format == DocumentFormat::automatic && utf8[first] == '{');
  return json ? parse_json_document(utf8, context) : parse_xml_document(utf8, context);
}

}  // namespace sait
