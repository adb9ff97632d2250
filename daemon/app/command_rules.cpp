#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>

#include "app/control_commands.hpp"
#include "app/match_json.hpp"
#include "app/rules_folder.hpp"
#include "app/rules_report.hpp"
#include "app/standard_output.hpp"
#include "app/system_clock.hpp"
#include "match/explain.hpp"
#include "match/rule_tests.hpp"
#include "model/post_json.hpp"
#include "rules/hygiene.hpp"
#include "rules/schema.hpp"

namespace sait {
namespace {

struct Options {
  std::string folder, format = "text", background, text, language;
};

constexpr double kCommon = 1.0 / 1000;  // of background posts: more often is no claim but everyday speech

// Patterns that everyday posts match. False after a message: the file cannot be read.
bool warn_common(const std::shared_ptr<const RuleSet>& rules, const RuleFiles& files, const std::string& file,
                 Diagnostics& diagnostics) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    fmt::print(stderr, "{}: error[unreadable]: no file can be read there\n", file);
    return false;
  }
  PostMatcher matcher(rules);
  PostReader reader;
  Post post;
  std::map<std::size_t, std::size_t> hits;
  std::size_t posts = 0;
  for (std::string line; std::getline(in, line);) {
    if (!reader.read(line.data(), line.size(), post).ok()) continue;
    ++posts;
    if (!matcher.on_topic(post)) continue;
    std::size_t last = rules->patterns.size();
    for (const auto& match : matcher.matches(matcher.language({}))) {
      if (match.pattern != last) ++hits[match.pattern];
      last = match.pattern;
    }
  }
  for (const auto& [index, count] : hits) {
    const auto share = static_cast<double>(count) / static_cast<double>(posts);
    if (share <= kCommon) continue;
    const auto& pattern = rules->patterns[index];
    const auto& narrative = rules->narratives[pattern.narrative];
    diagnostics.add(warning_at(
        files, narrative.file, pattern.place, "common",
        fmt::format("{} is found in {} of {} posts of the background ({:.1f} in 1,000): ask for more than everyday "
                    "speech",
                    pattern.id, count, posts, share * 1000)));
  }
  return true;
}

int check(const Options& options) {
  Diagnostics unreadable, found;
  const auto files = rule_files_in(options.folder, unreadable);
  if (!files) return 1;
  const auto rules = load_rules(*files, found);
  auto diagnostics = together(unreadable, found);
  if (rules) {
    warn_about(*rules, *files, SystemClock().now(), diagnostics);
    if (!options.background.empty() && !warn_common(rules, *files, options.background, diagnostics)) return 1;
  }
  const auto shown = below(options.folder, diagnostics);
  std::string out;
  if (options.format == "json") {
    for (const auto& item : shown.items()) out += diagnostic_json(item) + "\n";
  } else if (options.format == "sarif") {
    out = sarif(diagnostics, options.folder) + "\n";
  } else {
    out = shown.render();
    if (rules)
      out += fmt::format("good: {} narratives and harms, {} patterns, {} languages, {} terms, {} tests\n",
                         rules->narratives.size(), rules->patterns.size(), rules->words.size(), rules->terms.size(),
                         rules->tests.size());
  }
  const int status = print_last(out);
  return status != 0 ? status : rules ? 0 : 1;
}

int test(const Options& options) {
  Diagnostics unreadable, found;
  const auto files = rule_files_in(options.folder, unreadable);
  if (!files) return 1;
  const auto rules = compile_rules(*files, found);
  if (!rules) {
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
  const auto results = run_tests(rules);
  const bool all = std::ranges::all_of(results, [](const TestResult& result) { return result.passed; });
  const auto out = options.format == "junit"  ? junit_of(*rules, results)
                   : options.format == "json" ? json_of(*rules, results)
                                              : text_of(*rules, results, options.folder);
  const int status = print_last(out);
  return status != 0 ? status : all ? 0 : 1;
}

int explain(const Options& options) {
  const auto rules = rules_in(options.folder);
  if (!rules) return 1;
  if (!has_language(*rules, options.language)) return 2;
  PostMatcher matcher(rules);
  Post post;
  post.platform = "text";
  post.id = "1";
  post.text = options.text;
  post.lang = options.language;
  const auto explanation = explain_post(*rules, matcher, post);
  return print_last(options.format == "json" ? json_of(explanation, *rules, matcher, post)
                                             : text_of(explanation, *rules, matcher, post));
}

void add_folder(CLI::App& command, Options& options) {
  command.add_option("dir", options.folder, "the rule folder")->required()->type_name("DIR");
}

void add_format(CLI::App& command, Options& options, std::vector<std::string> formats) {
  command.add_option("--format", options.format, "how it is printed")
      ->check(CLI::IsMember(std::move(formats)))
      ->capture_default_str();
}

}  // namespace

void add_rules_command(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* rules = app.add_subcommand("rules", "checks, tests and explains rule files");
  rules->require_subcommand(1);
  rules->footer(
      "Example:\n  saitctl rules check rules\n  saitctl rules test rules\n"
      "  saitctl rules explain rules --text \"Migrants get more than pensioners\"");

  auto* checking = rules->add_subcommand("check", "everything that is wrong in a rule folder, with its place");
  add_folder(*checking, *options);
  add_format(*checking, *options, {"text", "json", "sarif"});
  checking
      ->add_option("--background", options->background,
                   "everyday posts (NDJSON): patterns that more than 1 in 1,000 of them match are told")
      ->type_name("FILE");
  checking->footer("Example:\n  saitctl rules check rules --background posts.ndjson");
  checking->callback([options, &status] { status = check(*options); });

  auto* testing = rules->add_subcommand("test", "runs the tests beside the rules");
  add_folder(*testing, *options);
  add_format(*testing, *options, {"text", "json", "junit"});
  testing->footer("Example:\n  saitctl rules test rules --format junit > rules.xml");
  testing->callback([options, &status] { status = test(*options); });

  auto* explaining = rules->add_subcommand("explain", "why a text matches, or which part did not and how near it came");
  add_folder(*explaining, *options);
  explaining->add_option("--text", options->text, "the text of a post")->required();
  explaining->add_option("--lang", options->language, "its language; else it is detected")->type_name("TAG");
  add_format(*explaining, *options, {"text", "json"});
  explaining->footer("Example:\n  saitctl rules explain rules --lang en --text \"Migrants get more than pensioners\"");
  explaining->callback([options, &status] { status = explain(*options); });

  auto* schema = rules->add_subcommand("schema", "JSON Schema of rule files, for editors");
  schema->footer("Example:\n  saitctl rules schema > rules.schema.json");
  schema->callback([&status] { status = print_last(rules_schema()); });
}

}  // namespace sait
