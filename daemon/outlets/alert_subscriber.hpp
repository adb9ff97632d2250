// A subscriber of the zeromq outlet that misses nothing: `saitctl alerts tail`, and an example for other clients.
//
// It subscribes first and then asks the recovery socket for what came before, so nothing can fall between the two.
// Holes and a heartbeat that names a later sequence make it ask again; silence makes it connect again.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "outlets/alert_sequencer.hpp"
#include "outlets/zmq_wire.hpp"

namespace sait {

struct AlertSubscriberOptions {
  std::string publish{wire::kDefaultPublish};
  std::string recover;            // empty: wire::recovery_endpoint_of(publish), the port after it
  std::uint64_t from = 1;         // the first sequence wanted
  std::string run;                // the run `from` belongs to; empty: whichever is there
  Duration heartbeat{2000};       // expected until the publisher says its own
  Duration answer_timeout{2000};  // of the recovery socket; then it is asked anew, ever more slowly up to every 30 s
  int receive_hwm = 10'000;       // messages libzmq keeps while the callback is busy
};

class AlertSubscriber {
 public:
  using OnAlert = AlertSequencer::OnAlert;
  using OnEvent = AlertSequencer::OnEvent;

  /// The callbacks are called from within run(). `json` is the CloudEvent and lives as long as the call.
  AlertSubscriber(AlertSubscriberOptions options, OnAlert on_alert, OnEvent on_event = {});
  ~AlertSubscriber();
  AlertSubscriber(const AlertSubscriber&) = delete;
  AlertSubscriber& operator=(const AlertSubscriber&) = delete;

  /// Runs until stopped, between two callbacks at the latest. An error only when it could not start: error[endpoint],
  /// error[zeromq].
  [[nodiscard]] Status run(std::stop_token stop);

  /// Where a later subscriber goes on: `from` = last() + 1 under run_id(). Not while run() runs, except from its
  /// callbacks.
  [[nodiscard]] std::uint64_t last() const { return sequencer_.last(); }
  [[nodiscard]] const std::string& run_id() const { return sequencer_.run(); }

 private:
  class Connection;
  const AlertSubscriberOptions options_;
  const OnEvent on_event_;
  AlertSequencer sequencer_;
};

}  // namespace sait
