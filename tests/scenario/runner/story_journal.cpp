#include "story_journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "conversation/sketch.hpp"
#include "rules/audience.hpp"
#include "story_rules.hpp"

namespace sait::story {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration kTick = minutes(1);  // `tick` in config/saitd.yaml
constexpr std::uint64_t kRegulars = 50, kRegularPlaces = 3;

// A record before it has a number, or a reload.
struct Event {
  Time at;
  PostKey post{};
  RecordBody body;
  bool off_topic = false;  // counted, never a record
};

Digest named(const Story& story, std::string_view kind, const std::string& feed, std::uint64_t number) {
  return sha256(fmt::format("{}|{}|{}|{}", story.id, kind, feed, number));
}

SketchEntry entry(const Digest& digest) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < 8; ++i) hash = (hash << 8U) | digest[i];
  return DistinctSketch::entry_of(hash);
}

std::uint8_t follower_tier(std::uint64_t followers) {
  std::uint8_t tier = 0;
  for (const std::uint64_t bound : {1'000U, 10'000U, 100'000U, 1'000'000U})
    tier = static_cast<std::uint8_t>(tier + (followers >= bound ? 1 : 0));
  return tier;
}

// Share of a day's posts in each hour (UTC): the night is quiet, the evening is not. Their sum is 24.
constexpr std::array<double, 24> kRhythm{0.5, 0.3, 0.2, 0.2, 0.2, 0.3, 0.6, 0.9, 1.0, 1.1, 1.1, 1.2,
                                         1.3, 1.2, 1.1, 1.1, 1.2, 1.4, 1.7, 1.9, 1.9, 1.7, 1.2, 0.7};

CoverageRecord coverage(const Feed& feed, CoverageState state, std::string detail) {
  return {feed.id, state, feed.languages, std::move(detail), feed.regions};
}

class EventMaker {
 public:
  // `rules`: those of the start; audiences never change.
  EventMaker(const Story& story, std::shared_ptr<const RuleSet> rules) : story_(story), rules_(std::move(rules)) {
    for (const auto& feed : story.feeds)
      carried_[feed.id] = carried_by(feed_reach(coverage(feed, CoverageState::up, {})), rules_->audiences);
  }

  // Ordinary posts of one feed until `end`: the next comes when the rhythm has gathered a whole one.
  void add(const OrdinaryTraffic& traffic, Time end) {
    Posts like;
    like.feed = traffic.feed;
    like.act = SpeechAct::claim;
    double gathered = 0.5;
    std::uint64_t number = 0;
    constexpr auto kStep = minutes(1);
    for (auto now = end - hours(24) * traffic.days; now < end; now += kStep) {
      const auto hour = static_cast<std::size_t>((now.time_since_epoch() / hours(1)) % 24);
      gathered += traffic.claims_per_day * kRhythm[hour] / (24 * 60);
      for (; gathered >= 1; gathered -= 1, ++number) {
        add_post(like, now, named(story_, "regular", traffic.feed, number % kRegulars), number % kRegularPlaces);
      }
    }
  }

  void add(const Posts& line, Time at) {
    const auto first_author = authors_[line.feed];
    for (std::uint64_t i = 0; i < line.posts; ++i) {
      const auto when = at + line.over * static_cast<std::int64_t>(i) /
                                 static_cast<std::int64_t>(std::max<std::uint64_t>(1, line.posts));
      if (!line.act) {
        events_.push_back({when, {}, post_like(line, when), true});
        continue;
      }
      std::optional<Digest> author;
      if (line.authors > 0) author = named(story_, "author", line.feed, first_author + i % line.authors);
      add_post(line, when, author, i % line.communities);
    }
    authors_[line.feed] += line.authors;
    if (line.act && line.posts > 0) add_answers(line, at);
  }

  void add(Time at, RecordBody body) { events_.push_back({at, {}, std::move(body)}); }

  // By time; what happens at the same moment stays in the story's order.
  [[nodiscard]] std::vector<Event> take() {
    std::ranges::stable_sort(events_, {}, &Event::at);
    return std::move(events_);
  }

 private:
  [[nodiscard]] PostRecord post_like(const Posts& line, Time when) const {
    const auto& feed = *story_.feed(line.feed);
    PostRecord post;
    post.event_time = when;
    post.feed = feed.id;
    post.platform = feed.platform;
    post.language = language_on(story_, feed);
    post.tier = feed.tier;
    post.follower_tier = follower_tier(line.followers.value_or(0));
    if (line.engagement > 0) post.engagement.likes = line.engagement;
    return post;
  }

  void add_post(const Posts& line, Time when, const std::optional<Digest>& author, std::uint64_t place) {
    auto post = post_like(line, when);
    post.matches = matches_of(line, post.language);
    add_post(std::move(post), author, place);
  }

  void add_post(PostRecord post, const std::optional<Digest>& author, std::uint64_t place) {
    const auto id = named(story_, "post", "", posts_++);
    PostKey key{};
    std::copy_n(id.begin(), key.size(), key.begin());
    post.community = fmt::format("{}/{}", post.feed, place + 1);
    if (author) post.author = entry(*author);
    post.content = entry(author.value_or(id));  // each finds words of their own
    const auto when = post.event_time;
    events_.push_back({when, key, std::move(post)});
  }

  // For its language, and for the declared audiences that all posts of its feed reach.
  [[nodiscard]] std::vector<MatchRef> matches_of(const Posts& line, const std::string& language) const {
    const auto& id = line.harm.empty() ? story_.narrative.id : line.harm;
    const auto& narrative = *rules_->find(id);
    std::vector<MatchRef> matches{{id, language, *line.act}};
    for (const auto& [audience, home] : carried_.at(line.feed)) {
      if (home && narrative.counts_for(*audience, language)) matches.push_back({id, audience->id, *line.act});
    }
    std::ranges::sort(matches);
    return matches;
  }

  // Counted is who answers a claim; of other posts it is only known that they were answered.
  void add_answers(const Posts& line, Time at) {
    const auto answers = line.believing + line.doubting;
    Posts like;
    like.feed = line.feed;
    for (std::uint64_t i = 0; i < answers; ++i) {
      auto post = post_like(
          like, at + line.over * static_cast<std::int64_t>(2 * i + 1) / static_cast<std::int64_t>(2 * answers));
      const bool doubts = (i + 1) * line.doubting / answers > i * line.doubting / answers;
      post.refers = true;
      for (const auto& match : matches_of(line, post.language)) {
        if (match.act == SpeechAct::claim)
          post.replies.push_back({match.narrative, match.audience, doubts ? Stance::doubting : Stance::believing});
      }
      const auto answered = (2 * i + 1) * line.posts / (2 * answers);
      add_post(std::move(post), named(story_, "answers", line.feed, answers_++), answered % line.communities);
    }
  }

  const Story& story_;
  std::shared_ptr<const RuleSet> rules_;
  std::map<std::string, std::vector<Carried>> carried_;  // by feed
  std::map<std::string, std::uint64_t> authors_;         // so many a feed so far
  std::uint64_t posts_ = 0, answers_ = 0;
  std::vector<Event> events_;
};

// Events -> records with their ticks, as the writer makes them.
class Writer {
 public:
  explicit Writer(Time start) : next_tick_(Time(start.time_since_epoch() / kTick * kTick) + kTick) {}

  void add(Event event) {
    tick_until(event.at);
    if (const auto* post = std::get_if<PostRecord>(&event.body)) {
      auto& totals = totals_[post->feed];
      ++totals.read;
      ++(event.off_topic ? totals.off_topic : totals.on_topic);
    }
    if (!event.off_topic) push(event.at, event.post, std::move(event.body));
  }
  void tick_until(Time at) {
    if (at < next_tick_) return;
    const auto last = next_tick_ + (at - next_tick_) / kTick * kTick;
    TickRecord tick{next_tick_, last, kTick, {}};
    for (auto& [feed, totals] : std::exchange(totals_, {})) {
      totals.feed = feed;
      tick.totals.push_back(totals);
    }
    push(last, {}, std::move(tick));
    next_tick_ = last + kTick;
  }
  [[nodiscard]] std::vector<Record> take() { return std::move(records_); }

 private:
  void push(Time stamp, const PostKey& post, RecordBody body) {
    records_.push_back({records_.size() + 1, stamp, post, std::move(body)});
  }

  Time next_tick_;
  std::map<std::string, FeedTotals> totals_;
  std::vector<Record> records_;
};

// A story has one incident at a time.
void add_incident(const Incident& incident, Time at, EventMaker& events) {
  IncidentRecord record;
  record.id = "i1";
  record.open = incident.open;
  if (incident.open) {
    record.title = "The incident of the story";
    record.facts = incident.facts;
    record.since = at - std::min(incident.reaches_back, IncidentRecord::kMostBack);
    record.until = at + std::chrono::days(7);
  }
  events.add(at, std::move(record));
}

Time start_of(const Story& story) {
  int days = 0;
  for (const auto& traffic : story.history) days = std::max(days, traffic.days);
  return story.timeline.front().at - hours(24) * days;
}

void declare_feeds(const Story& story, Time start, EventMaker& events) {
  for (const auto& feed : story.feeds) events.add(start, coverage(feed, CoverageState::up, "declared"));
}

}  // namespace

Result<Journal> journal_of(const Story& story, const std::string& policy) {
  Journal journal;
  Rules rules(story, policy);
  const auto start = start_of(story);
  auto first = rules.compile();
  if (!first) return first.error();
  EventMaker events(story, *first);
  const auto take_over = [&](Time at, std::shared_ptr<const RuleSet> set) {
    events.add(at, RulesRecord{set->hash});
    journal.rules.push_back(std::move(set));
  };
  take_over(start, *first);
  declare_feeds(story, start, events);
  for (const auto& traffic : story.history) events.add(traffic, story.timeline.front().at);
  for (const auto& [at, what] : story.timeline) {
    if (const auto* posts = std::get_if<Posts>(&what)) {
      events.add(*posts, at);
    } else if (const auto* change = std::get_if<FeedChange>(&what)) {
      events.add(at, change->up ? coverage(*story.feed(change->feed), CoverageState::up, "back")
                                : coverage(*story.feed(change->feed), CoverageState::down, "died"));
    } else if (const auto* fact = std::get_if<OfficialFact>(&what)) {
      rules.learn(*fact, at);
      auto set = rules.compile();
      if (!set) return set.error();
      take_over(at, *set);
    } else {
      add_incident(std::get<Incident>(what), at, events);
    }
  }
  Writer writer(start);
  for (auto& event : events.take()) writer.add(std::move(event));
  writer.tick_until(story.expect.back().at + hours(24));
  journal.records = writer.take();
  return journal;
}

}  // namespace sait::story
