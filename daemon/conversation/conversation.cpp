#include "conversation/conversation.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "text/utf8.hpp"

namespace sait {
namespace {

// No post has more of anything; a feed that says so cannot make the sums of a conversation overflow.
constexpr std::uint64_t kMostCounted = 1'000'000'000'000;

std::int64_t bounded(const std::optional<std::uint64_t>& count) {
  return static_cast<std::int64_t>(std::min(count.value_or(0), kMostCounted));
}

std::int64_t engagement_of(const Engagement& counts) {
  return bounded(counts.likes) + bounded(counts.reposts) + bounded(counts.replies);
}

// Engagement and place counts follow claims and reports; the other acts answer them.
bool spreads(SpeechAct act) { return act == SpeechAct::claim || act == SpeechAct::report || act == SpeechAct::quote; }

// Whose corrections are counted apart. Who is elected takes sides.
bool vouches(Tier tier) { return tier == Tier::media || tier == Tier::official || tier == Tier::listed; }

std::optional<Crossing::Into> crossing_of(Tier tier) {
  switch (tier) {
    case Tier::media:
      return Crossing::Into::media;
    case Tier::official:
      return Crossing::Into::official;
    case Tier::elected:
      return Crossing::Into::elected;
    case Tier::people:
    case Tier::listed:
      break;
  }
  return std::nullopt;
}

std::string_view follower_name(std::uint8_t tier) {
  constexpr std::array<std::string_view, kFollowerTiers> kNames{"under 1k", "1k", "10k", "100k", "1M"};
  return kNames[std::min<std::size_t>(tier, kFollowerTiers - 1)];
}

}  // namespace

void Run::save(Encoder& out) const {
  out.time(first);
  out.time(last);
  out.varint(claims);
  out.svarint(peak);
}

bool Run::load(Decoder& in) {
  first = in.time();
  last = in.time();
  claims = in.varint();
  peak = in.svarint();
  return in.ok();
}

void Conversation::count(const PostRecord& post, SpeechAct act, std::int32_t sign, const Engagement& engagement,
                         bool author_seen) {
  const auto hour = hour_of(post.event_time);
  auto& bucket = timeline_.at(hour);
  bucket.posts[static_cast<std::size_t>(act)] += sign;
  if (spreads(act)) {
    if (post.tier == Tier::media) bucket.media += sign;
    if (post.tier == Tier::official) bucket.official += sign;
    if (post.tier == Tier::elected) bucket.elected += sign;
  }
  if (act == SpeechAct::debunk && vouches(post.tier)) bucket.vouched += sign;
  if (act != SpeechAct::claim) return;
  platform_totals_.add(post.platform, sign, sign * engagement_of(engagement));
  bucket.engagement += sign * engagement_of(engagement);
  bucket.views += sign * bounded(engagement.views);
  bucket.tiers[std::min<std::size_t>(post.follower_tier, kFollowerTiers - 1)] += sign;
  if (!author_seen) bucket.unseen_authors += sign;
  timeline_.count_claims(hour, sign);
}

void Conversation::add(const PostRecord& post, const PostKey& key, const std::vector<SpeechAct>& acts,
                       const std::vector<SpeechAct>& superseded, bool of_affected) {
  const auto hour = hour_of(post.event_time);
  const bool claimed = std::ranges::find(superseded, SpeechAct::claim) != superseded.end();
  for (const auto act : superseded) count(post, act, -1, post.former_engagement, post.former_author_seen);
  for (const auto act : acts) {
    count(post, act, +1, post.engagement, post.author.has_value());
    auto& bucket = timeline_.at(hour);
    if (post.author) bucket.add_author(act, *post.author);
    if (act == SpeechAct::claim) {
      if (!post.author) bucket.texts.add(post.content);
      if (post.author && of_affected) bucket.add_author(Bucket::kOfAffected, *post.author);
      if (post.author && !claimed) top_authors_.add(hour, *post.author);
      if (!claimed) ++run_claims_;
    }
    if (spreads(act)) note_places(post);
    if (act != SpeechAct::claim) continue;
    first_claim_ = std::min(first_claim_, post.event_time);
    last_claim_ = std::max(last_claim_, post.event_time);
    if (!post.history && !claimed) ++live_claims_;
    remember_example(post, key);
  }
  const bool still_claims = std::ranges::find(acts, SpeechAct::claim) != acts.end();
  if (!still_claims && !superseded.empty()) remove_example(key);
}

void Conversation::add_reply(Time event_time, Stance stance, std::int32_t sign) {
  timeline_.at(hour_of(event_time)).replies[static_cast<std::size_t>(stance)] += sign;
}

void Conversation::add(const EngagementRecord& change) {
  auto& bucket = timeline_.at(hour_of(change.event_time));
  const auto more = engagement_of(change.now) - engagement_of(change.before);
  bucket.engagement += more;
  platform_totals_.add(change.platform, 0, more);
  bucket.views += bounded(change.now.views) - bounded(change.before.views);
}

void Conversation::note_places(const PostRecord& post) {
  const auto hour = hour_of(post.event_time);
  const bool begun = !platforms_.empty();
  const auto note = [&](Places& places, Crossing::Into into, std::string_view name) {
    if (places.note(name, hour) && begun) note_crossing(into, name, post.event_time);
  };
  note(communities_, Crossing::Into::community, post.community);
  note(languages_, Crossing::Into::language, post.language);
  note(platforms_, Crossing::Into::platform, post.platform);
  if (post.follower_tier > widest_) {
    widest_ = post.follower_tier;
    if (begun) note_crossing(Crossing::Into::followers, follower_name(widest_), post.event_time);
  }
  const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(post.tier));
  if ((tiers_ & bit) != 0) return;
  tiers_ |= bit;
  if (const auto into = crossing_of(post.tier); begun && into) note_crossing(*into, post.platform, post.event_time);
}

