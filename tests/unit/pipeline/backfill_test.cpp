#include "pipeline/backfill.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "pipeline/fixture.hpp"
#include "pipeline/replay.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

namespace {

// A daemon that has read a few posts under the rules of rule_files(), and what another set makes of them.
struct Past {
  TempFolder folder;
  FixedClock clock;
  std::string posts;

  void add(const std::string& id, const std::string& text, const std::string& extra = {}) {
    posts += line({id, text, "author-" + id, extra, kMonday + std::chrono::minutes(posts.size() / 50)});
  }

  // A whole run to the end of the posts under `files`.
  void run(const RuleFiles& files) {
    folder.write("posts.ndjson", posts);
    std::vector<std::unique_ptr<Feed>> feeds;
    feeds.push_back(file_feed("forum", folder.file("posts.ndjson")));
    auto made = Pipeline::make(open(), rules(files), files, std::move(feeds), {}, clock, events_options());
    REQUIRE_MESSAGE(made.ok(), made.error().text());
    REQUIRE((*made)->start().ok());
    CHECK((*made)->wait_for_end());
    REQUIRE((*made)->stop().ok());
  }
  std::unique_ptr<Store> open() { return open_store(folder.file("saitd.db"), folder.file("key")); }

  Backfill::Outcome under(const RuleFiles& files) {
    Backfill backfill(rules(files));
    auto store = Store::open_for_reading(folder.file("saitd.db"));
    REQUIRE(store.ok());
    REQUIRE(backfill.read(**store, kMonday - 1h).ok());
    return backfill.take();
  }
};

RuleFiles with_phrase(const std::string& narrative, const std::string& phrase) {
  auto files = rule_files();
  files["narratives/" + narrative + ".yaml"] += "    \n";
  auto& bytes = files["narratives/lamps.yaml"];
  if (narrative == "lamps") bytes.replace(bytes.find("'newcomers ... lamps'"), 0, "'" + phrase + "', ");
  return files;
}

template <typename Body>
std::vector<std::pair<std::uint64_t, Body>> found(Store& store) {
  std::vector<std::pair<std::uint64_t, Body>> all;
  const auto status = store.each_record(0, [&](Record&& record) -> Status {
    if (auto* body = std::get_if<Body>(&record.body)) all.emplace_back(record.seq, std::move(*body));
    return {};
  });
  REQUIRE(status.ok());
  return all;
}

}  // namespace

TEST_CASE("the same rules find nothing new in what is kept") {
  Past past;
  past.posts = story(5, 600, "forum", 1);
  past.run(rule_files());
  const auto outcome = past.under(rule_files());
  CHECK(outcome.looked_at > 100);
  CHECK(outcome.record.posts.empty());
  CHECK(outcome.forgotten.empty());
}

