// Which language a text is in (CLD2). The slowest step of matching: only behind the topic gate.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace sait {

/// The primary BCP-47 tag ("en"), or empty when the detector is not sure (short or mixed text). Thread-safe.
[[nodiscard]] std::string detect_language(std::string_view utf8);

/// What a text may be in.
struct Languages {
  std::string sure;                      // as detect_language() gives it
  std::array<std::string, 3> plausible;  // those that a good part of it seems to be in; the others are empty
  bool any = false;                      // too short to tell

  [[nodiscard]] bool allow(std::string_view tag) const;
};

/// Thread-safe.
[[nodiscard]] Languages detect_languages(std::string_view utf8);

/// "en-GB" -> "en", "DE" -> "de"; withdrawn tags become their successors ("iw" -> "he"). Anything that is no tag, or
/// that names no one language (und, mul, zxx, mis) -> empty.
[[nodiscard]] std::string primary_tag(std::string_view tag);

}  // namespace sait
