#include "assess/influence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "assess/counted.hpp"
#include "conversation/baseline.hpp"

namespace sait {
namespace {

// More ask than usual and no correction answers them: none in 24 hours, or none in the last 6 in which as many ask
// again. Where nothing is usual yet, their number alone decides.
void look_for_void(const Conversation& conversation, const AudienceView& view, const Awareness& awareness,
                   const Bands& bands, Hour last, Influence& influence) {
  if (influence.questions == 0) return;
  const auto usual = day_baseline(conversation.timeline(), view.watched, last, SpeechAct::question);
  if (usual) influence.usual_questions = UsualDay{in_tenths(usual->median), in_tenths(usual->spread), usual->samples};
  const bool more = !usual || usual->z(static_cast<double>(influence.questions)) >= static_cast<double>(bands.void_z);
  const auto recent = positive(conversation.timeline().posts(last - 5, last, SpeechAct::question));
  const bool stopped = awareness.corrections_recent == 0 && recent >= bands.void_questions;
  influence.void_open = bands.is_void(influence.questions, !more || (awareness.corrections > 0 && !stopped));
  influence.reason = fmt::format("It makes no threat itself; {} whether it is true",
                                 counted(influence.questions, "post asks", "posts ask"));
  if (usual) influence.reason += fmt::format(" ({:.3g} a day are usual)", usual->median);
  if (!influence.void_open) {
    influence.reason += ".";
  } else if (awareness.corrections == 0) {
    influence.reason += ", and no reliable answer was seen.";
  } else {
    influence.reason += fmt::format(", {} of them in the last 6 hours, and no correction is as new.", recent);
  }
}

// How those stand to it who reply to it.
void add_replies(const WindowSums& day, const AudienceView& view, Influence& influence) {
  if (!view.replies_seen) return;
  const auto of = [&](Stance stance) { return positive(day.replies[static_cast<std::size_t>(stance)]); };
  const ReplyCounts replies{of(Stance::believing), of(Stance::doubting), of(Stance::neither)};
  influence.replies = replies;
  const auto all = replies.believing + replies.doubting + replies.neither;
  if (all == 0 || influence.harm) return;  // nobody doubts a threat
  influence.reason +=
      fmt::format(" Of {} to it {} {} it and {} {} it, as far as their words tell.", counted(all, "reply", "replies"),
                  replies.believing, replies.believing == 1 ? "believes" : "believe", replies.doubting,
                  replies.doubting == 1 ? "doubts" : "doubt");
}

// Which part of those who claim it do so where the affected meet.
void add_affected(const Conversation& conversation, const Narrative& narrative, const Policy& policy, Hour last,
                  Influence& influence) {
  if (narrative.affected.empty()) return;
  std::string who;
  for (const auto& name : narrative.affected) who += (who.empty() ? "" : ", ") + name;
  if (policy.communities_for(narrative.affected) == 0) {
    influence.reason += fmt::format(
        " Whether the affected ({}) are reached is not observable: the policy declares no community for them.", who);
    return;
  }
  const auto& timeline = conversation.timeline();
  const auto all = timeline.authors(last - 23, last, SpeechAct::claim);
  const auto some = std::min(all, timeline.authors(last - 23, last, Bucket::kOfAffected));
  if (all == 0) return;
  const auto share = static_cast<double>(some) / static_cast<double>(all);
  influence.affected = AffectedReach{some, in_thousandths(share)};
  influence.reason += fmt::format(" {} of {} claim it in communities declared for the affected ({}).", some,
                                  counted(all, "author", "authors"), who);
}

}  // namespace

Influence influence_of(const Conversation& conversation, const WindowSums& day, const Narrative& narrative,
                       const AudienceView& view, const Awareness& awareness, const Policy& policy, const Bands& bands,
                       Hour last) {
  Influence influence;
  influence.harm = narrative.kind == NarrativeKind::harm;
  influence.aimed_at_migrants = narrative.aimed_at_migrants;
  influence.questions = positive(day.of(SpeechAct::question));
  influence.level = bands.influence_level(influence.harm, influence.questions);
  influence.reason = "It makes no threat itself, and nobody is asking whether it is true.";
  look_for_void(conversation, view, awareness, bands, last, influence);
  if (influence.harm)
    influence.reason = "A threat or a call to act against people: this does not wait for true or false.";
  if (influence.aimed_at_migrants) influence.reason += " It is aimed at migrants themselves.";
  add_replies(day, view, influence);
  add_affected(conversation, narrative, policy, last, influence);
  return influence;
}

}  // namespace sait
