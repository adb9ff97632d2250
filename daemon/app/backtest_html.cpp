#include <fmt/format.h>

#include <algorithm>

#include "app/backtest_report.hpp"
#include "app/markup.hpp"

namespace sait {
namespace {

constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6470;--line:#d5dae0;--paper:#fff;--bar:#2f6f9f;--band:#cfe0ee;--bad:#a8361b}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebee;--soft:#a3adb8;--line:#39414a;--paper:#15191d;--bar:#6db1e0;--band:#274256;--bad:#ef8a6f}}
*{box-sizing:border-box}body{margin:0 auto;max-width:70rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}
p{margin:.3rem 0;overflow-wrap:anywhere}.soft{color:var(--soft)}.bad{color:var(--bad);font-weight:600}
.wide{overflow-x:auto}table{border-collapse:collapse;min-width:100%;font-size:.9rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);white-space:nowrap}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
ul{margin:.2rem 0;padding-left:1.2rem}li{overflow-wrap:anywhere;margin:.2rem 0}
svg{display:block}svg.hours{width:100%;height:3rem}.bar{fill:var(--bar)}.band{fill:var(--band)}.axis{stroke:var(--line)}
)";

std::string cell(const std::string& text, bool number = false) {
  return fmt::format("<td{}>{}</td>", number ? " class=\"n\"" : "", escape_xml(text));
}

std::string table(const std::vector<const char*>& heads, const std::string& rows) {
  std::string out = "<div class=\"wide\"><table><thead><tr>";
  for (const auto* const head : heads) out += fmt::format("<th scope=\"col\">{}</th>", head);
  return out + "</tr></thead><tbody>" + rows + "</tbody></table></div>\n";
}

// Posts an hour as bars, from the first hour of the run to its last: at most so many, several hours each where it is
// longer.
std::string hours_chart(const ConversationFigures& one, Hour first, Hour last) {
  constexpr Hour kMostBars = 168;
  const Hour step = std::max<Hour>(1, (last - first + kMostBars) / kMostBars);
  const auto count = static_cast<std::size_t>((last - first) / step + 1);
  std::vector<std::uint64_t> bars(count, 0);
  for (const auto& hour : one.hours)
    bars[static_cast<std::size_t>(std::clamp(hour.hour, first, last) - first) / static_cast<std::size_t>(step)] +=
        hour.posts;
  const auto most = std::max<std::uint64_t>(1, *std::ranges::max_element(bars));
  std::string out = fmt::format(
      "<svg class=\"hours\" viewBox=\"0 0 {} 40\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Posts by "
      "time: "
      "at most {} in {} h\"><line class=\"axis\" x1=\"0\" y1=\"39.5\" x2=\"{}\" y2=\"39.5\"/>",
      count * 4, most, step, count * 4);
  for (std::size_t i = 0; i < count; ++i) {
    if (bars[i] == 0) continue;
    const auto height = std::max(1.0, 38.0 * static_cast<double>(bars[i]) / static_cast<double>(most));
    out += fmt::format("<rect class=\"bar\" x=\"{}\" y=\"{:.1f}\" width=\"3\" height=\"{:.1f}\"/>", i * 4, 39 - height,
                       height);
  }
  return out + fmt::format("</svg><p class=\"soft\">{} to {}; each bar {} h, the highest {} posts</p>\n",
                           format_time(Time(std::chrono::hours(first))), format_time(Time(std::chrono::hours(last))),
                           step, most);
}

// A share from 0 to 1 with its interval.
std::string share_cell(double value, const Range& range, bool known, const std::string& text) {
  std::string drawing;
  if (known)
    drawing = fmt::format(
        "<rect class=\"band\" x=\"{:.1f}\" y=\"2\" width=\"{:.1f}\" height=\"8\"/><rect class=\"bar\" "
        "x=\"{:.1f}\" y=\"0\" width=\"2\" height=\"12\"/>",
        range.low * 100, std::max(1.0, (range.high - range.low) * 100), std::min(98.0, value * 100));
  return fmt::format(
      "<td><svg width=\"100\" height=\"12\" viewBox=\"0 0 100 12\" aria-hidden=\"true\">{}<line class=\"axis\" "
      "x1=\"0\" y1=\"11.5\" x2=\"100\" y2=\"11.5\"/></svg>{}</td>",
      drawing, escape_xml(text));
}
std::string share_cell(const Share& share) {
  return share_cell(share.value(), share.range(), share.known(), share_text(share));
}

