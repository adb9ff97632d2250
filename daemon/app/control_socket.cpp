#include "app/control_socket.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <rapidjson/document.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

namespace sait {
namespace {

constexpr std::size_t kMaxRequest = 64U << 10U;
constexpr std::size_t kMaxAnswer = 16U << 20U;
constexpr int kPollMilliseconds = 200;
constexpr auto kPatience = std::chrono::seconds(2);
constexpr auto kLongPatience = std::chrono::seconds(10);  // for what is answered once it is committed

Error socket_error(const std::string& path, std::string_view why) {
  return {"control-socket", fmt::format("{}: {}; check control.socket in the configuration", path, why)};
}

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

// A connected socket that gives up after `patience` of silence, or -1.
int connect_to(const std::string& path, std::chrono::seconds patience = kPatience) {
  const auto address = address_of(path);
  if (!address) return -1;
  const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0) return -1;
  const timeval limit{patience.count(), 0};
  ::setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (::connect(file, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0) return file;
  ::close(file);
  return -1;
}

bool send_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(file, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// Up to a line feed, the end, or `most` bytes.
std::string receive_line(int file, std::size_t most, std::chrono::seconds patience = kPatience) {
  const auto end = std::chrono::steady_clock::now() + patience;  // all of it: a client that trickles holds nobody up
  std::string line;
  char buffer[4096];
  while (line.size() < most && line.find('\n') == std::string::npos && std::chrono::steady_clock::now() < end) {
    const auto size = ::recv(file, buffer, sizeof buffer, 0);
    if (size <= 0) break;
    line.append(buffer, static_cast<std::size_t>(size));
  }
  return line.substr(0, line.find('\n'));
}

std::string command_in(const std::string& request) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(request.c_str());
  if (document.HasParseError() || !document.IsObject()) return {};
  const auto command = document.FindMember("command");
  return command != document.MemberEnd() && command->value.IsString() ? command->value.GetString() : std::string{};
}

}  // namespace

ControlSocket::ControlSocket(std::string path, Answer answer) : path_(std::move(path)), answer_(std::move(answer)) {}

ControlSocket::~ControlSocket() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  if (listener_ >= 0) {
    ::close(listener_);
    ::unlink(path_.c_str());
  }
}

Status ControlSocket::start() {
  const auto address = address_of(path_);
  if (!address) return socket_error(path_, "the path is too long for a socket (107 bytes)");
  if (const int other = connect_to(path_); other >= 0) {
    ::close(other);
    return Error{"socket-in-use",
                 fmt::format("{}: another daemon answers there; stop it or use another control.socket", path_)};
  }
  struct stat info {};
  if (::lstat(path_.c_str(), &info) == 0) {
    if (!S_ISSOCK(info.st_mode)) return socket_error(path_, "it exists and is no socket");
    ::unlink(path_.c_str());  // left by a daemon that was killed
  }
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0) return socket_error(path_, std::strerror(errno));
  const auto mask = ::umask(0177);
  const bool bound = ::bind(listener_, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0 &&
                     ::listen(listener_, 8) == 0;
  const int problem = errno;
  ::umask(mask);
  if (!bound) {
    ::close(listener_);
    listener_ = -1;
    return socket_error(path_, std::strerror(problem));
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  return {};
}

void ControlSocket::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pulse_.expect_within(kPatience);
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, kPollMilliseconds) <= 0) continue;
    const int file = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (file < 0) continue;
    const timeval limit{1, 0};  // a client that says nothing holds nobody up for longer
    ::setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const auto request = receive_line(file, kMaxRequest);
    (void)send_all(file, answer_(command_in(request), request) + "\n");
    ::close(file);
  }
}

namespace {

Result<std::string> ask(const std::string& path, std::string_view request, std::chrono::seconds patience) {
  const int file = connect_to(path, patience);
  if (file < 0) {
    return Error{
        "no-daemon",
        fmt::format("{}: no daemon answers there; is saitd running, and is this its control.socket? (--socket PATH)",
                    path)};
  }
  const bool sent = send_all(file, fmt::format("{}\n", request));
  auto answer = sent ? receive_line(file, kMaxAnswer, patience) : std::string{};
  ::close(file);
  if (answer.empty())
    return Error{"no-answer", fmt::format("{}: the daemon did not answer within {} s", path, patience.count())};
  return answer;
}

}  // namespace

Result<std::string> ask_daemon(const std::string& path, std::string_view command) {
  return ask(path, fmt::format("{{\"command\":\"{}\"}}", command), kPatience);
}

Result<std::string> request_of_daemon(const std::string& path, const std::string& request) {
  return ask(path, request, kLongPatience);
}

}  // namespace sait
