// What the fuzz targets share. A target is a program of libFuzzer: it is given bytes, again and again, and ends with a
// report when a sanitizer finds a fault or a property that is stated here does not hold.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/utf8.hpp"

namespace sait::fuzz {

inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "broken property: %s\n", property);
  std::abort();
}

inline void require_utf8(std::string_view text) { require(is_valid_utf8(text), "what comes out is well-formed UTF-8"); }

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace sait::fuzz
