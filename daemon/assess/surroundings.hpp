// What a conversation's assessment needs from outside the conversation: the same for all of them at a tick.
// It is computed from the journal's totals and coverage records, and is the only way results reach one conversation
// from the rest.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "conversation/conversation.hpp"
#include "model/assessment.hpp"
#include "model/record.hpp"

namespace sait {

class Surroundings {
 public:
  void add(const TickRecord& tick);
  void add(const CoverageRecord& coverage, Time stamp);
  void end_tick(Time tick);

  /// On-topic posts of all feeds in the last 24 hours.
  [[nodiscard]] std::uint64_t on_topic(Time tick) const;

  /// Which of the feeds that could carry `audience` were up for the whole of the last 24 hours.
  [[nodiscard]] Coverage coverage(const std::string& audience, Time tick) const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct FeedState {
    CoverageState state = CoverageState::up;
    Time trouble = Time::min();  // when it was last known down, with a hole or ended
    std::vector<std::string> languages;
  };
  std::map<std::string, FeedState> feeds_;
  std::map<Hour, std::uint64_t> on_topic_;
};

}  // namespace sait
