#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/archive_posts.hpp"
#include "app/calendar_report.hpp"
#include "app/control_commands.hpp"
#include "app/match_json.hpp"
#include "app/policy_report.hpp"
#include "app/profile_report.hpp"
#include "app/rules_folder.hpp"
#include "app/rules_report.hpp"
#include "app/sarif.hpp"
#include "app/standard_output.hpp"
#include "app/system_clock.hpp"
#include "app/workbench_commands.hpp"
#include "assess/load_rules.hpp"
#include "match/explain.hpp"
#include "match/rule_tests.hpp"
#include "rules/hygiene.hpp"
#include "rules/schema.hpp"

namespace sait {
namespace {

struct RulesOptions {
  std::string folder, other, format = "text", background, text, language, policy_case, day, kind, out, narrative;
};

// Patterns that everyday posts match. What was said of the background decides about the status, not about the rules.
bool look_at_background(const std::shared_ptr<const RuleSet>& rules, const RuleFiles& files, const std::string& file,
                        Diagnostics& diagnostics, bool& whole) {
  PatternCounts counts(rules);
  const auto end = each_post(file, [&](const Post& post, std::uint64_t) {
    counts.look(post);
    return true;
  });
  whole = end == ArchiveEnd::whole;
  warn_of_common(counts, *rules, files, diagnostics);
  return end != ArchiveEnd::unreadable;
}

// What the tests beside the rules make match.
std::vector<std::size_t> reached_by_tests(const std::shared_ptr<const RuleSet>& rules) {
  std::vector<std::size_t> reached;
  for (const auto& result : run_tests(rules))
    reached.insert(reached.end(), result.patterns.begin(), result.patterns.end());
  return reached;
}

// What stands in the way of the folder as a whole, in the form that was asked for, and for people beside it: who reads
// a report in a review would else see an empty one.
int refuse_folder(const RulesOptions& options, const Error& error) {
  fmt::print(stderr, "{}: error[{}]: {}\n", options.folder, error.code, error.message);
  Diagnostics of_folder, shown;
  Diagnostic told{Diagnostic::Severity::error, {}, 0, 0, error.code, error.message, {}};
  of_folder.add(told);
  told.file = options.folder;
  shown.add(told);
  std::string out;
  if (options.format == "json") out = diagnostic_json(told) + "\n";
  if (options.format == "sarif") out = sarif(of_folder, options.folder) + "\n";
  if (options.format == "junit") out = junit_of(shown);
  if (!out.empty()) (void)print_last(out);
  return 1;
}

int check(const RulesOptions& options) {
  Diagnostics unreadable, found;
  const auto files = read_rules_in(options.folder, unreadable);
  if (!files) return refuse_folder(options, files.error());
  const auto rules = load_rules(*files, found);
  auto diagnostics = together(unreadable, found);
  const bool good = rules != nullptr && unreadable.items().empty();
  bool whole = true;  // the background
  if (rules) {
    warn_about(*rules, *files, SystemClock().now(), diagnostics);
    warn_about_untested(*rules, *files, reached_by_tests(rules), diagnostics);
    if (!options.background.empty() && !look_at_background(rules, *files, options.background, diagnostics, whole))
      return 1;
  }
  const auto shown = below(options.folder, diagnostics);
  std::string out;
  if (options.format == "json") {
    for (const auto& item : shown.items()) out += diagnostic_json(item) + "\n";
  } else if (options.format == "sarif") {
    out = sarif(diagnostics, options.folder) + "\n";
  } else {
    out = shown.render();
    if (good)
      out += fmt::format(
          "good: {} narratives and harms, {} patterns, {} languages, {} terms, {} tests{}\n", rules->narratives.size(),
          rules->patterns.size(), rules->words.size(), rules->terms.size(),
          rules->tests.size() + rules->policy.tests.size(),
          rules->calendar.events().empty() ? "" : fmt::format(", {} events", rules->calendar.events().size()));
  }
  const int status = print_last(out);
  return status != 0 ? status : good && whole ? 0 : 1;
}

int test(const RulesOptions& options) {
  Diagnostics unreadable, found;
  const auto files = read_rules_in(options.folder, unreadable);
  if (!files) return refuse_folder(options, files.error());
  const auto rules = compile_rules(*files, found);
  if (!rules || !unreadable.items().empty()) {
    const auto shown = below(options.folder, together(unreadable, found));
    if (options.format == "junit") {
      (void)print_last(junit_of(shown));
    } else if (options.format == "json") {
      std::string lines;
      for (const auto& item : shown.items()) lines += diagnostic_json(item) + "\n";
      (void)print_last(lines);
    }
    fmt::print(stderr, "{}", shown.render());
    return 1;
  }
  const TestReport report{run_tests(rules), run_policy_tests(rules->policy)};
  const auto out = options.format == "junit"  ? junit_of(*rules, report)
                   : options.format == "json" ? json_of(*rules, report)
                                              : text_of(report, options.folder);
  const int status = print_last(out);
  return status != 0 ? status : report.all_passed() ? 0 : 1;
}

// A case that cannot be read, or cannot be, is wrong use.
int explain_case(const RulesOptions& options) {
  const auto rules = rules_in(options.folder);
  if (!rules) return 1;
  Diagnostics diagnostics;
  const auto given = parse_policy_case(options.policy_case, diagnostics);
  fmt::print(stderr, "{}", diagnostics.render());
  if (!given) return 2;
  if (const auto why = contradiction(*given, rules->policy)) {
    fmt::print(stderr, "--policy-case: error[impossible-case]: no conversation is like this: {}\n", *why);
    return 2;
  }
  const auto explanation = explain_policy(*given, rules->policy);
  return print_last(options.format == "json" ? json_of(explanation, *given, rules->policy)
                                             : text_of(explanation, *given, rules->policy));
}

int diff(const RulesOptions& options) {
  const auto before = rules_in(options.folder);
  const auto after = rules_in(options.other);
  if (!before || !after) return 1;
  const auto found = diff_policies(before->policy, after->policy);
  const auto events = diff_calendars(before->calendar, after->calendar);
  auto out = options.format == "json" ? json_of(found, events) : text_of(found, events);
  for (const auto& [id, change] : audience_changes(before->audiences, after->audiences)) {
    out += options.format == "json"
               ? fmt::format("{{\"audience\":{},\"change\":\"{}\"}}\n", json_string(id), change)
               : fmt::format("audience \"{}\" is {}\n", id, change == "other" ? "declared otherwise" : change);
  }
  return print_last(out);
}

int explain_day(const RulesOptions& options) {
  const auto day = parse_time(options.day);
  constexpr Time kLast =
      std::chrono::sys_days(std::chrono::year(9000) / 1 / 1);  // what follows it has years to stand in
  if (!day || *day > kLast) {
    fmt::print(stderr, "--day {}: error[date]: this is no day such as 2027-04-18\n", options.day);
    return 2;
  }
  const auto rules = rules_in(options.folder);
  if (!rules) return 1;
  return print_last(options.format == "json" ? calendar_json(*rules, *day) : calendar_text(*rules, *day));
}

int explain(const RulesOptions& options) {
  if (!options.policy_case.empty()) return explain_case(options);
  if (!options.day.empty()) return explain_day(options);
  const auto rules = rules_in(options.folder);
  if (!rules) return 1;
  if (!has_language(*rules, options.language)) return 2;
  if (!options.narrative.empty() && rules->find(options.narrative) == nullptr) {
    fmt::print(stderr,
               "{}: error[narrative]: there is no narrative or harm \"{}\"; `saitctl rules check` names its "
               "files\n",
               options.folder, options.narrative);
    return 2;
  }
  PostMatcher matcher(rules);
  Post post;
  post.platform = "text";
  post.id = "1";
  post.text = options.text;
  post.lang = options.language;
  const auto explanation = explain_post(*rules, matcher, post, options.narrative);
  return print_last(options.format == "json" ? json_of(explanation, *rules, matcher, post)
                                             : text_of(explanation, *rules, matcher, post));
}

// One file a kind, and a line for each that says which rule files it is for.
int write_schemas(const std::string& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  std::string written;
  for (const auto& kind : schema_kinds()) {
    const auto path = std::filesystem::path(folder) / fmt::format("{}.schema.json", kind.name);
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << rules_schema(kind);
    file.close();
    if (!file) {
      fmt::print(stderr, "{}: error[unwritable]: no file can be written there; name a folder of your own with --out\n",
                 path.string());
      return 1;
    }
    written += fmt::format("{}  for {}\n", path.string(), kind.files);
  }
  return print_last(written);
}

int schema_of(const RulesOptions& options) {
  if (!options.out.empty()) return write_schemas(options.out);
  for (const auto& kind : schema_kinds()) {
    if (kind.name == options.kind) return print_last(rules_schema(kind));
  }
  return print_last(rules_schema());
}

void add_folder(CLI::App& command, RulesOptions& options) {
  command.add_option("dir", options.folder, "the rule folder")->required()->type_name("DIR");
}

void add_format(CLI::App& command, RulesOptions& options, std::vector<std::string> formats) {
  command.add_option("--format", options.format, "how it is printed")
      ->check(CLI::IsMember(std::move(formats)))
      ->capture_default_str();
}

}  // namespace

void add_rules_command(CLI::App& app, int& status) {
  auto options = std::make_shared<RulesOptions>();
  auto* rules = app.add_subcommand("rules", "checks, tests, explains and compares rule files");
  rules->require_subcommand(1);
  rules->footer(
      "Example:\n  saitctl rules check rules\n  saitctl rules test rules\n"
      "  saitctl rules explain rules --text \"Migrants get more than pensioners\"");

  auto* checking = rules->add_subcommand("check", "everything that is wrong in a rule folder, with its place");
  add_folder(*checking, *options);
  add_format(*checking, *options, {"text", "json", "sarif"});
  checking
      ->add_option("--background", options->background,
                   "everyday posts (NDJSON, plain or zstd): patterns that more than 1 in 1,000 of them match are told")
      ->type_name("FILE");
  checking->footer("Example:\n  saitctl rules check rules --background posts.ndjson");
  checking->callback([options, &status] { status = check(*options); });

  auto* testing = rules->add_subcommand("test", "runs the tests beside the rules");
  add_folder(*testing, *options);
  add_format(*testing, *options, {"text", "json", "junit"});
  testing->footer("Example:\n  saitctl rules test rules --format junit > rules.xml");
  testing->callback([options, &status] { status = test(*options); });

  add_backtest_command(*rules, status);

  auto* explaining = rules->add_subcommand("explain",
                                           "why a text matches, or which part did not; or what the policy advises of a "
                                           "conversation, and why; or what is near on a day");
  add_folder(*explaining, *options);
  auto* subject = explaining->add_option_group("subject", "one of these");
  auto* text = subject->add_option("--text", options->text, "the text of a post");
  subject
      ->add_option("--policy-case", options->policy_case,
                   "a conversation in numbers of 24 hours, as in a policy's tests: authors posts communities platforms "
                   "media official elected breakout z trend questions corrections void coverage aimed_at_migrants harm "
                   "recycled threat_open event_near status ceiling "
                   "authors_observable; what is not said is quiet")
      ->type_name("KEY=VALUE,...");
  subject->add_option("--day", options->day, "what of the calendar is near on a day (or at a time, UTC)")
      ->type_name("DAY");
  subject->require_option(1);
  explaining->add_option("--lang", options->language, "the text's language; else it is detected")
      ->type_name("TAG")
      ->needs(text);
  explaining->add_option("--narrative", options->narrative, "only this narrative or harm; else all")
      ->type_name("ID")
      ->needs(text);
  add_format(*explaining, *options, {"text", "json"});
  explaining->footer(
      "Example:\n  saitctl rules explain rules --lang en --text \"Migrants get more than pensioners\"\n"
      "  saitctl rules explain rules --policy-case authors=60,breakout=3,trend=growing\n"
      "  saitctl rules explain rules --day 2026-12-16");
  explaining->callback([options, &status] { status = explain(*options); });

  auto* diffing = rules->add_subcommand(
      "diff", "what the policies and calendars of two rule folders say differently, and which audiences differ");
  diffing->add_option("old", options->folder, "the rule folder before")->required()->type_name("OLD");
  diffing->add_option("new", options->other, "the rule folder after")->required()->type_name("NEW");
  add_format(*diffing, *options, {"text", "json"});
  diffing->footer("Example:\n  saitctl rules diff rules my-rules");
  diffing->callback([options, &status] { status = diff(*options); });

  add_suggest_command(*rules, status);
  add_guard_command(*rules, status);
  add_learn_command(*rules, status);
  add_profile_command(*rules, status);

  auto* schema = rules->add_subcommand("schema", "JSON Schema of rule files, for editors");
  std::vector<std::string> kinds;
  for (const auto& kind : schema_kinds()) kinds.emplace_back(kind.name);
  auto* kind = schema->add_option("--kind", options->kind, "of one kind of file alone")
                   ->check(CLI::IsMember(std::move(kinds)))
                   ->type_name("KIND");
  schema
      ->add_option("--out", options->out,
                   "a folder to write one file a kind into, KIND.schema.json, as editors want them; made if not there")
      ->type_name("DIR")
      ->excludes(kind);
  schema->footer(
      "Example:\n  saitctl rules schema --out .vscode/saitd\n  saitctl rules schema --kind narrative > "
      "narrative.schema.json");
  schema->callback([options, &status] { status = schema_of(*options); });
}

}  // namespace sait
