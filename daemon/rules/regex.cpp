#include "rules/regex.hpp"

#include <re2/filtered_re2.h>

#include <algorithm>
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

bool regex_matches_empty(std::string_view pattern) { return look_at_regex(pattern).matches_empty; }

RegexLook look_at_regex(std::string_view pattern, std::int64_t most_bytes) {
  constexpr std::int64_t kBytesOfStep = 24;
  auto options = regex_options();
  options.set_max_mem(most_bytes);
  const RE2 regex(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!regex.ok()) {
    const bool large = regex.error_code() == RE2::ErrorPatternTooLarge;
    return {regex.error(), false, large ? static_cast<std::size_t>(most_bytes / kBytesOfStep) : 0};
  }
  return {std::nullopt, RE2::FullMatch("", regex), static_cast<std::size_t>(std::max(regex.ProgramSize(), 0))};
}

namespace {

// RE2's prefilter of one pattern as a monotone function of the literals that a text has.
class LiteralFilter {
 public:
  explicit LiteralFilter(std::string_view pattern) : filter_(kMinLiteralBytes) {
    int id = 0;
    if (filter_.Add(re2::StringPiece(pattern.data(), pattern.size()), regex_options(), &id) == RE2::NoError)
      filter_.Compile(&atoms_);
  }

  [[nodiscard]] const std::vector<std::string>& atoms() const { return atoms_; }

  /// Whether a text with these literals may match.
  [[nodiscard]] bool passes(const std::vector<bool>& there) const {
    std::vector<int> atoms, passed;
    for (std::size_t i = 0; i < there.size(); ++i) {
      if (there[i]) atoms.push_back(static_cast<int>(i));
    }
    filter_.AllPotentials(atoms, &passed);
    return !passed.empty();
  }

 private:
  re2::FilteredRE2 filter_;
  std::vector<std::string> atoms_;
};

}  // namespace

// A text without any literal of a part cannot match. Beginning with all, literals are taken out one by one as long as
// that stays so: what is left is a part that none can be taken from. Each literal is once the first that stays, so that
// all kinds of parts are found ("migrant" and "tax|benefit" of `migrants? .* (tax|benefit)`).
std::vector<RequiredPart> required_parts(std::string_view pattern) {
  const LiteralFilter filter(pattern);
  const auto count = filter.atoms().size();
  std::vector<RequiredPart> parts;
  if (count == 0 || filter.passes(std::vector<bool>(count, false))) return parts;
  std::vector<bool> in_part(count, false);
  constexpr std::size_t kMostParts = 6;
  for (std::size_t kept = 0; kept < count && parts.size() < kMostParts; ++kept) {
    if (in_part[kept]) continue;
    std::vector<bool> there(count, false);
    for (std::size_t i = 0; i < count; ++i) {
      const auto candidate = (kept + 1 + i) % count;  // `kept` itself comes last
      there[candidate] = true;
      if (filter.passes(there)) there[candidate] = false;
    }
    auto& part = parts.emplace_back();
    for (std::size_t i = 0; i < count; ++i) {
      if (there[i]) continue;
      part.push_back(filter.atoms()[i]);
      in_part[i] = true;
    }
    std::ranges::sort(part);
  }
  return parts;
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