void Conversation::note_crossing(Crossing::Into into, std::string_view name, Time at) {
  constexpr std::size_t kLongestName = 64;
  ++crossed_[static_cast<std::size_t>(into)];
  crossings_.push_back({into, std::string(prefix_of(name, kLongestName)), at});
  const auto same = [into](const Crossing& crossing) { return crossing.into == into; };
  if (std::ranges::count_if(crossings_, same) > static_cast<std::ptrdiff_t>(kCrossingsKept))
    crossings_.erase(std::ranges::find_if(crossings_, same));
}

void Conversation::remember_example(const PostRecord& post, const PostKey& key) {
  remove_example(key);  // an edit has other words now
  const Example example{post.event_time, key, post.content};
  const auto newer = [](const Example& a, const Example& b) {
    return a.event_time != b.event_time ? a.event_time > b.event_time : a.key < b.key;
  };
  const auto same = std::ranges::find(examples_, example.content, &Example::content);
  if (same != examples_.end()) {
    if (newer(*same, example)) return;
    examples_.erase(same);
  }
  examples_.insert(std::ranges::lower_bound(examples_, example, newer), example);
  if (examples_.size() > kExamples) examples_.pop_back();
}

void Conversation::remove_example(const PostKey& key) {
  std::erase_if(examples_, [&](const Example& example) { return example.key == key; });
}

void Conversation::judge(const WatchedHours& watched, Time tick) {
  if (has_claims()) judged_.advance(timeline_, watched, hour_of(tick) - 1);
}

void Conversation::end_tick(Time tick) {
  live_claims_ = 0;
  const auto hour = hour_of(tick);
  const auto old = tick - kKept;
  timeline_.advance(hour);
  top_authors_.advance(hour);
  for (auto* places : {&communities_, &platforms_, &languages_}) places->forget(hour - Timeline::kKept);
  if (has_claims() && last_claim_ < old) end_run();
}

