// Hashes and keyed hashes (OpenSSL). Keys never leave through a log or an error.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace sait {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256. Thread-safe.
[[nodiscard]] Digest sha256(std::string_view bytes);

/// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);

/// 32 bytes from the system's random source.
[[nodiscard]] Digest random_key();

/// HMAC-SHA256 under one key. The parts are joined with their lengths in front, so that ("ab","c") and ("a","bc")
/// differ. Thread-safe: mac() shares nothing between calls.
class HmacKey {
 public:
  explicit HmacKey(const Digest& key);
  [[nodiscard]] Digest mac(std::initializer_list<std::string_view> parts) const;

 private:
  // SHA-256 behind the key's block, inner and outer: the half of every HMAC that is always the same.
  std::array<std::uint32_t, 8> inner_{}, outer_{};
};

/// 64-bit FNV-1a: for tables inside one process and one file, never for secrets.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash = 0xcbf29ce484222325ULL) {
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace sait
