// Runs one golden story and holds what saitd advises against what it expects.
//
//   story_runner STORY.yaml [--policy FILE] [--format markdown|json|differences] [--known-differences FILE] [--repeat]
//
// Exit status: 0 all as expected (or as the known differences say), 1 not, 2 wrong use or a file that cannot be read.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "differences.hpp"
#include "story_report.hpp"

namespace {

using namespace sait;
using namespace sait::story;

struct Options {
  std::string story, format = "markdown";
  std::string policy = SAIT_SOURCE_DIR "/rules/policies/gfmd.yaml";
  std::string known;    // a file; empty: no difference is known
  bool repeat = false;  // run twice and compare
};

constexpr const char* kUsage =
    "usage: story_runner STORY.yaml [--policy FILE] [--format markdown|json|differences]"
    " [--known-differences FILE] [--repeat]\n";

std::optional<Options> options_of(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = arguments[i];
    const auto value = [&](std::string& into) {
      if (i + 1 >= arguments.size()) return false;
      into = arguments[++i];
      return true;
    };
    if (argument == "--repeat") {
      options.repeat = true;
    } else if (argument == "--policy") {
      if (!value(options.policy)) return std::nullopt;
    } else if (argument == "--format") {
      if (!value(options.format)) return std::nullopt;
    } else if (argument == "--known-differences") {
      if (!value(options.known)) return std::nullopt;
    } else if (options.story.empty() && !argument.starts_with('-')) {
      options.story = argument;
    } else {
      return std::nullopt;
    }
  }
  const bool known_format = options.format == "markdown" || options.format == "json" || options.format == "differences";
  if (options.story.empty() || !known_format) return std::nullopt;
  return options;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{"unreadable", path + " cannot be read"};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

int fail(const Error& error) {
  fmt::print(stderr, "{}\n", error.text());
  return 2;
}

// A row about a story that is not there would never be missed by any test.
Status check_stories_exist(const KnownDifferences& known, const std::filesystem::path& folder) {
  for (const auto& [line, difference] : known) {
    if (!std::filesystem::exists(folder / (line.first + ".yaml")))
      return Error{"differences", fmt::format("the known differences name \"{}\", which is no story", line.first)};
  }
  return {};
}

Result<KnownDifferences> known_differences(const Options& options) {
  if (options.known.empty()) return KnownDifferences{};
  const auto bytes = read_file(options.known);
  if (!bytes) return bytes.error();
  auto known = read_differences(options.known, *bytes);
  if (!known) return known;
  const auto folder = std::filesystem::path(options.story).parent_path();
  if (auto status = check_stories_exist(*known, folder); !status) return status.error();
  return known;
}

int run_story(const Options& options) {
  const auto bytes = read_file(options.story);
  if (!bytes) return fail(bytes.error());
  const auto policy = read_file(options.policy);
  if (!policy) return fail(policy.error());
  const auto known = known_differences(options);
  if (!known) return fail(known.error());
  Diagnostics diagnostics;
  const auto story =
      read_story(options.story, *bytes, std::filesystem::path(options.story).stem().string(), diagnostics);
  if (diagnostics.has_errors()) return fail(diagnostics.as_error());

  const auto outcome = run(story, *policy);
  if (!outcome) return fail(outcome.error());
  const auto report = json(story, *outcome);
  if (options.format == "json")
    fmt::print("{}\n", report);
  else
    fmt::print("{}", options.format == "markdown" ? markdown(story, *outcome) : rows(story, *outcome));
  if (options.repeat) {
    const auto again = run(story, *policy);
    if (!again || json(story, *again) != report) {
      fmt::print(stderr, "{}: a second run says something else\n", story.id);
      return 1;
    }
  }
  const auto messages = unexpected(story, *outcome, *known);
  for (const auto& message : messages) fmt::print(stderr, "{}\n", message);
  return messages.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = options_of({argv + 1, argv + argc});
  if (!options) {
    fmt::print(stderr, "{}", kUsage);
    return 2;
  }
  return run_story(*options);
}
