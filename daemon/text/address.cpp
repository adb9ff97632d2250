#include "text/address.hpp"

#include <algorithm>

#include "text/character.hpp"

namespace sait {
namespace {

bool starts_with_lower(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != prefix[i]) return false;
  }
  return true;
}

bool in_url(CodePoint c) {
  if (c.value > ' ' && c.value < 0x7f) return c.value != '<' && c.value != '>' && c.value != '"' && c.value != '`';
  return c.value >= 0x80 && (is_word(kind_of(c.value)) || kind_of(c.value) == CharKind::ignorable);
}

bool is_name(CodePoint c) { return c.value == '_' || is_word(kind_of(c.value)); }

bool name_at(std::string_view text, std::size_t at) { return at < text.size() && is_name(decode(text, at)); }

bool in_local_part(CodePoint c) {
  return is_name(c) || c.value == '.' || c.value == '%' || c.value == '+' || c.value == '-';
}

// The size of the dot between two labels of a host at `at`; 0 if there is none. A dot of another width is one before
// what is not ideographic, else it ends a sentence.
std::size_t dot_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const auto c = decode(text, at);
  if (c.value == '.') return c.size;
  const auto next = at + c.size;
  const bool between = (c.value == 0x3002 || c.value == 0xFF0E || c.value == 0xFF61) && next < text.size();
  return between && is_word(ascii_kind(static_cast<unsigned char>(text[next]))) ? c.size : 0;
}

// From `end` on to where an address stops, without punctuation that closes a sentence.
std::size_t rest_of_url(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size()) {
    const auto c = decode(text, end);
    if (!in_url(c) && dot_at(text, end) == 0) break;
    end += c.size;
  }
  static constexpr std::string_view kClosing = ".,;:!?'()[]{}*_~|";
  while (end > begin && kClosing.find(text[end - 1]) != std::string_view::npos) --end;
  return end > begin ? end : 0;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct Host {
  std::size_t end = 0;
  std::size_t labels = 0, shortest = 0, last = 0;  // how many, and bytes of one
  bool ends_in_letters = false;                    // the last label has nothing else
  bool only_digits = true;
};

// The host name that begins at `at`; a dot behind it is not its own. No labels: there is none, or it is too long.
Host host_at(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongestHost = 253;
  Host host;
  for (std::size_t end = at;;) {
    const std::size_t begin = end;
    bool letters = true, digits = true;
    while (end < text.size()) {
      const auto c = decode(text, end);
      const auto kind = kind_of(c.value);
      if (c.value != '-' && !is_word(kind) && kind != CharKind::ignorable) break;
      letters = letters && (kind == CharKind::word || kind == CharKind::ignorable);
      digits = digits && kind == CharKind::digit;
      end += c.size;
      if (end - at > kLongestHost) return {};
    }
    if (end == begin) return host;
    host.end = end;
    host.last = end - begin;
    host.shortest = host.labels == 0 ? host.last : std::min(host.shortest, host.last);
    host.ends_in_letters = letters;
    host.only_digits = host.only_digits && digits;
    ++host.labels;
    const auto dot = dot_at(text, end);
    if (dot == 0) return host;
    end += dot;
  }
}

// Past the format characters at `at`: nobody sees them.
std::size_t behind_ignorable(std::string_view text, std::size_t at) {
  while (kind_at(text, at) == CharKind::ignorable) at += decode(text, at).size;
  return at;
}

}  // namespace

std::size_t url_end(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  std::size_t scheme = 0;
  for (const std::string_view prefix : {"http://", "https://", "www."}) {
    if (starts_with_lower(rest, prefix)) scheme = at + prefix.size();
  }
  return scheme == 0 ? 0 : rest_of_url(text, scheme);
}

std::size_t bare_link_end(std::string_view text, std::size_t at) {
  const auto host = host_at(text, at);
  const bool named = host.labels >= 2 && host.ends_in_letters && host.last >= 2;
  if (!named && !(host.labels == 4 && host.only_digits)) return 0;
  std::size_t end = host.end;
  if (end < text.size() && text[end] == ':') {
    const auto port = text.find_first_not_of("0123456789", end + 1);
    if (port != end + 1) end = std::min(port, text.size());
  }
  if (end < text.size() && (text[end] == '/' || text[end] == '?' || text[end] == '#')) {
    if (const auto rest = rest_of_url(text, end + 1)) return rest;
  }
  const bool handle = host.labels >= 3 && host.shortest >= 2 && is_ascii(text.substr(at, host.end - at));
  return named && handle ? host.end : 0;
}

std::size_t user_path_end(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  std::size_t begin = 0;
  for (const std::string_view prefix : {"u/", "user/"}) {
    if (starts_with_lower(rest, prefix)) begin = at + prefix.size();
  }
  if (begin == 0) return 0;
  std::size_t end = begin;
  while (end < text.size()) {
    const auto c = decode(text, end);
    if (!is_name(c) && c.value != '-') break;
    end += c.size;
  }
  return end - begin >= 3 ? end : 0;  // "u/o" is an abbreviation
}

std::size_t mention_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '@') return 0;
  std::size_t end = behind_ignorable(text, at + 1);
  if (!name_at(text, end)) return 0;
  while (end < text.size()) {
    const auto c = decode(text, end);
    const bool joint =
        (c.value == '.' || c.value == '-' || c.value == '@') && name_at(text, behind_ignorable(text, end + 1));
    if (!joint && !is_name(c) && kind_of(c.value) != CharKind::ignorable) break;
    end += c.size;
  }
  return end;
}

std::size_t EmailFinder::look(std::size_t at) {
  std::size_t end = at;
  while (end < text_.size()) {
    const auto c = decode(text_, end);
    if (!in_local_part(c)) break;
    end += c.size;
  }
  none_before_ = end + 1;
  if (end == at || end >= text_.size() || text_[end] != '@') return 0;
  ++end;
  bool dotted = false;
  const std::size_t domain = end;
  while (end < text_.size()) {
    const auto c = decode(text_, end);
    const bool joint = end > domain && (c.value == '.' || c.value == '-') && name_at(text_, end + 1);
    if (!joint && !is_word(kind_of(c.value))) break;
    dotted = dotted || c.value == '.';
    end += c.size;
  }
  return dotted ? end : 0;
}

}  // namespace sait
