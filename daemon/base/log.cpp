#include "base/log.hpp"

#include <spdlog/spdlog.h>

namespace sait {
namespace {

constexpr char kUnit = '\x1f', kRecord = '\x1e';

// Without the two separators: they would be taken for ends.
void append(std::string& out, std::string_view part) {
  for (const char c : part) out.push_back(c == kUnit || c == kRecord ? ' ' : c);
}

}  // namespace

void log_event(spdlog::level::level_enum level, std::string_view event, std::initializer_list<LogField> fields,
               std::string_view message) {
  if (!spdlog::should_log(level)) return;
  std::string payload;
  append(payload, event);
  for (const auto& field : fields) {
    payload.push_back(kUnit);
    append(payload, field.name);
    payload.push_back('=');
    append(payload, field.value);
  }
  payload.push_back(kRecord);
  append(payload, message);
  spdlog::log(level, spdlog::string_view_t(payload.data(), payload.size()));
}

LogEntry read_log_entry(std::string_view payload) {
  LogEntry entry;
  const auto end = payload.find(kRecord);
  entry.message = payload.substr(end == std::string_view::npos ? 0 : end + 1);
  if (end == std::string_view::npos) return entry;
  auto head = payload.substr(0, end);
  bool first = true;
  while (!head.empty()) {
    const auto part = head.substr(0, head.find(kUnit));
    const auto equals = part.find('=');
    if (first)
      entry.event = part;
    else if (equals != std::string_view::npos)
      entry.fields.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    first = false;
    head.remove_prefix(std::min(part.size() + 1, head.size()));
  }
  return entry;
}

}  // namespace sait
