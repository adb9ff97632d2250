// What must hold for the posture of every conversation, whatever comes: over random journals from fixed seeds.
#include <doctest/doctest.h>

#include <optional>
#include <set>

#include "assess/assess.hpp"
#include "assess/decide.hpp"
#include "assess/journal_fixture.hpp"
#include "rounds.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

/// Empty: no alert is open; it is below every posture.
using Advice = std::optional<Posture>;

// What each conversation's alert advises over time, and until when.
class Course {
 public:
  explicit Course(const std::vector<Alert>& alerts) {
    for (const auto& alert : alerts) by_key_[{alert.narrative, alert.audience}].push_back(alert);
  }
  [[nodiscard]] const Alert* last(const ConversationKey& key, Time time) const {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    const auto next = std::ranges::upper_bound(found->second, time, {}, &Alert::at);
    return next == found->second.begin() ? nullptr : &*std::prev(next);
  }
  [[nodiscard]] Advice at(const ConversationKey& key, Time time) const {
    const auto* alert = last(key, time);
    return alert == nullptr || alert->change == AlertChange::closed ? Advice{} : alert->posture;
  }
  [[nodiscard]] std::set<ConversationKey> keys() const {
    std::set<ConversationKey> keys;
    for (const auto& [key, alerts] : by_key_) keys.insert(key);
    return keys;
  }
  // Where anything changes.
  void add_times(std::set<Time>& times) const {
    for (const auto& [key, alerts] : by_key_) {
      for (const auto& alert : alerts) times.insert(alert.at);
    }
  }

 private:
  std::map<ConversationKey, std::vector<Alert>> by_key_;
};

std::string text_of(const Advice& advice) { return advice ? to_string(*advice) : "none"; }

