#include "pipeline/journal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "base/codec.hpp"

#include "pipeline/batch_reader.hpp"
#include "pipeline/fixture.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

namespace {

// A journal without threads and without a store: lines in, transactions out.
struct Desk {
  std::shared_ptr<const RuleSet> set;
  std::vector<FeedDeclaration> feeds;
  JournalOptions options;
  std::vector<Record> records;  // once written()
  Fold fold{[this](const Digest&) { return set; }};
  RecentPosts recent;
  std::optional<Journal> journal;
  std::optional<BatchReader> reader;

  explicit Desk(WriterState state = {}, ClockMode clock = ClockMode::wall, bool honours_deletions = true,
                Duration tick = 5min, const RuleFiles& files = rule_files())
      : set(rules(files)), options{clock, tick, 72h} {
    feeds.push_back(declaration("forum"));
    feeds.back().honours_deletions = honours_deletions;
    begin(std::move(state));
    reader.emplace(set, HmacKey(Digest{}), feeds, ReadOptions{});
  }

  void begin(WriterState state) {
    journal.emplace(HmacKey(Digest{}), feeds, fold, recent, std::move(state), options);
    journal->use_rules(set->hash, {});
  }

  void restart() {
    (void)written();
    begin(*WriterState::load(journal->state().save()));
  }

  // All records so far.
  const std::vector<Record>& written() {
    for (auto& record : journal->take_transaction().records) records.push_back(std::move(record));
    return records;
  }

  void take(const std::string& text, Time now) {
    RawBatch raw;
    raw.buffer = text;
    raw.buffer.back() = '\0';  // the line feed's place
    raw.lines = {{0, static_cast<std::uint32_t>(text.size() - 1), text.size(), 1, 0}};
    auto batch = reader->read(0, std::move(raw));
    REQUIRE(batch.items.size() == 1);
    auto& item = batch.items[0];
    REQUIRE(item.rejection == Rejection::none);
    auto* detail = item.detail == ReadItem::kNoDetail ? nullptr : &batch.details[item.detail];
    REQUIRE(journal->take(0, "a", item, detail, now).ok());
  }
};

template <typename Body>
std::vector<Body> bodies(const Transaction& transaction) {
  std::vector<Body> found;
  for (const auto& record : transaction.records)
    if (const auto* body = std::get_if<Body>(&record.body)) found.push_back(*body);
  return found;
}

const std::string kClaim = "newcomers get free lamps from the town";

}  // namespace

TEST_CASE("a deletion is a record while the post is known, and takes its text however late it comes") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday);
  auto transaction = desk.journal->take_transaction();
  REQUIRE(transaction.texts.size() == 1);
  const auto post = transaction.texts[0].post;
  const auto deletion = line({"1", kClaim, "a", R"(,"deleted":true)"});

  SUBCASE("within seven days") {
    desk.take(deletion, kMonday + 24h);
    transaction = desk.journal->take_transaction();
    CHECK(bodies<DeletionRecord>(transaction).size() == 1);
  }
  SUBCASE("later") {
    desk.take(line({"2", kClaim}), kMonday + 24h * 8);
    (void)desk.journal->take_transaction();
    desk.take(deletion, kMonday + 24h * 8);
    transaction = desk.journal->take_transaction();
    CHECK(bodies<DeletionRecord>(transaction).empty());
  }
  REQUIRE(transaction.texts.size() == 1);
  CHECK(transaction.texts[0].forgotten);
  CHECK((transaction.texts[0].post == post));
}

TEST_CASE("a post whose deletion came first is not stored, a restart in between or not") {
  const auto deletion = [](const std::string& id) { return line({id, "", "a", R"(,"deleted":true)"}); };
  Desk before;
  before.take(deletion("1"), kMonday);
  CHECK(bodies<DeletionRecord>(before.journal->take_transaction()).empty());
  Desk desk(*WriterState::load(before.journal->state().save()));
  desk.take(line({"1", kClaim}), kMonday + 24h * 7);
  auto transaction = desk.journal->take_transaction();
  CHECK(bodies<PostRecord>(transaction).empty());
  CHECK(transaction.texts.empty());
  CHECK(desk.journal->state().feeds.at("forum").since_start().repeats == 1);

  desk.take(line({"1", kClaim}), kMonday + 24h * 7 + 1s);  // as long as any post is known
  CHECK(bodies<PostRecord>(desk.journal->take_transaction()).size() == 1);
  for (std::size_t i = 0; i <= Journal::kMostEarlyDeletions; ++i)
    desk.take(deletion("many" + std::to_string(i)), kMonday + 24h * 8);
  CHECK(desk.journal->state().early_deletions.size() == Journal::kMostEarlyDeletions);
  desk.take(line({"many0", kClaim}), kMonday + 24h * 8);
  desk.take(line({"many1", kClaim}), kMonday + 24h * 8);
  CHECK(bodies<PostRecord>(desk.journal->take_transaction()).size() == 1);
}

