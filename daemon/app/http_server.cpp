#include "app/http_server.hpp"

#include <arpa/inet.h>
#include <civetweb.h>
#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <exception>

#include "base/log.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

// A connection holds a thread from its first byte to its end: with so many, two rounds of clients that say nothing are
// over before a scraper gives up (Prometheus: 10 s).
constexpr const char* kThreads = "64";
constexpr const char* kTimeoutMs = "3000";    // for the whole of a request, and for a reader that does not read
constexpr const char* kMostRequest = "8192";  // bytes of its head

const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

void send(mg_connection* connection, const HttpAnswer& answer, bool with_body) {
  auto bytes = fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\n{}Connection: close\r\n\r\n",
      answer.status, reason_of(answer.status), answer.type, answer.body.size(),
      answer.status == 405 ? "Allow: GET, HEAD\r\n" : "");
  if (with_body) bytes += answer.body;
  (void)mg_write(connection, bytes.data(), bytes.size());  // a client that has gone needs no answer
}

}  // namespace

bool is_listen_address(const std::string& listen) {
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos) return false;
  const auto host = listen.substr(0, colon);
  unsigned port = 0;
  const auto* end = listen.data() + listen.size();
  const auto parsed = std::from_chars(listen.data() + colon + 1, end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end || port == 0 || port > 65535) return false;
  in_addr address{};
  return host == "localhost" || ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

HttpServer::HttpServer(std::string listen, Routes routes)
    : listen_(std::move(listen)), routes_(std::move(routes)), context_(nullptr, &mg_stop) {}

HttpServer::~HttpServer() = default;

Status HttpServer::start() {
  auto at = listen_;
  if (at.starts_with("localhost:")) at.replace(0, std::strlen("localhost"), "127.0.0.1");
  mg_callbacks callbacks{};
  callbacks.begin_request = &HttpServer::on_request;
  callbacks.log_message = &HttpServer::on_message;
  const char* options[] = {"listening_ports",
                           at.c_str(),
                           "num_threads",
                           kThreads,
                           "request_timeout_ms",
                           kTimeoutMs,
                           "max_request_size",
                           kMostRequest,
                           "connection_queue",
                           "32",
                           "enable_directory_listing",
                           "no",
                           nullptr};
  mg_init_data start{&callbacks, this, options};
  char text[256] = "";
  mg_error_data error{};
  error.text = text;
  error.text_buffer_size = sizeof text;
  starter_ = std::this_thread::get_id();
  context_.reset(mg_start2(&start, &error));
  if (context_) return {};
  if (problem_.find(std::strerror(EADDRINUSE)) != std::string::npos) {
    return Error{"port-in-use",
                 fmt::format("{} is taken by another process, perhaps another saitd: stop that one, or set another "
                             "http.listen (`ss -ltnp` shows who holds it)",
                             listen_)};
  }
  return Error{"http", fmt::format("cannot listen at {}: {}; check http.listen in the configuration", listen_,
                                   problem_.empty() ? text : problem_.c_str())};
}

int HttpServer::on_message(const mg_connection* connection, const char* message) {
  auto* server = static_cast<HttpServer*>(mg_get_user_data(mg_get_context(connection)));
  if (server != nullptr && server->starter_ == std::this_thread::get_id() && server->problem_.empty())
    server->problem_ = message;  // the first says why, those after it what follows from it
  log_event(spdlog::level::debug, "http", {}, fmt::format("http: {}", repair_utf8(message)));
  return 1;
}

int HttpServer::on_request(mg_connection* connection) {
  const auto* server = static_cast<const HttpServer*>(mg_get_request_info(connection)->user_data);
  try {
    server->answer(connection);
  } catch (const std::exception& problem) {  // the library is written in C
    log_event(spdlog::level::err, "http-failed", {}, fmt::format("http: {}", problem.what()));
    return 500;
  }
  return 200;
}

void HttpServer::answer(mg_connection* connection) const {
  const auto* request = mg_get_request_info(connection);
  const std::string_view method = request->request_method, path = request->local_uri;
  const auto route = routes_.find(path);
  if (route == routes_.end()) {
    std::string known;
    for (const auto& [name, handler] : routes_) known += " " + name;
    return send(connection, {404, HttpAnswer{}.type, "not here; there are" + known + "\n"}, method != "HEAD");
  }
  if (method != "GET" && method != "HEAD")
    return send(connection, {405, HttpAnswer{}.type, "GET or HEAD only\n"}, true);
  send(connection, route->second(), method == "GET");
}

}  // namespace sait
