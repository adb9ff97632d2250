#include "text/utf8.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "text/address.hpp"
#include "text/character.hpp"

namespace sait {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::size_t kExampleCharacters = 240;

// A cut before one of these would change the character in front of it.
bool joins_backward(UChar32 c) { return is_mark(c) || c == 0x200D; }

// Embeddings, overrides and isolates of direction.
bool reorders(UChar32 c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

bool is_digit_at(std::string_view text, std::size_t at) { return kind_at(text, at) == CharKind::digit; }

// The end of the number at `at` if it could name a person or a case: six digits in a row, or nine written as telephone
// numbers are, from + or 0 on and with single separators (a date has eight). 0 otherwise; `digits_end` is then where
// its first run of digits ends.
std::size_t long_number_end(std::string_view text, std::size_t at, std::size_t& digits_end) {
  std::size_t end = at + (text[at] == '+' ? 1U : 0U);
  const bool telephone = text[at] == '+' || text[at] == '0';
  std::size_t run = 0;
  std::size_t digits = 0;
  std::size_t longest = 0;
  digits_end = 0;
  while (end < text.size()) {
    const auto c = decode(text, end);
    if (kind_of(c.value) == CharKind::digit) {
      ++digits;
      longest = std::max(longest, ++run);
    } else {
      if (digits_end == 0) digits_end = end;
      const bool separator = c.value == ' ' || c.value == '-' || c.value == '/' || c.value == '.';
      if (!telephone || !separator || !is_digit_at(text, end + 1)) break;
      run = 0;
    }
    end += c.size;
  }
  if (digits_end == 0) digits_end = end;
  return longest >= 6 || (telephone && digits >= 9) ? end : 0;
}

// The end of a decentralised identifier at `at` ("did:plc:abc", "did:web:a.example"), by which an account is found; 0
// if there is none. Source: W3C DID Core, 3.1.
std::size_t identifier_end(std::string_view text, std::size_t at) {
  const auto is = [&](char c, bool path) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (path && ((c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_' || c == ':' || c == '%'));
  };
  if (text.substr(at, 4) != "did:") return 0;
  auto end = at + 4;
  while (end < text.size() && is(text[end], false)) ++end;
  if (end == at + 4 || end >= text.size() || text[end] != ':') return 0;
  const auto method = ++end;
  while (end < text.size() && is(text[end], true)) ++end;
  while (end > method && (text[end - 1] == '.' || text[end - 1] == ':')) --end;  // of the sentence
  return end == method ? 0 : end;
}

struct Hidden {
  std::size_t end = 0;  // 0: nothing to hide here
  std::string_view label;
};

Hidden hidden_word(std::string_view text, std::size_t at, EmailFinder& emails) {
  if (const auto end = url_end(text, at)) return {end, "[link]"};
  if (const auto end = emails.end(at)) return {end, "[mail]"};
  if (const auto end = bare_link_end(text, at)) return {end, "[link]"};
  if (const auto end = user_path_end(text, at)) return {end, "[name]"};
  if (const auto end = identifier_end(text, at)) return {end, "[name]"};
  return {};
}

// The full-width and the small forms of what addresses are written with as the plain ones.
std::string with_plain_signs(const std::string& text) {
  static constexpr std::pair<std::string_view, char> kWideSigns[] = {
      {"\uFF20", '@'}, {"\uFE6B", '@'}, {"\uFF0E", '.'}, {"\uFE52", '.'}, {"\uFF0F", '/'}};
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest(text.data() + at, std::min<std::size_t>(3, text.size() - at));
    const auto* const sign = std::ranges::find(kWideSigns, rest, &std::pair<std::string_view, char>::first);
    const bool wide = sign != std::end(kWideSigns);
    out.push_back(wide ? sign->second : text[at]);
    at += wide ? rest.size() : 1;
  }
  return out;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = decode(text, at);
    if (c.value < 0) return false;
    at += c.size;
  }
  return true;
}

std::string repair_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto plain = at;  // nearly all of nearly every text
    while (plain < text.size() && text[plain] >= ' ' && text[plain] < 0x7f) ++plain;
    out += text.substr(at, plain - at);
    at = plain;
    if (at == text.size()) break;
    const auto c = decode(text, at);
    const bool control =
        (c.value >= 0 && c.value < 0x20 && c.value != '\n' && c.value != '\t') || (c.value >= 0x7f && c.value < 0xa0);
    if (c.value < 0) {
      out += kReplacement;
    } else if (control) {
      out += ' ';
    } else {
      out += text.substr(at, c.size);
    }
    at += c.size;
  }
  return out;
}

std::string_view prefix_of(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

std::string shorten(std::string_view text, std::size_t characters) {
  if (characters == 0) return {};
  std::size_t keep = 0;  // where to cut to leave room for the ellipsis
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = decode(text, at);
    // The last place before which a cut hurts no character, at most characters - 1 code points in.
    if (count < characters && !joins_backward(c.value)) keep = at;
    if (++count > characters) return std::string(text.substr(0, keep)).append(kEllipsis);
    at += c.size;
  }
  return std::string(text);
}

std::string without_identifiers(std::string_view text) {
  std::string out(text);
  for (auto at = out.find("did:"); at != std::string::npos; at = out.find("did:", at + 1)) {
    if (const auto end = identifier_end(out, at); end != 0) out.replace(at, end - at, 1, ' ');
  }
  return out;
}

std::string mask(std::string_view original) {
  const auto text = with_plain_signs(repair_utf8(original));
  EmailFinder emails(text);
  std::string out;
  bool in_word = false;  // addresses begin where words do
  for (std::size_t at = 0; at < text.size();) {
    const auto c = decode(text, at);
    const auto kind = kind_of(c.value);
    Hidden hidden;
    std::size_t digits_end = 0;
    if (c.value == '@') {
      hidden = {mention_end(text, at), "[name]"};
    } else if (is_word(kind) && !in_word) {
      hidden = hidden_word(text, at, emails);
    }
    if (hidden.end == 0 && (kind == CharKind::digit || (c.value == '+' && is_digit_at(text, at + 1)))) {
      hidden = {long_number_end(text, at, digits_end), "[number]"};
    }
    if (hidden.end != 0) {
      out += hidden.label;
      at = hidden.end;
      in_word = false;
      continue;
    }
    if (reorders(c.value)) {  // a text that is shown must not change how what stands around it reads
      at += c.size;
      continue;
    }
    const std::size_t next = std::max(digits_end, at + c.size);
    out += std::string_view(text).substr(at, next - at);
    in_word = is_word(kind) || kind == CharKind::ignorable;
    at = next;
  }
  return shorten(out, kExampleCharacters);
}

}  // namespace sait
