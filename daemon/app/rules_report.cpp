#include "app/rules_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/markup.hpp"
#include "app/match_json.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kNearest = 3;

std::string place_of(const auto& test) { return fmt::format("{}:{}:{}", test.file, test.line, test.column); }

std::string words_at(const PostMatcher& matcher, const Span& span) { return repair_utf8(matcher.words_at(span)); }

std::string match_text(const Match& match, const RuleSet& rules, PostMatcher& matcher) {
  const auto& pattern = rules.patterns[match.pattern];
  std::string out =
      fmt::format("matches  {}  as {}\n           {}\n", pattern.id, to_string(match.act), pattern.source);
  for (const auto& span : matcher.spans(match))
    out += fmt::format("  found    \"{}\"  ({})\n", words_at(matcher, span), to_text(span));
  for (const auto& slot : matcher.slots(match))
    out +=
        fmt::format("  slot     <{}> = {}  (\"{}\")\n", slot.name, to_text(slot.value), words_at(matcher, slot.span));
  if (match.cue.end > match.cue.begin) out += fmt::format("  cue      \"{}\"\n", words_at(matcher, match.cue));
  for (const auto* term : matcher.terms(match))
    out += fmt::format("  term     \"{}\"  ({})\n", term->words, to_string(term->kind));
  if (match.if_thread) out += "  needs    a thread that is on topic\n";
  const auto maturity = rules.narratives[pattern.narrative].maturity.find(pattern.language);
  if (maturity != rules.narratives[pattern.narrative].maturity.end() && maturity->second == Maturity::retired)
    out += "  retired  kept for history: it counts for nothing\n";
  return out;
}

std::string report_text(const PatternReport& report, const RuleSet& rules) {
  const auto& pattern = rules.patterns[report.pattern];
  std::string out = fmt::format("nearest  {}  ({:.0f} % of its words are there)\n           {}\n", pattern.id,
                                report.nearness * 100, pattern.source);
  for (const auto& phrase : report.phrases) {
    for (const auto& part : phrase.parts) {
      if (part.words.empty() && part.optional) continue;
      out += part.words.empty() ? fmt::format("  missing  {}\n", part.part)
                                : fmt::format("  found    {}  \"{}\"\n", part.part, part.words);
    }
  }
  return out + fmt::format("  failed   {}\n", report.failed);
}

}  // namespace

bool TestReport::all_passed() const {
  return std::ranges::all_of(posts, &TestResult::passed) && std::ranges::all_of(cases, &PolicyTestResult::passed);
}

std::string text_of(const TestReport& report, const std::string& folder) {
  std::string out;
  std::size_t passed = 0;
  const auto add = [&](const auto& result, const std::string& given) {
    if (result.passed) {
      ++passed;
    } else {
      out += fmt::format("{}{}{}: failed: {}\n    {}\n", folder, folder.ends_with('/') ? "" : "/",
                         place_of(*result.test), result.why, given);
    }
  };
  for (const auto& result : report.posts) add(result, repair_utf8(result.test->text));
  for (const auto& result : report.cases) add(result, to_text(result.test->given));
  return out + fmt::format("{} of {} tests hold\n", passed, report.posts.size() + report.cases.size());
}

std::string json_of(const RuleSet& rules, const TestReport& report) {
  std::string out;
  for (const auto& result : report.posts) {
    const auto& test = *result.test;
    std::string acts, why;
    if (!result.passed) why = fmt::format(",\"why\":{}", json_string(result.why));
    for (const auto act : result.acts) acts += fmt::format("{}\"{}\"", acts.empty() ? "" : ",", to_string(act));
    out += fmt::format(R"({{"file":{},"line":{},"narrative":{},"lang":{},"expected":"{}","found":[{}],"passed":{}{}}})",
                       json_string(test.file), test.line, json_string(rules.narratives[test.narrative].id),
                       json_string(test.language), test.act ? to_string(*test.act) : "none", acts, result.passed, why) +
           "\n";
  }
  for (const auto& result : report.cases) {
    const auto& test = *result.test;
    out +=
        fmt::format(R"({{"file":{},"line":{},"policy":{},"case":{},"expected":"{}","expected_row":{},)",
                    json_string(test.file), test.line, json_string(rules.policy.id), json_string(to_text(test.given)),
                    to_string(test.posture), test.row.empty() ? "null" : json_string(test.row)) +
        fmt::format("\"found\":\"{}\",\"row\":{},\"passed\":{}}}\n", to_string(result.decision.posture),
                    json_string(result.decision.row), result.passed);
  }
  return out;
}

std::string junit_of(const Diagnostics& diagnostics) {
  const auto errors = std::ranges::count(diagnostics.items(), Diagnostic::Severity::error, &Diagnostic::severity);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{0}\" errors=\"{0}\">\n<testsuite "
      "name=\"rules\" tests=\"{0}\" errors=\"{0}\">\n",
      errors);
  for (const auto& item : diagnostics.items()) {
    if (item.severity != Diagnostic::Severity::error) continue;
    out += fmt::format(
        "<testcase classname=\"rules.check\" name=\"{0}\" file=\"{1}\" line=\"{2}\"><error type=\"{0}\" "
        "message=\"{1}:{2}:{3}: {4}\"/></testcase>\n",
        escape_xml(item.code), escape_xml(item.file), item.line, item.column, escape_xml(item.text));
  }
  return out + "</testsuite>\n</testsuites>\n";
}

