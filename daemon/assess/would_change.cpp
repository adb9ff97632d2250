#include "assess/would_change.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "assess/counted.hpp"
#include "rules/situation.hpp"

namespace sait {
namespace {

// The smallest count of the level; `level` is above low.
template <typename Counts>
auto begin_of(Level level, const Counts& counts) {
  return counts.at(static_cast<std::size_t>(level) - 1);
}

std::string more_authors(std::uint64_t wanted, std::uint64_t are) {
  return fmt::format("{} ({} in 24 hours)",
                     counted(wanted - are, "more author makes the claim", "more authors make the claim"), wanted);
}

std::string fewer_authors(std::uint64_t wanted, std::uint64_t are) {
  return fmt::format("it falls to {} in 24 hours (now {})", counted(wanted, "author", "authors"), are);
}

std::string more_questions(std::uint64_t wanted, std::uint64_t are) {
  return fmt::format("{} whether it is true ({} in 24 hours)",
                     counted(wanted - are, "more post asks", "more posts ask"), wanted);
}

// What takes a claim to a category of the Breakout Scale, and what takes it back to one; see breakout_of().
std::string to_breakout(int category, const Awareness& is) {
  if (category == 5) return "officials or elected representatives repeat it";
  if (category == 4) return "media take it up";
  if (category == 2) return "it comes to another community or platform";
  std::vector<std::string> places;
  if (is.communities < 3) places.push_back(counted(3 - is.communities, "more community", "more communities"));
  if (is.platforms < 2) places.emplace_back("another platform");
  if (category != 3 || places.empty()) return fmt::format("it reaches breakout category {}", category);
  return fmt::format("it comes to {}", fmt::join(places, " and "));
}

std::string back_to_breakout(int category, const Awareness& is) {
  std::vector<std::string> parts;
  if (is.official + is.elected > 0)
    parts.emplace_back(category < 4 && is.media > 0 ? "neither media nor public figures repeat it for 24 hours"
                                                    : "no official or elected representative repeats it for 24 hours");
  else if (category < 4 && is.media > 0)
    parts.emplace_back("no media repeat it for 24 hours");
  if (category == 2 && is.platforms > 1 && is.communities > 2)
    parts.emplace_back("it is seen in two communities, or on one platform, only");
  if (category == 1 && (is.platforms > 1 || is.communities > 1)) parts.emplace_back("it is seen in one community only");
  if (parts.empty()) return fmt::format("it falls back to breakout category {}", category);
  return fmt::format("{}", fmt::join(parts, " and "));
}

// What keeps `row` from firing, in words; empty when it fires.
class Unmet {
 public:
  Unmet(const PolicyRow& row, const Assessment& a, const Bands& bands) : a_(a), bands_(bands) {
    scale(row);
    awareness(row);
    influence(row);
    trend(row);
    if (row.void_open && *row.void_open != a.influence.void_open) void_open(*row.void_open);
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
  [[nodiscard]] const std::vector<std::string>& parts() const { return parts_; }

 private:
  // What two conditions ask for is said once.
  void add(std::string part) {
    if (std::ranges::find(parts_, part) == parts_.end()) parts_.push_back(std::move(part));
  }
  void never() { possible_ = false; }  // what a conversation is cannot change

  void scale(const PolicyRow& row) {
    const auto authors = a_.scale.authors.estimate;
    auto wanted = row.authors_min.value_or(0);
    if (row.scale_min && *row.scale_min > Level::low) {
      wanted = std::max(wanted, begin_of(*row.scale_min, bands_.scale_authors));
      if (a_.scale.unusual < *row.scale_min) unusual(*row.scale_min);
    }
    if (authors < wanted) add(more_authors(wanted, authors));
    if (row.authors_max && authors > *row.authors_max) add(fewer_authors(*row.authors_max, authors));
    if (row.scale_max && a_.scale.level > *row.scale_max)
      add(fmt::format("it falls below {} authors in 24 hours (now {}), or to what is usual",
                      bands_.scale_authors.at(static_cast<std::size_t>(*row.scale_max)), authors));
  }

  void unusual(Level wanted) {
    const auto z = begin_of(wanted, bands_.scale_z);
    add(a_.scale.z && *a_.scale.z < static_cast<double>(z)
            ? fmt::format("it lies {} spreads above the usual (now {:.1f})", z, *a_.scale.z)
            : "others say it than the few accounts that do");
  }

  void awareness(const PolicyRow& row) {
    auto least = row.breakout_min.value_or(1);
    if (row.awareness_min && *row.awareness_min > Level::low)
      least = std::max(least, begin_of(*row.awareness_min, bands_.awareness_breakout));
    auto most = row.breakout_max.value_or(6);
    if (row.awareness_max && *row.awareness_max < Level::severe)
      most = std::min(most, bands_.awareness_breakout.at(static_cast<std::size_t>(*row.awareness_max)) - 1);
    const auto is = a_.awareness.breakout;
    if (is < least) {
      if (least == 6) never();  // a call for violence is a conversation of its own
      add(to_breakout(least, a_.awareness));
    }
    if (is > most) add(back_to_breakout(most, a_.awareness));
  }

  void influence(const PolicyRow& row) {
    const auto questions = a_.influence.questions;
    auto wanted = row.questions_min.value_or(0);
    if (row.influence_min && a_.influence.level < *row.influence_min) {
      if (*row.influence_min == Level::severe)
        never();  // severe is for harms alone
      else
        wanted = std::max(wanted, begin_of(*row.influence_min, bands_.influence_questions));
    }
    if (questions < wanted) add(more_questions(wanted, questions));
    if (!row.influence_max || a_.influence.level <= *row.influence_max) return;
    if (a_.influence.threat_open) add("the threat beside it is over");
    if (*row.influence_max < Level::high &&
        questions >= bands_.influence_questions.at(static_cast<std::size_t>(*row.influence_max)))
      add(fmt::format("fewer than {} posts ask whether it is true (now {})",
                      bands_.influence_questions.at(static_cast<std::size_t>(*row.influence_max)), questions));
  }

  void trend(const PolicyRow& row) {
    if (row.trends.empty() || std::ranges::find(row.trends, a_.timing.trend) != row.trends.end()) return;
    std::vector<std::string> ways;
    std::vector<const char*> rest;
    for (const auto trend : row.trends) {
      if (auto way = to_trend(trend); !way.empty())
        ways.push_back(std::move(way));
      else
        rest.push_back(to_string(trend));
    }
    if (!rest.empty()) ways.push_back(fmt::format("{} {}", ways.empty() ? "it is" : "is", fmt::join(rest, " or ")));
    add(fmt::format("{}", fmt::join(ways, ", or ")));
  }

  // With how much of what makes it one; empty where no number does.
  [[nodiscard]] std::string to_trend(Trend trend) const {
    const auto& timing = a_.timing;
    if (trend == Trend::growing && timing.growing_at > 0)
      return fmt::format("it has {} in {} hours (now {})", counted(timing.growing_at, "claim", "claims"),
                         timing.growing_hours, timing.window_claims);
    if (trend == Trend::fading && timing.fading_below > 1 && timing.day >= timing.fading_below)
      return fmt::format("it falls below {} claims a day (now {})", timing.fading_below, timing.day);
    return {};
  }

  void void_open(bool wanted) {
    if (!wanted) return add("a correction answers those who ask");
    const auto questions = a_.influence.questions;
    if (questions < bands_.void_questions) add(more_questions(bands_.void_questions, questions));
    add(a_.awareness.corrections > 0 ? "corrections fall behind the questions" : "no correction answers them");
  }

  const Assessment& a_;
  const Bands& bands_;
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
  const auto band = [](const std::optional<Level>& level, const auto& counts, auto& value) {
    if (level && *level > Level::low && *level <= static_cast<Level>(counts.size()))
      value = std::max(value, begin_of(*level, counts));
  };
  const auto bands = policy.bands(row.event_near.value_or(is.event_near));
  band(row.scale_min, bands.scale_authors, is.authors);
  band(row.awareness_min, bands.awareness_breakout, is.breakout);
  band(row.influence_min, bands.influence_questions, is.questions);
  raise(is.unusual, row.scale_min);
  raise(is.authors, row.authors_min);
  lower(is.authors, row.authors_max);
  raise(is.breakout, row.breakout_min);
  lower(is.breakout, row.breakout_max);
  raise(is.questions, row.questions_min);
  if (!row.trends.empty() && std::ranges::find(row.trends, is.trend) == row.trends.end()) is.trend = row.trends.front();
  is.void_open = row.void_open.value_or(is.void_open);
  is.threat_open = row.threat_open.value_or(is.threat_open);
  is.event_near = row.event_near.value_or(is.event_near);
  set_levels(is, bands);
  raise(is.scale, row.scale_min);
  lower(is.scale, row.scale_max);
  raise(is.awareness, row.awareness_min);
  lower(is.awareness, row.awareness_max);
  raise(is.influence, row.influence_min);
  lower(is.influence, row.influence_max);
  return is;
}

// One way to another advice: what must happen, and the row that then decides.
struct Change {
  std::vector<std::string> parts;
  const PolicyRow* row = nullptr;
  Posture posture = Posture::monitor;
  int away = 0;  // how much it changes the advice
  // A threat is nothing that a claim grows into.
  [[nodiscard]] std::size_t weight() const { return parts.size() + (row->threat_open.value_or(false) ? 3 : 0); }
};

class Changes {
 public:
  Changes(const Assessment& a, const Policy& policy, Posture now, Posture ceiling, bool up)
      : a_(a),
        policy_(policy),
        is_(situation_of(a)),
        bands_(policy.bands(is_.event_near)),
        now_(now),
        ceiling_(ceiling),
        up_(up) {
    for (std::size_t i = 0; i < policy.rows.size(); ++i) enter(i);
    if (const auto first = first_row(policy, is_); first < policy.rows.size()) leave(policy.rows[first]);
  }

