#include "workbench/backtest.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace sait {
namespace {

using Key = std::pair<std::string, std::string>;  // narrative, audience

bool is_on_trial(const BacktestRun& run, const Advice& advice) {
  const auto* narrative = run.rules->find(advice.narrative);
  return narrative != nullptr && run.rules->maturity(*narrative, advice.audience) != Maturity::stable;
}

double a_day(const BacktestRun& run, std::ptrdiff_t alerts) {
  return static_cast<double>(alerts) / std::max(1.0, hours_of(run.found) / 24);
}

bool raises(AlertChange change) { return change == AlertChange::opened || change == AlertChange::escalated; }

// The same post is always chosen, whatever came before it: keys are keyed hashes, so the lowest are as good as drawn.
class Lowest {
 public:
  explicit Lowest(std::size_t most) : most_(most) {}

  void offer(const ExamplePost& post) {
    if (posts_.size() == most_ && (most_ == 0 || posts_.back().key < post.key)) return;
    posts_.insert(std::ranges::lower_bound(posts_, post.key, {}, &ExamplePost::key), post);
    if (posts_.size() > most_) posts_.pop_back();
  }
  [[nodiscard]] const std::vector<ExamplePost>& posts() const { return posts_; }

 private:
  std::size_t most_;
  std::vector<ExamplePost> posts_;
};

bool is_readable(const RuleSet& rules, const FoundPosts& found, const FoundPost& post) {
  std::vector<MatchRef> matches;
  for (const auto number : post.matches) matches.push_back(found.match(number));
  return rules.may_keep_text(matches);
}

// What is gathered of one conversation.
struct Gathered {
  explicit Gathered(std::size_t examples) {
    for (std::size_t i = 0; i < kSpeechActs; ++i) lowest.emplace_back(examples);
  }
  ConversationFigures figures;
  std::map<Hour, std::uint64_t> hours;
  std::vector<Lowest> lowest;  // by act
};

class Gatherer {
 public:
  Gatherer(const BacktestRun& run, std::size_t examples) : run_(run), examples_(examples) {
    for (const auto& narrative : run.rules->narratives) {
      for (const auto& [language, maturity] : narrative.maturity) {
        if (maturity != Maturity::retired) (void)at({narrative.id, language});
      }
    }
  }

  void add(const PostKey& key, const FoundPost& post) {
    const ExamplePost place{
        key, post.line, post.time, SpeechAct::claim, is_readable(*run_.rules, run_.found, post), post.deleted};
    Gathered* last = nullptr;  // matches are in the order of (narrative, audience, act)
    for (const auto number : post.matches) {
      const auto& match = run_.found.match(number);
      auto& conversation = at({match.narrative, match.audience});
      auto& figures = conversation.figures;
      if (&conversation != last) {
        ++figures.posts;
        ++conversation.hours[hour_of(post.time)];
        last = &conversation;
      }
      ++figures.acts[static_cast<std::size_t>(match.act)];
      auto example = place;
      example.act = match.act;
      conversation.lowest[static_cast<std::size_t>(match.act)].offer(example);
      const bool tells = match.act == SpeechAct::claim || match.act == SpeechAct::report;
      if (post.media && tells && (!figures.first_media || post.time < *figures.first_media))
        figures.first_media = post.time;
    }
  }

  void add(const Advice& advice) {
    auto& figures = at({advice.narrative, advice.audience}).figures;
    if (raises(advice.change)) ++figures.alerts;
    if (!figures.first_alert) figures.first_alert = advice.at;
    if (!figures.highest || *figures.highest < advice.posture) figures.highest = advice.posture;
  }

  [[nodiscard]] std::vector<ConversationFigures> finish() {
    std::vector<ConversationFigures> all;
    const double whole = hours_of(run_.found);
    for (auto& [key, conversation] : conversations_) {
      auto& figures = conversation.figures;
      figures.posts_an_hour = whole == 0 ? 0 : static_cast<double>(figures.posts) / whole;
      for (const auto& [hour, posts] : conversation.hours) {
        figures.hours.push_back({hour, posts});
        if (posts > figures.busiest.posts) figures.busiest = {hour, posts};
      }
      for (const auto& lowest : conversation.lowest)
        figures.examples.insert(figures.examples.end(), lowest.posts().begin(), lowest.posts().end());
      all.push_back(std::move(figures));
    }
    return all;
  }

 private:
  Gathered& at(const Key& key) {
    const auto [place, is_new] = conversations_.try_emplace(key, examples_);
    if (is_new) {
      auto& figures = place->second.figures;
      std::tie(figures.narrative, figures.audience) = key;
      if (const auto* narrative = run_.rules->find(key.first)) {
        figures.kind = narrative->kind;
        figures.maturity = run_.rules->maturity(*narrative, key.second).value_or(Maturity::retired);
      } else {
        figures.maturity = Maturity::retired;  // a journal knows narratives that the rules do not
      }
    }
    return place->second;
  }

  const BacktestRun& run_;
  std::size_t examples_;
  std::map<Key, Gathered> conversations_;
};

using ActsBy = std::map<Key, std::set<SpeechAct>>;

ActsBy acts_by_conversation(const FoundPosts& found, const FoundPost* post) {
  ActsBy acts;
  if (post == nullptr) return acts;
  for (const auto number : post->matches) {
    const auto& match = found.match(number);
    acts[{match.narrative, match.audience}].insert(match.act);
  }
  return acts;
}

class Comparer {
 public:
  Comparer(const BacktestRun& before, const BacktestRun& after, std::size_t examples)
      : before_(before), after_(after), examples_(examples) {}

