#include "app/service_manager.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "temp_folder.hpp"

using namespace sait;
using namespace std::chrono_literals;

namespace {

// A service manager's end, with the environment that names it.
class Listener {
 public:
  explicit Listener(const char* watchdog_usec) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    const auto path = folder_.file("notify");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    if (watchdog_usec != nullptr) ::setenv("WATCHDOG_USEC", watchdog_usec, 1);
  }
  ~Listener() {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    ::close(socket_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // The next message; sending to a Unix socket has arrived when it returns.
  std::string next() {
    char bytes[4096];
    const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
    return size < 0 ? "nothing" : std::string(bytes, static_cast<std::size_t>(size));
  }

 private:
  TempFolder folder_;
  int socket_;
};

}  // namespace

TEST_CASE("a service manager hears that saitd is ready, how it is when that changes, and that it stops") {
  Listener listener(nullptr);
  ServiceManager manager;
  REQUIRE(manager.interval());
  manager.ready("2 feeds");
  CHECK(listener.next() == "READY=1\nSTATUS=2 feeds\n");
  manager.look(true, "2 feeds");
  CHECK(listener.next() == "nothing");
  manager.look(false, "threads: no sign\nof life");
  CHECK(listener.next() == "STATUS=threads: no sign of life\n");
  manager.stopping();
  CHECK(listener.next() == "STOPPING=1\nSTATUS=stopping\n");
}

TEST_CASE("the watchdog is fed at half its patience, and only while saitd is alive") {
  Listener listener("3000000");
  ServiceManager manager;
  CHECK(manager.interval() == 1500ms);
  manager.ready("well");
  CHECK(listener.next() == "READY=1\nSTATUS=well\n");
  manager.look(true, "well");
  CHECK(listener.next() == "WATCHDOG=1\n");
  manager.look(false, "ill");
  CHECK(listener.next() == "STATUS=ill\n");
  manager.look(false, "ill");
  CHECK(listener.next() == "nothing");
}

TEST_CASE("without a service manager nothing is told") {
  ServiceManager manager;
  CHECK_FALSE(manager.interval());
  manager.ready("well");
}
