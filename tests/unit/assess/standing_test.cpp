#include "assess/standing.hpp"

#include "assess/decide.hpp"
#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using namespace std::chrono_literals;

namespace {

Narrative resting_on(const std::string& status, const std::string& review_by) {
  Narrative narrative;
  narrative.status = status;
  narrative.facts = {{"old", "s", 2020, review_by}, {"new", "s", 2020, {}}};
  return narrative;
}

// What newspapers have taken up: the table says respond-directly.
void add_story(std::vector<Event>& events, Time when, std::uint64_t first) {
  for (auto who = first; who < first + 12; ++who) {
    auto post = claim_by(who, when, "aged");
    if (who == first) post.tier = Tier::media;
    events.push_back({when, key_number(who), post});
  }
}

}  // namespace

TEST_CASE("a fact counts through its day of review, and what rests on it is unverified from the next day on") {
  for (const auto* status : {"false", "misleading"}) {
    const auto narrative = resting_on(status, "2026-03-02");
    for (const auto* day : {"", "2026-03-01", "2026-03-02"}) {
      const auto standing = standing_of(narrative, day);
      CHECK(standing.status == status);
      CHECK(standing.facts.size() == 2);
      CHECK_FALSE(standing.expired);
      CHECK_FALSE(standing.awaits_facts);
    }
    const auto standing = standing_of(narrative, "2026-03-03");
    CHECK(standing.status == "unverified");
    REQUIRE(standing.facts.size() == 1);
    CHECK(standing.facts.front().statement == "new");
    REQUIRE(standing.expired);
    CHECK(standing.expired->statement == "old");
    CHECK(standing.awaits_facts);
  }
  CHECK(standing_of(resting_on("contested", "2026-03-02"), "2026-03-03").status == "contested");
  CHECK(standing_of(resting_on("false", ""), "9999-12-31").status == "false");
}

TEST_CASE("when a fact expires, an open alert says that its claim is unverified, why, and no longer what to answer") {
  std::vector<Event> events{{kStart, {}, CoverageRecord{"f", CoverageState::up, {}, "declared"}}};
  const auto midnight = std::chrono::ceil<std::chrono::days>(kStart);
  REQUIRE(rule_day(kStart) == "2025-11-24");
  add_story(events, kStart + 3min, 1);
  for (unsigned hour = 1; hour < 24; ++hour)
    add_story(events, kStart + std::chrono::hours(hour) + 3min, std::uint64_t{100} * hour);
  bool before = false, after = false;
  for (const auto& alert : run(journal_of(events, kStart + 24h))) {
    const bool expired = alert.at >= midnight;
    (expired ? after : before) = true;
    CHECK(alert.status == (expired ? "unverified" : "false"));
    CHECK(alert.facts.size() == (expired ? 1 : 2));
    CHECK(alert.message.empty() == expired);
    const auto says = [](const std::vector<std::string>& lines, std::string_view part) {
      return std::ranges::any_of(lines, [&](const auto& line) { return line.find(part) != std::string::npos; });
    };
    CHECK(says(alert.reasons, "Unverified: a fact was to be read again by 2025-11-24 (\"old\", s)") == expired);
    CHECK(says(alert.avoid, "2025-11-24") == expired);
  }
  CHECK(before);
  CHECK(after);
}

TEST_CASE("the ceiling of what is unverified holds from the day after a fact's review") {
  auto policy = assess_rules()->policy;
  policy.unverified_ceiling = Posture::prepare;
  const auto* narrative = assess_rules()->find("aged");
  Assessment assessment;
  assessment.scale.authors = {12, 12, 12};
  assessment.scale.authors_observable = true;
  assessment.awareness.breakout = 4;
  const auto decision_on = [&](std::string_view day) {
    return decide(assessment, *narrative, standing_of(*narrative, day), policy);
  };
  CHECK(decision_on("2025-11-24").posture > Posture::prepare);
  const auto held = decision_on("2025-11-25");
  CHECK(held.posture == Posture::prepare);
  CHECK(std::ranges::any_of(held.reasons,
                            [](const auto& reason) { return reason.find("past its review_by") != std::string::npos; }));
}
