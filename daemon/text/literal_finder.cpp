#include "text/literal_finder.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace sait {

LiteralFinder::LiteralFinder(std::span<const std::string> literals) {
  std::map<std::pair<Head, std::size_t>, std::vector<std::uint32_t>> heads;
  for (std::uint32_t index = 0; index < literals.size(); ++index) {
    const auto& literal = literals[index];
    if (literal.empty()) continue;
    heads[{head_of(literal), std::min(literal.size(), kHead)}].push_back(index);
  }
  if (heads.empty()) return;
  constexpr std::size_t kBitsAHead = 8;  // one in eight heads that are not there seems to be
  const auto slots = std::bit_ceil(heads.size() + heads.size() / 2);
  const auto bits = std::max<std::size_t>(64, std::bit_ceil(kBitsAHead * heads.size()));
  sizes_.assign(std::size_t{1} << kMiddleBits, 0);
  short_sizes_.assign(std::size_t{1} << kShortBits, 0);
  long_sizes_.assign(std::size_t{1} << kLongBits, 0);
  slots_.assign(slots, {});
  bits_.assign(bits / 64, 0);
  slot_shift_ = static_cast<unsigned>(64 - std::countr_zero(slots));
  bit_shift_ = static_cast<unsigned>(64 - std::countr_zero(bits));
  for (const auto& [key, numbers] : heads) {
    const auto [head, size] = key;
    Slot slot{head, numbers.front(), static_cast<std::uint8_t>(size), false};
    if (numbers.size() > 1 || literals[numbers.front()].size() > kHead) {
      slot.literal = static_cast<std::uint32_t>(entries_.size());
      slot.listed = true;
      for (const auto number : numbers) {
        const auto rest = std::string_view(literals[number]).substr(size);
        const auto mask = rest.empty() ? 0 : cut(~Head{0}, std::min(rest.size(), kHead));
        entries_.push_back({head_of(rest), mask, number, static_cast<std::uint32_t>(rests_.size()),
                            static_cast<std::uint32_t>(rest.size()), number == numbers.back()});
        rests_ += rest;
      }
    }
    const auto hashed = hash(head, size);
    auto place = slot_of(hashed);
    while (slots_[place].size != 0) place = (place + 1) & (slots - 1);
    slots_[place] = slot;
    bits_[bit_of(hashed) / 64] |= std::uint64_t{1} << (bit_of(hashed) % 64);
    add_beginning(head, size);
  }
}

void LiteralFinder::add_beginning(Head head, std::size_t size) {
  const auto bit = static_cast<std::uint8_t>(1U << (size - 1));
  if (size >= kLong) long_sizes_[beginning(cut(head, kLong), kLongBits)] |= bit;
  if (size >= kMiddle) {
    sizes_[beginning(cut(head, kMiddle), kMiddleBits)] |= bit;
  } else if (size >= kShort) {
    short_sizes_[beginning(cut(head, kShort), kShortBits)] |= bit;
  } else {  // whatever byte comes next
    for (Head next = 0; next < 256; ++next) short_sizes_[beginning(head | next << 8U, kShortBits)] |= bit;
  }
}

}  // namespace sait
