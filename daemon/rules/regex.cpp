#include "rules/regex.hpp"

#include <re2/filtered_re2.h>

#include <algorithm>
#include <charconv>
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

namespace {

// RE2's prefilter of one pattern as a monotone function of the literals that a text has.
class Prefilter {
 public:
  explicit Prefilter(std::string_view pattern) : filter_(kMinAtomBytes) {
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
std::vector<std::vector<std::string>> required_parts(std::string_view pattern) {
  const Prefilter filter(pattern);
  const auto count = filter.atoms().size();
  std::vector<std::vector<std::string>> parts;
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

namespace {

// Recursive descent over the part of RE2's notation whose matches are bounded by its own look. `unknown` ends it.
class LengthReader {
 public:
  explicit LengthReader(std::string_view pattern) : rest_(pattern) {}

  std::optional<std::size_t> read() {
    const auto length = alternatives();
    if (unknown_ || !rest_.empty() || length > kMost) return std::nullopt;
    return length;
  }

 private:
  static constexpr std::size_t kMost = 100'000;

  std::size_t alternatives() {
    auto most = sequence();
    while (!unknown_ && take('|')) most = std::max(most, sequence());
    return most;
  }

  std::size_t sequence() {
    std::size_t sum = 0;
    while (!unknown_ && !rest_.empty() && rest_.front() != '|' && rest_.front() != ')') sum += repeated(piece());
    return sum;
  }

  std::size_t piece() {
    if (take('(')) {
      if (take('?') && !take(':')) return stop();
      const auto length = alternatives();
      return take(')') ? length : stop();
    }
    if (take('[')) return character_class();
    if (take('\\')) return escape();
    if (rest_.front() == '^' || rest_.front() == '$' || rest_.front() == '*' || rest_.front() == '+' ||
        rest_.front() == '?')
      return stop();
    drop_character();
    return 1;
  }

  std::size_t character_class() {
    (void)take('^');
    (void)take(']');
    while (!rest_.empty() && rest_.front() != ']') {
      if (rest_.starts_with("[:")) return stop();
      if (take('\\') && rest_.empty()) return stop();
      drop_character();
    }
    return take(']') ? 1 : stop();
  }

  std::size_t escape() {
    if (rest_.empty()) return stop();
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == 'p' || c == 'P') {
      if (take('{')) {
        const auto end = rest_.find('}');
        if (end == std::string_view::npos) return stop();
        rest_.remove_prefix(end + 1);
      } else if (!rest_.empty()) {
        rest_.remove_prefix(1);
      }
      return 1;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool one_character = !letter || std::string_view("dDsSwWnrt").find(c) != std::string_view::npos;
    return one_character ? 1 : stop();
  }

  std::size_t repeated(std::size_t length) {
    while (!unknown_ && !rest_.empty()) {
      if (take('?')) continue;
      if (rest_.front() == '*' || rest_.front() == '+') return stop();
      if (!take('{')) break;
      const auto end = rest_.find('}');
      if (end == std::string_view::npos) return stop();
      const auto bounds = rest_.substr(0, end);
      const auto most = bounds.substr(bounds.find(',') + 1);  // of "5" all of it
      std::size_t times = 0;
      const auto [behind, error] = std::from_chars(most.data(), most.data() + most.size(), times);
      if (error != std::errc() || behind != most.data() + most.size()) return stop();
      rest_.remove_prefix(end + 1);
      length *= times;
      if (length > kMost) return stop();
    }
    return length;
  }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void drop_character() {
    rest_.remove_prefix(1);
    while (!rest_.empty() && (static_cast<unsigned char>(rest_.front()) & 0xC0U) == 0x80) rest_.remove_prefix(1);
  }

  std::size_t stop() {
    unknown_ = true;
    return 0;
  }

  std::string_view rest_;
  bool unknown_ = false;
};

}  // namespace

std::optional<std::size_t> longest_match(std::string_view pattern) { return LengthReader(pattern).read(); }

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
