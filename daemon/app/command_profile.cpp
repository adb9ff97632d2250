#include "app/workbench_commands.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "app/archive_posts.hpp"
#include "app/profile_report.hpp"
#include "app/rules_folder.hpp"
#include "app/standard_output.hpp"
#include "assess/load_rules.hpp"

namespace sait {
namespace {

struct ProfileOptions {
  std::string folder, posts, background, format = "text";
  int repeat = 1;
};

std::int64_t nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// What reading the clock takes at the least.
std::int64_t clock_overhead(const Profiler::Clock& clock) {
  auto least = std::numeric_limits<std::int64_t>::max();
  for (int i = 0; i < 10'000; ++i) {
    const auto first = clock();
    least = std::min(least, clock() - first);
  }
  return least;
}

// False after a message: there is no post in it.
bool has_posts(std::size_t posts, const std::string& file) {
  if (posts == 0)
    fmt::print(stderr, "{}: error[no-posts]: there is no post in it; give an archive of posts, one a line (post.v1)\n",
               file);
  return posts > 0;
}

int profile(const ProfileOptions& options) {
  if (options.repeat > 1 && options.posts == "-") {
    fmt::print(stderr, "error[repeat]: standard input can be read once; name a file, or leave --repeat out\n");
    return 2;
  }
  if (options.posts == "-" && options.background == "-") {
    fmt::print(stderr, "error[stdin]: --posts and --background cannot both be standard input; name a file\n");
    return 2;
  }
  Diagnostics unreadable, found, told;
  const auto files = rule_files_in(options.folder, unreadable);
  if (!files) return 1;
  const auto rules = compile_rules(*files, found);
  if (!rules || !unreadable.items().empty()) {
    fmt::print(stderr, "{}", below(options.folder, together(unreadable, found)).render());
    return 1;
  }
  const Profiler::Clock clock = nanoseconds;
  Profiler profiler(rules, clock, clock_overhead(clock));
  bool whole = true;
  for (int run = 0; run < options.repeat; ++run) {
    const auto end = each_post(options.posts,
                               [&](const Post& post, std::uint64_t) {
                                 profiler.look(post);
                                 return true;
                               },
                               {.quiet = run > 0});
    if (end == ArchiveEnd::unreadable) return 1;
    whole = whole && end == ArchiveEnd::whole;
    if (!profiler.end_pass()) {
      fmt::print(stderr, "{}: error[changed]: it was written to while it was read; profile a copy\n", options.posts);
      return 1;
    }
  }
  if (!has_posts(profiler.profile().posts, options.posts)) return 1;
  std::optional<PatternCounts> background;
  if (!options.background.empty()) {
    background.emplace(rules);
    const auto end = each_post(options.background, [&](const Post& post, std::uint64_t) {
      background->look(post);
      return true;
    });
    if (end == ArchiveEnd::unreadable || !has_posts(background->posts(), options.background)) return 1;
    whole = whole && end == ArchiveEnd::whole;
  }
  warn_of_profile(profiler.profile(), background ? &*background : nullptr, *rules, *files, told);
  const auto shown = below(options.folder, told);
  const int status = print_last(options.format == "json" ? json_of(profiler.profile(), options.repeat, *rules, shown)
                                                         : text_of(profiler.profile(), options.repeat, *rules, shown));
  return status != 0 ? status : whole ? 0 : 1;
}

}  // namespace

void add_profile_command(CLI::App& rules, int& status) {
  auto options = std::make_shared<ProfileOptions>();
  auto* command = rules.add_subcommand("profile", "what each pattern costs and finds in an archive of posts");
  command->add_option("dir", options->folder, "the rule folder")->required()->type_name("DIR");
  command->add_option("--posts", options->posts, "posts, one a line (post.v1), plain or zstd; - for standard input")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--background", options->background,
                   "everyday posts: patterns that more than 1 in 1,000 of them match are told")
      ->type_name("FILE");
  command->add_option("--repeat", options->repeat, "how often the posts are read; of each time the least counts")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_option("--format", options->format, "how it is printed")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->footer("Example:\n  saitctl rules profile rules --posts posts.ndjson --repeat 5");
  command->callback([options, &status] { status = profile(*options); });
}

}  // namespace sait
