#include "assess/would_change.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include "assess/counted.hpp"
#include "rules/situation.hpp"

namespace sait {
namespace {

// The smallest count of the level, which is above low.
template <typename Counts>
auto begin_of(Level level, const Counts& counts) {
  return counts.at(static_cast<std::size_t>(level) - 1);
}

// An assessment in which things are made to happen, each told in words.
class Imagined {
 public:
  Imagined(const Assessment& now, const Policy& policy) : now_(now), then_(now), policy_(policy) {}

  void authors_to(std::uint64_t authors) {
    const auto are = now_.scale.authors.estimate;
    if (authors == are) return;
    auto& scale = then_.scale;
    scale.authors = {authors, authors, authors};
    scale.posts = authors > are ? std::max(scale.posts, authors) : std::min(scale.posts, authors);
    auto& recent = then_.timing.recent;  // whoever is new speaks now
    recent = authors > are ? recent + authors - are : std::min(recent, authors);
    if (authors > are)
      say(fmt::format("{} ({} in 24 hours)",
                      counted(authors - are, "more author makes the claim", "more authors make the claim"), authors));
    else
      say(fmt::format("it falls to {} in 24 hours (now {})", counted(authors, "author", "authors"), are));
  }

  void unusual_to(Level level) {
    const auto z = begin_of(level, policy_.scale_z);
    const bool voices = !now_.scale.z || *now_.scale.z >= static_cast<double>(z);
    say(voices ? std::string("more than a few accounts say it")
               : fmt::format("it lies {} spreads above the usual (now {:.1f})", z, *now_.scale.z));
    then_.scale.z = std::max(then_.scale.z.value_or(0), static_cast<double>(z));
    then_.scale.unusual = level;
  }

  // Breakout Scale; see breakout_of(). False: nothing that is seen of a claim leads there.
  [[nodiscard]] bool up_to_breakout(int category) {
    auto& is = then_.awareness;
    std::vector<std::string> places;
    switch (category) {
      case 5:
        is.official = std::max<std::uint64_t>(is.official, 1);
        say("officials or elected representatives repeat it");
        return true;
      case 4:
        is.media = std::max<std::uint64_t>(is.media, 1);
        say("media take it up");
        return true;
      case 3:
        if (is.communities < 3) places.push_back(counted(3 - is.communities, "more community", "more communities"));
        if (is.platforms < 2) places.emplace_back("another platform");
        if (places.empty()) return false;
        say(fmt::format("it comes to {}", fmt::join(places, " and ")));
        is.communities = std::max<std::uint64_t>(is.communities, 3);
        is.platforms = std::max<std::uint64_t>(is.platforms, 2);
        return true;
      case 2:
        is.communities = 2;
        say("it comes to another community or platform");
        return true;
      default:
        return false;  // a call for violence is a conversation of its own
    }
  }

  void down_to_breakout(int category) {
    auto& is = then_.awareness;
    const bool figures = is.official + is.elected > 0, media = category < 4 && is.media > 0;
    if (figures)
      say(media ? "neither media nor public figures repeat it for 24 hours"
                : "no official or elected representative repeats it for 24 hours");
    else if (media)
      say("no media repeat it for 24 hours");
    is.official = is.elected = 0;
    if (media) is.media = 0;
    if (category == 2 && breakout_of(is, false) > 2) {
      is.communities = 2;
      say("it is seen in no more than two communities");
    }
    if (category == 1 && breakout_of(is, false) > 1) {
      is.communities = is.platforms = 1;
      say("it is seen in one community of one platform alone");
    }
  }

  void questions_to(std::uint64_t questions) {
    auto& are = then_.influence.questions;
    if (questions > are)
      say(fmt::format("{} whether it is true ({} in 24 hours)",
                      counted(questions - are, "more post asks", "more posts ask"), questions));
    else
      say(fmt::format("no more than {} whether it is true (now {})", counted(questions, "post asks", "posts ask"),
                      are));
    are = questions;
    if (questions < bands().void_questions) then_.influence.void_open = false;
  }

  void open_void() {
    auto& influence = then_.influence;
    if (influence.questions < bands().void_questions) questions_to(bands().void_questions);
    if (now_.awareness.corrections > 0) {
      say("corrections fall behind the questions");
    } else if (now_.influence.questions >= bands().void_questions) {
      // As many ask as always do.
      auto text = std::string("more ask than usual");
      if (const auto& usual = now_.influence.usual_questions)
        text += fmt::format(" ({:.0f} in 24 hours, now {})",
                            std::ceil(usual->median + static_cast<double>(bands().void_z) * usual->spread),
                            now_.influence.questions);
      say(std::move(text));
    }
    influence.void_open = true;
  }

