#include "pipeline/backtest.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "pipeline/fixture.hpp"
#include "pipeline/replay.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

namespace {

using Said = std::vector<std::pair<std::string, Time>>;  // topic and time of alerts

Said said_by(const BacktestRun& run) {
  Said said;
  for (const auto& advice : run.advice) {
    Alert alert;
    alert.posture = advice.posture;
    alert.narrative = advice.narrative;
    alert.audience = advice.audience;
    said.emplace_back(topic_of(alert), advice.at);
  }
  return said;
}

// What a daemon advised over these posts, with its journal in a database.
struct Daemon {
  TempFolder folder;
  FixedClock clock;
  std::string posts = story(7, 3000, "forum", 6);
  Said said;

  explicit Daemon(const RuleFiles& files = rule_files()) {
    std::vector<std::unique_ptr<Feed>> feeds;
    feeds.push_back(file_feed("archive", folder.write("posts.ndjson", posts)));
    auto made = Pipeline::make(open_store(folder.file("saitd.db"), folder.file("key")), rules(files), files,
                               std::move(feeds), {}, clock, events_options());
    REQUIRE_MESSAGE(made.ok(), made.error().text());
    REQUIRE((*made)->start().ok());
    CHECK((*made)->wait_for_end());
    REQUIRE((*made)->stop().ok());
    said = said_of([&](const AlertSink& sink) { return replay_journal(folder.file("saitd.db"), sink); });
  }

  static Said said_of(const std::function<Status(const AlertSink&)>& replay) {
    Said said;
    REQUIRE(replay([&said](const OutboxEntry& entry) -> Status {
              said.emplace_back(entry.topic, entry.at);
              return {};
            }).ok());
    return said;
  }

  // The same posts under the key of replays: another key estimates numbers of authors a little otherwise.
  [[nodiscard]] Said replayed(const RuleFiles& files = rule_files()) const {
    return said_of([&](const AlertSink& sink) -> Status {
      std::vector<std::unique_ptr<Feed>> feeds;
      feeds.push_back(file_feed("archive", folder.file("posts.ndjson")));
      auto result = replay_posts(rules(files), files, std::move(feeds), clock, events_options(), sink);
      return result ? Status{} : Status{result.error()};
    });
  }

  [[nodiscard]] BacktestRun archive(const RuleFiles& files, std::size_t threads = 1) const {
    auto archive = PostArchive::open(folder.file("posts.ndjson"));
    REQUIRE(archive.ok());
    BacktestOptions options;
    options.threads = threads;
    options.tick = events_options().journal.tick;
    auto run = backtest_archive(rules(files), std::move(*archive), options);
    REQUIRE_MESSAGE(run.ok(), run.error().text());
    CHECK_FALSE(run->damage);
    return std::move(run->run);
  }
  [[nodiscard]] BacktestRun journal(const RuleFiles& files) const {
    auto run = backtest_journal(rules(files), folder.file("saitd.db"), {});
    REQUIRE_MESSAGE(run.ok(), run.error().text());
    return std::move(*run);
  }
};

RuleFiles with_maturity(const std::string& maturity) {
  auto files = rule_files();
  auto& bytes = files["narratives/lamps.yaml"];
  bytes.replace(bytes.find("maturity: {en: stable}"), 22, "maturity: {en: " + maturity + "}");
  return files;
}

ConversationFigures figures_of_lamps(const std::vector<ConversationFigures>& figures) {
  const auto at = std::ranges::find(figures, "lamps", &ConversationFigures::narrative);
  REQUIRE(at != figures.end());
  return *at;
}

}  // namespace

