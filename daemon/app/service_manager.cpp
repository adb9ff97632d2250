#include "app/service_manager.hpp"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>

namespace sait {
namespace {

constexpr std::chrono::seconds kStatusInterval{5};

}  // namespace

ServiceManager::ServiceManager() {
  if (std::getenv("NOTIFY_SOCKET") == nullptr) return;
  interval_ = kStatusInterval;
  std::uint64_t patience = 0;  // microseconds
  watchdog_ = ::sd_watchdog_enabled(0, &patience) > 0;
  if (watchdog_) interval_ = std::min<std::chrono::microseconds>(*interval_, std::chrono::microseconds(patience / 2));
}

void ServiceManager::look(bool alive, const std::string& status) {
  tell(watchdog_ && alive ? "WATCHDOG=1\n" : "", status);
}

void ServiceManager::stopping() {
  stopping_ = true;
  tell("STOPPING=1\n", "stopping");
}

void ServiceManager::reloading(bool begins) const {
  if (!interval_ || stopping_) return;
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto microseconds =
      static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(now.tv_nsec) / 1000;
  const auto message =
      begins ? fmt::format("RELOADING=1\nMONOTONIC_USEC={}\n", microseconds) : std::string("READY=1\n");
  (void)::sd_notify(0, message.c_str());
}

void ServiceManager::tell(std::string message, const std::string& status) {
  if (!interval_) return;
  if (status != told_) {
    auto line = status;
    std::ranges::replace(line, '\n', ' ');
    message += "STATUS=" + line + "\n";
    told_ = status;
  }
  if (!message.empty()) (void)::sd_notify(0, message.c_str());  // a manager that does not listen is no harm to saitd
}

}  // namespace sait
