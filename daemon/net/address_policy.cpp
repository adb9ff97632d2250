#include "net/address_policy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sait {
namespace {

struct Block4 {
  std::uint32_t address;
  unsigned bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24U | b << 16U | c << 8U | d;
}

constexpr std::array kSpecial4{
    Block4{ip(0, 0, 0, 0), 8},      Block4{ip(10, 0, 0, 0), 8},     Block4{ip(100, 64, 0, 0), 10},
    Block4{ip(127, 0, 0, 0), 8},    Block4{ip(169, 254, 0, 0), 16}, Block4{ip(172, 16, 0, 0), 12},
    Block4{ip(192, 0, 0, 0), 24},   Block4{ip(192, 0, 2, 0), 24},   Block4{ip(192, 88, 99, 0), 24},
    Block4{ip(192, 168, 0, 0), 16}, Block4{ip(198, 18, 0, 0), 15},  Block4{ip(198, 51, 100, 0), 24},
    Block4{ip(203, 0, 113, 0), 24}, Block4{ip(224, 0, 0, 0), 4},    Block4{ip(240, 0, 0, 0), 4},
};

bool is_public4(std::uint32_t address) {
  return std::ranges::none_of(
      kSpecial4, [&](const Block4& block) { return (address ^ block.address) >> (32U - block.bits) == 0; });
}

struct Block6 {
  std::array<std::uint8_t, 6> begin;
  unsigned bits;
};

// Within 2000::/3, which is all that is given out.
constexpr std::array kSpecial6{
    Block6{{0x20, 0x01, 0x00, 0x00, 0x00, 0x00}, 23},  // protocol assignments, Teredo among them
    Block6{{0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00}, 32},  // documentation
    Block6{{0x20, 0x02, 0x00, 0x00, 0x00, 0x00}, 16},  // 6to4
    Block6{{0x3f, 0xff, 0x00, 0x00, 0x00, 0x00}, 20},  // documentation
};

bool is_public6(const std::uint8_t* bytes) {
  if ((bytes[0] & 0xe0U) != 0x20U) return false;
  return std::ranges::none_of(kSpecial6, [&](const Block6& block) {
    for (unsigned bit = 0; bit < block.bits; ++bit) {
      const auto mask = static_cast<std::uint8_t>(0x80U >> bit % 8);
      if ((bytes[bit / 8] & mask) != (block.begin[bit / 8] & mask)) return false;
    }
    return true;
  });
}

}  // namespace

bool is_public(const std::string& address) {
  in_addr four{};
  if (::inet_pton(AF_INET, address.c_str(), &four) == 1) return is_public4(ntohl(four.s_addr));
  in6_addr six{};
  return ::inet_pton(AF_INET6, address.c_str(), &six) == 1 && is_public6(six.s6_addr);
}

}  // namespace sait
