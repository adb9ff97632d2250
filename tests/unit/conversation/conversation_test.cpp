#include "conversation/conversation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace sait;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const Time kStart = Time(hours(490'000));
constexpr Hour kStartHour = 490'000;

PostKey key_of(std::uint64_t number) {
  PostKey key{};
  for (std::size_t i = 0; i < 8; ++i) key[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return key;
}

SketchEntry entry_of(std::uint64_t number) {
  std::mt19937_64 random(number);
  return DistinctSketch::entry_of(random());
}

// A claim by `who`, with words of its own.
PostRecord post_by(std::uint64_t who, Time when) {
  PostRecord post;
  post.event_time = when;
  post.platform = "p";
  post.community = "c";
  post.author = entry_of(who);
  post.content = entry_of(1'000'000 + who);
  return post;
}

void claim(Conversation& conversation, const PostRecord& post, std::uint64_t number) {
  conversation.add(post, key_of(number), {SpeechAct::claim}, {});
}

std::string saved(const Conversation& conversation) {
  Encoder out;
  conversation.save(out);
  return out.take();
}

std::vector<PostKey> keys(std::initializer_list<std::uint64_t> numbers) {
  std::vector<PostKey> keys;
  for (const auto number : numbers) keys.push_back(key_of(number));
  return keys;
}

// What a window must say, counted from the posts themselves.
struct Counted {
  PostRecord post;
  std::vector<SpeechAct> acts;
};

std::int64_t sum_of(const Engagement& counts) {
  return static_cast<std::int64_t>(counts.likes.value_or(0) + counts.reposts.value_or(0) + counts.replies.value_or(0));
}

WindowSums count_again(const std::vector<Counted>& posts, Hour first, Hour last) {
  WindowSums sums;
  for (const auto& [post, acts] : posts) {
    if (hour_of(post.event_time) < first || hour_of(post.event_time) > last) continue;
    for (const auto act : acts) {
      ++sums.posts[static_cast<std::size_t>(act)];
      const bool spreads = act == SpeechAct::claim || act == SpeechAct::report || act == SpeechAct::quote;
      if (spreads && post.tier == Tier::media) ++sums.media;
      if (spreads && post.tier == Tier::official) ++sums.official;
      if (act != SpeechAct::claim) continue;
      sums.engagement += sum_of(post.engagement);
      if (!post.author) ++sums.unseen_authors;
    }
  }
  return sums;
}

void check_same(const WindowSums& is, const WindowSums& wanted) {
  CHECK(is.posts == wanted.posts);
  CHECK(is.media == wanted.media);
  CHECK(is.official == wanted.official);
  CHECK(is.engagement == wanted.engagement);
  CHECK(is.unseen_authors == wanted.unseen_authors);
}

}  // namespace

TEST_CASE("windows count what a count by hand gives, with late posts, edits and engagement changes") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 30; ++round) {
    Conversation conversation;
    std::vector<Counted> posts;
    const auto any_acts = [&] {
      std::vector<SpeechAct> acts;
      for (std::size_t act = 0; act < kSpeechActs; ++act) {
        if (random() % 4 == 0) acts.push_back(static_cast<SpeechAct>(act));
      }
      return acts;
    };
    for (int step = 0; step < 150; ++step) {
      const auto what = posts.empty() ? 0 : random() % 6;
      if (what < 4) {
        auto post = post_by(random() % 40, kStart + minutes(random() % (72 * 60)));
        post.tier = static_cast<Tier>(random() % 3);
        if (random() % 3 == 0) post.author.reset();
        post.engagement.likes = random() % 50;
        if (random() % 2 == 0) post.engagement.replies = random() % 50;
        post.engagement.views = 1'000'000;
        posts.push_back({post, any_acts()});
        conversation.add(post, key_of(posts.size()), posts.back().acts, {});
        continue;
      }
      const auto which = random() % posts.size();
      auto& [post, acts] = posts[which];
      if (what == 4) {
        const auto former = acts;
        post.edit = true;
        post.superseded = {};
        post.former_engagement = post.engagement;
        post.former_author_seen = post.author.has_value();
        post.engagement.likes = random() % 50;
        acts = any_acts();
        conversation.add(post, key_of(which + 1), acts, former);
      } else if (std::ranges::find(acts, SpeechAct::claim) != acts.end()) {
        const auto before = post.engagement;
        post.engagement = {random() % 50, random() % 50, std::nullopt, 5};
        conversation.add(EngagementRecord{"p", post.event_time, before, post.engagement, {}});
      }
    }
    for (int window = 0; window < 20; ++window) {
      const auto first = kStartHour - 2 + static_cast<Hour>(random() % 76);
      const auto last = first + static_cast<Hour>(random() % 30);
      const auto sums = conversation.window(first, last);
      check_same(sums, count_again(posts, first, last));
      CHECK(conversation.claims(first, last) == sums.of(SpeechAct::claim));
    }
  }
}