std::string junit_of(const RuleSet& rules, const TestReport& report) {
  const auto failed = std::ranges::count(report.posts, false, &TestResult::passed) +
                      std::ranges::count(report.cases, false, &PolicyTestResult::passed);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{0}\" failures=\"{1}\">\n<testsuite "
      "name=\"rules\" tests=\"{0}\" failures=\"{1}\">\n",
      report.posts.size() + report.cases.size(), failed);
  const auto add = [&](const auto& result, const std::string& of, std::string_view kind, const std::string& name) {
    out += fmt::format("<testcase classname=\"{}.{}\" name=\"{}\" file=\"{}\" line=\"{}\"", escape_xml(of),
                       escape_xml(kind), escape_xml(name), escape_xml(result.test->file), result.test->line);
    out += result.passed ? "/>\n" : fmt::format("><failure message=\"{}\"/></testcase>\n", escape_xml(result.why));
  };
  for (const auto& result : report.posts)
    add(result, rules.narratives[result.test->narrative].id, result.test->language, result.test->text);
  for (const auto& result : report.cases) add(result, rules.policy.id, "policy", to_text(result.test->given));
  return out + "</testsuite>\n</testsuites>\n";
}

Explanation explain_post(const RuleSet& rules, PostMatcher& matcher, const Post& post, const std::string& narrative) {
  Explanation out;
  out.given = !post.lang.empty();
  out.on_topic = matcher.on_topic(post);
  out.language = matcher.language({});
  out.readings = readings(matcher);
  out.matches = matcher.matches(out.language);
  std::erase_if(out.matches, [&](const Match& match) {
    const auto& pattern = rules.patterns[match.pattern];
    return (!narrative.empty() && rules.narratives[pattern.narrative].id != narrative) ||
           (!out.on_topic && pattern.hint);
  });
  if (out.matches.empty()) out.nearest = nearest_patterns(rules, matcher, out.language, kNearest, narrative);
  return out;
}

std::string text_of(const Explanation& explanation, const RuleSet& rules, PostMatcher& matcher, const Post& post) {
  (void)matcher.on_topic(post);
  (void)matcher.matches(explanation.language);
  std::string out = fmt::format("language {} ({})\nread as  {}\n",
                                explanation.language == "und" ? "not clear: every one is tried" : explanation.language,
                                explanation.given ? "given" : "detected", repair_utf8(matcher.folded().plain()));
  for (const auto& reading : explanation.readings)
    out += fmt::format("  undone   \"{}\" is \"{}\"\n", repair_utf8(reading.written), reading.read);
  out += fmt::format("topic    {}\n",
                     explanation.on_topic ? "yes" : "no: a post like this is counted and not looked at any further");
  for (const auto& match : explanation.matches) out += match_text(match, rules, matcher);
  if (!explanation.matches.empty()) return out;
  out += "matches  nothing\n";
  for (const auto& report : explanation.nearest) out += report_text(report, rules);
  if (explanation.nearest.empty()) out += "nearest  no pattern of this language has any part of it\n";
  return out;
}

std::string json_of(const Explanation& explanation, const RuleSet& rules, PostMatcher& matcher, const Post& post) {
  (void)matcher.on_topic(post);
  (void)matcher.matches(explanation.language);
  std::string found, nearest, undone;
  for (const auto& match : explanation.matches)
    found += (found.empty() ? "" : ",") + match_json(post, match, rules, matcher);
  for (const auto& reading : explanation.readings)
    undone += fmt::format("{}{{\"written\":{},\"read\":{}}}", undone.empty() ? "" : ",", json_string(reading.written),
                          json_string(reading.read));
  for (const auto& report : explanation.nearest) {
    std::string parts;
    for (const auto& phrase : report.phrases) {
      for (const auto& part : phrase.parts)
        parts += fmt::format("{}{{\"part\":{},\"words\":{}}}", parts.empty() ? "" : ",", json_string(part.part),
                             part.words.empty() ? "null" : json_string(part.words));
    }
    std::string unwanted;
    for (const auto& span : report.unwanted) unwanted += (unwanted.empty() ? "" : ",") + span_json(span);
    nearest += fmt::format("{}{{\"pattern\":{},\"nearness\":{:.3f},\"failed\":{},\"parts\":[{}]{}}}",
                           nearest.empty() ? "" : ",", json_string(rules.patterns[report.pattern].id), report.nearness,
                           json_string(report.failed), parts,
                           unwanted.empty() ? "" : fmt::format(",\"unwanted\":[{}]", unwanted));
  }
  return fmt::format(
      "{{\"lang\":{},\"on_topic\":{},\"folded\":{},\"undone\":[{}],\"matches\":[{}],\"nearest\":[{}]}}\n",
      json_string(explanation.language), explanation.on_topic, json_string(matcher.folded().plain()), undone, found,
      nearest);
}

}  // namespace sait
