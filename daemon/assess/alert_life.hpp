// The life of a conversation's alert: opened, escalated, updated, de-escalated, closed; with hysteresis and expiry.
#pragma once

#include <array>
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

/// Whether an alert may open or rise: to what asks for no more than watching, and to what asks for work.
struct MayRaise {
  bool to_watch = true, to_work = true;
  /// Safety always may.
  [[nodiscard]] bool to(Posture posture) const {
    return posture == Posture::escalate_safety || (posture < Posture::prepare ? to_watch : to_work);
  }
};

class AlertLife {
 public:
  /// One tick. `live_claims` > 0 lets it open or escalate; lowering never waits for claims, but for coverage.
  /// In an open incident claims it reaches back to let it escalate too; its beginning and its end are followed at once.
  /// At most one step a tick. It neither opens nor escalates unless `may_raise`; held_back() then says whether it
  /// would have.
  [[nodiscard]] std::optional<AlertStep> step(const Decision& decision, const Assessment& assessment,
                                              const Policy& policy, bool harm, std::uint64_t live_claims, Time tick,
                                              MayRaise may_raise = {});

  /// It ends here, whatever is seen: open() must hold.
  [[nodiscard]] AlertStep end(std::string note, const Assessment& assessment, const Policy& policy, Time tick);

  /// One tick of an alert whose narrative the rules no longer hold: it ends when its advice has run out.
  [[nodiscard]] std::optional<AlertStep> step_without_rules(const Assessment& assessment, const Policy& policy,
                                                            Time tick);

  [[nodiscard]] bool open() const { return open_; }
  [[nodiscard]] bool held_back() const { return held_back_.has_value(); }
  /// What it would have opened or risen to; held_back() must hold.
  [[nodiscard]] Posture held_posture() const { return *held_back_; }
  /// The table says less by now, and through a hole in coverage nobody knows: the posture stands until it expires.
  [[nodiscard]] bool stale() const { return stale_; }
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
  // An alert of this conversation closed a short while ago, and this one would say no more than it did.
  [[nodiscard]] bool cools_down(Posture posture, const Assessment& assessment, const Policy& policy, Time tick) const;
  void note(Posture table, Time tick);
  [[nodiscard]] Duration needed(Posture posture, const Policy& policy, bool raises) const;
  [[nodiscard]] Posture reached(const Policy& policy, bool raises, Time tick) const;
  AlertStep follow_incident(const Decision& decision, const Assessment& assessment, const Policy& policy, Time tick);
  void note_stale(const Decision& decision, const Assessment& assessment, Time tick);
  void note_crossings(const Assessment& assessment, const Policy& policy);
  [[nodiscard]] std::string crossings_text(const Assessment& assessment, const Policy& policy) const;
  AlertStep say_again(std::string note, const Assessment& assessment, const Policy& policy, Time tick);
  AlertStep say_whether_held(Posture table, const Assessment& assessment, const Policy& policy, Time tick);
  AlertStep say(AlertChange change, Posture posture, const Assessment& assessment, const Policy& policy, Time tick);
  AlertStep change(AlertChange change, Posture posture, const Assessment& assessment, const Policy& policy,
                   Posture table, Time tick);

  bool open_ = false;
  Posture posture_ = Posture::monitor;
  Time opened_at_, said_at_, expires_at_;
  std::uint32_t revision_ = 0;
  std::uint64_t claims_since_said_ = 0;  // live ones
  Level said_scale_ = Level::low;
  std::uint64_t most_authors_ = 0;  // seen while it was open, or at its end
  int most_breakout_ = 0;
  // By posture: since when the table has said at least so much (above the one advised), or at most so much (below it).
  std::array<std::optional<Time>, kPostures> since_;
  CrossingCounts said_crossed_{};
  bool crossing_waits_ = false;       // for raise_after since the alert was last told
  std::optional<Posture> held_back_;  // of the last step alone
  bool at_once_ = false;              // the row that decides lets a public posture rise as soon as any other
  bool stale_ = false;
  bool told_stale_ = false;          // this posture was told as held, and not since that it is not
  std::optional<Time> stale_since_;  // since when stale_ is otherwise than told
  bool corrected_ = false;           // corrections lead: a lower posture need not wait as long
};

}  // namespace sait
