// How far a long run has come: on a terminal, once a second.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace sait {

/// Writes to standard error, and nothing where that is no terminal. Not thread-safe.
class Progress {
 public:
  /// `bytes`: of the whole; 0: not known. `name`: of this run, where there are several.
  explicit Progress(std::uint64_t bytes, std::string name = {})
      : bytes_(bytes), name_(std::move(name)), shown_(::isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (said_) fmt::print(stderr, "\n");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `read`: bytes so far.
  void show(std::uint64_t posts, std::uint64_t read) {
    if (!shown_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::seconds(1)) return;
    last_ = now;
    said_ = true;
    const auto since = std::chrono::duration<double>(now - start_).count();
    const auto left =
        read > 0 && bytes_ > read ? since * static_cast<double>(bytes_ - read) / static_cast<double>(read) : 0;
    fmt::print(stderr, "\r{}{}{} posts, {:.0f} a second{}    ", name_, name_.empty() ? "" : ": ", posts,
               static_cast<double>(posts) / since,
               bytes_ == 0 || read == 0 ? std::string() : fmt::format(", {:.0f} s left", left));
  }

 private:
  std::uint64_t bytes_;
  std::string name_;
  bool shown_, said_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), last_ = start_;
};

}  // namespace sait
