#include "assess/decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rules/situation.hpp"

namespace sait {
namespace {

std::string trends_text(const std::vector<Trend>& trends) {
  std::string text;
  for (const auto trend : trends) text += (text.empty() ? "" : " or ") + std::string(to_string(trend));
  return text;
}

// What keeps `row` from firing, in words; empty when it fires.
class Unmet {
 public:
  Unmet(const PolicyRow& row, const Assessment& a) {
    at_least("scale", row.scale_min, a.scale.level);
    at_most("scale", row.scale_max, a.scale.level);
    at_least("awareness", row.awareness_min, a.awareness.level);
    at_most("awareness", row.awareness_max, a.awareness.level);
    at_least("influence", row.influence_min, a.influence.level);
    at_most("influence", row.influence_max, a.influence.level);
    if (row.breakout_min && a.awareness.breakout < *row.breakout_min)
      add(fmt::format("it reaches breakout category {}", *row.breakout_min));
    if (row.breakout_max && a.awareness.breakout > *row.breakout_max)
      add(fmt::format("it falls back to breakout category {}", *row.breakout_max));
    if (!row.trends.empty() && std::ranges::find(row.trends, a.timing.trend) == row.trends.end())
      add("it is " + trends_text(row.trends));
    if (row.authors_min && a.scale.authors.estimate < *row.authors_min)
      add(fmt::format("it reaches {} authors in 24 hours", *row.authors_min));
    if (row.authors_max && a.scale.authors.estimate > *row.authors_max)
      add(fmt::format("it falls to {} authors in 24 hours", *row.authors_max));
    if (row.questions_min && a.influence.questions < *row.questions_min)
      add(fmt::format("it draws {} questions in 24 hours", *row.questions_min));
    if (row.void_open && *row.void_open != a.influence.void_open) {
      add(*row.void_open ? "it leaves questions without a reliable answer" : "it has a reliable answer out");
    }
    if (row.threat_open && *row.threat_open != a.influence.threat_open)
      add(*row.threat_open ? "a threat opens beside it" : "the threat beside it is over");
    if (row.recycled && *row.recycled != a.timing.recycled.has_value()) never();
    if (row.aimed_at_migrants && *row.aimed_at_migrants != a.influence.aimed_at_migrants) never();
    if (row.harm && *row.harm != a.influence.harm) never();
  }

  [[nodiscard]] bool possible() const { return possible_; }
  [[nodiscard]] std::size_t size() const { return parts_.size(); }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const auto& part : parts_) text += (text.empty() ? "" : " and ") + part;
    return text;
  }

 private:
  void add(std::string part) { parts_.push_back(std::move(part)); }
  void never() { possible_ = false; }  // what a conversation is cannot change
  void at_least(std::string_view name, const std::optional<Level>& wanted, Level is) {
    if (wanted && is < *wanted) add(fmt::format("its {} rises to {}", name, to_string(*wanted)));
  }
  void at_most(std::string_view name, const std::optional<Level>& wanted, Level is) {
    if (wanted && is > *wanted) add(fmt::format("its {} falls to {}", name, to_string(*wanted)));
  }

  std::vector<std::string> parts_;
  bool possible_ = true;
};

// The rows that fit the direction, nearest (fewest parts missing) first in table order; one sentence for the best of
// them. No row leads above the ceilings.
void nearest_change(const Assessment& a, const Policy& policy, Posture now, Posture ceiling, bool up,
                    std::vector<std::string>& out) {
  const auto reached = [ceiling](const PolicyRow& row) {
    return row.posture == Posture::escalate_safety ? row.posture : std::min(row.posture, ceiling);
  };
  const PolicyRow* best = nullptr;
  std::string best_text;
  std::size_t best_size = 0;
  for (const auto& row : policy.rows) {
    if (up ? reached(row) <= now : reached(row) >= now) continue;
    const Unmet unmet(row, a);
    if (!unmet.possible() || unmet.size() == 0) continue;  // size 0: it would fire but an earlier row stands before it
    if (best == nullptr || unmet.size() < best_size) {
      best = &row;
      best_size = unmet.size();
      best_text = unmet.text();
    }
  }
  if (best != nullptr)
    out.push_back(fmt::format("{} to {} if {}.", up ? "Rises" : "Falls", to_string(reached(*best)), best_text));
}

void apply_ceiling(Decision& decision, Posture ceiling, std::string_view because) {
  if (decision.posture <= ceiling) return;
  decision.reasons.push_back(
      fmt::format("Held at {} (the table says {}): {}.", to_string(ceiling), to_string(decision.posture), because));
  decision.posture = ceiling;
}

// Where corrections already lead, our own voice adds less than it costs.
void step_down_if_corrected(Decision& decision, const Assessment& a, const Policy& policy) {
  const auto needed = policy.corrections_step_down * static_cast<double>(a.scale.posts);
  const bool led = policy.corrections_step_down > 0 && a.awareness.corrections > 0 &&
                   static_cast<double>(a.awareness.corrections) >= needed;
  const auto recent_needed = policy.corrections_step_down * static_cast<double>(a.timing.recent);
  const bool leads_now = policy.corrections_step_down > 0 && a.awareness.corrections_recent > 0 &&
                         static_cast<double>(a.awareness.corrections_recent) >= recent_needed;
  if (!led && !leads_now) return;
  decision.corrected = true;
  if (decision.posture <= Posture::monitor) return;
  decision.posture = static_cast<Posture>(static_cast<std::uint8_t>(decision.posture) - 1);
  decision.reasons.push_back(
      fmt::format("One step down to {}: corrections already lead ({} against {} claims in the last {} hours).",
                  to_string(decision.posture), led ? a.awareness.corrections : a.awareness.corrections_recent,
                  led ? a.scale.posts : a.timing.recent, led ? 24 : 6));
}

}  // namespace

Decision decide(const Assessment& assessment, const Narrative& narrative, const Policy& policy) {
  Decision decision;
  if (const auto first = first_row(policy, situation_of(assessment)); first < policy.rows.size()) {
    const auto& row = policy.rows[first];
    decision.posture = row.posture;
    decision.row = row.id;
    decision.reasons.push_back(row.because);
  }
  if (decision.posture != Posture::escalate_safety) {
    step_down_if_corrected(decision, assessment, policy);
    apply_ceiling(decision, narrative.ceiling, "the narrative's own ceiling");
    if (narrative.status == "unverified") {
      apply_ceiling(decision, policy.unverified_ceiling, "the claim is unverified");
      decision.reasons.emplace_back(
          "Unverified: any public line is a holding statement (what is known, who decides, when the next update "
          "comes), never a rebuttal.");
    }
    if (!assessment.scale.authors_observable) {
      apply_ceiling(decision, policy.unobserved_ceiling, "how many people speak cannot be seen on these feeds");
    }
  }
  auto ceiling = narrative.ceiling;
  if (narrative.status == "unverified") ceiling = std::min(ceiling, policy.unverified_ceiling);
  if (!assessment.scale.authors_observable) ceiling = std::min(ceiling, policy.unobserved_ceiling);
  nearest_change(assessment, policy, decision.posture, ceiling, true, decision.would_change);
  nearest_change(assessment, policy, decision.posture, ceiling, false, decision.would_change);
  return decision;
}

}  // namespace sait
