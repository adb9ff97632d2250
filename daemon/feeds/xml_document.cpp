// RSS 0.9x, 1.0, 2.0, Atom 0.3, 1.0, and what calls itself so. libxml2 in recovery mode, without network.
#include <fmt/format.h>
#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <memory>
#include <ranges>

#include "base/ascii.hpp"
#include "feeds/html_text.hpp"
#include "feeds/loose_date.hpp"
#include "feeds/web_document.hpp"
#include "feeds/xml.hpp"
#include "feeds/xml_root.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr int kMaxDepth = 200;         // of elements that are looked into
constexpr std::size_t kMaxBases = 16;  // xml:base in each other; those further out do not count

// Namespaces by the prefix most feeds give them; others, and what has none, by "".
std::string_view prefix_of(const xmlNode* node) {
  struct Known {
    std::string_view address, prefix;
  };
  static constexpr std::array kKnown{
      Known{"http://www.w3.org/2005/atom", "atom"},
      Known{"http://purl.org/atom/ns#", "atom"},
      Known{"http://example.com/newformat#", "atom"},
      Known{"http://example.com/necho", "atom"},
      Known{"http://purl.org/echo/", "atom"},
      Known{"uri/of/echo/namespace#", "atom"},
      Known{"http://purl.org/pie/", "atom"},
      Known{"http://purl.org/dc/", "dc"},
      Known{"http://purl.org/rss/1.0/modules/content/", "content"},
      Known{"http://purl.org/rss/1.0/modules/slash/", "slash"},
      Known{"http://purl.org/rss/1.0/modules/link/", "l"},
      Known{"http://purl.org/rss/1.0/modules/", "other"},
      Known{"http://purl.org/rss/1.0/", "rss"},
      Known{"http://my.netscape.com/rdf/simple/0.9/", "rss"},
      Known{"http://channel.netscape.com/rdf/simple/0.9/", "rss"},
      Known{"http://purl.org/net/rss1.1#", "rss"},
      Known{"http://backend.userland.com/rss", "rss"},
      Known{"http://blogs.law.harvard.edu/tech/rss", "rss"},
      Known{"http://purl.org/netscape/rss", "rss"},
      Known{"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
      Known{"http://www.w3.org/1999/xhtml", "xhtml"},
      Known{"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"},
      Known{"http://example.com/dtds/podcast-1.0.dtd", "itunes"},
      Known{"http://search.yahoo.com/mrss", "media"},
  };
  if (node->ns == nullptr) return {};
  const auto address = ascii_lower(xml::view(node->ns->href));
  const auto* known = std::ranges::find_if(kKnown, [&](const Known& one) { return address.starts_with(one.address); });
  return known == kKnown.end() ? "other" : known->prefix;
}

// "title", "dc:creator", "content:encoded" ...: the names of RSS and Atom bare, since documents mix them up.
std::string name_of(const xmlNode* node) {
  auto name = ascii_lower(xml::view(node->name));  // an undeclared prefix stays in the name
  const auto prefix = prefix_of(node);
  if (prefix.empty() || prefix == "rss" || prefix == "atom") {
    return name.starts_with("atom:") ? name.substr(5) : name;
  }
  return fmt::format("{}:{}", prefix, name);
}

class Reader {
 public:
  Reader(const xmlDoc* document, const DocumentContext& context) : xml_(document), context_(context) {}

  WebDocument read() {
    const auto* root = xmlDocGetRootElement(xml_);
    if (root == nullptr) return std::move(out_);
    const auto name = name_of(root);
    out_.format = name == "feed" || name == "entry" ? DocumentFormat::atom : DocumentFormat::rss;
    if (name == "entry" || name == "item") {
      item(root);
    } else {
      look_for_items(root, 0);
    }
    return std::move(out_);
  }

 private:
  struct Found {  // what an item's elements said, the better one in front
    std::string date_published, date_updated, date_created, id, link, author_mail, author_address;
    std::string title, description, content;
    std::optional<std::string> language;  // xml:lang of the text that counts most
    int language_of = 0;                  // 1 title, 2 summary, 3 content
    bool id_is_link = true;
  };

  // Elements called item or entry, wherever they stand: RSS 1.0 has them outside its channel, broken ones anywhere.
  void look_for_items(const xmlNode* node, int depth) {
    for (const auto* child = node->children; child != nullptr && depth < kMaxDepth; child = child->next) {
      if (child->type != XML_ELEMENT_NODE) continue;
      const auto name = name_of(child);
      if (name == "item" || name == "entry") {
        if (out_.items.size() < kMaxItems) item(child);
      } else if (name == "channel" || name == "feed" || name == "rdf:rdf" || name == "rss" || name == "rss:rss") {
        look_for_items(child, depth + 1);
      } else {
        of_the_feed(child, name);
        if (!is_field(name)) look_for_items(child, depth + 1);
      }
    }
  }

  static bool is_field(std::string_view name) {
    static constexpr std::array<std::string_view, 15> kFields{
        "title",    "link",    "description", "subtitle", "author",      "image",      "textinput",     "generator",
        "language", "content", "summary",     "source",   "dc:language", "dc:creator", "managingeditor"};
    return std::ranges::find(kFields, name) != kFields.end();
  }

  void of_the_feed(const xmlNode* node, const std::string& name) {
    if ((name == "language" || name == "dc:language") && out_.language.empty())
      out_.language = for_all_items(plain(node));
    if (name == "ttl") {
      int value = 0;
      const auto text = plain(node);
      std::from_chars(text.data(), text.data() + text.size(), value);
      if (value > 0) out_.ttl = std::chrono::minutes(std::min(value, 60 * 24 * 7));
    }
    if (name == "hour" && ascii_lower(xml::view(node->parent->name)) == "skiphours") {
      std::size_t hour = 24;
      const auto text = plain(node);
      std::from_chars(text.data(), text.data() + text.size(), hour);
      if (hour <= 24 && !text.empty()) out_.skip_hours.set(hour % 24);  // RSS 0.92 counts from 1, 2.0 from 0
    }
    if ((name == "author" || name == "dc:creator" || name == "managingeditor") && feed_author_.empty())
      feed_author_ = for_all_items(person_in(node));
  }

  void item(const xmlNode* node) {
    WebItem item;
    Found found;
    if (auto language = language_at(node)) item.language = *language;
    found.id = attribute(node, "about");
    for (const auto* child = node->children; child != nullptr; child = child->next) {
      if (child->type == XML_ELEMENT_NODE) field(child, name_of(child), item, found);
    }
    if (const auto address = attribute(node, "href"); found.link.empty() && !address.empty())
      found.link = absolute_address(address, base_at(node));  // CDF
    item.id = found.id;
    item.link = found.link;
    if (item.link.empty() && found.id_is_link && looks_like_address(found.id))
      item.link = absolute_address(found.id, base_at(node));
    item.summary = found.description;
    item.content = found.content;
    if (item.title.empty()) item.title = found.title;
    if (found.date_updated.empty()) found.date_updated = attribute(node, "lastmod");  // CDF
    if (item.author.empty()) item.author = feed_author_;
    item.published = parse_loose_date(found.date_published);
    item.updated = parse_loose_date(found.date_updated);
    if (!item.published) item.published = parse_loose_date(found.date_created);
    if (found.language) {
      item.language = *found.language;
    } else if (item.language.empty()) {
      item.language = out_.language;
    }
    std::ranges::replace(item.language, '_', '-');
    out_.items.push_back(std::move(item));
  }

  void field(const xmlNode* node, const std::string& name, WebItem& item, Found& found) {
    const auto set = [](std::string& to, std::string from) {
      if (to.empty()) to = std::move(from);
    };
    const auto language_from = [&](int rank) {
      if (rank < found.language_of) return;
      if (auto language = language_at(node)) {
        found.language = std::move(language);
        found.language_of = rank;
      }
    };
    if (name == "title") {
      set(item.title, text_of(node, false).text);
      language_from(1);
    } else if (name == "dc:title" || name == "media:title") {
      set(found.title, text_of(node, false).text);
    } else if (name == "media:group" || name == "media:content") {
      for (const auto* child = node->children; child != nullptr; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && name_of(child).starts_with("media:"))
          field(child, name_of(child), item, found);
      }
    } else if (name == "link" || name == "l:link") {
      set(found.link, link_in(node));
    } else if (name == "guid" || name == "id" || name == "dc:identifier") {
      if (name == "dc:identifier" && !found.id.empty()) return;
      found.id = plain(node);
      found.id_is_link = name == "guid" && ascii_lower(attribute(node, "ispermalink")) != "false";
    } else if (name == "content" || name == "content:encoded" || name == "xhtml:body" || name == "body" ||
               name == "fullitem") {
      body(node, found.content, item, name != "content");
      language_from(3);
    } else if (name == "summary" || name == "description" || name == "dc:description" || name == "abstract" ||
               name == "tagline" || name == "itunes:summary" || name == "media:description") {
      const bool spare = name.starts_with("itunes:") || name.starts_with("media:");
      if (spare && !found.description.empty()) return;
      // A description and a summary: the second is the longer one as often as not.
      body(node, found.description.empty() || spare ? found.description : found.content, item, name != "summary");
      language_from(2);
    } else if (name == "pubdate" || name == "published" || name == "issued" || name == "dcterms:issued" ||
               name == "dc:issued") {
      set(found.date_published, plain(node));
    } else if (name == "updated" || name == "modified" || name == "dc:modified" || name == "dcterms:modified" ||
               name == "lastbuilddate") {
      set(found.date_updated, plain(node));
    } else if (name == "dc:date" || name == "date") {
      set(found.date_created, plain(node));
      set(found.date_updated, plain(node));
    } else if (name == "created" || name == "dcterms:created" || name == "dc:created") {
      if (found.date_created.empty()) found.date_created = plain(node);
    } else if (name == "author" || name == "dc:creator" || name == "dc:author" || name == "itunes:author" ||
               name == "managingeditor") {
      if (name == "itunes:author" && !item.author.empty()) return;
      const auto person = person_in(node);
      if (!person.empty() && !item.author.empty()) item.author += ", ";
      item.author += person;
    } else if (name == "dc:language" || name == "language") {
      item.language = plain(node);
    } else if (name == "category" || name == "dc:subject" || name == "itunes:keywords") {
      auto tag = attribute(node, "term");
      if (tag.empty()) tag = plain(node);
      if (!tag.empty()) item.tags.push_back(std::move(tag));
    } else if (name == "slash:comments") {
      std::uint64_t count = 0;
      const auto text = plain(node);
      const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
      if (problem == std::errc() && end == text.data() + text.size()) item.comments = count;
    }
  }

  // The first that says something stays.
  void body(const xmlNode* node, std::string& to, WebItem& item, bool usually_html) {
    auto seen = text_of(node, usually_html);
    if (to.empty()) to = std::move(seen.text);
    if (!seen.links.empty()) add_links(seen.links, base_at(node), item.links, out_);
    for (auto& alt : seen.alts) item.alts.push_back(std::move(alt));
  }

  // A typed text (Atom's type, RSS by what it looks like) as a reader sees it.
  HtmlText text_of(const xmlNode* node, bool usually_html) {
    const auto type = ascii_lower(attribute(node, "type"));
    const auto mode = ascii_lower(attribute(node, "mode"));
    const bool inline_xml =
        type == "xhtml" || type.ends_with("+xml") || type.ends_with("/xml") || mode == "xml" || has_elements(node);
    if (inline_xml && has_elements(node)) return nodes_to_text(node->children);
    auto text = text_below(node);
    if (mode == "base64" || (!type.empty() && type.find('/') != std::string::npos && !type.starts_with("text/") &&
                             !type.ends_with("xml"))) {
      if (auto decoded = from_base64(text); decoded && is_valid_utf8(*decoded)) text = std::move(*decoded);
      return html_to_text(text);
    }
    const bool html = type == "html" || type == "text/html" || mode == "escaped" ||
                      ((type.empty() || type == "text/plain") && (usually_html || is_rss()) && looks_like_html(text));
    return html ? html_to_text(text) : plain_text(text);
  }

  [[nodiscard]] bool is_rss() const { return out_.format == DocumentFormat::rss; }

  static HtmlText plain_text(const std::string& text) {
    HtmlText out;
    out.text = trimmed(without_c1(text));
    return out;
  }

  static bool has_elements(const xmlNode* node) {
    for (const auto* child = node->children; child != nullptr; child = child->next) {
      if (child->type == XML_ELEMENT_NODE) return true;
    }
    return false;
  }

  static std::optional<std::string> from_base64(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
      static constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
      if (c == '=' || std::isspace(static_cast<unsigned char>(c)) != 0) continue;
      const auto digit = kBase64.find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      bits = bits << 6U | static_cast<std::uint32_t>(digit);
      held += 6;
      if (held >= 8) {
        held -= 8;
        out.push_back(static_cast<char>(bits >> static_cast<unsigned>(held) & 0xffU));
      }
    }
    return out;
  }

  // All text below a node.
  static std::string text_below(const xmlNode* node) {
    std::string text;
    add_text_below(node, text, 0);
    return text;
  }
  static void add_text_below(const xmlNode* node, std::string& text, int depth) {
    for (const auto* child = node->children; child != nullptr && depth < kMaxDepth; child = child->next) {
      if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) text += xml::view(child->content);
      if (child->type == XML_ELEMENT_NODE) add_text_below(child, text, depth + 1);
    }
  }

  static std::string plain(const xmlNode* node) { return std::string(trimmed(text_below(node))); }

  static std::string attribute(const xmlNode* node, std::string_view name) {
    return std::string(trimmed(xml::attribute(node, name)));
  }

  // Of XML's own namespace: "base", "lang". Nothing when the node has none.
  static std::optional<std::string> xml_attribute(const xmlNode* node, const char* name) {
    auto* value = xmlGetNsProp(node, reinterpret_cast<const xmlChar*>(name), XML_XML_NAMESPACE);
    if (value == nullptr) return std::nullopt;
    std::string text(trimmed(xml::view(value)));
    xmlFree(value);
    return text;
  }

  // xml:lang, of the node or the nearest above that says one; an empty one says that none is known.
  static std::optional<std::string> language_at(const xmlNode* node) {
    for (int depth = 0; node != nullptr && node->type == XML_ELEMENT_NODE && depth < kMaxDepth;
         node = node->parent, ++depth) {
      if (auto language = xml_attribute(node, "lang")) return for_all_items(std::move(*language));
    }
    return std::nullopt;
  }

  std::string base_at(const xmlNode* node) {
    if (node->parent != base_above_) {
      base_above_ = node->parent;
      base_ = chained_base(base_above_);
    }
    const auto own = xml_attribute(node, "base").value_or(std::string());
    return own.empty() ? base_ : absolute_address(own, base_);
  }

  [[nodiscard]] std::string chained_base(const xmlNode* node) const {
    std::vector<std::string> chain;
    for (int depth = 0; node != nullptr && node->type == XML_ELEMENT_NODE && depth < kMaxDepth;
         node = node->parent, ++depth) {
      auto base = xml_attribute(node, "base").value_or(std::string());
      if (!base.empty() && chain.size() < kMaxBases) chain.push_back(std::move(base));
    }
    auto base = context_.base;
    for (const auto& above : std::views::reverse(chain)) base = absolute_address(above, base);
    return base;
  }

  // RSS: its text. Atom: the page, which is rel="alternate" or no rel at all.
  std::string link_in(const xmlNode* node) {
    auto address = attribute(node, "href");
    if (address.empty()) {
      address = attribute(node, "resource");  // mod_link
    }
    const auto rel = ascii_lower(attribute(node, "rel"));
    if (!rel.empty() && rel != "alternate" && !rel.ends_with("/alternate")) return {};
    if (address.empty()) address = plain(node);
    return address.empty() ? std::string() : absolute_address(address, base_at(node));
  }

  static bool looks_like_address(std::string_view text) {
    return text.find(':') != std::string_view::npos ? text.starts_with("http") : !text.empty();
  }

  // A name before an address of any kind: "a@b.example (Name)", "Name <a@b.example>", Atom's <name>.
  std::string person_in(const xmlNode* node) {
    for (const auto* child = node->children; child != nullptr; child = child->next) {
      if (child->type == XML_ELEMENT_NODE && (name_of(child) == "name" || name_of(child) == "itunes:name"))
        return plain(child);
    }
    std::string fallback;
    for (const auto* child = node->children; child != nullptr; child = child->next) {
      if (child->type != XML_ELEMENT_NODE) continue;
      const auto name = name_of(child);
      if (fallback.empty() && (name == "email" || name == "uri" || name == "url" || name == "homepage"))
        fallback = plain(child);
    }
    if (has_elements(node)) return fallback;
    auto text = plain(node);
    if (text.find('@') == std::string::npos) return text;
    const auto open = text.find('('), close = text.rfind(')');
    if (open != std::string::npos && close != std::string::npos && open < close) {
      const auto before = trimmed(std::string_view(text).substr(0, open));
      const auto within = trimmed(std::string_view(text).substr(open + 1, close - open - 1));
      return std::string(before.find('@') == std::string_view::npos ? before : within);
    }
    const auto angle = text.find('<');
    if (angle == std::string::npos || angle == 0) return text;
    return std::string(trimmed(std::string_view(text).substr(0, angle)));
  }

  const xmlDoc* xml_;
  const DocumentContext& context_;
  WebDocument out_;
  std::string feed_author_;
  const xmlNode* base_above_ = nullptr;  // whose base base_ is: the fields of an item share it
  std::string base_;
};

