#include "model/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/codec.hpp"

namespace sait {
namespace {

constexpr std::array<const char*, kSpeechActs> kActNames{"claim",    "report",  "quote",       "debunk",
                                                         "question", "counter", "first-person"};
constexpr std::array<const char*, 5> kTierNames{"people", "media", "official", "listed", "elected"};
constexpr std::array<const char*, 4> kCoverageNames{"up", "down", "hole", "ended"};
constexpr std::size_t kPlaced = kCoverageNames.size();
constexpr std::uint64_t kMostIndex = std::numeric_limits<std::uint16_t>::max();

void put(Encoder& out, const std::optional<SketchEntry>& entry) {
  out.flag(entry.has_value());
  if (entry) {
    out.varint(entry->index);
    out.u8(entry->rank);
  }
}

std::optional<SketchEntry> get_entry(Decoder& in) {
  if (!in.flag()) return std::nullopt;
  SketchEntry entry;
  entry.index = static_cast<std::uint16_t>(in.varint(kMostIndex));
  entry.rank = in.u8();
  return entry;
}

// 0 is "not shown", so every count is told as one more; the highest has no number left and is told as the one below.
void put(Encoder& out, const Engagement& counts) {
  for (const auto& count : {counts.likes, counts.reposts, counts.replies, counts.views}) {
    out.varint(count ? std::min(*count, std::numeric_limits<std::uint64_t>::max() - 1) + 1 : 0);
  }
}

Engagement get_engagement(Decoder& in) {
  Engagement counts;
  for (auto* count : {&counts.likes, &counts.reposts, &counts.replies, &counts.views}) {
    if (const auto value = in.varint(); value > 0) *count = value - 1;
  }
  return counts;
}

void put(Encoder& out, const std::vector<MatchRef>& matches) {
  out.varint(matches.size());
  for (const auto& match : matches) {
    out.bytes(match.narrative);
    out.bytes(match.audience);
    out.u8(static_cast<std::uint8_t>(match.act));
  }
}

std::vector<MatchRef> get_matches(Decoder& in) {
  std::vector<MatchRef> matches(in.count());
  for (auto& match : matches) {
    match.narrative = in.bytes();
    match.audience = in.bytes();
    match.act = static_cast<SpeechAct>(in.below(kSpeechActs));
  }
  return matches;
}

void put(Encoder& out, const std::vector<std::string>& texts) {
  out.varint(texts.size());
  for (const auto& text : texts) out.bytes(text);
}

std::vector<std::string> get_texts(Decoder& in) {
  std::vector<std::string> texts(in.count());
  for (auto& text : texts) text = in.bytes();
  return texts;
}

void put(Encoder& out, const std::vector<ReplyRef>& replies) {
  out.varint(replies.size());
  for (const auto& reply : replies) {
    out.bytes(reply.narrative);
    out.bytes(reply.audience);
    out.u8(static_cast<std::uint8_t>(reply.stance));
  }
}

std::vector<ReplyRef> get_replies(Decoder& in) {
  std::vector<ReplyRef> replies(in.count());
  for (auto& reply : replies) {
    reply.narrative = in.bytes();
    reply.audience = in.bytes();
    reply.stance = static_cast<Stance>(in.below(kStances));
  }
  return replies;
}

void encode(Encoder& out, const TickRecord& tick) {
  out.time(tick.first);
  out.time(tick.last);
  out.svarint(tick.interval.count());
  out.varint(tick.totals.size());
  for (const auto& totals : tick.totals) {
    out.bytes(totals.feed);
    for (const auto count : {totals.read, totals.on_topic, totals.off_topic, totals.rejected, totals.repeats})
      out.varint(count);
  }
}

void encode(Encoder& out, const PostRecord& post) {
  out.time(post.event_time);
  out.u8(static_cast<std::uint8_t>((post.history ? 1U : 0U) | (post.edit ? 2U : 0U) | (post.refers ? 4U : 0U)));
  out.bytes(post.feed);
  out.bytes(post.platform);
  out.bytes(post.community);
  out.bytes(post.language);
  out.u8(static_cast<std::uint8_t>(post.tier));
  out.u8(post.follower_tier);
  put(out, post.author);
  out.varint(post.content.index);
  out.u8(post.content.rank);
  out.varint(post.content_mac);
  put(out, post.engagement);
  put(out, post.matches);
  if (post.edit) {
    put(out, post.superseded);
    put(out, post.former_engagement);
    out.flag(post.former_author_seen);
  }
  if (post.refers) {
    put(out, post.replies);
    put(out, post.superseded_replies);
  }
}

void encode(Encoder& out, const EngagementRecord& change) {
  out.bytes(change.platform);
  out.time(change.event_time);
  put(out, change.before);
  put(out, change.now);
  put(out, change.matches);
}

void encode(Encoder& out, const DeletionRecord& deletion) {
  out.bytes(deletion.platform);
  out.time(deletion.event_time);
  put(out, deletion.matches);
}

void encode(Encoder& out, const CoverageRecord& coverage) {
  out.bytes(coverage.feed);
  // A state and kPlaced: regions and a community follow.
  const bool placed = !coverage.regions.empty() || !coverage.community.empty();
  out.u8(static_cast<std::uint8_t>(static_cast<std::uint8_t>(coverage.state) + (placed ? kPlaced : 0)));
  put(out, coverage.languages);
  out.bytes(coverage.detail);
  if (!placed) return;
  put(out, coverage.regions);
  out.bytes(coverage.community);
}

void encode(Encoder& out, const RulesRecord& rules) {
  out.raw({reinterpret_cast<const char*>(rules.rules.data()), rules.rules.size()});
}

void encode(Encoder& out, const BackfillRecord& backfill) {
  out.varint(backfill.posts.size());
  for (const auto& [key, post] : backfill.posts) {
    out.raw(as_bytes(key));
    encode(out, post);
  }
}

void encode(Encoder& out, const NoticeRecord& notice) {
  out.bytes(notice.topic);
  out.flag(notice.open);
  out.bytes(notice.detail);
}

void encode(Encoder& out, const IncidentRecord& incident) {
  out.bytes(incident.id);
  out.flag(incident.open);
  out.bytes(incident.title);
  put(out, incident.facts);
  put(out, incident.audiences);
  put(out, incident.narratives);
  out.time(incident.since);
  out.time(incident.until);
}

IncidentRecord decode_incident(Decoder& in) {
  IncidentRecord incident;
  incident.id = in.bytes();
  incident.open = in.flag();
  incident.title = in.bytes();
  incident.facts = get_texts(in);
  incident.audiences = get_texts(in);
  incident.narratives = get_texts(in);
  incident.since = in.time();
  incident.until = in.time();
  return incident;
}

CoverageRecord decode_coverage(Decoder& in) {
  CoverageRecord coverage;
  coverage.feed = in.bytes();
  const auto state = in.below(2 * kPlaced);
  coverage.state = static_cast<CoverageState>(state % kPlaced);
  coverage.languages = get_texts(in);
  coverage.detail = in.bytes();
  if (state < kPlaced) return coverage;
  coverage.regions = get_texts(in);
  coverage.community = in.bytes();
  return coverage;
}

TickRecord decode_tick(Decoder& in) {
  TickRecord tick;
  tick.first = in.time();
  tick.last = in.time();
  tick.interval = Duration(in.svarint());
  tick.totals.resize(in.count());
  for (auto& totals : tick.totals) {
    totals.feed = in.bytes();
    for (auto* count : {&totals.read, &totals.on_topic, &totals.off_topic, &totals.rejected, &totals.repeats})
      *count = in.varint();
  }
  return tick;
}

PostRecord decode_post(Decoder& in) {
  PostRecord post;
  post.event_time = in.time();
  const auto flags = in.below(8);
  post.history = (flags & 1U) != 0;
  post.edit = (flags & 2U) != 0;
  post.refers = (flags & 4U) != 0;
  post.feed = in.bytes();
  post.platform = in.bytes();
  post.community = in.bytes();
  post.language = in.bytes();
  post.tier = static_cast<Tier>(in.below(kTierNames.size()));
  post.follower_tier = in.u8();
  post.author = get_entry(in);
  post.content.index = static_cast<std::uint16_t>(in.varint(kMostIndex));
  post.content.rank = in.u8();
  post.content_mac = in.varint();
  post.engagement = get_engagement(in);
  post.matches = get_matches(in);
  if (post.edit) {
    post.superseded = get_matches(in);
    post.former_engagement = get_engagement(in);
    post.former_author_seen = in.flag();
  }
  if (post.refers) {
    post.replies = get_replies(in);
    post.superseded_replies = get_replies(in);
  }
  return post;
}

}  // namespace

std::string_view as_bytes(const PostKey& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

const char* to_string(SpeechAct act) { return kActNames.at(static_cast<std::size_t>(act)); }

std::optional<SpeechAct> speech_act_from(std::string_view name) {
  for (std::size_t i = 0; i < kActNames.size(); ++i) {
    if (name == kActNames[i]) return static_cast<SpeechAct>(i);
  }
  return std::nullopt;
}

const char* to_string(Tier tier) { return kTierNames.at(static_cast<std::size_t>(tier)); }

std::optional<Tier> tier_from(std::string_view name) {
  for (std::size_t i = 0; i < kTierNames.size(); ++i) {
    if (name == kTierNames[i]) return static_cast<Tier>(i);
  }
  return std::nullopt;
}

bool IncidentRecord::bounded() const {
  const auto fit = [](const std::vector<std::string>& texts, std::size_t most, std::size_t longest) {
    return texts.size() <= most && std::ranges::all_of(texts, [=](const auto& text) { return text.size() <= longest; });
  };
  return id.size() <= kMostName && title.size() <= kMostTitle && fit(facts, kMostFacts, kMostFact) &&
         fit(audiences, kMostNames, kMostName) && fit(narratives, kMostNames, kMostName);
}

const char* to_string(CoverageState state) { return kCoverageNames.at(static_cast<std::size_t>(state)); }

std::string encode_body(const Record& record) {
  Encoder out;
  std::visit([&out](const auto& body) { encode(out, body); }, record.body);
  return out.take();
}

Result<RecordBody> decode_body(std::uint8_t kind, std::string_view bytes) {
  Decoder in(bytes);
  RecordBody body;
  switch (kind) {
    case 0:
      body = decode_tick(in);
      break;
    case 1:
      body = decode_post(in);
      break;
    case 2: {
      EngagementRecord change;
      change.platform = in.bytes();
      change.event_time = in.time();
      change.before = get_engagement(in);
      change.now = get_engagement(in);
      change.matches = get_matches(in);
      body = std::move(change);
      break;
    }
    case 3: {
      DeletionRecord deletion;
      deletion.platform = in.bytes();
      deletion.event_time = in.time();
      deletion.matches = get_matches(in);
      body = std::move(deletion);
      break;
    }
    case 4:
      body = decode_coverage(in);
      break;
    case 5: {
      RulesRecord rules;
      const auto hash = in.raw(rules.rules.size());
      std::copy(hash.begin(), hash.end(), rules.rules.begin());
      body = rules;
      break;
    }
    case 6: {
      BackfillRecord backfill;
      const auto count = in.count();
      for (std::size_t i = 0; i < count && in.ok(); ++i) {
        auto& [key, post] = backfill.posts.emplace_back();
        const auto raw = in.raw(key.size());
        std::copy(raw.begin(), raw.end(), key.begin());
        post = decode_post(in);
      }
      body = std::move(backfill);
      break;
    }
    case 7: {
      NoticeRecord notice;
      notice.topic = in.bytes();
      notice.open = in.flag();
      notice.detail = in.bytes();
      body = std::move(notice);
      break;
    }
    case 8:
      body = decode_incident(in);
      break;
    default:
      return Error{
          "damaged-record",
          fmt::format("a journal record has the unknown kind {}; it was written by a newer version or is damaged",
                      kind)};
  }
  const auto* incident = std::get_if<IncidentRecord>(&body);
  if (!in.at_end() || (incident != nullptr && !incident->bounded()))
    return Error{"damaged-record",
                 fmt::format("a journal record of kind {} does not decode; restore the database from a backup", kind)};
  return body;
}

}  // namespace sait
