// Addresses, and what leads to them; what servers do is tested in tests/e2e/web_feed_test.py.
#include "net/http_client.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

using namespace sait;
using namespace std::chrono_literals;

namespace {

// A server of one answer, repeated; counts who connected.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer, std::chrono::milliseconds after = {})
      : answer_(std::move(answer)), after_(after), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);  // all of 127.0.0.0/8
    socklen_t size = sizeof address;
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(listener_, 8) == 0);
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~OneAnswer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      ++connections_;
      char request[4096];
      (void)::recv(client, request, sizeof request, 0);
      if (answer_.empty()) {
        (void)::recv(client, request, sizeof request, 0);  // until the other side has gone
      } else {
        std::this_thread::sleep_for(after_);
        (void)::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL);
      }
      ::close(client);
    }
  }

  std::string answer_;
  std::chrono::milliseconds after_;
  int listener_, port_ = 0;
  std::atomic<int> connections_{0};
  std::thread thread_;
};

const std::string kFine =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\nETag: \"a\"\r\nX-Two: 1\r\nX-Two: 2\r\n\r\nok";

std::string url(const std::string& host, int port) { return "http://" + host + ":" + std::to_string(port) + "/feed"; }

HttpRequest request_of(std::string address, bool allow_private = true) {
  HttpRequest request;
  request.url = std::move(address);
  request.allow_private = allow_private;
  return request;
}

std::string code_of(HttpClient& client, const HttpRequest& request) {
  const auto response = client.get(request, {});
  return response ? "answered" : response.error().code;
}

}  // namespace

TEST_CASE("an answer comes with its status, headers and body") {
  OneAnswer server(kFine);
  HttpClient client("test");
  const auto response = client.get(request_of(url("127.0.0.1", server.port())), {});
  REQUIRE_MESSAGE(response.ok(), response.error().text());
  CHECK(response->status == 200);
  CHECK(response->body == "ok");
  CHECK(response->header("etag") == "\"a\"");
  CHECK(response->header("x-two") == "1, 2");
  CHECK(response->header("nothing").empty());
  CHECK(response->moved_to.empty());
}

TEST_CASE("a name that leads to a private address is refused at the connection, whatever it led to before") {
  OneAnswer server(kFine);
  HttpClient client("test");
  auto request = request_of(url("news.example", server.port()), false);
  request.resolve = {"news.example:" + std::to_string(server.port()) + ":127.0.0.1"};
  CHECK(code_of(client, request) == "refused-address");
  CHECK(server.connections() == 0);

  // The same host, allowed once: its open connection is not used for a feed that is not.
  request.allow_private = true;
  CHECK(code_of(client, request) == "answered");
  request.allow_private = false;
  CHECK(code_of(client, request) == "refused-address");
}

