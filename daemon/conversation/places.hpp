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

/// What each platform has brought in one run of a conversation.
class PlatformTotals {
 public:
  static constexpr std::size_t kMost = 64;         // platforms beyond are not counted
  static constexpr std::size_t kLongestName = 64;  // bytes; longer ones are cut

  struct Entry {
    std::string platform;
    std::int64_t claims = 0, engagement = 0;  // likes, reposts and replies of these claims, latest known
  };

  void add(std::string_view platform, std::int64_t claims, std::int64_t engagement);
  [[nodiscard]] std::int64_t claims_of(std::string_view platform) const;
  [[nodiscard]] std::int64_t claims() const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  void clear() { entries_.clear(); }
  [[nodiscard]] std::size_t heap_bytes() const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  std::vector<Entry> entries_;  // by name
};

}  // namespace sait