// Bursts of corrections of one narrative, some by media, in the time of a journal.
std::vector<Event> corrections(const std::string& narrative, std::mt19937_64& random, Time first, Time last) {
  std::vector<Event> events;
  const auto span = static_cast<std::uint64_t>((last - first).count());
  for (int burst = 0; burst < 6; ++burst) {
    auto now = first + Duration(static_cast<std::int64_t>(random() % span));
    for (auto left = 1 + random() % 40; left > 0; --left) {
      now += Duration(static_cast<std::int64_t>(random() % 300'000));
      auto post = claim_by(random() % 400, now, narrative);
      post.matches.front().act = SpeechAct::debunk;
      if (random() % 5 == 0) post.tier = Tier::media;
      events.push_back({now, key_number(random()), post});
    }
  }
  return events;
}

std::vector<Event> merged(std::vector<Event> events, const std::vector<Event>& more) {
  events.insert(events.end(), more.begin(), more.end());
  std::ranges::stable_sort(events, {}, &Event::stamp);
  return events;
}

// A journal's events, and corrections to add to them.
struct Corrected {
  explicit Corrected(std::uint64_t seed, std::size_t count = 600) {
    RandomEvents maker(seed);
    events = maker.make(count);
    end = maker.end();
    std::mt19937_64 random(seed + 100);
    for (const auto* narrative : {"plain", "aimed", "unverified", "quiet"})
      added = merged(added, corrections(narrative, random, kStart, end));
    std::erase_if(added, [this](const Event& event) { return event.stamp > end; });
  }
  std::vector<Event> events, added;
  Time end;
};

// Conversations alone, without the life of their alerts: what the table says of each at every tick.
class Table {
 public:
  void add(const Event& event) {
    if (const auto* coverage = std::get_if<CoverageRecord>(&event.body)) surroundings_.add(*coverage, event.stamp);
    const auto* post = std::get_if<PostRecord>(&event.body);
    if (post == nullptr || post->edit) return;
    std::map<std::string, std::vector<SpeechAct>> acts;
    for (const auto& match : post->matches) {
      if (match.audience == "en") acts[match.narrative].push_back(match.act);
    }
    for (const auto& [narrative, its] : acts) conversations_[narrative].add(*post, event.post, its, {});
  }
  // The posture of each narrative that the rules know.
  [[nodiscard]] std::map<std::string, Posture> tick(Time tick) {
    std::map<std::string, Posture> postures;
    const auto last = hour_of(tick - Duration(1));
    for (auto& [id, conversation] : conversations_) {
      conversation.note_day(conversation.claims(last - 23, last));
      if (const auto* narrative = assess_rules()->find(id); narrative != nullptr) {
        const auto& policy = assess_rules()->policy;
        const auto assessment = assess(conversation, *narrative, surroundings_.view("en", tick), policy, tick);
        postures[id] = decide(assessment, *narrative, policy).posture;
      }
      conversation.end_tick(tick);
    }
    return postures;
  }

 private:
  std::map<std::string, Conversation> conversations_;
  Surroundings surroundings_;
};

// Every hour, the postures the table gives with one list of events and with the other.
template <typename Check>
void compare_tables(const std::vector<Event>& one, const std::vector<Event>& other, Time end, const Check& check) {
  Table first, second;
  auto at_one = one.begin(), at_other = other.begin();
  for (auto tick = std::chrono::floor<hours>(kStart) + hours(1); tick <= end; tick += hours(1)) {
    for (; at_one != one.end() && at_one->stamp < tick; ++at_one) first.add(*at_one);
    for (; at_other != other.end() && at_other->stamp < tick; ++at_other) second.add(*at_other);
    const auto postures = second.tick(tick);
    for (const auto& [narrative, posture] : first.tick(tick)) {
      CAPTURE(narrative);
      CAPTURE(format_time(tick));
      check(posture, postures.at(narrative));
    }
  }
}

// `feed` goes down at `when` and never comes back; with `posts`, its posts are still seen (by another feed, say).
std::vector<Event> without_feed(std::vector<Event> events, const std::string& feed, Time when, bool posts) {
  std::erase_if(events, [&](const Event& event) {
    if (event.stamp < when) return false;
    const auto* post = std::get_if<PostRecord>(&event.body);
    if (post != nullptr && !posts) return post->feed == feed;
    const auto* coverage = std::get_if<CoverageRecord>(&event.body);
    return coverage != nullptr && coverage->feed == feed;
  });
  return merged(std::move(events), {{when, {}, CoverageRecord{feed, CoverageState::down, {}, "d"}}});
}

Time half_of(const std::vector<Event>& events) { return events[events.size() / 2].stamp; }

// The records between two ticks in another order; those about one post, or one feed, stay in theirs.
std::vector<Record> permuted(std::vector<Record> records, std::mt19937_64& random) {
  const auto subject = [](const Record& record) {
    const auto* coverage = std::get_if<CoverageRecord>(&record.body);
    return std::pair(record.post, coverage == nullptr ? std::string() : coverage->feed);
  };
  const auto is_tick = [](const Record& record) { return std::holds_alternative<TickRecord>(record.body); };
  for (auto first = records.begin(); first != records.end();) {
    const auto last = std::find_if(first, records.end(), is_tick);
    std::map<decltype(subject(*first)), std::vector<Record>> in_order;
    std::vector<decltype(subject(*first))> subjects;
    for (auto at = first; at != last; ++at) {
      subjects.push_back(subject(*at));
      in_order[subjects.back()].push_back(*at);
    }
    std::ranges::shuffle(subjects, random);
    std::map<decltype(subject(*first)), std::size_t> taken;
    for (auto at = first; at != last; ++at) {
      const auto& who = subjects[static_cast<std::size_t>(at - first)];
      const auto& record = in_order[who][taken[who]++];
      at->post = record.post;
      at->body = record.body;
    }
    first = last == records.end() ? last : last + 1;
  }
  return records;
}

}  // namespace

TEST_CASE("a correction never raises what the table says of a conversation") {
  int lowered = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(8U); ++seed) {
    const Corrected journal(seed);
    compare_tables(journal.events, merged(journal.events, journal.added), journal.end,
                   [&](Posture without, Posture with) {
                     CHECK(with <= without);
                     if (with < without) ++lowered;
                   });
  }
  CHECK(lowered > 0);  // else nothing was tried
}