// Whether the last tag of a document ends its outermost element.
bool closes(std::string_view utf8, std::string_view root) {
  const auto last = utf8.rfind('<');
  if (last == std::string_view::npos) return false;
  auto tag = utf8.substr(last + 1);
  if (tag.ends_with("-->")) return true;  // a comment behind the end
  const auto end = tag.find('>');
  if (end == std::string_view::npos) return false;
  tag = trimmed(tag.substr(0, end));
  return tag.ends_with('/') || (tag.starts_with('/') && ascii_lower(tag).ends_with(ascii_lower(root)));
}

bool is_feed(const xml::Document& document) {
  return document && begins_feed(xml::view(xmlDocGetRootElement(document.get())->name));
}

WebDocument read(const xml::Document& document, std::string_view utf8, const DocumentContext& context) {
  auto out = Reader(document.get(), context).read();
  out.cut_short = !closes(utf8, xml::view(xmlDocGetRootElement(document.get())->name));
  return out;
}

}  // namespace

Result<WebDocument> parse_xml_document(const std::string& utf8, const DocumentContext& context) {
  bool damaged = false;
  const auto document = xml::parse(utf8, damaged);
  if (is_feed(document)) {
    auto out = read(document, utf8, context);
    out.damaged = out.damaged || damaged;
    return out;
  }
  const auto root = document ? xml::view(xmlDocGetRootElement(document.get())->name) : std::string_view();
  // A warning of the program that wrote the feed, as HTML before it. A whole page is none, whatever it shows.
  if (!is_page(root)) {
    const auto behind = utf8.substr(likely_begin(utf8));
    const auto feed = xml::parse(behind, damaged);
    if (is_feed(feed)) {
      auto out = read(feed, behind, context);
      out.damaged = true;
      if (!out.items.empty()) return out;
    }
  }
  if (!document) return Error{"not-a-feed", "this is no XML: no element can be read"};
  return not_a_feed(root);
}

}  // namespace sait
