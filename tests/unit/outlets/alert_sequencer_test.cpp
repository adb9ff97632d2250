#include "outlets/alert_sequencer.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace sait;

namespace {

struct Seen {
  std::vector<std::uint64_t> sequences;
  std::vector<SubscriberEvent> events;
  AlertSequencer make(std::uint64_t from = 1, const std::string& run = {}) {
    return {from, run,
            [this](std::uint64_t sequence, std::string_view json) {
              CHECK(json == std::to_string(sequence));
              sequences.push_back(sequence);
            },
            [this](const SubscriberEvent& event) { events.push_back(event); }};
  }
  [[nodiscard]] bool complete(std::uint64_t first, std::uint64_t last) const {
    if (sequences.size() != last - first + 1) return false;
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      if (sequences[i] != first + i) return false;
    }
    return true;
  }
};

/// The page a publisher with `latest` alerts would send, `oldest` being the first it still has.
bool give_page(AlertSequencer& sequencer, const std::string& run, std::uint64_t from, std::uint64_t latest,
               std::uint64_t size, std::uint64_t oldest = 1) {
  std::vector<std::string> texts;
  wire::PageHeader header{run, from, latest, 0, std::max(from, latest + 1), Duration(0)};
  for (auto i = std::max(from, oldest); i <= latest && texts.size() < size; ++i) texts.push_back(std::to_string(i));
  std::vector<AlertSequencer::Item> items;
  for (const auto& text : texts) items.push_back({std::stoull(text), text});
  header.count = items.size();
  if (!items.empty()) header.next = items.back().sequence + 1;
  return sequencer.page(header, items);
}

}  // namespace

TEST_CASE("whatever is lost, doubled or late on the way, every alert comes out once and in order") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Seen seen;
    const std::uint64_t from = 1 + random() % 20;
    auto sequencer = seen.make(from);
    std::uint64_t published = 0;
    std::uint64_t asked = 0,
                  answered_at = 0;  // the request under way (0: none), and the publisher's latest when it answered
    const std::uint64_t goal = 50 + random() % 300;
    for (int step = 0; step < 100'000 && (published < goal || sequencer.missing() || asked > 0); ++step) {
      switch (random() % 4) {
        case 0:
        case 1:
          if (published < goal) ++published;
          if (published > 0 && random() % 3 != 0) {
            const auto sequence = random() % 8 == 0 ? 1 + random() % published : published;
            REQUIRE(sequencer.live("r", sequence, std::to_string(sequence)));
          }
          break;
        case 2:
          if (published == goal || random() % 4 == 0) REQUIRE(sequencer.heartbeat("r", published));
          break;
        default:
          if (asked > 0) {
            if (random() % 4 != 0) REQUIRE(give_page(sequencer, "r", asked, answered_at, 1 + random() % 40));
            asked = 0;
          } else {
            asked = sequencer.missing().value_or(0);
            answered_at = published;
          }
      }
    }
    REQUIRE(sequencer.heartbeat("r", published));
    while (const auto missing = sequencer.missing()) REQUIRE(give_page(sequencer, "r", *missing, published, 100));
    CHECK(seen.complete(from, published));
  }
}

TEST_CASE("at the start something is always missing, because nobody knows yet") {
  Seen seen;
  auto sequencer = seen.make(5);
  CHECK(sequencer.missing() == 5);
  CHECK(give_page(sequencer, "r", 5, 4, 100));
  CHECK_FALSE(sequencer.missing());
  CHECK(seen.events.empty());
}

TEST_CASE("a new run is said once and everything begins again at 1") {
  Seen seen;
  auto sequencer = seen.make();
  CHECK(give_page(sequencer, "old", 1, 7, 100));
  CHECK_FALSE(sequencer.live("new", 3, "3"));
  CHECK(sequencer.run() == "new");
  CHECK(sequencer.missing() == 1);
  CHECK(give_page(sequencer, "new", 1, 3, 100));
  CHECK(seen.sequences == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 1, 2, 3});
  REQUIRE(seen.events.size() == 1);
  CHECK(seen.events[0].kind == SubscriberEvent::Kind::new_run);
}

TEST_CASE("a position from another run is not taken for one of this run") {
  Seen seen;
  auto sequencer = seen.make(40, "old");
  CHECK_FALSE(sequencer.heartbeat("new", 45));
  CHECK(sequencer.missing() == 1);
}

TEST_CASE("what the store no longer has is said and does not stop the rest") {
  Seen seen;
  auto sequencer = seen.make();
  CHECK(give_page(sequencer, "r", 1, 12, 100, 10));
  CHECK(seen.complete(10, 12));
  REQUIRE(seen.events.size() == 1);
  CHECK(seen.events[0].kind == SubscriberEvent::Kind::lost);
  CHECK(seen.events[0].text == "the store no longer has 1 to 9");
  CHECK_FALSE(sequencer.missing());
}

TEST_CASE("a publisher behind its subscriber is reported once") {
  Seen seen;
  auto sequencer = seen.make(100);
  CHECK(give_page(sequencer, "r", 100, 10, 100));
  CHECK(give_page(sequencer, "r", 100, 10, 100));
  REQUIRE(seen.events.size() == 1);
  CHECK(seen.events[0].kind == SubscriberEvent::Kind::ahead);
}

TEST_CASE("live alerts beyond a hole are kept up to a limit and the rest is recovered") {
  Seen seen;
  auto sequencer = seen.make();
  CHECK(give_page(sequencer, "r", 1, 1, 100));
  const std::uint64_t last = AlertSequencer::kKept * 2;
  for (std::uint64_t i = 3; i <= last; ++i) CHECK(sequencer.live("r", i, std::to_string(i)));
  CHECK(seen.complete(1, 1));
  CHECK(sequencer.missing() == 2);
  CHECK(give_page(sequencer, "r", 2, last, 1));
  CHECK(seen.complete(1, AlertSequencer::kKept + 2));
  CHECK(give_page(sequencer, "r", *sequencer.missing(), last, last));
  CHECK(seen.complete(1, last));
  CHECK(seen.events.size() == 1);
}
