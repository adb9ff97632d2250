#include "outlets/zmq_outlet.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/crash_point.hpp"
#include "outlets/backoff.hpp"
#include "outlets/zmq_frames.hpp"
#include "outlets/zmq_recovery.hpp"

namespace sait {
namespace {

constexpr int kLingerMs = 1000;             // how long closing may take to hand over what is queued
constexpr std::int64_t kMaxInbound = 1024;  // subscriptions and requests are short
constexpr int kRouterHwm = 8;               // pages queued for one peer that does not read them: at most 8 MiB
constexpr int kRequestsPerTurn = 16;        // so that a flood of requests does not hold up publishing

Error in_use(const std::string& endpoint) {
  return {"port-in-use", endpoint +
                             " is taken by another process, perhaps another saitd: stop that one, or set another "
                             "`publish` and `recover` for this outlet (`ss -ltnpx` shows who holds it)"};
}

/// libzmq removes whatever stands at the path of an ipc endpoint before it binds: a running daemon would lose its
/// socket unnoticed, and a file its content. So look first.
Status check_ipc_path(const std::string& endpoint) {
  const std::string path(wire::ipc_path(endpoint));
  if (path.empty()) return {};
  sockaddr_un address{};
  if (path.size() >= sizeof(address.sun_path)) {
    return Error{"endpoint", endpoint + " is too long: the path of a socket has at most " +
                                 std::to_string(sizeof(address.sun_path) - 1) + " bytes"};
  }
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode)) {
    return Error{"endpoint", endpoint + ": there is something else than a socket at this path; choose another path"};
  }
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (probe < 0) return Error{"bind", endpoint + ": " + std::strerror(errno)};
  const bool taken =
      ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 || errno == EAGAIN;
  ::close(probe);
  if (taken) return in_use(endpoint);
  return {};
}

Status bind_to(zmq::socket_t& socket, const std::string& endpoint) {
  if (auto status = wire::check_loopback(endpoint); !status) return status;
  if (auto status = check_ipc_path(endpoint); !status) return status;
  try {
    if (endpoint.starts_with("tcp://[")) socket.set(zmq::sockopt::ipv6, 1);
    socket.bind(wire::address_of(endpoint));
  } catch (const zmq::error_t& error) {
    if (error.num() == EADDRINUSE) return in_use(endpoint);
    return Error{"bind",
                 "cannot listen at " + endpoint + ": " + error.what() +
                     (wire::ipc_path(endpoint).empty() ? "" : "; its folder must exist and be writable for this user")};
  }
  return {};
}

}  // namespace

struct ZmqOutlet::Sockets {
  zmq::context_t context{1};
  zmq::socket_t pub{context, zmq::socket_type::pub};
  zmq::socket_t router{context, zmq::socket_type::router};

  explicit Sockets(int send_hwm) {
    for (auto* socket : {&pub, &router}) {
      socket->set(zmq::sockopt::linger, kLingerMs);
      socket->set(zmq::sockopt::maxmsgsize, kMaxInbound);
      keep_alive(*socket);
    }
    pub.set(zmq::sockopt::sndhwm, send_hwm);
    // Without ROUTER_MANDATORY a reply to a peer that left or does not read is dropped; that peer asks again.
    router.set(zmq::sockopt::sndhwm, kRouterHwm);
  }
};

