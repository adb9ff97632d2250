#include "assess/policy_tests.hpp"

#include <doctest/doctest.h>

#include <set>

#include "../rules/policy_fixture.hpp"
#include "assess/explain_policy.hpp"
#include "assess/journal_fixture.hpp"
#include "assess/load_rules.hpp"

using namespace sait;

namespace {

std::string loaded(const std::string& tests) {
  Diagnostics diagnostics;
  const auto rules = load_rules(
      fixture::with_policy(fixture::with_rows(std::string(fixture::kSafety) + fixture::kLast) + tests), diagnostics);
  CHECK((rules == nullptr) == diagnostics.has_errors());
  return diagnostics.render();
}

}  // namespace

TEST_CASE("a policy whose test fails is not loaded, and says which and why") {
  CHECK(loaded("tests:\n  - {authors: 3, posture: monitor}\n  - {harm: true, posture: escalate-safety, row: safety}\n")
            .empty());
  CHECK(loaded("tests:\n  - {authors: 3, posture: monitor}\n  - {authors: 5, posture: prepare}\n")
            .starts_with("policies/p.yaml:7:5: error[test-failed]: expects prepare and gets monitor by the row "
                         "\"rest\"; change the policy or the test"));
  CHECK(loaded("tests:\n  - {authors: 3, posture: monitor, row: safety}\n")
            .starts_with("policies/p.yaml:6:5: error[test-failed]: expects monitor by the row \"safety\" and gets "
                         "monitor by the row \"rest\""));
}

TEST_CASE("the shipped policy has a test of each row and of each thing that holds an advice down") {
  const auto policy = fixture::shipped_policy();
  std::set<std::string> rows;
  std::string reasons;
  for (const auto& result : run_policy_tests(policy)) {
    CHECK_MESSAGE(result.passed, result.why);
    CHECK_FALSE(result.test->row.empty());
    rows.insert(result.decision.row);
    for (const auto& reason : result.decision.reasons) reasons += reason;
  }
  CHECK(rows.size() == policy.rows.size());
  for (const auto* held : {"One step down", "the narrative's own ceiling", "nothing official says who it was",
                           "how many people speak cannot be seen"}) {
    CHECK(reasons.find(held) != std::string::npos);
  }
}

TEST_CASE("a case is judged as a conversation that is seen so") {
  std::size_t looked = 0;
  const auto& rules = *fixture::assess_rules();
  const auto& policy = rules.policy;
  const DecisionSpace space({&policy});
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    for (const auto& alert : fixture::run(fixture::random_journal(seed))) {
      const auto* narrative = rules.find(alert.narrative);
      if (narrative == nullptr) continue;
      const auto& seen = alert.assessment;
      const auto is = situation_of(seen);
      // No conversation is outside the space that tables are checked over, nor has another level than it says.
      const bool answered = !is.void_open;
      const auto cell = space.cell_of(is, answered);
      REQUIRE_MESSAGE(cell, to_json(alert));
      CHECK(first_row(policy, space.at(*cell, policy)) == first_row(policy, is));
      CHECK(seen.awareness.breakout == breakout_of(seen.awareness, is.harm));

      PolicyCase given;
      given.authors = is.authors;
      given.authors_observable = seen.scale.authors_observable;
      given.posts = seen.scale.posts;
      given.communities = seen.awareness.communities;
      given.platforms = seen.awareness.platforms;
      given.media = seen.awareness.media;
      given.official = seen.awareness.official;
      given.trend = is.trend;
      if (seen.scale.z) given.z = static_cast<std::uint64_t>(std::max(0.0, *seen.scale.z));
      given.recycled = is.recycled;
      given.threat_open = is.threat_open;
      given.event_near = is.event_near;
      given.questions = is.questions;
      given.corrections = seen.awareness.corrections;
      given.void_open = is.void_open;
      given.complete = seen.coverage.complete;
      given.aimed_at_migrants = is.aimed_at_migrants;
      given.harm = is.harm;
      if (!is.harm) given.status = narrative->status;
      given.ceiling = narrative->ceiling;
      // What a case cannot say: few voices, and corrections that lead in the last hours alone.
      const auto as_given = assessment_of(given, policy);
      const auto lead = [](std::uint64_t corrections, std::uint64_t claims) {
        return corrections > 0 && corrections >= claims;
      };
      if (as_given.scale.level != seen.scale.level ||
          lead(seen.awareness.corrections_recent, seen.timing.recent) != lead(given.corrections, seen.scale.posts))
        continue;
      const auto decision = decide(seen, *narrative, policy);
      const auto of_case = decide_case(given, policy);
      CHECK(of_case.row == decision.row);
      CHECK(of_case.posture == decision.posture);
      CHECK(of_case.reasons == decision.reasons);
      ++looked;
    }
  }
  CHECK(looked > 100);
}

TEST_CASE("a case written as text is read as it was meant, and what is wrong in it is told") {
  Diagnostics diagnostics;
  const auto given = parse_policy_case("authors=60, breakout=3,trend=growing,status=unverified", diagnostics);
  REQUIRE(given);
  CHECK(to_text(*given) == "authors=60, breakout=3, trend=growing, status=unverified");
  for (const auto* wrong : {"authers=3", "authors=many", "trend=up", "authors", "", "harm=true,harm=true", "breakout=7",
                            "authors=-1", "posture=monitor"}) {
    CAPTURE(wrong);
    Diagnostics told;
    CHECK_FALSE(parse_policy_case(wrong, told));
    CHECK(told.has_errors());
  }
}

TEST_CASE("the change that is named for each row makes that row decide") {
  fixture::RandomPolicies random(71);
  std::size_t named = 0;
  for (int round = 0; round < 60; ++round) {
    const auto policy = random.policy();
    for (int i = 0; i < 5; ++i) {
      const auto given = random.conversation(policy);
      CAPTURE(to_text(given));
      const auto explained = explain_policy(given, policy);
      CHECK(policy.rows[explained.row].id == explained.decision.row);
      CHECK(explained.near.size() + explained.never.size() + 1 == policy.rows.size());
      for (const auto& near : explained.near) {
        CHECK_FALSE(near.changes.empty());
        CAPTURE(to_text(near.changed));
        CHECK_FALSE(contradiction(near.changed, policy));
        const auto decision = decide_case(near.changed, policy);
        CHECK(decision.row == policy.rows[near.row].id);
        CHECK(decision.posture == near.posture);
        ++named;
      }
    }
  }
  CHECK(named > 500);
}

TEST_CASE("the nearest row is told in words, under the ceilings of the narrative") {
  const auto policy = fixture::shipped_policy();
  PolicyCase given;
  given.authors = 60;
  given.ceiling = Posture::prepare;
  const auto explained = explain_policy(given, policy);
  CHECK(explained.decision.row == "otherwise");
  const auto mainstream = std::ranges::find_if(
      explained.near, [&](const NearRow& near) { return policy.rows[near.row].id == "mainstream"; });
  REQUIRE(mainstream != explained.near.end());
  CHECK(mainstream->changes == std::vector<std::string>{"it reaches breakout category 4"});
  CHECK(mainstream->posture == Posture::prepare);
  CHECK(explained.near.front().changes == std::vector<std::string>{"a threat opens beside it"});
}
