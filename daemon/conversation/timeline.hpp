// A conversation's buckets: by the hour for two to three days, by the day for what is older, and the number of claims
// by the hour for all 28 days. Memory is bounded by that, whatever comes in.
#pragma once

#include <span>
#include <vector>

#include "conversation/bucket.hpp"

namespace sait {

/// Sums over a window.
struct WindowSums {
  std::array<std::int64_t, kSpeechActs> posts{};
  std::int64_t media = 0, official = 0, elected = 0, engagement = 0, views = 0, unseen_authors = 0;
  std::array<std::int64_t, kFollowerTiers> tiers{};  // claims by their author's follower tier
  std::int64_t vouched = 0;                          // see Bucket
  std::array<std::int64_t, kStances> replies{};
  std::uint64_t texts = 0;  // distinct ones, an estimate
  [[nodiscard]] std::int64_t of(SpeechAct act) const { return posts[static_cast<std::size_t>(act)]; }
};

/// Claims in one hour.
struct HourCount {
  std::uint32_t hour = 0;  // since 1970
  std::int32_t claims = 0;
};

class Timeline {
 public:
  static constexpr Hour kKept = kDayHours * 28;
  static constexpr Hour kHourly = kDayHours * 2;  // at least so long by the hour; then the whole day becomes one bucket

  /// The bucket that counts this hour; valid until the next call.
  [[nodiscard]] Bucket& at(Hour hour);
  /// Counts claims beside their bucket.
  void count_claims(Hour hour, std::int32_t claims);

  /// Drops what is older than 28 days and puts whole days together. `hour`: the begun one.
  void advance(Hour hour);

  /// Over the hours [first, last]; where days have been put together, over each day that has one of them.
  [[nodiscard]] WindowSums window(Hour first, Hour last) const;
  /// Posts of one act alone in the same hours.
  [[nodiscard]] std::int64_t posts(Hour first, Hour last, SpeechAct act) const;
  /// The same by whole days (UTC), the first one beginning at `first`.
  void daily_posts(Hour first, SpeechAct act, std::span<std::int64_t> out) const;
  /// Distinct authors of one act (or Bucket::kOfAffected) in the same hours, merged over the buckets: costs as much as
  /// the window holds.
  [[nodiscard]] std::uint64_t authors(Hour first, Hour last, SpeechAct act) const;
  /// Claim posts of [first, last] alone, exact and cheap.
  [[nodiscard]] std::int64_t claims(Hour first, Hour last) const;
  /// The same by hour, [first, first + out.size()).
  void hourly_claims(Hour first, std::span<std::int64_t> out) const;

  [[nodiscard]] bool empty() const { return hours_.empty() && days_.empty(); }
  /// The last hour that any bucket may count. Only if not empty().
  [[nodiscard]] Hour newest() const;
  [[nodiscard]] std::size_t heap_bytes() const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  using Buckets = std::vector<std::pair<Hour, Bucket>>;  // by their first hour, in order
  [[nodiscard]] std::vector<const Bucket*> within(Hour first, Hour last) const;
  static Bucket& find(Buckets& buckets, Hour first);
  static void save(Encoder& out, const Buckets& buckets);
  [[nodiscard]] static bool load(Decoder& in, Buckets& buckets);

  Buckets hours_, days_;
  std::vector<HourCount> claims_;  // hours with any, in order
  static constexpr Hour kNever = -(Hour{1} << 40);
  Hour hourly_from_ = kNever;  // the first hour of a day: days before are put together
};

}  // namespace sait
