#include "feeds/web_post.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/ascii.hpp"
#include "base/digest.hpp"

namespace sait {
namespace {

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void put(Json& json, const char* key, std::string_view value) {
  if (value.empty()) return;
  json.Key(key);
  json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void put(Json& json, const char* key, const std::vector<std::string>& values) {
  if (values.empty()) return;
  json.Key(key);
  json.StartArray();
  for (const auto& value : values) json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  json.EndArray();
}

// Parameters that say where a reader came from, not what is read.
bool is_tracking(std::string_view parameter) {
  static constexpr std::array<std::string_view, 5> kBeginnings{"utm_", "at_", "pk_", "mtm_", "mc_"};
  static constexpr std::array<std::string_view, 3> kNames{"fbclid", "gclid", "cmpid"};
  const auto name = ascii_lower(parameter.substr(0, parameter.find('=')));
  return std::ranges::any_of(kBeginnings, [&](std::string_view beginning) { return name.starts_with(beginning); }) ||
         std::ranges::find(kNames, name) != kNames.end();
}

void put_time(Json& json, const char* key, const std::optional<Time>& time) {
  if (time) put(json, key, format_time(*time));
}

}  // namespace

std::vector<std::string> identities(const WebDocument& document) {
  std::unordered_map<std::string_view, int> said;
  for (const auto& item : document.items) ++said[item.id];
  std::vector<std::string> ids;
  std::unordered_map<std::string, int> taken;  // and how often
  for (const auto& item : document.items) {
    std::string id;
    if (!item.id.empty() && said[item.id] == 1) id = item.id;
    if (id.empty()) id = item.link;
    if (id.empty() || taken.contains(id)) {
      const auto when = item.published ? format_time(*item.published) : std::string();
      id = fmt::format("hash:{}", to_hex(sha256(item.title + "\n" + when + "\n" +
                                                (item.title.empty() ? item.text() : std::string())))
                                      .substr(0, 32));
    }
    for (auto same = taken[id]++; same > 0; same = taken[id]++) id = fmt::format("{}#{}", id, same + 1);
    ids.push_back(std::move(id));
  }
  return ids;
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

std::string post_line(const WebItem& item, std::string_view platform, std::string_view scope,
                      std::string_view identity) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  put(json, "platform", platform);
  put(json, "id", fmt::format("{}{}", scope, identity));
  json.Key("text");
  const auto text = item.text();
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  put(json, "title", item.title);
  put_time(json, "created_at", item.published ? item.published : item.updated);
  put_time(json, "updated_at", item.updated);
  put(json, "uri", item.link);
  if (!item.author.empty()) {
    json.Key("author");
    json.StartObject();
    put(json, "id", item.author);
    json.EndObject();
  }
  put(json, "lang", item.language);
  put(json, "links", item.links);
  put(json, "hashtags", item.tags);
  if (!item.alts.empty()) {
    json.Key("media");
    json.StartArray();
    for (const auto& alt : item.alts) {
      json.StartObject();
      put(json, "alt", alt);
      json.EndObject();
    }
    json.EndArray();
  }
  if (item.comments) {
    json.Key("engagement");
    json.StartObject();
    json.Key("replies");
    json.Uint64(*item.comments);
    json.EndObject();
  }
  json.EndObject();
  return buffer.GetString();
}

}  // namespace sait
