#include "app/workbench_commands.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <set>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "app/author_list_files.hpp"
#include "app/backtest_report.hpp"
#include "app/label_files.hpp"
#include "app/progress.hpp"
#include "app/rules_folder.hpp"
#include "app/standard_output.hpp"
#include "app/system_clock.hpp"
#include "feeds/post_archive.hpp"
#include "model/post_json.hpp"
#include "pipeline/backtest.hpp"

namespace sait {
namespace {

struct BacktestCommand {
  std::string folder, posts, journal, against, format = "text", asserting, by;
  std::vector<std::string> labels;  // files and folders of them
  std::vector<std::string> lists;
  bool evasions = false;
  std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  std::size_t examples = 3;
};

using OpenArchive = std::function<Result<std::unique_ptr<PostArchive>>()>;

// Which posts of an archive the rows of a table name: a row need not say the platform.
class LabelledPosts {
 public:
  explicit LabelledPosts(const LabelTable& table) {
    for (const auto& row : table.rows) rows_.insert(row.id);
  }

  [[nodiscard]] Status find_in(PostArchive& archive) {
    ArchiveLines lines(archive);
    PostReader reader;
    Post post;
    for (;;) {
      const auto line = lines.next();
      if (!line && line.error().code == "damaged-archive") return {};  // the run tells
      if (!line) return line.error();
      if (!*line) return {};
      if ((*line)->dropped_bytes > 0 || !reader.read((*line)->data, (*line)->size, post).ok()) continue;
      if (!rows_.contains(std::string(post.id))) continue;
      found_[std::string(post.id)].push_back({std::string(post.platform), std::string(post.lang)});
    }
  }

  // Whether each row names one post at most, and any row one at all.
  [[nodiscard]] Status check(const LabelTable& table) const {
    bool any = false;
    for (const auto& row : table.rows) {
      const auto there = found_.find(row.id);
      if (there == found_.end()) continue;
      std::set<std::string> platforms;
      for (const auto& place : there->second) platforms.insert(place.platform);
      if (row.platform.empty() && platforms.size() > 1) {
        return Error{"ambiguous",
                     fmt::format("{}:{}: posts of several platforms have this id ({}); say which in a column "
                                 "\"platform\"",
                                 row.file, row.line, fmt::join(platforms, ", "))};
      }
      any = any || row.platform.empty() || platforms.contains(row.platform);
    }
    if (any) return {};
    return Error{"no-post",
                 fmt::format("{}: no label is about a post of the archive; are the ids those of its posts, and the "
                             "platforms written as there?",
                             table.name)};
  }

  // The post of a row.
  [[nodiscard]] std::optional<RowPost> post_of(const LabelRow& row, const FoundPosts& found) const {
    const auto there = found_.find(row.id);
    if (there == found_.end()) return std::nullopt;
    for (const auto& [platform, language] : there->second) {
      if (!row.platform.empty() && row.platform != platform) continue;
      return RowPost{language, found.find(archive_key(platform.empty() ? "archive" : platform, row.id))};
    }
    return std::nullopt;
  }

 private:
  struct Place {
    std::string platform, language;
  };
  std::unordered_set<std::string> rows_;
  std::unordered_map<std::string, std::vector<Place>> found_;
};

// What a report shows the words of.
std::vector<ExamplePost> all_examples(const BacktestReport& report) {
  std::vector<ExamplePost> all;
  const auto add = [&](const std::vector<ExamplePost>& some) { all.insert(all.end(), some.begin(), some.end()); };
  for (const auto& one : report.figures) add(one.examples);
  for (const auto& one : report.differences) {
    add(one.gained_examples);
    add(one.lost_examples);
    add(one.changed_examples);
  }
  return all;
}

class Backtest {
 public:
  Backtest(const BacktestCommand& command, OpenArchive open) : command_(command), open_(std::move(open)) {
    report_.rules_name = command.folder;
  }

  // Its exit status.
  int go(std::optional<LabelTable> labels, std::string source) {
    report_.source_name = std::move(source);
    report_.labels = std::move(labels);
    const auto rules = rules_in(command_.folder);
    const auto former = command_.against.empty() ? nullptr : rules_in(command_.against);
    if (!rules || (!former && !command_.against.empty()) || !read_lists(*rules)) return 1;
    if (former) {
      auto before = run(former, "before");
      if (!before) return fail(before.error());
      report_.before = std::move(*before);
      report_.against_name = command_.against;
    }
    auto now = run(rules, former ? "now" : "");
    if (!now) return fail(now.error());
    report_.run = std::move(*now);
    if (auto status = look(); !status) return fail(status.error());
    const auto out = command_.format == "json"    ? json_of(report_)
                     : command_.format == "junit" ? junit_of(report_)
                     : command_.format == "html"  ? html_of(report_)
                                                  : text_of(report_);
    if (report_.damage) (void)fail(*report_.damage);
    const int status = print_last(out);
    const bool fails = command_.format == "junit" && !report_.scores.mistakes.empty();  // as its reader is told
    return status != 0 ? status : rejected_ > 0 || report_.damage || fails ? 1 : 0;
  }

