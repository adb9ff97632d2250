#include "conversation/watched_hours.hpp"

#include <algorithm>

namespace sait {

void WatchedHours::advance(Hour hour) {
  if (hour <= newest_) return;
  const auto by = hour - newest_;
  if (by >= static_cast<Hour>(kHours)) {
    bits_.reset();
  } else {
    bits_ <<= static_cast<std::size_t>(by);
  }
  newest_ = hour;
}

void WatchedHours::set(Hour hour, bool seen) {
  advance(hour);
  if (const auto back = newest_ - hour; back < static_cast<Hour>(kHours))
    bits_.set(static_cast<std::size_t>(back), seen);
}

bool WatchedHours::seen(Hour hour) const {
  const auto back = newest_ - hour;
  return back >= 0 && back < static_cast<Hour>(kHours) && bits_.test(static_cast<std::size_t>(back));
}

WatchedHours WatchedHours::at(Hour newest) const {
  auto moved = *this;
  moved.advance(newest);
  return moved;
}

void WatchedHours::forget_before(Hour hour) {
  const auto kept = newest_ - hour + 1;
  if (kept >= static_cast<Hour>(kHours)) return;
  if (kept <= 0) {
    bits_.reset();
    return;
  }
  const auto gone = kHours - static_cast<std::size_t>(kept);
  bits_ = bits_ << gone >> gone;
}

WatchedHours& WatchedHours::operator-=(const WatchedHours& other) {
  advance(other.newest_);
  bits_ &= ~other.at(newest_).bits_;
  return *this;
}

void WatchedHours::save(Encoder& out) const {
  out.svarint(newest_);
  for (std::size_t i = 0; i < kHours; i += 8) {
    unsigned byte = 0;
    for (std::size_t bit = 0; bit < 8; ++bit) byte |= static_cast<unsigned>(bits_.test(i + bit)) << bit;
    out.u8(static_cast<std::uint8_t>(byte));
  }
}

bool WatchedHours::load(Decoder& in) {
  *this = {};
  newest_ = in.svarint();
  for (std::size_t i = 0; i < kHours; i += 8) {
    const unsigned byte = in.u8();
    for (std::size_t bit = 0; bit < 8; ++bit) bits_.set(i + bit, ((byte >> bit) & 1U) != 0);
  }
  return in.ok();
}

}  // namespace sait