TEST_CASE("backtest: an archive and a journal are advised as the daemon was, with any number of threads") {
  const Daemon daemon;
  REQUIRE(daemon.said.size() > 3);
  const auto replayed = daemon.replayed();
  const auto one = daemon.archive(rule_files());
  CHECK(said_by(one) == replayed);
  CHECK(said_by(daemon.journal(rule_files())) == daemon.said);
  CHECK(one.totals.read > 3000);
  CHECK(one.totals.rejected > 0);
  CHECK(one.totals.repeats > 0);
  CHECK(one.totals.read == one.totals.on_topic + one.totals.off_topic + one.totals.rejected + one.totals.repeats);
  const auto four = daemon.archive(rule_files(), 4);
  CHECK(said_by(four) == replayed);
  CHECK(four.found.posts().size() == one.found.posts().size());
  CHECK(difference_of(one, four, 5).empty());
  const auto some = figures_of_lamps(figures_of(one, 5));
  const auto same = figures_of_lamps(figures_of(four, 5));
  CHECK(some.acts == same.acts);
  REQUIRE(some.examples.size() == same.examples.size());
  for (std::size_t i = 0; i < some.examples.size(); ++i) CHECK(some.examples[i].line == same.examples[i].line);
}

TEST_CASE("backtest: what the journal counts is what the archive shows") {
  const Daemon daemon;
  const auto archive = figures_of(daemon.archive(rule_files()), 0);
  const auto journal = figures_of(daemon.journal(rule_files()), 0);
  REQUIRE(archive.size() == journal.size());
  for (std::size_t i = 0; i < archive.size(); ++i) {
    CHECK(archive[i].narrative == journal[i].narrative);
    CHECK(archive[i].posts == journal[i].posts);
    CHECK(archive[i].acts == journal[i].acts);
    CHECK(archive[i].alerts == journal[i].alerts);
  }
}

TEST_CASE("backtest: what is tried is judged as if it were stable, and what is retired is not") {
  const Daemon stable;
  const auto shadow = stable.archive(with_maturity("shadow"));
  CHECK(said_by(shadow) == stable.replayed());
  CHECK(figures_of_lamps(figures_of(shadow, 0)).maturity == Maturity::shadow);
  const auto retired = stable.archive(with_maturity("retired"));
  CHECK(std::ranges::none_of(retired.advice, [](const Advice& advice) { return advice.narrative == "lamps"; }));
  // A daemon with the narrative in shadow has said nothing of it; its journal tells what it would have.
  const Daemon quiet(with_maturity("shadow"));
  CHECK(
      std::ranges::none_of(quiet.said, [](const auto& one) { return one.first.find("/lamps/") != std::string::npos; }));
  CHECK(said_by(quiet.journal(with_maturity("shadow"))) == stable.said);
}

TEST_CASE("backtest: days beyond a narrative's budget are told, of what is stable and of what is tried") {
  const Daemon daemon;
  const auto limited = [](RuleFiles files) {
    files["narratives/lamps.yaml"] += "budget: {per_day: 1}\n";
    return files;
  };
  const auto without = daemon.archive(rule_files());
  CHECK(budgets_of(without).empty());
  CHECK(alerts_a_day(without) > 0);
  CHECK(alerts_a_day_on_trial(without) == 0);
  std::map<Time, int> raised;  // by day, of lamps
  for (const auto& advice : without.advice) {
    if (advice.narrative == "lamps" &&
        (advice.change == AlertChange::opened || advice.change == AlertChange::escalated))
      ++raised[utc_day(advice.at)];
  }
  const auto over =
      static_cast<std::size_t>(std::ranges::count_if(raised, [](const auto& day) { return day.second > 1; }));
  REQUIRE(over > 0);
  // Tried, it is told beside its budget, and the days are those on which it would have been over.
  const auto tried = daemon.archive(limited(with_maturity("shadow")));
  CHECK(said_by(tried) == said_by(without));
  REQUIRE(budgets_of(tried).size() == 1);
  CHECK(budgets_of(tried)[0].per_day == 1);
  CHECK(budgets_of(tried)[0].days_over == over);
  CHECK(alerts_a_day_on_trial(tried) > 0);
  // Stable, it waits as in the daemon.
  const auto stable = daemon.archive(limited(rule_files()));
  CHECK(budgets_of(stable)[0].days_over > 0);
  std::map<Time, int> told;
  for (const auto& advice : stable.advice) {
    if (advice.narrative == "lamps" &&
        (advice.change == AlertChange::opened || advice.change == AlertChange::escalated))
      CHECK(++told[utc_day(advice.at)] <= 1);
  }
}

