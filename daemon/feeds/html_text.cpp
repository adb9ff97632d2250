#include "feeds/html_text.hpp"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include "base/ascii.hpp"
#include "feeds/html_tags.hpp"
#include "feeds/xml.hpp"

namespace sait {
namespace {

constexpr int kMaxNesting = 512;

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

bool is_unseen(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kUnseen{"script",   "style",    "head",  "template",
                                                           "noscript", "textarea", "select"};
  return is_one_of(name, kUnseen);
}

bool is_block(std::string_view name) {
  static constexpr std::array<std::string_view, 28> kBlocks{
      "p",       "div",     "br",     "li",     "ul",         "ol",     "tr", "table", "h1",         "h2",
      "h3",      "h4",      "h5",     "h6",     "hr",         "dd",     "dt", "dl",    "blockquote", "pre",
      "section", "article", "header", "footer", "figcaption", "figure", "td", "th"};
  return is_one_of(name, kBlocks);
}

class Walker {
 public:
  void walk(const xmlNode* node, int depth = 0) {
    for (; node != nullptr && depth < kMaxNesting; node = node->next) {
      if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) add(xml::view(node->content));
      if (node->type == XML_ELEMENT_NODE) element(node, depth);
    }
  }
  void add(std::string_view from) {
    const auto text = without_c1(from);
    for (const char c : text) {
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        space_ = true;
        continue;
      }
      if (space_ && !out_.text.empty() && out_.text.back() != '\n') out_.text.push_back(' ');
      space_ = false;
      out_.text.push_back(c);
    }
  }
  [[nodiscard]] HtmlText take() {
    while (!out_.text.empty() && out_.text.back() == '\n') out_.text.pop_back();
    return std::move(out_);
  }

 private:
  void element(const xmlNode* node, int depth) {
    const auto name = ascii_lower(xml::view(node->name));
    if (is_unseen(name)) return;
    if (name == "a") {
      if (auto link = xml::attribute(node, "href"); !link.empty()) out_.links.push_back(std::move(link));
    } else if (name == "img") {
      if (auto alt = xml::attribute(node, "alt"); !alt.empty()) out_.alts.push_back(std::move(alt));
    }
    const bool block = is_block(name);
    if (block) end_line();
    walk(node->children, depth + 1);
    if (block) end_line();
  }
  void end_line() {
    space_ = false;
    if (!out_.text.empty() && out_.text.back() != '\n') out_.text.push_back('\n');
  }
  HtmlText out_;
  bool space_ = false;
};

// "&" and what may be a reference behind it: its length without the "&", 0 for none.
std::size_t reference_size(std::string_view behind) {
  const auto end = behind.substr(0, 12).find(';');
  if (end == std::string_view::npos || end == 0) return 0;
  const auto name = behind.substr(0, end);
  const auto all = [&](std::size_t from, auto is) {
    return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(from), name.end(),
                       [&](unsigned char c) { return is(c) != 0; });
  };
  if (name[0] != '#') return all(0, [](int c) { return std::isalnum(c); }) ? end + 1 : 0;
  if (name.size() > 2 && (name[1] == 'x' || name[1] == 'X'))
    return all(2, [](int c) { return std::isxdigit(c); }) ? end + 1 : 0;
  return name.size() > 1 && all(1, [](int c) { return std::isdigit(c); }) ? end + 1 : 0;
}

// At most `bytes` of the text, without a part of a character at the end.
std::size_t whole_characters(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text.size();
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U) --bytes;
  return bytes;
}

}  // namespace

bool looks_like_html(std::string_view text) {
  const auto last_bracket = text.rfind('>');
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '&' && reference_size(text.substr(at + 1)) > 0) return true;
    if (text[at] != '<' || at + 1 >= text.size()) continue;
    const auto next = static_cast<unsigned char>(text[at + 1]);
    const bool tag = std::isalpha(next) != 0 || next == '/' || next == '!';
    if (tag && last_bracket != std::string_view::npos && last_bracket > at) return true;
  }
  return false;
}

HtmlText html_to_text(std::string_view html) {
  html = html.substr(0, whole_characters(html, kMaxHtml));
  Walker walker;
  if (html.find_first_of("<&") == std::string_view::npos) {
    walker.add(html);
    return walker.take();
  }
  // A container of our own: without it the parser takes leading text for a head's and drops it.
  const auto page = "<html><body><div>" + plain_tags(html) + "</div></body></html>";
  const xml::Document document(htmlReadMemory(
      page.data(), static_cast<int>(page.size()), nullptr, "UTF-8",
      HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT));
  if (document) walker.walk(xmlDocGetRootElement(document.get()));
  return walker.take();
}

// U+0080 to U+009F are control characters that nobody writes: a page that has them means Windows-1252.
std::string without_c1(std::string_view text) {
  static constexpr std::array<std::string_view, 32> kMeant{"€", " ", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š",
                                                           "‹", "Œ", " ", "Ž", " ", " ", "‘", "’", "“", "”", "•",
                                                           "–", "—", "˜", "™", "š", "›", "œ", " ", "ž", "Ÿ"};
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    if (text[at] == '\xc2' && next >= 0x80 && next < 0xa0) {
      out += kMeant[next - 0x80];
      ++at;
    } else {
      out.push_back(text[at]);
    }
  }
  return out;
}

HtmlText nodes_to_text(const _xmlNode* node) {
  Walker walker;
  walker.walk(node);
  return walker.take();
}

std::string html_entity(std::string_view name) {
  const std::string text(name);
  const auto* found = htmlEntityLookup(reinterpret_cast<const xmlChar*>(text.c_str()));
  if (found == nullptr) return {};
  std::array<xmlChar, 8> bytes{};
  const int size = xmlCopyCharMultiByte(bytes.data(), static_cast<int>(found->value));
  return {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size)};
}

}  // namespace sait
