// The control socket: a Unix stream socket, one JSON request a connection, one JSON answer. Only the owner may connect.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "base/pulse.hpp"
#include "base/result.hpp"

namespace sait {

class ControlSocket {
 public:
  /// Takes the request's command ("status") and all of the request, and gives the whole answer.
  using Answer = std::function<std::string(std::string_view command, const std::string& request)>;

  /// `answer` is called from the socket's thread.
  ControlSocket(std::string path, Answer answer);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  /// error[socket-in-use] when a daemon answers there already; a socket nobody listens on is replaced.
  [[nodiscard]] Status start();
  [[nodiscard]] ThreadSign sign() const { return {"control", pulse_.overdue()}; }

 private:
  void serve(const std::stop_token& stop);

  std::string path_;
  Answer answer_;
  int listener_ = -1;
  Pulse pulse_;
  std::jthread thread_;
};

/// The client side: sends {"command": ...} and gives the answer. error[no-daemon] when nobody listens.
[[nodiscard]] Result<std::string> ask_daemon(const std::string& path, std::string_view command);

/// The same with a whole request, a JSON object on one line, and more patience: it waits for the journal.
[[nodiscard]] Result<std::string> request_of_daemon(const std::string& path, const std::string& request);

}  // namespace sait
