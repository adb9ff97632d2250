#include "assess/digests.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "assess/notices.hpp"

namespace sait {
namespace {

constexpr const char* kOfSeveral = "Not assessed: this is a digest of what several conversations wait to tell.";

Posture highest_of(const std::map<std::string, Budget::Held>& waiting) {
  auto highest = Posture::no_engagement;
  for (const auto& [audience, held] : waiting) highest = std::max(highest, held.posture);
  return highest;
}

std::string line_of(const std::string& audience, const Budget::Held& held, const Narrative* narrative,
                    const RuleSet* rules) {
  auto name = audience;
  if (rules != nullptr) {
    if (const auto* declared = rules->find_audience(audience)) name += fmt::format(" ({})", declared->title);
    if (narrative != nullptr && rules->maturity(*narrative, audience) == Maturity::testing) name += ", in testing";
  }
  return fmt::format("{}: {}, since {}.", name, to_string(held.posture), format_time(held.since));
}

}  // namespace

std::optional<AlertChange> Digests::change_of(Digest& digest, const Waiting& waiting, Time tick) {
  if (waiting.empty()) return AlertChange::closed;
  const auto highest = highest_of(waiting);
  if (highest > digest.posture) return AlertChange::escalated;
  digest.changed = waiting != digest.said;
  const bool ran_out = tick >= Budget::next_day(digest.said_at);
  if (!ran_out && (!digest.changed || tick < digest.said_at + kToldAgain)) return std::nullopt;
  return highest < digest.posture ? AlertChange::deescalated : AlertChange::updated;
}

std::vector<Alert> Digests::run_tick(const std::map<ConversationKey, Budget::Held>& held, const RuleSet* rules,
                                     Time tick) {
  if (held.empty() && open_.empty()) return {};
  std::map<std::string, Waiting> by_narrative;
  for (const auto& [narrative, digest] : open_) by_narrative[narrative];
  for (const auto& [key, one] : held) {
    if (one.over_narratives_own) by_narrative[key.narrative].emplace(key.audience, one);
  }
  std::vector<Alert> alerts;
  for (const auto& [id, waiting] : by_narrative) {
    const auto [at, is_new] = open_.try_emplace(id);
    auto& digest = at->second;
    if (is_new) digest.opened_at = tick;
    const auto change = is_new ? AlertChange::opened : change_of(digest, waiting, tick);
    if (!change) continue;
    const auto* narrative = rules != nullptr ? rules->find(id) : nullptr;
    auto& alert = alerts.emplace_back(for_analysts(kOfSeveral, digest.opened_at, tick));
    alert.id = alert_id("digest/" + id, kAnalysts, digest.opened_at);
    alert.kind = "digest";
    alert.narrative = id;
    alert.title = narrative != nullptr ? narrative->title : id;
    alert.revision = ++digest.revision;
    alert.change = *change;
    if (*change == AlertChange::escalated || *change == AlertChange::deescalated) alert.previous = digest.posture;
    if (*change == AlertChange::closed) {
      alert.posture = digest.posture;
      alert.expires_at = tick;
      alert.reasons.emplace_back("Nothing of it waits any more.");
      open_.erase(at);
      continue;
    }
    digest.said = waiting;
    digest.said_at = tick;
    digest.changed = false;
    alert.posture = digest.posture = highest_of(waiting);
    alert.expires_at = Budget::next_day(tick);
    alert.reasons.push_back(
        fmt::format("Its budget for today is spent ({} a day, as its file says). What waits for the "
                    "next day (UTC):",
                    narrative != nullptr ? narrative->budget_per_day : 0));
    for (const auto& [audience, one] : waiting) alert.reasons.push_back(line_of(audience, one, narrative, rules));
    alert.would_change.emplace_back(
        "If that is too many for true claims, raise `budget` in its file; if they are wrong, `saitctl rules guard` "
        "proposes what to leave out.");
  }
  return alerts;
}

Time Digests::next_due() const {
  auto due = Time::max();
  for (const auto& [narrative, digest] : open_) {
    due = std::min(due, digest.changed ? std::min(digest.said_at + kToldAgain, Budget::next_day(digest.said_at))
                                       : Budget::next_day(digest.said_at));
  }
  return due;
}

void Digests::save(Encoder& out) const {
  out.varint(open_.size());
  for (const auto& [narrative, digest] : open_) {
    out.bytes(narrative);
    out.time(digest.opened_at);
    out.time(digest.said_at);
    out.varint(digest.revision);
    out.u8(static_cast<std::uint8_t>(digest.posture));
    out.flag(digest.changed);
    out.varint(digest.said.size());
    for (const auto& [audience, held] : digest.said) {
      out.bytes(audience);
      held.save(out);
    }
  }
}

bool Digests::load(Decoder& in) {
  open_.clear();
  const auto count = in.count();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    auto& digest = open_[std::string(in.bytes())];
    digest.opened_at = in.time();
    digest.said_at = in.time();
    digest.revision = static_cast<std::uint32_t>(in.varint());
    const auto posture = in.u8();
    if (posture >= kPostures) return false;
    digest.posture = static_cast<Posture>(posture);
    digest.changed = in.flag();
    const auto waiting = in.count();
    for (std::size_t j = 0; j < waiting && in.ok(); ++j) {
      if (auto& held = digest.said[std::string(in.bytes())]; !held.load(in)) return false;
    }
  }
  return in.ok();
}

}  // namespace sait
