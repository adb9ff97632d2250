// Every post is hashed with a key. OpenSSL 3's HMAC() and EVP_MAC look the algorithm up and allocate for each message
// (1.8 us); a plain SHA256_CTX, which it still has but calls deprecated, is copied in a few instructions.
#define OPENSSL_API_COMPAT 0x10100000L
#include "base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <stdexcept>

namespace sait {
namespace {

using Sha256State = std::array<std::uint32_t, 8>;

Sha256State state_behind_block(const Digest& key, std::uint8_t mask) {
  std::array<std::uint8_t, SHA256_CBLOCK> block{};
  std::ranges::copy(key, block.begin());
  for (auto& byte : block) byte ^= mask;
  SHA256_CTX context{};
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  Sha256State state{};
  std::ranges::copy(context.h, state.begin());
  return state;
}

SHA256_CTX resumed(const Sha256State& state) {
  SHA256_CTX context{};
  SHA256_Init(&context);
  std::ranges::copy(state, context.h);
  context.Nl = 8 * SHA256_CBLOCK;  // bits hashed so far
  return context;
}

}  // namespace

Digest sha256(std::string_view bytes) {
  Digest digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available in this OpenSSL");
  }
  return digest;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 15U]);
  }
  return text;
}

Digest random_key() {
  Digest key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
    throw std::runtime_error("the system's random source failed");
  return key;
}

// HMAC is H((key ^ 5c..) | H((key ^ 36..) | message)), the key filled up with zeros to a block (RFC 2104).
HmacKey::HmacKey(const Digest& key) {
  inner_ = state_behind_block(key, 0x36);
  outer_ = state_behind_block(key, 0x5c);
}

Digest HmacKey::mac(std::initializer_list<std::string_view> parts) const {
  auto inner = resumed(inner_);
  for (const auto part : parts) {
    const auto size = static_cast<std::uint32_t>(part.size());
    std::array<std::uint8_t, 4> front{};
    for (unsigned i = 0; i < 4; ++i) front[i] = static_cast<std::uint8_t>((size >> (8 * i)) & 255U);
    SHA256_Update(&inner, front.data(), front.size());
    SHA256_Update(&inner, part.data(), part.size());
  }
  Digest digest{};
  SHA256_Final(digest.data(), &inner);
  auto outer = resumed(outer_);
  SHA256_Update(&outer, digest.data(), digest.size());
  SHA256_Final(digest.data(), &outer);
  return digest;
}

}  // namespace sait
