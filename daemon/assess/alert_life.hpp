// The life of a conversation's alert: opened, escalated, updated, de-escalated, closed; with hysteresis and expiry.
#pragma once

#include <optional>
#include <string>

#include "assess/decide.hpp"
#include "base/codec.hpp"
#include "conversation/conversation.hpp"
#include "model/alert.hpp"

namespace sait {

/// What one step of an alert's life says.
struct AlertStep {
  AlertChange change = AlertChange::opened;
  Posture posture = Posture::monitor;
  std::optional<Posture> previous;
  std::string note;  // an extra reason, empty if none
};

class AlertLife {
 public:
  /// One tick. `live_claims` > 0 lets it open or escalate; lowering never waits for claims, but for coverage. In an
  /// open incident claims it reaches back to let it escalate too; its beginning and its end are followed at once. At
  /// most one step a tick.
  [[nodiscard]] std::optional<AlertStep> step(const Decision& decision, const Assessment& assessment,
                                              const Policy& policy, bool harm, std::uint64_t live_claims, Time tick);

  /// One tick of an alert whose narrative the rules no longer hold: it ends when its advice has run out.
  [[nodiscard]] std::optional<AlertStep> step_without_rules(const Assessment& assessment, const Policy& policy,
                                                            Time tick);

  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] Posture posture() const { return posture_; }
  [[nodiscard]] Time opened_at() const { return opened_at_; }
  [[nodiscard]] Time expires_at() const { return expires_at_; }
  [[nodiscard]] std::uint32_t revision() const { return revision_; }

  /// When the next step is due after `tick` without any post: the expiry, or the end of a hysteresis. Time::max() if
  /// never.
  [[nodiscard]] Time next_due(const Policy& policy, Time tick) const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  AlertStep follow_incident(const Decision& decision, const Assessment& assessment, const Policy& policy, Time tick);
  AlertStep say(AlertChange change, Posture posture, const Assessment& assessment, const Policy& policy, Time tick);

  bool open_ = false;
  Posture posture_ = Posture::monitor;
  Time opened_at_, said_at_, expires_at_;
  std::uint32_t revision_ = 0;
  std::uint64_t claims_since_said_ = 0;  // live ones
  Level said_scale_ = Level::low;
  Posture candidate_ = Posture::monitor;  // what the table says instead, since candidate_since_
  std::optional<Time> candidate_since_;
};

}  // namespace sait
