// Members of a JSON object, as the control socket's answers and requests have them. Texts are valid UTF-8.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sait {

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

inline void put(Json& json, const char* key, std::string_view value) {
  json.Key(key);
  // An empty view may have no data, and the writer insists on a pointer.
  json.String(value.empty() ? "" : value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

inline void put(Json& json, const char* key, std::uint64_t value) {
  json.Key(key);
  json.Uint64(value);
}

inline void put(Json& json, const char* key, const std::vector<std::string>& texts) {
  json.Key(key);
  json.StartArray();
  for (const auto& text : texts) json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  json.EndArray();
}

}  // namespace sait