// While both have an alert open: how long an advice holds depends on it, so a lower one may outlive a higher one.
TEST_CASE("a correction never raises what is advised at any tick") {
  std::vector<std::string> raised;
  for (std::uint64_t seed = 1; seed <= test::rounds(8U); ++seed) {
    const Corrected journal(seed);
    const Course without(run(journal_of(journal.events, journal.end)));
    const Course with(run(journal_of(merged(journal.events, journal.added), journal.end)));
    std::set<Time> times;
    without.add_times(times);
    with.add_times(times);
    for (const auto& key : without.keys()) {
      for (const auto time : times) {
        if (!without.at(key, time) || with.at(key, time) <= without.at(key, time)) continue;
        raised.push_back("seed " + std::to_string(seed) + ", " + key.narrative + ", " + format_time(time) + ": " +
                         text_of(without.at(key, time)) + " without, " + text_of(with.at(key, time)) + " with");
      }
    }
  }
  const auto first = raised.empty() ? std::string() : raised.front();
  CAPTURE(first);
  CHECK(raised.size() == 0);
}

TEST_CASE("coverage that is lost never lowers what the table says of the same posts") {
  int raised = 0;
  for (std::uint64_t seed = 11; seed < 11 + test::rounds(8U); ++seed) {
    const Corrected journal(seed);
    const auto fewer = without_feed(journal.events, "f0", half_of(journal.events), true);
    compare_tables(journal.events, fewer, journal.end, [&](Posture seen, Posture unseen) {
      CHECK(unseen >= seen);
      if (unseen > seen) ++raised;
    });
  }
  if (test::all_rounds()) CHECK(raised > 0);
}

TEST_CASE("coverage that is lost never lowers an advice before it expires") {
  int held = 0;
  for (std::uint64_t seed = 21; seed <= 32; ++seed) {
    const Corrected journal(seed);
    const auto events = merged(journal.events, journal.added);
    const auto when = half_of(events);
    for (const bool posts : {false, true}) {
      const Course course(run(journal_of(without_feed(events, "f0", when, posts), journal.end)));
      std::set<Time> times;
      course.add_times(times);
      for (const auto& key : course.keys()) {
        for (auto at = times.upper_bound(when); at != times.end(); ++at) {
          const auto* before = course.last(key, *at - Duration(1));
          if (before == nullptr || before->change == AlertChange::closed || *at >= before->expires_at) continue;
          CAPTURE(key.narrative);
          CAPTURE(format_time(*at));
          CHECK(course.at(key, *at) >= before->posture);
          ++held;
        }
      }
    }
  }
  CHECK(held > 0);
}

TEST_CASE("a threat always reaches the safety row, at the next tick") {
  const ConversationKey threat{"threat", "en"};
  int threats = 0;
  for (std::uint64_t seed = 41; seed <= 52; ++seed) {
    const Corrected journal(seed);
    const Course course(run(journal_of(merged(journal.events, journal.added), journal.end)));
    for (const auto& event : journal.events) {
      const auto* post = std::get_if<PostRecord>(&event.body);
      if (post == nullptr || post->history || post->edit) continue;
      if (std::ranges::find(post->matches, MatchRef{"threat", "en", SpeechAct::claim}) == post->matches.end()) continue;
      CAPTURE(format_time(event.stamp));
      const auto tick = std::chrono::floor<minutes>(event.stamp);
      const auto folded = tick - tick.time_since_epoch() % kTick + kTick;
      CHECK(course.at(threat, folded) == Posture::escalate_safety);
      if (const auto* alert = course.last(threat, folded)) CHECK(alert->row == "safety");
      ++threats;
    }
  }
  CHECK(threats > 0);
}

TEST_CASE("a post that is edited into a threat reaches the safety row") {
  auto post = claim_by(1, kStart);
  auto edit = claim_by(1, kStart, "threat");
  edit.edit = true;
  edit.superseded = post.matches;
  edit.former_author_seen = true;
  const std::vector<Event> events{{kStart, key_number(1), post}, {kStart + minutes(15), key_number(1), edit}};
  const Course course(run(journal_of(events, kStart + hours(1))));
  CHECK(course.at({"threat", "en"}, kStart + hours(1)) == Posture::escalate_safety);
}

TEST_CASE("the order of the records between two ticks changes no byte of an alert") {
  std::mt19937_64 random(61);
  for (std::uint64_t seed = 61; seed <= 64; ++seed) {
    const Corrected journal(seed);
    const auto records = journal_of(merged(journal.events, journal.added), journal.end);
    const auto wanted = text_of(run(records));
    for (int round = 0; round < 3; ++round) CHECK(text_of(run(permuted(records, random))) == wanted);
  }
}
