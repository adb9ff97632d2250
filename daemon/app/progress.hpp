// How far a long run has come: on a terminal, once a second.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

namespace sait {

/// Says nothing where standard error is no terminal, or the work takes less than a second. Not thread-safe.
class Progress {
 public:
  /// `bytes` of the file as it lies there; 0: not known. `name`: of this run, where there are several.
  explicit Progress(std::uint64_t bytes, std::string name = {})
      : bytes_(bytes), name_(std::move(name)), shown_(::isatty(STDERR_FILENO) == 1) {}
  ~Progress() { stop(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `read` of these bytes. For each post: looks at the clock once in 1,024.
  void step(std::uint64_t posts, std::uint64_t read) {
    if (posts % 1024 == 0) show(posts, read);
  }
  /// The same for whole batches.
  void show(std::uint64_t posts, std::uint64_t read) {
    if (!shown_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::seconds(1)) return;
    last_ = now;
    said_ = true;
    const auto since = std::chrono::duration<double>(now - start_).count();
    const bool told = bytes_ > 0 && read > 0;
    const auto left =
        told && bytes_ > read ? since * static_cast<double>(bytes_ - read) / static_cast<double>(read) : 0;
    fmt::print(stderr, "\r{}{}{} posts, {:.0f} a second{}    ", name_, name_.empty() ? "" : ": ", posts,
               static_cast<double>(posts) / since, told ? fmt::format(", {:.0f} s left", left) : std::string());
  }

  /// Ends its line, before something else is said.
  void stop() {
    if (said_) fmt::print(stderr, "\n");
    said_ = false;
  }

 private:
  std::uint64_t bytes_;
  std::string name_;
  bool shown_, said_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), last_ = start_;
};

}  // namespace sait
