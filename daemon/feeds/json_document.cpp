// JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1).
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>

#include "feeds/html_text.hpp"
#include "feeds/loose_date.hpp"
#include "feeds/web_document.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

using rapidjson::Value;

// A text; a number where a text should stand counts as one, as the format asks of ids.
std::string text_of(const Value& object, const char* key) {
  const auto at = object.FindMember(key);
  if (at == object.MemberEnd()) return {};
  if (at->value.IsString()) return repair_utf8({at->value.GetString(), at->value.GetStringLength()});
  if (at->value.IsInt64()) return fmt::format("{}", at->value.GetInt64());
  if (at->value.IsNumber()) return fmt::format("{}", at->value.GetDouble());
  return {};
}

const Value* member(const Value& object, const char* key, rapidjson::Type type) {
  const auto at = object.FindMember(key);
  return at != object.MemberEnd() && at->value.GetType() == type ? &at->value : nullptr;
}

// 1.1 has a list of authors, 1.0 had one.
std::string author_of(const Value& object) {
  std::string names;
  if (const auto* authors = member(object, "authors", rapidjson::kArrayType)) {
    for (const auto& author : authors->GetArray()) {
      if (!author.IsObject()) continue;
      if (const auto name = text_of(author, "name"); !name.empty()) names += (names.empty() ? "" : ", ") + name;
    }
  }
  if (const auto* author = member(object, "author", rapidjson::kObjectType); author != nullptr && names.empty()) {
    names = text_of(*author, "name");
  }
  return names;
}

// What stands before an error at `broken`, up to the last object that is whole in a list of the outermost object, with
// list and object closed; empty when there is none.
std::string whole_items(const std::string& text, std::size_t broken) {
  std::string open;  // the brackets around the place
  std::size_t end = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < std::min(broken, text.size()); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      open.push_back(c);
    } else if (c == '}' || c == ']') {
      if (!open.empty()) open.pop_back();
      if (c == '}' && open == "{[") end = at + 1;
    }
  }
  return end == 0 ? std::string() : text.substr(0, end) + "]}";
}

WebItem item_of(const Value& entry, const DocumentContext& context, WebDocument& document) {
  WebItem item;
  item.id = text_of(entry, "id");
  item.link = text_of(entry, "url");
  if (item.link.empty()) item.link = text_of(entry, "external_url");
  if (!item.link.empty()) item.link = absolute_address(item.link, context.base);
  item.title = text_of(entry, "title");
  item.summary = text_of(entry, "summary");
  item.content = text_of(entry, "content_text");
  if (const auto html = text_of(entry, "content_html"); !html.empty()) {
    auto seen = html_to_text(html);
    if (item.content.empty()) item.content = std::move(seen.text);
    add_links(seen.links, item.link.empty() ? context.base : item.link, item.links, document);
    item.alts = std::move(seen.alts);
  }
  item.author = author_of(entry);
  item.language = text_of(entry, "language");
  item.published = parse_loose_date(text_of(entry, "date_published"));
  item.updated = parse_loose_date(text_of(entry, "date_modified"));
  if (const auto* tags = member(entry, "tags", rapidjson::kArrayType)) {
    for (const auto& tag : tags->GetArray()) {
      if (tag.IsString()) item.tags.push_back(repair_utf8({tag.GetString(), tag.GetStringLength()}));
    }
  }
  return item;
}

}  // namespace

Result<WebDocument> parse_json_document(const std::string& utf8, const DocumentContext& context) {
  WebDocument document;
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(utf8.c_str(), utf8.size());
  if (json.HasParseError()) {
    const auto offset = json.GetErrorOffset();
    const auto whole = whole_items(utf8, offset);
    if (!whole.empty()) {
      document.damaged = true;
      json.Parse<rapidjson::kParseIterativeFlag>(whole.c_str(), whole.size());
    }
  }
  if (json.HasParseError()) {
    return Error{"not-a-feed", fmt::format("this is no JSON: {} at byte {}",
                                           rapidjson::GetParseError_En(json.GetParseError()), json.GetErrorOffset())};
  }
  const auto* items = json.IsObject() ? member(json, "items", rapidjson::kArrayType) : nullptr;
  if (items == nullptr) return Error{"not-a-feed", "this is JSON, but no JSON Feed: it has no list \"items\""};
  document.format = DocumentFormat::json_feed;
  document.language = for_all_items(text_of(json, "language"));
  const auto expired = json.FindMember("expired");
  document.expired = expired != json.MemberEnd() && expired->value.IsTrue();
  const auto author = for_all_items(author_of(json));
  for (const auto& entry : items->GetArray()) {
    if (document.items.size() == kMaxItems) break;
    if (!entry.IsObject() || text_of(entry, "id").empty()) {  // the format: an item without an id is none
      document.damaged = true;
      continue;
    }
    auto item = item_of(entry, context, document);
    if (item.author.empty()) item.author = author;
    if (item.language.empty()) item.language = document.language;
    document.items.push_back(std::move(item));
  }
  return document;
}

}  // namespace sait
