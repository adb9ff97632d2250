#include "conversation/conversation.hpp"

#include <algorithm>

namespace sait {
namespace {

// No post has more of anything; a feed that says so cannot make the sums of a conversation overflow.
constexpr std::uint64_t kMostCounted = 1'000'000'000'000;

std::int64_t sum_of(const Engagement& counts) {
  std::uint64_t sum = 0;
  for (const auto& count : {counts.likes, counts.reposts, counts.replies})
    sum += std::min(count.value_or(0), kMostCounted);
  return static_cast<std::int64_t>(sum);
}

// Engagement and place counts follow claims and reports; the other acts answer them.
bool spreads(SpeechAct act) { return act == SpeechAct::claim || act == SpeechAct::report || act == SpeechAct::quote; }

void save_places(Encoder& out, const std::map<std::string, Time>& places) {
  out.varint(places.size());
  for (const auto& [name, time] : places) {
    out.bytes(name);
    out.time(time);
  }
}

void load_places(Decoder& in, std::map<std::string, Time>& places) {
  places.clear();
  const auto count = in.count();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    std::string name(in.bytes());
    places.emplace(std::move(name), in.time());
  }
}

void save_bucket(Encoder& out, const Bucket& bucket) {
  for (const auto count : bucket.posts) out.svarint(count);
  for (const auto count : {bucket.media, bucket.official, bucket.engagement, bucket.unseen_authors}) out.svarint(count);
  bucket.authors.save(out);
  bucket.texts.save(out);
}

bool load_bucket(Decoder& in, Bucket& bucket) {
  for (auto& count : bucket.posts) count = in.svarint();
  for (auto* count : {&bucket.media, &bucket.official, &bucket.engagement, &bucket.unseen_authors})
    *count = in.svarint();
  return bucket.authors.load(in) && bucket.texts.load(in);
}

}  // namespace

void Conversation::count(const PostRecord& post, SpeechAct act, std::int64_t sign, const Engagement& engagement,
                         bool author_seen) {
  auto& bucket = buckets_[hour_of(post.event_time)];
  bucket.posts[static_cast<std::size_t>(act)] += sign;
  if (spreads(act)) {
    if (post.tier == Tier::media) bucket.media += sign;
    if (post.tier == Tier::official) bucket.official += sign;
  }
  if (act != SpeechAct::claim) return;
  bucket.engagement += sign * sum_of(engagement);
  if (!author_seen) bucket.unseen_authors += sign;
}

void Conversation::add(const PostRecord& post, const PostKey& key, const std::vector<SpeechAct>& acts,
                       const std::vector<SpeechAct>& superseded) {
  for (const auto act : superseded) count(post, act, -1, post.former_engagement, post.former_author_seen);
  for (const auto act : acts) {
    count(post, act, +1, post.engagement, post.author.has_value());
    if (spreads(act)) {
      remember_place(communities_, post.community, post.event_time);
      remember_place(platforms_, post.platform, post.event_time);
    }
    if (act != SpeechAct::claim) continue;
    auto& bucket = buckets_[hour_of(post.event_time)];
    if (post.author) {
      bucket.authors.add(*post.author);
    } else {
      bucket.texts.add(post.content);
    }
    first_claim_ = std::min(first_claim_, post.event_time);
    last_claim_ = std::max(last_claim_, post.event_time);
    if (!post.history && !post.edit) ++live_claims_;
    remember_example(post, key);
  }
  const bool still_claims = std::ranges::find(acts, SpeechAct::claim) != acts.end();
  if (!still_claims && !superseded.empty()) remove_example(key);
}

