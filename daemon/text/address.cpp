#include "text/address.hpp"

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
  return c.value >= 0x80 && is_word(kind_of(c.value));
}

bool is_name(CodePoint c) { return c.value == '_' || is_word(kind_of(c.value)); }

bool name_at(std::string_view text, std::size_t at) { return at < text.size() && is_name(decode(text, at)); }

bool in_local_part(CodePoint c) {
  return is_name(c) || c.value == '.' || c.value == '%' || c.value == '+' || c.value == '-';
}

// From `end` on to where an address stops, without punctuation that closes a sentence.
std::size_t rest_of_url(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size()) {
    const auto c = decode(text, end);
    if (!in_url(c)) break;
    end += c.size;
  }
  static constexpr std::string_view kClosing = ".,;:!?'()[]{}*_~|";
  while (end > begin && kClosing.find(text[end - 1]) != std::string_view::npos) --end;
  return end > begin ? end : 0;
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
  constexpr std::size_t kLongestHost = 253;
  std::size_t end = at, last_label = at;
  bool letters = true;
  while (end < text.size() && end - at <= kLongestHost) {
    const auto c = decode(text, end);
    if (c.value == '.') {
      if (end == last_label) return 0;
      last_label = end + 1;
      letters = true;
    } else if (c.value == '-' || is_word(kind_of(c.value))) {
      letters = letters && kind_of(c.value) == CharKind::word;
    } else {
      break;
    }
    end += c.size;
  }
  if (end >= text.size() || text[end] != '/' || last_label == at || !letters || end - last_label < 2) return 0;
  return rest_of_url(text, end + 1);
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
  if (at >= text.size() || text[at] != '@' || !name_at(text, at + 1)) return 0;
  std::size_t end = at + 1;
  while (end < text.size()) {
    const auto c = decode(text, end);
    const bool joint = (c.value == '.' || c.value == '-' || c.value == '@') && name_at(text, end + 1);
    if (!joint && !is_name(c)) break;
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
