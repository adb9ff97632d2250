// Where log messages go: lines for people on a terminal, one JSON object a line for whoever collects them; what is said
// over and over is counted instead.
#pragma once

#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/log_limit.hpp"

namespace sait {

enum class LogFormat { text, json };

/// One line without its end. JSON: {"time","level","event", the fields, "message"}; invalid UTF-8 is replaced. Text:
/// the message alone stands behind time and level.
[[nodiscard]] std::string log_line(LogFormat format, std::chrono::system_clock::time_point time,
                                   spdlog::level::level_enum level, const LogEntry& entry, bool colour = false);

/// Thread-safe, as spdlog's sinks with a mutex are. Of one event about one thing LogLimit's number of messages passes
/// in each of its windows; the rest is counted and told when the window is over, at the next message of any kind, or by
/// flush(), which tells all that is counted. Critical messages always pass.
class LogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  using Write = std::function<void(const std::string& line)>;
  using Clock = std::function<LogLimit::Instant()>;
  static constexpr std::size_t kMostKinds = 1000;  // of messages that are told apart; beyond it all are told anew

  LogSink(LogFormat format, bool colour, Write write, Clock clock = &LogLimit::Instant::clock::now)
      : format_(format), colour_(colour), write_(std::move(write)), clock_(std::move(clock)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override { tell_held_back(std::chrono::system_clock::now(), std::nullopt); }
  // What is counted of windows that are over at `now`; without it, whatever is counted.
  void tell_held_back(std::chrono::system_clock::time_point time, std::optional<LogLimit::Instant> now);

  struct Kind {
    LogLimit limit;
    LogEntry example;  // event and fields
  };
  LogFormat format_;
  bool colour_;
  Write write_;
  Clock clock_;
  std::map<std::string, Kind> kinds_;
};

}  // namespace sait
