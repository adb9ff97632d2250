#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "app/config.hpp"
#include "app/control_commands.hpp"
#include "app/standard_output.hpp"
#include "app/system_clock.hpp"
#include "feeds/ndjson_feed.hpp"
#include "pipeline/replay.hpp"

namespace sait {
namespace {

struct ReplayOptions {
  std::string config, posts, journal, out;
};

// Where the links at `path` lead, whether something stands there yet or not.
std::filesystem::path behind_links(std::filesystem::path path) {
  constexpr int kMostLinks = 40;  // as the system
  std::error_code ignored;
  for (int links = 0; links < kMostLinks && std::filesystem::is_symlink(path, ignored); ++links)
    path = path.parent_path() / std::filesystem::read_symlink(path, ignored);
  return path;
}

// Standard output ("-"), or a file that is written under another name first: a replay that fails leaves what was there.
// A device or a pipe is written to as it stands: nothing may take its place.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path) : path_(behind_links(path)) {
    std::error_code ignored;
    const auto there = std::filesystem::status(path_, ignored);
    if (!std::filesystem::exists(there) || std::filesystem::is_regular_file(there)) draft_ = path_ + ".part";
    file_ = path == "-" ? stdout : std::fopen((draft_.empty() ? path_ : draft_).c_str(), "wb");
  }
  ~OutputFile() {
    if (file_ == nullptr || file_ == stdout) return;
    (void)std::fclose(file_);
    if (!draft_.empty()) (void)std::remove(draft_.c_str());
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  [[nodiscard]] bool good() const { return file_ != nullptr; }
  [[nodiscard]] bool write(const std::string& text) {
    return std::fwrite(text.data(), 1, text.size(), file_) == text.size();
  }
  // Everything was written: it takes its place.
  [[nodiscard]] bool keep() {
    if (file_ == stdout) return std::fflush(stdout) == 0;
    const bool closed = std::fclose(std::exchange(file_, nullptr)) == 0;
    return closed && (draft_.empty() || std::rename(draft_.c_str(), path_.c_str()) == 0);
  }

 private:
  std::string path_, draft_;  // without a draft: written where it stands
  std::FILE* file_ = nullptr;
};

// The posts stand in for the configuration's first feed: its declaration says where they come from.
Result<std::vector<std::unique_ptr<Feed>>> feeds_for(const Config& config, const std::string& posts) {
  if (!std::filesystem::is_regular_file(posts) || ::access(posts.c_str(), R_OK) != 0) {
    return Error{"unreadable",
                 fmt::format("{}: no file of posts can be read there; --posts takes NDJSON, one post a line", posts)};
  }
  std::vector<std::unique_ptr<Feed>> feeds;
  auto declaration = config.feeds.front()->declaration();
  declaration.languages.clear();  // posts say their own
  NdjsonOptions options;
  options.path = std::filesystem::absolute(posts).string();
  feeds.push_back(std::make_unique<NdjsonFeed>(std::move(declaration), options));
  return feeds;
}

int replay(const ReplayOptions& options) {
  Diagnostics diagnostics;
  const auto config = load_config(options.config, diagnostics);
  fmt::print(stderr, "{}", diagnostics.render());
  if (!config) return 1;

  std::error_code ignored;
  for (const auto& input : {options.posts, options.journal}) {
    if (!input.empty() && std::filesystem::equivalent(input, options.out, ignored)) {
      return fail({"same-file", fmt::format("{}: --out names the input itself; name another file", options.out)});
    }
  }
  OutputFile file(options.out);
  if (!file.good()) {
    return fail({"unwritable",
                 fmt::format("{}: cannot be written; --out takes a file, or - for standard output", options.out)});
  }
  std::uint64_t alerts = 0;
  const Error unwritten{"unwritable", fmt::format("{}: writing failed; is the disk full?", options.out)};
  const AlertSink sink = [&](const OutboxEntry& entry) -> Status {
    const auto line = with_examples(entry) + "\n";
    ++alerts;
    return file.write(line) ? Status{} : unwritten;
  };

  std::uint64_t rejected = 0;
  if (!options.journal.empty()) {
    if (auto status = replay_journal(options.journal, sink); !status) return fail(status.error());
  } else {
    Diagnostics of_rules;
    auto rules = load_rules(*config, of_rules);
    fmt::print(stderr, "{}", of_rules.render());
    if (!rules) return 1;
    auto feeds = feeds_for(*config, options.posts);
    if (!feeds) return fail(feeds.error());
    PipelineOptions pipeline;
    pipeline.journal = config->journal;
    pipeline.authors = std::move(rules->authors);
    pipeline.intake.workers = config->workers;
    pipeline.on_problem = [&](const std::string&, const LineProblem& problem) {
      fmt::print(stderr, "{}:{}: error[{}]: {}\n", options.posts, problem.line, to_string(problem.rejection),
                 problem.detail);
    };
    const SystemClock clock;
    const auto result =
        replay_posts(rules->set, std::move(rules->files), std::move(*feeds), clock, std::move(pipeline), sink);
    if (!result) return fail(result.error());
    rejected = result->rejected_lines;
    const auto& totals = result->status.feeds.front().totals;
    fmt::print(stderr, "{} posts read, {} on topic, {} lines left out, {} alerts\n", totals.read - totals.rejected,
               totals.on_topic, rejected, alerts);
  }
  if (!file.keep()) return fail(unwritten);
  return rejected == 0 ? 0 : 1;
}

}  // namespace

void add_replay_command(CLI::App& app, int& status) {
  auto options = std::make_shared<ReplayOptions>();
  auto* command =
      app.add_subcommand("replay", "the daemon's own fold with a simulated clock; alerts as NDJSON (alert.v1)");
  command->add_option("--config", options->config, "rules, policy, tick and the declaration of the feed")
      ->required()
      ->type_name("FILE");
  auto* posts =
      command->add_option("--posts", options->posts, "NDJSON posts, in the order of their times")->type_name("FILE");
  auto* journal = command->add_option("--journal", options->journal, "the database of a daemon; it may be running")
                      ->type_name("DB");
  posts->excludes(journal);
  command->add_option("--out", options->out, "where the alerts go; - for standard output")
      ->required()
      ->type_name("FILE");
  command->footer("Example:\n  saitctl replay --config config/demo.yaml --posts posts.ndjson --out alerts.ndjson");
  command->callback([options, posts, journal, &status] {
    if (posts->count() + journal->count() != 1) throw CLI::RequiredError("one of --posts and --journal");
    status = replay(*options);
  });
}

}  // namespace sait
