#include "document_properties.hpp"

#include <set>

#include "feeds/web_identity.hpp"
#include "feeds/web_post.hpp"
#include "model/post_json.hpp"
#include "property.hpp"

namespace sait::fuzz {
namespace {

constexpr Time kYear1899 = std::chrono::sys_days(std::chrono::year(1899) / 1 / 1);  // 1900 in any zone
constexpr Time kYear10000 = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);

std::size_t checked_texts(const std::vector<std::string>& texts) {
  std::size_t bytes = 0;
  for (const auto& text : texts) {
    require_utf8(text);
    bytes += text.size();
  }
  return bytes;
}

std::size_t checked_item(const WebItem& item) {
  for (const auto& time : {item.published, item.updated})
    require(!time || (*time >= kYear1899 && *time < kYear10000), "times are of four-digit years");
  return checked_texts({item.id, item.link, item.title, item.summary, item.content, item.author, item.language}) +
         checked_texts(item.links) + checked_texts(item.tags) + checked_texts(item.alts);
}

// The daemon reads items as lines of post.v1, those without a word aside.
void check_post(const WebItem& item, const std::string& identity) {
  auto line = post_line(item, "web", "feed|", identity);
  PostReader reader;
  Post post;
  const auto read = reader.read(line.data(), line.size(), post);
  const bool words = !item.title.empty() || !item.text().empty() || !item.alts.empty();
  require(read.ok() == words, "an item with words is a post that can be read");
  if (!words) return;
  require(post.id == "feed|" + identity && post.text == item.text() && post.title == item.title &&
              post.uri == item.link && post.author_id == item.author && post.lang == item.language,
          "a post says what its item says");
  require(post.created_at == (item.published ? item.published : item.updated) && post.updated_at == item.updated,
          "a post has the times of its item");
  require(post.links.size() == item.links.size() && post.hashtags.size() == item.tags.size(),
          "a post has the links and tags of its item");
}

std::vector<std::string> lines_of(const WebDocument& document) {
  const auto ids = identities(document).names;
  require(ids.size() == document.items.size(), "each item has an identity");
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < ids.size(); ++i) lines.push_back(post_line(document.items[i], "web", {}, ids[i]));
  return lines;
}

}  // namespace

void check_document(std::string_view bytes, DocumentFormat format) {
  const DocumentContext context{format, {}, "https://news.example/a/feed.xml"};
  const auto document = parse_web_document(bytes, context);
  const auto again = parse_web_document(bytes, context);
  require(document.ok() == again.ok(), "the same bytes give the same result");
  if (!document) {
    require_utf8(document.error().message);
    require(!document.error().code.empty() && document.error().message == again.error().message,
            "the same bytes give the same error");
    return;
  }
  require(lines_of(*document) == lines_of(*again), "the same bytes give the same posts");

  require(document->items.size() <= kMaxItems && document->links <= kMaxLinks, "items and links are bounded");
  require(!document->ttl || (document->ttl->count() > 0 && *document->ttl <= std::chrono::hours(24 * 7)),
          "a feed asks to be left alone for a week at most");
  std::size_t size = checked_texts({document->language}), links = 0;
  const auto ids = identities(*document).names;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    size += checked_item(document->items[i]);
    links += document->items[i].links.size();
    require_utf8(ids[i]);
    check_post(document->items[i], ids[i]);
  }
  require(links == document->links, "links are counted");
  require(std::set(ids.begin(), ids.end()).size() == ids.size(), "no two items have one identity");
  // What is said once for all items or links is bounded, percent-encoding makes three bytes of one.
  const auto repeated = 3 * kMaxBase + 2 * kMaxForAllItems;
  require(size <= 16 * bytes.size() + (1U << 20U) + repeated * (2 * ids.size() + links), "no document is a bomb");
}

}  // namespace sait::fuzz