  // Fewest parts first; of equally near ones the one that changes the advice least, then the table's order. What asks
  // for more than one told before, for the same, says nothing new.
  [[nodiscard]] std::vector<Change> nearest(std::size_t most) && {
    std::ranges::stable_sort(found_, {}, [](const Change& change) { return std::tuple(change.weight(), change.away); });
    std::vector<Change> told;
    for (auto& change : found_) {
      const auto asks_more = [&](const Change& before) {
        return before.posture == change.posture && std::ranges::all_of(before.parts, [&](const auto& part) {
                 return std::ranges::find(change.parts, part) != change.parts.end();
               });
      };
      if (told.size() < most && std::ranges::none_of(told, asks_more)) told.push_back(std::move(change));
    }
    return told;
  }

 private:
  void add(std::size_t row, std::vector<std::string> parts) {
    if (row >= policy_.rows.size()) return;
    Change change{std::move(parts), &policy_.rows[row], policy_.rows[row].posture, 0};
    if (change.posture != Posture::escalate_safety) change.posture = std::min(change.posture, ceiling_);
    change.away = std::abs(static_cast<int>(change.posture) - static_cast<int>(now_));
    if (up_ ? change.posture > now_ : change.posture < now_) found_.push_back(std::move(change));
  }

  // What would make this row fire, where no other stands before it then.
  void enter(std::size_t row) {
    const Unmet unmet(policy_.rows[row], a_, bands_);
    if (!unmet.possible() || unmet.parts().empty()) return;  // empty: it would fire but another stands before it
    if (first_row(policy_, with_met(policy_.rows[row], is_, policy_)) == row) add(row, unmet.parts());
  }

