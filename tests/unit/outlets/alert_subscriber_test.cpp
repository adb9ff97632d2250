#include "outlets/alert_subscriber.hpp"

#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <csignal>

#include "zmq_test.hpp"

using namespace sait;
using test::Collector;
using test::counted;
using test::Folder;
using test::MemoryOutbox;
using test::options_in;
using test::Publisher;

namespace {

/// A child process, ended if the test ends first.
class Child {
 public:
  explicit Child(std::vector<std::string> arguments) {
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    REQUIRE(::posix_spawn(&pid_, argv[0], nullptr, nullptr, argv.data(), environ) == 0);
  }
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  void kill(int number) const { ::kill(pid_, number); }
  int wait() {
    int status = 0;
    REQUIRE(::waitpid(std::exchange(pid_, 0), &status, 0) > 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = 0;
};

std::vector<std::string> python_subscriber(const ZmqOutletOptions& publisher, const std::string& out,
                                           std::uint64_t until) {
  return {"/usr/bin/python3",
          (test::root() / "tests/e2e/zmq_subscriber.py").string(),
          "--publish",
          publisher.publish,
          "--recover",
          publisher.publish + ".recover",
          "--out",
          out,
          "--until",
          std::to_string(until),
          "--timeout",
          "120"};
}

/// The sequences in a file written by zmq_subscriber.py.
std::vector<std::uint64_t> sequences_in(const std::string& path) {
  std::vector<std::uint64_t> all;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    constexpr std::string_view kStart = "{\"sequence\":";
    REQUIRE(line.starts_with(kStart));
    all.push_back(std::stoull(line.substr(kStart.size())));
  }
  return all;
}

}  // namespace

TEST_CASE("a subscriber that comes late gets everything from the beginning, or from where it asks") {
  const Folder folder;
  MemoryOutbox outbox;
  outbox.append(1234);
  Publisher publisher(options_in(folder), outbox);
  outbox.wait_until_delivered(1234);
  Collector all(options_in(folder)), tail(options_in(folder), 1200);
  all.wait_for_count(1234);
  tail.wait_for_count(35);
  outbox.append(66);
  publisher.wake();
  all.wait_for_count(1300);
  tail.wait_for_count(101);
  all.stop(), tail.stop();
  CHECK(all.sequences() == counted(1, 1300));
  CHECK(tail.sequences() == counted(1200, 1300));
  CHECK(all.wrong() == 0);
  CHECK(publisher.outlet.state().delivered == 1300);
  CHECK(publisher.outlet.state().trouble.empty());
}

TEST_CASE("a subscriber too slow for its queue loses live alerts and still gets every one, once and in order") {
  const Folder folder;
  MemoryOutbox outbox;
  outbox.append(10);
  Publisher publisher(options_in(folder, 20), outbox);
  outbox.wait_until_delivered(10);
  Collector slow(options_in(folder), 1, 20, [&](std::uint64_t sequence) {
    if (sequence == 11) outbox.wait_until_delivered(50'000);  // reads nothing meanwhile
  });
  slow.wait_for_count(10);  // published before: the answer to what it asks first, which is not to hold the others
  outbox.append(49'990);
  publisher.wake();
  outbox.wait_until_delivered(50'000);
  slow.wait_for_count(50'000);
  slow.stop();
  CHECK(slow.sequences() == counted(1, 50'000));
  CHECK(slow.wrong() == 0);
  CHECK(slow.events(SubscriberEvent::Kind::recovery) >= 1);
}

TEST_CASE("a publisher that restarts with its store is followed without a hole") {
  const Folder folder;
  MemoryOutbox outbox;
  outbox.append(100);
  std::optional<Publisher> publisher(std::in_place, options_in(folder), outbox);
  Collector collector(options_in(folder));
  for (std::uint64_t total = 100; total < 500; total += 100) {
    collector.wait_for_count(total);
    publisher.reset();
    outbox.append(50);
    publisher.emplace(options_in(folder), outbox);
    outbox.append(50);
    publisher->wake();
  }
  collector.wait_for_count(500);
  collector.stop();
  CHECK(collector.sequences() == counted(1, 500));
  CHECK(collector.events(SubscriberEvent::Kind::new_run) == 0);
}

TEST_CASE("a publisher with another store is noticed and read from its beginning") {
  const Folder folder;
  MemoryOutbox old(std::string(32, 'a')), fresh(std::string(32, 'b'));
  old.append(300);
  fresh.append(200);
  std::optional<Publisher> publisher(std::in_place, options_in(folder), old);
  Collector collector(options_in(folder));
  collector.wait_for_count(300);
  publisher.reset();
  publisher.emplace(options_in(folder), fresh);
  collector.wait_for_event(SubscriberEvent::Kind::new_run);
  collector.wait_for_count(500);
  collector.stop();
  auto both = counted(1, 300);
  const auto second = counted(1, 200);
  both.insert(both.end(), second.begin(), second.end());
  CHECK(collector.sequences() == both);
  CHECK(collector.events(SubscriberEvent::Kind::new_run) == 1);
}

TEST_CASE("silence is reported once and ends when the publisher is back") {
  const Folder folder;
  MemoryOutbox outbox;
  Collector collector(options_in(folder));
  collector.wait_for_event(SubscriberEvent::Kind::silent);
  outbox.append(3);
  Publisher publisher(options_in(folder), outbox);
  collector.wait_for_event(SubscriberEvent::Kind::heard);
  collector.wait_for_count(3);
  collector.stop();
  CHECK(collector.sequences() == counted(1, 3));
}

TEST_CASE("a subscriber with nothing to connect to stops when it is told to") {
  const Folder folder;
  Collector collector(options_in(folder));
  collector.stop();
  CHECK(collector.sequences().empty());
  AlertSubscriberOptions bad;
  bad.publish = "nonsense";
  AlertSubscriber nowhere(bad, [](std::uint64_t, std::string_view) {});
  CHECK(nowhere.run({}).error().code == "endpoint");
  bad.publish = "udp:/x:1";
  bad.recover = "tcp://127.0.0.1:1";
  AlertSubscriber wrong(bad, [](std::uint64_t, std::string_view) {});
  CHECK(wrong.run({}).error().code == "endpoint");
}

TEST_CASE("a client written from the description of the wire alone receives everything, however slow it is") {
  const Folder folder;
  MemoryOutbox outbox;
  outbox.append(100);
  Publisher publisher(options_in(folder, 20), outbox);
  const auto out = folder / "out.ndjson";
  auto arguments = python_subscriber(options_in(folder), out, 5000);
  for (const char* more : {"--pause-after", "150", "--pause-seconds", "0.5", "--receive-hwm", "20"})
    arguments.emplace_back(more);
  Child child(arguments);
  outbox.append(4900);
  publisher.wake();
  CHECK(child.wait() == 0);
  CHECK(sequences_in(out) == counted(1, 5000));
}

TEST_CASE("that client goes on where it was killed") {
  const Folder folder;
  MemoryOutbox outbox;
  Publisher publisher(options_in(folder), outbox);
  const auto out = folder / "out.ndjson";
  auto arguments = python_subscriber(options_in(folder), out, 2000);
  arguments.insert(arguments.end(), {"--state", folder / "state.json"});
  for (int life = 0; life < 3; ++life) {
    const auto before = std::filesystem::exists(out) ? std::filesystem::file_size(out) : 0;
    outbox.append(500);
    publisher.wake();
    Child child(arguments);
    while (!std::filesystem::exists(out) || std::filesystem::file_size(out) < before + 5000) std::this_thread::yield();
    child.kill(SIGKILL);
    child.wait();
  }
  outbox.append(500);
  publisher.wake();
  Child child(arguments);
  CHECK(child.wait() == 0);
  CHECK(sequences_in(out) == counted(1, 2000));
}