TEST_CASE("a feed that is declared not to honour deletions leaves text and numbers as they are") {
  Desk desk({}, ClockMode::wall, false);
  desk.take(line({"1", kClaim}), kMonday);
  (void)desk.journal->take_transaction();
  desk.take(line({"1", kClaim, "a", R"(,"deleted":true)"}), kMonday + 1h);
  const auto transaction = desk.journal->take_transaction();
  CHECK(transaction.texts.empty());
  CHECK(bodies<DeletionRecord>(transaction).empty());
}

TEST_CASE("an edit takes the old words, and keeps new ones only while they are on topic") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday);
  (void)desk.journal->take_transaction();

  SUBCASE("on topic") {
    desk.take(line({"1", "blue lamps for everyone"}), kMonday + 1h);
    const auto transaction = desk.journal->take_transaction();
    REQUIRE(transaction.texts.size() == 2);
    CHECK(transaction.texts[0].forgotten);
    CHECK(transaction.texts[1].text == "blue lamps for everyone");
    const auto records = bodies<PostRecord>(transaction);
    REQUIRE(records.size() == 1);
    CHECK(records[0].edit);
    CHECK(records[0].superseded.size() == 1);
    CHECK(records[0].event_time == kMonday);
  }
  SUBCASE("off topic") {
    desk.take(line({"1", "the weather is nice"}), kMonday + 1h);
    const auto transaction = desk.journal->take_transaction();
    REQUIRE(transaction.texts.size() == 1);
    CHECK(transaction.texts[0].forgotten);
    const auto records = bodies<PostRecord>(transaction);
    REQUIRE(records.size() == 1);
    CHECK(records[0].matches.empty());
    CHECK(records[0].superseded.size() == 1);
  }
}

TEST_CASE("off-topic words that replace a claim are not kept, whatever the post answers to") {
  Desk desk;
  desk.take(line({"1", kClaim, "a", R"(,"reply_to":"nobody")"}), kMonday);
  (void)desk.journal->take_transaction();
  desk.take(line({"1", "my grandmother bakes on sundays", "a", R"(,"reply_to":"nobody")"}), kMonday + 1h);
  const auto transaction = desk.journal->take_transaction();
  REQUIRE(transaction.texts.size() == 1);
  CHECK(transaction.texts[0].forgotten);
}

TEST_CASE("the same again is counted and leaves nothing, new counts leave their record alone") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday);
  (void)desk.journal->take_transaction();
  desk.take(line({"1", kClaim}), kMonday + 1min);
  CHECK(desk.journal->take_transaction().records.empty());
  desk.take(line({"1", kClaim, "a", R"(,"engagement":{"likes":7})"}), kMonday + 2min);
  desk.take(line({"1", kClaim, "a", R"(,"engagement":{"views":90})"}), kMonday + 3min);
  const auto transaction = desk.journal->take_transaction();
  REQUIRE(transaction.records.size() == 2);
  const auto changes = bodies<EngagementRecord>(transaction);
  REQUIRE(changes.size() == 2);
  CHECK(changes[1].now.likes == 7);  // not told again: it keeps its value
  CHECK(changes[1].now.views == 90);
  CHECK(transaction.texts.empty());
}

TEST_CASE("a feed that was down when the daemon stopped is up again with its next post") {
  WriterState state;
  {
    Desk desk;
    desk.take(line({"1", kClaim}), kMonday);
    REQUIRE(desk.journal->take(0, CoverageState::down, "gone", kMonday + 1min).ok());
    state = desk.journal->state();
  }
  Desk desk(*WriterState::load(state.save()));
  desk.take(line({"2", kClaim}), kMonday + 2min);
  CHECK(desk.journal->state().feeds.at("forum").open.read == 2);  // the tick's totals hold both lives
  CHECK(desk.journal->state().feeds.at("forum").since_start().read == 1);
  const auto transaction = desk.journal->take_transaction();
  const auto covers = bodies<CoverageRecord>(transaction);
  REQUIRE(covers.size() == 1);
  CHECK(covers[0].state == CoverageState::up);
  CHECK(std::holds_alternative<PostRecord>(transaction.records.back().body));  // it is up before its post counts
}

TEST_CASE("a clock that is set back stops no post and turns no stamp back") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday);
  desk.take(line({"2", kClaim, "b", "", kMonday - 1h}), kMonday - 1h);
  const auto transaction = desk.journal->take_transaction();
  const auto posts = bodies<PostRecord>(transaction);
  REQUIRE(posts.size() == 2);
  CHECK(transaction.records.back().stamp == kMonday);
  CHECK(posts[1].event_time == kMonday - 1h);
}