  void add(const PostKey& key) {
    const auto* was = before_.found.find(key);
    const auto* is = after_.found.find(key);
    const auto former = acts_by_conversation(before_.found, was);
    const auto now = acts_by_conversation(after_.found, is);
    for (const auto& [conversation, acts] : now) {
      const auto known = former.find(conversation);
      if (known == former.end())
        note(conversation, &ConversationDifference::gained, &Examples::gained, place(key, after_, *is, *acts.begin()));
      else if (known->second != acts)
        note(conversation, &ConversationDifference::act_changed, &Examples::changed,
             place(key, after_, *is, *acts.begin()));
    }
    for (const auto& [conversation, acts] : former) {
      if (!now.contains(conversation))
        note(conversation, &ConversationDifference::lost, &Examples::lost, place(key, before_, *was, *acts.begin()));
    }
  }

  void add(const std::vector<ConversationFigures>& figures, bool is_before) {
    for (const auto& one : figures) {
      auto& entry = at({one.narrative, one.audience}).difference;
      (is_before ? entry.highest_before : entry.highest_after) = one.highest;
      (is_before ? entry.first_before : entry.first_after) = one.first_alert;
      (is_before ? entry.alerts_before : entry.alerts_after) = one.alerts;
      if (one.first_media && (!entry.first_media || *one.first_media < *entry.first_media))
        entry.first_media = one.first_media;
    }
  }

  [[nodiscard]] std::vector<ConversationDifference> finish() {
    std::vector<ConversationDifference> all;
    for (auto& [key, entry] : entries_) {
      auto& difference = entry.difference;
      difference.gained_examples = entry.examples.gained.posts();
      difference.lost_examples = entry.examples.lost.posts();
      difference.changed_examples = entry.examples.changed.posts();
      const bool same_posts = difference.gained + difference.lost + difference.act_changed == 0;
      if (same_posts && !difference.flips() && difference.first_before == difference.first_after &&
          difference.alerts_before == difference.alerts_after)
        continue;
      all.push_back(std::move(difference));
    }
    return all;
  }

 private:
  struct Examples {
    explicit Examples(std::size_t most) : gained(most), lost(most), changed(most) {}
    Lowest gained, lost, changed;
  };
  struct Entry {
    explicit Entry(std::size_t most) : examples(most) {}
    ConversationDifference difference;
    Examples examples;
  };

  static ExamplePost place(const PostKey& key, const BacktestRun& run, const FoundPost& post, SpeechAct act) {
    return {key, post.line, post.time, act, is_readable(*run.rules, run.found, post), post.deleted};
  }

  void note(const Key& conversation, std::uint64_t ConversationDifference::*count, Lowest Examples::*examples,
            const ExamplePost& post) {
    auto& entry = at(conversation);
    ++(entry.difference.*count);
    (entry.examples.*examples).offer(post);
  }

  Entry& at(const Key& key) {
    const auto [place, is_new] = entries_.try_emplace(key, examples_);
    if (is_new) std::tie(place->second.difference.narrative, place->second.difference.audience) = key;
    return place->second;
  }

  const BacktestRun& before_;
  const BacktestRun& after_;
  std::size_t examples_;
  std::map<Key, Entry> entries_;
};

}  // namespace

Advice advice_of(const Alert& alert) {
  return {alert.narrative, alert.trial ? alert.trial->audience : alert.audience, alert.row, alert.posture, alert.change,
          alert.at};
}

double hours_of(const FoundPosts& found) {
  if (found.last() < found.first()) return 0;
  return static_cast<double>(hour_of(found.last()) - hour_of(found.first()) + 1);
}

double alerts_a_day(const BacktestRun& run) {
  return a_day(run, std::ranges::count_if(run.advice, [](const Advice& advice) { return raises(advice.change); }));
}

double alerts_a_day_on_trial(const BacktestRun& run) {
  return a_day(run, std::ranges::count_if(run.advice, [&](const Advice& advice) {
                 return raises(advice.change) && is_on_trial(run, advice);
               }));
}

std::vector<ConversationFigures> figures_of(const BacktestRun& run, std::size_t examples) {
  Gatherer gatherer(run, examples);
  for (const auto& [key, post] : run.found.posts()) gatherer.add(key, post);
  for (const auto& advice : run.advice) gatherer.add(advice);
  return gatherer.finish();
}

std::vector<BudgetFigures> budgets_of(const BacktestRun& run) {
  std::map<std::string, std::map<Time, std::uint64_t>> tried;  // by narrative, and day
  std::map<std::string, std::set<Time>> over = run.digest_days;
  for (const auto& advice : run.advice) {
    if (!raises(advice.change) || advice.posture == Posture::escalate_safety || !is_on_trial(run, advice)) continue;
    const auto* narrative = run.rules->find(advice.narrative);
    if (narrative->budget_per_day == 0) continue;
    const auto day = utc_day(advice.at);
    if (++tried[narrative->id][day] > narrative->budget_per_day) over[narrative->id].insert(day);
  }
  std::vector<BudgetFigures> all;
  for (const auto& narrative : run.rules->narratives) {
    if (narrative.budget_per_day > 0)
      all.push_back({narrative.id, narrative.budget_per_day, over[narrative.id].size()});
  }
  return all;
}

std::vector<ConversationDifference> difference_of(const BacktestRun& before, const BacktestRun& after,
                                                  std::size_t examples) {
  Comparer comparer(before, after, examples);
  for (const auto& [key, post] : before.found.posts()) comparer.add(key);
  for (const auto& [key, post] : after.found.posts()) {
    if (before.found.find(key) == nullptr) comparer.add(key);
  }
  comparer.add(figures_of(before, 0), true);
  comparer.add(figures_of(after, 0), false);
  return comparer.finish();
}

}  // namespace sait
