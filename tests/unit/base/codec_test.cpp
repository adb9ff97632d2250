#include "base/codec.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <vector>

using sait::Decoder;
using sait::Encoder;

namespace {

std::string bytes_of(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) bytes.push_back(static_cast<char>(value));
  return bytes;
}

// Numbers of every length: random bits below a random width.
std::uint64_t any_number(std::mt19937_64& random) {
  const auto width = random() % 65;
  return width == 0 ? 0 : random() >> (64 - width);
}

}  // namespace

TEST_CASE("numbers have the byte form that the grammar gives") {
  Encoder out;
  out.varint(0);
  out.varint(127);
  out.varint(128);
  out.svarint(0);
  out.svarint(-1);
  out.svarint(1);
  out.bytes("ab");
  out.flag(true);
  CHECK(out.str() == bytes_of({0, 127, 0x80, 1, 0, 1, 2, 2, 'a', 'b', 1}));
  Encoder most;
  most.varint(std::numeric_limits<std::uint64_t>::max());
  CHECK(most.str() == bytes_of({255, 255, 255, 255, 255, 255, 255, 255, 255, 1}));
}

TEST_CASE("what was written is read back, and nothing is left") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint64_t> numbers{0, std::numeric_limits<std::uint64_t>::max(), 1ULL << 63U};
    for (int i = 0; i < 20; ++i) numbers.push_back(any_number(random));
    Encoder out;
    for (const auto number : numbers) {
      out.varint(number);
      out.svarint(static_cast<std::int64_t>(number));
      out.bytes(std::string(number % 300, 'x'));
      out.u8(static_cast<std::uint8_t>(number & 255U));
    }
    const auto bytes = out.take();
    Decoder in(bytes);
    for (const auto number : numbers) {
      CHECK(in.varint() == number);
      CHECK(in.svarint() == static_cast<std::int64_t>(number));
      CHECK(in.bytes() == std::string(number % 300, 'x'));
      CHECK(in.u8() == (number & 255U));
    }
    CHECK(in.at_end());
  }
}

TEST_CASE("a read past the end fails for good and gives nothing") {
  Decoder in(
      "\x05"
      "abc");
  CHECK(in.bytes().empty());
  CHECK_FALSE(in.ok());
  CHECK(in.u8() == 0);
  CHECK(in.varint() == 0);
  CHECK(in.raw(0).empty());
  CHECK(in.time() == sait::Time());
  CHECK_FALSE(in.ok());
  CHECK_FALSE(in.at_end());
  Decoder empty("");
  CHECK(empty.at_end());
  CHECK_FALSE(empty.flag());
  CHECK_FALSE(empty.at_end());
}

TEST_CASE("a number has one byte form alone: the longer ones are damage") {
  for (const auto& bytes : {bytes_of({0x80, 0}), bytes_of({0xff, 0x80, 0}), bytes_of({0x80}),
                            bytes_of({255, 255, 255, 255, 255, 255, 255, 255, 255, 2}),
                            bytes_of({255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})}) {
    Decoder in(bytes);
    CHECK(in.varint() == 0);
    CHECK_FALSE(in.ok());
  }
}

TEST_CASE("a flag is zero or one: another byte is damage") {
  Decoder in("\x02");
  CHECK_FALSE(in.flag());
  CHECK_FALSE(in.ok());
}

TEST_CASE("a damaged count never asks for more items than there are bytes") {
  Encoder out;
  out.varint(1ULL << 40U);
  out.raw("abc");
  Decoder in(out.str());
  CHECK(in.count() == 0);
  CHECK_FALSE(in.ok());
}

TEST_CASE("whatever the bytes, the views a decoder gives lie within them") {
  std::mt19937_64 random(4);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 24, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() % 3 == 0 ? random() : random() % 8);
    const auto* end = bytes.data() + bytes.size();
    Decoder in(bytes);
    for (int step = 0; step < 12; ++step) {
      const auto view = random() % 2 == 0 ? in.bytes() : in.raw(random() % 9);
      if (!view.empty()) CHECK((view.data() >= bytes.data() && view.data() + view.size() <= end));
      CHECK(in.count() <= bytes.size());
    }
  }
}
