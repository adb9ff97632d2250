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
    // What the calendar brings is known beforehand: no watching tells it.
    if (row.event_near && *row.event_near == a.timing.events.empty()) {
      if (*row.event_near) never();
      add("the scheduled event is over");
    }
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

// The situation with everything changed that keeps the row from firing, and what follows from it.
Situation with_met(const PolicyRow& row, Situation is, const Policy& policy) {
  const auto raise = [](auto& value, const auto& least) {
    if (least) value = std::max(value, *least);
  };
  const auto lower = [](auto& value, const auto& most) {
    if (most) value = std::min(value, *most);
  };
  raise(is.authors, row.authors_min);
  lower(is.authors, row.authors_max);
  raise(is.breakout, row.breakout_min);
  lower(is.breakout, row.breakout_max);
  raise(is.questions, row.questions_min);
  if (!row.trends.empty() && std::ranges::find(row.trends, is.trend) == row.trends.end()) is.trend = row.trends.front();
  is.void_open = row.void_open.value_or(is.void_open);
  is.threat_open = row.threat_open.value_or(is.threat_open);
  is.event_near = row.event_near.value_or(is.event_near);
  set_levels(is, policy.bands(is.event_near));
  raise(is.scale, row.scale_min);
  lower(is.scale, row.scale_max);
  raise(is.awareness, row.awareness_min);
  lower(is.awareness, row.awareness_max);
  raise(is.influence, row.influence_min);
  lower(is.influence, row.influence_max);
  return is;
}

// The rows that fit the direction and would then decide, nearest (fewest parts missing) first in table order; one
// sentence for the best of them. No row leads above the ceilings.
void nearest_change(const Assessment& a, const Policy& policy, Posture now, Posture ceiling, bool up,
                    std::vector<std::string>& out) {
  const auto reached = [ceiling](const PolicyRow& row) {
    return row.posture == Posture::escalate_safety ? row.posture : std::min(row.posture, ceiling);
  };
  const auto is = situation_of(a);
  const PolicyRow* best = nullptr;
  std::string best_text;
  std::size_t best_size = 0;
  for (std::size_t i = 0; i < policy.rows.size(); ++i) {
    const auto& row = policy.rows[i];
    if (up ? reached(row) <= now : reached(row) >= now) continue;
    const Unmet unmet(row, a);
    if (!unmet.possible() || unmet.size() == 0) continue;  // size 0: it would fire but an earlier row stands before it
    if (first_row(policy, with_met(row, is, policy)) != i) continue;  // an earlier row would stand before it
    // Of equally near ones the one that changes the advice least.
    const auto nearer = [&] { return up ? reached(row) < reached(*best) : reached(row) > reached(*best); };
    if (best == nullptr || unmet.size() < best_size || (unmet.size() == best_size && nearer())) {
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

struct Ceiling {
  Posture posture;
  std::string_view because;
  bool lifted_by_incident = false;
};

// Those that count for this narrative, in the order in which they are told.
std::vector<Ceiling> ceilings_of(const Assessment& assessment, const Narrative& narrative, const Standing& standing,
                                 const Policy& policy, bool in_incident) {
  std::vector<Ceiling> ceilings{{narrative.ceiling, "the narrative's own ceiling"}};
  if (!in_incident) {
    if (standing.status == "unverified")
      ceilings.push_back(
          {policy.unverified_ceiling,
           standing.expired ? "a fact that it rests on is past its review_by" : "the claim is unverified", true});
    if (narrative.status == kSuspectMisidentified)
      ceilings.push_back({policy.suspect_ceiling, "nothing official says who it was", true});
    if (narrative.media_evidence)
      ceilings.push_back({policy.media_ceiling, "it rests on a picture or a video that nobody has placed", true});
  }
  if (!assessment.scale.authors_observable)
    ceilings.push_back({policy.unobserved_ceiling, "how many people speak cannot be seen on these feeds"});
  return ceilings;
}

// What the advice is where the truth of the claim is open; empty where it is not.
std::string caution(const Standing& standing, const IncidentRecord* incident) {
  constexpr std::string_view kHolding =
      "a holding statement (what is known, who decides, when the next update comes), never a rebuttal.";
  if (incident != nullptr)
    return fmt::format("An incident is open ({}): any public line is {}", incident->title, kHolding);
  if (standing.expired)
    return fmt::format(
        "Unverified: a fact was to be read again by {} (\"{}\", {}). Until it has been, any public line is {}",
        standing.expired->review_by, standing.expired->statement, standing.expired->source, kHolding);
  if (standing.status == "unverified") return fmt::format("Unverified: any public line is {}", kHolding);
  if (standing.status == kSuspectMisidentified)
    return fmt::format("Not confirmed: say nothing of anybody's name, origin or status; any public line is {}",
                       kHolding);
  return {};
}

}  // namespace

std::vector<std::string> holding_statement(const AlertIncident& incident) {
  std::vector<std::string> lines;
  for (const auto& fact : incident.facts) lines.push_back("What is known: " + fact);
  lines.emplace_back("Who decides: name the office that establishes the rest, and say that nothing else is confirmed.");
  lines.emplace_back("When the next update comes: name an hour, and keep it even if there is nothing new.");
  return lines;
}

Decision decide(const Assessment& assessment, const Narrative& narrative, const Standing& standing,
                const Policy& policy, const IncidentRecord* incident) {
  Decision decision;
  if (incident != nullptr) decision.incident = AlertIncident{incident->id, incident->title, incident->facts};
  if (const auto first = first_row(policy, situation_of(assessment)); first < policy.rows.size()) {
    const auto& row = policy.rows[first];
    decision.posture = row.posture;
    decision.at_once = row.at_once || incident != nullptr;  // in an incident silence is the void
    decision.row = row.id;
    decision.reasons.push_back(row.because);
  }
  const bool safety = decision.posture == Posture::escalate_safety;
  if (!safety) step_down_if_corrected(decision, assessment, policy);
  const auto table = decision.posture;
  auto in_incident = Posture::escalate_safety;  // the ceiling that would be left
  for (const auto& ceiling : ceilings_of(assessment, narrative, standing, policy, incident != nullptr)) {
    decision.ceiling = std::min(decision.ceiling, ceiling.posture);
    if (!ceiling.lifted_by_incident) in_incident = std::min(in_incident, ceiling.posture);
    if (!safety) apply_ceiling(decision, ceiling.posture, ceiling.because);
  }
  if (auto text = caution(standing, incident); !safety && !text.empty()) decision.reasons.push_back(std::move(text));
  nearest_change(assessment, policy, decision.posture, decision.ceiling, true, decision.would_change);
  if (const auto reachable = std::min(table, in_incident); reachable > decision.posture) {
    decision.would_change.push_back(fmt::format(
        "An incident with official facts (saitctl incident open) lets it rise to {}.", to_string(reachable)));
  }
  nearest_change(assessment, policy, decision.posture, decision.ceiling, false, decision.would_change);
  return decision;
}

}  // namespace sait