TEST_CASE("authors of a window are those of its hours, each counted once") {
  Conversation conversation;
  for (std::uint64_t hour = 0; hour < 48; ++hour) {
    for (std::uint64_t who = 0; who < 10; ++who) {
      auto post = post_by(100 * (hour / 24) + who, kStart + hours(hour) + minutes(59));
      claim(conversation, post, hour * 10 + who);
      post.author.reset();
      post.content = entry_of(9'000 + hour / 24);  // the same words all day
      claim(conversation, post, 10'000 + hour * 10 + who);
    }
  }
  const auto day = conversation.window(kStartHour, kStartHour + 23);
  const auto authors = [&](Hour first, Hour last) {
    return conversation.timeline().authors(first, last, SpeechAct::claim);
  };
  CHECK(authors(kStartHour, kStartHour + 23) == 10);
  CHECK(day.texts == 1);
  CHECK(day.unseen_authors == 240);
  const auto both = conversation.window(kStartHour, kStartHour + 47);
  CHECK(authors(kStartHour, kStartHour + 47) == 20);
  CHECK(both.texts == 2);
  CHECK(authors(kStartHour + 48, kStartHour + 100) == 0);
}

TEST_CASE("a post that comes late lands in the hour it was written") {
  Conversation conversation;
  claim(conversation, post_by(1, kStart + hours(30)), 1);
  claim(conversation, post_by(2, kStart + minutes(1)), 2);
  CHECK(conversation.claims(kStartHour, kStartHour) == 1);
  CHECK(conversation.claims(kStartHour + 30, kStartHour + 30) == 1);
  CHECK(conversation.first_claim() == kStart + minutes(1));
  CHECK(conversation.last_claim() == kStart + hours(30));
}

TEST_CASE("only claims that are new and live count as live, and only until the tick") {
  Conversation conversation;
  auto post = post_by(1, kStart);
  for (const auto act : {SpeechAct::report, SpeechAct::quote, SpeechAct::debunk, SpeechAct::question,
                         SpeechAct::counter, SpeechAct::first_person}) {
    conversation.add(post, key_of(1), {act}, {});
  }
  CHECK(conversation.live_claims() == 0);
  CHECK_FALSE(conversation.has_claims());
  post.history = true;
  claim(conversation, post, 2);
  post.history = false;
  post.edit = true;
  conversation.add(post, key_of(3), {SpeechAct::claim}, {SpeechAct::claim});
  CHECK(conversation.live_claims() == 0);
  conversation.add(post, key_of(7), {SpeechAct::claim}, {SpeechAct::question});  // it claims now, and did not before
  CHECK(conversation.live_claims() == 1);
  conversation.end_tick(kStart + minutes(5));
  post.edit = false;
  claim(conversation, post, 4);
  claim(conversation, post, 5);
  CHECK(conversation.live_claims() == 2);
  conversation.end_tick(kStart + minutes(10));
  CHECK(conversation.live_claims() == 0);
}

TEST_CASE("communities and platforms are those of claims, reports and quotes since a time") {
  Conversation conversation;
  const auto say = [&](SpeechAct act, const std::string& platform, const std::string& community, int hour) {
    auto post = post_by(1, kStart + hours(hour));
    post.platform = platform;
    post.community = community;
    conversation.add(post, key_of(1), {act}, {});
  };
  say(SpeechAct::claim, "p1", "c1", 0);
  say(SpeechAct::report, "p2", "c2", 5);
  say(SpeechAct::debunk, "p3", "c3", 5);
  say(SpeechAct::claim, "p1", "c2", 9);
  say(SpeechAct::claim, "p1", "c2", 3);  // late: the latest stays
  CHECK(conversation.communities_since(kStartHour) == 2);
  CHECK(conversation.platforms_since(kStartHour) == 2);
  CHECK(conversation.communities_since(kStartHour + 9) == 1);
  CHECK(conversation.platforms_since(kStartHour + 6) == 1);
  CHECK(conversation.communities_since(kStartHour + 10) == 0);
}

TEST_CASE("the examples are the five newest, newest first, one of each text") {
  Conversation conversation;
  for (const std::uint64_t hour : {3, 1, 4, 2, 6, 5, 0}) claim(conversation, post_by(hour, kStart + hours(hour)), hour);
  CHECK(conversation.examples() == keys({6, 5, 4, 3, 2}));
  // The same words again, later: the newer post stands for them.
  auto again = post_by(2, kStart + hours(8));
  claim(conversation, again, 12);
  CHECK(conversation.examples() == keys({12, 6, 5, 4, 3}));
  // The same words again, earlier: nothing changes.
  again = post_by(6, kStart + hours(1));
  claim(conversation, again, 16);
  CHECK(conversation.examples() == keys({12, 6, 5, 4, 3}));
}

TEST_CASE("an example goes with its post, and with its claim") {
  Conversation conversation;
  for (std::uint64_t i = 1; i <= 3; ++i) claim(conversation, post_by(i, kStart + hours(i)), i);
  conversation.remove_example(key_of(2));
  conversation.remove_example(key_of(77));
  CHECK(conversation.examples() == keys({3, 1}));
  auto edit = post_by(3, kStart + hours(3));
  edit.edit = true;
  conversation.add(edit, key_of(3), {SpeechAct::question}, {SpeechAct::claim});
  CHECK(conversation.examples() == keys({1}));
  edit.event_time = kStart + hours(1);
  edit.content = entry_of(5);
  conversation.add(edit, key_of(1), {SpeechAct::claim}, {SpeechAct::claim});
  CHECK(conversation.examples() == keys({1}));
  // The example now has the words of the edit: they are not told twice.
  auto other = post_by(9, kStart);
  other.content = entry_of(5);
  claim(conversation, other, 9);
  CHECK(conversation.examples() == keys({1}));
}

TEST_CASE("the order of examples written in the same millisecond does not depend on the order they came in") {
  std::vector<std::uint64_t> order{1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<PostKey> first;
  std::mt19937 random(2);
  for (int round = 0; round < 20; ++round) {
    Conversation conversation;
    for (const auto i : order) claim(conversation, post_by(i, kStart), i);
    if (first.empty()) first = conversation.examples();
    CHECK(conversation.examples() == first);
    std::ranges::shuffle(order, random);
  }
}

TEST_CASE("a saved conversation comes back the same and goes on the same") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 20; ++round) {
    Conversation conversation;
    const auto more = [&](Conversation& to, std::uint64_t seed) {
      std::mt19937_64 own(seed);
      for (int i = 0; i < 60; ++i) {
        auto post = post_by(own() % 30, kStart + minutes(own() % 6000));
        post.community = std::to_string(own() % 9);
        if (own() % 4 == 0) post.author.reset();
        post.platform = std::to_string(own() % 3);
        post.tier = static_cast<Tier>(own() % 4);
        to.add(post, key_of(own()), {static_cast<SpeechAct>(own() % 2 * (own() % kSpeechActs))}, {}, own() % 3 == 0);
        to.add_reply(post.event_time, static_cast<Stance>(own() % kStances), +1);
      }
      to.note_day(static_cast<std::int64_t>(own() % 50));
      to.end_tick(kStart + hours(100));
    };
    if (round > 0) more(conversation, random());
    const auto bytes = saved(conversation);
    Conversation back;
    Decoder in(bytes);
    REQUIRE(back.load(in));
    CHECK(in.at_end());
    CHECK(saved(back) == bytes);
    CHECK(back.examples() == conversation.examples());
    CHECK(back.peak() == conversation.peak());
    const auto seed = random();
    more(conversation, seed);
    more(back, seed);
    CHECK(saved(back) == saved(conversation));
  }
}

TEST_CASE("replies, who vouches and who claims among the affected outlast the hours they came in") {
  Conversation conversation;
  for (std::uint64_t who = 0; who < 6; ++who) {
    auto post = post_by(who, kStart + hours(who));
    conversation.add(post, key_of(who), {SpeechAct::claim}, {}, who % 2 == 0);
    post.tier = who < 4 ? Tier::listed : Tier::people;
    conversation.add(post, key_of(100 + who), {SpeechAct::debunk}, {});
    conversation.add_reply(post.event_time, Stance::doubting, +1);
  }
  conversation.add_reply(kStart, Stance::doubting, -1);
  const auto check = [&] {
    const auto sums = conversation.window(kStartHour, kStartHour + 23);
    CHECK(sums.vouched == 4);
    CHECK(sums.replies == std::array<std::int64_t, kStances>{0, 0, 5});
    CHECK(conversation.timeline().authors(kStartHour, kStartHour + 23, Bucket::kOfAffected) == 3);
    CHECK(conversation.timeline().authors(kStartHour, kStartHour + 23, SpeechAct::claim) == 6);
    CHECK(conversation.platform_totals().claims_of("p") == 6);
  };
  check();
  conversation.end_tick(kStart + hours(24 * 5));  // the day's hours have become one bucket
  check();
  conversation.end_tick(kStart + hours(24 * 40));
  CHECK(conversation.platform_totals().claims() == 0);  // the run is over
}

TEST_CASE("a correction that an edit takes back vouches no more") {
  Conversation conversation;
  auto post = post_by(1, kStart);
  post.tier = Tier::official;
  conversation.add(post, key_of(1), {SpeechAct::debunk}, {});
  conversation.add(post, key_of(1), {SpeechAct::report}, {SpeechAct::debunk});
  CHECK(conversation.window(kStartHour, kStartHour).vouched == 0);
}

TEST_CASE("engagement is told by platform, as latest known, and an edit takes its own back") {
  Conversation conversation;
  auto post = post_by(1, kStart);
  post.platform = "mastodon";
  post.engagement = {3, 1, {}, {}};
  conversation.add(post, key_of(1), {SpeechAct::claim}, {});
  EngagementRecord change{"mastodon", kStart, post.engagement, {10, 4, {}, {}}, {}};
  conversation.add(change);
  auto other = post_by(2, kStart);
  other.platform = "forum";
  other.engagement = {{}, {}, 5, {}};
  conversation.add(other, key_of(2), {SpeechAct::claim}, {});
  auto corrected = other;
  corrected.former_engagement = other.engagement;
  corrected.engagement = {{}, {}, 6, {}};
  conversation.add(corrected, key_of(2), {SpeechAct::debunk}, {SpeechAct::claim});
  change.platform = "elsewhere";  // counts of a claim that this run does not know
  conversation.add(change);
  const auto& entries = conversation.platform_totals().entries();
  REQUIRE(entries.size() == 1);  // the forum's was taken back
  CHECK(entries[0].platform == "mastodon");
  CHECK(entries[0].claims == 1);
  CHECK(entries[0].engagement == 14);
}

TEST_CASE("who is elected is counted apart, crosses over once, and vouches for no correction") {
  Conversation conversation;
  conversation.add(post_by(1, kStart), key_of(1), {SpeechAct::claim}, {});
  auto post = post_by(2, kStart);
  post.tier = Tier::elected;
  conversation.add(post, key_of(2), {SpeechAct::claim}, {});
  conversation.add(post, key_of(3), {SpeechAct::debunk}, {});
  const auto sums = conversation.window(kStartHour, kStartHour);
  CHECK(sums.elected == 1);
  CHECK(sums.official == 0);
  CHECK(sums.vouched == 0);
  REQUIRE(conversation.crossings().size() == 1);
  CHECK(in_words(conversation.crossings().front()) == "elected representatives (p)");
}

TEST_CASE("names that are cut stay whole letters") {
  Conversation conversation;
  conversation.add(post_by(1, kStart), key_of(1), {SpeechAct::claim}, {});
  auto post = post_by(2, kStart);
  post.platform = "x";
  for (int i = 0; i < 45; ++i) post.platform += "\xc3\xa9";
  conversation.add(post, key_of(2), {SpeechAct::claim}, {});
  REQUIRE(conversation.crossings().size() == 1);
  CHECK(conversation.crossings().front().name == post.platform.substr(0, 63));
  CHECK(conversation.platform_totals().entries().back().platform == post.platform.substr(0, 63));
  CHECK(conversation.platform_totals().claims_of(post.platform) == 1);
}

TEST_CASE("of very many platforms the first are counted") {
  PlatformTotals claims;
  for (int i = 0; i < 1000; ++i) claims.add("p" + std::to_string(i), 1, 2);
  CHECK(claims.claims() == static_cast<std::int64_t>(PlatformTotals::kMost));
  CHECK(claims.claims_of("p0") == 1);
  CHECK(claims.claims_of("p999") == 0);
}

TEST_CASE("damaged bytes of a conversation are told or read, never followed out of bounds") {
  std::mt19937_64 random(4);
  Conversation conversation;
  for (std::uint64_t i = 0; i < 30; ++i) claim(conversation, post_by(i, kStart + hours(i % 7)), i);
  const auto bytes = saved(conversation);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Conversation back;
    Decoder in(std::string_view(bytes).substr(0, size));
    CHECK_FALSE(back.load(in));
  }
  for (int round = 0; round < 2000; ++round) {
    auto damaged = bytes;
    for (int flips = 0; flips < 2; ++flips) damaged[random() % damaged.size()] = static_cast<char>(random());
    Conversation back;
    Decoder in(damaged);
    if (back.load(in)) CHECK(saved(back).size() <= damaged.size());
  }
}