TEST_CASE("ticks stand on the grid whatever the stamps, one record over a pause") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday + 4min);
  desk.take(line({"2", kClaim}), kMonday + 5min);   // at a grid point: its tick runs first
  desk.take(line({"3", kClaim}), kMonday + 17min);  // two grid points without a post
  const auto transaction = desk.journal->take_transaction();
  const auto ticks = bodies<TickRecord>(transaction);
  REQUIRE(ticks.size() == 2);
  CHECK(ticks[0].first == kMonday + 5min);
  CHECK(ticks[0].last == kMonday + 5min);
  CHECK(ticks[1].first == kMonday + 10min);
  CHECK(ticks[1].last == kMonday + 15min);
  REQUIRE(ticks[0].totals.size() == 1);
  CHECK(ticks[0].totals[0].read == 1);
}

TEST_CASE("clock wall: ticks missed in a pause judge nothing before what was written meanwhile is read") {
  Desk desk;
  for (int i = 0; i < 40; ++i) desk.take(line({std::to_string(i), kClaim, "a" + std::to_string(i)}), kMonday);
  REQUIRE(desk.journal->advance_to(kMonday + 5min).ok());
  REQUIRE(desk.journal->take_transaction().alerts.size() == 1);
  desk.journal->cannot_reread(0);

  const auto back = kMonday + 20h + 4min;
  REQUIRE(desk.journal->advance_to(back).ok());
  auto transaction = desk.journal->take_transaction();
  CHECK(bodies<TickRecord>(transaction).empty());
  const auto covers = bodies<CoverageRecord>(transaction);
  REQUIRE(covers.size() == 1);
  CHECK(covers[0].state == CoverageState::hole);
  CHECK(covers[0].detail == "nothing was read from 2026-03-02T00:05:00Z to 2026-03-02T20:04:00Z");

  desk.take(line({"later", kClaim, "b", "", kMonday + 10h}), back + 1min);  // a grid point, too early for a tick
  CHECK(bodies<TickRecord>(desk.journal->take_transaction()).empty());
  REQUIRE(desk.journal->advance_to(back + 6min).ok());
  transaction = desk.journal->take_transaction();
  const auto ticks = bodies<TickRecord>(transaction);
  REQUIRE(ticks.size() == 1);
  CHECK(ticks[0].first == back + 6min);
  CHECK(ticks[0].totals.at(0).read == 1);
  for (const auto& alert : transaction.alerts) CHECK((alert.change != AlertChange::closed));
}

TEST_CASE("a pause is no hole of a feed that can be read again, nor a few ticks late a pause") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday);
  REQUIRE(desk.journal->advance_to(kMonday + 24h).ok());
  for (const auto& cover : bodies<CoverageRecord>(desk.journal->take_transaction()))
    CHECK(cover.state == CoverageState::up);
  desk.journal->cannot_reread(0);
  REQUIRE(desk.journal->advance_to(kMonday + 24h + 15min).ok());
  const auto transaction = desk.journal->take_transaction();
  CHECK(bodies<CoverageRecord>(transaction).empty());
  CHECK(bodies<TickRecord>(transaction).size() == 1);
}

TEST_CASE("another tick setting is in force from the start on") {
  Desk hourly({}, ClockMode::wall, true, 60min);
  hourly.take(line({"1", kClaim}), kMonday + 1min);
  Desk desk(hourly.journal->state());
  REQUIRE(desk.journal->advance_to(kMonday + 5min).ok());
  const auto ticks = bodies<TickRecord>(desk.journal->take_transaction());
  REQUIRE(ticks.size() == 1);
  CHECK(ticks[0].first == kMonday + 5min);
}

TEST_CASE("half the tick is in force from its first grid point on") {
  Desk hourly({}, ClockMode::wall, true, 60min);
  hourly.take(line({"1", kClaim}), kMonday + 10min);
  Desk desk(*WriterState::load(hourly.journal->state().save()), ClockMode::wall, true, 30min);
  REQUIRE(desk.journal->advance_to(kMonday + 30min).ok());
  const auto ticks = bodies<TickRecord>(desk.journal->take_transaction());
  REQUIRE(ticks.size() == 1);
  CHECK(ticks[0].first == kMonday + 30min);
}

TEST_CASE("a restart after a pause leaves the feeds the interval they were given") {
  Desk before;
  before.take(line({"1", kClaim}), kMonday);
  const auto back = kMonday + 40h + 4min;
  REQUIRE(before.journal->advance_to(back).ok());
  Desk desk(*WriterState::load(before.journal->state().save()));
  REQUIRE(desk.journal->advance_to(back + 1min).ok());  // a grid point, too early for a tick
  CHECK(bodies<TickRecord>(desk.journal->take_transaction()).empty());
}

