#include "rules/check_table.hpp"

#include <doctest/doctest.h>

#include <set>

#include "policy_fixture.hpp"

using namespace sait;
using fixture::kLast;
using fixture::kSafety;
using fixture::with_rows;

namespace {

// What is said of a policy: "line:column code: text" each.
std::string said_of(const std::string& policy, bool good = false) {
  Diagnostics diagnostics;
  CHECK((compile_rules(fixture::with_policy(policy), diagnostics) != nullptr) == good);
  std::string out;
  for (const auto& item : diagnostics.items())
    out += std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code + ": " + item.text + "\n";
  return out;
}

std::string row(const std::string& id, const std::string& when, const std::string& posture = "prepare") {
  return "  - {id: " + id + ", because: b, when: {" + when + "}, posture: " + posture + "}\n";
}

}  // namespace

TEST_CASE("a row that several earlier rows cover between them never fires, and they are named") {
  CHECK(said_of(with_rows(kSafety + row("a", "scale: {max: medium}") + row("b", "breakout: {min: 4}") +
                          row("c", "authors: {min: 50}, breakout: {max: 3}") + row("d", "trend: growing") + kLast)) ==
        "7:5 shadowed: this row never fires: \"a\" in line 4, \"b\" in line 5 and \"c\" in line 6 take all its cases "
        "between them; move or remove one\n"
        "8:5 shadowed: this row never fires: \"a\" in line 4, \"b\" in line 5 and \"c\" in line 6 take all its cases "
        "between them; move or remove one\n");
  // One more case is left to it: 49 authors are medium, 50 high.
  CHECK(said_of(with_rows(kSafety + row("a", "scale: {max: medium}") + row("b", "breakout: {min: 4}") +
                          row("c", "authors: {min: 51}, breakout: {max: 3}") + row("d", "trend: growing") + kLast),
                true)
            .empty());
}

TEST_CASE("a row that a band keeps from firing names the conditions that exclude each other") {
  const auto only = [](const std::string& when, const std::string& more = {}) {
    return said_of(with_rows(kSafety + row("a", when) + kLast, more));
  };
  CHECK(only("scale: {min: medium}, authors: {max: 9}, trend: growing")
            .find("impossible: this row can never fire: no conversation is what `scale` and `authors` ask of it; by "
                  "`bands` 10 authors are medium") != std::string::npos);
  CHECK(only("awareness: low, breakout: {min: 2}").find("`awareness` and `breakout` ask") != std::string::npos);
  CHECK(only("influence: low, questions: {min: 10}").find("`influence` and `questions` ask") != std::string::npos);
  CHECK(only("influence: severe, harm: false").find("severe is for harms alone") != std::string::npos);
  CHECK(only("breakout: 6, harm: false").find("breakout 6 is for harms alone") != std::string::npos);
  CHECK(only("void: true, influence: low", "bands: {void_questions: 10}\n")
            .find("`influence` and `void` ask of it; by `bands` 10 questions are medium, 50 high influence") !=
        std::string::npos);
  CHECK(only("trend: stale, authors: {min: 1}").find("`trend` and `authors` ask") != std::string::npos);
  // Each of these can be.
  for (const auto* when : {"scale: low, trend: growing", "awareness: low, breakout: 1", "influence: low, void: true",
                           "trend: stale, scale: low", "breakout: 5, scale: {min: severe}"}) {
    CAPTURE(when);
    CHECK(said_of(with_rows(kSafety + row("a", when) + kLast), true).empty());
  }
}

TEST_CASE("a stale claim may have authors where a day of silence makes one stale") {
  const auto rows =
      with_rows(kSafety + row("a", "trend: stale, authors: {min: 1}") + kLast, "timing: {stale_after: 24h}\n");
  CHECK(said_of(rows, true).empty());
}

TEST_CASE("a part of a row that never comes to fire is warned of with the rows that take it") {
  CHECK(
      said_of(with_rows(kSafety + row("a", "trend: fading") + row("b", "trend: [growing, fading]", "monitor") + kLast),
              true) ==
      "5:5 idle-part: this row never fires at trend fading: \"a\" in line 4 takes these cases first; take it out, or "
      "move the row\n");
  CHECK(said_of(with_rows(kSafety + row("a", "breakout: {max: 3}") + row("b", "breakout: {min: 3, max: 4}", "monitor") +
                          kLast),
                true)
            .find("never fires at breakout 3: \"a\" in line 4 takes") != std::string::npos);
  CHECK(said_of(with_rows(kSafety + row("a", "trend: [growing, stale], scale: {min: medium}") + kLast, {}), true)
            .find("never fires at trend stale: with its other conditions no conversation is so") != std::string::npos);
  // A ladder from the top down is how tables are written.
  CHECK(
      said_of(with_rows(kSafety + row("a", "scale: {min: high}") + row("b", "scale: {min: medium}", "monitor") + kLast),
              true)
          .empty());
}

