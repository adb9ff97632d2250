// Declared audiences from the posts of feeds to alerts, and in the past that a reload brings.
#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "pipeline/backfill.hpp"
#include "pipeline/fixture.hpp"
#include "pipeline/replay.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kCity =
    "regions:\n"
    "  - {id: chemnitz, names: [Chemnitz, Karl-Marx-Stadt], within: DE}\n"
    "  - {id: DE}\n"
    "audiences:\n"
    "  - {id: city, title: Chemnitz, languages: [en], regions: [chemnitz]}\n";

RuleFiles city_files(const std::string& audiences = kCity, const std::string& more_phrase = "blue lamps") {
  auto files = rule_files(more_phrase);
  auto& lamps = files["narratives/lamps.yaml"];
  lamps.replace(lamps.find("'newcomers ... lamps'"), 0, "'newcomers in <place> want lamps', ");
  if (!audiences.empty()) files["audiences.yaml"] = audiences;
  return files;
}

struct City {
  TempFolder folder;
  FixedClock clock;
  std::string town, wide;
  std::shared_ptr<AuthorLists> lists = std::make_shared<AuthorLists>();
  int sent = 0;

  void add(std::string& feed, const std::string& text, const std::string& extra = {}, const std::string& author = {}) {
    ++sent;
    feed += line({std::to_string(sent), text, author.empty() ? "a" + std::to_string(sent) : author, extra,
                  kMonday + std::chrono::minutes(sent)});
  }
  // A story of both feeds: claims of the town, of the whole, and talk about the town elsewhere.
  void tell() {
    for (int i = 0; i < 12; ++i) {
      add(town, "newcomers get free lamps");
      add(wide, "newcomers all have lamps");
      add(wide, "newcomers in " + std::string(i % 2 == 0 ? "CHEMNITZ" : "Karl Marx Stadt") + " want lamps");
      add(wide, "is it true that newcomers get lamps?");
    }
  }

  static std::unique_ptr<Feed> feed(const std::string& id, const std::string& path,
                                    std::vector<std::string> regions = {}) {
    auto declared = declaration(id);
    declared.regions = std::move(regions);
    declared.platform = "forum";
    NdjsonOptions options;
    options.path = path;
    options.lines.batch_lines = 7;
    options.poll = Duration(10);
    auto made = std::make_unique<NdjsonFeed>(declared, options);
    made->set_settings(id + path);
    return made;
  }
  std::vector<std::unique_ptr<Feed>> feeds() {
    folder.write("town.ndjson", town);
    folder.write("wide.ndjson", wide);
    std::vector<std::unique_ptr<Feed>> feeds;
    feeds.push_back(feed("town", folder.file("town.ndjson"), {"Karl-Marx-Stadt"}));
    feeds.push_back(feed("wide", folder.file("wide.ndjson")));
    return feeds;
  }
  std::vector<FeedDeclaration> declarations() {
    std::vector<FeedDeclaration> all;
    for (const auto& feed : feeds()) all.push_back(feed->declaration());
    return all;
  }
  std::string run(const RuleFiles& files, const std::string& database = "saitd.db", std::size_t workers = 1) {
    auto options = events_options(workers);
    options.authors = lists;
    auto made = Pipeline::make(open(database), rules(files), files, feeds(), {}, clock, options);
    REQUIRE_MESSAGE(made.ok(), made.error().text());
    REQUIRE((*made)->start().ok());
    CHECK((*made)->wait_for_end());
    REQUIRE((*made)->stop().ok());
    return dump((*made)->store());
  }
  std::unique_ptr<Store> open(const std::string& database = "saitd.db") {
    return open_store(folder.file(database), folder.file("key"));
  }
  BackfillRecord under(const RuleFiles& files, const RuleSet* former) {
    Backfill backfill(rules(files), declarations(), former);
    REQUIRE(backfill.read(*open(), kMonday - 1h).ok());
    return backfill.take().record;
  }
};