TEST_CASE("a deleted post that is delivered again stays deleted") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday);
  desk.take(line({"1", kClaim, "a", R"(,"deleted":true)"}), kMonday + 1min);
  (void)desk.journal->take_transaction();
  desk.take(line({"1", kClaim}), kMonday + 2min);
  desk.take(line({"1", "newcomers get free blue lamps"}), kMonday + 3min);
  desk.take(line({"1", kClaim, "a", R"(,"deleted":true)"}), kMonday + 4min);
  desk.take(line({"2", "indeed", "b", R"(,"reply_to":"1")"}), kMonday + 4min);
  const auto transaction = desk.journal->take_transaction();
  CHECK(transaction.records.empty());
  for (const auto& text : transaction.texts) CHECK(text.forgotten);
  CHECK(desk.journal->state().feeds.at("forum").open.repeats == 4);
  desk.take(line({"1", kClaim}), kMonday + 24h * 7 + 2min);  // as long as any post is known
  CHECK(bodies<PostRecord>(desk.journal->take_transaction()).size() == 1);
}

TEST_CASE("a post older than two days on arrival is history") {
  Desk desk;
  desk.take(line({"1", kClaim, "a", "", kMonday - 48h}), kMonday);
  desk.take(line({"2", kClaim, "b", "", kMonday - 48h - 1s}), kMonday);
  const auto transaction = desk.journal->take_transaction();
  const auto posts = bodies<PostRecord>(transaction);
  REQUIRE(posts.size() == 2);
  CHECK_FALSE(posts[0].history);
  CHECK(posts[1].history);
}

TEST_CASE("a reply to a post of the journal is on topic while that post is known") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday);
  const auto reply = [](const std::string& id) { return line({id, "indeed", "b", R"(,"reply_to":"1")"}); };
  desk.take(reply("2"), kMonday + 24h * 6);
  CHECK(bodies<PostRecord>(desk.journal->take_transaction()).size() == 2);
  desk.take(reply("3"), kMonday + 24h * 8);
  CHECK(bodies<PostRecord>(desk.journal->take_transaction()).empty());
}

TEST_CASE("recent posts are bounded in number, edits over and over included, and the newest stay") {
  RecentPosts recent(3);
  const auto post = [](std::uint8_t n, Time stamp) {
    PostKey key{};
    key[0] = n;
    return Record{1, stamp, key, PostRecord{}};
  };
  for (std::uint8_t n = 0; n < 10; ++n) recent.follow(post(n, kMonday + n * 1s));
  CHECK(recent.size() == 3);
  CHECK(recent.find(post(9, {}).post) != nullptr);
  for (int n = 0; n < 10; ++n) recent.follow(post(9, kMonday + 1min + n * 1s));
  CHECK(recent.size() == 1);
  CHECK(recent.find(post(9, {}).post) != nullptr);
}

TEST_CASE("an edit or deletion after a backfill takes back what the backfill counted") {
  Desk desk;
  desk.take(line({"1", "our newcomers choir"}), kMonday);
  auto transaction = desk.journal->take_transaction();
  const auto key = transaction.records.back().post;
  auto post = bodies<PostRecord>(transaction).at(0);
  post.edit = true;
  post.matches = {{"lamps", "en", SpeechAct::claim}};
  Backfill::Outcome past;
  past.record.posts.emplace_back(key, post);
  desk.journal->use_rules(Digest{1}, "files", std::move(past));
  desk.take(line({"1", "our newcomers are well"}), kMonday + 1min);
  transaction = desk.journal->take_transaction();
  CHECK(bodies<BackfillRecord>(transaction).size() == 1);
  CHECK(bodies<RulesRecord>(transaction).size() == 1);
  CHECK(transaction.rules.has_value());
  const auto edits = bodies<PostRecord>(transaction);
  REQUIRE(edits.size() == 1);
  CHECK(edits[0].superseded == post.matches);
}

TEST_CASE("a reload that failed is told once for each reason, and its end once, over a restart too") {
  Desk desk;
  desk.take(line({"1", kClaim}), kMonday);
  REQUIRE(desk.journal->tell_reload(std::nullopt, kMonday).ok());  // nothing is outstanding
  CHECK(bodies<NoticeRecord>(desk.journal->take_transaction()).empty());
  REQUIRE(desk.journal->tell_reload("a.yaml:1:1: error[x]", kMonday + 1min).ok());
  const auto transaction = desk.journal->take_transaction();
  CHECK(bodies<NoticeRecord>(transaction).size() == 1);

  auto state = WriterState::load(transaction.writer_state);
  REQUIRE(state.ok());
  CHECK(state->reload_failed);
  Desk again(std::move(*state));
  REQUIRE(again.journal->tell_reload(std::nullopt, kMonday + 2min).ok());
  REQUIRE(again.journal->tell_reload(std::nullopt, kMonday + 3min).ok());
  const auto notices = bodies<NoticeRecord>(again.journal->take_transaction());
  REQUIRE(notices.size() == 1);
  CHECK(!notices[0].open);
}

