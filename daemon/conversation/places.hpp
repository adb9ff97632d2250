// Where a conversation was seen: communities, platforms, languages, each with when it was first and last seen there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversation/bucket.hpp"

namespace sait {

/// Known by the hash of their names: there are very many of them, and only their number is asked.
class Places {
 public:
  [[nodiscard]] static std::uint64_t hash_of(std::string_view name);
  static constexpr std::size_t kMost = 1024;  // more are not told apart from none

  /// True if this is a place it was not seen in before.
  bool note(std::string_view name, Hour hour);
  /// Forgets places last seen before `oldest`.
  void forget(Hour oldest);
  void clear() { places_.clear(); }

  [[nodiscard]] std::uint64_t since(Hour hour) const;
  [[nodiscard]] bool empty() const { return places_.empty(); }
  [[nodiscard]] std::size_t heap_bytes() const { return places_.capacity() * sizeof(Place); }

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct Place {
    std::uint64_t name = 0;  // hashed
    Hour latest = 0;
  };
  std::vector<Place> places_;  // by hash
};

/// How many claims each platform has brought in one run of a conversation, by the same hashes.
class PlatformClaims {
 public:
  static constexpr std::size_t kMost = 64;  // platforms beyond are not counted

  void add(std::string_view platform, std::int64_t claims);
  [[nodiscard]] std::int64_t of(std::string_view platform) const;
  [[nodiscard]] std::int64_t sum() const;
  void clear() { claims_.clear(); }
  [[nodiscard]] std::size_t heap_bytes() const { return claims_.capacity() * sizeof(claims_[0]); }

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  std::vector<std::pair<std::uint64_t, std::int64_t>> claims_;  // by hash
};

}  // namespace sait
