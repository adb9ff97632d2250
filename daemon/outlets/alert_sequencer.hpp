// Makes one order out of two ways: alerts that arrive live, with holes and repeats, and pages of recovered ones.
// No sockets and no clock here.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "outlets/zmq_wire.hpp"

namespace sait {

/// What a subscriber should know beside the alerts; `text` is for people.
struct SubscriberEvent {
  enum class Kind : std::uint8_t {
    new_run,   // the publisher has another store: sequences begin again at 1
    recovery,  // alerts were missed and are being asked for
    lost,      // the store no longer has some of the alerts asked for
    ahead,     // more was asked for or seen than the publisher has: its store was put back to an older state
    silent,    // no heartbeat for too long; connecting again
    heard,     // and back
    trouble,   // the recovery socket does not answer, refuses or cannot be understood
  };
  Kind kind;
  std::string text;
};
[[nodiscard]] const char* to_string(SubscriberEvent::Kind kind);

/// Hands out every alert of a run exactly once, in the order of its sequence. Not thread-safe.
class AlertSequencer {
 public:
  using OnAlert = std::function<void(std::uint64_t sequence, std::string_view json)>;
  using OnEvent = std::function<void(const SubscriberEvent&)>;

  /// Begins with `from` of the run `run`; an empty run takes the first it meets.
  AlertSequencer(std::uint64_t from, std::string run, OnAlert on_alert, OnEvent on_event);

  /// All three give false when a new run began: what came with it is not used, everything is missing from 1, and what
  /// other sockets still hold of the old run must not be given to this object.
  [[nodiscard]] bool live(std::string_view run, std::uint64_t sequence, std::string_view json);
  [[nodiscard]] bool heartbeat(std::string_view run, std::uint64_t latest);

  struct Item {
    std::uint64_t sequence;
    std::string_view json;
  };
  /// A reply to a request for missing() as it was then.
  [[nodiscard]] bool page(const wire::PageHeader& header, std::span<const Item> items);

  /// The sequence to recover from, if anything is missing (at the start always: nobody knows yet).
  [[nodiscard]] std::optional<std::uint64_t> missing() const;

  [[nodiscard]] std::uint64_t last() const { return last_; }
  [[nodiscard]] const std::string& run() const { return run_; }

  /// Live alerts kept while those before them are recovered; more are left to recovery as well.
  static constexpr std::size_t kKept = 1000;

 private:
  [[nodiscard]] bool same_run(std::string_view run);
  void hand_out(std::uint64_t sequence, std::string_view json);
  void hand_out_kept();
  void note_target(std::uint64_t sequence);
  void say(SubscriberEvent::Kind kind, std::string text);

  OnAlert on_alert_;
  OnEvent on_event_;
  std::string run_;
  std::uint64_t last_;        // handed out, or known to be no longer there
  std::uint64_t target_ = 0;  // the highest sequence known to exist
  bool asked_once_ = false;
  bool said_ahead_ = false;
  std::map<std::uint64_t, std::string> kept_;
};

}  // namespace sait
