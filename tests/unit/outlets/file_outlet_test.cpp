#include "outlets/file_outlet.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "base/crash_point.hpp"
#include "memory_outbox.hpp"

using namespace sait;
using test::Folder;
using test::MemoryOutbox;
using test::Running;
using test::slurp;
using test::spill;

namespace {

/// The whole file as it must be after `last` alerts.
std::string expected(std::uint64_t last) {
  std::string text;
  for (std::uint64_t i = 1; i <= last; ++i) text += with_examples(test::small_entry(i)) + "\n";
  return text;
}

/// One life of the outlet: opens, delivers what is there, stops.
OutletState deliver(const std::string& path, Outbox& outbox) {
  FileOutlet outlet("file", path);
  const auto status = outlet.open();
  REQUIRE_MESSAGE(status.ok(), (status.ok() ? "" : status.error().text()));
  Running running(outlet, outbox);
  running.stop();
  return outlet.state();
}

std::string open_code(const std::string& path) {
  FileOutlet outlet("file", path);
  const auto status = outlet.open();
  return status ? "ok" : status.error().code;
}

/// No file may grow beyond `bytes` while this lives: what a full disk looks like to a writer.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const rlimit small{bytes, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  }
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

/// Turns the crash of a place into an exception-free stop: the n-th pass of it copies the file as a crash would leave
/// it.
struct CrashCopy {
  static inline std::string place, from, to;
  static void hook(const char* at) {
    if (place == at) std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
  }
};

}  // namespace

TEST_CASE("the file holds every alert once, over any number of restarts") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  MemoryOutbox outbox;
  for (const std::uint64_t more : {0, 1, 250, 0, 3}) {
    outbox.append(more);
    CHECK(deliver(path, outbox).delivered == outbox.latest().value());
    CHECK(slurp(path) == expected(outbox.latest().value()));
  }
}

TEST_CASE("a file moved away between two lives is followed by one that goes on, empty or missing") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  MemoryOutbox outbox;
  outbox.append(3);
  deliver(path, outbox);
  std::filesystem::rename(path, folder / "alerts.ndjson.1");
  CHECK(deliver(path, outbox).delivered == 3);
  CHECK(slurp(path).empty());
  outbox.append(2);
  deliver(path, outbox);
  CHECK(expected(3) + slurp(path) == expected(5));
}

TEST_CASE("a new file that a crash left with half a first line goes on where the former one ended") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  MemoryOutbox outbox;
  outbox.append(3);
  deliver(path, outbox);
  std::filesystem::rename(path, folder / "alerts.ndjson.1");
  outbox.append(2);
  const auto rest = expected(5).substr(expected(3).size());
  spill(path, rest.substr(0, rest.find('\n') / 2));
  CHECK(deliver(path, outbox).delivered == 5);
  CHECK(slurp(path) == rest);
}

TEST_CASE("an alert committed while the outlet runs is written when it is signalled") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  MemoryOutbox outbox;
  FileOutlet outlet("file", path);
  REQUIRE(outlet.open());
  Running running(outlet, outbox);
  for (std::uint64_t i = 1; i <= 20; ++i) {
    outbox.append(1);
    running.wake();
    outbox.wait_until_delivered(i);
    CHECK(slurp(path) == expected(i));
  }
}

TEST_CASE("a last line cut at any byte is completed, not doubled") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  const auto whole = expected(3);
  for (std::size_t cut = 1; cut <= whole.size(); ++cut) {
    CAPTURE(cut);
    MemoryOutbox outbox;
    outbox.append(3);
    spill(path, whole.substr(0, cut));
    CHECK(deliver(path, outbox).trouble.empty());
    CHECK(slurp(path) == whole);
  }
}

TEST_CASE("a last line longer than a block is found whole") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  MemoryOutbox outbox;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    auto entry = test::small_entry(i);
    entry.examples = "[\"" + std::string(65'000 + 600 * i, 'x') + "\"]";
    outbox.append(entry);
    deliver(path, outbox);
  }
  const auto before = slurp(path);
  CHECK(std::count(before.begin(), before.end(), '\n') == 3);
  deliver(path, outbox);
  CHECK(slurp(path) == before);
}

