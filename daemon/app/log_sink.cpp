#include "app/log_sink.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "base/time.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

std::string time_text(std::chrono::system_clock::time_point time) {
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(time);
  return format_time(Time(Duration(whole.time_since_epoch().count())));
}

std::string_view level_name(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::info:
      return "info";
    case spdlog::level::warn:
      return "warning";
    default:
      return level == spdlog::level::err ? "error" : "critical";
  }
}

std::string_view colour_of(spdlog::level::level_enum level) {
  if (level == spdlog::level::warn) return "\x1b[33m";
  if (level == spdlog::level::err) return "\x1b[31m";
  return level == spdlog::level::critical ? "\x1b[1;37;41m" : "\x1b[32m";
}

std::string json_line(const std::string& time, std::string_view level, const LogEntry& entry) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  const auto put = [&](std::string_view name, std::string_view value) {
    const auto good = repair_utf8(value);
    json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    json.String(good.c_str(), static_cast<rapidjson::SizeType>(good.size()));
  };
  json.StartObject();
  put("time", time);
  put("level", level);
  put("event", entry.event);
  for (const auto& [name, value] : entry.fields) put(name, value);
  put("message", entry.message);
  json.EndObject();
  return buffer.GetString();
}

}  // namespace

std::string log_line(LogFormat format, std::chrono::system_clock::time_point time, spdlog::level::level_enum level,
                     const LogEntry& entry, bool colour) {
  const auto name = level_name(level);
  if (format == LogFormat::json) return json_line(time_text(time), name, entry);
  if (!colour) return fmt::format("{} {} {}", time_text(time), name, entry.message);
  return fmt::format("{} {}{}\x1b[0m {}", time_text(time), colour_of(level), name, entry.message);
}

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  const auto now = clock_();
  tell_held_back(message.time, now);
  auto entry = read_log_entry({message.payload.data(), message.payload.size()});
  auto key = entry.event;
  for (const auto& [name, value] : entry.fields) key += '\x1f' + value;
  if (kinds_.size() >= kMostKinds && !kinds_.contains(key)) {
    tell_held_back(message.time, std::nullopt);
    kinds_.clear();
  }
  auto& kind = kinds_[key];
  const bool passes = message.level == spdlog::level::critical || kind.limit.allow(now);
  if (passes) write_(log_line(format_, message.time, message.level, entry, colour_));
  kind.example.event = std::move(entry.event);
  kind.example.fields = std::move(entry.fields);
}

void LogSink::tell_held_back(std::chrono::system_clock::time_point time, std::optional<LogLimit::Instant> now) {
  for (auto& [key, kind] : kinds_) {
    const auto count = now ? kind.limit.take_held_back(*now) : kind.limit.take_held_back();
    if (count == 0) continue;
    auto entry = kind.example;
    std::string about;
    for (const auto& [name, value] : entry.fields) about += fmt::format(", {} {}", name, value);
    entry.message = fmt::format("{} more messages of this kind were held back ({}{})", count, entry.event, about);
    entry.fields.emplace_back("held_back", std::to_string(count));
    write_(log_line(format_, time, spdlog::level::warn, entry, colour_));
  }
}

}  // namespace sait
