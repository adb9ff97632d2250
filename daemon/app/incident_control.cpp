#include "app/incident_control.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>
#include <set>

#include "app/json_members.hpp"
#include "assess/standing.hpp"
#include "base/diagnostics.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

std::string incidents_json(const std::vector<OpenIncident>& incidents) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  json.Key("incidents");
  json.StartArray();
  for (const auto& [declared, opened_at] : incidents) {
    json.StartObject();
    put(json, "id", declared.id);
    put(json, "title", declared.title);
    put(json, "facts", declared.facts);
    put(json, "audiences", declared.audiences);
    put(json, "narratives", declared.narratives);
    put(json, "opened_at", format_time(opened_at));
    put(json, "since", format_time(declared.since));
    put(json, "until", format_time(declared.until));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return buffer.GetString();
}

std::string error_json(const Error& error) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  put(json, "error", error.code);
  put(json, "message", error.message);
  json.EndObject();
  return buffer.GetString();
}

// On one line, well-formed, without blanks around it or two in a row.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : repair_utf8(text)) {
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string text_of(const rapidjson::Value& request, const char* key) {
  const auto at = request.FindMember(key);
  if (at == request.MemberEnd() || !at->value.IsString()) return {};
  return one_line({at->value.GetString(), at->value.GetStringLength()});
}

std::vector<std::string> texts_of(const rapidjson::Value& request, const char* key) {
  std::vector<std::string> texts;
  const auto at = request.FindMember(key);
  if (at == request.MemberEnd() || !at->value.IsArray()) return texts;
  for (const auto& item : at->value.GetArray()) {
    auto text = item.IsString() ? one_line({item.GetString(), item.GetStringLength()}) : std::string();
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
  return texts;
}

Status check_texts(std::string_view option, const std::vector<std::string>& texts, std::size_t most,
                   std::size_t longest) {
  if (texts.size() > most)
    return Error{"too-many", fmt::format("{} is given {} times; {} is the most", option, texts.size(), most)};
  for (const auto& text : texts) {
    if (text.empty()) return Error{"empty", fmt::format("{} is empty", option)};
    if (text.size() > longest)
      return Error{"too-long", fmt::format("{} takes {} bytes; this has {}: \"{}\"", option, longest, text.size(),
                                           shorten(text, 60))};
  }
  return {};
}

std::string meant(const std::string& name, const std::vector<std::string_view>& known) {
  const auto near = nearest(name, known);
  return near.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", near);
}

// Named must be what the incident can change something about, or the operator would wait for it in vain.
Status check_narratives(const std::vector<std::string>& names, const RuleSet& rules, Time now) {
  std::vector<std::string_view> known;
  for (const auto& narrative : rules.narratives) known.emplace_back(narrative.id);
  for (const auto& name : names) {
    const auto* narrative = rules.find(name);
    if (narrative == nullptr)
      return Error{"unknown-narrative",
                   fmt::format("\"{}\" is no narrative of the rules that run{}", name, meant(name, known))};
    if (!standing_of(*narrative, now == Time::min() ? std::string() : rule_day(now)).awaits_facts)
      return Error{"awaits-no-facts",
                   fmt::format("\"{}\" is {}, so an incident changes nothing about it: that is for what is "
                               "unverified or {}, and for evidence: media",
                               name, narrative->kind == NarrativeKind::harm ? "a harm" : narrative->status,
                               kSuspectMisidentified)};
  }
  return {};
}

Status check_audiences(const std::vector<std::string>& names, const RuleSet& rules) {
  std::set<std::string_view> known;
  for (const auto& narrative : rules.narratives) {
    for (const auto& [audience, maturity] : narrative.maturity) known.insert(audience);
  }
  for (const auto& audience : rules.audiences) known.insert(audience.id);
  for (const auto& name : names) {
    if (!known.contains(name))
      return Error{"unknown-audience", fmt::format("\"{}\" is no audience of the rules that run{}", name,
                                                   meant(name, {known.begin(), known.end()}))};
  }
  return {};
}

Status read_times(const rapidjson::Value& request, IncidentDraft& draft) {
  if (const auto since = text_of(request, "since"); !since.empty()) {
    const auto back = parse_duration(since);
    if (back) draft.back = *back;
    if (!back) draft.since = parse_time(since);
    if (!back && !draft.since)
      return Error{"since", fmt::format("--since {} is no duration such as 24h and no time such as "
                                        "2026-03-02T09:00:00Z",
                                        since)};
  }
  if (const auto lasts = text_of(request, "for"); !lasts.empty()) {
    const auto duration = parse_duration(lasts);
    if (!duration) return Error{"for", fmt::format("--for {} is no duration such as 72h", lasts)};
    draft.lasts = *duration;
  }
  return {};
}

}  // namespace

Result<IncidentDraft> read_incident_draft(const std::string& request, const RuleSet& rules, Time now) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(request.c_str());
  if (document.HasParseError() || !document.IsObject()) return Error{"request", "the request is no JSON object"};
  IncidentDraft draft;
  draft.title = text_of(document, "title");
  draft.facts = texts_of(document, "facts");
  draft.audiences = texts_of(document, "audiences");
  draft.narratives = texts_of(document, "narratives");
  if (draft.facts.empty()) {
    return Error{"no-facts",
                 "an incident needs official facts (--fact): without one there is nothing to say in public"};
  }
  for (const auto& status :
       {check_texts("--title", {draft.title}, 1, IncidentRecord::kMostTitle),
        check_texts("--fact", draft.facts, IncidentRecord::kMostFacts, IncidentRecord::kMostFact),
        check_texts("--audience", draft.audiences, IncidentRecord::kMostNames, IncidentRecord::kMostName),
        check_texts("--narrative", draft.narratives, IncidentRecord::kMostNames, IncidentRecord::kMostName),
        check_audiences(draft.audiences, rules), check_narratives(draft.narratives, rules, now),
        read_times(document, draft)}) {
    if (!status) return status.error();
  }
  return draft;
}

std::string answer_incident(std::string_view command, const std::string& request, Pipeline& pipeline) {
  const auto told = [](const Result<OpenIncident>& incident) {
    return incident ? incidents_json({*incident}) : error_json(incident.error());
  };
  if (command == "incident-list") return incidents_json(pipeline.status().incidents);
  if (command == "incident-open") {
    const auto status = pipeline.status();
    auto draft = read_incident_draft(request, *status.rules, status.stamp);
    return draft ? told(pipeline.open_incident(std::move(*draft))) : error_json(draft.error());
  }
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(request.c_str());
  if (command == "incident-close" && !document.HasParseError() && document.IsObject())
    return told(pipeline.close_incident(text_of(document, "id")));
  return error_json({"request", "this is no request about incidents"});
}

}  // namespace sait
