#include "rules/regex.hpp"

#include <re2/filtered_re2.h>

#include <vector>

namespace sait {

RE2::Options regex_options() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingUTF8);
  options.set_log_errors(false);
  options.set_case_sensitive(true);
  options.set_max_mem(8 << 20);
  return options;
}

std::optional<std::string> regex_problem(std::string_view pattern) {
  const RE2 regex(re2::StringPiece(pattern.data(), pattern.size()), regex_options());
  if (regex.ok()) return std::nullopt;
  return regex.error();
}

bool regex_matches_empty(std::string_view pattern) {
  return RE2::FullMatch("", RE2(re2::StringPiece(pattern.data(), pattern.size()), regex_options()));
}

bool has_required_literal(std::string_view pattern) {
  re2::FilteredRE2 filter(kMinAtomBytes);
  int id = 0;
  if (filter.Add(re2::StringPiece(pattern.data(), pattern.size()), regex_options(), &id) != RE2::NoError) return false;
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  if (atoms.empty()) return false;
  std::vector<int> without_any;
  filter.AllPotentials({}, &without_any);
  return without_any.empty();
}

std::string quote_regex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    // Bytes of a character beyond ASCII stay together and need no escape.
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                       c == ' ' || (static_cast<unsigned char>(c) & 0x80U) != 0;
    if (!plain) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace sait
