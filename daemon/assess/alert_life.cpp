#include "assess/alert_life.hpp"

namespace sait {

AlertStep AlertLife::say(AlertChange change, Posture posture, const Assessment& assessment, const Policy& policy,
                         Time tick) {
  AlertStep step{change, posture, std::nullopt, {}};
  if (change == AlertChange::escalated || change == AlertChange::deescalated) step.previous = posture_;
  posture_ = posture;
  said_at_ = tick;
  said_scale_ = assessment.scale.level;
  expires_at_ = tick + policy.expiry(posture);
  candidate_since_.reset();
  claims_since_said_ = 0;
  ++revision_;
  if (change == AlertChange::closed) {
    open_ = false;
    expires_at_ = tick;
  }
  return step;
}

std::optional<AlertStep> AlertLife::step(const Decision& decision, const Assessment& assessment, const Policy& policy,
                                         bool harm, std::uint64_t live_claims, Time tick) {
  if (!open_) {
    const bool enough = harm || assessment.scale.authors.estimate >= policy.opens_at_authors;
    if (live_claims == 0 || !enough) return std::nullopt;
    open_ = true;
    opened_at_ = tick;
    revision_ = 0;
    return say(AlertChange::opened, decision.posture, assessment, policy, tick);
  }

  claims_since_said_ += live_claims;
  const bool ran_out = tick >= expires_at_;
  // Over: nothing for a day, or nothing since the advice was last given and it has run out. Seen through a hole it is
  // held till then.
  const bool silent_day = assessment.scale.posts == 0 && (ran_out || assessment.coverage.complete);
  if (silent_day || (ran_out && claims_since_said_ == 0)) {
    auto step = say(AlertChange::closed, posture_, assessment, policy, tick);
    step.note = assessment.coverage.complete ? "Closed: no new claim came."
                                             : "Closed as not observable: the feeds that carried it were not fully "
                                               "seen, so its end cannot be told from their silence.";
    return step;
  }
  const auto renew = [&] {
    auto step = say(AlertChange::updated, posture_, assessment, policy, tick);
    step.note = "Renewed: the advice had run out and still holds.";
    return step;
  };

  if (decision.incident_moved) return follow_incident(decision, assessment, policy, tick);

  if (decision.posture == posture_) {
    if (ran_out) return renew();
    candidate_since_.reset();
    const bool moved = assessment.scale.level != said_scale_;
    if (moved && tick - said_at_ >= policy.update_every)
      return say(AlertChange::updated, posture_, assessment, policy, tick);
    return std::nullopt;
  }

  // A candidate keeps its clock while the table stays on the same side of the advice given.
  const bool raises = decision.posture > posture_;
  const bool raised_before = candidate_since_ && candidate_ > posture_;
  if (!candidate_since_ || raises != raised_before) candidate_since_ = tick;
  candidate_ = decision.posture;
  const auto held = tick - *candidate_since_;
  if (raises) {
    const auto needed = decision.posture == Posture::escalate_safety ? Duration(0) : policy.raise_after;
    if ((live_claims == 0 && !decision.incident) || held < needed)
      return ran_out ? std::optional(renew()) : std::nullopt;
    return say(AlertChange::escalated, decision.posture, assessment, policy, tick);
  }
  // An advice that ran out is lowered at once; one seen through a hole is held until then.
  if (!ran_out && (held < policy.lower_after || !assessment.coverage.complete)) return std::nullopt;
  return say(AlertChange::deescalated, decision.posture, assessment, policy, tick);
}

// What an operator declares is no noise: it waits for no hysteresis. It lowers no further than the ceilings demand that
// count again at its end; the rest is the table's.
AlertStep AlertLife::follow_incident(const Decision& decision, const Assessment& assessment, const Policy& policy,
                                     Time tick) {
  const auto wanted = decision.incident ? std::max(decision.posture, posture_) : posture_;
  const auto posture = std::min(wanted, decision.ceiling);
  auto change = AlertChange::updated;
  if (posture > posture_) change = AlertChange::escalated;
  if (posture < posture_) change = AlertChange::deescalated;
  auto step = say(change, posture, assessment, policy, tick);
  step.note = decision.incident ? "It stands in an operator's incident (" + decision.incident->id + ") from now on."
                                : "It stands in no incident any more: no official facts carry this advice.";
  return step;
}

std::optional<AlertStep> AlertLife::step_without_rules(const Assessment& assessment, const Policy& policy, Time tick) {
  if (!open_ || tick < expires_at_) return std::nullopt;
  auto step = say(AlertChange::closed, posture_, assessment, policy, tick);
  step.note = "Closed: the rules no longer hold this narrative.";
  return step;
}

Time AlertLife::next_due(const Policy& policy, Time tick) const {
  if (!open_) return Time::max();
  if (!candidate_since_) return expires_at_;
  // A hysteresis that is over and still waits, for claims or for coverage, must not hide the expiry behind it.
  const auto over = *candidate_since_ + (candidate_ > posture_ ? policy.raise_after : policy.lower_after);
  return over > tick ? std::min(over, expires_at_) : expires_at_;
}

void AlertLife::save(Encoder& out) const {
  out.flag(open_);
  out.u8(static_cast<std::uint8_t>(posture_));
  out.time(opened_at_);
  out.time(said_at_);
  out.time(expires_at_);
  out.varint(revision_);
  out.varint(claims_since_said_);
  out.u8(static_cast<std::uint8_t>(said_scale_));
  out.u8(static_cast<std::uint8_t>(candidate_));
  out.flag(candidate_since_.has_value());
  if (candidate_since_) out.time(*candidate_since_);
}

bool AlertLife::load(Decoder& in) {
  *this = {};
  open_ = in.flag();
  posture_ = static_cast<Posture>(in.below(kPostures));
  opened_at_ = in.time();
  said_at_ = in.time();
  expires_at_ = in.time();
  revision_ = static_cast<std::uint32_t>(in.varint());
  claims_since_said_ = in.varint();
  said_scale_ = static_cast<Level>(in.below(4));
  candidate_ = static_cast<Posture>(in.below(kPostures));
  if (in.flag()) candidate_since_ = in.time();
  return in.ok();
}

}  // namespace sait
