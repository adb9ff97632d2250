#include "outlets/zmq_outlet.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <atomic>

#include "base/crash_point.hpp"
#include "outlets/zmq_frames.hpp"
#include "zmq_test.hpp"

using namespace sait;
using test::Collector;
using test::counted;
using test::Folder;
using test::kFast;
using test::MemoryOutbox;
using test::options_in;
using test::Publisher;
using test::Running;

namespace {

/// A raw peer of the recovery socket.
struct Peer {
  Peer(const std::string& endpoint, zmq::socket_type type) : socket(context, type) {
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, 120'000);
    socket.connect(endpoint);
  }
  Frames ask(std::initializer_list<std::string_view> request) {
    REQUIRE(send_frames(socket, request));
    Frames reply;
    REQUIRE(zmq::recv_multipart(socket, std::back_inserter(reply)));
    return reply;
  }
  zmq::context_t context;
  zmq::socket_t socket;
};

}  // namespace

TEST_CASE("the recovery socket answers REQ and DEALER peers alike, and says how to ask") {
  const Folder folder;
  MemoryOutbox outbox;
  outbox.append(150);
  Publisher publisher(options_in(folder), outbox);
  const auto endpoint = options_in(folder).publish + ".recover";
  Peer req(endpoint, zmq::socket_type::req), dealer(endpoint, zmq::socket_type::dealer);
  const auto a = req.ask({"from 51"}), b = dealer.ask({"from 51"});
  REQUIRE(a.size() == 301);
  REQUIRE(b.size() == 301);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(view(a[i]) == view(b[i]));
  const auto c = dealer.ask({"", "from 51"});
  REQUIRE(c.size() == 302);
  CHECK(c[0].size() == 0);
  for (const auto& request : std::initializer_list<std::initializer_list<std::string_view>>{
           {"from"}, {"from 1", "from 2"}, {"", "from 1", "x"}, {"", ""}, {std::string_view("\xff\0", 2)}}) {
    const auto reply = dealer.ask(request);
    CHECK(view(reply.back()) == R"({"error":"the request is not understood","usage":"from SEQUENCE"})");
  }
  CHECK(view(req.ask({"from x"}).back()).find("usage") != std::string_view::npos);
}