/// One life of run(): everything here belongs to its thread.
class ZmqOutlet::Loop {
 public:
  Loop(ZmqOutlet& outlet, Outbox& outbox, OutletSignal& signal) : outlet_(outlet), outbox_(outbox), signal_(signal) {}

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) guarded([this] { turn(); });
    const auto deadline = Clock::now() + kStopGrace;
    pending_ = true;
    backoff_.succeeded();
    while (pending_ && backoff_.due(Clock::now()) && Clock::now() < deadline) guarded([this] { publish(); });
  }

 private:
  using Clock = std::chrono::steady_clock;

  template <typename Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const zmq::error_t& error) {
      if (error.num() != EINTR) failed(std::string("error[zeromq]: ") + error.what());
    }
  }

  void turn() {
    const auto now = Clock::now();
    auto wake = next_heartbeat_;
    if (pending_) wake = std::min(wake, backoff_.until());
    std::array<zmq::pollitem_t, 2> items{
        {{outlet_.sockets_->router.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, signal_.fd(), ZMQ_POLLIN, 0}}};
    const std::chrono::milliseconds wait(milliseconds_until(wake, now));
    signal_.expect_within(wait);
    zmq::poll(items.data(), items.size(), wait);
    if ((items[1].revents & ZMQ_POLLIN) != 0) {
      signal_.drain();
      pending_ = true;
    }
    if (pending_ && backoff_.due(Clock::now())) publish();
    for (int i = 0; i < kRequestsPerTurn && answer(); ++i) {
    }
    if (Clock::now() >= next_heartbeat_) heartbeat();
  }

  /// Publishes one batch; pending_ stays while there may be more.
  void publish() {
    if (!cursor_) {
      const auto cursor = outbox_.cursor(outlet_.id());
      if (!cursor) return failed(cursor.error().text());
      cursor_ = moved_ = *cursor;
      outlet_.delivered(*cursor);
    }
    // After a cursor that could not be moved only that is tried again: what was sent is not sent twice.
    if (moved_ != *cursor_ && !move_cursor()) return;
    const auto entries = outbox_.read(*cursor_, kOutletBatch);
    if (!entries) return failed(entries.error().text());
    if (!entries->empty()) {
      crash_point("outlet.publish.before");
      for (const auto& entry : *entries) {
        send_frames(outlet_.sockets_->pub, {entry.topic, wire::encode_sequence(entry.sequence), outbox_.run_id(),
                                            cloud_event(entry, outlet_.source_)});
        cursor_ = entry.sequence;
      }
      crash_point("outlet.publish.between");
      if (!move_cursor()) return;
      crash_point("outlet.publish.after");
    }
    pending_ = entries->size() == kOutletBatch;
    backoff_.succeeded();
    outlet_.trouble({});
  }

  bool move_cursor() {
    const auto status = outbox_.move_cursor(outlet_.id(), *cursor_);
    if (!status) {
      failed(status.error().text());
      return false;
    }
    moved_ = *cursor_;
    outlet_.delivered(moved_);
    return true;
  }

  /// Answers one request; false when there is none.
  bool answer() {
    auto& router = outlet_.sockets_->router;
    const auto frames = receive_frames(router);
    if (!frames) return false;
    const bool delimited = frames->size() >= 2 && (*frames)[1].empty();
    const std::size_t body = delimited ? 2 : 1;
    const auto request = frames->size() == body + 1 ? view(frames->back()) : std::string_view{};
    std::string trouble;
    const auto reply = recovery_reply(outbox_, request, outlet_.source_, outlet_.options_.heartbeat, &trouble);
    if (!trouble.empty()) failed(std::move(trouble));
    std::vector<std::string_view> parts{view(frames->front())};
    if (delimited) parts.emplace_back("", 0);
    parts.insert(parts.end(), reply.begin(), reply.end());
    send_frames(router, parts);
    return true;
  }

  void heartbeat() {
    next_heartbeat_ = Clock::now() + outlet_.options_.heartbeat;
    // Without an answer from the store the last number known: subscribers still see that the bus is alive.
    if (const auto latest = outbox_.latest(); latest) {
      latest_ = *latest;
    } else {
      failed(latest.error().text());
    }
    send_frames(outlet_.sockets_->pub, {wire::kHeartbeatTopic, wire::encode_sequence(latest_), outbox_.run_id(),
                                        to_json(wire::Heartbeat{latest_, outlet_.options_.heartbeat})});
  }

  /// The next look at the outbox waits, and clears the trouble when it goes well.
  void failed(std::string text) {
    pending_ = true;
    backoff_.failed();
    outlet_.trouble(std::move(text));
  }

  ZmqOutlet& outlet_;
  Outbox& outbox_;
  OutletSignal& signal_;
  bool pending_ = true;
  std::optional<std::uint64_t> cursor_;  // the last sequence sent
  std::uint64_t moved_ = 0;              // the last one the outbox knows of
  std::uint64_t latest_ = 0;
  Backoff backoff_{std::chrono::milliseconds(100), std::chrono::seconds(5)};
  Clock::time_point next_heartbeat_{};
};

ZmqOutlet::ZmqOutlet(std::string id, ZmqOutletOptions options, std::string source)
    : Outlet(std::move(id)),
      options_([&options] {
        if (options.recover.empty()) options.recover = wire::recovery_endpoint_of(options.publish);
        return std::move(options);
      }()),
      source_(std::move(source)) {}

ZmqOutlet::~ZmqOutlet() = default;

std::vector<std::string> ZmqOutlet::targets() const { return {options_.publish, options_.recover}; }

Status ZmqOutlet::open() {
  try {
    auto sockets = std::make_unique<Sockets>(options_.send_hwm);
    if (auto status = bind_to(sockets->pub, options_.publish); !status) return status;
    if (auto status = bind_to(sockets->router, options_.recover); !status) return status;
    sockets_ = std::move(sockets);
  } catch (const zmq::error_t& error) {
    return Error{"zeromq",
                 std::string("no socket could be made: ") + error.what() + "; is the limit of open files reached?"};
  }
  return {};
}

void ZmqOutlet::run(Outbox& outbox, OutletSignal& signal, std::stop_token stop) {
  if (!sockets_) return trouble("error[not-open]: the outlet was never opened");
  Loop(*this, outbox, signal).run(stop);
  sockets_.reset();
}

OutletState ZmqOutlet::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void ZmqOutlet::delivered(std::uint64_t sequence) {
  const std::lock_guard lock(mutex_);
  state_.delivered = sequence;
}

void ZmqOutlet::trouble(std::string text) {
  const std::lock_guard lock(mutex_);
  state_.trouble = std::move(text);
}

std::unique_ptr<Outlet> make_zmq_outlet(const YamlNode& section, std::string id, const std::string& source,
                                        const std::string& base_folder) {
  bool good = true;
  const auto endpoint = [&](std::string_view key, std::string fallback) {
    const auto node = section[key];
    if (!node.present()) return fallback;
    auto text = node.text(fallback);
    if (const auto status = wire::check_loopback(text); !status) {
      node.error(status.error().code, status.error().message);
      good = false;
    }
    if (const auto path = wire::ipc_path(text); !path.empty()) {
      text = "ipc://" + (std::filesystem::path(base_folder) / path).lexically_normal().string();
    }
    return text;
  };
  ZmqOutletOptions options;
  options.publish = endpoint("publish", options.publish);
  options.recover = endpoint("recover", wire::recovery_endpoint_of(options.publish));
  options.heartbeat = section["heartbeat"].duration(options.heartbeat, Duration(100), Duration(60'000));
  if (good && options.recover.empty()) {
    section["publish"].error("endpoint", "there is no port after this one: give `recover` an endpoint of its own");
    good = false;
  }
  if (good && wire::address_of(options.publish) == wire::address_of(options.recover)) {
    section["recover"].error("endpoint", "`publish` and `recover` need an endpoint each");
    good = false;
  }
  if (!good) return nullptr;
  return std::make_unique<ZmqOutlet>(std::move(id), std::move(options), source);
}

}  // namespace sait
