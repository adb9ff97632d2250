// Every literal that occurs in a text. At each place the literals that begin there are looked up by their first bytes,
// as many as a register holds: what is asked of memory at one place does not wait for the place before, and most places
// are ruled out by what stays in the processor's nearest cache.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sait {

/// Immutable after construction; search() is thread-safe. Memory: some 40 bytes a literal, 100 where it is
/// longer than eight bytes, and 200 KB.
class LiteralFinder {
 public:
  LiteralFinder() = default;
  /// Literals may repeat and overlap; an empty literal is ignored. Their index is their number.
  explicit LiteralFinder(std::span<const std::string> literals);

  /// Calls found(index, begin, end) for each occurrence, in the order of their first bytes, at one place the shortest
  /// first; those of eight bytes and more come in any order.
  template <typename Found>
  void search(std::string_view text, Found&& found) const {
    if (slots_.empty() || text.empty()) return;
    const auto whole = text.size() < kHead ? 0 : text.size() - kHead + 1;  // places with all of a head behind them
    look(text, text.data(), 0, whole, found);
    std::array<char, 2 * kHead> rest{};
    std::memcpy(rest.data(), text.data() + whole, text.size() - whole);
    look(text, rest.data(), whole, text.size(), found);
  }

 private:
  using Head = std::uint64_t;  // the first bytes, the first lowest; zero behind them
  static constexpr std::size_t kHead = sizeof(Head);

  // Literals with one head of one size.
  struct Slot {
    Head head = 0;
    std::uint32_t literal = 0;  // its number; of several or longer ones where they begin in entries_
    std::uint8_t size = 0;      // bytes of the head; 0: nothing is here
    bool listed = false;        // in entries_; else it is one literal, and all of it is in the head
  };
  struct Entry {
    Head next, mask;  // what follows its head, as much as a head has; which of its bytes count
    std::uint32_t literal;
    std::uint32_t rest, rest_size;  // all that follows its head, in rests_
    bool last;                      // of its slot
  };

