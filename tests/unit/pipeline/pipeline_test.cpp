#include "pipeline/pipeline.hpp"

#include <doctest/doctest.h>

#include <random>
#include <thread>

#include "pipeline/fixture.hpp"
#include "pipeline/replay.hpp"
#include "store/key_file.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

namespace {

struct World {
  TempFolder folder;
  RuleFiles files = rule_files();
  FixedClock clock;

  World() {
    const auto key = replay_key();  // so that a live run and a replay of the same posts have the same sketches
    folder.write("key", {reinterpret_cast<const char*>(key.data()), key.size()});
    std::filesystem::permissions(folder.file("key"),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    folder.write("forum.ndjson", story(1, 1500, "forum"));
    folder.write("video.ndjson", story(2, 1200, "video"));
  }

  std::vector<std::unique_ptr<Feed>> feeds(std::size_t batch_lines = 20) {
    std::vector<std::unique_ptr<Feed>> feeds;
    feeds.push_back(file_feed("forum", folder.file("forum.ndjson"), batch_lines));
    feeds.push_back(file_feed("video", folder.file("video.ndjson"), batch_lines));
    return feeds;
  }

  std::unique_ptr<Pipeline> pipeline(const std::string& database, PipelineOptions options,
                                     std::size_t batch_lines = 20) {
    auto made = Pipeline::make(open_store(folder.file(database), folder.file("key")), rules(files), files,
                               feeds(batch_lines), {}, clock, std::move(options));
    REQUIRE_MESSAGE(made.ok(), made.error().text());
    return std::move(*made);
  }

  std::string run(const std::string& database, PipelineOptions options, std::size_t batch_lines = 20) {
    auto running = pipeline(database, std::move(options), batch_lines);
    REQUIRE(running->start().ok());
    CHECK(running->wait_for_end());
    const auto stopped = running->stop();
    REQUIRE_MESSAGE(stopped.ok(), stopped.error().text());
    return dump(running->store());
  }
};

std::function<void()> random_delays(unsigned seed) {
  return [random = std::make_shared<std::mt19937>(seed), mutex = std::make_shared<std::mutex>()] {
    unsigned pause = 0;
    {
      const std::lock_guard lock(*mutex);
      pause = static_cast<unsigned>((*random)() % 4000);
    }
    std::this_thread::sleep_for(
        std::chrono::microseconds(pause));  // the disorder that is tested, not a wait for something
  };
}

// The alerts of a dump.
std::vector<std::string> bodies(const std::string& dumped) {
  std::vector<std::string> found;
  std::size_t at = 0;
  while (at < dumped.size()) {
    const auto end = dumped.find('\n', at);
    const auto one = dumped.substr(at, end - at);
    if (one.starts_with('{')) found.push_back(one);
    at = end + 1;
  }
  return found;
}

}  // namespace

TEST_CASE("the same input gives the same journal and outbox, byte for byte, whatever the workers and batches") {
  World world;
  const auto first = world.run("first.db", events_options());
  CHECK(bodies(first).size() >= 5);

  SUBCASE("twice") { CHECK((world.run("second.db", events_options()) == first)); }
  SUBCASE("four workers with random delays") {
    auto options = events_options(4);
    options.intake.worker_delay = random_delays(7);
    CHECK((world.run("second.db", options) == first));
  }
  SUBCASE("other batches and transactions") {
    auto options = events_options(3);
    options.posts_per_transaction = 1000;
    CHECK((world.run("second.db", options, 333) == first));
  }
}

TEST_CASE("by the clock of events an input that begins with many lines without a time is read to its end") {
  World world;
  std::string undated;
  for (int i = 0; i < 100; ++i) {
    undated += fmt::format(R"({{"platform":"forum","id":"u{}","text":"newcomers get free lamps","lang":"en"}})"
                           "\n",
                           i);
    undated += "this is no json\n";
  }
  SUBCASE("and then have one") {
    world.folder.write("forum.ndjson", undated + story(1, 300, "forum"));
    const auto one = world.run("one.db", events_options());
    auto options = events_options(2);
    options.posts_per_transaction = 1000;
    CHECK((world.run("other.db", options) == one));
  }
  SUBCASE("and never have one") {
    world.folder.write("forum.ndjson", undated);
    world.folder.write("video.ndjson", "");
    CHECK(world.run("one.db", events_options()).size() > 100);
  }
}

TEST_CASE("what was advised live is what a replay of the journal advises, and what a replay of the posts advises") {
  World world;
  const auto live = world.run("live.db", events_options());
  std::vector<std::string> replayed;
  const auto status = replay_journal(world.folder.file("live.db"), [&](const OutboxEntry& entry) -> Status {
    replayed.push_back(entry.body);
    return {};
  });
  REQUIRE_MESSAGE(status.ok(), status.error().text());
  CHECK((replayed == bodies(live)));

  std::vector<std::string> posted;
  const auto result = replay_posts(rules(world.files), world.files, world.feeds(), world.clock, events_options(2),
                                   [&](const OutboxEntry& entry) -> Status {
                                     posted.push_back(entry.body);
                                     return {};
                                   });
  REQUIRE(result.ok());
  CHECK((posted == bodies(live)));
  CHECK(result->rejected_lines > 0);
}

TEST_CASE("stopped and started again many times, the journal is that of one undisturbed run") {
  World world;
  const auto undisturbed = world.run("one.db", events_options());
  auto options = events_options(2);
  options.intake.worker_delay = random_delays(3);
  options.posts_per_transaction = 11;
  std::mt19937 random(5);
  bool ended = false;
  int starts = 0;
  for (; !ended && starts < 200; ++starts) {
    auto pipeline = world.pipeline("many.db", options);
    const auto from = pipeline->status().records;
    const auto until = from + 30 + random() % 200;
    REQUIRE(pipeline->start().ok());
    while (!ended && pipeline->status().records < until) {
      ended = pipeline->status().inputs_ended;
      std::this_thread::yield();
    }
    REQUIRE(pipeline->stop().ok());
  }
  CHECK(starts > 5);
  const auto store = open_store(world.folder.file("many.db"), world.folder.file("key"));
  CHECK((dump(*store) == undisturbed));
}

TEST_CASE("a full disk pauses intake, says so, and goes on exactly when there is room again") {
  World world;
  const auto undisturbed = world.run("one.db", events_options());
  auto pipeline = world.pipeline("full.db", events_options());
  pipeline->store().limit_pages(60);
  REQUIRE(pipeline->start().ok());
  while (pipeline->status().paused.empty() && !pipeline->status().inputs_ended) std::this_thread::yield();
  CHECK(pipeline->status().paused.find("full") != std::string::npos);
  CHECK_FALSE(pipeline->status().inputs_ended);
  pipeline->store().limit_pages(0);
  CHECK(pipeline->wait_for_end());
  CHECK(pipeline->status().paused.empty());
  REQUIRE(pipeline->stop().ok());
  CHECK((dump(pipeline->store()) == undisturbed));
}

TEST_CASE("a daemon stopped while its disk is full loses nothing: the next start reads on") {
  World world;
  const auto undisturbed = world.run("one.db", events_options());
  {
    auto pipeline = world.pipeline("full.db", events_options());
    pipeline->store().limit_pages(60);
    REQUIRE(pipeline->start().ok());
    while (pipeline->status().paused.empty()) std::this_thread::yield();
    const auto stopped = pipeline->stop();
    REQUIRE_FALSE(stopped.ok());
    CHECK(stopped.error().code == "store-full");
  }
  CHECK((world.run("full.db", events_options()) == undisturbed));
}

TEST_CASE("a locked database pauses intake and goes on exactly when the lock is gone") {
  World world;
  const auto undisturbed = world.run("one.db", events_options());
  auto pipeline = world.pipeline("locked.db", events_options());
  auto other = Database::open(world.folder.file("locked.db"));
  REQUIRE(other.ok());
  REQUIRE(other->run("BEGIN IMMEDIATE").ok());
  REQUIRE(pipeline->start().ok());
  while (pipeline->status().paused.empty()) std::this_thread::yield();
  CHECK(pipeline->status().paused.find("locked") != std::string::npos);
  REQUIRE(other->run("COMMIT").ok());
  CHECK(pipeline->wait_for_end());
  REQUIRE(pipeline->stop().ok());
  CHECK((dump(pipeline->store()) == undisturbed));
}

TEST_CASE("a text deleted with the last post of all leaves the log, though nothing is committed any more") {
  World world;
  const std::string secret = "newcomers get lamps, said in confidence";
  world.folder.write("forum.ndjson", line({"1", secret}) + line({"1", secret, "a", R"(,"deleted":true)"}));
  world.folder.write("video.ndjson", "");
  auto options = events_options();
  options.posts_per_transaction = 1;
  auto store = Store::open({world.folder.file("s.db"), world.folder.file("key"), {}, Duration(0)});
  REQUIRE(store.ok());
  auto made =
      Pipeline::make(std::move(*store), rules(world.files), world.files, world.feeds(), {}, world.clock, options);
  REQUIRE(made.ok());
  auto reader = Database::open(world.folder.file("s.db"));
  REQUIRE(reader->run("BEGIN; SELECT count(*) FROM texts").ok());
  REQUIRE((*made)->start().ok());
  REQUIRE((*made)->wait_for_end());
  const auto in_log = [&] {
    std::ifstream log(world.folder.file("s.db-wal"), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(log), {}).find(secret) != std::string::npos;
  };
  CHECK(in_log());
  REQUIRE(reader->run("COMMIT").ok());
  while (in_log()) std::this_thread::yield();
  REQUIRE((*made)->stop().ok());
}

TEST_CASE("a start after the rules were edited folds the tail under the old set, then swaps, with one record") {
  World world;
  const auto before = world.run("rules.db", events_options());
  world.files = rule_files("green lamps");
  const auto restarted = world.run("rules.db", events_options());
  CHECK(restarted.starts_with(before.substr(0, before.find("\n{"))));

  // The input had ended: the swap waits for the next stamp, which new posts bring.
  std::ofstream(world.folder.file("forum.ndjson"), std::ios::app)
      << line({"late-1", "green lamps for everyone", "u1", "", kMonday + std::chrono::hours(24 * 20)});
  const auto after = world.run("rules.db", events_options());
  std::size_t swaps = 0;
  auto store = open_store(world.folder.file("rules.db"), world.folder.file("key"));
  REQUIRE(store
              ->each_record(0,
                            [&](Record&& record) -> Status {
                              swaps += std::holds_alternative<RulesRecord>(record.body) ? 1 : 0;
                              return {};
                            })
              .ok());
  CHECK(swaps == 2);
}

TEST_CASE("clock wall: arrival is the stamp, ticks come without posts, and a file that grows is followed") {
  World world;
  world.folder.write("grow.ndjson", line({"1", "newcomers get lamps", "u1", "", kMonday}));
  world.clock.set(kMonday + 10min);
  PipelineOptions options;
  options.journal.tick = 1min;
  std::vector<std::unique_ptr<Feed>> feeds;
  feeds.push_back(file_feed("forum", world.folder.file("grow.ndjson")));
  auto made = Pipeline::make(open_store(world.folder.file("wall.db"), world.folder.file("key")), rules(world.files),
                             world.files, std::move(feeds), {}, world.clock, options);
  REQUIRE(made.ok());
  auto& pipeline = **made;
  REQUIRE(pipeline.start().ok());
  while (pipeline.status().feeds[0].totals.read < 1) std::this_thread::yield();
  world.clock.set(kMonday + 13min);
  while (pipeline.status().ticks < 1) std::this_thread::yield();
  std::ofstream(world.folder.file("grow.ndjson"), std::ios::app)
      << line({"2", "newcomers get lamps", "u2", "", kMonday + 10h});
  while (pipeline.status().feeds[0].totals.read < 2) std::this_thread::yield();
  REQUIRE(pipeline.stop().ok());

  std::vector<Record> records;
  REQUIRE(pipeline.store()
              .each_record(0,
                           [&](Record&& record) -> Status {
                             records.push_back(std::move(record));
                             return {};
                           })
              .ok());
  Time last = Time::min();
  std::vector<PostRecord> posts;
  for (const auto& record : records) {
    CHECK(record.stamp >= last);
    last = record.stamp;
    if (const auto* post = std::get_if<PostRecord>(&record.body)) posts.push_back(*post);
  }
  REQUIRE(posts.size() == 2);
  CHECK(posts[0].event_time == kMonday);
  CHECK(posts[1].event_time == kMonday + 13min);  // said to be written ten hours later: never after arrival
}

TEST_CASE("a set of rules that a reload has replaced is let go") {
  World world;
  PipelineOptions options;
  options.journal.tick = 1min;
  options.on_problem = [](const std::string&, const LineProblem&) {};
  auto pipeline = world.pipeline("reloads.db", options);
  REQUIRE(pipeline->start().ok());
  std::vector<std::weak_ptr<const RuleSet>> former;
  for (const auto* phrase : {"green lamps", "red lamps", "blue lamps"}) {
    former.emplace_back(pipeline->status().rules);
    const auto files = rule_files(phrase);
    REQUIRE(pipeline->reload({rules(files), files, world.feeds(), {}}).ok());
  }
  for (const auto& set : former) {
    while (!set.expired()) std::this_thread::yield();  // the threads that matched under it take their next step
  }
  REQUIRE(pipeline->stop().ok());
}

TEST_CASE("claims that weights outweigh are counted by narrative, and are in no record") {
  World world;
  const auto counted = [&](const std::string& database) {
    auto pipeline = world.pipeline(database, events_options(2));
    REQUIRE(pipeline->start().ok());
    CHECK(pipeline->wait_for_end());
    REQUIRE(pipeline->stop().ok());
    return pipeline->status().counts;
  };
  const auto claims = [](const PathCounts& counts, std::string_view id) {
    const auto at = counts.matches.find(id);
    return at == counts.matches.end() ? 0 : at->second[static_cast<std::size_t>(SpeechAct::claim)];
  };
  const auto without = counted("without.db");
  CHECK(without.outweighed.empty());
  world.files["weights/en.yaml"] = "narratives: [lamps]\nbias: 0\nleast: 1\nwords: |\n  1 nothing\n";
  const auto with = counted("with.db");
  CHECK(claims(without, "lamps") > 0);
  CHECK(claims(with, "lamps") == 0);
  REQUIRE(with.outweighed.size() == 1);
  CHECK(with.outweighed.begin()->first == "lamps");
  CHECK(with.outweighed.begin()->second >= claims(without, "lamps"));
}

TEST_CASE("what is counted agrees with the journal, and a restart counts nothing again") {
  World world;
  auto options = events_options(2);
  options.checkpoint_every = 24h;
  auto pipeline = world.pipeline("counts.db", options);
  REQUIRE(pipeline->start().ok());
  CHECK(pipeline->wait_for_end());
  REQUIRE(pipeline->stop().ok());
  const auto status = pipeline->status();

  std::map<std::string, std::uint64_t> matched;
  std::map<std::string, std::array<std::uint64_t, kSpeechActs>, std::less<>> matches;
  std::uint64_t records = 0;
  const auto visit = [&](Record&& record) -> Status {
    ++records;
    const auto* post = std::get_if<PostRecord>(&record.body);
    if (post == nullptr || post->matches.empty()) return {};
    ++matched[post->feed];
    for (const auto& match : post->matches) ++matches[match.narrative][static_cast<std::size_t>(match.act)];
    return {};
  };
  REQUIRE(pipeline->store().each_record(0, visit).ok());
  CHECK(status.counts.records == records);
  CHECK((status.counts.matches == matches));
  CHECK(matches.size() == 2);
  for (const auto& feed : status.feeds) {
    CHECK(feed.counts.matched == matched[feed.id]);
    CHECK(feed.counts.matched > 0);
    std::uint64_t rejected = 0;
    for (const auto count : feed.counts.rejected) rejected += count;
    CHECK(rejected == feed.totals.rejected);
    CHECK(feed.counts.rejected[static_cast<std::size_t>(Rejection::json)] > 0);
    CHECK(feed.counts.rejected[static_cast<std::size_t>(Rejection::type)] > 0);
    CHECK(feed.counts.rejected[static_cast<std::size_t>(Rejection::none)] == 0);
    CHECK(feed.contact.tried);
    CHECK(feed.contact.last_success == world.clock.now());
    CHECK(feed.lag.has_value());
  }
  std::uint64_t alerts = 0;
  for (const auto& changes : status.counts.alert_changes) {
    for (const auto count : changes) alerts += count;
  }
  CHECK(alerts == bodies(dump(pipeline->store())).size());
  CHECK(status.latest_alert == alerts);
  CHECK(pipeline->timings().commit.Collect().histogram.sample_count == status.counts.transactions);
  const auto batches = pipeline->timings().match.Collect().histogram.sample_count;
  CHECK(pipeline->timings().batch.Collect().histogram.sample_count == batches);

  // The tail is folded again from the last checkpoint but one: its alerts are known.
  pipeline.reset();
  auto database = Database::open(world.folder.file("counts.db"));
  REQUIRE(database.ok());
  REQUIRE(database->run("DELETE FROM checkpoints").ok());
  pipeline = world.pipeline("counts.db", options);
  REQUIRE(pipeline->start().ok());
  CHECK(pipeline->wait_for_end());
  REQUIRE(pipeline->stop().ok());
  CHECK(pipeline->status().counts.alerts == 0);
  CHECK(pipeline->status().latest_alert == alerts);
  CHECK(pipeline->status().counts.matches.empty());
}
