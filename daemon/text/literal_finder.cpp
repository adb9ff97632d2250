#include "text/literal_finder.hpp"

#include <algorithm>
#include <compare>

namespace sait {

LiteralFinder::LiteralFinder(std::span<const std::string> literals) {
  struct Beginning {
    Head head;
    std::uint32_t size, literal;
    auto operator<=>(const Beginning&) const = default;
  };
  std::vector<Beginning> beginnings;
  for (std::uint32_t i = 0; i < literals.size(); ++i) {
    const auto size = static_cast<std::uint32_t>(std::min(literals[i].size(), kHead));
    if (size > 0) beginnings.push_back({head_of(literals[i]), size, i});
  }
  if (beginnings.empty()) return;
  std::ranges::sort(beginnings);
  const auto same = [](const Beginning& one, const Beginning& other) {
    return one.head == other.head && one.size == other.size;
  };
  std::size_t heads = 1;
  for (std::size_t i = 1; i < beginnings.size(); ++i) heads += same(beginnings[i - 1], beginnings[i]) ? 0 : 1;
  constexpr std::size_t kBitsAHead = 8;  // one in eight heads that are not there seems to be
  const auto slots = std::max<std::size_t>(16, std::bit_ceil(heads + heads / 2));  // some stay free
  const auto bits = std::max<std::size_t>(64, std::bit_ceil(kBitsAHead * heads));
  sizes_.assign(std::size_t{1} << kMiddleBits, 0);
  short_sizes_.assign(std::size_t{1} << kShortBits, 0);
  long_sizes_.assign(std::size_t{1} << kLongBits, 0);
  slots_.assign(slots, {});
  bits_.assign(bits / 64, 0);
  slot_shift_ = static_cast<unsigned>(64 - std::countr_zero(slots));
  bit_shift_ = static_cast<unsigned>(64 - std::countr_zero(bits));
  for (auto first = beginnings.begin(), last = first; first != beginnings.end(); first = last) {
    while (last != beginnings.end() && same(*first, *last)) ++last;
    const auto [head, size, literal] = *first;
    Slot slot{head, literal, static_cast<std::uint8_t>(size), false};
    if (last - first > 1 || literals[literal].size() > kHead) {
      slot.literal = static_cast<std::uint32_t>(entries_.size());
      slot.listed = true;
      for (auto each = first; each != last; ++each) {
        const auto rest = std::string_view(literals[each->literal]).substr(size);
        const auto mask = rest.empty() ? 0 : cut(~Head{0}, std::min(rest.size(), kHead));
        entries_.push_back({head_of(rest), mask, each->literal, static_cast<std::uint32_t>(rests_.size()),
                            static_cast<std::uint32_t>(rest.size()), each + 1 == last});
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