  static Head head_at(const char* bytes) {
    Head head = 0;
    std::memcpy(&head, bytes, kHead);
    if constexpr (std::endian::native == std::endian::big) head = __builtin_bswap64(head);
    return head;
  }
  // As much of the bytes as a head has.
  static Head head_of(std::string_view bytes) {
    std::array<char, kHead> head{};
    bytes.copy(head.data(), kHead);
    return head_at(head.data());
  }
  static constexpr Head cut(Head head, std::size_t size) { return head & (~Head{0} >> (8 * (kHead - size))); }
  // The sizes of heads that begin as these bytes do, and perhaps of some others: by four bytes or, of shorter heads, by
  // two.
  [[nodiscard]] unsigned sizes_at(Head bytes) const {
    return sizes_[beginning(cut(bytes, kMiddle), kMiddleBits)] |
           short_sizes_[beginning(cut(bytes, kShort), kShortBits)];
  }
  // The same, where that is any: of heads of six and more by six bytes.
  [[nodiscard]] unsigned narrowed(unsigned sizes, Head bytes) const {
    return sizes & (long_sizes_[beginning(cut(bytes, kLong), kLongBits)] | ((1U << (kLong - 1)) - 1));
  }
  static std::size_t beginning(Head bytes, unsigned bits) { return (bytes * 0x9e3779b97f4a7c15U) >> (64 - bits); }
  static std::uint64_t hash(Head head, std::size_t size) { return (head + size) * 0x9e3779b97f4a7c15U; }
  [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const { return hash >> slot_shift_; }
  [[nodiscard]] std::size_t bit_of(std::uint64_t hash) const { return hash >> bit_shift_; }

  static constexpr std::size_t kMostlySizes = 3;  // at a place, or less
  struct Sized {
    std::uint32_t at, size;
  };
  struct Candidate {
    Head head;
    std::uint32_t at, size;
  };

  // The places [begin, end) of the text, whose bytes are at `bytes`. What depends on the text is put into lists without
  // a branch, which the processor could not foresee, and of a list memory is asked for together.
  template <typename Found>
  void look(std::string_view text, const char* bytes, std::size_t begin, std::size_t end, Found& found) const {
    constexpr std::size_t kPlaces = 256, kCandidates = 64;
    // NOLINTBEGIN(cppcoreguidelines-pro-type-member-init): as much as is read is written before, text by text
    std::array<std::uint32_t, kPlaces> places;
    std::array<Sized, kPlaces * kHead + kMostlySizes> sized;
    std::array<Candidate, kCandidates> candidates;
    // NOLINTEND(cppcoreguidelines-pro-type-member-init)
    for (auto from = begin; from < end; from += kPlaces) {
      std::size_t some = 0, may_be = 0;
      for (auto at = from; at < std::min(end, from + kPlaces); ++at) {
        places[some] = static_cast<std::uint32_t>(at);
        some += sizes_at(head_at(bytes + (at - begin))) != 0 ? 1 : 0;
      }
      for (const auto [at, size] :
           std::span(sized).first(list_sizes(std::span(places).first(some), bytes, begin, sized))) {
        const auto head = cut(head_at(bytes + (at - begin)), size);
        const auto key = hash(head, size);
        const auto there = bits_[bit_of(key) / 64] >> (bit_of(key) % 64) & 1U;
        __builtin_prefetch(&slots_[slot_of(key) & (0 - there)]);
        candidates[may_be] = {head, at, size};
        may_be += there;
        if (may_be < kCandidates) continue;
        settle(text, candidates, found);
        may_be = 0;
      }
      settle(text, std::span(candidates).first(may_be), found);
    }
  }

  // The sizes of heads that may stand at each of the places, and how many they are.
  std::size_t list_sizes(std::span<const std::uint32_t> places, const char* bytes, std::size_t begin,
                         std::span<Sized> sized) const {
    std::size_t count = 0;
    for (const auto at : places) {
      const auto here = head_at(bytes + (at - begin));
      auto sizes = narrowed(sizes_at(here), here);
      for (std::size_t i = 0; i < kMostlySizes; ++i, sizes &= sizes - 1) {
        sized[count] = {at, static_cast<std::uint32_t>(std::countr_zero(sizes | 1U << kHead)) + 1};
        count += sizes != 0 ? 1 : 0;
      }
      for (; sizes != 0; sizes &= sizes - 1)
        sized[count++] = {at, static_cast<std::uint32_t>(std::countr_zero(sizes)) + 1};
    }
    return count;
  }

  template <typename Found>
  void settle(std::string_view text, std::span<const Candidate> candidates, Found& found) const {
    for (const auto& [head, at, size] : candidates) {
      auto slot = slot_of(hash(head, size));
      while (slots_[slot].size != 0 && (slots_[slot].head != head || slots_[slot].size != size))
        slot = (slot + 1) & (slots_.size() - 1);
      const auto& here = slots_[slot];
      if (here.size == 0 || at + size > text.size()) continue;  // behind the text are zeros
      if (here.listed) {
        each_listed(here, text, at, found);
      } else {
        found(here.literal, at, at + size);
      }
    }
  }

  template <typename Found>
  void each_listed(const Slot& slot, std::string_view text, std::size_t at, Found& found) const {
    const auto behind = text.substr(at + slot.size);
    const auto next = behind.size() < kHead ? head_of(behind) : head_at(behind.data());
    for (auto entry = entries_.begin() + slot.literal;; ++entry) {
      if ((next & entry->mask) == entry->next && entry->rest_size <= behind.size() &&
          (entry->rest_size <= kHead ||
           behind.starts_with(std::string_view(rests_).substr(entry->rest, entry->rest_size))))
        found(entry->literal, at, at + slot.size + entry->rest_size);
      if (entry->last) return;
    }
  }

  void add_beginning(Head head, std::size_t size);

  static constexpr std::size_t kShort = 2, kMiddle = 4, kLong = 6;  // bytes
  static constexpr unsigned kShortBits = 10, kMiddleBits = 16, kLongBits = 17;
  std::vector<std::uint8_t> sizes_, short_sizes_, long_sizes_;  // by beginning: bit i: some heads have i + 1 bytes
  std::vector<std::uint64_t> bits_;  // by hash: whether there is such a head, or another with the same bit
  std::vector<Slot> slots_;          // open addressing
  unsigned slot_shift_ = 0, bit_shift_ = 0;
  std::vector<Entry> entries_;
  std::string rests_;
};

}  // namespace sait