TEST_CASE("a writer's state of the former version is read") {
  Encoder former;
  former.u8(1);
  former.varint(3);
  for (const auto time : {kMonday, kMonday + 5min, Time::max()}) former.time(time);  // stamp, next tick, latest
  former.flag(false);                                                                // no rules
  former.varint(0);                                                                  // no feeds
  const auto loaded = WriterState::load(former.str());
  REQUIRE(loaded.ok());
  CHECK(loaded->seq == 3);
  CHECK(!loaded->reload_failed);
}

TEST_CASE("where a feed is outlives a restart, and is told again only when it changes") {
  WriterState state;
  auto& feed = state.feeds["f"];
  feed.regions = {"Chemnitz", "DE"};
  feed.community = "towns";
  const auto loaded = WriterState::load(state.save());
  REQUIRE(loaded.ok());
  CHECK(loaded->feeds.at("f").regions == feed.regions);
  CHECK(loaded->feeds.at("f").community == "towns");
}

TEST_CASE("a reply tells which claim it answers and how it stands to it, by its act or by its words") {
  Desk desk;
  desk.take(line({"1", kClaim, "a"}), kMonday);
  desk.take(line({"chatter", "our newcomers choir sings on friday", "b"}), kMonday);
  desk.take(line({"question", "is it true that newcomers get lamps?", "b"}), kMonday);
  (void)desk.journal->take_transaction();
  auto reply = [&, number = 0](const std::string& text, const std::string& how = R"("reply_to":"1")",
                               const std::string& author = "c") mutable {
    desk.take(line({"r" + std::to_string(++number), text, author, "," + how}), kMonday + 1h);
    const auto posts = bodies<PostRecord>(desk.journal->take_transaction());
    return posts.empty() ? PostRecord() : posts.front();
  };
  const auto says = [](Stance stance) { return std::vector<ReplyRef>{{"lamps", "en", stance}}; };
  CHECK(reply("so true, sadly").replies == says(Stance::believing));
  CHECK(reply("false!").replies == says(Stance::doubting));
  CHECK(reply("is it true?").replies == says(Stance::doubting));
  CHECK(reply("have a nice day").replies == says(Stance::neither));
  CHECK(reply("so true. but false").replies == says(Stance::neither));
  CHECK(reply("why do they let this happen?").replies == says(Stance::neither));
  CHECK(reply("🙂").replies == says(Stance::neither));
  CHECK(reply("newcomers get lamps, so false is nothing. so true").replies == says(Stance::doubting));  // its act
  CHECK(reply("yes, newcomers get free lamps").replies == says(Stance::believing));
  CHECK(reply("fact check: newcomers get no lamps").replies == says(Stance::doubting));
  CHECK(reply("so true", R"("quote_of":"1")").replies == says(Stance::believing));
  CHECK(reply("so true", R"("reply_to":"1","quote_of":"1")").replies == says(Stance::believing));  // once
  CHECK_FALSE(reply("so true", R"("repost_of":"1")").refers);                                      // says nothing
  CHECK_FALSE(reply("so true", R"("reply_to":"1")", "a").refers);  // goes on in a thread of their own
  CHECK_FALSE(reply("so true", R"("reply_to":"never seen")").refers);
  CHECK(reply("so true", R"("reply_to":"chatter")").refers);
  CHECK(reply("so true", R"("reply_to":"chatter")").replies.empty());
  CHECK(reply("so true", R"("reply_to":"question")").replies.empty());  // whom would it believe?
  CHECK(reply("so true", R"("reply_to":"r1")").replies.empty());        // nor a reply to a reply
}

TEST_CASE("an edited reply takes back what it said, also when its new words are off topic") {
  Desk desk;
  desk.take(line({"1", kClaim, "a"}), kMonday);
  desk.take(line({"2", "so true", "b", R"(,"reply_to":"1")"}), kMonday);
  desk.take(line({"2", "false", "b", R"(,"reply_to":"1")"}), kMonday + 1h);
  (void)desk.journal->take_transaction();
  desk.take(line({"2", "gone fishing", "b"}), kMonday + 2h);
  const auto posts = bodies<PostRecord>(desk.journal->take_transaction());
  REQUIRE(posts.size() == 1);
  CHECK(posts[0].edit);
  CHECK(posts[0].refers);
  CHECK(posts[0].superseded_replies == std::vector<ReplyRef>{{"lamps", "en", Stance::doubting}});
  CHECK(posts[0].replies.empty());
}

