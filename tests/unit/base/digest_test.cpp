#include "base/digest.hpp"

#include <doctest/doctest.h>

#include <set>

using sait::Digest;
using sait::HmacKey;
using sait::sha256;
using sait::to_hex;

TEST_CASE("SHA-256 gives the digests of FIPS 180-2") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(to_hex(sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("hexadecimal is lower case, two digits a byte") {
  const std::array<std::uint8_t, 4> bytes{0x00, 0x0f, 0xa0, 0xff};
  CHECK(to_hex(bytes) == "000fa0ff");
  CHECK(to_hex({}).empty());
}

TEST_CASE("a keyed hash is HMAC-SHA256 of the parts with their lengths in front") {
  Digest key{};
  key.fill(0x0b);
  // HMAC is H((k ^ 5c..) | H((k ^ 36..) | message)) (RFC 2104); 32 bytes of key are filled up to the block of 64 with
  // zeros.
  std::string inner(64, '\x36'), outer(64, '\x5c');
  for (std::size_t i = 0; i < key.size(); ++i) {
    inner[i] = static_cast<char>(inner[i] ^ 0x0b);
    outer[i] = static_cast<char>(outer[i] ^ 0x0b);
  }
  inner += std::string("\x02\0\0\0ab\x01\0\0\0c", 11);
  const auto digest = sha256(inner);
  outer.append(digest.begin(), digest.end());
  CHECK(HmacKey(key).mac({"ab", "c"}) == sha256(outer));
}

TEST_CASE("where one part ends and the next begins matters") {
  const HmacKey key(sha256("k"));
  const std::set<Digest> macs{key.mac({"ab", "c"}), key.mac({"a", "bc"}), key.mac({"abc"}), key.mac({"abc", ""}),
                              key.mac({"", "abc"}), key.mac({}),          key.mac({""})};
  CHECK(macs.size() == 7);
  CHECK(key.mac({"ab", "c"}) == HmacKey(sha256("k")).mac({"ab", "c"}));
  CHECK(key.mac({"ab"}) != HmacKey(sha256("l")).mac({"ab"}));
}

TEST_CASE("no random key comes twice") {
  std::set<Digest> keys;
  for (int i = 0; i < 50; ++i) keys.insert(sait::random_key());
  CHECK(keys.size() == 50);
  CHECK_FALSE(keys.contains(Digest{}));
}

TEST_CASE("FNV-1a gives its published values") {
  CHECK(sait::fnv1a("") == 0xcbf29ce484222325ULL);
  CHECK(sait::fnv1a("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(sait::fnv1a("foobar") == 0x85944171f73967e8ULL);
  CHECK(sait::fnv1a("bar", sait::fnv1a("foo")) == sait::fnv1a("foobar"));
}
