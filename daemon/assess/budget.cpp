#include "assess/budget.hpp"

namespace sait {
namespace {

Time day_of(Time tick) { return std::chrono::floor<std::chrono::days>(tick); }

}  // namespace

bool Budget::allows(const Policy& policy, const std::string& audience, Posture posture, Time tick) const {
  if (policy.budget_per_day == 0) return true;
  const auto most = posture < Posture::prepare ? (policy.budget_per_day + 1) / 2 : policy.budget_per_day;
  const auto at = spent_.find(audience);
  return at == spent_.end() || at->second.day != day_of(tick) || at->second.alerts < most;
}

void Budget::spend(const std::string& audience, Time tick) {
  auto& spent = spent_[audience];
  if (spent.day != day_of(tick)) spent = {day_of(tick), 0};
  ++spent.alerts;
}

std::optional<Time> Budget::held_since(const ConversationKey& key) const {
  const auto at = held_.find(key);
  return at == held_.end() ? std::nullopt : std::optional(at->second);
}

Time Budget::next_day(Time tick) { return day_of(tick) + std::chrono::days(1); }

void Budget::save(Encoder& out) const {
  out.varint(spent_.size());
  for (const auto& [audience, spent] : spent_) {
    out.bytes(audience);
    out.time(spent.day);
    out.varint(spent.alerts);
  }
  out.varint(held_.size());
  for (const auto& [key, since] : held_) {
    out.bytes(key.narrative);
    out.bytes(key.audience);
    out.time(since);
  }
}

bool Budget::load(Decoder& in) {
  *this = {};
  const auto audiences = in.count();
  for (std::size_t i = 0; i < audiences && in.ok(); ++i) {
    auto& spent = spent_[std::string(in.bytes())];
    spent.day = in.time();
    spent.alerts = in.varint();
  }
  const auto conversations = in.count();
  for (std::size_t i = 0; i < conversations && in.ok(); ++i) {
    ConversationKey key;
    key.narrative = in.bytes();
    key.audience = in.bytes();
    held_[key] = in.time();
  }
  return in.ok();
}

}  // namespace sait
