#include "assess/assess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "assess/counted.hpp"
#include "assess/events_near.hpp"
#include "assess/growth.hpp"
#include "assess/influence.hpp"
#include "assess/platform_clock.hpp"
#include "assess/reach.hpp"
#include "rules/policy_case.hpp"

namespace sait {
namespace {

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  const auto percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return percent < 0.1 ? "under 0.1 %" : fmt::format("{:.1f} %", percent);
}

void add_usual(const Conversation& conversation, const AudienceView& view, const Bands& bands, Time tick,
               Scale& scale) {
  const auto found = unusual(conversation.timeline(), conversation.judged(), view.watched, hour_of(tick - Duration(1)));
  if (found.hour)
    scale.usual = Usual{in_tenths(found.hour->median), in_tenths(found.hour->spread), found.hour->samples};
  scale.z = found.z();
  if (!found.day) {
    scale.reason += " No baseline of a day yet: too little of the last 28 days was watched, and people alone decide.";
  } else {
    scale.reason += fmt::format(" A usual day has {:.3g} ({:.1f} spreads away).", found.day->median, found.day_z);
    scale.unusual = bands.unusual_level(*scale.z);
    // Many people are no event where there are always as many, and an odd hour of ten people is no crowd.
    scale.level = std::min(scale.level, scale.unusual);
  }
  if (!found.busiest) return;
  const auto& busiest = *found.busiest;
  scale.reason += fmt::format(" Its busiest hour ({}:00 UTC) had {} where {:.3g} are usual ({:.1f} spreads away).",
                              (busiest.hour % kDayHours + kDayHours) % kDayHours,
                              counted(positive(busiest.claims), "claim", "claims"), busiest.median, busiest.z);
}

// Four hundred posts can be thirty mouths. But a few that shout do not take away the many that speak beside them: those
// known to be loud are left out before it is asked how often the others write.
void cap_few_voices(const TopAuthors::Share& top, const Bands& bands, Scale& scale) {
  constexpr std::uint64_t kEach = 5;  // claims an author, on average: nobody says a thing so often who is not at work
  const auto authors = scale.authors.estimate;
  if (!scale.authors_observable || authors < 10 || scale.posts < kEach * authors) return;
  const auto others = authors - std::min(authors, top.loud);
  const auto by_others = scale.posts - std::min(scale.posts, top.by_loud);
  if (others > 0 && by_others < kEach * others) {
    scale.level = std::min(scale.level, bands.scale_level(others));
    scale.reason += fmt::format(" {} {} of these posts; the scale is that of the other {}.",
                                counted(top.loud, "account writes", "accounts write"), top.by_loud, others);
    return;
  }
  scale.unusual = scale.level = Level::low;
  scale.reason += fmt::format(" Its {} authors write {} posts each: few voices, however many posts.", authors,
                              scale.posts / authors);
}

Scale scale_of(const Conversation& conversation, const WindowSums& day, const AudienceView& view, const Bands& bands,
               bool harm, Time tick) {
  Scale scale;
  const Hour last = hour_of(tick - Duration(1));
  scale.posts = positive(day.of(SpeechAct::claim));
  scale.posts_hour = positive(conversation.claims(last, last));
  scale.posts_week = positive(conversation.claims(last - 7 * kDayHours + 1, last));
  scale.posts_month = positive(conversation.claims(last - 28 * kDayHours + 1, last));
  scale.engagement = positive(day.engagement);
  for (const auto& entry : conversation.platform_totals().entries())
    scale.platforms.push_back({entry.platform, positive(entry.claims), positive(entry.engagement)});
  scale.on_topic = view.volume.on_topic;
  scale.seen = view.volume.all;
  // Posts without an author may be anything from one person to one person each; near-duplicates count once.
  const auto unseen = std::min(day.texts, positive(day.unseen_authors));
  scale.authors_observable = unseen == 0;
  // A sketch never shrinks, and it errs: there are no more authors than posts.
  const auto signed_posts = scale.posts - std::min(scale.posts, unseen);
  const auto authors = std::min(conversation.timeline().authors(last - 23, last, SpeechAct::claim), signed_posts);
  // Twice the standard error of a sketch.
  const auto error = static_cast<std::uint64_t>(2 * 1.04 / std::sqrt(static_cast<double>(DistinctSketch::kRegisters)) *
                                                static_cast<double>(authors));
  const auto most = std::min(authors + error, signed_posts) + unseen;
  scale.authors = {std::max<std::uint64_t>(authors - error, scale.posts > 0 ? 1 : 0), authors + unseen,
                   unseen_too(most, view.coverage.lost)};
  scale.reach = reach_of(day, scale.engagement, scale.authors.low, view.coverage.lost);
  scale.level = bands.scale_level(scale.authors.estimate);
  // A threat is no claim.
  const auto posts = harm ? counted(scale.posts, "post is of this kind", "posts are of this kind")
                          : counted(scale.posts, "post makes the claim", "posts make the claim");
  if (scale.posts == 0) {
    scale.reason = fmt::format("No post {} in the last 24 hours.", harm ? "is of this kind" : "makes the claim");
  } else if (scale.authors_observable) {
    scale.reason = fmt::format("{} in the last 24 hours, by about {}.", posts,
                               counted(scale.authors.estimate, "author", "authors"));
  } else {
    scale.reason = fmt::format("{} in the last 24 hours; authors are not observable on these feeds: between {} and {}.",
                               posts, scale.authors.low, authors + unseen);
  }
  if (view.coverage.lost > 0 && scale.authors.high > scale.authors.estimate)
    scale.reason += fmt::format(" With what the lost hours may have brought: up to {} authors.", scale.authors.high);
  if (scale.posts > 0 && scale.on_topic >= scale.posts)
    scale.reason += fmt::format(" That is {} of the {} posts on the topic that its feeds brought, and {} of all {}.",
                                share_text(scale.posts, scale.on_topic), scale.on_topic,
                                share_text(scale.posts, scale.seen), scale.seen);
  if (scale.posts > 0)
    scale.reason +=
        fmt::format(" Between {} and {} people can have seen it (counted views or reactions; all followers).",
                    with_commas(scale.reach.low), with_commas(scale.reach.high));
  add_usual(conversation, view, bands, tick, scale);
  cap_few_voices(conversation.top_author(last - 23, last), bands, scale);
  return scale;
}

// Who speaks: how wide, how many voices, where it is new, and how much of the talk corrects it.
void add_voices(const Conversation& conversation, const WindowSums& day, std::uint64_t claiming, Hour since,
                Awareness& awareness) {
  constexpr std::array<std::uint64_t, kFollowerTiers> kAtLeast{0, 1'000, 10'000, 100'000, 1'000'000};
  constexpr std::uint64_t kFewPosts = 10;  // of so few a share says nothing
  constexpr double kOneVoice = 0.5;
  awareness.languages = conversation.languages_since(since);
  for (std::size_t tier = 0; tier < kFollowerTiers; ++tier) {
    if (day.tiers[tier] > 0) awareness.followers = kAtLeast[tier];
  }
  const auto correcting = conversation.timeline().authors(since, since + 23, SpeechAct::debunk);
  if (correcting > 0)
    awareness.correcting_authors =
        in_thousandths(static_cast<double>(correcting) / static_cast<double>(correcting + claiming));
  if (const auto share = conversation.top_author(since, since + 23); share.posts >= kFewPosts) {
    awareness.one_voice = in_thousandths(static_cast<double>(share.loudest) / static_cast<double>(share.posts));
    if (*awareness.one_voice > kOneVoice && claiming > 0)
      awareness.reason += fmt::format(" One account writes {:.0f} % of it: one voice.", *awareness.one_voice * 100);
  }
  awareness.crossed = conversation.crossed();
  for (const auto& crossing : conversation.crossings()) {
    if (hour_of(crossing.at) >= since) awareness.crossings.push_back(crossing);
  }
  if (awareness.crossings.empty()) return;
  std::string list;
  for (const auto& crossing : awareness.crossings) list += (list.empty() ? "" : ", ") + in_words(crossing);
  awareness.reason += fmt::format(" New in the last 24 hours: {}.", list);
}

Awareness awareness_of(const Conversation& conversation, const WindowSums& day, std::uint64_t claiming, bool harm,
                       const Bands& bands, Hour since) {
  Awareness awareness;
  awareness.communities = conversation.communities_since(since);
  awareness.platforms = conversation.platforms_since(since);
  awareness.media = positive(day.media);
  awareness.official = positive(day.official);
  awareness.elected = positive(day.elected);
  awareness.corrections = positive(day.of(SpeechAct::debunk));
  awareness.corrections_vouched = positive(day.vouched);
  awareness.corrections_recent = positive(conversation.timeline().posts(since + 18, since + 23, SpeechAct::debunk));
  awareness.breakout = breakout_of(awareness, harm);
  awareness.level = bands.awareness_level(awareness.breakout);
  const bool seen = awareness.communities > 0;
  awareness.reason = seen ? fmt::format("Seen in {} on {} (breakout category {})",
                                        counted(awareness.communities, "community", "communities"),
                                        counted(awareness.platforms, "platform", "platforms"), awareness.breakout)
                          : fmt::format("Not seen in the last 24 hours (breakout category {})", awareness.breakout);
  const auto repeated = [&](std::string_view by, std::uint64_t times) {
    if (times > 0) awareness.reason += fmt::format("; {} {}", by, times == 1 ? "once" : fmt::format("{} times", times));
  };
  repeated("taken up by media", awareness.media);
  repeated("repeated by official accounts", awareness.official);
  repeated("repeated by elected representatives", awareness.elected);
  if (awareness.corrections > 0) {
    awareness.reason +=
        fmt::format("; {} already out{}.", counted(awareness.corrections, "correction is", "corrections are"),
                    awareness.corrections_vouched == 0
                        ? std::string()
                        : fmt::format(", {} by offices, newsrooms or listed accounts", awareness.corrections_vouched));
  } else {
    awareness.reason += harm ? "." : "; no correction seen yet.";  // nobody corrects a threat
  }
  add_voices(conversation, day, claiming, since, awareness);
  return awareness;
}

// What is said beside a threat is not harmless, whatever it is worth itself.
void add_threat(const AudienceView& view, Influence& influence) {
  if (!view.threat_open || influence.harm) return;
  influence.threat_open = true;
  influence.level = std::max(influence.level, Level::high);
  influence.reason += " A threat or a call against people is open for the same audience.";
}

std::optional<double> hours_in_tenths(const std::optional<double>& hours) {
  constexpr double kLongest = 24 * 28;  // what is slower than that is not told apart
  if (!hours || *hours > kLongest) return std::nullopt;
  return in_tenths(*hours);
}

std::optional<HoursInterval> hours_in_tenths(const std::optional<HoursInterval>& hours) {
  if (!hours) return std::nullopt;
  return HoursInterval{hours_in_tenths(hours->low), hours_in_tenths(hours->estimate), hours_in_tenths(hours->high)};
}

// How fast it grows or decays over the full hours before the tick, since the claim is there.
void add_growth(const Conversation& conversation, bool complete, Time tick, Timing& timing) {
  const auto end = hour_of(tick);  // the begun hour would look like a fall
  const auto first = std::max(end - static_cast<Hour>(kGrowthHours), hour_of(timing.first_seen));
  if (end <= first) return;
  std::array<std::int64_t, kGrowthHours> counts{};
  const auto hourly = std::span(counts).first(static_cast<std::size_t>(end - first));
  conversation.timeline().hourly_claims(first, hourly);
  const auto rate = growth_rate(hourly);
  if (!rate) return;
  timing.doubling = hours_in_tenths(doubling_time(*rate));
  if (complete) timing.half_life = hours_in_tenths(half_life(*rate));
}

// Said only where the numbers leave no doubt about the direction.
std::string growth_reason(const Timing& timing) {
  const auto said = [](std::string_view what, const std::optional<HoursInterval>& hours) -> std::string {
    if (!hours || !hours->low || !hours->estimate || !hours->high) return {};
    return fmt::format(" {} about {:.3g} hours ({:.3g} to {:.3g}).", what, *hours->estimate, *hours->low, *hours->high);
  };
  return said("Its claims an hour double in", timing.doubling) + said("They halve in", timing.half_life);
}

// Claim authors an hour over the last 3 hours, what that is against the 3 before, and whether the claim is an old one.
void add_pace(const Conversation& conversation, Hour last, Timing& timing) {
  constexpr double kHours = 3;
  constexpr std::uint64_t kTold = 3;  // fewer authors tell no pace
  constexpr Duration kDormant = std::chrono::days(90);
  const auto authors = [&](Hour from, Hour to) { return conversation.timeline().authors(from, to, SpeechAct::claim); };
  const auto now = authors(last - 2, last), before = authors(last - 5, last - 3);
  const auto rate = static_cast<double>(now) / kHours, rate_before = static_cast<double>(before) / kHours;
  timing.velocity = in_tenths(rate);
  timing.acceleration = in_tenths((rate - rate_before) / kHours);
  if (std::max(now, before) >= kTold)
    timing.reason +=
        fmt::format(" {} in the last 3 hours, {} in the 3 before.", counted(now, "author", "authors"), before);
  const auto& previous = conversation.previous();
  if (!previous || !conversation.has_claims() || timing.first_seen - previous->last <= kDormant) return;
  timing.recycled = PreviousRun{previous->first, previous->last, previous->claims};
  timing.reason += fmt::format(" It is an old one: {} from {} to {}, and it was gone for {} days.",
                               counted(previous->claims, "claim", "claims"), format_time(previous->first).substr(0, 10),
                               format_time(previous->last).substr(0, 10),
                               std::chrono::floor<std::chrono::days>(timing.first_seen - previous->last).count());
}

// The claims of the hours that end with `last`, and how many it would take to be growth. Mornings follow nights: what
// grows has more than the hours before it and than the same hours of yesterday.
struct GrowthWindow {
  std::uint64_t claims = 0, needed = 0;
  [[nodiscard]] bool grows() const { return claims >= needed; }
};

GrowthWindow window_of(const Conversation& conversation, Hour hours, const Bands& bands, Hour last) {
  const auto claims = [&](Hour end) { return positive(conversation.claims(end - hours + 1, end)); };
  const auto usual = std::max(claims(last - hours), claims(last - kDayHours));
  const auto least = std::ceil(bands.growing_factor * static_cast<double>(usual));
  return {claims(last), std::max(bands.growing_posts, static_cast<std::uint64_t>(least))};
}

Timing timing_of(const Conversation& conversation, const AudienceView& view, const Policy& policy, const Bands& bands,
                 Time tick) {
  const auto& coverage = view.coverage;
  const Hour last = hour_of(tick - Duration(1));
  Timing timing;
  timing.first_seen = conversation.has_claims() ? conversation.first_claim() : tick;
  timing.last_claim = conversation.has_claims() ? conversation.last_claim() : tick;
  const auto claims = [&](Hour from, Hour to) { return positive(conversation.claims(from, to)); };
  timing.recent = claims(last - 5, last);
  timing.before = claims(last - 11, last - 6);
  timing.day = claims(last - 23, last);
  timing.day_before = claims(last - 47, last - 24);
  timing.peak = std::max(positive(conversation.peak()), timing.day);
  const auto clock = clock_of(conversation, policy);
  // A begun hour is held against whole ones, so what grew by the end of the one before still does.
  const auto in_begun = window_of(conversation, clock.growth, bands, last);
  const auto in_whole = window_of(conversation, clock.growth, bands, last - 1);
  const auto& window = in_whole.grows() && !in_begun.grows() ? in_whole : in_begun;
  timing.growing_hours = static_cast<std::uint64_t>(clock.growth);
  timing.window_claims = window.claims;
  timing.growing_at = window.needed;
  timing.fading_below = static_cast<std::uint64_t>(std::ceil(bands.fading_factor * static_cast<double>(timing.peak)));
  const auto age = tick - timing.last_claim;
  if (window.grows()) {
    timing.trend = Trend::growing;
  } else if (!coverage.complete) {
    timing.trend = Trend::not_observable;  // a silent feed is never a falling conversation
  } else if (age >= std::max(bands.stale_after, 2 * clock.half_life)) {
    timing.trend = Trend::stale;
  } else if (fades(conversation, clock, bands.fading_factor, timing.peak, last)) {
    timing.trend = watched_for(view.watched, clock, last) ? Trend::fading : Trend::not_observable;
  } else {
    timing.trend = Trend::steady;
  }
  timing.reason = fmt::format(
      "First seen {}, last {}; {} in the last 6 hours, {} in the 6 before; {} in the last 24 hours, {} in the 24 "
      "before, "
      "{} at the peak: {}.",
      format_time(timing.first_seen), format_time(timing.last_claim), counted(timing.recent, "claim", "claims"),
      timing.before, timing.day, timing.day_before, timing.peak,
      timing.trend == Trend::not_observable ? "a fall cannot be told from a feed that was not seen"
                                            : to_string(timing.trend));
  if (window.grows() && !in_begun.grows())
    timing.reason += fmt::format(" The hour has only begun: by its beginning it had {} in {} hours.",
                                 counted(in_whole.claims, "claim", "claims"), clock.growth);
  if (clock.slow()) {
    const auto half_life = static_cast<double>(clock.half_life / std::chrono::minutes(1)) / 60;
    timing.clock = hours_in_tenths(half_life);
    timing.reason += fmt::format(
        " Posts on its platforms live long (half-life {:.3g} hours): growth is told over {} hours, fading over {}.",
        half_life, clock.growth, counted(static_cast<std::uint64_t>(clock.days), "day", "days"));
  }
  add_pace(conversation, last, timing);
  add_growth(conversation, coverage.complete, tick, timing);
  timing.reason += growth_reason(timing);
  return timing;
}

}  // namespace

Assessment assess(const Conversation& conversation, const Narrative& narrative, const AudienceView& view,
                  const Policy& policy, Time tick) {
  const Hour last = hour_of(tick - Duration(1));
  const auto day = conversation.window(last - 23, last);
  const auto events = events_about(view.events, narrative.id, tick);
  const auto bands = policy.bands(!events.empty());
  Assessment assessment;
  assessment.coverage = view.coverage;
  const bool harm = narrative.kind == NarrativeKind::harm;
  assessment.scale = scale_of(conversation, day, view, bands, harm, tick);
  assessment.awareness = awareness_of(conversation, day, assessment.scale.authors.estimate, harm, bands, last - 23);
  if (!harm) assessment.awareness.oxygen = oxygen_of(conversation, view, policy, last);
  if (const auto& oxygen = assessment.awareness.oxygen) assessment.awareness.reason += " " + text_of(*oxygen);
  assessment.influence = influence_of(conversation, day, narrative, view, assessment.awareness, policy, bands, last);
  add_threat(view, assessment.influence);
  assessment.timing = timing_of(conversation, view, policy, bands, tick);
  assessment.timing.events = events;
  assessment.timing.reason += events_reason(events, policy);
  return assessment;
}

}  // namespace sait