TEST_CASE("a restart knows what a reply said") {
  Desk desk;
  desk.take(line({"1", kClaim, "a"}), kMonday);
  desk.take(line({"2", "so true", "b", R"(,"reply_to":"1")"}), kMonday);
  RecentPosts known;
  for (const auto& record : desk.journal->take_transaction().records) known.follow(record);
  desk.take(line({"2", "false", "b", R"(,"reply_to":"1")"}), kMonday + 1h);
  const auto records = desk.journal->take_transaction().records;
  const auto edit = std::ranges::find_if(
      records, [](const Record& record) { return std::holds_alternative<PostRecord>(record.body); });
  REQUIRE(edit != records.end());
  const auto* before = known.find(edit->post);
  REQUIRE(before != nullptr);
  CHECK(before->replies == std::get<PostRecord>(edit->body).superseded_replies);
}

TEST_CASE("an account has no more followers than the widest tier, and a count that cannot be is told as a bad line") {
  const auto post = [](const std::string& followers) {
    return fmt::format(R"({{"platform":"forum","id":"1","text":"{}","lang":"en","author":{{"id":"a","followers":{}}}}})"
                       "\n",
                       kClaim, followers);
  };
  for (const auto& [followers, tier] : {std::pair{"1000000000000", 4}, {"-1", 0}, {"0", 0}, {"999", 0}, {"1000", 1}}) {
    CAPTURE(std::string(followers));
    Desk desk;
    desk.take(post(followers), kMonday);
    const auto posts = bodies<PostRecord>(desk.journal->take_transaction());
    REQUIRE(posts.size() == 1);
    CHECK(posts[0].follower_tier == tier);
    CHECK(posts[0].author);
  }
  Desk desk;
  RawBatch raw;
  raw.buffer = post("1e30");
  raw.buffer.back() = '\0';
  raw.lines = {{0, static_cast<std::uint32_t>(raw.buffer.size() - 1), raw.buffer.size(), 1, 0}};
  const auto batch = desk.reader->read(0, std::move(raw));
  REQUIRE(batch.items.size() == 1);
  CHECK(batch.items[0].rejection == Rejection::range);
  CHECK(batch.problems.size() == 1);
}

TEST_CASE("a post of a federated network stands in its server, under a pseudonym, unless a place is named") {
  const auto community = [](std::string_view platform, std::string_view more) {
    Desk desk;
    desk.take(
        fmt::format(
            R"({{"platform":"{}","id":"1","text":"{}","lang":"en","author":{{"id":"a","handle":"@ana@social.example"}}{}}})"
            "\n",
            platform, kClaim, more),
        kMonday);
    const auto posts = bodies<PostRecord>(desk.journal->take_transaction());
    REQUIRE(posts.size() == 1);
    return posts[0].community;
  };
  const auto server = community("mastodon", "");
  CHECK(server.starts_with("mastodon server "));
  CHECK(server.size() == std::string_view("mastodon server 01234567").size());
  CHECK(server.find("social") == std::string::npos);
  CHECK(community("mastodon", "") == server);
  CHECK(community("mastodon", R"(,"community":"arrivals.example")") == "arrivals.example");
  CHECK(community("microblog", "") == "forum");
}

namespace {

// Posts of one interval, of which some answer, repeat or quote others.
std::vector<std::string> thread_of_posts() {
  return {line({"claim", kClaim, "a"}),
          line({"doubt", "false!", "b", R"(,"reply_to":"claim")", kMonday + 1s}),
          line({"belief", "so true", "c", R"(,"reply_to":"claim")", kMonday + 2s}),
          line({"own", "so true, I saw it", "a", R"(,"reply_to":"claim")", kMonday + 3s}),
          line({"further", "yes, all of them", "d", R"(,"reply_to":"belief")", kMonday + 4s}),
          line({"again", kClaim + "!", "e", R"(,"reply_to":"claim")", kMonday + 5s}),
          line({"both", "so true", "f", R"(,"reply_to":"again","quote_of":"claim")", kMonday + 6s}),
          line({"share", "look", "g", R"(,"repost_of":"again")", kMonday + 7s}),
          line({"again", kClaim + "!", "e", R"(,"reply_to":"claim","engagement":{"likes":100})", kMonday + 5s}),
          line({"self", kClaim, "j", R"(,"reply_to":"self")", kMonday + 7s}),
          line({"stranger", "so true", "h", R"(,"reply_to":"never seen")", kMonday + 8s}),
          line({"answer", "gates everywhere", "i", R"(,"reply_to":"doubt")", kMonday + 9s})};
}

struct Interval {
  std::string fold;
  std::vector<FeedTotals> totals;
  std::uint64_t posts = 0;
};

Interval interval_of(const std::vector<std::string>& lines, bool restarts = false) {
  auto files = rule_files();
  files["narratives/threads.yaml"] =
      "id: threads\ntitle: Threads\nclaim: Gates are everywhere\nstatus: 'false'\nowner: test\nreview_by: "
      "2027-01-01\nconcern: safety\nfacts: [{statement: They are not., source: test, year: 2026}]\nmaturity: {en: "
      "stable}\nphrases:\n  en: [{all: ['gates everywhere'], thread: on-topic}]\n";
  Desk desk({}, ClockMode::wall, true, 5min, files);
  for (const auto& text : lines) {
    desk.take(text, kMonday + 1min);
    if (restarts) desk.restart();
  }
  REQUIRE(desk.journal->advance_to(kMonday + 5min).ok());
  Interval interval;
  for (const auto& record : desk.written()) {
    if (const auto* tick = std::get_if<TickRecord>(&record.body)) interval.totals = tick->totals;
    if (const auto* post = std::get_if<PostRecord>(&record.body); post != nullptr && !post->edit) ++interval.posts;
  }
  interval.fold = desk.fold.save().erase(1, 1);  // the position: what comes late has a record more
  return interval;
}

}  // namespace

