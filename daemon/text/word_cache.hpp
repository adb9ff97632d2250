// Folded forms of words that were met before: a language beyond ASCII says the same few thousand words again and again,
// and normalizing one costs ten times what looking it up does. Inside text/ only.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace sait {

/// Direct-mapped and of fixed size, which is taken with the first word: a word that collides replaces the other. Not
/// thread-safe.
class WordCache {
 public:
  static constexpr std::size_t kLongest = 24;  // bytes as written

  struct Entry {
    std::uint8_t size = 0, folded_size = 0, plain_size = 0;  // plain_size 0: as folded
    std::array<char, kLongest> written{};
    std::array<char, kLongest + 8> folded{}, plain{};

    [[nodiscard]] std::string_view folded_form() const { return {folded.data(), folded_size}; }
    [[nodiscard]] std::string_view plain_form() const {
      return plain_size == 0 ? folded_form() : std::string_view(plain.data(), plain_size);
    }
  };

  /// nullptr if it is not there. `word` has 1 to kLongest bytes.
  [[nodiscard]] const Entry* find(std::string_view word) const {
    if (entries_.empty()) return nullptr;
    const auto& entry = entries_[place(word)];
    const bool found = entry.size == word.size() && std::memcmp(entry.written.data(), word.data(), word.size()) == 0;
    return found ? &entry : nullptr;
  }

  /// Forms that are too long to be kept are not.
  void keep(std::string_view word, std::string_view folded, std::string_view plain) {
    if (entries_.empty()) entries_.resize(kEntries);
    auto& entry = entries_[place(word)];
    if (folded.size() > entry.folded.size() || plain.size() > entry.plain.size() || folded.empty()) return;
    entry.size = static_cast<std::uint8_t>(word.size());
    entry.folded_size = static_cast<std::uint8_t>(folded.size());
    entry.plain_size = static_cast<std::uint8_t>(folded == plain ? 0 : plain.size());
    std::memcpy(entry.written.data(), word.data(), word.size());
    std::memcpy(entry.folded.data(), folded.data(), folded.size());
    std::memcpy(entry.plain.data(), plain.data(), plain.size());
  }

 private:
  static constexpr std::size_t kEntries = 4096;  // 96 bytes each

  static std::size_t place(std::string_view word) {
    std::array<std::uint64_t, 3> parts{};
    std::memcpy(parts.data(), word.data(), word.size());
    auto hash = (parts[0] ^ (parts[1] * 0x9E3779B97F4A7C15U) ^ (parts[2] * 0xC2B2AE3D27D4EB4FU)) * 0xFF51AFD7ED558CCDU;
    return (hash >> 40U) % kEntries;
  }

  std::vector<Entry> entries_;
};

}  // namespace sait