  // What would keep the row from firing that does, by one of its conditions; whichever is then the first decides.
  void leave(const PolicyRow& row) {
    const auto with = [&](auto change, std::string part) {
      auto is = is_;
      change(is);
      set_levels(is, bands_);
      add(first_row(policy_, is), {std::move(part)});
    };
    const auto authors_to = [&](std::uint64_t authors) {
      with([&](Situation& is) { is.authors = authors; },
           authors > is_.authors ? more_authors(authors, is_.authors) : fewer_authors(authors, is_.authors));
    };
    if (row.authors_max) authors_to(*row.authors_max + 1);
    if (row.authors_min && *row.authors_min > 0) authors_to(*row.authors_min - 1);
    if (row.scale_min && *row.scale_min > Level::low) authors_to(begin_of(*row.scale_min, bands_.scale_authors) - 1);
    if (row.breakout_max && *row.breakout_max < 5)
      with([&](Situation& is) { is.breakout = *row.breakout_max + 1; },
           to_breakout(*row.breakout_max + 1, a_.awareness));
    if (row.breakout_min && *row.breakout_min > 1)
      with([&](Situation& is) { is.breakout = *row.breakout_min - 1; },
           back_to_breakout(*row.breakout_min - 1, a_.awareness));
    if (row.influence_max && *row.influence_max < Level::high) {
      const auto asking = bands_.influence_questions.at(static_cast<std::size_t>(*row.influence_max));
      if (asking > is_.questions)
        with([&](Situation& is) { is.questions = asking; }, more_questions(asking, is_.questions));
    }
    if (row.trends == std::vector{Trend::growing})
      with([&](Situation& is) { is.trend = Trend::steady; }, "it grows no more");
  }

  const Assessment& a_;
  const Policy& policy_;
  Situation is_;
  Bands bands_;
  Posture now_, ceiling_;
  bool up_;
  std::vector<Change> found_;
};

}  // namespace

std::vector<std::string> would_change(const Assessment& assessment, const Policy& policy, Posture now, Posture ceiling,
                                      bool up) {
  constexpr std::size_t kTold = 2;
  std::vector<std::string> out;
  for (const auto& change : Changes(assessment, policy, now, ceiling, up).nearest(kTold))
    out.push_back(fmt::format("{} to {} ({}) if {}.", up ? "Rises" : "Falls", to_string(change.posture), change.row->id,
                              fmt::join(change.parts, " and ")));
  return out;
}

}  // namespace sait
