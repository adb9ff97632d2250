#include "assess/assess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "assess/growth.hpp"

namespace sait {
namespace {

std::uint64_t positive(std::int64_t count) { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, count)); }

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

template <typename Count, std::size_t N>
Level level_of(Count count, const std::array<Count, N>& bands) {
  std::uint8_t level = 0;
  for (const auto band : bands) level = static_cast<std::uint8_t>(level + (count >= band ? 1 : 0));
  return static_cast<Level>(level);
}

Scale scale_of(const WindowSums& day, std::uint64_t on_topic, const Policy& policy) {
  Scale scale;
  scale.posts = positive(day.of(SpeechAct::claim));
  scale.engagement = positive(day.engagement);
  scale.on_topic = on_topic;
  // Posts without an author may be anything from one person to one person each; near-duplicates count once.
  const auto unseen = std::min(day.texts, positive(day.unseen_authors));
  scale.authors_observable = unseen == 0;
  scale.authors = {std::max<std::uint64_t>(day.authors, scale.posts > 0 ? 1 : 0), day.authors + unseen,
                   day.authors + unseen};
  scale.level = level_of(scale.authors.estimate, policy.scale_authors);
  const auto posts = counted(scale.posts, "post makes", "posts make");
  if (scale.authors_observable) {
    scale.reason = fmt::format("{} the claim in the last 24 hours, by about {}.", posts,
                               counted(scale.authors.estimate, "author", "authors"));
  } else {
    scale.reason =
        fmt::format("{} the claim in the last 24 hours; authors are not observable on these feeds: between {} and {}.",
                    posts, scale.authors.low, scale.authors.high);
  }
  if (on_topic > 0) scale.reason += fmt::format(" {} posts on the topic were seen in that time.", on_topic);
  return scale;
}

// Breakout Scale (Nimmo 2020), as far as posts show it: 1 one community, 2 several communities or platforms, 3 both, 4
// media pick it up, 5 officials do, 6 a call for violence.
Awareness awareness_of(const Conversation& conversation, const WindowSums& day, bool harm, const Policy& policy,
                       Time since) {
  Awareness awareness;
  awareness.communities = conversation.communities_since(since);
  awareness.platforms = conversation.platforms_since(since);
  awareness.media = positive(day.media);
  awareness.official = positive(day.official);
  awareness.corrections = positive(day.of(SpeechAct::debunk));
  if (harm)
    awareness.breakout = 6;
  else if (awareness.official > 0)
    awareness.breakout = 5;
  else if (awareness.media > 0)
    awareness.breakout = 4;
  else if (awareness.platforms > 1 && awareness.communities > 2)
    awareness.breakout = 3;
  else if (awareness.platforms > 1 || awareness.communities > 1)
    awareness.breakout = 2;
  awareness.level = level_of(awareness.breakout, policy.awareness_breakout);
  awareness.reason =
      fmt::format("Seen in {} on {} (breakout category {})", counted(awareness.communities, "community", "communities"),
                  counted(awareness.platforms, "platform", "platforms"), awareness.breakout);
  if (awareness.media > 0)
    awareness.reason +=
        fmt::format("; taken up by media {}", awareness.media == 1 ? "once" : fmt::format("{} times", awareness.media));
  if (awareness.official > 0)
    awareness.reason += fmt::format("; repeated by official accounts {}",
                                    awareness.official == 1 ? "once" : fmt::format("{} times", awareness.official));
  awareness.reason +=
      awareness.corrections > 0
          ? fmt::format("; {} already out.", counted(awareness.corrections, "correction is", "corrections are"))
          : std::string("; no correction seen yet.");
  return awareness;
}

Influence influence_of(const WindowSums& day, const Narrative& narrative, const Awareness& awareness,
                       const Policy& policy) {
  Influence influence;
  influence.harm = narrative.kind == NarrativeKind::harm;
  influence.aimed_at_migrants = narrative.aimed_at_migrants;
  influence.questions = positive(day.of(SpeechAct::question));
  influence.void_open = influence.questions >= policy.void_questions && awareness.corrections == 0;
  influence.level = influence.harm ? Level::severe : level_of(influence.questions, policy.influence_questions);
  if (influence.harm) {
    influence.reason = "A threat or a call to act against people: this does not wait for true or false.";
  } else if (influence.questions == 0) {
    influence.reason = "No threat is seen with it, and nobody is asking whether it is true.";
  } else {
    influence.reason = fmt::format("No threat is seen with it; {} whether it is true",
                                   counted(influence.questions, "post asks", "posts ask"));
    influence.reason += influence.void_open ? ", and no reliable answer was seen." : ".";
  }
  if (influence.aimed_at_migrants) influence.reason += " It is aimed at migrants themselves.";
  return influence;
}

