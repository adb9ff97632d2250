// What tests of feeds share: a sink that collects, a feed running on a thread, files in a folder that goes away.
#pragma once

#include <stdlib.h>

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "feeds/feed.hpp"

namespace sait::test {

struct SeenLine {
  std::string text;
  Cursor cursor;
  std::uint64_t dropped_bytes = 0;
};

struct SeenEvent {
  std::size_t after_lines = 0;  // of all lines
  CoverageState state = CoverageState::up;
  std::string detail;
};

struct Seen {
  std::vector<SeenLine> lines;
  std::vector<SeenEvent> events;
  std::vector<std::size_t> batches;  // lines in each
  bool ended = false;
  bool sound = true;  // every line was followed by its NUL and lay in its buffer

  [[nodiscard]] std::vector<std::string> texts(std::size_t from = 0) const {
    std::vector<std::string> found;
    for (auto i = from; i < lines.size(); ++i) found.push_back(lines[i].text);
    return found;
  }
  [[nodiscard]] std::size_t count(CoverageState state) const {
    std::size_t found = 0;
    for (const auto& event : events) found += event.state == state ? 1U : 0U;
    return found;
  }
};

class CollectingSink final : public FeedSink {
 public:
  explicit CollectingSink(std::size_t refuse_from = SIZE_MAX) : refuse_from_(refuse_from) {}

  bool push(RawBatch batch) override {
    const std::lock_guard lock(mutex_);
    const auto before = seen_.lines.size();
    for (const auto& line : batch.lines) {
      const auto end = std::size_t{line.begin} + line.size;
      seen_.sound = seen_.sound && end < batch.buffer.size() && batch.buffer[end] == '\0';
      seen_.lines.push_back({batch.buffer.substr(line.begin, line.size),
                             {batch.source, line.next_position, line.number},
                             line.dropped_bytes});
    }
    for (const auto& event : batch.events)
      seen_.events.push_back({before + event.after_lines, event.state, event.detail});
    seen_.batches.push_back(batch.lines.size());
    seen_.ended = seen_.ended || batch.ended;
    changed_.notify_all();
    return seen_.batches.size() < refuse_from_;
  }

  /// Waits until `done` holds; false if the feed is stuck.
  bool wait_for(const std::function<bool(const Seen&)>& done) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return done(seen_); });
  }
  bool wait_for_lines(std::size_t count) {
    return wait_for([count](const Seen& seen) { return seen.lines.size() >= count; });
  }
  [[nodiscard]] Seen seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Seen seen_;
  std::size_t refuse_from_;
};

/// A feed that follows on a thread of its own until stop() or the end of scope.
class RunningFeed {
 public:
  RunningFeed(Feed& feed, CollectingSink& sink, std::optional<Cursor> cursor = std::nullopt)
      : thread_([&feed, &sink, cursor](std::stop_token stop) { feed.run(cursor, true, sink, std::move(stop)); }) {}
  void stop() {
    thread_.request_stop();
    thread_.join();
  }
  void join() { thread_.join(); }

 private:
  std::jthread thread_;
};

class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "sait-feed-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline void append_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::app).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

using Texts = std::vector<std::string>;

}  // namespace sait::test
