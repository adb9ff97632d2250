// The byte form of journal records and checkpoints.
//
//   varint   := 7 bits a byte, low bits first, high bit set on all but the last (at most 10 bytes); never longer than
//   it must be signed   := varint of the zigzag form bytes    := varint length, then that many bytes list     := varint
//   count, then the items
//
// The same value always has the same bytes, and other bytes are damage: the promises "byte for byte" of the journal
// rest on this.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace sait {

class Encoder {
 public:
  void u8(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void flag(bool value) { u8(value ? 1 : 0); }
  void varint(std::uint64_t value) {
    while (value >= 0x80U) {
      out_.push_back(static_cast<char>((value & 0x7fU) | 0x80U));
      value >>= 7U;
    }
    out_.push_back(static_cast<char>(value));
  }
  void svarint(std::int64_t value) {
    varint((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void time(Time value) { svarint(value.time_since_epoch().count()); }
  void bytes(std::string_view value) {
    varint(value.size());
    out_.append(value);
  }
  void raw(std::string_view value) { out_.append(value); }

  [[nodiscard]] const std::string& str() const { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads what Encoder wrote. After a read past the end or a malformed value ok() is false and every read returns zero
/// or empty, so a caller reads a whole structure and asks once. Views returned live as long as the input.
class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {}

  std::uint8_t u8() {
    if (in_.empty()) return fail(), std::uint8_t{0};
    const auto value = static_cast<std::uint8_t>(in_.front());
    in_.remove_prefix(1);
    return value;
  }
  /// A byte under `limit`: an enumerator, or a set of flags.
  std::uint8_t below(std::size_t limit) {
    const auto value = u8();
    if (value >= limit) return fail(), std::uint8_t{0};
    return value;
  }
  bool flag() { return below(2) != 0; }
  std::uint64_t varint(std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      const std::uint64_t byte = u8();
      if (!ok_) return 0;
      if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0)) break;
      value |= (byte & 0x7fU) << shift;
      if ((byte & 0x80U) == 0 && value > most) break;
      if ((byte & 0x80U) == 0) return value;
    }
    fail();
    return 0;
  }
  std::int64_t svarint() {
    const auto value = varint();
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
  }
  Time time() { return Time(Duration(svarint())); }
  std::string_view bytes() { return raw(varint()); }
  std::string_view raw(std::uint64_t size) {
    if (size > in_.size()) return fail(), std::string_view{};
    const auto value = in_.substr(0, static_cast<std::size_t>(size));
    in_.remove_prefix(static_cast<std::size_t>(size));
    return value;
  }
  /// A count of items that take at least one byte each: never more than the bytes left, so a damaged count cannot ask
  /// for memory.
  std::size_t count() {
    const auto value = varint();
    if (value > in_.size()) return fail(), std::size_t{0};
    return static_cast<std::size_t>(value);
  }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && in_.empty(); }

 private:
  void fail() {
    ok_ = false;
    in_ = {};
  }

  std::string_view in_;
  bool ok_ = true;
};

}  // namespace sait
