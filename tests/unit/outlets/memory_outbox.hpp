// An outbox in memory, a signal, and places for sockets and files: what the outlets' tests share.
#pragma once

#include <doctest/doctest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <sstream>
#include <thread>

#include "outlets/outlet.hpp"

namespace sait::test {

inline OutboxEntry small_entry(std::uint64_t sequence, const std::string& salt = "a") {
  OutboxEntry entry;
  entry.sequence = sequence;
  entry.id = salt + std::to_string(sequence);
  entry.revision = 1;
  entry.narrative = "n1";
  entry.audience = "de";
  entry.topic = "alert/monitor/n1/de/";
  entry.body =
      R"({"schema":"alert.v1","id":")" + entry.id + R"(","revision":1,"sequence":)" + std::to_string(sequence) + "}";
  return entry;
}

/// Waits for what must come; the limit only turns a hang into a failure.
inline bool wait_for(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                     const std::function<bool()>& done) {
  return changed.wait_for(lock, std::chrono::seconds(120), done);
}

/// As Outbox, but for several threads: the test's own and the outlet's.
class MemoryOutbox final : public Outbox {
 public:
  explicit MemoryOutbox(std::string run = std::string(32, 'a'), std::string salt = "a")
      : run_(std::move(run)), salt_(std::move(salt)) {}

  void append(std::uint64_t count) {
    const std::lock_guard lock(mutex_);
    for (std::uint64_t i = 0; i < count; ++i) entries_.push_back(small_entry(++latest_, salt_));
  }
  void append(OutboxEntry entry) {
    const std::lock_guard lock(mutex_);
    latest_ = entry.sequence;
    entries_.push_back(std::move(entry));
  }
  void forget_until(std::uint64_t sequence) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const OutboxEntry& entry) { return entry.sequence <= sequence; });
  }
  void fail(bool failing) {
    const std::lock_guard lock(mutex_);
    failing_ = failing;
  }
  void wait_until_delivered(std::uint64_t sequence) {
    std::unique_lock lock(mutex_);
    REQUIRE(wait_for(lock, changed_, [&] { return moved_ >= sequence; }));
  }
  /// The lowest `after` anyone read from since the last call.
  [[nodiscard]] std::uint64_t lowest_read() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lowest_read_, UINT64_MAX);
  }

  Result<std::vector<OutboxEntry>> read(std::uint64_t after, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    if (failing_) return broken();
    lowest_read_ = std::min(lowest_read_, after);
    auto entry = std::ranges::upper_bound(entries_, after, {}, &OutboxEntry::sequence);
    const auto left = static_cast<std::size_t>(entries_.end() - entry);
    return std::vector<OutboxEntry>(entry, entry + static_cast<std::ptrdiff_t>(std::min(left, limit)));
  }
  Result<std::uint64_t> latest() override {
    const std::lock_guard lock(mutex_);
    if (failing_) return broken();
    return latest_;
  }
  const std::string& run_id() const override { return run_; }
  Result<std::uint64_t> cursor(const std::string& outlet) override {
    const std::lock_guard lock(mutex_);
    if (failing_) return broken();
    return cursors_[outlet];
  }
  Status move_cursor(const std::string& outlet, std::uint64_t sequence) override {
    const std::lock_guard lock(mutex_);
    if (failing_) return broken();
    moved_ = cursors_[outlet] = sequence;
    changed_.notify_all();
    return {};
  }

 private:
  static Error broken() { return {"broken", "the test says so"}; }

  const std::string run_, salt_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<OutboxEntry> entries_;
  std::uint64_t latest_ = 0, moved_ = 0, lowest_read_ = UINT64_MAX;
  std::map<std::string, std::uint64_t> cursors_;
  bool failing_ = false;
};

class MemorySignal final : public OutletSignal {
 public:
  MemorySignal() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~MemorySignal() override { ::close(fd_); }
  MemorySignal(const MemorySignal&) = delete;
  MemorySignal& operator=(const MemorySignal&) = delete;
  void wake() {
    const std::uint64_t one = 1;
    REQUIRE(::write(fd_, &one, sizeof(one)) == sizeof(one));
  }
  [[nodiscard]] int fd() const override { return fd_; }
  void drain() override {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(fd_, &count, sizeof(count));
  }

 private:
  int fd_;
};

/// An outlet in its thread; stop() as the daemon does it.
class Running {
 public:
  Running(Outlet& outlet, Outbox& outbox)
      : thread_([&](const std::stop_token& stop) { outlet.run(outbox, signal_, stop); }) {}
  ~Running() { stop(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  void wake() { signal_.wake(); }
  void stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    signal_.wake();
    thread_.join();
  }

 private:
  MemorySignal signal_;
  std::jthread thread_;
};

/// A folder of its own, gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "sait-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string slurp(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}
inline void spill(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

/// The repository.
inline std::filesystem::path root() { return SAIT_SOURCE_DIR; }

}  // namespace sait::test
