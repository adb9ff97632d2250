#include "app/log.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "app/log_sink.hpp"

namespace sait {

void set_up_log(const std::string& level, const std::string& format) {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const bool text = format == "text" || (format == "auto" && terminal);
  const bool colour = terminal && std::getenv("NO_COLOR") == nullptr;
  const auto write = [](const std::string& line) {
    // One call a line: what others write to the same place stands between lines, not in them.
    const auto whole = line + "\n";
    (void)std::fwrite(whole.data(), 1, whole.size(), stderr);
  };
  auto sink = std::make_shared<LogSink>(text ? LogFormat::text : LogFormat::json, colour, write);
  auto logger = std::make_shared<spdlog::logger>("saitd", std::move(sink));
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

void tell_held_back_messages() { spdlog::default_logger()->flush(); }

}  // namespace sait
