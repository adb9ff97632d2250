// Lines of standard input, or of another descriptor, until its end.
#pragma once

#include <memory>
#include <string>

#include "feeds/feed.hpp"
#include "feeds/line_batcher.hpp"

namespace sait {

/// What was read cannot be read again: a cursor has no meaning and is ignored. Ends at the end of the input, whether
/// followed or not.
class StdinFeed final : public Feed {
 public:
  /// `descriptor` stays the caller's.
  StdinFeed(FeedDeclaration declaration, LineLimits lines, int descriptor = 0);
  [[nodiscard]] std::string source() const override { return "standard input"; }
  [[nodiscard]] bool rereadable() const override { return false; }
  void run(const std::optional<Cursor>& cursor, bool follow, FeedSink& sink, std::stop_token stop) override;

 private:
  LineLimits lines_;
  int descriptor_;
};

/// Its section has what read_line_limits() reads, nothing else.
[[nodiscard]] std::unique_ptr<Feed> make_stdin_feed(const YamlNode& section, FeedDeclaration declaration,
                                                    const FeedContext& context);

}  // namespace sait