std::optional<double> in_tenths(const std::optional<double>& hours) {
  constexpr double kLongest = 24 * 28;  // what is slower than that is not told apart
  if (!hours || *hours > kLongest) return std::nullopt;
  return std::round(*hours * 10) / 10;
}

std::optional<HoursInterval> in_tenths(const std::optional<HoursInterval>& hours) {
  if (!hours) return std::nullopt;
  return HoursInterval{in_tenths(hours->low), in_tenths(hours->estimate), in_tenths(hours->high)};
}

// How fast it grows or decays over the full hours before the tick, since the claim is there.
void add_growth(const Conversation& conversation, bool complete, Time tick, Timing& timing) {
  const auto end = hour_of(tick);  // the begun hour would look like a fall
  const auto first = std::max(end - static_cast<Hour>(kGrowthHours), hour_of(timing.first_seen));
  if (end <= first) return;
  std::array<std::int64_t, kGrowthHours> counts{};
  const auto hourly = std::span(counts).first(static_cast<std::size_t>(end - first));
  conversation.hourly_claims(first, hourly);
  const auto rate = growth_rate(hourly);
  if (!rate) return;
  timing.doubling = in_tenths(doubling_time(*rate));
  if (complete) timing.half_life = in_tenths(half_life(*rate));
}

// Said only where the numbers leave no doubt about the direction.
std::string growth_reason(const Timing& timing) {
  const auto said = [](std::string_view what, const std::optional<HoursInterval>& hours) -> std::string {
    if (!hours || !hours->low || !hours->estimate || !hours->high) return {};
    return fmt::format(" {} about {:.3g} hours ({:.3g} to {:.3g}).", what, *hours->estimate, *hours->low, *hours->high);
  };
  return said("Its claims an hour double in", timing.doubling) + said("They halve in", timing.half_life);
}

Timing timing_of(const Conversation& conversation, const Coverage& coverage, const Policy& policy, Time tick) {
  const Hour last = hour_of(tick - Duration(1));
  Timing timing;
  timing.first_seen = conversation.has_claims() ? conversation.first_claim() : tick;
  timing.last_claim = conversation.has_claims() ? conversation.last_claim() : tick;
  const auto recent = std::max<std::int64_t>(0, conversation.claims(last - 5, last));
  const auto before = std::max<std::int64_t>(0, conversation.claims(last - 11, last - 6));
  timing.recent = positive(recent);
  timing.before = positive(before);
  timing.peak = positive(std::max(conversation.peak(), recent));
  const auto age = tick - timing.last_claim;
  const auto factor = [](std::uint64_t a, double f, std::uint64_t b) {
    return static_cast<double>(a) >= f * static_cast<double>(b);
  };
  if (timing.recent >= policy.growing_posts && factor(timing.recent, policy.growing_factor, timing.before)) {
    timing.trend = Trend::growing;
  } else if (!coverage.complete) {
    timing.trend = Trend::not_observable;  // a silent feed is never a falling conversation
  } else if (age >= policy.stale_after) {
    timing.trend = Trend::stale;
  } else if (!factor(timing.recent, policy.fading_factor, timing.peak) && timing.recent <= timing.before) {
    timing.trend = Trend::fading;
  } else {
    timing.trend = Trend::steady;
  }
  timing.reason =
      fmt::format("First seen {}, last {}; {} in the last 6 hours, {} in the 6 before, {} at the peak: {}.",
                  format_time(timing.first_seen), format_time(timing.last_claim),
                  counted(timing.recent, "claim", "claims"), timing.before, timing.peak,
                  timing.trend == Trend::not_observable ? "a fall cannot be told from a feed that was not seen"
                                                        : to_string(timing.trend));
  add_growth(conversation, coverage.complete, tick, timing);
  timing.reason += growth_reason(timing);
  return timing;
}

}  // namespace

Assessment assess(const Conversation& conversation, const std::string& audience, const Narrative& narrative,
                  const Surroundings& surroundings, const Policy& policy, Time tick) {
  const Hour last = hour_of(tick - Duration(1));
  const auto day = conversation.window(last - 23, last);
  const Time since{std::chrono::hours(last - 23)};
  Assessment assessment;
  assessment.coverage = surroundings.coverage(audience, tick);
  assessment.scale = scale_of(day, surroundings.on_topic(tick), policy);
  assessment.awareness = awareness_of(conversation, day, narrative.kind == NarrativeKind::harm, policy, since);
  assessment.influence = influence_of(day, narrative, assessment.awareness, policy);
  assessment.timing = timing_of(conversation, assessment.coverage, policy, tick);
  return assessment;
}

}  // namespace sait
