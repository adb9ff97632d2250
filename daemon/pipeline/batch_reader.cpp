#include "pipeline/batch_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "conversation/sketch.hpp"
#include "pipeline/server_of.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

using namespace std::chrono_literals;
constexpr Time kEarliest = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);

std::uint64_t first_eight(const Digest& digest) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8U) | digest[i];
  return value;
}

std::string_view view_of(const std::uint64_t& value) { return {reinterpret_cast<const char*>(&value), sizeof value}; }

std::uint8_t follower_tier(const std::optional<std::uint64_t>& followers) {
  if (!followers) return 0;
  std::uint8_t tier = 0;
  for (const std::uint64_t bound : {1'000U, 10'000U, 100'000U, 1'000'000U})
    tier = static_cast<std::uint8_t>(tier + (*followers >= bound ? 1 : 0));
  return tier;
}

std::uint64_t hash_content(const Post& post) {
  auto hash = fnv1a(post.text, fnv1a(post.title));
  for (const auto alt : post.media_alt) hash = fnv1a(alt, hash);
  return hash;
}

std::string joined(const std::vector<std::string_view>& items) {
  std::string text;
  for (const auto item : items) text += (text.empty() ? "" : " ") + repair_utf8(item);
  return text;
}

std::string lines_of(const std::vector<std::string_view>& items, std::string_view between = "\n") {
  std::string text;
  for (const auto item : items) {
    if (item.empty()) continue;
    if (!text.empty()) text += between;
    text += repair_utf8(item);
  }
  return text;
}

// Names of places stand in records and in the state: no post may make them long.
std::string name_of(std::string_view name) { return shorten(repair_utf8(name), 120); }

}  // namespace

std::uint64_t content_mac(const HmacKey& key, std::uint64_t content) {
  return first_eight(key.mac({"content", view_of(content)}));
}

BatchReader::BatchReader(std::shared_ptr<const RuleSet> rules, HmacKey key, std::vector<FeedDeclaration> feeds,
                         ReadOptions options)
    : rules_(std::move(rules)), key_(key), feeds_(std::move(feeds)), options_(std::move(options)), matcher_(rules_) {
  for (const auto& feed : feeds_) carried_.push_back(carried_by(feed_reach(feed), rules_->audiences));
}

ReadBatch BatchReader::read(std::size_t feed, RawBatch raw) {
  ReadBatch batch;
  batch.feed = feed;
  batch.source = std::move(raw.source);
  batch.events = std::move(raw.events);
  batch.ended = raw.ended;
  batch.items.reserve(raw.lines.size());
  for (const auto& line : raw.lines) read_line(batch, raw.buffer.data() + line.begin, line);
  return batch;
}

PostKey BatchReader::post_key(std::string_view platform, std::string_view id) const {
  const auto digest = key_.mac({"post", platform, {}, id});
  PostKey key{};
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

void BatchReader::read_line(ReadBatch& batch, char* line, const RawLine& raw) {
  auto& item = batch.items.emplace_back();
  item.next_position = raw.next_position;
  item.number = raw.number;
  const auto reject = [&](Rejection rejection, std::string detail) {
    item.rejection = rejection;
    batch.problems.push_back({raw.number, rejection, std::move(detail)});
  };
  if (raw.dropped_bytes > 0) {
    reject(Rejection::too_long,
           fmt::format("the line has {} bytes, more than this feed's max_line; it was left out", raw.dropped_bytes));
    return;
  }
  auto result = parser_.read(line, raw.size, post_);
  if (!result.ok()) {
    reject(result.rejection, std::move(result.detail));
    return;
  }
  const auto& feed = feeds_[batch.feed];
  if (post_.platform.empty()) post_.platform = feed.platform;
  if (post_.created_at && *post_.created_at >= kEarliest && *post_.created_at <= options_.latest)
    item.created = post_.created_at;
  item.key = post_key(post_.platform, post_.id);
  item.content = hash_content(post_);
  const bool refers = !post_.reply_to.empty() || !post_.repost_of.empty() || !post_.quote_of.empty();
  const auto tier =
      options_.authors ? options_.authors->tier_of(post_.platform, post_.author_id, feed.tier) : feed.tier;
  const bool on_topic = !post_.deleted && matcher_.on_topic(post_, author_class_of(tier));
  if (on_topic || refers || post_.deleted) add_detail(batch, item, tier, on_topic);
}

// What the post says, what the feed declares, the server of a federated network, the feed itself. Some servers have one
// user: they are told apart, and not named.
std::string BatchReader::community_of(const FeedDeclaration& feed) const {
  if (!post_.community.empty()) return name_of(post_.community);
  if (!feed.community.empty()) return name_of(feed.community);
  if (const auto server = server_of(post_); !server.empty())
    return fmt::format("{} server {:08x}", name_of(post_.platform), first_eight(key_.mac({"server", server})) >> 32U);
  return name_of(feed.id);
}

void BatchReader::add_detail(ReadBatch& batch, ReadItem& item, Tier tier, bool on_topic) {
  const auto& feed = feeds_[batch.feed];
  item.detail = static_cast<std::uint32_t>(batch.details.size());
  auto& detail = batch.details.emplace_back();
  detail.on_topic = on_topic;
  detail.deleted = post_.deleted;
  auto& record = detail.record;
  record.feed = feed.id;
  record.platform = name_of(post_.platform);
  if (post_.deleted) return;
  for (const auto id : {post_.reply_to, post_.repost_of, post_.quote_of}) {
    if (!id.empty() && id != post_.id) detail.references.push_back(post_key(post_.platform, id));
  }
  for (const auto id : {post_.reply_to, post_.quote_of}) {
    if (!id.empty() && id != post_.id) detail.answered.push_back(post_key(post_.platform, id));
  }
  record.community = community_of(feed);
  record.tier = tier;
  record.follower_tier = follower_tier(post_.followers);
  record.engagement = post_.engagement.value_or(Engagement{});
  record.content_mac = content_mac(key_, item.content);
  std::string author;
  if (!post_.author_id.empty()) {
    author = fmt::format("{}|{}", post_.platform, post_.author_id);
    record.author = DistinctSketch::entry_of(first_eight(key_.mac({"author", author})));
  }
  add_matches(detail, batch.feed);
  auto& text = detail.text;
  text.post = item.key;
  text.platform = record.platform;
  text.native_id = repair_utf8(post_.id);
  text.uri = repair_utf8(post_.uri);
  text.title = repair_utf8(post_.title);
  text.text = repair_utf8(post_.text);
  text.mentions = joined(post_.mentions);
  text.alt = lines_of(post_.media_alt, "\n\n");  // as the matcher takes them: no sentence goes on into the next
  text.links = lines_of(post_.links);
  text.hashtags = lines_of(post_.hashtags);
  text.answers = !post_.reply_to.empty() || !post_.repost_of.empty();
  text.quotes = !post_.quote_of.empty();
  text.author = std::move(author);
}

// Where the post at hand was heard. That its author is listed somewhere is forgotten with the author.
Heard BatchReader::heard(std::size_t feed) const {
  Heard heard{carried_[feed], {}};
  if (heard.audiences.empty() || !options_.authors) return heard;
  const auto region = options_.authors->region_of(post_.platform, post_.author_id);
  if (!region.empty()) heard.region = region_key(region);
  return heard;
}

// Of a post that is here only because it refers to another: what depends on that other one.
void BatchReader::add_matches(PostDetail& detail, std::size_t feed) {
  auto& record = detail.record;
  record.language = matcher_.language(feeds_[feed].languages);
  if (const auto& matches = matcher_.matches(record.language); !matches.empty()) {
    const auto where = heard(feed);
    record.matches = matcher_.refs(matches, false, where);
    detail.thread_matches = matcher_.refs(matches, true, where);
  }
  for (const auto& match : matcher_.outweighed())
    detail.outweighed.push_back(rules_->narratives[rules_->patterns[match.pattern].narrative].id);
  if (!detail.answered.empty()) detail.stance = matcher_.stance(record.language);
  detail.keep_text = rules_->may_keep_text(record.matches) && rules_->may_keep_text(detail.thread_matches);
  if (detail.on_topic)
    record.content = DistinctSketch::entry_of(first_eight(key_.mac({"text", matcher_.folded().text})));
}

}  // namespace sait