TEST_CASE(
    "a reply that waits for what it answers is deleted, edited, and forgotten after ten minutes or a thousand others") {
  Desk desk;
  const auto reply = [](const std::string& text, const std::string& more = "") {
    return line({"2", text, "b", R"(,"reply_to":"1")" + more});
  };
  const auto replies_after = [&](Time at) {
    desk.take(line({"1", kClaim, "a"}), at);
    std::vector<ReplyRef> replies;
    for (const auto& post : bodies<PostRecord>(desk.journal->take_transaction()))
      replies.insert(replies.end(), post.replies.begin(), post.replies.end());
    return replies;
  };
  const auto says = [](Stance stance) { return std::vector<ReplyRef>{{"lamps", "en", stance}}; };
  desk.take(reply("so true"), kMonday);
  CHECK(bodies<PostRecord>(desk.journal->take_transaction()).empty());

  SUBCASE("as it came") { CHECK(replies_after(kMonday + 10min) == says(Stance::believing)); }
  SUBCASE("too old") { CHECK(replies_after(kMonday + 10min + 1s).empty()); }
  SUBCASE("too old, and nothing came") {
    for (const auto passed : {5min, 10min, 15min}) REQUIRE(desk.journal->advance_to(kMonday + passed).ok());
    CHECK(desk.journal->state().early_replies.size() == 0);
  }
  SUBCASE("counted where it was read, whatever it is found to be") {
    const auto& feed = desk.journal->state().feeds.at("forum");
    CHECK(feed.since_start().off_topic == 1);
    desk.restart();
    (void)replies_after(kMonday + 1s);
    const auto& after = desk.journal->state().feeds.at("forum");
    CHECK(after.open.on_topic == 2);
    CHECK(after.since_start().off_topic == 0);
    CHECK(after.since_start().on_topic == 1);
    CHECK(after.since_start().read == 1);
  }
  SUBCASE("without its reference") {
    desk.take(line({"2", "newcomers sing", "b"}), kMonday + 1s);
    CHECK(replies_after(kMonday + 2s).empty());
  }
  SUBCASE("delivered again") {
    desk.take(reply("so true"), kMonday + 1s);
    CHECK(replies_after(kMonday + 2s) == says(Stance::believing));
  }
  SUBCASE("edited") {
    desk.take(reply("false"), kMonday + 1s);
    CHECK(replies_after(kMonday + 2s) == says(Stance::doubting));
  }
  SUBCASE("deleted") {
    desk.take(reply("so true", R"(,"deleted":true)"), kMonday + 1s);
    CHECK(replies_after(kMonday + 2s).empty());
  }
  SUBCASE("its post is deleted as it comes") {
    desk.take(line({"1", kClaim, "a", R"(,"deleted":true)"}), kMonday + 1s);
    CHECK(replies_after(kMonday + 2s).empty());
  }
  SUBCASE("under other rules") {
    desk.journal->use_rules(sha256("others"), {});
    REQUIRE(desk.journal->advance_to(kMonday + 1s).ok());
    CHECK(replies_after(kMonday + 2s).empty());
  }
  SUBCASE("before more than are remembered") {
    for (std::size_t i = 0; i < EarlyReplies::kMost; ++i)
      desk.take(line({"r" + std::to_string(i), "so true", "c", R"(,"reply_to":"nobody")"}), kMonday + 1s);
    CHECK(desk.journal->state().early_replies.size() == EarlyReplies::kMost);
    CHECK(replies_after(kMonday + 2s).empty());
  }
  SUBCASE("an author who is in the journal already, with words on topic") {
    desk.take(line({"4", "newcomers get lamps, so true", "d", R"(,"reply_to":"1")"}), kMonday + 1s);
    desk.take(line({"4", "newcomers sing", "d", R"(,"reply_to":"1")"}), kMonday + 2s);
    const auto replies = replies_after(kMonday + 3s);
    CHECK(replies == std::vector<ReplyRef>{{"lamps", "en", Stance::believing}, {"lamps", "en", Stance::neither}});
  }
}

