// Messages to operators: an event that programs know by its name, what it is about, and words for people. Never a text
// or an author of a post, an address with secrets, or a secret.
#pragma once

#include <spdlog/common.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sait {

/// "feed" = "news". Names and events are fixed words; values come from the configuration or are numbers.
struct LogField {
  std::string_view name, value;
};

/// Thread-safe. Written by the process's sink (app/log_sink.hpp), which may hold back what is said over and over.
void log_event(spdlog::level::level_enum level, std::string_view event, std::initializer_list<LogField> fields,
               std::string_view message);

/// What log_event() hands through spdlog, in one text: event { US name "=" value } RS message.
struct LogEntry {
  std::string event = "message";  // of a message that did not come from log_event()
  std::vector<std::pair<std::string, std::string>> fields;
  std::string message;
};
[[nodiscard]] LogEntry read_log_entry(std::string_view payload);

}  // namespace sait