// How many posts count for an audience, as the journal has them.
std::size_t counted(Store& store, const std::string& audience) {
  std::size_t posts = 0;
  const auto has = [&](const std::vector<MatchRef>& matches) {
    return std::ranges::find(matches, audience, &MatchRef::audience) != matches.end();
  };
  const auto status = store.each_record(0, [&](Record&& record) -> Status {
    if (const auto* post = std::get_if<PostRecord>(&record.body); post != nullptr && has(post->matches)) ++posts;
    if (const auto* past = std::get_if<BackfillRecord>(&record.body)) {
      for (const auto& [key, post] : past->posts) posts += has(post.matches) && !has(post.superseded) ? 1U : 0U;
    }
    return {};
  });
  REQUIRE(status.ok());
  return posts;
}

std::vector<std::string> alerts_of(Store& store) {
  std::vector<std::string> bodies;
  auto outbox = store.open_outbox();
  const auto entries = (*outbox)->read(0, 1000);
  REQUIRE(entries.ok());
  for (const auto& entry : *entries) bodies.push_back(entry.body);
  return bodies;
}

}  // namespace

TEST_CASE("a city hears its own feed and what is said of it elsewhere, the language hears all") {
  City city;
  city.tell();
  (void)city.run(city_files());
  auto store = city.open();
  CHECK(counted(*store, "city") == 24);
  CHECK(counted(*store, "en") == 48);
  const auto alerts = alerts_of(*store);
  const auto of = [&](const std::string& audience) {
    return std::ranges::count_if(
        alerts, [&](const auto& body) { return body.find("\"audience\":\"" + audience + "\"") != std::string::npos; });
  };
  CHECK(of("city") > 0);
  CHECK(of("en") > 0);
}

TEST_CASE("an account that the operator has listed in a city is heard there, and no record says so") {
  City city;
  city.lists->add("forum", "hall", Tier::official, "KARL-MARX-STADT");
  city.lists->add("forum", "paper", Tier::media, "Atlantis");
  city.add(city.wide, "newcomers get free lamps", {}, "hall");
  city.add(city.wide, "newcomers get free lamps", {}, "paper");
  city.add(city.wide, "newcomers get free lamps");
  (void)city.run(city_files());
  auto store = city.open();
  CHECK(counted(*store, "city") == 1);
  CHECK(counted(*store, "en") == 3);
}

TEST_CASE("with audiences, too, neither workers nor a replay nor a restart change a byte") {
  City city;
  city.lists->add("forum", "a3", Tier::listed, "Chemnitz");
  city.tell();
  const auto one = city.run(city_files(), "one.db");
  auto store = city.open("one.db");
  std::vector<std::string> replayed;
  REQUIRE(replay_journal(city.folder.file("one.db"), [&](const OutboxEntry& entry) -> Status {
            replayed.push_back(entry.body);
            return {};
          }).ok());
  CHECK(replayed == alerts_of(*store));
  store.reset();
  CHECK(city.run(city_files(), "four.db", 4) == one);
  CHECK(city.run(city_files(), "one.db") == one);  // nothing new came
}

TEST_CASE("without audiences a feed's region changes nothing that is counted") {
  City city;
  city.tell();
  (void)city.run(city_files(""));
  CHECK(counted(*city.open(), "city") == 0);
  CHECK(counted(*city.open(), "en") == 48);
}

TEST_CASE("an audience that other rules add sees the posts that are kept") {
  City city;
  city.tell();
  (void)city.run(city_files(""));
  const auto former = rules(city_files(""));
  const auto past = city.under(city_files(), former.get());
  CHECK(past.posts.size() == 24);
  for (const auto& [key, post] : past.posts) {
    CHECK(post.matches.size() == post.superseded.size() + 1);
    CHECK(std::ranges::includes(post.matches, post.superseded));
  }
  (void)city.run(city_files());  // a start under the new rules takes it over
  CHECK(counted(*city.open(), "city") == 24);
}

