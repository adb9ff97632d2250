#include "feeds/feed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "text/language.hpp"

namespace sait {
namespace {

constexpr Duration kDefaultRetention = std::chrono::hours(72);
constexpr Duration kMaxRetention = std::chrono::hours(30 * 24);

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string read_id(const YamlNode& node) {
  auto id = node.text();
  if (node.is_scalar() && !is_id(id)) {
    node.error("id", "a feed's id is 1 to 64 of a-z, 0-9 and -; it names the feed in the journal and in messages");
  }
  return id;
}

std::string read_required(const YamlNode& entry, std::string_view key) {
  const auto node = entry.require(key);
  auto text = node.text();
  if (node.is_scalar() && text.empty()) node.error("missing", fmt::format("\"{}\" must not be empty", key));
  return text;
}

std::vector<std::string> read_languages(const YamlNode& node) {
  std::vector<std::string> tags;
  for (const auto& text : node.texts()) {
    auto tag = primary_tag(text);
    if (tag.empty()) {
      node.error("language", fmt::format("\"{}\" is no language tag; write BCP 47 tags such as en, de or pt-BR", text));
    } else if (std::ranges::find(tags, tag) == tags.end()) {
      tags.push_back(std::move(tag));
    }
  }
  return tags;
}

// Whoever is listed is so by an account, never by a feed.
Tier read_tier(const YamlNode& node) {
  constexpr std::array<Tier, 4> kTiers{Tier::people, Tier::media, Tier::official, Tier::elected};
  std::vector<std::string_view> names;
  for (const auto tier : kTiers) names.emplace_back(to_string(tier));
  return kTiers.at(node.choice(names, 0));
}

FeedDeclaration read_declaration(const YamlNode& entry) {
  FeedDeclaration declaration;
  declaration.id = read_id(entry.require("id"));
  declaration.platform = read_required(entry, "platform");
  declaration.licence = read_required(entry, "licence");
  declaration.community = entry["community"].text();
  declaration.tier = read_tier(entry["tier"]);
  declaration.languages = read_languages(entry["languages"]);
  declaration.regions = entry["regions"].texts();
  declaration.retention = entry["retention"].duration(kDefaultRetention, Duration(0), kMaxRetention);
  declaration.honours_deletions = entry["deletion"].choice({"honour", "none"}, 0) == 0;
  return declaration;
}

}  // namespace

std::unique_ptr<Feed> make_feed(const YamlNode& entry, const FeedContext& context) {
  auto declaration = read_declaration(entry);
  const auto& kinds = feed_kinds();
  std::vector<std::string_view> types;
  types.reserve(kinds.size());
  for (const auto& kind : kinds) types.push_back(kind.type);
  const auto type = entry.require("type").choice(types, kinds.size());
  if (type >= kinds.size()) return nullptr;
  auto feed = kinds[type].make(entry, std::move(declaration), context);
  entry.finish();
  if (feed)
    feed->set_settings(context.user_agent + "\n" + context.proxy + "\n" + context.ca_file + "\n" + entry.canonical());
  return feed;
}

}  // namespace sait