  void answer_questions() {
    then_.influence.void_open = false;
    auto& corrections = then_.awareness.corrections;
    if (corrections > 0) return say("a correction answers those who ask now");
    corrections = 1;
    say("a correction answers those who ask");
  }

  void trend_to(const std::vector<Trend>& trends) {
    then_.timing.trend = trends.front();
    std::vector<std::string> ways;
    for (const auto trend : trends) ways.push_back(to_trend(trend));
    say(fmt::format("it {}{}", ways.size() > 1 ? "either " : "", fmt::join(ways, " or ")));
  }

  void grow_no_more() {
    then_.timing.trend = Trend::steady;
    say("it grows no more");
  }

  void threat_to(bool open) {
    then_.influence.threat_open = open;
    say(open ? "a threat opens beside it" : "the threat beside it is over");
  }

  void end_events() {
    then_.timing.events.clear();
    say("the scheduled event is over");
  }

  // So many more corrections that they lead; see decide().
  void correct() {
    const auto least = most_that_do_not_lead() + 1;
    auto& corrections = then_.awareness.corrections;
    say(fmt::format("{} ({} in 24 hours, as {} as claims)",
                    counted(least - corrections, "more correction is out", "more corrections are out"), least,
                    policy_.corrections_step_down >= 1 ? "many" : "good"));
    corrections = least;
    if (now_.influence.void_open) then_.influence.void_open = false;
  }

  void correct_no_more() {
    auto& is = then_.awareness;
    is.corrections_recent = 0;
    is.corrections = std::min(is.corrections, most_that_do_not_lead());
    say("corrections no longer lead");
  }

  // With the levels that follow.
  [[nodiscard]] const Assessment& seen() {
    auto& a = then_;
    if (!a.influence.harm && changed_breakout()) a.awareness.breakout = breakout_of(a.awareness, false);
    auto is = situation_of(a);
    set_levels(is, bands());
    a.scale.level = is.scale;
    a.awareness.level = is.awareness;
    a.influence.level = is.influence;
    return a;
  }
  [[nodiscard]] const std::vector<std::string>& parts() const { return parts_; }
  [[nodiscard]] Bands bands() const { return policy_.bands(!then_.timing.events.empty()); }

 private:
  // What two conditions ask for is said once.
  void say(std::string part) {
    if (std::ranges::find(parts_, part) == parts_.end()) parts_.push_back(std::move(part));
  }

  // Of a day with claims.
  [[nodiscard]] std::uint64_t most_that_do_not_lead() const {
    const auto least = std::ceil(policy_.corrections_step_down * static_cast<double>(now_.scale.posts));
    return static_cast<std::uint64_t>(std::max(1.0, least)) - 1;
  }

  [[nodiscard]] bool changed_breakout() const {
    const auto counts = [](const Awareness& of) {
      return std::tuple(of.communities, of.platforms, of.media, of.official, of.elected);
    };
    return counts(now_.awareness) != counts(then_.awareness);
  }

  [[nodiscard]] std::string to_trend(Trend trend) const {
    const auto& timing = now_.timing;
    if (trend == Trend::growing && timing.growing_at > 0)
      return fmt::format("has {} in {} hours (now {})", counted(timing.growing_at, "claim", "claims"),
                         timing.growing_hours, timing.window_claims);
    if (trend == Trend::fading && timing.fading_below > 1 && timing.day >= timing.fading_below)
      return fmt::format("has fewer than {} claims a day and no more than the day before (now {})", timing.fading_below,
                         timing.day);
    return fmt::format("is {}", to_string(trend));
  }

  const Assessment& now_;
  Assessment then_;
  const Policy& policy_;
  std::vector<std::string> parts_;
};

// One way to another advice.
struct Way {
  std::vector<std::string> parts;
  std::string row;
  Posture posture = Posture::monitor;
  std::size_t weight = 0;  // fewest parts first; then the one that changes the advice least
  int away = 0;
};

class Ways {
 public:
  Ways(const Assessment& a, const Policy& policy, Posture now, std::function<Decision(const Assessment&)> decide)
      : a_(a), policy_(policy), decide_(std::move(decide)) {
    const auto is = decide_(a);
    low_ = std::min(now, is.posture);
    high_ = std::max(now, is.posture);
    for (const auto& row : policy.rows) {
      if (row.id != is.row) enter(row);
    }
    if (const auto at = std::ranges::find(policy.rows, is.row, &PolicyRow::id); at != policy.rows.end()) leave(*at);
    if (is.row.empty() || a.influence.harm || policy.corrections_step_down <= 0) return;
    if (is.corrected)
      with([](Imagined& it) { it.correct_no_more(); });
    else if (static_cast<double>(a.awareness.corrections) <
             policy.corrections_step_down * static_cast<double>(a.scale.posts))
      with([](Imagined& it) { it.correct(); });
  }