TEST_CASE("a peer that asks and never reads does not hold up publishing") {
  const Folder folder;
  MemoryOutbox outbox;
  for (std::uint64_t i = 1; i <= 200; ++i) {
    auto entry = test::small_entry(i);
    entry.examples = "[\"" + std::string(20'000, 'x') + "\"]";
    outbox.append(entry);
  }
  Publisher publisher(options_in(folder), outbox);
  Peer greedy(options_in(folder).publish + ".recover", zmq::socket_type::dealer);
  greedy.socket.set(zmq::sockopt::rcvhwm, 1);
  for (int i = 0; i < 300; ++i) send_frames(greedy.socket, {"from 1"});
  Collector collector(options_in(folder), 201);
  outbox.append(500);
  publisher.wake();
  collector.wait_for_count(500);
  collector.stop();
  CHECK(collector.sequences() == counted(201, 700));
}

TEST_CASE("a store that fails is trouble in the state and not the end: what was published stays published") {
  const Folder folder;
  MemoryOutbox outbox;
  outbox.append(5);
  outbox.fail(true);
  Publisher publisher(options_in(folder), outbox);
  Collector collector(options_in(folder));
  while (publisher.outlet.state().trouble.empty()) std::this_thread::yield();
  CHECK(publisher.outlet.state().trouble == "error[broken]: the test says so");
  outbox.fail(false);
  collector.wait_for_count(5);
  outbox.wait_until_delivered(5);
  outbox.append(5);
  publisher.wake();
  collector.wait_for_count(10);
  collector.stop();
  CHECK(collector.sequences() == counted(1, 10));
}

TEST_CASE("what was committed before a stop is published before the outlet returns") {
  const Folder folder;
  MemoryOutbox outbox;
  Publisher publisher(options_in(folder), outbox);
  outbox.append(950);
  publisher.running.reset();
  CHECK(outbox.cursor("bus").value() == 950);
}

TEST_CASE("a restarted outlet publishes from its cursor on, not everything again") {
  const Folder folder;
  MemoryOutbox outbox;
  outbox.append(300);
  { const Publisher first(options_in(folder), outbox); }
  CHECK(outbox.lowest_read() == 0);
  outbox.append(50);
  { const Publisher second(options_in(folder), outbox); }
  CHECK(outbox.lowest_read() == 300);
  CHECK(outbox.cursor("bus").value() == 350);
}

TEST_CASE("a taken endpoint is refused by name, and a file in the way is not removed") {
  const Folder folder;
  const auto code_and_name = [](const ZmqOutletOptions& options, const std::string& code, const std::string& endpoint) {
    ZmqOutlet outlet("bus", options, "/saitd/test");
    const auto status = outlet.open();
    REQUIRE_FALSE(status);
    CHECK(status.error().code == code);
    CHECK(status.error().message.find(endpoint) != std::string::npos);
  };
  zmq::context_t context;
  zmq::socket_t other(context, zmq::socket_type::pub);
  other.bind("tcp://127.0.0.1:*");
  const auto taken = other.get(zmq::sockopt::last_endpoint);
  code_and_name({taken, "ipc://" + (folder / "r"), kFast, 10}, "port-in-use", taken);
  code_and_name({"ipc://" + (folder / "p"), taken, kFast, 10}, "port-in-use", taken);

  ZmqOutlet first("bus", options_in(folder), "/saitd/test");
  REQUIRE(first.open());
  code_and_name(options_in(folder), "port-in-use", options_in(folder).publish);

  test::spill(folder / "notes", "mine");
  code_and_name({"ipc://" + (folder / "notes"), {}, kFast, 10}, "endpoint", folder / "notes");
  CHECK(test::slurp(folder / "notes") == "mine");
  code_and_name({"ipc://" + (folder / std::string(200, 'x')), {}, kFast, 10}, "endpoint", "too long");
  code_and_name({"ipc://" + (folder / "none/x"), {}, kFast, 10}, "bind", "folder must exist");
  code_and_name({"tcp://0.0.0.0:1", {}, kFast, 10}, "endpoint", "encrypted");
}

TEST_CASE("a socket left by a crash is taken over") {
  const Folder folder;
  MemoryOutbox outbox;
  const auto left_over = folder / "bus";
  {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    left_over.copy(address.sun_path, left_over.size());
    REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    ::close(fd);
  }
  REQUIRE(std::filesystem::is_socket(left_over));
  Publisher publisher(options_in(folder), outbox);
  outbox.append(2);
  Collector collector(options_in(folder));
  collector.wait_for_count(2);
}

TEST_CASE("loopback TCP works by address, by name and in IPv6") {
  for (const std::string host : {"tcp://127.0.0.1:", "tcp://localhost:", "tcp://[::1]:"}) {
    CAPTURE(host);
    MemoryOutbox outbox;
    outbox.append(20);
    // A free port and the one after it: found and given back, so another process may come first; then others are tried.
    std::optional<ZmqOutlet> outlet;
    ZmqOutletOptions options;
    bool open = false;
    for (int attempt = 0; attempt < 20 && !open; ++attempt) {
      zmq::context_t context;
      zmq::socket_t probe(context, zmq::socket_type::pub);
      probe.bind("tcp://127.0.0.1:*");
      const auto found = probe.get(zmq::sockopt::last_endpoint);
      probe.close();
      context.close();
      options = {host + found.substr(found.rfind(':') + 1), {}, kFast, 1000};
      outlet.emplace("bus", options, "/saitd/test");
      open = outlet->open().ok();
    }
    REQUIRE(open);
    const Running running(*outlet, outbox);
    Collector collector(options);
    collector.wait_for_count(20);
    collector.stop();
    CHECK(collector.sequences() == counted(1, 20));
  }
}

TEST_CASE("after a crash between sending and remembering, alerts are sent again and received once") {
  const Folder folder;
  static std::atomic<int> passes;
  passes = 0;
  MemoryOutbox outbox;
  crash_hook = [](const char* place) {
    if (std::string_view(place).starts_with("outlet.publish.")) ++passes;
  };
  {
    Publisher publisher(options_in(folder), outbox);
    outbox.append(30);
    publisher.wake();
    outbox.wait_until_delivered(30);
  }
  crash_hook = nullptr;
  CHECK(passes >= 3);
  Publisher publisher(options_in(folder), outbox);
  Collector collector(options_in(folder));
  collector.wait_for_count(30);
  // As if the crash had come before the cursor moved.
  publisher.running.reset();
  REQUIRE(outbox.move_cursor("bus", 10));
  Publisher again(options_in(folder), outbox);
  outbox.append(1);
  again.wake();
  collector.wait_for_count(31);
  collector.stop();
  CHECK(collector.sequences() == counted(1, 31));
}
