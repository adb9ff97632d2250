#include "conversation/places.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace sait {

// FNV-1a (Fowler, Noll, Vo): no secret is kept by it, only space saved.
std::uint64_t Places::hash_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

bool Places::note(std::string_view name, Hour hour) {
  const auto hash = hash_of(name);
  const auto at = std::ranges::lower_bound(places_, hash, {}, &Place::name);
  if (at != places_.end() && at->name == hash) {
    at->latest = std::max(at->latest, hour);
    return false;
  }
  if (places_.size() >= kMost) return false;
  places_.insert(at, Place{hash, hour});
  return true;
}

void Places::forget(Hour oldest) {
  std::erase_if(places_, [&](const Place& place) { return place.latest < oldest; });
}

std::uint64_t Places::since(Hour hour) const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(places_, [&](const Place& place) { return place.latest >= hour; }));
}

void Places::save(Encoder& out) const {
  out.varint(places_.size());
  for (const auto& place : places_) {
    out.varint(place.name);
    out.svarint(place.latest);
  }
}

bool Places::load(Decoder& in) {
  places_.clear();
  const auto count = in.count();
  if (count > kMost) return false;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    Place place;
    place.name = in.varint();
    place.latest = in.svarint();
    if (!places_.empty() && place.name <= places_.back().name) return false;
    places_.push_back(place);
  }
  return in.ok();
}

void PlatformTotals::add(std::string_view platform, std::int64_t claims, std::int64_t engagement) {
  const auto name = prefix_of(platform, kLongestName);
  auto at = std::ranges::lower_bound(entries_, name, {}, &Entry::platform);
  if (at == entries_.end() || at->platform != name) {
    if (claims <= 0 || entries_.size() >= kMost) return;  // of claims of a former run, or nothing to count
    at = entries_.insert(at, Entry{std::string(name)});
  }
  at->claims += claims;
  at->engagement += engagement;
  if (at->claims == 0 && at->engagement == 0) entries_.erase(at);  // edits took all of them back
}

std::int64_t PlatformTotals::claims_of(std::string_view platform) const {
  const auto name = prefix_of(platform, kLongestName);
  const auto at = std::ranges::lower_bound(entries_, name, {}, &Entry::platform);
  return at == entries_.end() || at->platform != name ? 0 : at->claims;
}

std::int64_t PlatformTotals::claims() const {
  std::int64_t sum = 0;
  for (const auto& entry : entries_) sum += entry.claims;
  return sum;
}

std::size_t PlatformTotals::heap_bytes() const {
  auto bytes = entries_.capacity() * sizeof(Entry);
  for (const auto& entry : entries_) {
    if (entry.platform.capacity() > std::string().capacity()) bytes += entry.platform.capacity() + 1;
  }
  return bytes;
}

void PlatformTotals::save(Encoder& out) const {
  out.varint(entries_.size());
  for (const auto& entry : entries_) {
    out.bytes(entry.platform);
    out.svarint(entry.claims);
    out.svarint(entry.engagement);
  }
}

bool PlatformTotals::load(Decoder& in) {
  entries_.clear();
  const auto count = in.count();
  if (count > kMost) return false;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    Entry entry;
    entry.platform = in.bytes();
    entry.claims = in.svarint();
    entry.engagement = in.svarint();
    if (entry.platform.size() > kLongestName) return false;
    if (!entries_.empty() && entry.platform <= entries_.back().platform) return false;
    entries_.push_back(std::move(entry));
  }
  return in.ok();
}

}  // namespace sait
