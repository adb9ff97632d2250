#include "app/sarif.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <filesystem>
#include <map>

#include "base/digest.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

using SarifJson = rapidjson::Writer<rapidjson::StringBuffer>;

void put_string(SarifJson& json, const char* key, std::string_view value) {
  const auto text = repair_utf8(value);
  json.Key(key);
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void put_message(SarifJson& json, const char* key, std::string_view text) {
  json.Key(key);
  json.StartObject();
  put_string(json, "text", text);
  json.EndObject();
}

// RFC 3986: a path as it stands in an address.
std::string as_uri(const std::string& path) {
  constexpr std::string_view kPlain = "-._~/!$&'()*+,;=:@";
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kPlain.find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

void put_location(SarifJson& json, const Diagnostic& item, const std::string& folder) {
  const auto path = (std::filesystem::path(folder) / item.file).lexically_normal();
  json.Key("physicalLocation");
  json.StartObject();
  json.Key("artifactLocation");
  json.StartObject();
  put_string(json, "uri", (path.is_absolute() ? "file://" : "") + as_uri(path.generic_string()));
  if (path.is_relative()) put_string(json, "uriBaseId", "%SRCROOT%");
  json.EndObject();
  json.Key("region");  // what is of the file as a whole is shown at its first line: without one, reviews show nothing
  json.StartObject();
  json.Key("startLine");
  json.Int(item.line > 0 ? item.line : 1);
  if (item.column > 0) {
    json.Key("startColumn");
    json.Int(item.column);
  }
  json.EndObject();
  json.EndObject();
}

void put_rule(SarifJson& json, const std::string& code, Diagnostic::Severity severity) {
  const auto help = help_of(code);
  json.StartObject();
  put_string(json, "id", code);
  put_message(json, "shortDescription", help.means);
  put_message(json, "fullDescription", fmt::format("{} {}", help.means, help.help));
  put_message(json, "help", help.help);
  json.Key("defaultConfiguration");
  json.StartObject();
  put_string(json, "level", severity == Diagnostic::Severity::error ? "error" : "warning");
  json.EndObject();
  json.EndObject();
}

// By what a finding is known again when lines above it come and go: its code, file and line's text, and which of
// several alike it is.
std::string fingerprint(const Diagnostic& item, std::map<std::string, int>& alike) {
  const auto line = item.snippet.empty() ? item.text : item.snippet;
  const auto hash = to_hex(sha256(fmt::format("{}\n{}\n{}", item.code, item.file, line))).substr(0, 16);
  return fmt::format("{}:{}", hash, ++alike[hash]);
}

}  // namespace

std::string sarif(const Diagnostics& diagnostics, const std::string& folder) {
  std::map<std::string, Diagnostic::Severity> codes;
  for (const auto& item : diagnostics.items()) codes.emplace(item.code, item.severity);
  std::map<std::string, int> alike;
  rapidjson::StringBuffer buffer;
  SarifJson json(buffer);
  json.StartObject();
  put_string(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  put_string(json, "version", "2.1.0");
  json.Key("runs");
  json.StartArray();
  json.StartObject();
  json.Key("tool");
  json.StartObject();
  json.Key("driver");
  json.StartObject();
  put_string(json, "name", "saitctl rules check");
  put_string(json, "version", SAIT_VERSION);
  json.Key("rules");
  json.StartArray();
  for (const auto& [code, severity] : codes) put_rule(json, code, severity);
  json.EndArray();
  json.EndObject();
  json.EndObject();
  put_string(json, "columnKind", "unicodeCodePoints");
  json.Key("results");
  json.StartArray();
  for (const auto& item : diagnostics.items()) {
    json.StartObject();
    put_string(json, "ruleId", item.code);
    json.Key("ruleIndex");
    json.Int(static_cast<int>(std::distance(codes.begin(), codes.find(item.code))));
    put_string(json, "level", item.severity == Diagnostic::Severity::error ? "error" : "warning");
    put_message(json, "message", item.text);
    json.Key("locations");
    json.StartArray();
    json.StartObject();
    put_location(json, item, folder);
    json.EndObject();
    json.EndArray();
    json.Key("partialFingerprints");
    json.StartObject();
    put_string(json, "primaryLocationLineHash", fingerprint(item, alike));
    json.EndObject();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  json.EndArray();
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace sait