TEST_CASE("a redirect is followed, but not from outside to inside") {
  OneAnswer inside(kFine);
  OneAnswer outside("HTTP/1.1 302 Found\r\nLocation: " + url("127.0.0.1", inside.port()) +
                    "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  HttpClient client("test", [](const std::string& address) { return address == "127.0.0.2"; });
  CHECK(code_of(client, request_of(url("127.0.0.2", outside.port()), false)) == "refused-address");
  CHECK(outside.connections() == 1);
  CHECK(inside.connections() == 0);
  CHECK(code_of(client, request_of(url("127.0.0.2", outside.port()))) == "answered");
  CHECK(inside.connections() == 1);
}

TEST_CASE("proxies of the environment are not used") {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  OneAnswer server(kFine);
  HttpClient client("test");
  CHECK(code_of(client, request_of(url("127.0.0.1", server.port()))) == "answered");
  ::unsetenv("http_proxy");
}

TEST_CASE("nor are the environment's exceptions to the proxy that is set: nothing goes past it") {
  ::setenv("no_proxy", "*", 1);
  OneAnswer proxy(kFine), inside(kFine);
  HttpClient client("test");
  auto request = request_of(url("127.0.0.1", inside.port()), false);
  request.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
  CHECK(code_of(client, request) == "answered");
  CHECK(proxy.connections() == 1);
  CHECK(inside.connections() == 0);
  ::unsetenv("no_proxy");
}

TEST_CASE("the time for a request is for all of its redirects together") {
  // Each step alone is well within the time; five of them are not.
  OneAnswer server("HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 300ms);
  HttpClient client("test");
  auto request = request_of(url("127.0.0.1", server.port()));
  CHECK(code_of(client, request) == "redirect");
  request.total = 1s;
  CHECK(code_of(client, request) == "time-out");
}

TEST_CASE("an answer tells whether it said where it ends") {
  HttpClient client("test");
  const auto end_known = [&](const std::string& answer) {
    OneAnswer server(answer);
    const auto response = client.get(request_of(url("127.0.0.1", server.port())), {});
    return response.ok() && response->end_known;
  };
  CHECK(end_known(kFine));
  CHECK(end_known("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
  CHECK_FALSE(end_known("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok"));
}

TEST_CASE("an encoding that stops in its middle is cut off though the length fits, and one that ends is an end") {
  HttpClient client("test");
  const std::string packed("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\xcf\x06\x00\x47\xdd\xdc\x79\x02\x00\x00\x00",
                           22);  // "ok"
  const auto answer = [&](const std::string& status, const std::string& headers, std::size_t size) {
    OneAnswer server("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Encoding: gzip\r\n" + headers + "\r\n" +
                     packed.substr(0, size));
    return client.get(request_of(url("127.0.0.1", server.port())), {});
  };
  CHECK(answer("200 OK", "Content-Length: 15\r\n", 15).error().code == "cut-off");
  CHECK(answer("200 OK", "", 15).error().code == "cut-off");
  CHECK(answer("404 Not Found", "Content-Length: 15\r\n", 15)->status == 404);  // nobody reads that
  const auto whole = answer("200 OK", "", packed.size());
  REQUIRE_MESSAGE(whole.ok(), whole.error().text());
  CHECK(whole->body == "ok");
  CHECK(whole->end_known);
}

TEST_CASE("headers without an end, and an answer without any, are told as what they are") {
  HttpClient client("test");
  const auto error = [&](const std::string& answer) {
    OneAnswer server(answer);
    return client.get(request_of(url("127.0.0.1", server.port())), {}).error();
  };
  const auto many = error("HTTP/1.1 200 OK\r\nX: " + std::string(60'000, 'a') + "\r\nY: " + std::string(60'000, 'b') +
                          "\r\nContent-Length: 2\r\n\r\nok");
  CHECK(many.code == "too-large");
  CHECK(many.message.find("65536 bytes of headers") != std::string::npos);
  CHECK(error("<rss/>").code == "http");  // HTTP/0.9
}

TEST_CASE("what is no address of http is told as that") {
  HttpClient client("test");
  for (const auto* address :
       {"", "news", "ftp://a.example/", "file:///etc/passwd", "gopher://a", "http://", "http:// a/"}) {
    CAPTURE(address);
    CHECK(code_of(client, request_of(address)) == "bad-address");
  }
}

TEST_CASE("a stop ends a request that waits for an answer") {
  OneAnswer server("");  // no word, and the connection stays open
  HttpClient client("test");
  std::stop_source stop;
  std::jthread stopper([&] {
    while (server.connections() == 0) std::this_thread::yield();
    stop.request_stop();
  });
  const auto response = client.get(request_of(url("127.0.0.1", server.port())), stop.get_token());
  REQUIRE_FALSE(response.ok());
  CHECK(response.error().code == "stopped");
}

TEST_CASE("origins are compared, and addresses shown, without what is secret") {
  CHECK(origin_of("HTTPS://A.Example/x") == "https://a.example:443");
  CHECK(origin_of("http://u:p@a.example:81/x?y") == "http://a.example:81");
  CHECK(origin_of("mailto:a@b.example").empty());
  CHECK(origin_of("http:///x").empty());
  CHECK(origin_of("https:////a.example/x").empty());
  CHECK(origin_of("http://a.example/?of=file:///x") == "http://a.example:80");
  CHECK(host_of("http://[::1]:80/") == "[::1]");
  CHECK(has_userinfo("https://user:secret@a.example/"));
  CHECK(has_userinfo("https://secret@a.example/"));
  CHECK(has_userinfo("https://:secret@a.example/"));
  CHECK_FALSE(has_userinfo("https://a.example/@x?y=@"));
  CHECK(shown_address("https://user:secret@a.example/feed?key=secret#secret") == "https://a.example/feed");
  CHECK(shown_address("nonsense secret").find("secret") == std::string::npos);
}
