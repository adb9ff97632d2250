#include "app/backtest_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <rapidjson/prettywriter.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "app/markup.hpp"
#include "workbench/trial_rules.hpp"

namespace sait {
namespace {

using PrettyJson = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

constexpr std::size_t kMistakesShown = 20;  // of each kind, to people

std::string lines_of_text(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format(" {:<{}}", row[i], widths[i]);
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

std::string posture_text(const std::optional<Posture>& posture) { return posture ? to_string(*posture) : "-"; }

std::string span_text(const FoundPosts& found) {
  if (found.last() < found.first()) return "no post on topic";
  constexpr Time kNoTime = std::chrono::sys_days(std::chrono::year(2000) / 1 / 2);
  if (found.last() < kNoTime)
    return "not known: no post has one between 2000 and tomorrow, so rates and alerts mean little";
  return fmt::format("{} to {}", format_time(found.first()), format_time(found.last()));
}

std::string head_text(const BacktestReport& report) {
  const auto& totals = report.run.totals;
  auto out = fmt::format("posts    {} lines read, {} posts on topic, {} lines left out, {} repeats\ntime     {}\n",
                         totals.read, report.run.found.on_topic(), totals.rejected, totals.repeats,
                         span_text(report.run.found));
  if (report.run.found.history() > 0)
    out += fmt::format("history  {} posts came more than 48 h behind later ones: they raise no alert\n",
                       report.run.found.history());
  if (report.run.texts_since)
    out += fmt::format("texts    kept since {}: {} posts were matched anew; of older ones counts the record\n",
                       format_time(*report.run.texts_since), report.run.matched_anew);
  out += fmt::format("alerts   {:.1f} a day, {:.1f} of them by what is on trial, judged as if it were stable\n",
                     alerts_a_day(report.run), alerts_a_day_on_trial(report.run));
  return out;
}

std::string acts_text(const ConversationFigures& figures) {
  std::string out;
  for (std::size_t i = 0; i < kSpeechActs; ++i) {
    if (figures.acts[i] > 0)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", figures.acts[i], to_string(static_cast<SpeechAct>(i)));
  }
  return out.empty() ? "-" : out;
}

std::string examples_text(const std::vector<ExamplePost>& examples, const ExampleTexts& texts, const char* mark) {
  std::string out;
  for (const auto& example : examples)
    out += fmt::format("    {}{} ({}): {}\n", mark, to_string(example.act), place_text(example),
                       words_text(example, texts));
  return out;
}

std::string figures_text(const BacktestReport& report) {
  std::vector<std::vector<std::string>> rows{
      {"narrative", "audience", "maturity", "posts", "an hour", "busiest", "alerts", "highest", "by act"}};
  std::string examples;
  for (const auto& one : report.figures) {
    rows.push_back({one.narrative, one.audience, to_string(one.maturity), fmt::format("{}", one.posts),
                    fmt::format("{:.2f}", one.posts_an_hour), fmt::format("{}", one.busiest.posts),
                    fmt::format("{}", one.alerts), posture_text(one.highest), acts_text(one)});
    if (!one.examples.empty())
      examples +=
          fmt::format("  {} {}\n{}", one.narrative, one.audience, examples_text(one.examples, report.texts, ""));
    if (const auto lead = lead_text(one.first_alert, one.first_media); !lead.empty() && one.first_alert)
      examples +=
          fmt::format("    first alert {}: {} the first post of a newsroom\n", format_time(*one.first_alert), lead);
  }
  std::string budgets;
  for (const auto& budget : budgets_of(report.run)) budgets += fmt::format("  {}\n", budget_in_words(budget));
  if (!budgets.empty()) budgets = "budgets\n" + budgets;
  return "found\n" + lines_of_text(rows) + budgets + (examples.empty() ? "" : "examples\n" + examples);
}

std::string difference_text(const BacktestReport& report) {
  if (!report.before) return {};
  auto out = fmt::format("against  {}: alerts a day {:.1f} before, {:.1f} now\n", *report.against_name,
                         alerts_a_day(*report.before), alerts_a_day(report.run));
  if (report.differences.empty()) return out + "  no post is matched otherwise, no advice differs\n";
  for (const auto& one : report.differences) {
    out += fmt::format("  {} {}: {} gained, {} lost, {} with another act\n", one.narrative, one.audience, one.gained,
                       one.lost, one.act_changed);
    if (one.flips())
      out += fmt::format("    posture flips: {} before, {} now\n", posture_text(one.highest_before),
                         posture_text(one.highest_after));
    if (one.alerts_before != one.alerts_after || one.first_before != one.first_after) {
      const auto first = [](const std::optional<Time>& time) {
        return time ? format_time(*time) : std::string("never");
      };
      out += fmt::format("    alerts: {} before, {} now; the first {} before, {} now\n", one.alerts_before,
                         one.alerts_after, first(one.first_before), first(one.first_after));
    }
    const auto before = lead_text(one.first_before, one.first_media), now = lead_text(one.first_after, one.first_media);
    if (before != now)
      out += fmt::format("    first alert, to the first post of a newsroom: {} before, {} now\n",
                         before.empty() ? "none" : before, now.empty() ? "none" : now);
    out += examples_text(one.gained_examples, report.texts, "+ ");
    out += examples_text(one.lost_examples, report.texts, "- ");
    out += examples_text(one.changed_examples, report.texts, "~ ");
  }
  return out;
}

const char* wanted_text(Wanted wanted) {
  constexpr std::array<const char*, 3> kTexts{"found", "found as a harm", "wrongly found"};
  return kTexts[static_cast<std::size_t>(wanted)];
}

std::string mistake_text(const Mistake& mistake) {
  std::string by;
  for (const auto& id : mistake.by) by += fmt::format("{}{}", by.empty() ? "" : ", ", id);
  if (!mistake.missed) return "found as a claim by " + by;
  return by.empty() ? "not found" : "found by " + by + " only";
}

void add_hits(std::vector<std::vector<std::string>>& rows, const std::vector<NarrativeScore>& scores) {
  for (const auto& score : scores)
    rows.push_back({score.language, score.narrative.empty() ? score.group : score.narrative,
                    share_text(score.hits.precision()), share_text(score.hits.recall()), f_text(score.hits)});
}

std::string labels_text(const BacktestReport& report) {
  if (!report.labels) return {};
  const auto& scores = report.scores;
  auto out = fmt::format("labels   {}: {} rows", report.labels->name, report.labels->written_rows());
  if (scores.absent > 0) out += fmt::format(", {} of posts that are not there", scores.absent);
  out += "; shares with 95 % intervals (Wilson), worst first, unknown under 30 cases\n";
  for (const auto& words : in_words(report)) out += fmt::format("  {}\n", words);
  std::vector<std::vector<std::string>> rows{{"language", "narrative", "precision", "recall", "F"}};
  rows.reserve(1 + scores.languages.size() + scores.narratives.size() + scores.groups.size());
  for (auto score : scores.languages) {
    score.narrative = "all";
    add_hits(rows, {score});
  }
  add_hits(rows, scores.narratives);
  add_hits(rows, scores.groups);
  out += lines_of_text(rows);
  std::vector<std::vector<std::string>> by_label{{"language", "label", "narrative", "asked", "share", "elsewhere"}};
  for (const auto& score : scores.labels)
    by_label.push_back({score.language, score.label, score.narrative.empty() ? "all" : score.narrative,
                        wanted_text(score.wanted), share_text(score.found),
                        score.elsewhere == 0 ? "" : fmt::format("{} by another", score.elsewhere)});
  out += lines_of_text(by_label);
  std::vector<std::vector<std::string>> silences{{"language", "to stay silent", "wrongly found"}};
  for (const auto& score : scores.silences) silences.push_back({score.language, "all", share_text(score.found)});
  if (silences.size() > 1) out += lines_of_text(silences);
  std::vector<std::vector<std::string>> evasions{{"language", "in disguise", "found, of what is found undisguised"}};
  for (const auto& score : scores.evasions)
    evasions.push_back({score.language, evasion_text(score), share_text(score.found)});
  if (evasions.size() > 1) out += lines_of_text(evasions);
  for (const auto& [what, lines] : mistakes_in_words(report)) {
    out += fmt::format("  {}\n", what);
    for (const auto& line : lines) out += fmt::format("    {}\n", line);
  }
  return out;
}

// --- JSON ---

void number(PrettyJson& json, double value) {
  const auto text = fmt::format("{:.4f}", value);
  json.RawValue(text.data(), text.size(), rapidjson::kNumberType);
}
void string(PrettyJson& json, std::string_view text) {
  const auto valid = repair_utf8(text);
  json.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
}
void member(PrettyJson& json, const char* key, std::string_view text) {
  json.Key(key);
  string(json, text);
}
void member(PrettyJson& json, const char* key, std::uint64_t value) {
  json.Key(key);
  json.Uint64(value);
}
void time_member(PrettyJson& json, const char* key, const std::optional<Time>& time) {
  json.Key(key);
  if (time)
    string(json, format_time(*time));
  else
    json.Null();
}
void posture_member(PrettyJson& json, const char* key, const std::optional<Posture>& posture) {
  json.Key(key);
  if (posture)
    string(json, to_string(*posture));
  else
    json.Null();
}

void share_member(PrettyJson& json, const char* key, double value, const Range& range, bool known,
                  const std::optional<Share>& counts) {
  json.Key(key);
  json.StartObject();
  json.Key("value");
  if (known)
    number(json, value);
  else
    json.Null();
  json.Key("interval");
  json.StartArray();
  number(json, range.low);
  number(json, range.high);
  json.EndArray();
  if (counts) {
    member(json, "hits", counts->hits);
    member(json, "cases", counts->cases);
  }
  json.EndObject();
}
void share_member(PrettyJson& json, const char* key, const Share& share) {
  share_member(json, key, share.value(), share.range(), share.known(), share);
}

template <typename Items, typename Write>
void list(PrettyJson& json, const char* key, const Items& items, Write&& write) {
  json.Key(key);
  json.StartArray();
  for (const auto& item : items) write(item);
  json.EndArray();
}

void examples_member(PrettyJson& json, const char* key, const std::vector<ExamplePost>& examples,
                     const ExampleTexts& texts) {
  list(json, key, examples, [&](const ExamplePost& example) {
    json.StartObject();
    member(json, "act", to_string(example.act));
    if (example.line > 0) member(json, "line", example.line);
    member(json, "time", format_time(example.time));
    if (const auto text = texts.find(example.key); text != texts.end()) member(json, "text", text->second);
    json.EndObject();
  });
}

void run_members(PrettyJson& json, const BacktestRun& run) {
  const auto& totals = run.totals;
  member(json, "read", totals.read);
  member(json, "on_topic", run.found.on_topic());
  member(json, "off_topic", totals.off_topic);
  member(json, "rejected", totals.rejected);
  member(json, "repeats", totals.repeats);
  member(json, "history", run.found.history());
  const bool any = run.found.last() >= run.found.first();
  time_member(json, "first", any ? std::optional(run.found.first()) : std::nullopt);
  time_member(json, "last", any ? std::optional(run.found.last()) : std::nullopt);
  if (run.texts_since) {
    time_member(json, "texts_since", run.texts_since);
    member(json, "matched_anew", run.matched_anew);
  }
  json.Key("alerts_a_day");
  number(json, alerts_a_day(run));
  json.Key("alerts_a_day_on_trial");
  number(json, alerts_a_day_on_trial(run));
  list(json, "budgets", budgets_of(run), [&](const BudgetFigures& budget) {
    json.StartObject();
    member(json, "narrative", budget.narrative);
    member(json, "per_day", budget.per_day);
    member(json, "days_over", static_cast<std::uint64_t>(budget.days_over));
    json.EndObject();
  });
}

void figures_object(PrettyJson& json, const ConversationFigures& one, const ExampleTexts& texts) {
  json.StartObject();
  member(json, one.kind == NarrativeKind::harm ? "harm" : "narrative", one.narrative);
  member(json, "audience", one.audience);
  member(json, "maturity", to_string(one.maturity));
  member(json, "posts", one.posts);
  json.Key("acts");
  json.StartObject();
  for (std::size_t i = 0; i < kSpeechActs; ++i) member(json, to_string(static_cast<SpeechAct>(i)), one.acts[i]);
  json.EndObject();
  json.Key("posts_an_hour");
  number(json, one.posts_an_hour);
  list(json, "hours", one.hours, [&](const PostsInHour& hour) {
    json.StartArray();
    string(json, format_time(Time(std::chrono::hours(hour.hour))));
    json.Uint64(hour.posts);
    json.EndArray();
  });
  member(json, "alerts", one.alerts);
  posture_member(json, "highest_posture", one.highest);
  time_member(json, "first_alert", one.first_alert);
  time_member(json, "first_media_post", one.first_media);
  examples_member(json, "examples", one.examples, texts);
  json.EndObject();
}

void difference_object(PrettyJson& json, const ConversationDifference& one, const ExampleTexts& texts) {
  json.StartObject();
  member(json, "narrative", one.narrative);
  member(json, "audience", one.audience);
  member(json, "gained", one.gained);
  member(json, "lost", one.lost);
  member(json, "act_changed", one.act_changed);
  json.Key("flips");
  json.Bool(one.flips());
  posture_member(json, "highest_before", one.highest_before);
  posture_member(json, "highest_after", one.highest_after);
  member(json, "alerts_before", one.alerts_before);
  member(json, "alerts_after", one.alerts_after);
  time_member(json, "first_alert_before", one.first_before);
  time_member(json, "first_alert_after", one.first_after);
  time_member(json, "first_media_post", one.first_media);
  examples_member(json, "gained_examples", one.gained_examples, texts);
  examples_member(json, "lost_examples", one.lost_examples, texts);
  examples_member(json, "act_changed_examples", one.changed_examples, texts);
  json.EndObject();
}

void hits_object(PrettyJson& json, const NarrativeScore& score) {
  json.StartObject();
  member(json, "lang", score.language);
  if (!score.narrative.empty()) member(json, "narrative", score.narrative);
  if (!score.group.empty()) member(json, "group", score.group);
  share_member(json, "precision", score.hits.precision());
  share_member(json, "recall", score.hits.recall());
  share_member(json, "f", score.hits.f(), score.hits.f_range(), score.hits.known(), std::nullopt);
  json.EndObject();
}

void labels_members(PrettyJson& json, const BacktestReport& report) {
  const auto& scores = report.scores;
  json.Key("labels");
  json.StartObject();
  member(json, "name", report.labels->name);
  member(json, "rows", report.labels->written_rows());
  member(json, "absent", scores.absent);
  list(json, "in_words", in_words(report), [&](const std::string& words) { string(json, words); });
  const auto hits = [&](const NarrativeScore& score) { hits_object(json, score); };
  list(json, "languages", scores.languages, hits);
  list(json, "narratives", scores.narratives, hits);
  list(json, "groups", scores.groups, hits);
  list(json, "by_label", scores.labels, [&](const LabelScore& score) {
    json.StartObject();
    member(json, "lang", score.language);
    member(json, "label", score.label);
    if (!score.narrative.empty()) member(json, "narrative", score.narrative);
    member(json, "asked", wanted_text(score.wanted));
    share_member(json, "share", score.found);
    member(json, "elsewhere", score.elsewhere);
    json.EndObject();
  });
  list(json, "silences", scores.silences, [&](const SilenceScore& score) {
    json.StartObject();
    member(json, "lang", score.language);
    share_member(json, "wrongly_found", score.found);
    json.EndObject();
  });
  list(json, "evasions", scores.evasions, [&](const EvasionScore& score) {
    json.StartObject();
    member(json, "lang", score.language);
    member(json, "evasion", evasion_text(score));
    share_member(json, "share", score.found);
    json.EndObject();
  });
  list(json, "mistakes", scores.mistakes, [&](const Mistake& mistake) {
    json.StartObject();
    member(json, "file", mistake.row->file);
    member(json, "line", mistake.row->line);
    member(json, "lang", mistake.language);
    member(json, "label", mistake.row->label);
    if (!mistake.row->narrative.empty()) member(json, "narrative", mistake.row->narrative);
    member(json, "what", mistake.missed ? "missed" : "wrongly found");
    list(json, "by", mistake.by, [&](const std::string& id) { string(json, id); });
    json.EndObject();
  });
  json.EndObject();
}

}  // namespace

namespace {

// The words that were judged, where the table has them and no narrative in question keeps counts alone.
std::string said_text(const BacktestReport& report, const Mistake& mistake) {
  if (!report.shows_words || mistake.row->text.empty()) return {};
  auto about = mistake.by;
  about.push_back(mistake.row->narrative);
  const bool counted = std::ranges::any_of(about, [&](const std::string& id) {
    const auto* narrative = report.run.rules->find(id);
    return narrative != nullptr && narrative->storage == Storage::counts;
  });
  return counted ? std::string() : fmt::format(": {}", mask(repair_utf8(mistake.row->text)));
}

}  // namespace

std::vector<MistakesInWords> mistakes_in_words(const BacktestReport& report) {
  std::vector<MistakesInWords> all;
  for (const bool missed : {false, true}) {
    MistakesInWords one{missed ? "missed" : "wrongly found", {}};
    std::size_t count = 0;
    for (const auto& mistake : report.scores.mistakes) {
      if (mistake.missed != missed || ++count > kMistakesShown) continue;
      one.lines.push_back(fmt::format("{}:{} {} {}: {}{}", mistake.row->file, mistake.row->line, mistake.language,
                                      mistake.row->label, mistake_text(mistake), said_text(report, mistake)));
    }
    if (count > kMistakesShown)
      one.lines.push_back(fmt::format("and {} more (--format json has all)", count - kMistakesShown));
    if (count > 0) all.push_back(std::move(one));
  }
  return all;
}

std::string budget_in_words(const BudgetFigures& budget) {
  if (budget.days_over == 0)
    return fmt::format("{}: never over its budget of {} a day", budget.narrative, budget.per_day);
  return fmt::format("{}: over its budget of {} a day on {} day{}; what came beyond it is for the digest",
                     budget.narrative, budget.per_day, budget.days_over, budget.days_over == 1 ? "" : "s");
}

std::vector<std::string> in_words(const BacktestReport& report) {
  struct Count {
    std::uint64_t claims = 0, found = 0, silent = 0, wrong = 0;
  };
  std::map<std::string, Count> languages;
  for (const auto& score : report.scores.labels) {
    if (!score.narrative.empty()) continue;
    auto& count = languages[score.language];
    const bool silent = score.wanted == Wanted::silence;
    (silent ? count.silent : count.claims) += score.found.cases;
    (silent ? count.wrong : count.found) += score.found.hits;
  }
  std::vector<std::string> words;
  if (std::ranges::none_of(report.scores.labels, [](const auto& score) { return score.wanted != Wanted::silence; }) &&
      !report.scores.labels.empty()) {
    std::set<std::string> said;
    for (const auto& score : report.scores.labels) said.insert(score.label);
    words.push_back(
        fmt::format("no label asks for a claim, so every post counts as one that is to stay silent; if one of {} does, "
                    "name it with "
                    "--asserting",
                    fmt::join(said, ", ")));
  }
  std::map<std::string, std::uint64_t> unknown;
  std::uint64_t claims = 0, without = 0;
  for (const auto& row : report.labels->rows) {
    if (row.wanted == Wanted::silence || row.evasion) continue;
    ++claims;
    if (row.narrative.empty() || report.run.rules->find(row.narrative) != nullptr) continue;
    ++without;
    ++unknown[row.narrative];
  }
  if (without > 0) {
    std::string ids;
    for (const auto& [id, count] : unknown)
      ids += fmt::format("{}{} ({})", ids.empty() ? "" : ", ", repair_utf8(id), count);
    words.push_back(
        fmt::format("{} of {} claims are of narratives that these rules do not have: {}", without, claims, ids));
  }
  for (const auto& [language, count] : languages)
    words.push_back(
        fmt::format("in \"{}\" {} of {} claims are found, and {} of {} posts that make none are taken for one",
                    language, count.found, count.claims, count.wrong, count.silent));
  return words;
}

std::string lead_text(const std::optional<Time>& alert, const std::optional<Time>& media) {
  if (!alert || !media) return {};
  const auto hours = std::chrono::duration<double, std::ratio<3600>>(*media - *alert).count();
  return fmt::format("{:.1f} h {}", std::abs(hours), hours >= 0 ? "before" : "after");
}

std::string evasion_text(const EvasionScore& score) { return score.evasion ? to_string(*score.evasion) : "all"; }

std::string share_text(const Share& share) {
  if (!share.known()) return fmt::format("unknown ({} of {})", share.hits, share.cases);
  const auto range = share.range();
  return fmt::format("{:.2f} ({:.2f} to {:.2f}; {} of {})", share.value(), range.low, range.high, share.hits,
                     share.cases);
}

std::string f_text(const Hits& hits) {
  if (!hits.known()) return "unknown";
  const auto range = hits.f_range();
  return fmt::format("{:.2f} ({:.2f} to {:.2f})", hits.f(), range.low, range.high);
}

std::string place_text(const ExamplePost& example) {
  return example.line > 0 ? fmt::format("line {}", example.line) : format_time(example.time);
}

std::string words_text(const ExamplePost& example, const ExampleTexts& texts) {
  if (example.deleted) return "[deleted]";
  if (!example.readable) return kNoText;
  const auto text = texts.find(example.key);
  return text == texts.end() ? "[its text is not kept any more]" : text->second;
}

std::string text_of(const BacktestReport& report) {
  return head_text(report) + figures_text(report) + difference_text(report) + labels_text(report);
}

std::string json_of(const BacktestReport& report) {
  rapidjson::StringBuffer buffer;
  PrettyJson json(buffer);
  json.SetIndent(' ', 1);
  json.StartObject();
  member(json, "rules", report.rules_name);
  member(json, "rules_hash", to_hex(report.run.rules->hash));
  member(json, "source", report.source_name);
  json.Key("complete");
  json.Bool(!report.damage);
  run_members(json, report.run);
  list(json, "found", report.figures, [&](const ConversationFigures& one) { figures_object(json, one, report.texts); });
  if (report.before) {
    json.Key("against");
    json.StartObject();
    member(json, "rules", *report.against_name);
    member(json, "rules_hash", to_hex(report.before->rules->hash));
    run_members(json, *report.before);
    list(json, "differences", report.differences,
         [&](const ConversationDifference& one) { difference_object(json, one, report.texts); });
    json.EndObject();
  }
  if (report.labels) labels_members(json, report);
  json.EndObject();
  return std::string(buffer.GetString()) + "\n";
}

std::string junit_of(const BacktestReport& report) {
  const auto& table = *report.labels;
  const auto failed = report.scores.mistakes.size();
  const auto head =
      fmt::format("tests=\"{}\" failures=\"{}\" skipped=\"{}\"", table.written_rows(), failed, report.scores.absent);
  auto out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n<testsuite name=\"backtest\" {0}>\n", head);
  auto mistake = report.scores.mistakes.begin();
  for (std::size_t index = 0; index < table.written_rows(); ++index) {  // disguises stand behind
    const auto& row = table.rows[index];
    out += fmt::format("<testcase classname=\"{}\" name=\"{} line {}\" file=\"{}\" line=\"{}\"",
                       escape_xml(row.narrative.empty() ? "backtest" : row.narrative), escape_xml(row.label), row.line,
                       escape_xml(row.file), row.line);
    if (mistake != report.scores.mistakes.end() && mistake->row == &row) {
      out += fmt::format("><failure message=\"{}\"/></testcase>\n", escape_xml(mistake_text(*mistake)));
      ++mistake;
    } else {
      out += std::ranges::binary_search(report.scores.absent_rows, index)
                 ? "><skipped message=\"its post is not in the archive\"/></testcase>\n"
                 : "/>\n";
    }
  }
  return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace sait
