#include "rules/read_audiences.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rules/limits.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

constexpr std::size_t kLongestId = 64;

// As many items of a list as are taken; a single text counts as a list of one.
std::vector<YamlNode> some_items(const YamlNode& node, std::size_t most, std::string_view what) {
  if (!node.present()) return {};
  if (node.is_scalar()) return {node};
  if (!node.is_list()) {
    node.error("type", fmt::format("this is a list of {}", what));
    return {};
  }
  auto items = node.items();
  if (items.size() > most) {
    items[most].error("too-many", fmt::format("{} {}; at most {} are taken", items.size(), what, most));
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(most), items.end());
  }
  return items;
}

std::string read_id(const YamlNode& entry, bool capitals) {
  const auto node = entry.require("id");
  auto id = node.text();
  const auto fits = [capitals](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (capitals && c >= 'A' && c <= 'Z');
  };
  if (node.is_scalar() && (id.empty() || id.size() > kLongestId || !std::ranges::all_of(id, fits)))
    node.error("id", fmt::format("an id is made of a-z, {}0-9 and -, at most {} of them", capitals ? "A-Z, " : "",
                                 kLongestId));
  return id;
}

std::vector<AudiencesDraft::Item> read_items(const YamlNode& node, std::string_view what) {
  std::vector<AudiencesDraft::Item> texts;
  for (const auto& item : some_items(node, limits::kAudienceParts, what)) {
    auto text = item.text();
    if (!item.is_scalar()) continue;
    const auto same = [&](const auto& other) { return other.first == text; };
    if (text.empty()) {
      item.error("missing", "this item is empty");
    } else if (std::ranges::any_of(texts, same)) {
      item.error("used-twice", fmt::format("\"{}\" stands here already", text));
    } else {
      texts.emplace_back(std::move(text), item);
    }
  }
  return texts;
}

void read_names(const YamlNode& node, const std::string& language, std::size_t& left,
                std::vector<AudiencesDraft::Name>& names) {
  for (const auto& item : some_items(node, limits::kRegions, "names")) {
    auto text = item.text();
    if (!item.is_scalar()) continue;
    if (left == 0) return item.error("too-many", fmt::format("more than {} regions and names", limits::kRegions));
    --left;
    if (text.size() > limits::kWordBytes)
      item.error("too-long", fmt::format("{} bytes; a name has at most {}", text.size(), limits::kWordBytes));
    else if (region_key(text).empty())
      item.error("no-word", fmt::format("\"{}\" has no letter and no number", text));
    else
      names.push_back({std::move(text), language, item});
  }
}

AudiencesDraft::Region read_region(const YamlNode& entry, std::size_t& left) {
  AudiencesDraft::Region region{read_id(entry, true), entry["within"].text(), {}, entry};
  const auto names = entry["names"];
  if (names.is_map()) {
    for (const auto& [language, list] : names.entries()) read_names(list, language, left, region.names);
  } else {
    read_names(names, {}, left, region.names);
  }
  entry.finish();
  return region;
}

AudiencesDraft::Declared read_audience(const YamlNode& entry) {
  const auto title = entry.require("title");
  AudiencesDraft::Declared audience{read_id(entry, false), title.text(), {}, {}, {}, entry};
  if (title.is_scalar() && audience.title.find_first_not_of(" \n\t") == std::string::npos)
    title.error("missing", "\"title\" is empty");
  audience.languages = read_items(entry.require("languages"), "languages");
  audience.regions = read_items(entry["regions"], "regions");
  audience.feeds = read_items(entry["feeds"], "feeds");
  entry.finish();
  return audience;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> AudiencesDraft::places_in(std::string_view language) const {
  std::vector<std::pair<std::string, std::string>> places;
  for (const auto& region : regions) {
    for (const auto& name : region.names) {
      if (!name.language.empty() && name.language != language) continue;
      places.emplace_back(region_key(name.words) + (name.words.ends_with('*') ? "*" : ""), region.id);
    }
  }
  return places;
}

AudiencesDraft read_audiences(const YamlNode& root) {
  AudiencesDraft draft;
  auto left = limits::kRegions;
  for (const auto& entry : some_items(root["regions"], limits::kRegions, "regions")) {
    if (!entry.is_map()) {
      entry.error("type", "a region is a map: {id: chemnitz, names: [Chemnitz], within: saxony}");
      continue;
    }
    if (left == 0) {
      entry.error("too-many", fmt::format("more than {} regions and names", limits::kRegions));
      break;
    }
    --left;
    draft.regions.push_back(read_region(entry, left));
  }
  for (const auto& entry : some_items(root["audiences"], limits::kAudiences, "audiences")) {
    if (entry.is_map())
      draft.audiences.push_back(read_audience(entry));
    else
      entry.error("type",
                  "an audience is a map: {id: chemnitz, title: Chemnitz, languages: [de], regions: [chemnitz]}");
  }
  root.finish();
  return draft;
}

}  // namespace sait