TEST_CASE("a threat that some row keeps from escalate-safety is told with that row") {
  CHECK(said_of(with_rows(row("safety", "harm: true, trend: [growing, steady, fading, stale]", "escalate-safety") +
                          row("a", "breakout: {min: 4}") + kLast))
            .find("1:1 no-safety-row: every harm must reach escalate-safety, and some come to \"a\" in line 4") == 0);
  CHECK(said_of(with_rows(row("one", "harm: true, trend: growing", "escalate-safety") +
                          row("two", "harm: true, breakout: 6", "escalate-safety") + kLast),
                true)
            .empty());
}

TEST_CASE("a table of as many rows as may be is checked at once, and one more is refused") {
  std::string rows = kSafety;
  for (std::size_t i = 0; i + 2 < kMostRows; ++i) {
    const auto count = std::to_string(1000 - 3 * i);
    rows += row("r" + std::to_string(i), "authors: {min: " + count + "}, questions: {min: " + count + "}");
  }
  CHECK(said_of(with_rows(rows + kLast), true).empty());
  CHECK(said_of(with_rows(rows + row("more", "trend: growing") + kLast)).find("too-many-rows") != std::string::npos);
}

TEST_CASE("a test of a conversation that cannot be, or of a row that is not there, is told at its place") {
  const auto tested = [](const std::string& test) {
    return said_of(with_rows(std::string(kSafety) + kLast) + "tests:\n  - {" + test + "}\n");
  };
  CHECK(tested("harm: true, breakout: 3, posture: escalate-safety") ==
        "6:5 impossible-case: no conversation is like this: a harm is a call to act, which is always breakout category "
        "6\n");
  CHECK(tested("breakout: 6, posture: monitor").find("breakout category 6 is for harms alone") != std::string::npos);
  CHECK(tested("authors: 9, posts: 3, posture: monitor").find("9 authors make 9 posts or more, not 3") !=
        std::string::npos);
  CHECK(tested("questions: 3, void: true, posture: monitor").find("a void needs 5 questions") != std::string::npos);
  const auto fine = [](const std::string& test) {
    return said_of(with_rows(std::string(kSafety) + kLast) + "tests:\n  - {" + test + "}\n", true);
  };
  CHECK(fine("questions: 5, void: false, posture: monitor").empty());                 // as many ask as always do
  CHECK(fine("questions: 5, void: true, corrections: 2, posture: monitor").empty());  // they are out of date
  CHECK(tested("posture: monitor, row: rset")
            .find("6:29 unknown-row: there is no row \"rset\"; did you mean \"rest\"?") == 0);
  CHECK(tested("posture: monitor, author: 3").find("unknown-key") != std::string::npos);
  CHECK(tested("authors: 3").find("missing") != std::string::npos);
}

TEST_CASE("a cell stands for every conversation in it, whatever the policy") {
  fixture::RandomPolicies random(51);
  for (int round = 0; round < 200; ++round) {
    const auto policy = random.policy();
    const auto other = random.policy();
    const DecisionSpace space({&policy, &other});
    for (int i = 0; i < 50; ++i) {
      const auto given = random.conversation(policy);
      const auto is = fixture::situation_of(given, policy);
      const auto cell = space.cell_of(is, given.answered());
      REQUIRE(cell);
      CHECK(first_row(policy, space.at(*cell, policy)) == first_row(policy, is));
      CHECK(first_row(other, space.at(*cell, other)) == first_row(other, fixture::situation_of(given, other)));
    }
  }
}

TEST_CASE("rows that are said never to fire never do, and others do, in policies at random") {
  fixture::RandomPolicies random(52);
  int silent = 0;
  for (int round = 0; round < 150; ++round) {
    const auto policy = random.policy();
    const DecisionSpace space({&policy});
    std::set<std::size_t> reached, met;
    space.each([&](const Cell& cell) {
      reached.insert(first_row(policy, space.at(cell, policy)));
      return true;
    });
    for (int i = 0; i < 400; ++i)
      met.insert(first_row(policy, fixture::situation_of(random.conversation(policy), policy)));
    for (const auto row : met) CHECK(reached.contains(row));
    silent += policy.rows.size() > reached.size() ? 1 : 0;
  }
  CHECK(silent > 0);
}
