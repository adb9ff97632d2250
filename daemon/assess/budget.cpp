#include "assess/budget.hpp"

#include "rules/rule_set.hpp"

namespace sait {
std::uint64_t Budget::spent(Purse purse, const std::string& id, Time tick) const {
  const auto& spent = spent_[static_cast<std::size_t>(purse)];
  const auto at = spent.find(id);
  return at == spent.end() || at->second.day != utc_day(tick) ? 0 : at->second.alerts;
}

bool Budget::allows(const Policy& policy, const std::string& audience, Posture posture, Time tick) const {
  if (policy.budget_per_day == 0) return true;
  const auto most = posture < Posture::prepare ? (policy.budget_per_day + 1) / 2 : policy.budget_per_day;
  return spent(Purse::audience, audience, tick) < most;
}

bool Budget::allows(const Narrative& narrative, Purse purse, Time tick) const {
  return narrative.budget_per_day == 0 || spent(purse, narrative.id, tick) < narrative.budget_per_day;
}

void Budget::spend(Purse purse, const std::string& id, Time tick) {
  auto& spent = spent_[static_cast<std::size_t>(purse)][id];
  if (spent.day != utc_day(tick)) spent = {utc_day(tick), 0};
  ++spent.alerts;
}

void Budget::forget(Time tick) {
  for (auto& purse : spent_) std::erase_if(purse, [&](const auto& entry) { return entry.second.day < utc_day(tick); });
}

void Budget::hold(const ConversationKey& key, Held held) {
  const auto [at, is_new] = held_.emplace(key, held);
  if (is_new) return;
  held.since = at->second.since;
  held.over_narratives_own = held.over_narratives_own || at->second.over_narratives_own;
  at->second = held;
}

std::optional<Budget::Held> Budget::find(const ConversationKey& key) const {
  const auto at = held_.find(key);
  return at == held_.end() ? std::nullopt : std::optional(at->second);
}

std::pair<int, Time> Budget::place_of(const ConversationKey& key) const {
  const auto at = held_.find(key);
  if (at == held_.end()) return {1, Time()};
  return {-static_cast<int>(at->second.posture), at->second.since};
}

Time Budget::next_day(Time tick) { return utc_day(tick) + std::chrono::days(1); }

void Budget::Held::save(Encoder& out) const {
  out.time(since);
  out.u8(static_cast<std::uint8_t>(posture));
  out.flag(over_narratives_own);
}

bool Budget::Held::load(Decoder& in) {
  since = in.time();
  const auto number = in.u8();
  if (number >= kPostures) return false;
  posture = static_cast<Posture>(number);
  over_narratives_own = in.flag();
  return in.ok();
}

void Budget::save(Encoder& out) const {
  for (const auto& purse : spent_) {
    out.varint(purse.size());
    for (const auto& [id, spent] : purse) {
      out.bytes(id);
      out.time(spent.day);
      out.varint(spent.alerts);
    }
  }
  out.varint(held_.size());
  for (const auto& [key, held] : held_) {
    out.bytes(key.narrative);
    out.bytes(key.audience);
    held.save(out);
  }
}

bool Budget::load(Decoder& in) {
  *this = {};
  for (auto& purse : spent_) {
    const auto ids = in.count();
    for (std::size_t i = 0; i < ids && in.ok(); ++i) {
      auto& spent = purse[std::string(in.bytes())];
      spent.day = in.time();
      spent.alerts = in.varint();
    }
  }
  const auto conversations = in.count();
  for (std::size_t i = 0; i < conversations && in.ok(); ++i) {
    ConversationKey key;
    key.narrative = in.bytes();
    key.audience = in.bytes();
    if (!held_[key].load(in)) return false;
  }
  return in.ok();
}

}  // namespace sait