std::string posture(const std::optional<Posture>& highest) { return highest ? to_string(*highest) : "none"; }

std::string example_list(const std::vector<ExamplePost>& examples, const ExampleTexts& texts, const char* mark) {
  std::string out;
  for (const auto& example : examples)
    out += fmt::format("<li>{}<b>{}</b> <span class=\"soft\">{}</span> {}</li>", mark, to_string(example.act),
                       place_text(example), escape_xml(words_text(example, texts)));
  return out.empty() ? out : "<ul>" + out + "</ul>\n";
}

std::string figures_part(const BacktestReport& report) {
  std::string rows, details;
  const bool any = report.run.found.last() >= report.run.found.first();
  for (const auto& one : report.figures) {
    std::string cells = cell(one.narrative) + cell(one.audience) + cell(to_string(one.maturity)) +
                        cell(fmt::format("{}", one.posts), true) + cell(fmt::format("{:.2f}", one.posts_an_hour), true);
    for (const auto count : one.acts) cells += cell(fmt::format("{}", count), true);
    rows += "<tr>" + cells + cell(fmt::format("{}", one.alerts), true) + cell(posture(one.highest)) + "</tr>\n";
    if (one.posts == 0 || !any) continue;
    details += fmt::format("<h3>{} <span class=\"soft\">{}</span></h3>\n", escape_xml(one.narrative),
                           escape_xml(one.audience));
    details += hours_chart(one, hour_of(report.run.found.first()), hour_of(report.run.found.last()));
    if (one.first_alert) {
      const auto lead = lead_text(one.first_alert, one.first_media);
      details +=
          fmt::format("<p>First alert {}{}</p>\n", format_time(*one.first_alert),
                      lead.empty() ? "; no newsroom posted about it" : ", " + lead + " the first post of a newsroom");
    }
    details += example_list(one.examples, report.texts, "");
  }
  std::vector<const char*> heads{"narrative", "audience", "maturity", "posts", "an hour"};
  for (std::size_t i = 0; i < kSpeechActs; ++i) heads.push_back(to_string(static_cast<SpeechAct>(i)));
  heads.insert(heads.end(), {"alerts", "highest posture"});
  std::string budgets;
  for (const auto& budget : budgets_of(report.run)) budgets += "<li>" + escape_xml(budget_in_words(budget)) + "</li>\n";
  if (!budgets.empty()) budgets = "<h3>Budgets</h3>\n<ul>\n" + budgets + "</ul>\n";
  return "<h2>What was found</h2>\n" + table(heads, rows) + budgets + details;
}

std::string difference_part(const BacktestReport& report) {
  if (!report.before) return {};
  auto out = fmt::format("<h2>Against {}</h2>\n<p>Alerts a day: {:.1f} before, {:.1f} now.</p>\n",
                         escape_xml(*report.against_name), alerts_a_day(*report.before), alerts_a_day(report.run));
  if (report.differences.empty()) return out + "<p>No post is matched otherwise, and no advice differs.</p>\n";
  std::string rows, details;
  for (const auto& one : report.differences) {
    const auto flip = fmt::format("{} &rarr; {}", posture(one.highest_before), posture(one.highest_after));
    const auto lead = [&](const std::optional<Time>& first) {
      const auto text = lead_text(first, one.first_media);
      return text.empty() ? std::string("-") : text;
    };
    rows += "<tr>" + cell(one.narrative) + cell(one.audience) + cell(fmt::format("{}", one.gained), true) +
            cell(fmt::format("{}", one.lost), true) + cell(fmt::format("{}", one.act_changed), true) +
            fmt::format("<td{}>{}</td>", one.flips() ? " class=\"bad\"" : "", flip) +
            cell(fmt::format("{} / {}", one.alerts_before, one.alerts_after), true) +
            cell(lead(one.first_before) + " / " + lead(one.first_after)) + "</tr>\n";
    const auto examples = example_list(one.gained_examples, report.texts, "gained: ") +
                          example_list(one.lost_examples, report.texts, "lost: ") +
                          example_list(one.changed_examples, report.texts, "other act: ");
    if (!examples.empty())
      details += fmt::format("<h3>{} <span class=\"soft\">{}</span></h3>\n", escape_xml(one.narrative),
                             escape_xml(one.audience)) +
                 examples;
  }
  return out +
         table({"narrative", "audience", "gained", "lost", "other act", "highest posture", "alerts before / now",
                "first alert to the first post of a newsroom, before / now"},
               rows) +
         details;
}