TEST_CASE("after a crash at any place the next life completes the file") {
  const Folder folder;
  for (const char* place : {"outlet.publish.before", "outlet.publish.between", "outlet.publish.after"}) {
    CAPTURE(place);
    const auto path = folder / "alerts.ndjson", crashed = folder / "crashed.ndjson";
    spill(path, expected(2));
    MemoryOutbox outbox;
    outbox.append(7);
    CrashCopy::place = place, CrashCopy::from = path, CrashCopy::to = crashed;
    crash_hook = CrashCopy::hook;
    deliver(path, outbox);
    crash_hook = nullptr;
    REQUIRE(std::filesystem::exists(crashed));
    deliver(crashed, outbox);
    CHECK(slurp(crashed) == expected(7));
    std::filesystem::remove(crashed);
  }
}

TEST_CASE("a full disk delays the alerts and tears none") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  MemoryOutbox outbox;
  outbox.append(50);
  FileOutlet outlet("file", path);
  REQUIRE(outlet.open());
  std::optional<FileLimit> full(1000);
  Running running(outlet, outbox);
  while (outlet.state().trouble.empty()) std::this_thread::yield();
  CHECK(outlet.state().trouble.find("error[unwritable]") == 0);
  full.reset();
  outbox.wait_until_delivered(50);
  running.stop();
  CHECK(slurp(path) == expected(50));
  CHECK(outlet.state().trouble.empty());
}

TEST_CASE("an outbox that cannot be read is trouble until it can, and never the end") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  MemoryOutbox outbox;
  outbox.append(5);
  outbox.fail(true);
  FileOutlet outlet("file", path);
  REQUIRE(outlet.open());
  Running running(outlet, outbox);
  while (outlet.state().trouble.empty()) std::this_thread::yield();
  CHECK(outlet.state().trouble == "error[broken]: the test says so");
  outbox.fail(false);
  outbox.wait_until_delivered(5);
  running.stop();
  CHECK(outlet.state().trouble.empty());
  CHECK(slurp(path) == expected(5));
}

TEST_CASE("a file of another store is left alone, and the trouble says what to do") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson";
  spill(path, expected(9));
  MemoryOutbox shorter;
  shorter.append(8);
  MemoryOutbox other(std::string(32, 'b'), "b");
  other.append(20);
  for (auto* outbox : {&shorter, &other}) {
    const auto state = deliver(path, *outbox);
    CHECK(state.trouble.find("error[foreign-file]") == 0);
    CHECK(state.trouble.find("move it away") != std::string::npos);
    CHECK(slurp(path) == expected(9));
  }
}

TEST_CASE("a file that is no file of alerts is refused untouched") {
  const Folder folder;
  const auto path = folder / "notes.txt";
  for (const char* text : {"my notes", "my notes\n", "{\"schema\":\"alert.v1\",\"sequence\":1\nhalf", "{}\n", "\n",
                           "\n\n", "{\"schema\":\"alert.v1\",\"id\":7,\"revision\":1,\"sequence\":1}\n"}) {
    CAPTURE(text);
    spill(path, text);
    CHECK(open_code(path) == "foreign-file");
    CHECK(slurp(path) == text);
  }
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(open_code(folder / "pipe") == "not-a-file");
  CHECK(open_code(folder / "") == "not-a-file");
  CHECK(open_code("/dev/null") == "not-a-file");
  CHECK(open_code(folder / "missing/alerts.ndjson") == "unwritable");
}

TEST_CASE("two outlets never write one file") {
  const Folder folder;
  FileOutlet first("one", folder / "alerts.ndjson");
  REQUIRE(first.open());
  CHECK(open_code(folder / "alerts.ndjson") == "file-in-use");
}

TEST_CASE("a file moved away while running is followed by a new one that goes on, even if the disk is full just then") {
  const Folder folder;
  const auto path = folder / "alerts.ndjson", old = folder / "alerts.1";
  MemoryOutbox outbox;
  FileOutlet outlet("file", path);
  REQUIRE(outlet.open());
  Running running(outlet, outbox);
  outbox.append(4);
  running.wake();
  outbox.wait_until_delivered(4);
  std::filesystem::rename(path, old);
  outbox.append(3);
  {
    // The first write into the new file fails: what stands in the old one must not be forgotten over that.
    const FileLimit full(10);
    running.wake();
    while (outlet.state().trouble.empty()) std::this_thread::yield();
  }
  outbox.wait_until_delivered(7);
  running.stop();
  CHECK(slurp(old) == expected(4));
  CHECK(slurp(old) + slurp(path) == expected(7));
  deliver(path, outbox);
  CHECK(slurp(old) + slurp(path) == expected(7));
}
