#include "assess/surroundings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sait {
namespace {
constexpr Duration kDay = std::chrono::hours(24);
}

void Surroundings::add(const TickRecord& tick) {
  std::uint64_t on_topic = 0;
  for (const auto& totals : tick.totals) on_topic += totals.on_topic;
  if (on_topic > 0) on_topic_[hour_of(tick.first - Duration(1))] += on_topic;
}

void Surroundings::add(const CoverageRecord& coverage, Time stamp) {
  auto& feed = feeds_[coverage.feed];
  const bool was_well = feed.state == CoverageState::up;
  feed.state = coverage.state == CoverageState::hole ? CoverageState::up : coverage.state;
  feed.languages = coverage.languages;
  if (coverage.state != CoverageState::up || !was_well) feed.trouble = stamp;
}

void Surroundings::end_tick(Time tick) {
  on_topic_.erase(on_topic_.begin(), on_topic_.lower_bound(hour_of(tick - kDay)));
}

std::uint64_t Surroundings::on_topic(Time tick) const {
  const Hour last = hour_of(tick - Duration(1));
  std::uint64_t sum = 0;
  for (auto at = on_topic_.lower_bound(last - 23); at != on_topic_.end() && at->first <= last; ++at) sum += at->second;
  return sum;
}

Coverage Surroundings::coverage(const std::string& audience, Time tick) const {
  Coverage coverage;
  std::string troubled;
  for (const auto& [id, feed] : feeds_) {
    const bool carries = feed.languages.empty() || std::ranges::find(feed.languages, audience) != feed.languages.end();
    const bool gone = feed.state == CoverageState::ended &&
                      feed.trouble < tick - kDay;  // ended a day ago: no longer part of the picture
    if (!carries || gone) continue;
    ++coverage.feeds_declared;
    if (feed.state == CoverageState::up) ++coverage.feeds_up;
    const bool well = feed.state == CoverageState::up && (feed.trouble == Time::min() || feed.trouble < tick - kDay);
    if (!well) troubled += (troubled.empty() ? "" : ", ") + id;
  }
  coverage.complete = troubled.empty();
  coverage.reason =
      fmt::format("{} of {} feeds that can carry this audience are up", coverage.feeds_up, coverage.feeds_declared);
  coverage.reason +=
      coverage.complete
          ? "; none was down in the last 24 hours."
          : fmt::format("; not fully seen in the last 24 hours: {}. The figures are a lower bound.", troubled);
  return coverage;
}

void Surroundings::save(Encoder& out) const {
  out.varint(feeds_.size());
  for (const auto& [id, feed] : feeds_) {
    out.bytes(id);
    out.u8(static_cast<std::uint8_t>(feed.state));
    out.time(feed.trouble);
    out.varint(feed.languages.size());
    for (const auto& language : feed.languages) out.bytes(language);
  }
  out.varint(on_topic_.size());
  for (const auto& [hour, count] : on_topic_) {
    out.svarint(hour);
    out.varint(count);
  }
}

bool Surroundings::load(Decoder& in) {
  *this = {};
  const auto feeds = in.count();
  for (std::size_t i = 0; i < feeds && in.ok(); ++i) {
    auto& feed = feeds_[std::string(in.bytes())];
    feed.state = static_cast<CoverageState>(in.below(4));
    feed.trouble = in.time();
    feed.languages.resize(in.count());
    for (auto& language : feed.languages) language = in.bytes();
  }
  const auto hours = in.count();
  for (std::size_t i = 0; i < hours && in.ok(); ++i) {
    const auto hour = in.svarint();
    on_topic_[hour] = in.varint();
  }
  return in.ok();
}

}  // namespace sait
