#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include "app/archive_posts.hpp"
#include "app/control_commands.hpp"
#include "app/match_json.hpp"
#include "app/rules_folder.hpp"
#include "app/standard_output.hpp"
#include "match/post_matcher.hpp"

namespace sait {
namespace {

constexpr std::size_t kFlush = 1U << 16U;

int match_posts(const std::string& folder, const std::string& file) {
  const auto rules = rules_in(folder);
  if (!rules) return 1;
  PostMatcher matcher(rules);
  std::string out;
  const auto end = each_post(file, [&](const Post& post, std::uint64_t) {
    if (post.deleted) return true;  // as the daemon has it: what it said is not to be read
    const bool refers = !post.reply_to.empty() || !post.repost_of.empty() || !post.quote_of.empty();
    if (!matcher.on_topic(post) && !refers) return true;
    for (const auto& match : matcher.matches(matcher.language({})))
      out += match_json(post, match, *rules, matcher) + "\n";
    if (out.empty() || (out.size() < kFlush && file != "-")) return true;
    if (const auto status = print_out(out); !status) {
      fmt::print(stderr, "{}\n", status.error().text());
      return false;
    }
    out.clear();
    return true;
  });
  if (end == ArchiveEnd::unreadable || end == ArchiveEnd::stopped) return 1;
  const int status = print_last(out);
  return status != 0 ? status : end == ArchiveEnd::whole ? 0 : 1;
}

}  // namespace

void add_match_command(CLI::App& app, int& status) {
  struct MatchOptions {
    std::string rules, posts = "-";
  };
  auto options = std::make_shared<MatchOptions>();
  auto* match = app.add_subcommand("match", "posts as NDJSON to matches as NDJSON");
  match->add_option("--rules", options->rules, "the rule folder")->required()->type_name("DIR");
  match->add_option("--posts", options->posts, "posts, one a line (post.v1), plain or zstd; - for standard input")
      ->type_name("FILE")
      ->capture_default_str();
  match->footer("Example:\n  saitctl match --rules rules --posts posts.ndjson");
  match->callback([options, &status] { status = match_posts(options->rules, options->posts); });
}

}  // namespace sait
