#include "feeds/web_post.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

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

void put_time(Json& json, const char* key, const std::optional<Time>& time) {
  if (time) put(json, key, format_time(*time));
}

}  // namespace

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
