// What the writer counts beside the journal, for those who watch: plain integers of its thread, added up once a
// transaction, shown as of the last commit.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "model/alert.hpp"
#include "model/post_json.hpp"
#include "model/record.hpp"

namespace sait {

/// Of one feed, since start.
struct FeedCounts {
  std::array<std::uint64_t, kRejections> rejected{};  // by Rejection
  std::uint64_t matched = 0;                          // journal records of posts with a match
  std::uint64_t holes = 0;
};

/// Of the whole path, since start.
struct PathCounts {
  /// Where matches are counted whose narrative the rules no longer hold.
  static constexpr std::string_view kOther = "other";

  std::uint64_t records = 0, transactions = 0, retries = 0, alerts = 0;
  std::array<std::array<std::uint64_t, kAlertChanges>, kPostures> alert_changes{};     // told to teams
  std::map<std::string, std::array<std::uint64_t, kSpeechActs>, std::less<>> matches;  // by narrative
  std::map<std::string, std::uint64_t, std::less<>> outweighed;                        // claims, by narrative
};

}  // namespace sait
