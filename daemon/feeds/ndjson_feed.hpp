// Lines of a file, followed the way `tail -F` does: through rotation, truncation and the file's absence.
#pragma once

#include <memory>
#include <string>

#include "feeds/feed.hpp"
#include "feeds/line_batcher.hpp"

namespace sait {

struct NdjsonOptions {
  std::string path;
  LineLimits lines;
  Duration poll{250};      // how often the file is looked at once all of it is read
  Duration linger{5'000};  // a file rotated away while it was followed is left once it has been quiet for so long
};

/// Cursor: `source` is the file's identity (feeds/source_file.hpp), `position` the offset behind the last complete
/// line, `line` its number.
///
/// - While following, a line without its end waits for the rest; without following, or once the file is rotated away,
/// it is a line.
/// - Another file under the path: the former is read until it has been quiet for a while, then files rotated away in
/// between, then the new one from its start. What is written to the former later than that is a `hole`.
///   After a restart the former is looked for by its identity in the same folder; a `hole` says so if it is gone.
/// - A copy of the file under its path, as from a backup, is the file.
/// - A file that became shorter or begins otherwise was truncated: a `hole`, then from its start.
/// - A missing or unreadable file is `down` once, and `up` when it is back.
class NdjsonFeed final : public Feed {
 public:
  NdjsonFeed(FeedDeclaration declaration, NdjsonOptions options);
  [[nodiscard]] std::string source() const override { return options_.path; }
  [[nodiscard]] bool rereadable() const override { return true; }
  [[nodiscard]] const NdjsonOptions& options() const { return options_; }
  void run(const std::optional<Cursor>& cursor, bool follow, FeedSink& sink, std::stop_token stop) override;

 private:
  NdjsonOptions options_;
};

/// `path` (required), `poll` (250ms, 10ms to 1m), and those of read_line_limits().
[[nodiscard]] std::unique_ptr<Feed> make_ndjson_feed(const YamlNode& section, FeedDeclaration declaration,
                                                     const FeedContext& context);

}  // namespace sait
