// Multipart messages over cppzmq sockets that never block. Only zmq_outlet.cpp and alert_subscriber.cpp include this.
// These throw zmq::error_t; their callers catch it before it leaves the module.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace sait {

using Frames = std::vector<zmq::message_t>;

[[nodiscard]] inline std::string_view view(const zmq::message_t& frame) { return frame.to_string_view(); }

/// One multipart message; false when the socket would block. libzmq queues a message whole or not at all.
template <typename Parts>
bool send_frames(zmq::socket_t& socket, const Parts& parts) {
  std::size_t left = std::size(parts);
  for (const std::string_view part : parts) {
    const auto more = --left > 0 ? zmq::send_flags::sndmore : zmq::send_flags::none;
    if (!socket.send(zmq::const_buffer(part.data(), part.size()), more | zmq::send_flags::dontwait)) return false;
  }
  return true;
}
inline bool send_frames(zmq::socket_t& socket, std::initializer_list<std::string_view> parts) {
  return send_frames(socket, std::span(parts.begin(), parts.size()));
}

/// The next message, or nullopt when there is none.
[[nodiscard]] inline std::optional<Frames> receive_frames(zmq::socket_t& socket) {
  Frames frames;
  if (!zmq::recv_multipart(socket, std::back_inserter(frames), zmq::recv_flags::dontwait)) return std::nullopt;
  return frames;
}

/// A dead peer behind a sleeping laptop or a closed tunnel is noticed after about two minutes. ZMTP heartbeats would be
/// quicker, but in libzmq 4.3.4 they can abort a process whose subscriber has stalled (issues 3937, 4364, 4767): they
/// stay off.
inline void keep_alive(zmq::socket_t& socket) {
  socket.set(zmq::sockopt::tcp_keepalive, 1);
  socket.set(zmq::sockopt::tcp_keepalive_idle, 60);
  socket.set(zmq::sockopt::tcp_keepalive_intvl, 15);
  socket.set(zmq::sockopt::tcp_keepalive_cnt, 4);
}

}  // namespace sait
