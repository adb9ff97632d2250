#include "app/match_json.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "text/utf8.hpp"

namespace sait {
namespace {

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void put_text(Json& json, std::string_view value) {
  const auto text = repair_utf8(value);
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void put_member(Json& json, const char* key, std::string_view value) {
  json.Key(key);
  put_text(json, value);
}

void put_span(Json& json, const Span& span) {
  json.StartArray();
  json.String(to_string(span.field));
  json.Uint(span.begin);
  json.Uint(span.end);
  json.EndArray();
}

// Beside a span: which media item's description it is of, from 0; null for the other fields.
void put_media(Json& json, const Span& span) {
  if (span.field == Field::alt) {
    json.Uint(span.media);
  } else {
    json.Null();
  }
}

// A member's name stands once: the second slot of a name is "number-2".
std::string member_name(const std::vector<NamedSlot>& slots, std::size_t index) {
  const auto& name = slots[index].name;
  const auto before =
      std::ranges::count(slots.begin(), slots.begin() + static_cast<std::ptrdiff_t>(index), name, &NamedSlot::name);
  return before == 0 ? std::string(name) : fmt::format("{}-{}", name, before + 1);
}

void put_slots(Json& json, const std::vector<NamedSlot>& slots) {
  json.Key("slots");
  json.StartObject();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const auto& [name, value, span] = slots[i];
    const auto key = member_name(slots, i);
    json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
    json.StartObject();
    put_member(json, "type", to_string(value.type));
    const bool has_value =
        value.type != SlotType::period && value.type != SlotType::place && value.type != SlotType::link;
    if (has_value) {
      json.Key("value");
      // 1500000, not 1500000.0: a whole number is one.
      if (value.value == static_cast<double>(static_cast<std::int64_t>(value.value))) {
        json.Int64(static_cast<std::int64_t>(value.value));
      } else {
        json.Double(value.value);
      }
    }
    if (!value.unit.empty()) put_member(json, "unit", value.unit);
    json.Key("span");
    put_span(json, span);
    if (span.field == Field::alt) {
      json.Key("media");
      put_media(json, span);
    }
    json.EndObject();
  }
  json.EndObject();
}

}  // namespace

std::string json_string(std::string_view text) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  put_text(json, text);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string span_json(const Span& span) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  put_span(json, span);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string match_json(const Post& post, const Match& match, const RuleSet& rules, PostMatcher& matcher) {
  const auto& pattern = rules.patterns[match.pattern];
  const auto& narrative = rules.narratives[pattern.narrative];
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  put_member(json, "post", fmt::format("{}:{}", post.platform, post.id));
  put_member(json, narrative.kind == NarrativeKind::harm ? "harm" : "narrative", narrative.id);
  put_member(json, "act", to_string(match.act));
  put_member(json, "pattern", pattern.id);
  put_member(json, "lang", pattern.language);
  json.Key("spans");
  json.StartArray();
  for (const auto& span : matcher.spans(match)) put_span(json, span);
  json.EndArray();
  if (std::ranges::any_of(matcher.spans(match), [](const Span& span) { return span.field == Field::alt; })) {
    json.Key("media");
    json.StartArray();
    for (const auto& span : matcher.spans(match)) put_media(json, span);
    json.EndArray();
  }
  put_slots(json, matcher.slots(match));
  if (match.cue.end > match.cue.begin) {
    json.Key("cue");
    put_span(json, match.cue);
  }
  const auto terms = matcher.terms(match);
  if (!terms.empty()) {
    json.Key("terms");
    json.StartArray();
    for (const auto* term : terms) put_text(json, term->words);
    json.EndArray();
  }
  const auto maturity = narrative.maturity.find(pattern.language);
  if (maturity != narrative.maturity.end() && maturity->second != Maturity::stable)
    put_member(json, "maturity", to_string(maturity->second));
  if (match.if_thread) put_member(json, "needs", "thread");
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

std::string diagnostic_json(const Diagnostic& diagnostic) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  put_member(json, "file", diagnostic.file);
  json.Key("line");
  json.Int(diagnostic.line);
  json.Key("column");
  json.Int(diagnostic.column);
  put_member(json, "severity", diagnostic.severity == Diagnostic::Severity::error ? "error" : "warning");
  put_member(json, "code", diagnostic.code);
  put_member(json, "text", diagnostic.text);
  if (!diagnostic.snippet.empty()) put_member(json, "snippet", diagnostic.snippet);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace sait
