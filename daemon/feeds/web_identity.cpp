#include "feeds/web_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/ascii.hpp"
#include "base/digest.hpp"

namespace sait {
namespace {

std::string hash_name(const std::string& text) { return fmt::format("hash:{}", to_hex(sha256(text)).substr(0, 32)); }

// What an item may be known by, the better one first; empty where it has none of that kind. Every item has the last.
constexpr int kOwnId = 0, kEverything = 3;
std::string identity_words(const WebItem& item, int kind) {
  if (kind == kOwnId) return item.id;
  if (kind == 1) return item.link;
  const auto when = item.published ? format_time(*item.published) : std::string();
  const bool with_text = kind == kEverything || item.title.empty();
  return hash_name(item.title + "\n" + when + "\n" + (with_text ? item.text() : std::string()));
}

// Parameters that say where a reader came from, not what is read.
bool is_tracking(std::string_view parameter) {
  static constexpr std::array<std::string_view, 5> kBeginnings{"utm_", "at_", "pk_", "mtm_", "mc_"};
  static constexpr std::array<std::string_view, 3> kNames{"fbclid", "gclid", "cmpid"};
  const auto name = ascii_lower(parameter.substr(0, parameter.find('=')));
  return std::ranges::any_of(kBeginnings, [&](std::string_view beginning) { return name.starts_with(beginning); }) ||
         std::ranges::find(kNames, name) != kNames.end();
}

}  // namespace

void drop_twins(WebDocument& document) {
  std::unordered_set<std::string> known;
  std::erase_if(document.items, [&](const WebItem& item) {
    std::string all;
    for (const auto& part : {item.id, item.link, identity_words(item, kEverything)}) all += part + "\n";
    return !known.insert(std::move(all)).second;
  });
}

Identities identities(const WebDocument& document, const std::vector<std::uint64_t>& shared_before) {
  const std::unordered_set<std::uint64_t> never(shared_before.begin(), shared_before.end());
  Identities found;
  found.names.resize(document.items.size());
  found.own.resize(document.items.size());
  std::unordered_map<std::string, int> taken;  // and how often
  std::vector<std::size_t> nameless(document.items.size());
  for (std::size_t i = 0; i < nameless.size(); ++i) nameless[i] = i;
  for (int kind = kOwnId; kind <= kEverything && !nameless.empty(); ++kind) {
    std::unordered_map<std::string, int> said;
    std::vector<std::string> names;
    for (const auto i : nameless) ++said[names.emplace_back(identity_words(document.items[i], kind))];
    for (const auto& [name, times] : said) {
      if (times > 1 && !name.empty() && kind != kEverything) found.shared.push_back(fnv1a(name));
    }
    std::vector<std::size_t> rest;
    for (std::size_t at = 0; at < nameless.size(); ++at) {
      auto& name = names[at];
      const bool good = !name.empty() && said[name] == 1 && !taken.contains(name) && !never.contains(fnv1a(name));
      if (!good && kind != kEverything) {
        rest.push_back(nameless[at]);
        continue;
      }
      for (auto same = taken[name]++; same > 0; same = taken[name]++) name = fmt::format("{}#{}", name, same + 1);
      found.names[nameless[at]] = std::move(name);
      found.own[nameless[at]] = kind == kOwnId;
    }
    nameless = std::move(rest);
  }
  std::ranges::sort(found.shared);  // the same document gives the same, whatever the order in a table
  return found;
}

std::array<std::uint64_t, 2> words_of(const WebItem& item) {
  return {fnv1a(identity_words(item, 2)), fnv1a(identity_words(item, kEverything))};
}

std::uint64_t place_of(const WebItem& item) {
  std::string_view link = item.link;
  const auto scheme = link.find("://");
  const auto name = ascii_lower(link.substr(0, std::min(scheme, link.size())));
  if (name != "http" && name != "https") return 0;
  link.remove_prefix(scheme + 3);
  link = link.substr(0, link.find('#'));
  auto query = link.find('?') == std::string_view::npos ? std::string_view() : link.substr(link.find('?') + 1);
  link = link.substr(0, link.find('?'));
  const auto slash = link.find('/');
  auto host = ascii_lower(link.substr(0, slash));
  if (host.starts_with("www.")) host.erase(0, 4);
  auto path = slash == std::string_view::npos ? std::string_view() : link.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);

  auto canonical = host + std::string(path);
  bool own_query = false;
  while (!query.empty()) {
    const auto parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    if (parameter.empty() || is_tracking(parameter)) continue;
    canonical += own_query ? '&' : '?';
    canonical += parameter;
    own_query = true;
  }
  if (path.empty() && !own_query) return 0;  // the site itself
  const auto place = fnv1a(item.published ? format_time(*item.published) : std::string(), fnv1a(canonical + "\n"));
  return place == 0 ? 1 : place;
}

}  // namespace sait
