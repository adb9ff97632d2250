#include "conversation/places.hpp"

#include <algorithm>

namespace sait {
namespace {

// FNV-1a (Fowler, Noll, Vo): no secret is kept by it, only space saved.
std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace

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

}  // namespace sait
