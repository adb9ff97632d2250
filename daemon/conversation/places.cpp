#include "conversation/places.hpp"

#include <algorithm>

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

void PlatformClaims::add(std::string_view platform, std::int64_t claims) {
  const auto hash = Places::hash_of(platform);
  auto at = std::ranges::lower_bound(claims_, hash, {}, [](const auto& entry) { return entry.first; });
  if (at == claims_.end() || at->first != hash) {
    if (claims_.size() >= kMost) return;
    at = claims_.insert(at, {hash, 0});
  }
  at->second += claims;
}

std::int64_t PlatformClaims::of(std::string_view platform) const {
  const auto hash = Places::hash_of(platform);
  const auto at = std::ranges::lower_bound(claims_, hash, {}, [](const auto& entry) { return entry.first; });
  return at == claims_.end() || at->first != hash ? 0 : at->second;
}

std::int64_t PlatformClaims::sum() const {
  std::int64_t sum = 0;
  for (const auto& [hash, claims] : claims_) sum += claims;
  return sum;
}

void PlatformClaims::save(Encoder& out) const {
  out.varint(claims_.size());
  for (const auto& [hash, claims] : claims_) {
    out.varint(hash);
    out.svarint(claims);
  }
}

bool PlatformClaims::load(Decoder& in) {
  claims_.clear();
  const auto count = in.count();
  if (count > kMost) return false;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    const auto hash = in.varint();
    const auto claims = in.svarint();
    if (!claims_.empty() && hash <= claims_.back().first) return false;
    claims_.emplace_back(hash, claims);
  }
  return in.ok();
}

}  // namespace sait