TEST_CASE("a conversation keeps 28 days and forgets the rest at ticks") {
  Conversation conversation;
  claim(conversation, post_by(1, kStart), 1);
  claim(conversation, post_by(2, kStart + hours(24 * 10)), 2);
  conversation.note_day(5);
  conversation.end_tick(kStart + hours(24 * 20));
  CHECK(conversation.claims(kStartHour, kStartHour) == 1);
  conversation.end_tick(kStart + hours(24 * 28 + 1));
  CHECK(conversation.claims(kStartHour, kStartHour) == 0);
  CHECK(conversation.has_claims());
  CHECK(conversation.peak() == 5);

  const auto end = conversation.forget_at();
  CHECK(end > kStart + hours(24 * 38));
  CHECK(end <= kStart + hours(24 * 39));  // what is old is kept by the day
  conversation.end_tick(end - Duration(1));
  CHECK_FALSE(conversation.empty());
  conversation.end_tick(end);
  CHECK(conversation.empty());
  CHECK_FALSE(conversation.has_claims());
  CHECK(conversation.forget_at() == Time::max());
  CHECK(conversation.examples().empty());
  REQUIRE(conversation.previous());
  CHECK(*conversation.previous() == Run{kStart, kStart + hours(24 * 10), 2, 5});
  Conversation fresh;
  fresh.remember(*conversation.previous());
  CHECK(saved(conversation) == saved(fresh));
}