TEST_CASE("whatever a condition or an act depends on is kept with the text: the same rules find nothing new") {
  auto files = rule_files();
  files["narratives/asked.yaml"] =
      "id: asked\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2027-01-01\nmaturity: {en: "
      "stable}\nphrases:\n  en:\n"
      "    - {all: ['newcomers climb'], hashtags: [Ladders]}\n"
      "    - {all: ['newcomers swim'], domains: [lakes.example]}\n"
      "    - {all: ['newcomers shout'], author: [media]}\n"
      "    - {all: ['they all shout'], thread: on-topic}\n"
      "    - 'newcomers whisper'\n";
  Past past;
  past.add("tag", "newcomers climb", R"(,"hashtags":["Ladders"])");
  past.add("no-tag", "newcomers climb");
  past.add("link", "newcomers swim", R"(,"links":["https://www.lakes.example/a"])");
  past.add("author", "newcomers shout");
  past.add("quote", "newcomers whisper", R"(,"quote_of":"elsewhere")");
  past.add("answer", "they all shout", R"(,"reply_to":"tag")");
  past.add("stranger", "they all shout", R"(,"reply_to":"nobody")");
  past.run(files);
  std::vector<MatchRef> matches;
  for (const auto& [seq, post] : found<PostRecord>(*past.open())) {
    for (const auto& match : post.matches) matches.push_back(match);
  }
  CHECK(matches == std::vector<MatchRef>{{"asked", "en", SpeechAct::claim},
                                         {"asked", "en", SpeechAct::claim},
                                         {"asked", "en", SpeechAct::quote},
                                         {"asked", "en", SpeechAct::claim}});
  const auto outcome = past.under(files);
  CHECK(outcome.looked_at == 6);
  CHECK(outcome.record.posts.empty());
}

TEST_CASE("a wider phrase finds kept posts, in their texts, titles and descriptions of pictures") {
  Past past;
  past.add("text", "the newcomers choir sings");
  past.add("alt", "newcomers on a photo", R"(,"media":[{"alt":"a sign"},{"alt":"the choir of the town"}])");
  past.add("none", "newcomers arrive");
  past.add("deleted", "the newcomers choir again");
  past.add("deleted", "the newcomers choir again", R"(,"deleted":true)");
  past.run(rule_files());
  const auto outcome = past.under(with_phrase("lamps", "choir"));
  CHECK(outcome.looked_at == 3);
  REQUIRE(outcome.record.posts.size() == 2);
  for (const auto& [key, post] : outcome.record.posts) {
    CHECK(post.edit);
    CHECK(post.superseded.empty());
    REQUIRE(post.matches.size() == 1);
    CHECK(post.matches[0].narrative == "lamps");
  }
}

TEST_CASE("a narrower phrase takes back, a narrative that is gone or retired keeps its history") {
  Past past;
  past.add("blue", "blue lamps for everyone");
  past.run(rule_files());
  const auto narrower = past.under(rule_files("green lamps"));
  REQUIRE(narrower.record.posts.size() == 1);
  CHECK(narrower.record.posts[0].second.matches.empty());
  CHECK(narrower.record.posts[0].second.superseded.size() == 1);

  auto gone = rule_files();
  gone.erase("narratives/lamps.yaml");
  CHECK(past.under(gone).record.posts.empty());
  auto retired = rule_files();
  auto& bytes = retired["narratives/lamps.yaml"];
  bytes.replace(bytes.find("en: stable"), 10, "en: retired");
  CHECK(past.under(retired).record.posts.empty());
}

TEST_CASE("the text of a post that may no longer be kept is forgotten") {
  Past past;
  past.add("gates", "newcomers choir");
  past.run(rule_files());
  auto files = rule_files();
  auto& bytes = files["narratives/gates.yaml"];
  bytes.replace(bytes.find("'newcomers ... gates'"), 21, "'newcomers choir'");
  const auto outcome = past.under(files);
  CHECK(outcome.record.posts.size() == 1);
  CHECK(outcome.forgotten.size() == 1);
}

TEST_CASE("read in two steps nothing is missed and nothing is stale") {
  Past past;
  past.add("1", "the newcomers choir sings");
  past.add("2", "newcomers arrive");
  past.add("3", "the newcomers choir goes");
  past.run(rule_files());
  Backfill backfill(rules(with_phrase("lamps", "choir")));
  REQUIRE(backfill.read(*past.open(), kMonday - 1h).ok());
  past.add("2", "newcomers form a choir");
  past.add("3", "the newcomers choir goes", R"(,"deleted":true)");
  past.add("1", "the newcomers choir sings", R"(,"engagement":{"likes":7})");
  past.add("4", "a choir of newcomers");
  past.run(rule_files());
  REQUIRE(backfill.read(*past.open(), kMonday - 1h).ok());
  const auto outcome = backfill.take();
  CHECK(outcome.looked_at == 3);
  REQUIRE(outcome.record.posts.size() == 3);
  CHECK(std::ranges::count_if(outcome.record.posts, [](const auto& entry) {
          return entry.second.engagement.likes == 7 && entry.second.former_engagement.likes == 7;
        }) == 1);
}

TEST_CASE("a start under other rules writes one backfill before them, and a replay of the journal agrees") {
  Past past;
  for (int i = 0; i < 30; ++i) past.add(fmt::format("{}", i), fmt::format("the newcomers choir sings {}", i));
  past.run(rule_files());
  const auto files = with_phrase("lamps", "choir");
  past.add("next", "one more choir");
  past.run(files);
  past.add("last", "the newcomers choir sings 3 again");
  past.run(files);
  auto store = past.open();
  const auto backfills = found<BackfillRecord>(*store);
  const auto changes = found<RulesRecord>(*store);
  REQUIRE(backfills.size() == 1);
  CHECK(backfills[0].second.posts.size() == 30);
  REQUIRE(changes.size() == 2);
  CHECK(backfills[0].first + 1 == changes[1].first);

  std::vector<std::string> live;
  auto outbox = store->open_outbox();
  const auto entries = (*outbox)->read(0, 1000);
  REQUIRE(entries.ok());
  for (const auto& entry : *entries) live.push_back(entry.body);
  REQUIRE(live.size() == 1);  // opened by a live claim, with its past
  CHECK(live[0].find(R"("posts":31)") != std::string::npos);
  std::vector<std::string> replayed;
  REQUIRE(replay_journal(past.folder.file("saitd.db"), [&](const OutboxEntry& entry) -> Status {
            replayed.push_back(entry.body);
            return {};
          }).ok());
  CHECK(replayed == live);
}
