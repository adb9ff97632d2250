// saitd for the crash tests: it ends itself by SIGKILL at a named place, and its transactions can be made small.
//
//   SAIT_CRASH_AT=<place>:<n>          killed at the n-th passing of the place (base/crash_point.hpp), in any thread
//   SAIT_POSTS_PER_TRANSACTION=<n>     instead of PipelineOptions::posts_per_transaction
//   SAIT_CHECKPOINT_RECORDS=<n>        instead of PipelineOptions::checkpoint_records
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "app/daemon.hpp"
#include "base/crash_point.hpp"
#include "pipeline/pipeline.hpp"

namespace {

// The hook is a plain function: what it knows has to stand outside of it. Written before any thread starts.
std::string crash_place;
std::atomic<std::uint64_t> passings_left{0};

void kill_here(const char* place) {
  if (crash_place != place || passings_left.fetch_sub(1) != 1) return;
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();  // nothing more may happen in this thread until the signal has ended it
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

// What the variable says; `kept` when it is not set. A value that is no count ends the program: a test must not run
// with other limits.
std::uint64_t count_from(const char* variable, std::uint64_t kept) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return kept;
  if (const auto number = number_in(text)) return *number;
  fmt::print(stderr, "{}: '{}' is no count; give a number from 1 up\n", variable, text);
  std::exit(2);
}

bool arm() {
  const char* text = std::getenv("SAIT_CRASH_AT");
  if (text == nullptr) return true;
  const std::string_view at = text;
  const auto colon = at.rfind(':');
  const auto passing = colon == std::string_view::npos ? std::nullopt : number_in(at.substr(colon + 1));
  if (!passing) {
    fmt::print(stderr, "SAIT_CRASH_AT: '{}' is not <place>:<n>, as in commit.before:3\n", at);
    return false;
  }
  crash_place = at.substr(0, colon);
  passings_left = *passing;
  sait::crash_hook = kill_here;
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (!arm()) return 2;
  return sait::daemon_main(argc, argv, [](sait::PipelineOptions& options) {
    options.posts_per_transaction = count_from("SAIT_POSTS_PER_TRANSACTION", options.posts_per_transaction);
    options.checkpoint_records = count_from("SAIT_CHECKPOINT_RECORDS", options.checkpoint_records);
  });
}
