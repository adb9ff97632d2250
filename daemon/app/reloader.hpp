// Takes changed rules, policies, feeds and outlets over while the daemon runs: asked by SIGHUP, by `saitctl reload`, or
// by what it sees of the files itself. All of a change is taken over, or nothing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/config.hpp"
#include "base/pulse.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {

/// What became of reloads; for status and metrics.
struct ReloadState {
  std::uint64_t asked = 0, done = 0;  // a request is done once `done` has reached its number
  std::uint64_t succeeded = 0, failed = 0, unchanged = 0;
  std::string result;      // of the last: success, failed or unchanged; empty before the first
  std::string detail;      // in words; of a failure every problem with its place
  std::optional<Time> at;  // when it was tried
};

class Reloader {
 public:
  /// How often the files are looked at; a change is taken over once two looks have seen the same.
  static constexpr auto kLook = std::chrono::seconds(1);

  /// `pipeline` and `clock` must outlive it. `config` is what runs now.
  Reloader(const Config& config, Pipeline& pipeline, const Clock& clock);
  /// Ends the thread as stop() does, however long it takes.
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /// `around` is called before (true) and after (false) each reload, from its thread.
  void start(std::function<void(bool begins)> around = {});

  /// Ends the thread; a reload that is under way ends first, so stop the pipeline before. False: it did not within
  /// `patience`, and hangs.
  [[nodiscard]] bool stop(std::chrono::milliseconds patience);

  /// Asks for a reload and gives its number; several at once may become one. Thread-safe.
  std::uint64_t request(const std::string& who);

  /// Thread-safe.
  [[nodiscard]] ReloadState state() const;
  [[nodiscard]] ThreadSign sign(Pulse::Clock::time_point now = Pulse::Clock::now()) const {
    return {"reload", pulse_.overdue(now)};
  }

 private:
  void run(const std::stop_token& stop);
  void run_until_stopped(const std::stop_token& stop);
  void reload_once();
  [[nodiscard]] std::unique_ptr<Config> read_config(Diagnostics& diagnostics);
  [[nodiscard]] std::vector<std::string> take_settings(const Config& config);
  [[nodiscard]] bool look();
  void end(const char* result, std::string detail);

  const std::string file_;
  std::vector<std::string> files_;  // as below
  std::string rules_folder_;        // of the newest configuration that could be read, whatever became of it
  std::string log_level_;
  Duration host_pause_;
  const std::vector<FixedSetting> fixed_;
  const std::shared_ptr<HostGate> hosts_;
  const bool watch_;
  Pipeline& pipeline_;
  const Clock& clock_;
  std::function<void(bool)> around_;
  std::uint64_t seen_ = 0, taken_ = 0;  // fingerprints of the files: at the last look, at the last reload

  mutable std::mutex mutex_;
  std::condition_variable_any asked_, ended_;
  bool has_ended_ = false;
  ReloadState state_;
  Pulse pulse_;
  std::jthread thread_;
};

/// Changes when a rule file, the set of them, or one of `files` changes; from sizes, times and file numbers, without
/// reading them.
[[nodiscard]] std::uint64_t fingerprint_of_files(const std::vector<std::string>& files,
                                                 const std::string& rules_folder);

}  // namespace sait
