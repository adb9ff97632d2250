// A small HTTP server for whoever watches: a few fixed paths, GET and HEAD, nothing from the disk, no TLS and no
// passwords: it belongs on a loopback address or behind a proxy.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "base/result.hpp"

struct mg_connection;
struct mg_context;

namespace sait {

struct HttpAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

/// Has a fixed number of threads; a client that is slow to ask or to read is cut off after some seconds.
class HttpServer {
 public:
  /// By path; called from any of the server's threads, several at once.
  using Routes = std::map<std::string, std::function<HttpAnswer()>, std::less<>>;

  /// `listen`: HOST:PORT, is_listen_address().
  HttpServer(std::string listen, Routes routes);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// error[port-in-use] when another process is there, error[http] otherwise. Answers from then on.
  [[nodiscard]] Status start();

 private:
  static int on_request(mg_connection* connection);
  static int on_message(const mg_connection* connection, const char* message);
  void answer(mg_connection* connection) const;

  std::string listen_;
  Routes routes_;
  std::thread::id starter_;
  std::string problem_;  // what the library said to that thread
  std::unique_ptr<mg_context, void (*)(mg_context*)> context_;
};

/// Whether `listen` is HOST:PORT with a numeric IPv4 address or localhost: Debian's civetweb knows no IPv6.
[[nodiscard]] bool is_listen_address(const std::string& listen);

}  // namespace sait
