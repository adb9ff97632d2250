#include "assess/alert_life.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <ranges>

namespace sait {

AlertStep AlertLife::say(AlertChange change, Posture posture, const Assessment& assessment, const Policy& policy,
                         Time tick) {
  AlertStep step{change, posture, std::nullopt, {}};
  if (change == AlertChange::escalated || change == AlertChange::deescalated) step.previous = posture_;
  posture_ = posture;
  said_at_ = tick;
  said_scale_ = assessment.scale.level;
  expires_at_ = tick + policy.expiry(posture);
  since_ = {};
  claims_since_said_ = 0;
  if (change != AlertChange::updated) stale_ = told_stale_ = false;  // another advice, by what is seen
  stale_since_.reset();
  said_crossed_ = assessment.awareness.crossed;
  crossing_waits_ = false;
  ++revision_;
  if (change == AlertChange::closed) {
    open_ = false;
    expires_at_ = tick;
  }
  return step;
}

// Each posture has a clock of its own: it runs while the table says at least so much (below the one advised: at most).
void AlertLife::note(Posture table, Time tick) {
  for (std::size_t i = 0; i < kPostures; ++i) {
    const auto posture = static_cast<Posture>(i);
    const bool holds = posture > posture_ ? table >= posture : posture < posture_ && table <= posture;
    if (!holds) {
      since_[i].reset();
    } else if (!since_[i]) {
      since_[i] = tick;
    }
  }
}

Duration AlertLife::needed(Posture posture, const Policy& policy, bool raises) const {
  if (!raises) return corrected_ ? std::min(policy.raise_after, policy.lower_after) : policy.lower_after;
  if (posture == Posture::escalate_safety) return Duration(0);
  if (posture < Posture::respond_through_allies || at_once_) return policy.raise_after;
  return std::max(policy.raise_after,
                  posture == Posture::respond_through_allies ? policy.allies_after : policy.respond_after);
}

// The posture furthest from the one advised whose clock has run long enough; the one advised if none has.
Posture AlertLife::reached(const Policy& policy, bool raises, Time tick) const {
  auto furthest = posture_;
  for (std::size_t i = 0; i < kPostures; ++i) {
    const auto posture = static_cast<Posture>(i);
    if (!since_[i] || (posture > posture_) != raises || tick - *since_[i] < needed(posture, policy, raises)) continue;
    if (raises ? posture > furthest : posture < furthest) furthest = posture;
  }
  return furthest;
}

bool AlertLife::cools_down(Posture posture, const Assessment& assessment, const Policy& policy, Time tick) const {
  // Closed, an alert was last heard of when it closed, with the posture it had. A wave that goes further than the one
  // it was about is another one.
  const bool was_open = revision_ > 0;
  const bool no_more = posture <= posture_ && assessment.scale.authors.estimate <= most_authors_ &&
                       assessment.awareness.breakout <= most_breakout_;
  return was_open && no_more && tick < said_at_ + policy.cool_down;
}

// The advice as it stands: what runs towards another one runs on.
AlertStep AlertLife::say_again(std::string note, const Assessment& assessment, const Policy& policy, Time tick) {
  const auto clocks = since_;
  auto step = say(AlertChange::updated, posture_, assessment, policy, tick);
  since_ = clocks;
  step.note = std::move(note);
  return step;
}

std::optional<AlertStep> AlertLife::step(const Decision& decision, const Assessment& assessment, const Policy& policy,
                                         bool harm, std::uint64_t live_claims, Time tick, MayRaise may_raise) {
  held_back_.reset();
  if (!open_) {
    const bool enough = harm || assessment.scale.authors.estimate >= policy.opens_at_authors;
    if (live_claims == 0 || !enough) return std::nullopt;
    if (!harm && cools_down(decision.posture, assessment, policy, tick)) return std::nullopt;
    // Nobody speaks in public on the first look.
    const bool publicly =
        decision.posture == Posture::respond_through_allies || decision.posture == Posture::respond_directly;
    const bool waits = publicly && !decision.at_once && needed(decision.posture, policy, true) > Duration(0);
    const auto first = waits ? Posture::prepare : decision.posture;
    if (!may_raise.to(first)) {
      held_back_ = first;
      return std::nullopt;
    }
    open_ = true;
    opened_at_ = tick;
    revision_ = 0;
    most_authors_ = assessment.scale.authors.estimate;
    most_breakout_ = assessment.awareness.breakout;
    auto step = say(AlertChange::opened, first, assessment, policy, tick);
    if (waits) note(decision.posture, tick);
    return step;
  }

  claims_since_said_ += live_claims;
  most_authors_ = std::max(most_authors_, assessment.scale.authors.estimate);
  most_breakout_ = std::max(most_breakout_, assessment.awareness.breakout);
  note_stale(decision, assessment, tick);
  const bool ran_out = tick >= expires_at_;
  // Over: nothing for a day, or nothing since the advice was last given and it has run out. Seen through a hole it is
  // held till then, and nothing lower is said of what was not seen.
  const bool silent_day = assessment.scale.posts == 0 && (ran_out || assessment.coverage.complete);
  const bool hidden = ran_out && !assessment.coverage.complete && decision.posture < posture_;
  if (silent_day || hidden || (ran_out && claims_since_said_ == 0)) {
    auto step = say(AlertChange::closed, posture_, assessment, policy, tick);
    step.note = assessment.coverage.complete ? "Closed: no new claim came since it was last told."
                                             : "Closed as not observable: the feeds that carried it were not fully "
                                               "seen, so its end cannot be told from their silence.";
    return step;
  }

  corrected_ = decision.corrected;
  at_once_ = decision.at_once;
  if (decision.incident_moved) return follow_incident(decision, assessment, policy, tick);
  note(decision.posture, tick);
  const bool claims = live_claims > 0 || decision.incident.has_value();
  if (const auto higher = reached(policy, true, tick); higher != posture_ && claims) {
    if (may_raise.to(higher)) return change(AlertChange::escalated, higher, assessment, policy, decision.posture, tick);
    held_back_ = higher;
  }
  if (const auto lower = reached(policy, false, tick); lower != posture_ && assessment.coverage.complete)
    return change(AlertChange::deescalated, lower, assessment, policy, decision.posture, tick);
  if (ran_out) {
    std::string note = "Renewed: the advice had run out and still holds.";
    if (decision.posture > posture_)
      note += fmt::format(" The table says {} by now, which waits for a new claim.", to_string(decision.posture));
    else if (decision.posture < posture_)
      note = fmt::format("Renewed: the advice had run out. The table says {} by now, which must hold before it counts.",
                         to_string(decision.posture));
    return say_again(std::move(note), assessment, policy, tick);
  }
  const bool moved = decision.posture == posture_ && assessment.scale.level != said_scale_;
  if (moved && tick - said_at_ >= policy.update_every)
    return say(AlertChange::updated, posture_, assessment, policy, tick);
  if (stale_since_ && tick - *stale_since_ >= policy.raise_after)
    return say_whether_held(decision.posture, assessment, policy, tick);
  note_crossings(assessment, policy);
  if (crossing_waits_ && tick - said_at_ >= policy.raise_after) {
    return say_again(crossings_text(assessment, policy), assessment, policy, tick);
  }
  return std::nullopt;
}

// It neither renews the advice nor makes claims old that came since it was told.
AlertStep AlertLife::say_whether_held(Posture table, const Assessment& assessment, const Policy& policy, Time tick) {
  const auto expires = expires_at_;
  const auto claims = claims_since_said_;
  std::string note = "No longer held: what is seen bears it out.";
  if (stale_)
    note = fmt::format(
        "Held: the table says {} by now, but not all feeds were seen. Until they are, or until it "
        "expires, this advice stands unconfirmed.",
        to_string(table));
  else if (table < posture_)
    note =
        fmt::format("No longer held: its feeds are seen again. The table says {}, which must hold.", to_string(table));
  auto step = say_again(std::move(note), assessment, policy, tick);
  expires_at_ = expires;
  claims_since_said_ = claims;
  told_stale_ = stale_;
  return step;
}

void AlertLife::note_stale(const Decision& decision, const Assessment& assessment, Time tick) {
  stale_ = !assessment.coverage.complete && decision.posture < posture_;
  // Of what asks for no work nobody waits to hear it.
  if (stale_ == told_stale_ || (stale_ && posture_ < Posture::prepare))
    stale_since_.reset();
  else if (!stale_since_)
    stale_since_ = tick;
}

// Whether the claim came, since the alert was last told, where the policy wants that told.
void AlertLife::note_crossings(const Assessment& assessment, const Policy& policy) {
  crossing_waits_ = std::ranges::any_of(policy.crossings, [&](Crossing::Into into) {
    const auto kind = static_cast<std::size_t>(into);
    return assessment.awareness.crossed[kind] > said_crossed_[kind];
  });
}

// The newest of each kind, as many as came since the alert was last told.
std::string AlertLife::crossings_text(const Assessment& assessment, const Policy& policy) const {
  auto left = assessment.awareness.crossed;
  for (std::size_t kind = 0; kind < kCrossings; ++kind) left[kind] -= std::min(left[kind], said_crossed_[kind]);
  std::vector<std::string> names;
  for (const auto& crossing : std::views::reverse(assessment.awareness.crossings)) {
    auto& count = left[static_cast<std::size_t>(crossing.into)];
    if (count == 0 || std::ranges::find(policy.crossings, crossing.into) == policy.crossings.end()) continue;
    --count;
    names.push_back(in_words(crossing));
  }
  std::ranges::reverse(names);
  return names.empty() ? "It was carried over into a place that is new to it."
                       : fmt::format("It was carried over into {}.", fmt::join(names, ", "));
}

// The clocks of what lies beyond the new posture run on.
AlertStep AlertLife::change(AlertChange change, Posture posture, const Assessment& assessment, const Policy& policy,
                            Posture table, Time tick) {
  const auto clocks = since_;
  auto step = say(change, posture, assessment, policy, tick);
  for (std::size_t i = 0; i < kPostures; ++i) {
    const auto beyond = static_cast<Posture>(i);
    if (change == AlertChange::escalated ? beyond > posture : beyond < posture) since_[i] = clocks[i];
  }
  note(table, tick);
  return step;
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
  return end("Closed: the rules no longer hold this narrative.", assessment, policy, tick);
}

AlertStep AlertLife::end(std::string note, const Assessment& assessment, const Policy& policy, Time tick) {
  auto step = say(AlertChange::closed, posture_, assessment, policy, tick);
  step.note = std::move(note);
  return step;
}

Time AlertLife::next_due(const Policy& policy, Time tick) const {
  if (!open_) return Time::max();
  auto due = expires_at_;
  for (std::size_t i = 0; i < kPostures; ++i) {
    if (!since_[i]) continue;
    const auto posture = static_cast<Posture>(i);
    // A clock that has run out and still waits, for claims or for coverage, must not hide the expiry behind it.
    if (const auto over = *since_[i] + needed(posture, policy, posture > posture_); over > tick)
      due = std::min(due, over);
  }
  if (stale_since_) due = std::min(due, std::max(*stale_since_ + policy.raise_after, tick + Duration(1)));
  if (crossing_waits_) due = std::min(due, std::max(said_at_ + policy.raise_after, tick + Duration(1)));
  return due;
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
  out.varint(most_authors_);
  out.u8(static_cast<std::uint8_t>(most_breakout_));
  out.flag(corrected_);
  out.flag(at_once_);
  for (const auto& since : since_) {
    out.flag(since.has_value());
    if (since) out.time(*since);
  }
  for (const auto count : said_crossed_) out.varint(count);
  out.flag(crossing_waits_);
  out.flag(stale_);
  out.flag(told_stale_);
  out.flag(stale_since_.has_value());
  if (stale_since_) out.time(*stale_since_);
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
  most_authors_ = in.varint();
  most_breakout_ = in.u8();
  corrected_ = in.flag();
  at_once_ = in.flag();
  for (auto& since : since_) {
    if (in.flag()) since = in.time();
  }
  for (auto& count : said_crossed_)
    count = static_cast<std::uint32_t>(in.varint(std::numeric_limits<std::uint32_t>::max()));
  crossing_waits_ = in.flag();
  stale_ = in.flag();
  told_stale_ = in.flag();
  if (in.flag()) stale_since_ = in.time();
  return in.ok();
}

}  // namespace sait
