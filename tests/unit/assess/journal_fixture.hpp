// Journals for tests of the fold: the shipped policy over a few narratives, records made by hand or at random.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "assess/fold.hpp"
#include "rules/rule_fixture.hpp"

namespace sait::fixture {

inline const Time kStart = Time(std::chrono::hours(490'000));
inline constexpr Duration kTick = std::chrono::minutes(10);

inline std::string narrative_file(const std::string& id, const std::string& more) {
  return "id: " + id + "\ntitle: About " + id + "\nowner: o\nreview_by: 2027-01-01\n" + more +
         "phrases:\n  en:\n    - \"@who get more\"\n";
}

/// Narratives `plain`, `aimed`, `unverified`, `suspect`, `pictured` (evidence: media), `quiet` (ceiling monitor),
/// `aged` (a fact of it expires at the end of kStart's day), `shadow` and the harm `threat`; the shipped policy gfmd.
inline RuleFiles assess_files() {
  const std::string fact = "facts: [{statement: f, source: s, year: 2020}]\n";
  const std::string claim = "claim: c\nstatus: \"false\"\n" + fact;
  const std::string stable = "maturity: {en: stable}\n";
  return {
      {"languages/en.yaml", kLanguage},
      {"harms/threat.yaml", narrative_file("threat", "kind: harm\ncategory: threat\n" + stable)},
      {"narratives/plain.yaml", narrative_file("plain", claim + stable)},
      {"narratives/aimed.yaml", narrative_file("aimed", claim + stable + "aimed_at_migrants: true\n")},
      {"narratives/unverified.yaml", narrative_file("unverified", "claim: c\nstatus: unverified\n" + stable)},
      {"narratives/suspect.yaml", narrative_file("suspect", "claim: c\nstatus: suspect-misidentified\n" + stable)},
      {"narratives/pictured.yaml", narrative_file("pictured", claim + stable + "evidence: media\n")},
      {"narratives/quiet.yaml", narrative_file("quiet", claim + stable + "ceiling: monitor\n")},
      {"narratives/aged.yaml",
       narrative_file("aged",
                      "claim: c\nstatus: \"false\"\nfacts:\n"
                      "  - {statement: old, source: s, year: 2020, review_by: 2025-11-24}\n"
                      "  - {statement: new, source: s, year: 2020, review_by: 2099-01-01}\nmessage: [what is so]\n" +
                          stable)},
      {"narratives/shadow.yaml", narrative_file("shadow", claim + "maturity: {en: shadow}\n")},
      {"policies/gfmd.yaml", shipped().at("policies/gfmd.yaml")}};
}

inline std::shared_ptr<const RuleSet> compiled(const RuleFiles& files) {
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  INFO(diagnostics.render());
  REQUIRE(rules != nullptr);
  return rules;
}

inline const std::shared_ptr<const RuleSet>& assess_rules() {
  static const auto rules = compiled(assess_files());
  return rules;
}

/// Knows the sets given, by their hash.
inline RulesByHash known(std::vector<std::shared_ptr<const RuleSet>> sets = {assess_rules()}) {
  return [sets = std::move(sets)](const Digest& hash) {
    const auto found = std::ranges::find_if(sets, [&](const auto& set) { return set->hash == hash; });
    return found == sets.end() ? nullptr : *found;
  };
}

inline PostKey key_number(std::uint64_t number) {
  PostKey key{};
  for (std::size_t i = 0; i < 8; ++i) key[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return key;
}

inline SketchEntry entry_number(std::uint64_t number) {
  std::mt19937_64 random(number);
  return DistinctSketch::entry_of(random());
}

/// One record without its number.
struct Event {
  Time stamp;
  PostKey post{};
  RecordBody body;
};

/// A post that makes `narrative` its claim, by author `who`.
inline PostRecord claim_by(std::uint64_t who, Time when, const std::string& narrative = "plain") {
  PostRecord post;
  post.event_time = when;
  post.feed = "f";
  post.platform = "p";
  post.community = "c";
  post.language = "en";
  post.author = entry_number(who);
  post.content = entry_number(1'000'000 + who);
  post.matches = {{narrative, "en", SpeechAct::claim}};
  return post;
}

/// Events -> journal, as a writer makes it: rules first, a tick record before the first record at or after a grid
/// point. `every_tick` writes one tick record a grid point, else one for as many as pass without a record.
class JournalMaker {
 public:
  explicit JournalMaker(bool every_tick = false, Duration interval = kTick)
      : interval_(interval), every_tick_(every_tick) {}

  void add(const Event& event) {
    tick_until(event.stamp);
    push(event.stamp, event.post, event.body);
    if (const auto* post = std::get_if<PostRecord>(&event.body)) ++totals_[post->feed];
  }
  void tick_until(Time stamp) {
    if (records_.empty()) {
      next_tick_ = std::chrono::floor<std::chrono::hours>(stamp) + interval_;
      while (next_tick_ <= stamp) next_tick_ += interval_;
      push(stamp, {}, RulesRecord{assess_rules()->hash});
    }
    if (stamp < next_tick_) return;
    const auto last = next_tick_ + (stamp - next_tick_) / interval_ * interval_;
    if (!every_tick_) return tick(next_tick_, last);
    while (next_tick_ <= last) tick(next_tick_, next_tick_);
  }
  [[nodiscard]] const std::vector<Record>& records() const { return records_; }

 private:
  void tick(Time first, Time last) {
    TickRecord tick{first, last, interval_, {}};
    for (const auto& [feed, count] : std::exchange(totals_, {})) tick.totals.push_back({feed, count, count, 0, 0, 0});
    push(last, {}, std::move(tick));
    next_tick_ = last + interval_;
  }
  void push(Time stamp, const PostKey& post, RecordBody body) {
    records_.push_back({records_.size() + 1, stamp, post, std::move(body)});
  }

  Duration interval_;
  bool every_tick_;
  Time next_tick_;
  std::map<std::string, std::uint64_t> totals_;
  std::vector<Record> records_;
};

inline std::vector<Record> journal_of(const std::vector<Event>& events, Time end, bool every_tick = false) {
  JournalMaker journal(every_tick);
  for (const auto& event : events) journal.add(event);
  journal.tick_until(end);
  return journal.records();
}

inline void advance(Fold& fold, const Record& record, std::vector<Alert>& out) {
  const auto status = fold.advance(record, out);
  if (!status) FAIL(status.error().text());
}

inline std::vector<Alert> run(Fold& fold, const std::vector<Record>& records) {
  std::vector<Alert> alerts;
  for (const auto& record : records) advance(fold, record, alerts);
  return alerts;
}

inline std::vector<Alert> run(const std::vector<Record>& records) {
  Fold fold(known());
  return run(fold, records);
}

/// Everything an alert says, its examples too.
inline std::string text_of(const std::vector<Alert>& alerts) {
  std::string text;
  for (const auto& alert : alerts) {
    text += to_json(alert);
    for (const auto& key : alert.examples) text += " " + to_hex(key);
    text += "\n";
  }
  return text;
}

/// A journal's events at random: bursts and silences of several narratives, feeds that fail, edits, deletions, new
/// counts.
class RandomEvents {
 public:
  explicit RandomEvents(std::uint64_t seed) : random_(seed) {}

  std::vector<Event> make(std::size_t count) {
    auto now = kStart + std::chrono::minutes(3);
    for (const auto* feed : {"f0", "f1", "f2"}) {
      events_.push_back({now, {}, CoverageRecord{feed, CoverageState::up, {}, "declared"}});
    }
    auto pace = std::chrono::seconds(60);
    for (std::size_t i = 0; i < count; ++i) {
      if (below(60) == 0) pace = std::chrono::seconds(std::array{2, 30, 300, 3000, 20'000}[below(5)]);
      if (below(400) == 0) now += std::chrono::hours(below(24 * 40));
      now += Duration(static_cast<std::int64_t>(below(static_cast<std::uint64_t>(pace.count()) * 2000)));
      add(now);
    }
    end_ = now + std::chrono::hours(60);
    return events_;
  }
  [[nodiscard]] Time end() const { return end_; }

 private:
  struct Known {
    PostKey key;
    PostRecord post;
    Time stamp;
  };
  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : random_() % limit; }

  void add(Time now) {
    const auto what = below(100);
    if (what < 2) {
      const auto state = static_cast<CoverageState>(below(3));
      events_.push_back({now, {}, CoverageRecord{"f" + std::to_string(below(3)), state, {}, "d"}});
    } else if (what < 20 && !known_.empty()) {
      change(known_[known_.size() - 1 - below(std::min<std::size_t>(known_.size(), 40))], now);
    } else {
      known_.push_back({key_number(random_()), new_post(now), now});
      events_.push_back({now, known_.back().key, known_.back().post});
    }
  }
  PostRecord new_post(Time now) {
    static constexpr std::array kNames{"plain", "plain",  "plain",  "aimed", "unverified",
                                       "quiet", "shadow", "threat", "gone"};
    auto post = claim_by(below(400), now);
    // Two of one millisecond come; some come late, some as history.
    if (below(3) == 0) post.event_time = std::chrono::floor<std::chrono::minutes>(now);
    if (below(10) == 0) post.event_time = now - std::chrono::minutes(below(24 * 60));
    if (below(30) == 0) post.event_time = now - std::chrono::hours(49 + below(24 * 40));
    post.history = now - post.event_time > std::chrono::hours(48);
    post.feed = "f" + std::to_string(below(3));
    post.platform = "p" + std::to_string(below(2));
    post.community = "c" + std::to_string(below(5));
    if (below(60) == 0) post.tier = Tier::media;
    if (below(200) == 0) post.tier = Tier::official;
    if (below(40) == 0) post.author.reset();
    if (below(4) == 0) post.content = entry_number(below(10));
    post.engagement.likes = below(100);
    post.matches = matches(kNames[below(kNames.size())]);
    return post;
  }
  std::vector<MatchRef> matches(const std::string& narrative) {
    if (below(20) == 0) return {};
    const auto act = below(3) == 0 ? static_cast<SpeechAct>(below(kSpeechActs)) : SpeechAct::claim;
    std::vector<MatchRef> matches{{narrative, "en", act}};
    if (below(10) == 0) matches.push_back({"plain", "de", SpeechAct::claim});
    if (below(300) == 0) matches.push_back({"threat", "en", SpeechAct::claim});
    std::ranges::sort(matches);
    matches.erase(std::ranges::unique(matches).begin(), matches.end());
    return matches;
  }
  void change(Known& known, Time now) {
    if (now - known.stamp > std::chrono::hours(24 * 7)) return;
    known.stamp = now;
    auto& post = known.post;
    const auto what = below(3);
    if (what == 0) {
      events_.push_back({now, known.key, DeletionRecord{post.platform, post.event_time, post.matches}});
    } else if (what == 1) {
      const auto before = post.engagement;
      post.engagement.likes = below(1000);
      events_.push_back(
          {now, known.key, EngagementRecord{post.platform, post.event_time, before, post.engagement, post.matches}});
    } else {
      auto edit = post;
      edit.edit = true;
      edit.superseded = post.matches;
      edit.former_engagement = post.engagement;
      edit.former_author_seen = post.author.has_value();
      edit.matches = matches("plain");
      edit.content = entry_number(random_());
      events_.push_back({now, known.key, edit});
      edit.edit = false;
      post = edit;
    }
  }

  std::mt19937_64 random_;
  std::vector<Event> events_;
  std::vector<Known> known_;
  Time end_;
};

/// A journal of `count` random events.
inline std::vector<Record> random_journal(std::uint64_t seed, bool every_tick = false, std::size_t count = 2000) {
  RandomEvents events(seed);
  const auto made = events.make(count);
  return journal_of(made, events.end(), every_tick);
}

}  // namespace sait::fixture
