#include "feeds/web_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sait {
namespace {

constexpr std::string_view kHead = "web 1";  // the form's name and version

std::string one_line(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return text;
}

// The rest of the line that begins with `name`, which is taken off `text`.
std::string_view take(std::string_view& text, std::string_view name) {
  const auto line = text.substr(0, text.find('\n'));
  if (!line.starts_with(name)) return {};
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  auto value = line.substr(name.size());
  if (value.starts_with(' ')) value.remove_prefix(1);
  return value;
}

template <typename Number>
Number number(std::string_view text, int base) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

}  // namespace

bool WebState::knows(std::uint64_t hash) const { return std::ranges::find(seen, hash) != seen.end(); }

void WebState::add(const std::vector<std::uint64_t>& hashes, std::size_t items) {
  const auto most = std::max(kLeastSeen, 2 * items) + hashes.size();
  seen.insert(seen.end(), hashes.begin(), hashes.end());
  if (seen.size() > most) seen.erase(seen.begin(), seen.end() - static_cast<std::ptrdiff_t>(most));
  fresh = hashes.size();
}

std::string WebState::save() const {
  auto out = fmt::format("{}\nconfigured {}\nurl {}\netag {}\nmodified {}\nfresh {}\nseen", kHead, one_line(configured),
                         one_line(url), one_line(etag), one_line(modified), fresh);
  for (const auto hash : seen) fmt::format_to(std::back_inserter(out), " {:016x}", hash);
  return out;
}

WebState WebState::load(const Cursor& cursor, const std::string& configured) {
  WebState unknown;
  unknown.configured = unknown.url = configured;
  std::string_view text = cursor.source;
  if (!text.starts_with(kHead)) return unknown;
  (void)take(text, kHead);
  WebState state;
  state.configured = take(text, "configured");
  state.url = take(text, "url");
  state.etag = take(text, "etag");
  state.modified = take(text, "modified");
  state.fresh = number<std::uint64_t>(take(text, "fresh"), 10);
  auto hashes = take(text, "seen");
  while (hashes.size() >= 16) {
    state.seen.push_back(number<std::uint64_t>(hashes.substr(0, 16), 16));
    hashes.remove_prefix(std::min<std::size_t>(hashes.size(), 17));
  }
  if (state.configured != configured || state.url.empty() || state.fresh > state.seen.size()) return unknown;
  if (cursor.position < state.fresh) {
    state.seen.resize(state.seen.size() - (state.fresh - cursor.position));
    state.etag.clear();
    state.modified.clear();
  }
  state.fresh = 0;
  return state;
}

}  // namespace sait