TEST_CASE("a reply that waits in the journal keeps its latest counts when its post comes") {
  Desk desk;
  const auto liked = [](int likes) {
    return line({"2", kClaim, "b", fmt::format(R"(,"reply_to":"1","engagement":{{"likes":{}}})", likes)});
  };
  desk.take(liked(5), kMonday);
  desk.take(liked(100), kMonday + 1s);
  (void)desk.journal->take_transaction();
  desk.take(line({"1", kClaim, "a"}), kMonday + 2s);
  const auto posts = bodies<PostRecord>(desk.journal->take_transaction());
  REQUIRE(posts.size() == 2);
  CHECK(posts[1].edit);
  CHECK(posts[1].former_engagement.likes == 100);
  CHECK(posts[1].engagement.likes == 100);
}

TEST_CASE("a post that was deleted before it came is not brought back by what it answers") {
  Desk desk;
  desk.take(line({"2", "so true", "b", R"(,"deleted":true)"}), kMonday);
  desk.take(line({"2", "so true", "b", R"(,"reply_to":"1")"}), kMonday + 1s);
  desk.take(line({"1", kClaim, "a"}), kMonday + 2s);
  CHECK(bodies<PostRecord>(desk.journal->take_transaction()).size() == 1);
}

TEST_CASE("by the clock of events, posts without a time before any that has one count as if they came with it") {
  const auto undated = [](const std::string& id) {
    return fmt::format(R"({{"platform":"forum","id":"{}","text":"{}","lang":"en"}})"
                       "\n",
                       id, kClaim);
  };
  Desk desk({}, ClockMode::events);
  desk.take(undated("1"), {});
  desk.take(undated("2"), {});
  CHECK_FALSE(desk.journal->has_news());  // nor does a cursor move: a restart reads them again
  SUBCASE("a time comes") {
    desk.take(line({"3", kClaim, "a", "", kMonday + 1h}), {});
    for (const auto& record : desk.written()) CHECK(record.stamp == kMonday + 1h);
    const auto& state = desk.journal->state();
    CHECK(state.feeds.at("forum").open.on_topic == 3);
    std::size_t posts = 0;
    for (const auto& record : desk.records) {
      const auto* post = std::get_if<PostRecord>(&record.body);
      if (post == nullptr) continue;
      ++posts;
      CHECK(post->event_time == kMonday + 1h);
    }
    CHECK(posts == 3);
  }
  SUBCASE("none comes") {
    REQUIRE(desk.journal->take(0, CoverageState::ended, "the input has ended", {}).ok());
    REQUIRE(desk.journal->finish().ok());
    CHECK(bodies<PostRecord>(desk.journal->take_transaction()).size() == 2);
    CHECK(desk.journal->state().feeds.at("forum").state == CoverageState::ended);
  }
  SUBCASE("a stop, and they cannot be read again") {
    REQUIRE(desk.journal->take_unrepeatable().ok());
    CHECK_FALSE(desk.journal->has_news());
    desk.journal->cannot_reread(0);
    REQUIRE(desk.journal->take_unrepeatable().ok());
    CHECK(bodies<PostRecord>(desk.journal->take_transaction()).size() == 2);
  }
  SUBCASE("too many wait") {
    for (std::size_t i = 0; i < Journal::kMostUndated; ++i) desk.take(undated("n" + std::to_string(i)), {});
    CHECK(desk.journal->state().feeds.at("forum").open.on_topic == Journal::kMostUndated + 2);
  }
}

TEST_CASE("a damaged state of waiting replies is refused") {
  Desk desk;
  desk.take(line({"2", "so true", "b", R"(,"reply_to":"1")"}), kMonday);
  const auto bytes = desk.journal->state().save();
  REQUIRE(WriterState::load(bytes).ok());
  CHECK(WriterState::load(bytes)->early_replies.size() == 1);
  CHECK(WriterState::load(bytes)->save() == bytes);
  for (std::size_t size = 1; size < bytes.size(); ++size) CHECK_FALSE(WriterState::load(bytes.substr(0, size)).ok());
}

TEST_CASE("a reply counts the same whether it comes before or behind what it answers") {
  auto lines = thread_of_posts();
  const auto straight = interval_of(lines);
  CHECK(straight.posts == 10);  // all but the stranger
  REQUIRE(straight.totals.size() == 1);
  CHECK(straight.totals[0].on_topic == 10);
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    if (round == 0)
      std::ranges::reverse(lines);
    else
      std::ranges::shuffle(lines, random);
    const auto permuted = interval_of(lines, round % 3 == 0);
    CHECK(permuted.totals == straight.totals);
    CHECK(permuted.posts == straight.posts);
    CHECK((permuted.fold == straight.fold));
  }
}