TEST_CASE("the memory of a conversation is bounded, however much is said and wherever") {
  Conversation conversation;
  std::mt19937_64 random(5);
  for (std::uint64_t i = 0; i < 6000; ++i) {
    auto post = post_by(random(), kStart + minutes(i * 20));
    post.community = std::to_string(i);
    post.platform = std::to_string(i / 2);
    claim(conversation, post, i);
    if (i % 50 == 0) conversation.end_tick(post.event_time);
  }
  CHECK(conversation.communities_since(0) <= Places::kMost);
  CHECK(conversation.platforms_since(0) <= Places::kMost);
  CHECK(conversation.examples().size() == Conversation::kExamples);
  CHECK(conversation.claims(kStartHour, kStartHour + 6000) <= 3 * (24 * 28 + 18));
}

TEST_CASE("counts as high as they can be told do not overflow") {
  Conversation conversation;
  auto post = post_by(1, kStart);
  const auto most = ~std::uint64_t{0};
  post.engagement = {most, most, most, most};
  for (std::uint64_t i = 0; i < 2000; ++i) claim(conversation, post, i);
  CHECK(conversation.window(kStartHour, kStartHour).engagement > 0);
  // Taken back, nothing is left.
  post.edit = true;
  post.former_engagement = post.engagement;
  for (std::uint64_t i = 0; i < 2000; ++i) conversation.add(post, key_of(i), {}, {SpeechAct::claim});
  CHECK(conversation.window(kStartHour, kStartHour).engagement == 0);
  conversation.add(EngagementRecord{"p", kStart, {}, post.engagement, {}});
  conversation.add(EngagementRecord{"p", kStart, post.engagement, {}, {}});
  CHECK(conversation.window(kStartHour, kStartHour).engagement == 0);
}
