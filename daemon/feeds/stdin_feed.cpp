#include "feeds/stdin_feed.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>
#include <vector>

namespace sait {
namespace {

constexpr std::size_t kPipeBlock = std::size_t{64} << 10U;
constexpr int kStopCheckMs = 100;  // a stop request interrupts no poll(2)
constexpr auto kStopPatience = std::chrono::milliseconds(500);

// Whether bytes, the end or an error can be had from `descriptor` within `timeout_ms`.
bool readable(int descriptor, int timeout_ms) {
  pollfd waiting{descriptor, POLLIN, 0};
  return ::poll(&waiting, 1, timeout_ms) > 0;
}

}  // namespace

StdinFeed::StdinFeed(FeedDeclaration declaration, LineLimits lines, int descriptor)
    : Feed(std::move(declaration)), lines_(lines), descriptor_(descriptor) {}

void StdinFeed::run(const std::optional<Cursor>&, bool follow, FeedSink& sink, std::stop_token stop) {
  LineBatcher batcher(lines_, sink);
  if (!batcher.begin("stdin", 0, 0)) return;
  if (follow) batcher.event(CoverageState::up, "standard input is being read");  // it may have ended in a run before
  std::vector<char> block(kPipeBlock);
  while (!stop.stop_requested()) {
    sink.expect_within(Duration(0));
    // What is complete goes out before waiting for more.
    if (!readable(descriptor_, 0)) {
      if (!batcher.flush()) return;
      if (!readable(descriptor_, kStopCheckMs)) continue;
    }
    const auto count = ::read(descriptor_, block.data(), block.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) batcher.event(CoverageState::down, "standard input: " + std::generic_category().message(errno));
    if (count <= 0) {
      if (batcher.end_line()) (void)batcher.flush(true);
      return;
    }
    if (!batcher.feed({block.data(), static_cast<std::size_t>(count)})) return;
  }
  // What was read cannot be read again: the line that was begun is taken to its end if that comes soon, and not a byte
  // of the next.
  const auto give_up = std::chrono::steady_clock::now() + kStopPatience;
  char byte = 0;
  while (batcher.within_line() && std::chrono::steady_clock::now() < give_up && readable(descriptor_, kStopCheckMs) &&
         ::read(descriptor_, &byte, 1) == 1) {
    if (!batcher.feed({&byte, 1})) return;
  }
  (void)batcher.flush();
}

std::unique_ptr<Feed> make_stdin_feed(const YamlNode& section, FeedDeclaration declaration, const FeedContext&) {
  return std::make_unique<StdinFeed>(std::move(declaration), read_line_limits(section));
}

}  // namespace sait