// The run is over: what comes next is a new one.
void Conversation::end_run() {
  previous_ = Run{first_claim_, last_claim_, run_claims_, peak_};
  first_claim_ = Time::max();
  last_claim_ = Time::min();
  run_claims_ = 0;
  peak_ = 0;
  widest_ = tiers_ = 0;
  judged_.clear();
  platform_totals_.clear();
  crossings_.clear();
  examples_.clear();
}

Time Conversation::forget_at() const {
  return empty() ? Time::max() : Time(std::chrono::hours(timeline_.newest() + 1)) + kKept;
}

std::vector<PostKey> Conversation::examples() const {
  std::vector<PostKey> keys;
  keys.reserve(examples_.size());
  for (const auto& example : examples_) keys.push_back(example.key);
  return keys;
}

std::size_t Conversation::heap_bytes() const {
  auto bytes = timeline_.heap_bytes() + top_authors_.heap_bytes() + judged_.heap_bytes() +
               platform_totals_.heap_bytes() + crossings_.capacity() * sizeof(Crossing) +
               examples_.capacity() * sizeof(Example);
  for (const auto* places : {&communities_, &platforms_, &languages_}) bytes += places->heap_bytes();
  return bytes;
}

void Conversation::save(Encoder& out) const {
  timeline_.save(out);
  top_authors_.save(out);
  judged_.save(out);
  for (const auto* places : {&communities_, &platforms_, &languages_}) places->save(out);
  platform_totals_.save(out);
  out.varint(crossings_.size());
  for (const auto& crossing : crossings_) {
    out.u8(static_cast<std::uint8_t>(crossing.into));
    out.bytes(crossing.name);
    out.time(crossing.at);
  }
  for (const auto count : crossed_) out.varint(count);
  out.u8(widest_);
  out.u8(tiers_);
  out.time(first_claim_);
  out.time(last_claim_);
  out.varint(run_claims_);
  out.svarint(peak_);
  out.flag(previous_.has_value());
  if (previous_) previous_->save(out);
  out.varint(examples_.size());
  for (const auto& example : examples_) {
    out.time(example.event_time);
    out.raw(as_bytes(example.key));
    out.varint(example.content.index);
    out.u8(example.content.rank);
  }
}

bool Conversation::load(Decoder& in) {
  *this = {};
  if (!timeline_.load(in) || !top_authors_.load(in) || !judged_.load(in)) return false;
  for (auto* places : {&communities_, &platforms_, &languages_}) {
    if (!places->load(in)) return false;
  }
  if (!platform_totals_.load(in)) return false;
  const auto crossings = in.count();
  if (crossings > kCrossings * kCrossingsKept) return false;
  for (std::size_t i = 0; i < crossings && in.ok(); ++i) {
    Crossing crossing;
    crossing.into = static_cast<Crossing::Into>(in.below(kCrossings));
    crossing.name = in.bytes();
    crossing.at = in.time();
    crossings_.push_back(std::move(crossing));
  }
  for (auto& count : crossed_) count = static_cast<std::uint32_t>(in.varint(std::numeric_limits<std::uint32_t>::max()));
  widest_ = in.below(kFollowerTiers);
  tiers_ = in.u8();
  first_claim_ = in.time();
  last_claim_ = in.time();
  run_claims_ = in.varint();
  peak_ = in.svarint();
  if (in.flag()) {
    Run run;
    if (!run.load(in)) return false;
    previous_ = run;
  }
  const auto examples = in.count();
  if (examples > kExamples) return false;
  for (std::size_t i = 0; i < examples && in.ok(); ++i) {
    Example example;
    example.event_time = in.time();
    const auto key = in.raw(example.key.size());
    std::ranges::copy(key, example.key.begin());
    example.content.index = static_cast<std::uint16_t>(in.varint(DistinctSketch::kRegisters - 1));
    example.content.rank = in.u8();
    examples_.push_back(example);
  }
  return in.ok();
}

}  // namespace sait
