// What saitd tells the analysts about itself: alerts of kind "notice", opened, updated and closed by NoticeRecords.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "base/digest.hpp"
#include "model/alert.hpp"
#include "model/record.hpp"

namespace sait {

/// The audience of every notice: what a subscriber filters by.
inline constexpr const char* kAnalysts = "analysts";

class Notices {
 public:
  /// How long a notice holds when nothing new is said.
  static constexpr Duration kHolds = std::chrono::hours(24);

  /// Takes what was said since the last tick; of several words on one topic the last counts.
  void add(const NoticeRecord& notice) { said_[notice.topic] = notice; }

  /// The alerts these make at `tick`, in the order of their topics; sequence, rules and policy are the caller's.
  [[nodiscard]] std::vector<Alert> run_tick(Time tick);

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct Open {
    Time opened_at;
    std::uint32_t revision = 1;
    std::string detail;
  };
  std::map<std::string, NoticeRecord> said_;  // since the last tick
  std::map<std::string, Open> open_;          // by topic
};

/// An alert for them in which nothing is an assessment; each variable's reason is `why`.
[[nodiscard]] Alert for_analysts(const char* why, Time opened_at, Time tick);

/// An alert's id: a hash of what it is about and when it opened.
[[nodiscard]] std::string alert_id(std::string_view narrative, std::string_view audience, Time opened_at);

}  // namespace sait