std::string hits_rows(const std::vector<NarrativeScore>& scores, const char* all) {
  std::string rows;
  for (const auto& score : scores) {
    const auto& name = !score.narrative.empty() ? score.narrative : !score.group.empty() ? score.group : all;
    rows += "<tr>" + cell(score.language) + cell(name) + share_cell(score.hits.precision()) +
            share_cell(score.hits.recall()) +
            share_cell(score.hits.f(), score.hits.f_range(), score.hits.known(), f_text(score.hits)) + "</tr>\n";
  }
  return rows;
}

std::string labels_part(const BacktestReport& report) {
  if (!report.labels) return {};
  const auto& scores = report.scores;
  auto out = fmt::format(
      "<h2>Against what people said</h2>\n<p>{} labels of {}{}. Shares with 95 % intervals (Wilson), the "
      "worst first; under {} cases nothing is said.</p>\n",
      report.labels->written_rows(), escape_xml(report.labels->name),
      scores.absent > 0 ? fmt::format("; the posts of {} are not there", scores.absent) : std::string(),
      Share::kFewest);
  std::string words;
  for (const auto& sentence : in_words(report)) words += "<li>" + escape_xml(sentence) + ".</li>";
  out += "<ul>" + words + "</ul>\n";
  out += table({"language", "narrative", "precision", "recall", "F"},
               hits_rows(scores.languages, "all") + hits_rows(scores.narratives, "") + hits_rows(scores.groups, ""));
  std::string rows;
  for (const auto& score : scores.labels)
    rows += "<tr>" + cell(score.language) + cell(score.label) +
            cell(score.narrative.empty() ? "all" : score.narrative) +
            cell(score.wanted == Wanted::silence ? "wrongly found" : "found") + share_cell(score.found) + "</tr>\n";
  out += "<h3>By label</h3>\n" + table({"language", "label", "narrative", "asked", "share"}, rows);
  std::string silences, evasions;
  for (const auto& score : scores.silences)
    silences += "<tr>" + cell(score.language) + share_cell(score.found) + "</tr>\n";
  if (!silences.empty())
    out += "<h3>Of all that is to stay silent</h3>\n" + table({"language", "wrongly found"}, silences);
  for (const auto& score : scores.evasions)
    evasions += "<tr>" + cell(score.language) + cell(evasion_text(score)) + share_cell(score.found) + "</tr>\n";
  if (!evasions.empty())
    out += "<h3>In disguise</h3>\n" + table({"language", "disguise", "found, of what is found undisguised"}, evasions);
  for (const auto& [what, lines] : mistakes_in_words(report)) {
    out += fmt::format("<h3>{}{}</h3>\n<ul>", std::string(*what == 'm' ? "M" : "W"), what + 1);
    for (const auto& line : lines) out += "<li>" + escape_xml(line) + "</li>";
    out += "</ul>\n";
  }
  return out;
}

}  // namespace

std::string html_of(const BacktestReport& report) {
  const auto& totals = report.run.totals;
  auto out = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>Backtest of "
      "{0}</title><style>{1}</style></head><body><main>\n"
      "<h1>Backtest of {0}</h1>\n<p class=\"soft\">over {2}; rules {3:.16}</p>\n",
      escape_xml(report.rules_name), kStyle, escape_xml(report.source_name), to_hex(report.run.rules->hash));
  if (report.damage) out += fmt::format("<p class=\"bad\">Incomplete: {}</p>\n", escape_xml(report.damage->message));
  out += fmt::format(
      "<p>{} lines read, {} posts on topic, {} lines left out, {} repeats. {:.1f} alerts a day; what is not stable "
      "was judged as if it were.</p>\n",
      totals.read, report.run.found.on_topic(), totals.rejected, totals.repeats, alerts_a_day(report.run));
  if (report.run.found.history() > 0)
    out += fmt::format("<p>{} posts came more than 48 h behind later ones: they raise no alert.</p>\n",
                       report.run.found.history());
  if (report.run.texts_since)
    out += fmt::format(
        "<p>Texts are kept since {}: {} posts were matched anew, for older ones counts what their records "
        "say.</p>\n",
        format_time(*report.run.texts_since), report.run.matched_anew);
  return out + labels_part(report) + difference_part(report) + figures_part(report) + "</main></body></html>\n";
}

}  // namespace sait
