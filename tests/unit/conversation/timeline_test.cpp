#include "conversation/timeline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

#include "conversation/places.hpp"
#include "conversation/top_authors.hpp"

using namespace sait;

namespace {

constexpr Hour kStart = 480'000;  // a midnight: a multiple of 24

SketchEntry author(std::uint64_t number) {
  std::mt19937_64 random(number);
  return DistinctSketch::entry_of(random());
}

void claim(Timeline& timeline, Hour hour, std::uint64_t who) {
  auto& bucket = timeline.at(hour);
  ++bucket.posts[0];
  bucket.add_author(SpeechAct::claim, author(who));
  timeline.count_claims(hour, 1);
}

std::string saved(const Timeline& timeline) {
  Encoder out;
  timeline.save(out);
  return out.take();
}

}  // namespace

TEST_CASE("whole days say what their hours said, whether posts came in time or late") {
  std::mt19937_64 random(1);
  Timeline in_time, late, hourly;
  std::vector<std::pair<Hour, std::uint64_t>> posts;
  for (int i = 0; i < 3'000; ++i) posts.emplace_back(kStart + static_cast<Hour>(random() % (20 * 24)), random() % 900);
  std::ranges::sort(posts);
  for (const auto& [hour, who] : posts) {
    in_time.advance(hour);
    claim(in_time, hour, who);
    claim(hourly, hour, who);
  }
  const auto now = kStart + 20 * 24;
  in_time.advance(now);
  late.advance(now);
  for (const auto& [hour, who] : posts) claim(late, hour, who);
  late.advance(now);
  CHECK(saved(in_time) == saved(late));
  // Windows that begin with a day are exact; the last two days are exact by the hour.
  for (int day = 0; day < 20; ++day) {
    const auto first = kStart + day * 24;
    const auto is = in_time.window(first, now - 1), wanted = hourly.window(first, now - 1);
    CHECK(is.posts == wanted.posts);
    CHECK(in_time.authors(first, now - 1, SpeechAct::claim) == hourly.authors(first, now - 1, SpeechAct::claim));
  }
  for (Hour hour = now - 48; hour < now; ++hour) {
    CHECK(in_time.authors(hour, hour + 5, SpeechAct::claim) == hourly.authors(hour, hour + 5, SpeechAct::claim));
    CHECK(in_time.posts(hour, hour + 5, SpeechAct::claim) == hourly.claims(hour, hour + 5));
  }
  // A window that begins within an old day has all of that day, never less than it holds.
  CHECK(in_time.window(kStart + 30, now - 1).of(SpeechAct::claim) >=
        hourly.window(kStart + 30, now - 1).of(SpeechAct::claim));
  // Claims by the hour stay exact for all 28 days.
  for (Hour hour = kStart; hour < now; ++hour) CHECK(in_time.claims(hour, hour) == hourly.claims(hour, hour));
}

TEST_CASE("authors are counted by act, each once") {
  Timeline timeline;
  for (std::uint64_t who = 0; who < 10; ++who) {
    timeline.at(kStart).add_author(SpeechAct::claim, author(who));
    timeline.at(kStart + 1).add_author(SpeechAct::claim, author(who + 5));
    timeline.at(kStart).add_author(SpeechAct::debunk, author(who % 3));
  }
  const auto authors = [&](SpeechAct act) { return timeline.authors(kStart, kStart + 1, act); };
  CHECK(authors(SpeechAct::claim) == 15);
  CHECK(authors(SpeechAct::debunk) == 3);
  CHECK(authors(SpeechAct::question) == 0);
}

TEST_CASE("a timeline of years holds no more than 28 days of buckets") {
  Timeline timeline;
  std::size_t most = 0;
  for (Hour hour = kStart; hour < kStart + 24 * 400; ++hour) {
    claim(timeline, hour, static_cast<std::uint64_t>(hour));
    timeline.advance(hour);
    most = std::max(most, timeline.heap_bytes());
  }
  CHECK(most < 64'000);  // 72 hours and 28 days of a bucket each, 672 counts
  timeline.advance(kStart + 24 * 460);
  CHECK(timeline.empty());
  CHECK(saved(timeline) == saved(Timeline()));
}

TEST_CASE("the loudest author's share is at least what is told, and a voice of more than half is always found") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    TopAuthors top;
    std::map<std::uint64_t, std::uint64_t> posts;
    const auto loud = random() % 100;
    std::uint64_t all = 0;
    for (int i = 0; i < 400; ++i) {
      const auto who = random() % 100 < loud ? 1 : 2 + random() % 300;
      top.add(kStart + static_cast<Hour>(random() % 6), author(who));
      ++posts[who];
      ++all;
    }
    std::uint64_t most = 0;
    for (const auto& [who, count] : posts) most = std::max(most, count);
    const auto share = top.share(kStart, kStart + 5);
    CHECK(share.posts == all);
    CHECK(share.loudest <= most + 1);  // two authors may share an entry
    CHECK(share.loudest + all / TopAuthors::kCounters >= most);
    Encoder out;
    top.save(out);
    const auto bytes = out.take();
    TopAuthors back;
    Decoder in(bytes);
    REQUIRE(back.load(in));
    CHECK(back.share(kStart, kStart + 5).loudest == share.loudest);
  }
}

TEST_CASE("the loudest author is that of the last day") {
  TopAuthors top;
  for (int i = 0; i < 50; ++i) top.add(kStart, author(1));
  top.advance(kStart + 48);
  CHECK(top.share(kStart, kStart + 48).posts == 0);
  for (Hour hour = kStart; hour < kStart + 100; ++hour) top.add(hour, author(static_cast<std::uint64_t>(hour)));
  CHECK(top.share(kStart, kStart + 100).posts <= TopAuthors::kPieces * 6);
}

TEST_CASE("places are told apart by name, with the hour in which they were last seen") {
  Places places;
  CHECK(places.note("a", 10));
  CHECK_FALSE(places.note("a", 5));
  CHECK(places.note("b", 20));
  CHECK(places.since(0) == 2);
  CHECK(places.since(11) == 1);
  places.forget(11);
  CHECK(places.note("a", 12));
  for (std::size_t i = 0; i < 2 * Places::kMost; ++i) (void)places.note(std::to_string(i), 30);
  CHECK(places.since(0) == Places::kMost);
}