TEST_CASE("a reload that adds an audience sees the posts that are kept") {
  City city;
  city.tell();
  PipelineOptions options;
  options.journal.tick = 1min;
  options.on_problem = [](const std::string&, const LineProblem&) {};
  const auto before = city_files("");
  city.clock.set(kMonday + 2h);
  auto made = Pipeline::make(city.open(), rules(before), before, city.feeds(), {}, city.clock, options);
  REQUIRE_MESSAGE(made.ok(), made.error().text());
  auto& pipeline = **made;
  REQUIRE(pipeline.start().ok());
  const auto read = [&] {
    std::uint64_t posts = 0;
    for (const auto& feed : pipeline.status().feeds) posts += feed.totals.read;
    return posts;
  };
  while (read() < 48) std::this_thread::sleep_for(1ms);  // both files are read and committed
  CHECK(pipeline.status().feeds[0].audiences.empty());
  const auto after = city_files();
  const auto outcome = pipeline.reload({rules(after), after, city.feeds(), {}});
  REQUIRE_MESSAGE(outcome.ok(), outcome.error().text());
  CHECK(outcome->matched_otherwise == 24);
  for (const auto& feed : pipeline.status().feeds) CHECK(feed.audiences == std::vector<std::string>{"city"});
  REQUIRE(pipeline.stop().ok());
  made->reset();
  CHECK(counted(*city.open(), "city") == 24);
}

TEST_CASE("what depends on a thread counts for an added audience, if it counted for the language") {
  auto with_thread = [](const std::string& audiences) {
    auto files = city_files(audiences);
    files["narratives/asked.yaml"] =
        "id: asked\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2027-01-01\nmaturity: {en: stable}\n"
        "phrases:\n  en: [{all: ['they all shout'], thread: on-topic}]\n";
    return files;
  };
  City city;
  city.add(city.town, "newcomers arrive");
  city.add(city.town, "they all shout", R"(,"reply_to":"1")");
  city.add(city.town, "they all shout", R"(,"reply_to":"nobody")");
  (void)city.run(with_thread(""));
  CHECK(counted(*city.open(), "en") == 1);
  const auto past = city.under(with_thread(kCity), nullptr);
  REQUIRE(past.posts.size() == 1);
  CHECK(past.posts[0].second.matches ==
        std::vector<MatchRef>{{"asked", "city", SpeechAct::claim}, {"asked", "en", SpeechAct::claim}});
}

TEST_CASE("other rules leave a listed account's posts with an audience that stays as it is, and with no other") {
  City city;
  city.lists->add("forum", "hall", Tier::official, "chemnitz");
  city.add(city.wide, "newcomers get free lamps", {}, "hall");
  (void)city.run(city_files());
  const auto former = rules(city_files());
  CHECK(city.under(city_files(kCity, "green lamps"), former.get()).posts.empty());
  // Under another declaration it is another audience; the author is not known any more.
  std::string moved = kCity;
  moved.replace(moved.find("regions: [chemnitz]"), 19, "regions: [DE]");
  CHECK(city.under(city_files(moved), former.get()).posts.size() == 1);
  // A claim that is none any more is none for the city either.
  auto narrower = city_files();
  auto& lamps = narrower["narratives/lamps.yaml"];
  lamps.replace(lamps.find("'newcomers ... lamps'"), 21, "'newcomers buy lamps'");
  const auto past = city.under(narrower, former.get());
  REQUIRE(past.posts.size() == 1);
  CHECK(past.posts[0].second.matches.empty());
  // An audience that is gone keeps its history.
  CHECK(city.under(city_files(""), former.get()).posts.empty());
}

TEST_CASE("a feed of another region or community is declared anew") {
  City city;
  city.tell();
  (void)city.run(city_files());
  const auto declared = [&] {
    std::vector<CoverageRecord> found;
    const auto status = city.open()->each_record(0, [&](Record&& record) -> Status {
      if (const auto* coverage = std::get_if<CoverageRecord>(&record.body);
          coverage != nullptr && coverage->feed == "town" && coverage->detail == "declared")
        found.push_back(*coverage);
      return {};
    });
    REQUIRE(status.ok());
    return found;
  };
  REQUIRE(declared().size() == 1);
  CHECK(declared()[0].regions == std::vector<std::string>{"Karl-Marx-Stadt"});
  (void)city.run(city_files());
  CHECK(declared().size() == 1);
}
