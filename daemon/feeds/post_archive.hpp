// A file of posts as an analyst keeps one (NDJSON, plain or compressed with zstd), read once from its beginning to its
// end.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "feeds/feed.hpp"
#include "feeds/line_batcher.hpp"

namespace sait {

/// Its bytes, uncompressed. What it is tells its first bytes, not its name. bytes_read() from any thread, the rest from
/// one.
class PostArchive {
 public:
  /// "-" is standard input. error[unreadable] names the path.
  [[nodiscard]] static Result<std::unique_ptr<PostArchive>> open(const std::string& path);
  ~PostArchive();

  /// The next bytes, valid until the next call; none at the end. error[damaged-archive]: the compressed form is damaged
  /// or cut off, and what was given before it is all that can be had.
  [[nodiscard]] Result<std::string_view> read();

  /// Of the file as it lies there, compressed or not.
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_.load(std::memory_order_relaxed); }
  /// 0: not known.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  friend class ArchiveSpool;
  struct Decompressor;
  PostArchive(std::string name, int descriptor);
  [[nodiscard]] Result<std::string_view> read_block();
  [[nodiscard]] Result<std::string_view> decompress();

  std::string name_;
  int descriptor_;
  std::uint64_t size_ = 0;
  std::atomic<std::uint64_t> bytes_read_{0};
  std::string block_;
  std::unique_ptr<Decompressor> compressed_;
};

/// What can be read but once, copied to the disk (a file without a name, gone with this) to be read again and again.
class ArchiveSpool {
 public:
  /// error[unwritable]: the folder for temporary files (TMPDIR) is full or not ours.
  [[nodiscard]] static Result<std::unique_ptr<ArchiveSpool>> of_standard_input();
  [[nodiscard]] static Result<std::unique_ptr<ArchiveSpool>> of_text(std::string name, std::string_view text);
  ~ArchiveSpool();
  ArchiveSpool(const ArchiveSpool&) = delete;
  ArchiveSpool& operator=(const ArchiveSpool&) = delete;

  /// From the beginning; one at a time.
  [[nodiscard]] Result<std::unique_ptr<PostArchive>> open() const;

 private:
  ArchiveSpool(std::string name, int descriptor) : name_(std::move(name)), descriptor_(descriptor) {}
  [[nodiscard]] static Result<std::unique_ptr<ArchiveSpool>> make(std::string name);
  [[nodiscard]] Status write(std::string_view bytes) const;

  std::string name_;
  int descriptor_;
};

/// The lines of an archive, one at a time. Not thread-safe.
class ArchiveLines {
 public:
  explicit ArchiveLines(PostArchive& archive, LineLimits limits = {});
  ~ArchiveLines();

  struct Line {
    char* data = nullptr;  // a NUL behind it: it may be parsed in place. Valid until the next call
    std::size_t size = 0;
    std::uint64_t number = 0;         // from 1; empty lines are counted and skipped
    std::uint64_t dropped_bytes = 0;  // > 0: longer than a line may be; its text is not here
  };
  /// Nothing at the end; error as PostArchive::read(), after the lines before it.
  [[nodiscard]] Result<std::optional<Line>> next();

 private:
  class Batches;
  PostArchive& archive_;
  std::unique_ptr<Batches> batches_;
  LineBatcher batcher_;
  RawBatch batch_;
  std::size_t line_ = 0;
  bool ended_ = false;
  std::optional<Error> failure_;
};

/// The same as a feed, for whoever reads many at once. failure() once it has ended.
class ArchiveFeed final : public Feed {
 public:
  ArchiveFeed(FeedDeclaration declaration, std::shared_ptr<PostArchive> archive);
  [[nodiscard]] std::string source() const override { return archive_->name(); }
  [[nodiscard]] bool rereadable() const override { return false; }
  void run(const std::optional<Cursor>& cursor, bool follow, FeedSink& sink, std::stop_token stop) override;
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  std::shared_ptr<PostArchive> archive_;
  std::optional<Error> failure_;
};

}  // namespace sait
