#include "conversation/timeline.hpp"

#include <algorithm>
#include <limits>

namespace sait {
namespace {

// Room for a quarter more: a vector would double, and there are very many of them.
template <typename Vector>
void make_room(Vector& vector) {
  if (vector.size() == vector.capacity()) vector.reserve(vector.size() + vector.size() / 4 + 1);
}

void add_counts(WindowSums& sums, const Bucket& bucket) {
  for (std::size_t act = 0; act < kSpeechActs; ++act) sums.posts[act] += bucket.posts[act];
  sums.media += bucket.media;
  sums.official += bucket.official;
  sums.elected += bucket.elected;
  for (std::size_t tier = 0; tier < kFollowerTiers; ++tier) sums.tiers[tier] += bucket.tiers[tier];
  sums.engagement += bucket.engagement;
  sums.views += bucket.views;
  sums.unseen_authors += bucket.unseen_authors;
  sums.vouched += bucket.vouched;
  for (std::size_t stance = 0; stance < kStances; ++stance) sums.replies[stance] += bucket.replies[stance];
}

// How many different ones the sketches of a window hold: one alone needs no union.
class Distinct {
 public:
  void add(const DistinctSketch* sketch) {
    if (sketch != nullptr && !sketch->empty()) sketches_.push_back(sketch);
  }
  [[nodiscard]] std::uint64_t count() {
    std::uint64_t count = 0;
    if (sketches_.size() == 1) {
      count = sketches_.front()->estimate();
    } else if (!sketches_.empty()) {
      DistinctUnion all;
      for (const auto* sketch : sketches_) all.add(*sketch);
      count = all.estimate();
    }
    sketches_.clear();
    return count;
  }

