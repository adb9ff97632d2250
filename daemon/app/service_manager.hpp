// What saitd tells the service manager that started it (sd_notify): that it is ready, how it is, that it still lives.
// Without one (NOTIFY_SOCKET not set) nothing is told.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace sait {

/// For the main thread alone, but for reloading().
class ServiceManager {
 public:
  ServiceManager();

  /// How often it is to hear something: half its watchdog's patience, or some seconds; empty: nobody listens.
  [[nodiscard]] std::optional<std::chrono::microseconds> interval() const { return interval_; }

  void ready(const std::string& status) { tell("READY=1\n", status); }
  /// `status` is told when it has changed; the watchdog is fed only while `alive`.
  void look(bool alive, const std::string& status);
  /// A reload begins, or has ended however it went. From any thread.
  void reloading(bool begins) const;
  void stopping();

 private:
  void tell(std::string message, const std::string& status);

  std::optional<std::chrono::microseconds> interval_;
  bool watchdog_ = false;
  std::atomic<bool> stopping_{false};  // the last word
  std::string told_;                   // the last status
};

}  // namespace sait