  // What asks for more than one told before, for the same, says nothing new.
  [[nodiscard]] std::vector<Way> nearest(bool up, std::size_t most) {
    std::ranges::stable_sort(found_, {}, [](const Way& way) { return std::tuple(way.weight, way.away); });
    std::vector<Way> told;
    for (const auto& way : found_) {
      const auto asks_more = [&](const Way& before) {
        return before.posture == way.posture && std::ranges::all_of(before.parts, [&](const auto& part) {
                 return std::ranges::find(way.parts, part) != way.parts.end();
               });
      };
      if ((way.posture > high_) == up && told.size() < most && std::ranges::none_of(told, asks_more))
        told.push_back(way);
    }
    return told;
  }

 private:
  void add(Imagined& it, std::string_view row = {}, std::size_t more_weight = 0) {
    if (it.parts().empty()) return;
    const auto then = decide_(it.seen());
    if ((then.posture >= low_ && then.posture <= high_) || (!row.empty() && then.row != row)) return;
    const auto away = static_cast<int>(then.posture) - static_cast<int>(then.posture > high_ ? high_ : low_);
    found_.push_back({it.parts(), then.row, then.posture, it.parts().size() + more_weight, std::abs(away)});
  }

  void with(const std::function<void(Imagined&)>& change) {
    Imagined it(a_, policy_);
    change(it);
    add(it);
  }

  // What would make this row fire, where no other stands before it then.
  void enter(const PolicyRow& row) {
    constexpr std::size_t kFar = 3;  // a threat is nothing that a claim grows into
    Imagined it(a_, policy_);
    // What a conversation is cannot change; and what the calendar brings no watching tells.
    if (row.recycled && *row.recycled != a_.timing.recycled.has_value()) return;
    if (row.aimed_at_migrants && *row.aimed_at_migrants != a_.influence.aimed_at_migrants) return;
    if (row.harm && *row.harm != a_.influence.harm) return;
    if (row.event_near && *row.event_near == a_.timing.events.empty()) {
      if (*row.event_near) return;
      it.end_events();
    }
    if (!enter_scale(row, it) || !enter_awareness(row, it) || !enter_influence(row, it)) return;
    if (!row.trends.empty() && std::ranges::find(row.trends, a_.timing.trend) == row.trends.end())
      it.trend_to(row.trends);
    const bool threat = row.threat_open && *row.threat_open && !a_.influence.threat_open;
    if (row.threat_open && *row.threat_open != a_.influence.threat_open) it.threat_to(*row.threat_open);
    add(it, row.id, threat ? kFar : 0);
  }

  [[nodiscard]] bool enter_scale(const PolicyRow& row, Imagined& it) const {
    auto least = row.authors_min.value_or(0);
    if (row.scale_min && *row.scale_min > Level::low) {
      least = std::max(least, begin_of(*row.scale_min, it.bands().scale_authors));
      if (a_.scale.unusual < *row.scale_min) it.unusual_to(*row.scale_min);
    }
    auto most = row.authors_max;
    if (row.scale_max && *row.scale_max < Level::severe && a_.scale.level > *row.scale_max) {
      const auto below = it.bands().scale_authors.at(static_cast<std::size_t>(*row.scale_max)) - 1;
      most = std::min(most.value_or(below), below);
    }
    if (a_.scale.authors.estimate < least) it.authors_to(least);
    if (most && a_.scale.authors.estimate > *most) it.authors_to(*most);
    return !most || least <= *most;
  }

  [[nodiscard]] bool enter_awareness(const PolicyRow& row, Imagined& it) const {
    auto least = row.breakout_min.value_or(1);
    if (row.awareness_min && *row.awareness_min > Level::low)
      least = std::max(least, begin_of(*row.awareness_min, it.bands().awareness_breakout));
    auto most = row.breakout_max.value_or(6);
    if (row.awareness_max && *row.awareness_max < Level::severe)
      most = std::min(most, it.bands().awareness_breakout.at(static_cast<std::size_t>(*row.awareness_max)) - 1);
    if (a_.awareness.breakout < least && !it.up_to_breakout(least)) return false;
    if (a_.awareness.breakout > most) it.down_to_breakout(most);
    return true;
  }

