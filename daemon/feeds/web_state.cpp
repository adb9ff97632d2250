#include "feeds/web_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include "feeds/web_post.hpp"

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

std::vector<std::string> WebState::recall(const WebDocument& document, std::vector<std::string> ids) {
  std::vector<std::uint64_t> places;
  std::unordered_map<std::uint64_t, int> items_at;
  places.reserve(document.items.size());
  for (const auto& item : document.items) ++items_at[places.emplace_back(place_of(item))];
  std::unordered_set<std::string> taken(ids.begin(), ids.end());
  std::unordered_map<std::uint64_t, const std::string*> former;
  for (const auto& one : known) former.try_emplace(one.place, &one.identity);
  std::vector<Known> now;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (places[i] == 0 || items_at[places[i]] > 1) continue;
    const auto before = former.find(places[i]);
    if (before != former.end() && taken.insert(*before->second).second) ids[i] = *before->second;
    const bool plain = std::ranges::none_of(ids[i], [](unsigned char c) { return c < 0x20; });
    if (plain && ids[i].size() <= kLongestKnown && now.size() < kMostKnown) now.push_back({places[i], ids[i]});
  }
  // Of documents before, as much as one holds: an item that is away for a while comes back as what it was.
  const auto most = std::min(kMostKnown, std::max<std::size_t>(100, 2 * now.size()));
  std::unordered_set<std::uint64_t> kept;
  for (const auto& one : now) kept.insert(one.place);
  for (auto& one : known) {
    if (now.size() >= most) break;
    if (kept.insert(one.place).second) now.push_back(std::move(one));
  }
  known = std::move(now);
  return ids;
}

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
  for (const auto& one : known) fmt::format_to(std::back_inserter(out), "\nknown {:016x} {}", one.place, one.identity);
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
  while (text.starts_with("known ")) {
    const auto entry = take(text, "known");
    if (entry.size() > 17 && state.known.size() < kMostKnown)
      state.known.push_back({number<std::uint64_t>(entry.substr(0, 16), 16), std::string(entry.substr(17))});
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
