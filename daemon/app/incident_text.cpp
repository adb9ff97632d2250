#include "app/incident_text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace sait {
namespace {

std::string field(const rapidjson::Value& object, const char* key) {
  const auto at = object.FindMember(key);
  return at != object.MemberEnd() && at->value.IsString() ? at->value.GetString() : std::string();
}

// "en, de"; `otherwise` where the list is empty.
std::string joined(const rapidjson::Value& object, const char* key, std::string_view otherwise) {
  std::string out;
  const auto at = object.FindMember(key);
  if (at != object.MemberEnd() && at->value.IsArray()) {
    for (const auto& item : at->value.GetArray()) {
      if (item.IsString()) out += (out.empty() ? "" : ", ") + std::string(item.GetString());
    }
  }
  return out.empty() ? std::string(otherwise) : out;
}

std::string incident_text(const rapidjson::Value& incident, std::string_view heading, bool is_open) {
  auto out = fmt::format("{} {}: {}\n", field(incident, "id"), heading, field(incident, "title"));
  out += fmt::format("  opened      {}, reaches back to {}", field(incident, "opened_at"), field(incident, "since"));
  out += is_open ? fmt::format(", ends by itself {}\n", field(incident, "until")) : "\n";
  out += fmt::format("  audiences   {}\n", joined(incident, "audiences", "all"));
  out += fmt::format("  narratives  {}\n", joined(incident, "narratives", "all that await official facts"));
  const auto facts = incident.FindMember("facts");
  if (facts == incident.MemberEnd() || !facts->value.IsArray()) return out;
  for (const auto& fact : facts->value.GetArray()) {
    if (fact.IsString()) out += fmt::format("  official    {}\n", fact.GetString());
  }
  return out;
}

}  // namespace

Result<std::string> incidents_text(const std::string& answer, bool json, std::string_view heading, bool are_open) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(answer.c_str());
  const bool object = !document.HasParseError() && document.IsObject();
  if (object && document.HasMember("message")) return Error{field(document, "error"), field(document, "message")};
  const auto found = object ? document.FindMember("incidents") : rapidjson::Value::ConstMemberIterator();
  if (!object || found == document.MemberEnd() || !found->value.IsArray())
    return Error{"answer", fmt::format("the daemon's answer is not understood: {}", answer)};
  std::string out;
  for (const auto& incident : found->value.GetArray()) {
    if (!incident.IsObject()) continue;
    if (json) {
      rapidjson::StringBuffer buffer;
      rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
      incident.Accept(writer);
      out += std::string(buffer.GetString()) + "\n";
    } else {
      out += incident_text(incident, heading, are_open);
    }
  }
  if (out.empty() && !json) out = "no incident is open\n";
  return out;
}

}  // namespace sait
