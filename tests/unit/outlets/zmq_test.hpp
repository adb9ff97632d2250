// A zeromq outlet at work and a subscriber that collects what it is given.
#pragma once

#include "memory_outbox.hpp"
#include "outlets/alert_subscriber.hpp"
#include "outlets/zmq_outlet.hpp"

namespace sait::test {

inline constexpr Duration kFast{100};

inline ZmqOutletOptions options_in(const Folder& folder, int send_hwm = 1000) {
  return {"ipc://" + (folder / "bus"), {}, kFast, send_hwm};
}

/// An outlet opened and running.
struct Publisher {
  Publisher(const ZmqOutletOptions& options, Outbox& outbox) : outlet("bus", options, "/saitd/test") {
    const auto status = outlet.open();
    REQUIRE_MESSAGE(status.ok(), (status.ok() ? "" : status.error().text()));
    running.emplace(outlet, outbox);
  }
  void wake() { running->wake(); }
  ZmqOutlet outlet;
  std::optional<Running> running;
};

/// A subscriber in its thread, and what it was given.
class Collector {
 public:
  using Hook = std::function<void(std::uint64_t)>;

  explicit Collector(const ZmqOutletOptions& publisher, std::uint64_t from = 1, int receive_hwm = 10'000,
                     Hook hook = {})
      : hook_(std::move(hook)),
        subscriber_(
            options(publisher, from, receive_hwm),
            [this](std::uint64_t sequence, std::string_view json) { take(sequence, json); },
            [this](const SubscriberEvent& event) { take(event); }),
        thread_([this](const std::stop_token& stop) {
          if (const auto status = subscriber_.run(stop); !status)
            take({SubscriberEvent::Kind::trouble, status.error().text()});
        }) {}

  void wait_for_count(std::size_t count) {
    std::unique_lock lock(mutex_);
    REQUIRE(wait_for(lock, changed_, [&] { return sequences_.size() >= count; }));
  }
  void wait_for_event(SubscriberEvent::Kind kind) {
    std::unique_lock lock(mutex_);
    REQUIRE(wait_for(lock, changed_, [&] { return count(kind) > 0; }));
  }
  void stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] std::vector<std::uint64_t> sequences() {
    const std::lock_guard lock(mutex_);
    return sequences_;
  }
  [[nodiscard]] std::size_t events(SubscriberEvent::Kind kind) {
    const std::lock_guard lock(mutex_);
    return count(kind);
  }
  [[nodiscard]] std::size_t wrong() {
    const std::lock_guard lock(mutex_);
    return wrong_;
  }

 private:
  static AlertSubscriberOptions options(const ZmqOutletOptions& publisher, std::uint64_t from, int receive_hwm) {
    AlertSubscriberOptions made;
    made.publish = publisher.publish;
    made.from = from;
    made.heartbeat = kFast;
    made.answer_timeout = Duration(200);
    made.receive_hwm = receive_hwm;
    return made;
  }
  void take(std::uint64_t sequence, std::string_view json) {
    {
      const std::lock_guard lock(mutex_);
      sequences_.push_back(sequence);
      if (json.find("\"sequence\":" + std::to_string(sequence) + ",\"examples\":[]}}") == std::string_view::npos)
        ++wrong_;
      changed_.notify_all();
    }
    if (hook_) hook_(sequence);
  }
  void take(const SubscriberEvent& event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
    changed_.notify_all();
  }
  [[nodiscard]] std::size_t count(SubscriberEvent::Kind kind) const {
    return static_cast<std::size_t>(std::ranges::count(events_, kind, &SubscriberEvent::kind));
  }

  Hook hook_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::uint64_t> sequences_;
  std::vector<SubscriberEvent> events_;
  std::size_t wrong_ = 0;
  AlertSubscriber subscriber_;
  std::jthread thread_;
};

inline std::vector<std::uint64_t> counted(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> all;
  for (auto i = first; i <= last; ++i) all.push_back(i);
  return all;
}

}  // namespace sait::test
