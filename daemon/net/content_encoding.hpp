// Bodies of HTTP as their Content-Encoding says (RFC 9110, 8.4).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sait {

/// What decoded() reads, as Accept-Encoding says it.
inline constexpr std::string_view kEncodingsRead = "gzip, deflate";

struct Decoded {
  std::string body;
  bool has_end = false;  // an encoding said where the body ends: nothing is missing
};

/// The body without the encodings of `header` (Content-Encoding; several apart by commas, the outermost last). Names of
/// none count for nothing, as servers write charsets there, nor does gzip where the bytes are none. Errors, without
/// place: cut-off (the encoding does not end), too-large (more than `most` bytes, which are not held), http (damaged,
/// or an encoding nobody asked for).
[[nodiscard]] Result<Decoded> decoded(std::string body, std::string_view header, std::size_t most);

}  // namespace sait
