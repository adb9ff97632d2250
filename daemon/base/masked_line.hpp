// A line of a file that may hold secrets, as far as it may be shown: in a log, which many read, and in alerts, which
// are kept.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sait {

/// A line of YAML or JSON with its layout, the names of its settings, and the values (of one word) of those named in
/// `harmless`. All the rest is an asterisk a character, so that columns stay: where a secret was written by mistake
/// cannot be known, so what is shown is what is known to hold none.
[[nodiscard]] std::string masked_line(std::string_view line, std::span<const std::string_view> harmless);

/// Whether `text` is one short word of ASCII letters, digits, '_', '-' and '.', as names of settings and their plainest
/// values are.
[[nodiscard]] bool is_plain_word(std::string_view text);

}  // namespace sait
