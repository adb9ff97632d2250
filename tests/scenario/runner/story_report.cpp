#include "story_report.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace sait::story {
namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

std::string listed(const std::vector<Advice>& postures) {
  std::string text;
  for (const auto& posture : postures) text += (text.empty() ? "" : " / ") + std::string(to_string(posture));
  return text;
}

std::string expected_text(const Expectation& expected) {
  auto text = listed(expected.posture);
  if (expected.holding_statement) text += ", as a holding statement";
  if (expected.safety) text += ", safety";
  if (!expected.never.empty()) text += "; never " + listed(expected.never);
  return text;
}

std::string got_text(const Line& line) {
  std::string text = to_string(line.got);
  if (line.safety_open)
    text += ", safety open";
  else if (line.safety_at)
    text += ", safety first at " + format_time(*line.safety_at);
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

std::string row_text(const std::string& row) { return row.empty() ? "no row" : "row " + row; }

std::string wrong_text(const Line& line) {
  std::string text;
  for (const auto& held : line.wrong)
    text += fmt::format(" {} from {} ({}).", to_string(held.advice), format_time(held.since), row_text(held.row));
  return text.empty() ? text : " Held" + text;
}

// A cell may not hold what ends it.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

void put(JsonWriter& out, const char* key, std::string_view text) {
  out.Key(key);
  out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void put(JsonWriter& out, const char* key, const std::vector<std::string>& texts) {
  out.Key(key);
  out.StartArray();
  for (const auto& text : texts) out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  out.EndArray();
}

void put(JsonWriter& out, const char* key, const std::vector<Advice>& postures) {
  std::vector<std::string> names;
  for (const auto& posture : postures) names.emplace_back(to_string(posture));
  put(out, key, names);
}

void put_line(JsonWriter& out, const Line& line) {
  out.StartObject();
  put(out, "at", format_time(line.expected.at));
  put(out, "expected", line.expected.posture);
  put(out, "never", line.expected.never);
  out.Key("holding_statement");
  out.Bool(line.expected.holding_statement);
  out.Key("safety");
  out.Bool(line.expected.safety);
  put(out, "got", std::string_view(to_string(line.got)));
  out.Key("safety_open");
  out.Bool(line.safety_open);
  put(out, "safety_at", line.safety_at ? format_time(*line.safety_at) : std::string());
  put(out, "row", line.row);
  put(out, "reasons", line.reasons);
  put(out, "difference", line.difference);
  put(out, "why", line.expected.why);
  out.EndObject();
}

void put_alert(JsonWriter& out, const Alert& alert) {
  out.StartObject();
  put(out, "at", format_time(alert.at));
  put(out, "narrative", alert.narrative);
  put(out, "change", std::string_view(sait::to_string(alert.change)));
  put(out, "posture", std::string_view(sait::to_string(alert.posture)));
  put(out, "row", alert.row);
  put(out, "expires", format_time(alert.expires_at));
  put(out, "reasons", alert.reasons);
  put(out, "variables",
      std::vector<std::string>{alert.assessment.scale.reason, alert.assessment.awareness.reason,
                               alert.assessment.influence.reason, alert.assessment.timing.reason,
                               alert.assessment.coverage.reason});
  out.EndObject();
}

}  // namespace

std::string explained(const Story& story, const Line& line) {
  return fmt::format("{} {}: expected {}; got {} ({}): {}.{} Reasons: {}", story.id, format_time(line.expected.at),
                     expected_text(line.expected), got_text(line), row_text(line.row), line.difference,
                     wrong_text(line), joined(line.reasons));
}

std::string markdown(const Story& story, const Outcome& outcome) {
  auto text = fmt::format("# {}: {}\n\n", story.id, story.title);
  text += "| time | expected | got | row | ok | why |\n| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& line : outcome.lines) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", format_time(line.expected.at),
                        expected_text(line.expected), got_text(line), line.row,
                        line.difference.empty() ? "ok" : "not: " + line.difference, cell(line.expected.why));
  }
  text += "\n";
  for (const auto& line : outcome.lines) {
    if (line.difference.empty()) continue;
    text += fmt::format("- {} {}.{} Reasons: {}\n", format_time(line.expected.at), line.difference, wrong_text(line),
                        joined(line.reasons));
  }
  text +=
      "\n## Advice over time\n\n| time | of | change | posture | row | reasons |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& alert : outcome.course) {
    const auto& seen = alert.assessment;
    text += fmt::format("| {} | {} | {} | {} | {} | {} {} {} {} {} |\n", format_time(alert.at), alert.narrative,
                        sait::to_string(alert.change), sait::to_string(alert.posture), alert.row,
                        cell(joined(alert.reasons)), seen.scale.reason, seen.awareness.reason, seen.influence.reason,
                        seen.timing.reason);
  }
  return text;
}

std::string json(const Story& story, const Outcome& outcome) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  put(out, "story", story.id);
  put(out, "title", story.title);
  out.Key("lines");
  out.StartArray();
  for (const auto& line : outcome.lines) put_line(out, line);
  out.EndArray();
  out.Key("course");
  out.StartArray();
  for (const auto& alert : outcome.course) put_alert(out, alert);
  out.EndArray();
  out.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace sait::story
