#include "app/alert_text.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>

#include <algorithm>

#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kIndent = 16;

std::string field_text(const rapidjson::Value& object, const char* key) {
  if (!object.IsObject()) return {};
  const auto at = object.FindMember(key);
  if (at == object.MemberEnd()) return {};
  if (at->value.IsString()) return at->value.GetString();
  if (at->value.IsUint64()) return std::to_string(at->value.GetUint64());
  if (at->value.IsNumber()) return fmt::format("{}", at->value.GetDouble());
  return {};
}

const rapidjson::Value& member(const rapidjson::Value& object, const char* key) {
  static const rapidjson::Value kNothing;
  if (!object.IsObject()) return kNothing;
  const auto at = object.FindMember(key);
  return at == object.MemberEnd() ? kNothing : at->value;
}

// Breaks at spaces; lines after the first are indented to where the text began. Widths count characters, not bytes.
std::string wrapped(std::string_view label, std::string_view text, std::size_t indent) {
  const auto width_of = [](std::string_view part) {
    return static_cast<std::size_t>(std::ranges::count_if(part, [](char c) { return !continues_character(c); }));
  };
  std::string out = fmt::format("  {:<{}}", label, indent - 2);
  std::size_t column = indent;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    if (column > indent && column + width_of(word) + 1 > kWidth) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width_of(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + "\n";
}

std::string list(std::string_view label, const rapidjson::Value& items, std::size_t indent) {
  std::string out;
  if (!items.IsArray()) return out;
  for (const auto& item : items.GetArray()) {
    if (!item.IsString() || item.GetStringLength() == 0) continue;
    out += wrapped(out.empty() ? label : "", item.GetString(), indent);
  }
  return out;
}

std::string_view colour_of(std::string_view posture) {
  if (posture == "escalate-safety") return "\x1b[1;37;41m";
  if (posture == "respond-directly") return "\x1b[1;31m";
  if (posture == "respond-through-allies") return "\x1b[1;33m";
  if (posture == "prepare") return "\x1b[1;36m";
  if (posture == "monitor") return "\x1b[1;34m";
  return "\x1b[1;32m";
}

std::string facts_text(const rapidjson::Value& facts, std::size_t indent) {
  std::string out;
  if (!facts.IsArray()) return out;
  for (const auto& fact : facts.GetArray()) {
    const auto address = field_text(fact, "address");
    out += wrapped(out.empty() ? "facts" : "",
                   fmt::format("{} ({}, {}{})", field_text(fact, "statement"), field_text(fact, "source"),
                               field_text(fact, "year"), address.empty() ? "" : ": " + address),
                   indent);
  }
  return out;
}

// How to say it: what the posture asks for, and what the playbook has for this narrative.
std::string kit_text(const rapidjson::Value& kit) {
  if (!kit.IsObject()) return {};
  auto out = list("do", member(kit, "do"), kIndent);
  const auto line = [&](const char* label, const std::string& text) {
    if (!text.empty()) out += wrapped(label, text, kIndent);
  };
  line("lead with", field_text(kit, "value"));
  if (const auto& number = member(kit, "number"); number.IsObject())
    line("one number",
         fmt::format("{} {} ({}, {}). {}", field_text(number, "value"), field_text(number, "unit"),
                     field_text(number, "place"), field_text(number, "year"), field_text(kit, "number_note")));
  line("a story", field_text(kit, "story"));
  out += list("tone", member(kit, "tone"), kIndent);
  const auto& images = member(kit, "images");
  if (images.IsObject()) {
    out += list("show", member(images, "show"), kIndent);
    out += list("do not show", member(images, "avoid"), kIndent);
  }
  return out;
}

// The alert within a CloudEvent, or the document itself; nullptr when it is no alert.
const rapidjson::Value* parse_alert(std::string_view json, rapidjson::Document& document) {
  document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (document.HasParseError()) return nullptr;
  const auto& data = member(document, "data");
  const rapidjson::Value& alert = data.IsObject() ? data : document;
  return field_text(alert, "posture").empty() ? nullptr : &alert;
}

std::string painted(std::string_view text, std::string_view posture, bool colour) {
  return colour ? fmt::format("{}{}\x1b[0m", colour_of(posture), text) : std::string(text);
}

std::string count_text(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// "21 authors, growing"; where authors cannot be counted, posts; nothing once a conversation is over.
std::string size_text(const rapidjson::Value& assessment) {
  const auto& scale = member(assessment, "scale");
  const auto& observable = member(scale, "authors_observable");
  const auto& authors = member(member(scale, "authors"), "estimate");
  const auto& posts = member(scale, "posts");
  const bool by_authors = observable.IsTrue() && authors.IsUint64();
  if (!by_authors && !posts.IsUint64()) return {};
  const auto size = by_authors ? count_text(authors.GetUint64(), "author") : count_text(posts.GetUint64(), "post");
  const auto trend = field_text(member(assessment, "timing"), "trend");
  return trend.empty() ? size : size + ", " + trend;
}

// "de", or "Chemnitz (chemnitz)" for one that is declared.
std::string audience_text(const rapidjson::Value& alert) {
  const auto id = field_text(alert, "audience"), title = field_text(alert, "audience_title");
  return title.empty() ? id : fmt::format("{} ({})", title, id);
}

// What is no conversation's: nothing in it is an assessment.
bool is_notice(std::string_view kind) { return kind == "notice" || kind == "digest"; }

std::string notice_text(const rapidjson::Value& alert, bool colour) {
  const bool digest = field_text(member(alert, "narrative"), "kind") == "digest";
  auto out = fmt::format("{}  #{} {}\n", painted(digest ? " DIGEST " : " NOTICE ", "monitor", colour),
                         field_text(alert, "sequence"), field_text(alert, "change"));
  const auto& narrative = member(alert, "narrative");
  out += wrapped("what",
                 fmt::format("{} ({}, for {})", field_text(narrative, "title"), field_text(narrative, "id"),
                             field_text(alert, "audience")),
                 kIndent);
  out += wrapped("when", field_text(alert, "at"), kIndent);
  out += list("why", member(member(alert, "decision"), "reasons"), kIndent);
  return out + list("would change", member(member(alert, "decision"), "would_change"), kIndent);
}

}  // namespace

std::string alert_text(std::string_view json, bool colour) {
  rapidjson::Document document;
  const auto* found = parse_alert(json, document);
  if (found == nullptr) return std::string(json) + "\n";
  const auto& alert = *found;
  const auto posture = field_text(alert, "posture");
  const auto& narrative = member(alert, "narrative");
  if (is_notice(field_text(narrative, "kind"))) return notice_text(alert, colour);
  const auto& assessment = member(alert, "assessment");
  const auto& decision = member(alert, "decision");
  std::string upper = posture;
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return c == '-' ? ' ' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
  std::string out = fmt::format(
      "{}  #{} {}{}\n", painted(" " + upper + " ", posture, colour), field_text(alert, "sequence"),
      field_text(alert, "change"),
      field_text(alert, "previous_posture").empty() ? "" : " from " + field_text(alert, "previous_posture"));
  out += wrapped("claim",
                 fmt::format("{} ({}; {}, audience {})", field_text(narrative, "title"),
                             field_text(narrative, "status"), field_text(narrative, "id"), audience_text(alert)),
                 kIndent);
  if (const auto& trial = member(alert, "trial"); trial.IsObject())
    out += wrapped("ON TRIAL",
                   fmt::format("a rule in {}: analysts alone are told; it would go to audience {}",
                               field_text(trial, "maturity"), audience_text(trial)),
                   kIndent);
  const auto& held = member(alert, "held");
  out +=
      wrapped("when",
              fmt::format("{}, holds until {}{}", field_text(alert, "at"), field_text(alert, "expires_at"),
                          held.IsBool() && held.GetBool() ? " (held: nobody can confirm it, feeds were not seen)" : ""),
              kIndent);
  for (const auto* variable : {"scale", "awareness", "influence", "timing"}) {
    const auto& part = member(assessment, variable);
    const auto level = field_text(part, "level").empty() ? field_text(part, "trend") : field_text(part, "level");
    out += wrapped(variable, fmt::format("{}: {}", level, field_text(part, "reason")), kIndent);
  }
  out += wrapped("coverage", field_text(member(assessment, "coverage"), "reason"), kIndent);
  out += list("why", member(decision, "reasons"), kIndent);
  out += list("would change", member(decision, "would_change"), kIndent);
  // With these whoever asks later finds the table and the rules as they stood.
  if (const auto row = field_text(decision, "row"); !row.empty()) {
    constexpr std::size_t kShown = 16;  // hexadecimal digits, as in `saitctl status`
    out += wrapped("decided by",
                   fmt::format("row {} of policy {}, rules {}", row, field_text(decision, "policy"),
                               field_text(alert, "rules").substr(0, kShown)),
                   kIndent);
  }
  if (posture != "no-engagement" && posture != "escalate-safety") {
    if (const auto& incident = member(alert, "incident"); incident.IsObject()) {
      out += wrapped("incident",
                     fmt::format("{} ({}): a holding statement, never a rebuttal", field_text(incident, "title"),
                                 field_text(incident, "id")),
                     kIndent);
      out += list("official", member(incident, "facts"), kIndent);
    }
    out += facts_text(member(alert, "facts"), kIndent);
    out += list("say", member(alert, "message"), kIndent);
    out += kit_text(member(alert, "kit"));
    out += list("avoid", member(alert, "avoid"), kIndent);
    out += list("through", member(alert, "allies"), kIndent);
  } else {
    out += list("do", member(member(alert, "kit"), "do"), kIndent);
  }
  if (posture == "escalate-safety") {
    out += list("first", member(alert, "message"), kIndent);
    out += list("avoid", member(alert, "avoid"), kIndent);
    out += list("tell", member(alert, "allies"), kIndent);
    if (member(alert, "rabat").IsObject())
      out += wrapped("to judge",
                     "by a person, who fills in the six parts of the Rabat test: context, speaker, intent, content and "
                     "form, extent, likelihood of harm; nothing here says that anything is unlawful",
                     kIndent);
  }
  out += list("seen (masked)", member(alert, "examples"), kIndent);
  return out;
}

std::string alert_line(std::string_view json, bool colour) {
  rapidjson::Document document;
  const auto* found = parse_alert(json, document);
  if (found == nullptr) return std::string(json) + "\n";
  const auto& alert = *found;
  const auto posture = field_text(alert, "posture");
  const auto change = field_text(alert, "change");
  auto at = field_text(alert, "at").substr(0, 16);  // to the minute
  std::ranges::replace(at, 'T', ' ');
  const auto& narrative = member(alert, "narrative");
  // What is over needs no attention, whatever its last posture was.
  const bool attention = change != "closed" && change != "retracted";
  const auto kind = field_text(narrative, "kind");
  const bool notice = is_notice(kind);
  const auto size = attention && !notice ? size_text(member(alert, "assessment")) : std::string();
  auto whose = field_text(alert, "audience");
  if (const auto& trial = member(alert, "trial"); trial.IsObject())
    whose += fmt::format(" ({}, {})", field_text(trial, "audience"), field_text(trial, "maturity"));
  const auto line = fmt::format("{} {:>4}  {:<12}  {}  {:<32}  {}", at, field_text(alert, "sequence"), change,
                                painted(fmt::format("{:<22}", notice ? kind : posture), posture, colour && attention),
                                fmt::format("{}/{}", field_text(narrative, "id"), whose), size);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace sait
