// The shipped rules over a day of posts that were not written for this project, as `saitctl rules backtest` tries them,
// beside a DOM of the same lines in the same run:
//
//   python3 ../shared/data/bench/generate.py DIR && bench_backtest DIR [POSTS]     2,200,000: a day of Bluesky
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "../unit/temp_folder.hpp"
#include "app/backtest_report.hpp"
#include "assess/load_rules.hpp"
#include "material.hpp"
#include "meter.hpp"
#include "pipeline/backtest.hpp"
#include "pipeline/rule_files.hpp"

using namespace sait;
using namespace sait::bench;

namespace {

// The generator's texts again and again, as post.v1, spread over one day.
void write_day(const std::filesystem::path& from, const std::filesystem::path& to, std::uint64_t posts) {
  std::ofstream out(to, std::ios::binary);
  const auto day = std::chrono::duration_cast<Duration>(std::chrono::hours(24)).count();
  for (std::uint64_t made = 0; made < posts;) {
    std::ifstream in(from, std::ios::binary);
    const auto before = made;
    for (std::string line; made < posts && std::getline(in, line); ++made) {
      rapidjson::Document event;
      event.Parse(line.c_str());
      const std::string_view text = event["commit"]["record"]["text"].GetString();
      const auto at = kStart + Duration(static_cast<std::int64_t>(made) * day / static_cast<std::int64_t>(posts));
      out << fmt::format(
          R"({{"platform":"bluesky","id":"{}","created_at":"{}","lang":"en","author":{{"id":"a{}"}},"text":"{}"}})"
          "\n",
          made, format_time(at), made * 7919 % 400'000, text);
    }
    if (made == before) throw std::runtime_error(from.string() + " has no posts");
  }
}

double reference(const std::filesystem::path& day) {
  std::ifstream in(day, std::ios::binary);
  const CpuWatch watch;
  std::uint64_t texts = 0;
  for (std::string line; std::getline(in, line);) {
    rapidjson::Document post;
    post.ParseInsitu(line.data());
    texts += post["text"].GetStringLength();
  }
  if (texts == 0) throw std::runtime_error("no text");
  return watch.seconds();
}

std::size_t most_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

// What a report says, without the names of what was read.
std::string figures(BacktestRun run) {
  BacktestReport report;
  report.figures = figures_of(run, 5);
  report.run = std::move(run);
  return json_of(report);
}

}  // namespace

int main(int count, char** values) {
  if (count < 2) {
    std::cerr << "bench_backtest DIR [POSTS]: DIR of ../shared/data/bench/generate.py\n";
    return 2;
  }
  const auto posts = count > 2 ? std::strtoull(values[2], nullptr, 10) : 2'200'000;
  const TempFolder folder;
  const std::string day = folder.file("day.ndjson");
  write_day(std::filesystem::path(values[1]) / "posts.ndjson", day, posts);
  Diagnostics diagnostics;
  const auto rules = load_rules(must(read_rule_folder(SAIT_SOURCE_DIR "/rules")), diagnostics);
  const auto dom = reference(day);
  std::cout << fmt::format("{} posts, {:.0f} MB\nreference (DOM in situ)  {:.1f} s of CPU\n", posts,
                           static_cast<double>(std::filesystem::file_size(day)) / 1e6, dom);
  std::string former;
  for (const std::size_t threads : {1, 2}) {
    BacktestOptions options;
    options.threads = threads;
    const CpuWatch watch;
    const auto begin = wall_seconds();
    auto run = must(backtest_archive(rules, must(PostArchive::open(day)), options));
    const auto wall = wall_seconds() - begin;
    std::cout << fmt::format(
        "{} thread{} to match       {:.1f} s of CPU, {:.1f} times the reference; {:.1f} s by the wall; {:.0f} MB at "
        "most\n",
        threads, threads == 1 ? " " : "s", watch.seconds(), watch.seconds() / dom, wall,
        static_cast<double>(most_resident_bytes()) / 1e6);
    auto said = figures(std::move(run.run));
    if (threads > 1) std::cout << "figures as with one      " << (said == former ? "yes" : "NO") << "\n";
    former = std::move(said);
  }
  return 0;
}
