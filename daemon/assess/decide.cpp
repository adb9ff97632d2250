#include "assess/decide.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rules/situation.hpp"

namespace sait {
namespace {

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
  // Of a quiet hour a single one would be the lead.
  const bool leads_now = policy.corrections_step_down > 0 &&
                         a.awareness.corrections_recent >= std::max<std::uint64_t>(1, policy.opens_at_authors) &&
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
  if (const auto reachable = std::min(table, in_incident); reachable > decision.posture)
    decision.in_incident = reachable;
  return decision;
}

}  // namespace sait