 private:
  // Who is a newsroom, an office, a representative: as a daemon's configuration lists them.
  [[nodiscard]] bool read_lists(const RuleSet& rules) {
    std::vector<AuthorListFile> files;
    for (const auto& path : command_.lists) files.push_back({path, "--lists"});
    Diagnostics diagnostics;
    authors_ = read_author_lists(files, &rules, diagnostics);
    fmt::print(stderr, "{}", diagnostics.render());
    return !diagnostics.has_errors();
  }

  Result<BacktestRun> run(const std::shared_ptr<const RuleSet>& rules, const char* name) {
    BacktestOptions options;
    options.threads = command_.threads;
    options.authors = authors_;
    options.latest = SystemClock().now() + std::chrono::hours(24);
    if (!command_.journal.empty()) {
      Progress progress(0, name);
      options.on_progress = [&](std::uint64_t posts) { progress.show(posts, 0); };
      return backtest_journal(rules, command_.journal, options);
    }
    auto archive = open_();
    if (!archive) return archive.error();
    auto& bytes = **archive;
    Progress progress(bytes.size(), name);
    options.on_progress = [&](std::uint64_t posts) { progress.show(posts, bytes.bytes_read()); };
    rejected_ = 0;
    options.on_problem = [&](const LineProblem& problem) { tell(bytes.name(), problem); };
    auto result = backtest_archive(rules, std::move(*archive), options);
    if (!result) return result.error();
    report_.damage = std::move(result->damage);
    return std::move(result->run);
  }

  // Each once, though the archive is read for each rule set.
  void tell(const std::string& name, const LineProblem& problem) {
    constexpr std::uint64_t kMostTold = 100;
    ++rejected_;
    if (report_.before || rejected_ > kMostTold) return;
    fmt::print(stderr, "{}:{}: error[{}]: {}\n", name, problem.line, to_string(problem.rejection), problem.detail);
    if (rejected_ == kMostTold) fmt::print(stderr, "{}: further lines that are left out are counted only\n", name);
  }

  [[nodiscard]] Status look() {
    report_.figures = figures_of(report_.run, command_.examples);
    report_.shows_words = command_.examples > 0;
    if (report_.before) report_.differences = difference_of(*report_.before, report_.run, command_.examples);
    if (report_.labels) {
      if (auto status = judge(); !status) return status;
    }
    return fetch_texts();
  }

  [[nodiscard]] Status judge() {
    LabelledPosts posts(*report_.labels);
    auto archive = open_();
    if (!archive) return archive.error();
    if (auto status = posts.find_in(**archive); !status) return status;
    if (auto status = posts.check(*report_.labels); !status) return status;
    const auto& found = report_.run.found;
    report_.scores = score(
        *report_.labels, found, [&](const LabelRow& row) { return posts.post_of(row, found); },
        [&](const std::string& id) {
          const auto* narrative = report_.run.rules->find(id);
          return narrative != nullptr && narrative->kind == NarrativeKind::harm;
        });
    return {};
  }

  [[nodiscard]] Status fetch_texts() {
    const auto examples = all_examples(report_);
    if (examples.empty()) return {};
    if (!command_.journal.empty()) {
      auto texts = texts_in_journal(command_.journal, examples);
      if (!texts) return texts.error();
      report_.texts = std::move(*texts);
      return {};
    }
    auto archive = open_();
    if (!archive) return archive.error();
    auto texts = texts_in_archive(**archive, examples);
    if (!texts && texts.error().code != "damaged-archive") return texts.error();
    if (texts) report_.texts = std::move(*texts);
    return {};
  }

