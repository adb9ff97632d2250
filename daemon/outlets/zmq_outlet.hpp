// Alerts over ZeroMQ: a PUB socket for what is new, a ROUTER socket for what a subscriber missed. The frames:
// zmq_wire.hpp.
//
// PUB drops silently for a subscriber that is slower than its queue; sequence numbers, a heartbeat with the latest one
// and the recovery socket make every alert arrive nevertheless. No subscriber, however slow or broken, delays the
// outlet.
//
// Loopback only: whoever can open the endpoint reads every alert.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "outlets/outlet.hpp"
#include "outlets/zmq_wire.hpp"

namespace sait {

struct ZmqOutletOptions {
  std::string publish{wire::kDefaultPublish};
  std::string recover;  // empty: wire::recovery_endpoint_of(publish)
  Duration heartbeat{2000};
  int send_hwm = 1000;  // messages queued for one subscriber before PUB drops; about 64 MiB of the largest alerts
};

/// The sockets are created and bound by open() and used from then on only by the thread in run(), which closes them at
/// its end. libzmq allows a socket to change threads across a full memory fence; starting and joining that thread are
/// two.
class ZmqOutlet final : public Outlet {
 public:
  /// `source` is the CloudEvents source of what is sent.
  ZmqOutlet(std::string id, ZmqOutletOptions options, std::string source);
  ~ZmqOutlet() override;
  ZmqOutlet(const ZmqOutlet&) = delete;
  ZmqOutlet& operator=(const ZmqOutlet&) = delete;

  [[nodiscard]] std::vector<std::string> targets() const override;
  /// error[endpoint] for anything but loopback, error[port-in-use] when another process is there, error[bind]
  /// otherwise.
  [[nodiscard]] Status open() override;
  void run(Outbox& outbox, OutletSignal& signal, std::stop_token stop) override;
  [[nodiscard]] OutletState state() const override;

 private:
  struct Sockets;
  class Loop;

  void delivered(std::uint64_t sequence);
  void trouble(std::string text);

  const ZmqOutletOptions options_;
  const std::string source_;
  std::unique_ptr<Sockets> sockets_;
  mutable std::mutex mutex_;
  OutletState state_;  // guarded by mutex_
};

/// Settings of `type: zeromq`, none of them taken by a reload:
///   publish    endpoint   default tcp://127.0.0.1:5581
///   recover    endpoint   default: the port after `publish`, or its path with ".recover" behind it
///   heartbeat  duration   default 2s, from 100ms to 60s
/// Endpoints: tcp://127.0.0.1:PORT, tcp://[::1]:PORT, tcp://localhost:PORT, ipc://PATH.
[[nodiscard]] std::unique_ptr<Outlet> make_zmq_outlet(const YamlNode& section, std::string id,
                                                      const std::string& source, const std::string& base_folder);

}  // namespace sait
