// Bytes of a source -> batches of complete lines. What feeds of lines share: the half line, the cap, empty lines,
// positions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "feeds/feed.hpp"

namespace sait {

struct LineLimits {
  std::size_t max_line = std::size_t{1} << 20U;  // bytes; a longer line is never held, only counted
  std::size_t batch_lines = 512;
};

/// `max_line` (1048576, 1024 to 67108864 bytes) and `batch_lines` (512, 1 to 65536): what every feed of lines has.
[[nodiscard]] LineLimits read_line_limits(const YamlNode& section);

/// Ends of lines are LF or CR LF; empty lines are counted and skipped. Not thread-safe. After a call gave false the
/// sink takes nothing more.
class LineBatcher {
 public:
  LineBatcher(LineLimits limits, FeedSink& sink) : limits_(limits), sink_(sink) {}

  /// From here on bytes belong to `source` and begin at `position`, behind line `line`. Pushes the lines of the source
  /// before; a half line of it is forgotten.
  [[nodiscard]] bool begin(std::string source, std::uint64_t position, std::uint64_t line);
  /// The name under which the lines of this source go out; only while no_line_yet().
  void set_source(std::string source) { source_ = std::move(source); }
  [[nodiscard]] bool no_line_yet() const { return no_line_yet_; }
  /// Whether the bytes so far end within a line.
  [[nodiscard]] bool within_line() const { return half_size_ > 0; }

  /// Takes the next bytes and pushes each batch that is full.
  [[nodiscard]] bool feed(std::string_view bytes);
  /// The source has ended: a half line is a line.
  [[nodiscard]] bool end_line();
  /// Notes an event behind the lines so far.
  void event(CoverageState state, std::string detail);
  /// Pushes what is there, if anything is, or the last batch.
  [[nodiscard]] bool flush(bool ended = false);

 private:
  [[nodiscard]] bool complete(std::string_view rest, std::uint64_t line_end);
  void store(std::string_view rest);

  static constexpr std::size_t kBatchBytes = std::size_t{1} << 20U;

  LineLimits limits_;
  FeedSink& sink_;
  RawBatch batch_;
  std::string source_;
  std::uint64_t position_ = 0;   // where the half line begins
  std::uint64_t number_ = 0;     // of the last complete line
  std::string half_;             // empty once the line is longer than the cap
  std::uint64_t half_size_ = 0;  // its bytes so far, held or not
  bool no_line_yet_ = true;
};

}  // namespace sait
