// Regions and audiences against each other: what is wrong, and what they come to.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "rules/language_tags.hpp"
#include "rules/limits.hpp"
#include "rules/read_audiences.hpp"
#include "rules/rule_set.hpp"

namespace sait {
namespace {

constexpr std::string_view kReserved = "analysts";  // whom saitd tells about itself (assess/notices.hpp)

using DraftRegion = AudiencesDraft::Region;

std::string meant(std::string_view text, const std::vector<std::string_view>& known) {
  const auto near = nearest(text, known);
  return near.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", near);
}

// The regions by what they are called, and what lies in what.
class Atlas {
 public:
  explicit Atlas(const AudiencesDraft& draft) : regions_(draft.regions) {
    for (std::size_t i = 0; i < regions_.size(); ++i) {
      by_key_.emplace(region_key(regions_[i].id), i);
      for (const auto& name : regions_[i].names) by_key_.emplace(region_key(name.words), i);
    }
    for (const auto& region : regions_) above_.push_back(region.within.empty() ? std::nullopt : find(region.within));
  }

  [[nodiscard]] std::optional<std::size_t> find(std::string_view text) const {
    const auto at = by_key_.find(region_key(text));
    return at == by_key_.end() ? std::nullopt : std::optional(at->second);
  }
  /// The region it lies in; nothing if in none, or in one that is not there.
  [[nodiscard]] std::optional<std::size_t> above(std::size_t region) const { return above_[region]; }

  /// Calls look(region) for it and what it lies in, from the inside, until that says true. False if it never did, or if
  /// there was more above than may be (a circle is that, too).
  template <typename Look>
  bool climb(std::size_t region, Look&& look) const {
    std::optional<std::size_t> at = region;
    for (std::size_t steps = 0; at && steps < limits::kRegionsDeep; ++steps, at = above_[*at]) {
      if (look(*at)) return true;
    }
    return false;
  }
  [[nodiscard]] bool too_deep(std::size_t region) const {
    std::size_t steps = 0;
    for (std::optional<std::size_t> at = region; at && steps <= limits::kRegionsDeep; at = above_[*at]) ++steps;
    return steps > limits::kRegionsDeep;
  }

  struct Extent {
    std::vector<bool> inside, around;  // by region
  };
  /// Where an audience is.
  [[nodiscard]] Extent extent_of(const AudiencesDraft::Declared& audience) const {
    std::vector<bool> named(regions_.size(), false);
    Extent extent{named, named};
    for (const auto& [text, node] : audience.regions) {
      const auto region = find(text);
      if (!region) continue;
      named[*region] = true;
      climb(*region, [&](std::size_t at) {
        extent.around[at] = true;
        return false;
      });
    }
    for (std::size_t i = 0; i < regions_.size(); ++i) {
      extent.inside[i] = climb(i, [&](std::size_t at) { return named[at]; });
      if (extent.inside[i]) extent.around[i] = false;
    }
    return extent;
  }

  void add_keys(std::size_t region, Audience::Keys& keys) const {
    keys.insert(region_key(regions_[region].id));
    for (const auto& name : regions_[region].names) keys.insert(region_key(name.words));
  }

  [[nodiscard]] std::vector<std::string_view> ids() const {
    std::vector<std::string_view> ids;
    for (const auto& region : regions_) ids.emplace_back(region.id);
    return ids;
  }

 private:
  const std::vector<DraftRegion>& regions_;
  std::map<std::string, std::size_t, std::less<>> by_key_;
  std::vector<std::optional<std::size_t>> above_;
};

void check_region(const std::vector<DraftRegion>& regions, std::size_t index, const Atlas& atlas,
                  const LanguageTags& tags) {
  const auto& region = regions[index];
  if (const auto first = atlas.find(region.id); !region.id.empty() && first && *first != index)
    region.node["id"].error("duplicate-id", fmt::format("\"{}\" is what the region \"{}\" is called; rename one",
                                                        region.id, regions[*first].id));
  for (const auto& name : region.names) {
    if (!name.language.empty()) tags.check(name.language, name.node);
    const auto owner = atlas.find(name.words);
    if (owner && *owner != index)
      name.node.error("ambiguous", fmt::format("\"{}\" is the region \"{}\" already; a name is one region's",
                                               name.words, regions[*owner].id));
  }
  if (region.within.empty()) return;
  const auto above = atlas.above(index);
  if (!above)
    region.node["within"].error(
        "region", fmt::format("there is no region \"{}\"{}", region.within, meant(region.within, atlas.ids())));
  else if (atlas.too_deep(index))
    region.node["within"].error("too-deep", fmt::format("\"{}\" lies in itself, or in more than {} regions", region.id,
                                                        limits::kRegionsDeep - 1));
}

void check_audience(const AudiencesDraft::Declared& audience, const Atlas& atlas, const LanguageTags& tags) {
  if (tags.has(audience.id))
    audience.node["id"].error(
        "reserved", fmt::format("\"{}\" is the audience of its language already; take another id", audience.id));
  if (audience.id == kReserved)
    audience.node["id"].error("reserved", fmt::format("\"{}\" are who notices go to; take another id", audience.id));
  if (audience.node["languages"].is_list() && audience.node["languages"].items().empty())
    audience.node["languages"].error("missing", "name at least one language");
  for (const auto& [tag, node] : audience.languages) tags.check(tag, node);
  for (const auto& [region, node] : audience.regions) {
    if (!atlas.find(region))
      node.error("region",
                 fmt::format("there is no region \"{}\" under `regions`{}", region, meant(region, atlas.ids())));
  }
  if (audience.languages.size() == 1 && !audience.node["regions"].present() && !audience.node["feeds"].present())
    audience.node.warning("same-audience", fmt::format("\"{}\" is the audience \"{}\" under another name; name regions "
                                                       "or feeds, or remove it",
                                                       audience.id, audience.languages.front().first));
}

}  // namespace

void check_audiences(const AudiencesDraft& draft, const LanguageTags& tags) {
  const Atlas atlas(draft);
  for (std::size_t i = 0; i < draft.regions.size(); ++i) check_region(draft.regions, i, atlas, tags);
  std::set<std::string> ids;
  for (const auto& audience : draft.audiences) {
    if (!audience.id.empty() && !ids.insert(audience.id).second)
      audience.node["id"].error("duplicate-id", fmt::format("another audience is \"{}\" already", audience.id));
    check_audience(audience, atlas, tags);
  }
}

void compile_audiences(const AudiencesDraft& draft, RuleSet& rules) {
  const Atlas atlas(draft);
  for (std::size_t i = 0; i < draft.regions.size(); ++i) atlas.add_keys(i, rules.regions);
  for (const auto& declared : draft.audiences) {
    Audience audience;
    audience.id = declared.id;
    audience.title = declared.title;
    for (const auto& [tag, node] : declared.languages) audience.languages.push_back(tag);
    for (const auto& [feed, node] : declared.feeds) audience.feeds.push_back(feed);
    audience.line = declared.node.line();
    audience.column = declared.node.column();
    const auto extent = atlas.extent_of(declared);
    for (std::size_t i = 0; i < draft.regions.size(); ++i) {
      if (extent.inside[i]) atlas.add_keys(i, audience.inside);
      if (extent.around[i]) atlas.add_keys(i, audience.around);
    }
    rules.audiences.push_back(std::move(audience));
  }
}

}  // namespace sait