 private:
  std::vector<const DistinctSketch*> sketches_;
};

}  // namespace

Bucket& Timeline::find(Buckets& buckets, Hour first) {
  if (!buckets.empty() && buckets.back().first == first) return buckets.back().second;
  auto at = std::ranges::lower_bound(buckets, first, {}, [](const auto& entry) { return entry.first; });
  if (at == buckets.end() || at->first != first) {
    const auto place = at - buckets.begin();
    make_room(buckets);
    at = buckets.emplace(buckets.begin() + place, first, Bucket());
  }
  return at->second;
}

Bucket& Timeline::at(Hour hour) { return hour < hourly_from_ ? find(days_, day_of(hour)) : find(hours_, hour); }

void Timeline::count_claims(Hour hour, std::int32_t claims) {
  if (hour < 0 || hour > std::numeric_limits<std::uint32_t>::max()) return;
  const auto wanted = static_cast<std::uint32_t>(hour);
  auto at = claims_.end();
  if (claims_.empty() || claims_.back().hour != wanted) {
    at = std::ranges::lower_bound(claims_, wanted, {}, &HourCount::hour);
  } else {
    --at;
  }
  if (at == claims_.end() || at->hour != wanted) {
    const auto place = at - claims_.begin();
    make_room(claims_);
    at = claims_.insert(claims_.begin() + place, HourCount{wanted, 0});
  }
  at->claims += claims;
  if (at->claims == 0) claims_.erase(at);
}

void Timeline::advance(Hour hour) {
  const auto oldest = hour - kKept;
  const auto is_old = [&](const auto& entry) { return entry.first < oldest; };
  if (!claims_.empty() && claims_.front().hour < oldest)
    std::erase_if(claims_, [&](const HourCount& count) { return count.hour < oldest; });
  if (!days_.empty() && days_.front().first + kDayHours <= oldest)
    std::erase_if(days_, [&](const auto& entry) { return entry.first + kDayHours <= oldest; });
  if (!hours_.empty() && hours_.front().first < oldest) std::erase_if(hours_, is_old);
  hourly_from_ = empty() ? kNever : std::max(hourly_from_, day_of(hour - kHourly));
  if (hours_.empty() || hours_.front().first >= hourly_from_) return;
  auto at = hours_.begin();
  for (; at != hours_.end() && at->first < hourly_from_; ++at) find(days_, day_of(at->first)).merge(at->second);
  hours_.erase(hours_.begin(), at);
}

std::vector<const Bucket*> Timeline::within(Hour first, Hour last) const {
  std::vector<const Bucket*> buckets;
  for (const auto& [day, bucket] : days_) {
    if (day + kDayHours > first && day <= last) buckets.push_back(&bucket);
  }
  for (auto at = std::ranges::lower_bound(hours_, first, {}, [](const auto& entry) { return entry.first; });
       at != hours_.end() && at->first <= last; ++at)
    buckets.push_back(&at->second);
  return buckets;
}

std::uint64_t Timeline::authors(Hour first, Hour last, SpeechAct act) const {
  Distinct distinct;
  for (const auto* bucket : within(first, last)) distinct.add(bucket->authors_of(act));
  return distinct.count();
}

std::int64_t Timeline::posts(Hour first, Hour last, SpeechAct act) const {
  std::int64_t sum = 0;
  for (const auto* bucket : within(first, last)) sum += bucket->posts[static_cast<std::size_t>(act)];
  return sum;
}

void Timeline::daily_posts(Hour first, SpeechAct act, std::span<std::int64_t> out) const {
  std::ranges::fill(out, 0);
  const auto last = first + static_cast<Hour>(out.size()) * kDayHours - 1;
  for (const auto* buckets : {&days_, &hours_}) {
    for (auto at = std::ranges::lower_bound(*buckets, first, {}, [](const auto& entry) { return entry.first; });
         at != buckets->end() && at->first <= last; ++at)
      out[static_cast<std::size_t>((at->first - first) / kDayHours)] += at->second.posts[static_cast<std::size_t>(act)];
  }
}

WindowSums Timeline::window(Hour first, Hour last) const {
  WindowSums sums;
  Distinct texts;
  for (const auto* bucket : within(first, last)) {
    add_counts(sums, *bucket);
    texts.add(&bucket->texts);
  }
  sums.texts = texts.count();
  return sums;
}

std::int64_t Timeline::claims(Hour first, Hour last) const {
  std::int64_t sum = 0;
  for (auto at = std::ranges::lower_bound(claims_, first, {}, [](const HourCount& c) { return Hour{c.hour}; });
       at != claims_.end() && at->hour <= last; ++at)
    sum += at->claims;
  return sum;
}

void Timeline::hourly_claims(Hour first, std::span<std::int64_t> out) const {
  std::ranges::fill(out, 0);
  const auto end = first + static_cast<Hour>(out.size());
  for (auto at = std::ranges::lower_bound(claims_, first, {}, [](const HourCount& c) { return Hour{c.hour}; });
       at != claims_.end() && at->hour < end; ++at)
    out[static_cast<std::size_t>(at->hour - first)] = at->claims;
}

Hour Timeline::newest() const {
  auto newest = std::numeric_limits<Hour>::min();
  if (!hours_.empty()) newest = hours_.back().first;
  if (!days_.empty()) newest = std::max(newest, days_.back().first + kDayHours - 1);
  return newest;
}

std::size_t Timeline::heap_bytes() const {
  auto bytes =
      (hours_.capacity() + days_.capacity()) * sizeof(Buckets::value_type) + claims_.capacity() * sizeof(HourCount);
  for (const auto* buckets : {&hours_, &days_}) {
    for (const auto& [first, bucket] : *buckets) bytes += bucket.heap_bytes();
  }
  return bytes;
}

void Timeline::save(Encoder& out, const Buckets& buckets) {
  out.varint(buckets.size());
  for (const auto& [first, bucket] : buckets) {
    out.svarint(first);
    bucket.save(out);
  }
}

bool Timeline::load(Decoder& in, Buckets& buckets) {
  buckets.clear();
  const auto count = in.count();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    const auto first = in.svarint();
    if (!buckets.empty() && first <= buckets.back().first) return false;
    make_room(buckets);
    if (!buckets.emplace_back(first, Bucket()).second.load(in)) return false;
  }
  return in.ok();
}

void Timeline::save(Encoder& out) const {
  out.svarint(hourly_from_);
  save(out, days_);
  save(out, hours_);
  out.varint(claims_.size());
  for (const auto& count : claims_) {
    out.varint(count.hour);
    out.svarint(count.claims);
  }
}

bool Timeline::load(Decoder& in) {
  *this = {};
  hourly_from_ = in.svarint();
  if (!load(in, days_) || !load(in, hours_)) return false;
  const auto count = in.count();
  claims_.reserve(count);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    HourCount next;
    next.hour = static_cast<std::uint32_t>(in.varint(std::numeric_limits<std::uint32_t>::max()));
    const auto claims = in.svarint();
    if (claims < std::numeric_limits<std::int32_t>::min() || claims > std::numeric_limits<std::int32_t>::max())
      return false;
    next.claims = static_cast<std::int32_t>(claims);
    if (!claims_.empty() && next.hour <= claims_.back().hour) return false;
    claims_.push_back(next);
  }
  return in.ok();
}

}  // namespace sait
