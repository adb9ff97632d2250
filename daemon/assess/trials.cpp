#include "assess/trials.hpp"

#include <algorithm>
#include <numeric>

namespace sait {
namespace {

constexpr auto kKept = std::chrono::days(28);

}  // namespace

std::uint64_t Trial::alerts() const { return std::accumulate(raised.begin(), raised.end(), std::uint64_t{0}); }

std::uint64_t Trial::alerts_in_week(Time now) const {
  const auto begin = days.lower_bound(utc_day(now) - std::chrono::days(6));
  return std::accumulate(begin, days.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& day) { return sum + day.second; });
}

std::uint64_t Trial::most_in_a_day(Time now) const {
  std::uint64_t most = 0;
  for (auto at = days.upper_bound(utc_day(now) - kKept); at != days.end(); ++at) most = std::max(most, at->second);
  return most;
}

Posture Trial::highest() const {
  std::size_t highest = kPostures - 1;
  while (highest > 0 && raised[highest] == 0) --highest;
  return static_cast<Posture>(highest);
}

void Trials::note(const ConversationKey& key, Maturity maturity, Posture posture, Time tick) {
  const auto [at, is_new] = trials_.try_emplace(key);
  auto& trial = at->second;
  if (is_new) trial.first = tick;
  trial.maturity = maturity;
  trial.last = tick;
  ++trial.raised[static_cast<std::size_t>(posture)];
  ++trial.days[utc_day(tick)];
  std::erase_if(trial.days, [&](const auto& day) { return day.first <= utc_day(tick) - kKept; });
}

void Trials::rules_changed(const RuleSet& rules) {
  for (auto at = trials_.begin(); at != trials_.end();) {
    auto& [key, trial] = *at;
    const auto* narrative = rules.find(key.narrative);
    const auto maturity = narrative == nullptr ? std::nullopt : rules.maturity(*narrative, key.audience);
    if (!maturity || *maturity == Maturity::stable) {
      at = trials_.erase(at);
      continue;
    }
    trial.maturity = *maturity;
    ++at;
  }
}

void Trials::save(Encoder& out) const {
  out.varint(trials_.size());
  for (const auto& [key, trial] : trials_) {
    out.bytes(key.narrative);
    out.bytes(key.audience);
    out.u8(static_cast<std::uint8_t>(trial.maturity));
    out.time(trial.first);
    out.time(trial.last);
    for (const auto count : trial.raised) out.varint(count);
    out.varint(trial.days.size());
    for (const auto& [day, alerts] : trial.days) {
      out.time(day);
      out.varint(alerts);
    }
  }
}

bool Trials::load(Decoder& in) {
  trials_.clear();
  const auto count = in.count();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    ConversationKey key;
    key.narrative = in.bytes();
    key.audience = in.bytes();
    auto& trial = trials_[key];
    const auto maturity = in.u8();
    if (maturity > static_cast<std::uint8_t>(Maturity::retired)) return false;
    trial.maturity = static_cast<Maturity>(maturity);
    trial.first = in.time();
    trial.last = in.time();
    for (auto& raised : trial.raised) raised = in.varint();
    const auto days = in.count();
    for (std::size_t day = 0; day < days && in.ok(); ++day) {
      const auto at = in.time();
      trial.days[at] = in.varint();
    }
  }
  return in.ok();
}

}  // namespace sait
