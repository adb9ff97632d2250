// An open file that is read while others write, rename and truncate it, and how to know it again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sait {

/// A regular file open for reading; owns its descriptor.
class SourceFile {
 public:
  /// Errors: code "unreadable", message "<path>: <reason of the system>".
  [[nodiscard]] static Result<SourceFile> open(const std::string& path);
  ~SourceFile();
  SourceFile(SourceFile&& other) noexcept;
  SourceFile& operator=(SourceFile&& other) noexcept;

  /// Reads up to `size` bytes at `offset` to `to`: how many, 0 at the end.
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, char* to, std::size_t size) const;

  struct State {
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified = 0;  // nanoseconds since 1970
    [[nodiscard]] bool same_file(const State& other) const { return device == other.device && inode == other.inode; }
  };
  [[nodiscard]] Result<State> state() const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  SourceFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::string path_;
  int descriptor_;
};

/// What stands at `path` now, without opening it; links are followed.
[[nodiscard]] Result<SourceFile::State> state_of(const std::string& path);

/// Knows a file again after a rename and a restart: its device and inode, and, because inodes are used again, a hash of
/// the first bytes it had (at most kPrefix) when it was first read. A file that only grew is the same.
///
///   text := device ":" inode ":" prefix length ":" hash [ ":" modified ]      (lower-case hexadecimal)
class FileIdentity {
 public:
  static constexpr std::size_t kPrefix = 256;

  [[nodiscard]] static Result<FileIdentity> of(const SourceFile& file);
  [[nodiscard]] static std::optional<FileIdentity> parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  /// Whether `file` is this file: the same inode that begins with the same bytes. Devices are renumbered at boot, so
  /// that theirs only counts where there are no bytes to compare.
  [[nodiscard]] bool matches(const SourceFile& file) const;
  /// Whether `file`, of whatever inode, holds what this file held, at least `size` bytes. Never said of an identity
  /// that rests on so few bytes that another file of posts may begin with them.
  [[nodiscard]] bool copied_to(const SourceFile& file, std::uint64_t size) const;
  /// When the file had last been written to as its first line was read, in nanoseconds since 1970: what was rotated
  /// away before it is not younger. 0: not known.
  [[nodiscard]] std::int64_t modified() const { return modified_; }

 private:
  [[nodiscard]] bool begins_alike(const SourceFile& file) const;

  std::uint64_t device_ = 0, inode_ = 0, prefix_ = 0;
  std::int64_t modified_ = 0;
  std::string hash_;
};

/// The file of this identity in `folder`, whatever its name is now.
[[nodiscard]] std::optional<SourceFile> find_file(const std::string& folder, const FileIdentity& identity);

/// A rotated file beside `path` that holds what the file of this identity held, at least `size` bytes: what logrotate's
/// `copytruncate` leaves.
[[nodiscard]] std::optional<SourceFile> find_copy(const std::string& path, const FileIdentity& identity,
                                                  std::uint64_t size);

struct Rotated {
  std::vector<SourceFile> files;          // oldest first
  std::vector<std::string> out_of_reach;  // compressed since, of an unknown form, or not ours to read: their paths
};

/// What a rotation made of `path` ("posts.ndjson.1", "posts.ndjson-20260304", "posts_20260304.ndjson", compressed or
/// not) and that was last written after `after`; what stands at `path` itself is not among them.
[[nodiscard]] Rotated rotated_after(const std::string& path, const SourceFile::State& after);

}  // namespace sait
