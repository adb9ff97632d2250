// Small UTF-8 helpers for what is stored and shown.
#pragma once

#include <string>
#include <string_view>

namespace sait {

/// True if every byte belongs to well-formed UTF-8.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

/// Each ill-formed sequence becomes U+FFFD, control characters but \n and \t become a space.
[[nodiscard]] std::string repair_utf8(std::string_view text);

/// At most `characters` code points, cut at a character, with "…" where something was cut.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t characters);

/// For examples in alerts: addresses, e-mail addresses, @handles and runs of six or more digits (telephone, case
/// numbers) become [link] [mail] [name] [number]; at most 240 characters.
[[nodiscard]] std::string mask(std::string_view text);

}  // namespace sait
