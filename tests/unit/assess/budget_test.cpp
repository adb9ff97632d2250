#include "assess/budget.hpp"

#include <doctest/doctest.h>

#include "assess/journal_fixture.hpp"
#include "rounds.hpp"

using namespace sait;
using namespace std::chrono_literals;
using fixture::claim_by;
using fixture::Event;
using fixture::key_number;
using fixture::kStart;

namespace {

// Opens at 16:00 UTC, as kStart is.
const Time kMidnight = Budget::next_day(kStart);

std::shared_ptr<const RuleSet> with_budget(const std::string& more) {
  auto files = fixture::assess_files();
  auto& policy = files["policies/gfmd.yaml"];
  const auto cool_down = policy.find("cool_down:");  // the shipped one would stand there twice
  policy.erase(cool_down, policy.find('\n', cool_down) - cool_down);
  policy += "\n" + more;
  return fixture::compiled(files);
}

// `count` claims from `when` on, a minute apart, each by an author of its own.
void add_claims(std::vector<Event>& events, const std::string& narrative, Time when, std::uint64_t first,
                std::uint64_t count, Duration late = {}) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto at = when + std::chrono::minutes(i);
    events.push_back({at, key_number(first + i), claim_by(first + i, at - late, narrative)});
  }
}

std::vector<Alert> run(const std::shared_ptr<const RuleSet>& rules, const std::vector<Event>& events, Time end) {
  Fold fold([&](const Digest&) { return rules; });
  return fixture::run(fold, fixture::journal_of(events, end));
}

std::string summary(const std::vector<Alert>& alerts) {
  std::string out;
  for (const auto& alert : alerts)
    out += format_time(alert.at).substr(8, 8) + " " + alert.narrative + " " + to_string(alert.change) + " " +
           to_string(alert.posture) + "\n";
  return out;
}

}  // namespace

TEST_CASE("an alert beyond the day's budget is told when the next day begins, and says since when it waited") {
  std::vector<Event> events;
  add_claims(events, "plain", kStart + 1min, 1, 5);
  add_claims(events, "quiet", kStart + 31min, 11, 5);
  add_claims(events, "threat", kStart + 61min, 21, 1);
  const std::string plain = "24T16:10 plain opened no-engagement\n";
  const std::string threat = "24T17:10 threat opened escalate-safety\n24T23:10 threat closed escalate-safety\n";
  CHECK(summary(run(with_budget(""), events, kMidnight + 1h)) ==
        plain + "24T16:40 quiet opened no-engagement\n" + threat);
  const auto held = run(with_budget("budget: {per_audience_per_day: 1}\n"), events, kMidnight + 1h);
  CHECK(summary(held) == plain + threat + "25T00:00 quiet opened no-engagement\n");
  CHECK(held.back().reasons.back() ==
        "Held back since " + format_time(kStart + 40min) +
            ": the alerts of such advice that the policy allows this audience a day were given.");
}

TEST_CASE("what is no longer so when the next day begins is not told") {
  const auto rules = with_budget("budget: {per_audience_per_day: 1}\n");
  std::vector<Event> events;
  add_claims(events, "plain", kStart + 1min, 1, 5);
  add_claims(events, "quiet", kStart + 31min, 11, 5, 20h);
  CHECK(summary(run(rules, events, kMidnight + 1h)) == "24T16:10 plain opened no-engagement\n");
}

TEST_CASE("each audience has a budget of its own, and lowering or renewing an advice costs nothing") {
  Policy policy;
  policy.budget_per_day = 2;
  Budget budget;
  budget.spend(Purse::audience, "en", kStart);
  CHECK(budget.allows(policy, "en", Posture::prepare, kStart));
  budget.spend(Purse::audience, "en", kMidnight - 1ms);
  CHECK_FALSE(budget.allows(policy, "en", Posture::prepare, kMidnight - 1ms));
  CHECK(budget.allows(policy, "de", Posture::prepare, kStart));
  CHECK(budget.allows(policy, "en", Posture::prepare, kMidnight));
  budget.spend(Purse::audience, "en", kMidnight);
  CHECK(budget.allows(policy, "en", Posture::prepare, kMidnight));
  policy.budget_per_day = 0;
  for (int i = 0; i < 5; ++i) budget.spend(Purse::audience, "en", kMidnight);
  CHECK(budget.allows(policy, "en", Posture::prepare, kMidnight));
}

TEST_CASE("what advises no more than to watch has half of a day's alerts") {
  Policy policy;
  Budget budget;
  const auto low = [&] { return budget.allows(policy, "en", Posture::monitor, kStart); };
  policy.budget_per_day = 1;
  CHECK(low());
  policy.budget_per_day = 3;
  budget.spend(Purse::audience, "en", kStart);
  CHECK(low());
  budget.spend(Purse::audience, "en", kStart);
  CHECK_FALSE(low());
  CHECK_FALSE(budget.allows(policy, "en", Posture::no_engagement, kStart));
  CHECK(budget.allows(policy, "en", Posture::prepare, kStart));
  budget.spend(Purse::audience, "en", kStart);
  CHECK_FALSE(budget.allows(policy, "en", Posture::respond_directly, kStart));
}

TEST_CASE("a checkpoint keeps what was spent and what waits") {
  const auto rules = with_budget("budget: {per_audience_per_day: 2}\ncool_down: 12h\n");
  std::size_t waited = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(4U); ++seed) {
    const auto records = fixture::random_journal(seed);
    const auto rules_of = [&](const Digest&) { return rules; };
    Fold whole(rules_of);
    const auto alerts = fixture::run(whole, records);
    for (std::size_t cut = 100; cut < records.size(); cut += 211) {
      Fold first(rules_of);
      auto told = fixture::run(first, {records.begin(), records.begin() + static_cast<std::ptrdiff_t>(cut)});
      Fold second(rules_of);
      REQUIRE(second.load(first.save()).ok());
      CHECK(second.held_back() == first.held_back());
      waited += first.held_back();
      std::vector<Record> rest;
      std::ranges::copy_if(records, std::back_inserter(rest),
                           [&](const Record& record) { return record.seq > second.position(); });
      for (auto& alert : fixture::run(second, rest)) told.push_back(std::move(alert));
      CHECK(fixture::text_of(told) == fixture::text_of(alerts));
      CHECK(second.save() == whole.save());
    }
    // Opened or raised for an audience on a day: never more than two, but for threats.
    std::map<std::pair<std::string, Time>, int> raised;
    for (const auto& alert : alerts) {
      const bool is_raise = alert.change == AlertChange::opened || alert.change == AlertChange::escalated;
      if (is_raise && alert.kind == "narrative")
        CHECK(++raised[{alert.audience, std::chrono::floor<std::chrono::days>(alert.at)}] <= 2);
    }
  }
  CHECK(waited > 0);
}
