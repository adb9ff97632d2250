#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/control_commands.hpp"
#include "app/match_json.hpp"
#include "app/progress.hpp"
#include "app/rules_folder.hpp"
#include "app/standard_output.hpp"
#include "match/post_matcher.hpp"
#include "model/post_json.hpp"

namespace sait {
namespace {

constexpr std::size_t kFlush = 1U << 16U;

int match_posts(const std::string& folder, const std::string& file) {
  const auto rules = rules_in(folder);
  if (!rules) return 1;
  std::ifstream in;
  std::uint64_t bytes = 0;
  if (file != "-") {
    in.open(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file)) {
      fmt::print(stderr, "{}: error[unreadable]: no file can be read there; name a file, or - for standard input\n",
                 file);
      return 1;
    }
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    if (!unknown) bytes = size;
  }
  std::istream& from = file == "-" ? std::cin : in;
  PostMatcher matcher(rules);
  PostReader reader;
  Post post;
  Progress progress(bytes);
  std::string line, out;
  std::uint64_t number = 0, read = 0;
  bool all = true;
  while (std::getline(from, line)) {
    ++number;
    read += line.size() + 1;
    if (number % 1024 == 0) progress.show(number, read);
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto result = reader.read(line.data(), line.size(), post);
    if (!result.ok()) {
      fmt::print(stderr, "{}:{}: error[{}]: {}; the line was left out\n", file, number, to_string(result.rejection),
                 result.detail);
      all = false;
      continue;
    }
    if (post.deleted) continue;  // as the daemon has it: what it said is not to be read
    const bool refers = !post.reply_to.empty() || !post.repost_of.empty() || !post.quote_of.empty();
    if (!matcher.on_topic(post) && !refers) continue;
    for (const auto& match : matcher.matches(matcher.language({})))
      out += match_json(post, match, *rules, matcher) + "\n";
    if (out.size() < kFlush && file != "-") continue;
    if (out.empty()) continue;
    if (const auto status = print_out(out); !status) {
      fmt::print(stderr, "{}\n", status.error().text());
      return 1;
    }
    out.clear();
  }
  const int status = print_last(out);
  return status != 0 ? status : all ? 0 : 1;
}

}  // namespace

void add_match_command(CLI::App& app, int& status) {
  struct MatchOptions {
    std::string rules, posts = "-";
  };
  auto options = std::make_shared<MatchOptions>();
  auto* match = app.add_subcommand("match", "posts as NDJSON to matches as NDJSON");
  match->add_option("--rules", options->rules, "the rule folder")->required()->type_name("DIR");
  match->add_option("--posts", options->posts, "posts, one a line (post.v1); - for standard input")
      ->type_name("FILE")
      ->capture_default_str();
  match->footer("Example:\n  saitctl match --rules rules --posts posts.ndjson");
  match->callback([options, &status] { status = match_posts(options->rules, options->posts); });
}

}  // namespace sait
