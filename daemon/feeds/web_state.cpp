#include "feeds/web_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include "feeds/web_identity.hpp"

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

// As many as `line` holds, each in 16 digits.
std::vector<std::uint64_t> hashes_in(std::string_view line) {
  std::vector<std::uint64_t> hashes;
  while (line.size() >= 16) {
    hashes.push_back(number<std::uint64_t>(line.substr(0, 16), 16));
    line.remove_prefix(std::min<std::size_t>(line.size(), 17));
  }
  return hashes;
}

// The keys an item may be recognised by, the better one first.
std::vector<std::uint64_t> keys_of(const WebItem& item, bool own_id) {
  std::vector<std::uint64_t> keys;
  if (const auto place = place_of(item); place != 0) keys.push_back(place);
  if (own_id) return keys;
  for (const auto key : words_of(item)) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);  // without a text both are one
  }
  return keys;
}

bool is_kept(std::string_view identity) {
  return identity.size() <= WebState::kLongestKnown &&
         std::ranges::none_of(identity, [](unsigned char c) { return c < 0x20; });
}

// `more` behind `all`, each once, the oldest forgotten.
void remember(std::vector<std::uint64_t>& all, const std::vector<std::uint64_t>& more) {
  const std::unordered_set<std::uint64_t> again(more.begin(), more.end());
  std::erase_if(all, [&](std::uint64_t one) { return again.contains(one); });
  all.insert(all.end(), more.begin(), more.end());
  if (all.size() > WebState::kMostShared)
    all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(WebState::kMostShared));
}

}  // namespace

std::vector<std::string> WebState::identify(const WebDocument& document) {
  auto [ids, own, sharing] = identities(document, shared);
  std::vector<std::vector<std::uint64_t>> keys;
  std::unordered_map<std::uint64_t, int> items_at;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    for (const auto key : keys.emplace_back(keys_of(document.items[i], own[i]))) {
      if (++items_at[key] == 2) sharing.push_back(key);
    }
  }
  remember(shared, sharing);
  const std::unordered_set<std::uint64_t> never(shared.begin(), shared.end());
  std::unordered_set<std::string> taken(ids.begin(), ids.end());
  std::unordered_map<std::uint64_t, const std::string*> former;
  for (const auto& one : known) former.try_emplace(one.key, &one.identity);
  std::vector<Known> now;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::erase_if(keys[i], [&](std::uint64_t key) { return never.contains(key); });
    const auto recognised = std::ranges::find_if(keys[i], [&](std::uint64_t key) {
      const auto before = former.find(key);
      return before != former.end() && (*before->second == ids[i] || taken.insert(*before->second).second);
    });
    if (recognised != keys[i].end()) ids[i] = *former.at(*recognised);
    for (const auto key : keys[i]) {
      if (is_kept(ids[i]) && now.size() < kMostKnown) now.push_back({key, ids[i]});
    }
  }
  // Of documents before, as much as one holds: an item that is away for a while comes back as what it was.
  const auto most = std::min(kMostKnown, std::max<std::size_t>(100, 2 * now.size()));
  auto kept = never;
  for (const auto& one : now) kept.insert(one.key);
  for (auto& one : known) {
    if (now.size() >= most) break;
    if (kept.insert(one.key).second) now.push_back(std::move(one));
  }
  known = std::move(now);
  return ids;
}

WebState::Sight WebState::sight_of(const Seen& item) const {
  const auto last = std::find_if(seen.rbegin(), seen.rend(), [&](const Seen& one) { return one.item == item.item; });
  if (last != seen.rend()) return last->content == item.content ? Sight::same : Sight::changed;
  return std::ranges::find(seen, Seen{0, item.content}) != seen.end() ? Sight::same : Sight::fresh;
}

void WebState::add(const std::vector<Seen>& handed_over, std::size_t items) {
  std::unordered_set<std::uint64_t> later;
  const auto replaced = std::remove_if(
      seen.rbegin(), seen.rend(), [&](const Seen& one) { return one.item != 0 && !later.insert(one.item).second; });
  seen.erase(seen.begin(), replaced.base());
  const auto most = std::max(kLeastSeen, 2 * items) + handed_over.size();
  seen.insert(seen.end(), handed_over.begin(), handed_over.end());
  if (seen.size() > most) seen.erase(seen.begin(), seen.end() - static_cast<std::ptrdiff_t>(most));
  fresh = handed_over.size();
}

std::string WebState::save() const {
  auto out = fmt::format("{}\nconfigured {}\nurl {}\netag {}\nmodified {}\nfresh {}\nseen", kHead, one_line(configured),
                         one_line(url), one_line(etag), one_line(modified), fresh);
  for (const auto& one : seen) fmt::format_to(std::back_inserter(out), " {:016x}", one.content);
  for (const auto& one : known) fmt::format_to(std::back_inserter(out), "\nknown {:016x} {}", one.key, one.identity);
  // Behind what there was first: a version that does not know these lines reads the rest.
  out += "\nitems";
  for (const auto& one : seen) fmt::format_to(std::back_inserter(out), " {:016x}", one.item);
  out += "\nshared";
  for (const auto one : shared) fmt::format_to(std::back_inserter(out), " {:016x}", one);
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
  for (const auto hash : hashes_in(take(text, "seen"))) state.seen.push_back({0, hash});
  while (text.starts_with("known ")) {
    const auto entry = take(text, "known");
    if (entry.size() > 17 && state.known.size() < kMostKnown)
      state.known.push_back({number<std::uint64_t>(entry.substr(0, 16), 16), std::string(entry.substr(17))});
  }
  const auto items = hashes_in(take(text, "items"));
  for (std::size_t i = 0; i < items.size() && items.size() == state.seen.size(); ++i) state.seen[i].item = items[i];
  remember(state.shared, hashes_in(take(text, "shared")));
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
