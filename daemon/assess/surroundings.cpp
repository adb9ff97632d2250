#include "assess/surroundings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "assess/counted.hpp"

namespace sait {
namespace {
constexpr Duration kDay = std::chrono::hours(24);
}

// A language by one among those it declares; ended a day ago it is no longer part of the picture.
bool Surroundings::FeedState::carries(const std::string& audience, const Audience* declared, Time tick) const {
  if (state == CoverageState::ended && trouble < tick - kDay) return false;
  if (declared != nullptr) return declared->carried_by(reach);
  return reach.languages.empty() || std::ranges::find(reach.languages, audience) != reach.languages.end();
}

void Surroundings::add(const TickRecord& tick) {
  const auto hour = hour_of(tick.first - Duration(1));
  for (const auto& totals : tick.totals) {
    if (totals.read == 0) continue;
    auto& volume = feeds_[totals.feed].volume[hour];
    volume.on_topic += totals.on_topic;
    volume.all += totals.on_topic + totals.off_topic;
  }
}

void Surroundings::pass(Time from, Time to) {
  const auto last = hour_of(to - Duration(1));
  const auto first = std::max(hour_of(from), last - static_cast<Hour>(WatchedHours::kHours));
  for (auto hour = first; hour <= last; ++hour) ticked_.set(hour);
  for (auto& [id, feed] : feeds_) {
    if (feed.state == CoverageState::up) continue;
    for (auto hour = first; hour <= last; ++hour) feed.lost.set(hour);
  }
  last_tick_ = std::max(last_tick_, to);
}

void Surroundings::add(const CoverageRecord& coverage, Time stamp) {
  const auto [at, is_new] = feeds_.try_emplace(coverage.feed);
  auto& feed = at->second;
  const auto hour = hour_of(stamp);
  if (is_new || feed.since == 0) feed.since = hour + 1;
  const bool was_well = feed.state == CoverageState::up;
  feed.state = coverage.state == CoverageState::hole ? CoverageState::up : coverage.state;
  feed.reach = feed_reach(coverage);
  if (coverage.state == CoverageState::up && was_well) return;
  feed.trouble = stamp;
  // What was lost lies behind the last tick at the earliest: a hole is told when it is over.
  const auto first = last_tick_ == Time::min() ? hour : std::max(hour_of(last_tick_), hour - Timeline::kKept);
  for (auto lost = first; lost <= hour; ++lost) feed.lost.set(lost);
}

void Surroundings::note_reply(const std::string& feed) {
  if (const auto at = feeds_.find(feed); at != feeds_.end()) at->second.replies = true;
}

void Surroundings::end_tick(Time tick) {
  const auto oldest = hour_of(tick - kDay);
  for (auto& [id, feed] : feeds_) feed.volume.erase(feed.volume.begin(), feed.volume.lower_bound(oldest));
}

AudienceView Surroundings::view(const std::string& audience, Time tick, const Audience* declared) const {
  AudienceView view{coverage(audience, tick, declared), watched(audience, tick, declared),
                    volume(audience, tick, declared), audience};
  view.replies_seen = std::ranges::any_of(
      feeds_, [&](const auto& feed) { return feed.second.replies && feed.second.carries(audience, declared, tick); });
  return view;
}

Volume Surroundings::volume(const std::string& audience, Time tick, const Audience* declared) const {
  const Hour last = hour_of(tick - Duration(1));
  Volume sum;
  for (const auto& [id, feed] : feeds_) {
    if (!feed.carries(audience, declared, tick)) continue;
    for (auto at = feed.volume.lower_bound(last - 23); at != feed.volume.end() && at->first <= last; ++at) {
      sum.on_topic += at->second.on_topic;
      sum.all += at->second.all;
    }
  }
  return sum;
}

WatchedHours Surroundings::watched(const std::string& audience, Time tick, const Audience* declared) const {
  auto watched = ticked_;
  auto since = std::numeric_limits<Hour>::max();
  for (const auto& [id, feed] : feeds_) {
    if (!feed.carries(audience, declared, tick)) continue;
    since = std::min(since, feed.since);
    watched -= feed.lost;
  }
  watched.forget_before(since);
  return watched;
}

Coverage Surroundings::coverage(const std::string& audience, Time tick, const Audience* declared) const {
  Coverage coverage;
  std::string troubled;
  const Hour last = hour_of(tick - Duration(1));
  std::uint64_t hours = 0, lost = 0;
  for (const auto& [id, feed] : feeds_) {
    if (!feed.carries(audience, declared, tick)) continue;
    ++coverage.feeds_declared;
    if (feed.state == CoverageState::up) ++coverage.feeds_up;
    const bool well = feed.state == CoverageState::up && (feed.trouble == Time::min() || feed.trouble < tick - kDay);
    for (auto hour = std::max(last - 23, feed.since); hour <= last; ++hour) {
      ++hours;
      lost += feed.lost.seen(hour) ? 1 : 0;
    }
    if (!well) troubled += (troubled.empty() ? "" : ", ") + id;
  }
  if (coverage.feeds_declared == 0 && !feeds_.empty()) {
    coverage.complete = false;
    coverage.reason = "No feed can carry this audience: what it says is not observable.";
    return coverage;
  }
  coverage.complete = troubled.empty();
  if (hours > 0) coverage.lost = std::round(1000.0 * static_cast<double>(lost) / static_cast<double>(hours)) / 1000;
  coverage.reason =
      fmt::format("{} of {} that can carry this audience {} up", coverage.feeds_up,
                  counted(coverage.feeds_declared, "feed", "feeds"), coverage.feeds_declared == 1 ? "is" : "are");
  coverage.reason +=
      coverage.complete
          ? "; none was down in the last 24 hours."
          : fmt::format("; not fully seen in the last 24 hours: {}. The figures are a lower bound.", troubled);
  if (coverage.lost > 0)
    coverage.reason += fmt::format(
        " {} % of these feeds' hours were lost: upper ends are as high as if they had been like the others.",
        std::max(1.0, std::round(coverage.lost * 100)));
  return coverage;
}

void Surroundings::save(Encoder& out) const {
  out.varint(feeds_.size());
  for (const auto& [id, feed] : feeds_) {
    out.bytes(id);
    out.u8(static_cast<std::uint8_t>(feed.state));
    out.time(feed.trouble);
    out.bytes(feed.reach.community);
    for (const auto* texts : {&feed.reach.languages, &feed.reach.regions}) {
      out.varint(texts->size());
      for (const auto& text : *texts) out.bytes(text);
    }
    out.svarint(feed.since);
    out.flag(feed.replies);
    feed.lost.save(out);
    out.varint(feed.volume.size());
    for (const auto& [hour, volume] : feed.volume) {
      out.svarint(hour);
      out.varint(volume.on_topic);
      out.varint(volume.all);
    }
  }
  ticked_.save(out);
  out.time(last_tick_);
}

bool Surroundings::load(Decoder& in) {
  *this = {};
  const auto feeds = in.count();
  for (std::size_t i = 0; i < feeds && in.ok(); ++i) {
    std::string id(in.bytes());
    auto& feed = feeds_[id];
    feed.reach.id = std::move(id);
    feed.state = static_cast<CoverageState>(in.below(4));
    feed.trouble = in.time();
    feed.reach.community = in.bytes();
    for (auto* texts : {&feed.reach.languages, &feed.reach.regions}) {
      texts->resize(in.count());
      for (auto& text : *texts) text = in.bytes();
    }
    feed.since = in.svarint();
    feed.replies = in.flag();
    if (!feed.lost.load(in)) return false;
    const auto hours = in.count();
    for (std::size_t k = 0; k < hours && in.ok(); ++k) {
      auto& volume = feed.volume[in.svarint()];
      volume.on_topic = in.varint();
      volume.all = in.varint();
    }
  }
  if (!ticked_.load(in)) return false;
  last_tick_ = in.time();
  return in.ok();
}

}  // namespace sait
