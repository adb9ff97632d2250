#include "feeds/xml_root.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kMaxShown = 40;  // characters of a name in a message

constexpr std::array<std::string_view, 6> kFeeds{"rss", "rdf", "feed", "channel", "entry", "item"};
constexpr std::array<std::string_view, 2> kPages{"html", "body"};
constexpr std::array<std::string_view, 18> kPiecesOfPages{"head", "div",    "p",    "center", "br",   "b",
                                                          "span", "font",   "h1",   "h2",     "h3",   "title",
                                                          "meta", "script", "link", "style",  "form", "table"};

bool is_one(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, ascii_lower(name)) != names.end();
}

}  // namespace

bool begins_feed(std::string_view root) {
  return is_one(kFeeds, root.substr(root.find(':') + 1));  // all of it where there is no prefix
}

bool is_page(std::string_view root) { return is_one(kPages, root); }

std::size_t likely_begin(std::string_view utf8) {
  static constexpr std::string_view kEndsName = " \t\r\n>";
  for (auto at = utf8.find('<'); at != std::string_view::npos; at = utf8.find('<', at + 1)) {
    const auto tag = ascii_lower(utf8.substr(at + 1, 8));
    for (const std::string_view name : {"rss", "feed", "rdf:rdf"}) {
      if (tag.size() > name.size() && tag.starts_with(name) &&
          kEndsName.find(tag[name.size()]) != std::string_view::npos)
        return at;
    }
  }
  return utf8.size();
}

Error not_a_feed(std::string_view root) {
  if (is_page(root) || is_one(kPiecesOfPages, root))
    return {"not-a-feed", "this is an HTML page; look in it for the address of its feed"};
  const auto name = ascii_lower(root);
  if (name == "opml") return {"not-a-feed", "this is a list of feeds (OPML); saitctl feed import reads it"};
  if (name == "urlset" || name == "sitemapindex")
    return {"not-a-feed", "this is a list of a site's pages (sitemap); look on the site for the address of its feed"};
  return {"not-a-feed", fmt::format("its first element is <{}>, and no feed begins so", shorten(root, kMaxShown))};
}

}  // namespace sait