void Conversation::add(const EngagementRecord& change) {
  buckets_[hour_of(change.event_time)].engagement += sum_of(change.now) - sum_of(change.before);
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

void Conversation::remember_place(std::map<std::string, Time>& places, const std::string& place, Time time) {
  const auto at = places.find(place);
  if (at != places.end()) {
    at->second = std::max(at->second, time);
  } else if (places.size() < kPlaces) {
    places.emplace(place, time);
  }
}

void Conversation::end_tick(Time tick) {
  live_claims_ = 0;
  const auto old = tick - kKept;
  buckets_.erase(buckets_.begin(), buckets_.lower_bound(hour_of(old)));
  for (auto at = buckets_.begin(), end = buckets_.lower_bound(hour_of(tick - kSketched)); at != end; ++at) {
    at->second.authors = {};
    at->second.texts = {};
  }
  std::erase_if(communities_, [&](const auto& place) { return place.second < old; });
  std::erase_if(platforms_, [&](const auto& place) { return place.second < old; });
  if (last_claim_ < old) {  // the run is over: what comes next is a new one
    first_claim_ = Time::max();
    last_claim_ = Time::min();
    peak_ = 0;
    examples_.clear();
  }
}

WindowSums Conversation::window(Hour first, Hour last) const {
  WindowSums sums;
  DistinctUnion authors;
  DistinctUnion texts;
  for (auto at = buckets_.lower_bound(first); at != buckets_.end() && at->first <= last; ++at) {
    const auto& bucket = at->second;
    for (std::size_t act = 0; act < kSpeechActs; ++act) sums.posts[act] += bucket.posts[act];
    sums.media += bucket.media;
    sums.official += bucket.official;
    sums.engagement += bucket.engagement;
    sums.unseen_authors += bucket.unseen_authors;
    authors.add(bucket.authors);
    texts.add(bucket.texts);
  }
  sums.authors = authors.estimate();
  sums.texts = texts.estimate();
  return sums;
}

std::int64_t Conversation::claims(Hour first, Hour last) const {
  std::int64_t sum = 0;
  for (auto at = buckets_.lower_bound(first); at != buckets_.end() && at->first <= last; ++at) {
    sum += at->second.posts[static_cast<std::size_t>(SpeechAct::claim)];
  }
  return sum;
}

void Conversation::hourly_claims(Hour first, std::span<std::int64_t> out) const {
  std::ranges::fill(out, 0);
  const auto end = first + static_cast<Hour>(out.size());
  for (auto at = buckets_.lower_bound(first); at != buckets_.end() && at->first < end; ++at)
    out[static_cast<std::size_t>(at->first - first)] = at->second.posts[static_cast<std::size_t>(SpeechAct::claim)];
}

std::uint64_t Conversation::communities_since(Time since) const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(communities_, [&](const auto& place) { return place.second >= since; }));
}

std::uint64_t Conversation::platforms_since(Time since) const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(platforms_, [&](const auto& place) { return place.second >= since; }));
}

Time Conversation::forget_at() const {
  if (buckets_.empty()) return Time::max();
  return Time(std::chrono::hours(buckets_.rbegin()->first + 1)) + kKept;
}

std::vector<PostKey> Conversation::examples() const {
  std::vector<PostKey> keys;
  keys.reserve(examples_.size());
  for (const auto& example : examples_) keys.push_back(example.key);
  return keys;
}

void Conversation::save(Encoder& out) const {
  out.varint(buckets_.size());
  for (const auto& [hour, bucket] : buckets_) {
    out.svarint(hour);
    save_bucket(out, bucket);
  }
  save_places(out, communities_);
  save_places(out, platforms_);
  out.time(first_claim_);
  out.time(last_claim_);
  out.svarint(peak_);
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
  const auto buckets = in.count();
  for (std::size_t i = 0; i < buckets && in.ok(); ++i) {
    const auto hour = in.svarint();
    if (!load_bucket(in, buckets_[hour])) return false;
  }
  load_places(in, communities_);
  load_places(in, platforms_);
  first_claim_ = in.time();
  last_claim_ = in.time();
  peak_ = in.svarint();
  const auto examples = in.count();
  for (std::size_t i = 0; i < examples && in.ok(); ++i) {
    Example example;
    example.event_time = in.time();
    const auto key = in.raw(example.key.size());
    std::copy(key.begin(), key.end(), example.key.begin());
    example.content.index = static_cast<std::uint16_t>(in.varint());
    example.content.rank = in.u8();
    examples_.push_back(example);
  }
  return in.ok();
}

}  // namespace sait
