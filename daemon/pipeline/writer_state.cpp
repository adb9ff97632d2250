#include "pipeline/writer_state.hpp"

#include "base/codec.hpp"

namespace sait {
namespace {

constexpr std::uint8_t kVersion = 4;
constexpr std::uint8_t kReplyless = 3;  // without early replies
constexpr std::uint8_t kPlaceless = 2;  // without regions and communities of feeds, too
constexpr std::uint8_t kFormer = 1;     // without tick, early deletions and reload_failed, too

void add(FeedTotals& sum, const FeedTotals& more) {
  sum.read += more.read;
  sum.on_topic += more.on_topic;
  sum.off_topic += more.off_topic;
  sum.rejected += more.rejected;
  sum.repeats += more.repeats;
}

}  // namespace

void FeedProgress::close_interval() {
  add(closed, open);
  FeedTotals fresh;
  fresh.feed = open.feed;
  open = std::move(fresh);
}

FeedTotals FeedProgress::since_start() const {
  auto sum = open;
  add(sum, closed);
  sum.off_topic += moved;
  sum.on_topic -= moved;
  sum.read -= before.read;
  sum.on_topic -= before.on_topic;
  sum.off_topic -= before.off_topic;
  sum.rejected -= before.rejected;
  sum.repeats -= before.repeats;
  return sum;
}

std::string WriterState::save() const {
  Encoder out;
  out.u8(kVersion);
  out.varint(seq);
  out.time(stamp);
  out.time(next_tick);
  out.svarint(tick.count());
  out.time(latest_plausible);
  out.flag(rules.has_value());
  if (rules) out.raw({reinterpret_cast<const char*>(rules->data()), rules->size()});
  out.varint(feeds.size());
  for (const auto& [id, feed] : feeds) {
    out.bytes(id);
    out.u8(feed.state ? static_cast<std::uint8_t>(static_cast<std::uint8_t>(*feed.state) + 1) : 0);
    out.varint(feed.languages.size());
    for (const auto& language : feed.languages) out.bytes(language);
    out.varint(feed.regions.size());
    for (const auto& region : feed.regions) out.bytes(region);
    out.bytes(feed.community);
    out.time(feed.newest);
    for (const auto count :
         {feed.open.read, feed.open.on_topic, feed.open.off_topic, feed.open.rejected, feed.open.repeats})
      out.varint(count);
  }
  out.varint(early_deletions.size());
  for (const auto& deletion : early_deletions) {
    out.time(deletion.stamp);
    out.raw(as_bytes(deletion.post));
  }
  out.flag(reload_failed);
  early_replies.save(out);
  return out.take();
}

Result<WriterState> WriterState::load(std::string_view bytes) {
  WriterState state;
  if (bytes.empty()) return state;
  Decoder in(bytes);
  const auto version = in.u8();
  const bool known = version >= kFormer && version <= kVersion;
  state.seq = in.varint();
  state.stamp = in.time();
  state.next_tick = in.time();
  if (version != kFormer) state.tick = Duration(in.svarint());
  state.latest_plausible = in.time();
  if (in.flag()) {
    const auto hash = in.raw(sizeof(Digest));
    std::copy(hash.begin(), hash.end(), state.rules.emplace().begin());
  }
  const auto feeds = in.count();
  for (std::size_t i = 0; i < feeds && in.ok(); ++i) {
    std::string id(in.bytes());
    auto& feed = state.feeds[id];
    if (const auto number = in.u8(); number > 0) feed.state = static_cast<CoverageState>((number - 1) & 3);
    feed.languages.resize(in.count());
    for (auto& language : feed.languages) language = in.bytes();
    if (version >= kReplyless) {
      feed.regions.resize(in.count());
      for (auto& region : feed.regions) region = in.bytes();
      feed.community = in.bytes();
    }
    feed.newest = in.time();
    feed.open.feed = std::move(id);
    auto& open = feed.open;
    for (auto* count : {&open.read, &open.on_topic, &open.off_topic, &open.rejected, &open.repeats})
      *count = in.varint();
    feed.before = open;
  }
  state.early_deletions.resize(version != kFormer ? in.count() : 0);
  for (auto& deletion : state.early_deletions) {
    deletion.stamp = in.time();
    const auto post = in.raw(deletion.post.size());
    std::copy(post.begin(), post.end(), deletion.post.begin());
  }
  if (version != kFormer) state.reload_failed = in.flag();
  const bool replies = version < kVersion || state.early_replies.load(in);
  if (!known || !replies || !in.at_end())
    return Error{"damaged-record", "the writer's state does not decode; restore the database from a backup"};
  return state;
}

}  // namespace sait
