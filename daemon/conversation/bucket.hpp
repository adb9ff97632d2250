// What happened to a claim in one hour, or in one day.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/codec.hpp"
#include "base/time.hpp"
#include "conversation/sketch.hpp"
#include "model/record.hpp"

namespace sait {

/// Hours since 1970.
using Hour = std::int64_t;
inline constexpr Hour kDayHours = 24;
[[nodiscard]] inline Hour hour_of(Time time) {
  return std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
}
/// The first hour of the day (UTC) that `hour` lies in.
[[nodiscard]] constexpr Hour day_of(Hour hour) { return hour - ((hour % kDayHours) + kDayHours) % kDayHours; }

struct Bucket {
  std::array<std::int32_t, kSpeechActs> posts{};      // by act; an edit takes its former act away again
  std::int32_t media = 0, official = 0, elected = 0;  // claims, reports and quotes of these tiers
  std::int32_t unseen_authors = 0;                    // claims whose author is not observable
  std::int32_t vouched = 0;                           // debunks by offices, newsrooms and listed accounts
  std::array<std::int32_t, kStances> replies{};       // to posts that claim, by how they stand to it
  std::array<std::int32_t, kFollowerTiers> tiers{};   // claims by their author's follower tier
  std::int64_t engagement = 0, views = 0;             // of claims, latest known; engagement: likes + reposts + replies
  std::vector<std::pair<SpeechAct, DistinctSketch>> authors;  // of each act that has some, in order; never shrink
  /// In the place of an act: those who claim in communities of the affected.
  static constexpr auto kOfAffected = static_cast<SpeechAct>(kSpeechActs);
  DistinctSketch texts;  // folded texts of claims without an author

  void add_author(SpeechAct act, SketchEntry author);
  /// nullptr: nobody of that act.
  [[nodiscard]] const DistinctSketch* authors_of(SpeechAct act) const;
  void merge(const Bucket& other);
  /// Bytes of memory beside the object itself.
  [[nodiscard]] std::size_t heap_bytes() const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  DistinctSketch& authors_for(SpeechAct act);
};

}  // namespace sait
