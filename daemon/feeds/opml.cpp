#include "feeds/opml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/ascii.hpp"
#include "feeds/web_document.hpp"
#include "feeds/xml.hpp"
#include "text/language.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr int kMaxFolders = 32;
constexpr std::size_t kMaxFeeds = 10'000;
constexpr std::size_t kMaxTitle = 200;  // characters: a folder's stands with each of its feeds

// Readers of feeds have schemes of their own, for http: "feed://a.example/x", "feed:https://a.example/x".
std::string address_in(const xmlNode* outline) {
  const auto text = xml::attribute(outline, "xmlurl");
  auto address = std::string(trimmed(text));
  for (const std::string_view scheme : {"feed:", "itpc:", "pcast:"}) {
    if (!ascii_lower(address).starts_with(scheme)) continue;
    address.erase(0, scheme.size());
    if (address.starts_with("//")) address.insert(0, "http:");
    break;
  }
  return address;
}

void collect(const xmlNode* node, std::vector<std::string>& folders, std::set<std::string>& known,
             std::vector<OpmlFeed>& feeds) {
  if (folders.size() > static_cast<std::size_t>(kMaxFolders)) return;
  for (; node != nullptr; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    const bool outline = ascii_lower(xml::view(node->name)) == "outline";
    auto title = xml::attribute(node, "title");
    if (title.empty()) title = xml::attribute(node, "text");
    title = shorten(title, kMaxTitle);
    const auto address = outline ? address_in(node) : std::string();
    if (!address.empty() && known.insert(address).second && feeds.size() < kMaxFeeds) {
      feeds.push_back({title, address, xml::attribute(node, "language"), folders});
    }
    const bool folder = outline && address.empty() && !title.empty();
    if (folder) folders.push_back(title);
    collect(node->children, folders, known, feeds);
    if (folder) folders.pop_back();
  }
}

// "Le Monde – À la une" -> "le-monde-la-une"
std::string id_of(const OpmlFeed& feed, std::unordered_map<std::string, int>& taken) {
  std::string id;
  for (const char c : ascii_lower(feed.title)) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (good) id.push_back(c);
    if (!good && !id.empty() && id.back() != '-') id.push_back('-');
    if (id.size() == 48) break;
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  if (id.empty()) id = "feed";
  for (auto same = taken[id]++; same > 0; same = taken[id]++) id = fmt::format("{}-{}", id, same + 1);
  return id;
}

// A YAML text in double quotes.
std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
  }
  return out + "\"";
}

}  // namespace

Result<std::vector<OpmlFeed>> parse_opml(std::string_view bytes) {
  if (bytes.size() > kMaxDocument)
    return Error{"too-large", fmt::format("the list has {} bytes; at most {} are read", bytes.size(), kMaxDocument)};
  bool damaged = false;
  const auto document = xml::parse(to_utf8(bytes, {}), damaged);
  const auto* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
  if (root == nullptr || ascii_lower(xml::view(root->name)) != "opml") {
    return Error{"not-opml", "this is no list of feeds: its first element is not <opml>"};
  }
  std::vector<OpmlFeed> feeds;
  std::vector<std::string> folders;
  std::set<std::string> known;
  collect(root->children, folders, known, feeds);
  return feeds;
}

std::string feeds_yaml(const std::vector<OpmlFeed>& feeds) {
  std::string out = "feeds:\n";
  std::unordered_map<std::string, int> taken;  // and how often
  for (const auto& feed : feeds) {
    out += fmt::format("  - id: {}\n    type: rss\n    url: {}\n    platform: web\n", id_of(feed, taken),
                       yaml_quoted(feed.address));
    if (!feed.folders.empty()) out += fmt::format("    community: {}\n", yaml_quoted(feed.folders.back()));
    if (const auto tag = primary_tag(feed.language); !tag.empty()) out += fmt::format("    languages: [{}]\n", tag);
    out += fmt::format("    licence: \"\"  # under which terms may {} be read?\n",
                       yaml_quoted(feed.title.empty() ? feed.address : feed.title));
  }
  return out;
}

}  // namespace sait