  const BacktestCommand& command_;
  OpenArchive open_;
  BacktestReport report_;
  std::shared_ptr<const AuthorLists> authors_;
  std::uint64_t rejected_ = 0;
};

int backtest(const BacktestCommand& command) {
  std::optional<LabelTable> labels;
  if (!command.labels.empty()) {
    labels = read_label_files(command.labels, {command.asserting, command.by});
    if (!labels) return 1;
    if (command.posts.empty() && !labels->has_texts)
      return fail(
          {"no-texts", fmt::format("{}: has no column `text`; add one, or name the posts with --posts", labels->name)});
    if (command.evasions) add_evasions(*labels);
  }
  if (!command.journal.empty()) return Backtest(command, nullptr).go(std::nullopt, command.journal);
  std::unique_ptr<ArchiveSpool> spool;
  OpenArchive open = [&command] { return PostArchive::open(command.posts); };
  std::string source = command.posts;
  // A pipe can be read but once.
  const bool once = !command.posts.empty() && command.posts != "-" && !std::filesystem::is_directory(command.posts) &&
                    std::filesystem::exists(command.posts) && !std::filesystem::is_regular_file(command.posts);
  if (once) {
    return fail({"unreadable", fmt::format("{0}: is no file but a pipe or a device; give it to standard input: saitctl "
                                           "rules backtest ... --posts - < {0}",
                                           command.posts)});
  }
  if (command.posts.empty() || command.posts == "-") {
    auto made = command.posts.empty() ? ArchiveSpool::of_text(labels->name, posts_of(*labels))
                                      : ArchiveSpool::of_standard_input();
    if (!made) return fail(made.error());
    spool = std::move(*made);
    open = [&spool] { return spool->open(); };
    source = command.posts.empty() ? labels->name : "standard input";
  }
  return Backtest(command, std::move(open)).go(std::move(labels), source);
}

// What must not be given together, or is missing.
void check_use(const BacktestCommand& command) {
  if (!command.posts.empty() && !command.journal.empty())
    throw CLI::ValidationError("--posts and --journal", "name one of them");
  if (!command.journal.empty() && !command.labels.empty())
    throw CLI::ValidationError("--labels", "a journal has no ids that labels could name; use --posts");
  if (command.posts.empty() && command.journal.empty() && command.labels.empty())
    throw CLI::RequiredError("one of --posts and --journal (or --labels with a column of texts)");
  if (command.format == "junit" && command.labels.empty())
    throw CLI::ValidationError("--format junit", "its tests are labels; name a table of them with --labels");
  if (command.labels.empty() && !command.asserting.empty())
    throw CLI::ValidationError("--asserting", "it is about --labels");
  if (!command.journal.empty() && !command.lists.empty())
    throw CLI::ValidationError("--lists", "a journal knows already who is listed; it is about --posts");
  if (command.evasions && (command.labels.empty() || !command.posts.empty()))
    throw CLI::ValidationError("--evasions", "it disguises the texts of --labels, without --posts");
  if (command.labels.empty() && !command.by.empty()) throw CLI::ValidationError("--by", "it is about --labels");
}

}  // namespace

void add_backtest_command(CLI::App& rules, int& status) {
  auto command = std::make_shared<BacktestCommand>();
  auto* app = rules.add_subcommand(
      "backtest",
      "what rules find and would have advised in an archive or in a daemon's journal; how well, and how otherwise");
  app->add_option("dir", command->folder, "the rule folder")->required()->type_name("DIR");
  app->add_option("--posts", command->posts,
                  "an archive: posts, one a line (post.v1), plain or zstd; - for standard input")
      ->type_name("FILE");
  app->add_option("--journal", command->journal, "the database of a daemon; it may be running")->type_name("DB");
  app->add_option("--labels", command->labels,
                  "what a person said of posts: a table with tabs and a header (id, label, and perhaps platform, "
                  "narrative, lang, text), or a folder of them (*.tsv); with a column text it may stand for --posts")
      ->type_name("FILE|DIR");
  app->add_flag("--evasions", command->evasions,
                "of what the rules find in the texts of --labels: how much they find of it in disguise (m1gr4nts, "
                "m i g r a n t s, look-alike letters, hashtags ...)");
  app->add_option(
         "--asserting", command->asserting,
         "labels that ask for the claim (claim,paraphrase,evasion,unverified,false); safety and harm ask for a "
         "harm, every other for silence")
      ->type_name("LABEL,...");
  app->add_option("--by", command->by, "a column of the labels: figures for each of its values, too")
      ->type_name("COLUMN");
  app->add_option("--against", command->against, "the rule folder as it was: what would differ")->type_name("DIR");
  app->add_option("--lists", command->lists,
                  "accounts of newsrooms and offices, as the `lists` of a configuration: without them no post of an "
                  "archive is a newsroom's")
      ->type_name("FILE");
  app->add_option("--threads", command->threads, "that match; figures do not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app->add_option("--examples", command->examples, "posts shown of each act, at most")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  app->add_option("--format", command->format, "how it is printed")
      ->check(CLI::IsMember({"text", "json", "junit", "html"}))
      ->capture_default_str();
  app->footer(
      "Example:\n  saitctl rules backtest rules --posts posts.ndjson.zst --against rules-before\n"
      "  saitctl rules backtest rules --posts posts.ndjson --labels labels.tsv --format html > report.html\n"
      "  saitctl rules backtest rules --labels rules/suites/unseen --evasions\n"
      "  saitctl rules backtest rules --journal /var/lib/saitd/journal.db");
  app->callback([command, &status] {
    check_use(*command);
    status = backtest(*command);
  });
}

}  // namespace sait
