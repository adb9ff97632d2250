// Small UTF-8 helpers for what is stored and shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sait {

/// Whether the byte belongs to a character that began before it.
[[nodiscard]] constexpr bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

/// Bytes of the character that begins at `at` < text.size(), in well-formed text.
[[nodiscard]] constexpr std::size_t character_size(std::string_view text, std::size_t at) {
  std::size_t size = 1;
  while (at + size < text.size() && continues_character(text[at + size])) ++size;
  return size;
}

/// The code point of a character of well-formed text, which is all of `character`.
[[nodiscard]] constexpr std::uint32_t code_point(std::string_view character) {
  constexpr std::uint32_t kFirstBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  auto value = static_cast<unsigned char>(character[0]) & kFirstBits[character.size() < 5 ? character.size() : 0];
  for (const char c : character.substr(1)) value = value << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return value;
}

/// True if every byte belongs to well-formed UTF-8.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// Each ill-formed sequence becomes U+FFFD, control characters but \n and \t become a space.
[[nodiscard]] std::string repair_utf8(std::string_view text);

/// The beginning of `text`, at most so many bytes, cut before a character that does not fit. For names that are
/// compared; for people: shorten().
[[nodiscard]] std::string_view prefix_of(std::string_view text, std::size_t bytes);

/// At most `characters` code points, cut at a character, with "…" where something was cut.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t characters);

/// For examples in alerts: addresses, e-mail addresses, @handles and runs of six or more digits (telephone, case
/// numbers) become [link] [mail] [name] [number]; at most 240 characters.
[[nodiscard]] std::string mask(std::string_view text);

/// Without decentralised identifiers ("did:plc:abc"): a word of a text that names an account.
[[nodiscard]] std::string without_identifiers(std::string_view text);

}  // namespace sait