TEST_CASE("backtest: other rules gain and lose posts, in the archive and in the texts of a journal") {
  const Daemon daemon;
  const auto before = daemon.archive(rule_files());
  const auto narrow = rule_files("no such words");
  const auto after = daemon.archive(narrow);
  const auto differences = difference_of(before, after, 3);
  REQUIRE(differences.size() >= 1);
  CHECK(differences[0].narrative == "lamps");
  CHECK(differences[0].lost > 50);
  CHECK(differences[0].gained == 0);
  CHECK(differences[0].lost_examples.size() == 3);
  const auto back = difference_of(after, before, 3);
  CHECK(back[0].gained == differences[0].lost);
  const auto journal = daemon.journal(narrow);
  CHECK(journal.matched_anew > 0);
  REQUIRE(journal.texts_since);
  const auto of_journal = difference_of(daemon.journal(rule_files()), journal, 3);
  REQUIRE(of_journal.size() >= 1);
  CHECK(of_journal[0].lost > 10);
}

TEST_CASE("backtest: another policy flips postures over all of a journal") {
  const Daemon daemon;
  auto files = rule_files();
  auto& narrative = files["narratives/lamps.yaml"];
  narrative += "ceiling: no-engagement\n";
  const auto differences = difference_of(daemon.journal(rule_files()), daemon.journal(files), 0);
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].flips());
  CHECK(differences[0].highest_after == Posture::no_engagement);
  CHECK(differences[0].gained + differences[0].lost + differences[0].act_changed == 0);
}

TEST_CASE("backtest: texts of examples are masked, and not those that the rules keep nothing of") {
  const TempFolder folder;
  const auto path = folder.write("posts.ndjson", line({"1", "newcomers get lamps, says @some_body", "a"}) +
                                                     line({"2", "newcomers hear the gates are open", "b"}));
  auto archive = PostArchive::open(path);
  REQUIRE(archive.ok());
  auto run = backtest_archive(rules(rule_files()), std::move(*archive), {});
  REQUIRE(run.ok());
  std::vector<ExamplePost> examples;
  for (const auto& figures : figures_of(run->run, 3))
    examples.insert(examples.end(), figures.examples.begin(), figures.examples.end());
  REQUIRE(examples.size() == 2);
  auto again = PostArchive::open(path);
  REQUIRE(again.ok());
  const auto texts = texts_in_archive(**again, examples);
  REQUIRE(texts.ok());
  REQUIRE(texts->size() == 1);
  CHECK(texts->begin()->second == "newcomers get lamps, says [name]");
}

TEST_CASE("backtest: an archive that is cut off is counted up to there, and told") {
  const TempFolder folder;
  const auto path = folder.write("posts.ndjson", story(3, 5000, "forum"));
  REQUIRE(std::system(("zstd -q " + path).c_str()) == 0);
  std::filesystem::resize_file(path + ".zst", std::filesystem::file_size(path + ".zst") / 2);
  auto archive = PostArchive::open(path + ".zst");
  REQUIRE(archive.ok());
  const auto run = backtest_archive(rules(rule_files()), std::move(*archive), {});
  REQUIRE(run.ok());
  REQUIRE(run->damage);
  CHECK(run->damage->code == "damaged-archive");
  CHECK(run->run.totals.read > 100);
}

TEST_CASE("backtest: a journal without a record and a file that is none are told apart") {
  const TempFolder folder;
  const auto none = backtest_journal(rules(rule_files()), folder.file("none.db"), {});
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().message.find("none.db") != std::string::npos);
  { const auto store = open_store(folder.file("s.db"), folder.file("key")); }
  const auto empty = backtest_journal(rules(rule_files()), folder.file("s.db"), {});
  REQUIRE_FALSE(empty.ok());
  CHECK(empty.error().code == "empty-journal");
}