  [[nodiscard]] bool enter_influence(const PolicyRow& row, Imagined& it) const {
    const auto questions = a_.influence.questions;
    auto least = row.questions_min.value_or(0);
    if (row.influence_min && a_.influence.level < *row.influence_min) {
      if (*row.influence_min == Level::severe) return false;  // severe is for harms alone
      least = std::max(least, begin_of(*row.influence_min, it.bands().influence_questions));
    }
    if (questions < least) it.questions_to(least);
    if (row.void_open && *row.void_open != a_.influence.void_open) {
      if (*row.void_open)
        it.open_void();
      else
        it.answer_questions();
    }
    if (!row.influence_max || a_.influence.level <= *row.influence_max) return true;
    if (a_.influence.threat_open) it.threat_to(false);
    if (*row.influence_max >= Level::high) return !a_.influence.harm;
    const auto asking = it.bands().influence_questions.at(static_cast<std::size_t>(*row.influence_max));
    if (questions >= asking) it.questions_to(asking - 1);
    return true;
  }

  // What would keep the row from firing that does, by one of its conditions; whichever is then the first decides.
  void leave(const PolicyRow& row) {
    const auto bands = policy_.bands(!a_.timing.events.empty());
    if (row.authors_max) with([&](Imagined& it) { it.authors_to(*row.authors_max + 1); });
    auto least = row.authors_min.value_or(0);
    if (row.scale_min && *row.scale_min > Level::low)
      least = std::max(least, begin_of(*row.scale_min, bands.scale_authors));
    if (least > 0) with([&](Imagined& it) { it.authors_to(least - 1); });
    if (row.breakout_max) with([&](Imagined& it) { (void)it.up_to_breakout(*row.breakout_max + 1); });
    if (row.breakout_min && *row.breakout_min > 1 && !a_.influence.harm)
      with([&](Imagined& it) { it.down_to_breakout(*row.breakout_min - 1); });
    if (row.influence_max && *row.influence_max < Level::high) {
      const auto asking = bands.influence_questions.at(static_cast<std::size_t>(*row.influence_max));
      with([&](Imagined& it) { it.questions_to(asking); });
    }
    if (row.trends == std::vector{Trend::growing}) with([](Imagined& it) { it.grow_no_more(); });
    if (row.void_open.value_or(false)) with([](Imagined& it) { it.answer_questions(); });
    if (row.threat_open.value_or(false)) with([](Imagined& it) { it.threat_to(false); });
    if (row.event_near.value_or(false)) with([](Imagined& it) { it.end_events(); });
  }

  const Assessment& a_;
  const Policy& policy_;
  Posture low_{}, high_{};  // the advice given, and what the table says: between them nothing is news
  std::function<Decision(const Assessment&)> decide_;
  std::vector<Way> found_;
};

}  // namespace

std::vector<std::string> would_change(const Assessment& assessment, const Narrative& narrative,
                                      const Standing& standing, const Policy& policy, Posture now,
                                      const IncidentRecord* incident) {
  constexpr std::size_t kTold = 2;
  const auto decided = [&](const Assessment& a) { return decide(a, narrative, standing, policy, incident); };
  std::vector<std::string> out;
  const auto is = decided(assessment);
  if (is.posture > now) out.push_back(fmt::format("Rises to {} ({}) if it stays so.", to_string(is.posture), is.row));
  Ways ways(assessment, policy, now, decided);
  const auto tell = [&](bool up) {
    for (const auto& way : ways.nearest(up, kTold))
      out.push_back(fmt::format("{} to {} ({}) if {}.", up ? "Rises" : "Falls", to_string(way.posture), way.row,
                                fmt::join(way.parts, ", and ")));
  };
  tell(true);
  if (is.in_incident && *is.in_incident > now)
    out.push_back(fmt::format("An incident with official facts (saitctl incident open) lets it rise to {}.",
                              to_string(*is.in_incident)));
  if (is.posture < now)
    out.push_back(fmt::format("Falls to {} ({}) if it stays so{}.", to_string(is.posture), is.row,
                              assessment.coverage.complete ? "" : " when all its feeds are seen again"));
  if (assessment.coverage.complete) tell(false);
  return out;
}

}  // namespace sait
