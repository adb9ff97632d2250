#include "app/log_sink.hpp"

#include <doctest/doctest.h>
#include <rapidjson/document.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <vector>

using namespace sait;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::system_clock::time_point kTime =
    std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + 9h + 5ms;

// A logger of its own instead of the process's, for as long as it lives.
struct Heard {
  std::vector<std::string> lines;
  LogLimit::Instant now{};
  std::shared_ptr<spdlog::logger> former = spdlog::default_logger();

  explicit Heard(LogFormat format = LogFormat::text) {
    auto sink = std::make_shared<LogSink>(
        format, false, [this](const std::string& line) { lines.push_back(line); }, [this] { return now; });
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", std::move(sink)));
  }
  ~Heard() { spdlog::set_default_logger(former); }
  Heard(const Heard&) = delete;
  Heard& operator=(const Heard&) = delete;
};

}  // namespace

TEST_CASE("a log line is words for people, or one JSON object with the event and what it is about") {
  const LogEntry entry{"feed-down", {{"feed", "news"}}, "feed news: down: \"time-out\"\nagain"};
  CHECK(log_line(LogFormat::text, kTime, spdlog::level::warn, entry) ==
        "2026-03-02T09:00:00.005Z warning feed news: down: \"time-out\"\nagain");
  CHECK(log_line(LogFormat::json, kTime, spdlog::level::warn, entry) ==
        R"({"time":"2026-03-02T09:00:00.005Z","level":"warning","event":"feed-down","feed":"news",)"
        R"("message":"feed news: down: \"time-out\"\nagain"})");
}

TEST_CASE("what others wrote cannot break a line of JSON or stand for another field") {
  Heard heard(LogFormat::json);
  log_event(spdlog::level::info, "e",
            {{"feed",
              "a\x1f"
              "b"}},
            "\x1e bad \xff\xfe\nline \x1f x=y");
  REQUIRE(heard.lines.size() == 1);
  CHECK(heard.lines[0].find('\n') == std::string::npos);
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(heard.lines[0].c_str());
  REQUIRE(!document.HasParseError());
  CHECK(document.MemberCount() == 5);
  CHECK(std::string(document["feed"].GetString()) == "a b");
}

TEST_CASE("one kind of message said over and over is counted, and hides no other kind") {
  Heard heard;
  for (int i = 0; i < 1000; ++i) log_event(spdlog::level::warn, "feed-down", {{"feed", "a"}}, "down");
  CHECK(heard.lines.size() == LogLimit::kMessages);
  log_event(spdlog::level::warn, "feed-down", {{"feed", "b"}}, "down");
  log_event(spdlog::level::err, "intake-paused", {}, "full");
  CHECK(heard.lines.size() == LogLimit::kMessages + 2);
  heard.now += LogLimit::kWindow;
  log_event(spdlog::level::info, "stopped", {}, "stopped");
  REQUIRE(heard.lines.size() == LogLimit::kMessages + 4);
  CHECK(heard.lines[heard.lines.size() - 2].ends_with(
      "980 more messages of this kind were held back (feed-down, feed a)"));
  log_event(spdlog::level::warn, "feed-down", {{"feed", "a"}}, "down");
  CHECK(heard.lines.size() == LogLimit::kMessages + 5);
}

TEST_CASE("what was held back is told at a flush, at once and once, and when more kinds come than are told apart") {
  Heard heard;
  const auto flood = [] {
    for (int i = 0; i < 100; ++i) log_event(spdlog::level::warn, "feed-down", {{"feed", "a"}}, "down");
  };
  flood();
  spdlog::default_logger()->flush();
  REQUIRE(heard.lines.size() == LogLimit::kMessages + 1);
  CHECK(heard.lines.back().ends_with(" 80 more messages of this kind were held back (feed-down, feed a)"));
  spdlog::default_logger()->flush();
  CHECK(heard.lines.size() == LogLimit::kMessages + 1);
  flood();
  for (std::size_t i = 0; i < LogSink::kMostKinds; ++i)
    log_event(spdlog::level::info, "kind-" + std::to_string(i), {}, "x");
  CHECK(std::ranges::count_if(heard.lines, [](const auto& line) {
          return line.ends_with(" 100 more messages of this kind were held back (feed-down, feed a)");
        }) == 1);
}

TEST_CASE("a critical message always passes, and kinds of messages are remembered to a bound") {
  Heard heard;
  for (int i = 0; i < 50; ++i) log_event(spdlog::level::critical, "failed", {}, "over");
  CHECK(heard.lines.size() == 50);
  spdlog::default_logger()->flush();  // none of them is counted as held back
  CHECK(heard.lines.size() == 50);
  for (std::size_t i = 0; i < 3 * LogSink::kMostKinds; ++i)
    log_event(spdlog::level::info, "kind-" + std::to_string(i), {}, "x");
  CHECK(heard.lines.size() == 50 + 3 * LogSink::kMostKinds);
}

TEST_CASE("a message that comes from elsewhere is one without a name") {
  Heard heard(LogFormat::json);
  spdlog::info("plain {}", 1);
  REQUIRE(heard.lines.size() == 1);
  CHECK(heard.lines[0].find(R"("event":"message","message":"plain 1")") != std::string::npos);
}
