#include "assess/decide.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "assess/journal_fixture.hpp"
#include "assess/would_change.hpp"

using namespace sait;
using fixture::assess_rules;

namespace {

const Policy& policy() { return assess_rules()->policy; }
const Narrative& narrative(std::string_view id) { return *assess_rules()->find(id); }

// Nothing but a few quiet claims.
Assessment calm() {
  Assessment assessment;
  assessment.scale.authors = {5, 5, 5};
  return assessment;
}

Assessment any_assessment(std::mt19937& random) {
  Assessment a;
  a.scale.authors.estimate = random() % 300;
  a.scale.level = static_cast<Level>(random() % 4);
  a.scale.authors_observable = random() % 4 != 0;
  a.awareness.breakout = 1 + static_cast<int>(random() % 5);
  a.awareness.level = static_cast<Level>(random() % 4);
  a.influence.level = static_cast<Level>(random() % 3);
  a.influence.questions = random() % 60;
  a.influence.void_open = random() % 2 == 0;
  a.influence.aimed_at_migrants = random() % 4 == 0;
  a.timing.trend = static_cast<Trend>(random() % 5);
  return a;
}

std::vector<std::string> ways(const Assessment& a, const Narrative& of, const Policy& policy,
                              const IncidentRecord* incident = nullptr) {
  const auto standing = standing_of(of, {});
  return would_change(a, of, standing, policy, decide(a, of, standing, policy, incident).posture, incident);
}

std::string lines(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += text + "\n";
  return out;
}

}  // namespace

TEST_CASE("the shipped table gives the postures it is made for") {
  const auto& plain = narrative("plain");
  auto a = calm();
  CHECK(decide(a, plain, policy()).posture == Posture::no_engagement);
  CHECK(decide(a, plain, policy()).row == "contained");

  a.awareness.breakout = 4;
  CHECK(decide(a, plain, policy()).posture == Posture::monitor);  // of a handful even media make no event
  a.scale.authors.estimate = 12;
  CHECK(decide(a, plain, policy()).posture == Posture::respond_directly);

  a = calm();
  a.scale.level = Level::medium;
  a.scale.authors.estimate = 12;
  CHECK(decide(a, plain, policy()).posture == Posture::monitor);
  a.timing.trend = Trend::growing;
  CHECK(decide(a, plain, policy()).posture == Posture::prepare);
  a.awareness.breakout = 3;
  a.scale.authors.estimate = 20;
  CHECK(decide(a, plain, policy()).posture == Posture::respond_through_allies);
  a.timing.trend = Trend::fading;
  CHECK(decide(a, plain, policy()).posture == Posture::monitor);
  a.scale.authors.estimate = 9;
  CHECK(decide(a, plain, policy()).posture == Posture::no_engagement);
  a.scale.authors.estimate = 60;
  a.scale.level = Level::high;
  a.influence.void_open = true;
  a.timing.trend = Trend::steady;
  CHECK(decide(a, plain, policy()).posture == Posture::respond_through_allies);
}

TEST_CASE("the first row that fires decides, and its reason is told first") {
  std::mt19937 random(41);
  for (int round = 0; round < 500; ++round) {
    const auto a = any_assessment(random);
    const auto decision = decide(a, narrative("plain"), policy());
    const auto row = std::ranges::find(policy().rows, decision.row, &PolicyRow::id);
    REQUIRE(row != policy().rows.end());
    REQUIRE_FALSE(decision.reasons.empty());
    CHECK(decision.reasons.front() == row->because);
    CHECK(decision.posture <= row->posture);
    if (decision.posture < row->posture) CHECK(decision.reasons.back().find("Held at") == 0);
  }
}

TEST_CASE("nothing about a harm keeps it from escalate-safety") {
  std::mt19937 random(42);
  for (int round = 0; round < 500; ++round) {
    auto a = any_assessment(random);
    a.influence.harm = true;
    a.influence.level = Level::severe;
    const auto decision = decide(a, narrative("threat"), policy());
    CHECK(decision.posture == Posture::escalate_safety);
    a.influence.harm = false;
    CHECK(decide(a, narrative("plain"), policy()).posture < Posture::escalate_safety);
  }
}

TEST_CASE("no change is named that would not change the advice") {
  auto a = calm();
  a.scale.level = Level::medium;
  a.scale.authors.estimate = 20;
  a.awareness.breakout = 3;
  a.timing.trend = Trend::growing;
  const auto decision = decide(a, narrative("plain"), policy());
  REQUIRE(decision.row == "breaking-out");
  // A void alone would be nearer, but the row that asks for it stands behind the one that decides.
  CHECK(lines(ways(a, narrative("plain"), policy())) ==
        "Rises to respond-directly (mainstream) if media take it up.\n"
        "Falls to prepare (growing) if it falls to 19 authors in 24 hours (now 20).\n"
        "Falls to monitor (otherwise) if it grows no more.\n");
}

TEST_CASE("corrections of the last hours lead only where there are some") {
  auto a = assessment_of({.authors = 30, .posts = 69, .trend = Trend::growing, .corrections = 3}, policy());
  a.awareness.corrections_recent = a.timing.recent = 1;
  const auto one = decide(a, narrative("plain"), policy());
  CHECK_FALSE(one.corrected);
  CHECK(one.posture == Posture::prepare);
  a.awareness.corrections_recent = a.timing.recent = policy().opens_at_authors;
  const auto some = decide(a, narrative("plain"), policy());
  CHECK(some.corrected);
  CHECK(some.posture == Posture::monitor);
}

TEST_CASE("what would change the advice is told in numbers, of the two nearest rows") {
  const auto& of = policy();
  const auto changes = [&](const PolicyCase& given, Trend trend = Trend::steady) {
    auto a = assessment_of(given, of);
    a.timing.trend = trend;
    a.timing.growing_at = 24;
    a.timing.growing_hours = 6;
    a.timing.window_claims = 11;
    a.timing.fading_below = 15;
    a.timing.day = 30;
    return lines(ways(a, narrative("plain"), of));
  };
  CHECK(changes({.authors = 3}) ==
        "Rises to monitor (otherwise) if 7 more authors make the claim (10 in 24 hours).\n"
        "Rises to monitor (otherwise) if it comes to 2 more communities and another platform.\n");
  CHECK(changes({.authors = 26, .communities = 2}) ==
        "Rises to prepare (growing) if it has 24 claims in 6 hours (now 11).\n"
        "Rises to prepare (asked) if 8 more posts ask whether it is true (8 in 24 hours).\n"
        "Falls to no-engagement (contained) if it falls to 9 authors in 24 hours (now 26).\n");
  CHECK(changes({.authors = 26, .communities = 1, .questions = 3}, Trend::growing) ==
        "Rises to respond-through-allies (breaking-out) if it comes to 2 more communities and another platform.\n"
        "Rises to respond-directly (mainstream) if media take it up.\n"
        "Falls to monitor (otherwise) if it grows no more.\n"
        "Falls to monitor (growing) if 26 more corrections are out (26 in 24 hours, as many as claims).\n");
  CHECK(changes({.authors = 12, .communities = 4, .platforms = 2, .media = 1}) ==
        "Falls to respond-through-allies (mainstream) if 12 more corrections are out (12 in 24 hours, as many as "
        "claims).\n"
        "Falls to monitor (otherwise) if it falls to 9 authors in 24 hours (now 12).\n");
  CHECK(
      changes({.authors = 60, .communities = 3, .platforms = 2, .z = 2}, Trend::growing) ==
      "Rises to prepare (asked) if 8 more posts ask whether it is true (8 in 24 hours).\n"
      "Rises to respond-through-allies (breaking-out) if it lies 3 spreads above the usual (now 2.0).\n"
      "Falls to no-engagement (leaving) if it falls to 9 authors in 24 hours (now 60), and it either has fewer than 15 "
      "claims a day and no more than the day before (now 30) or is stale.\n"
      "Falls to no-engagement (contained) if it falls to 9 authors in 24 hours (now 60), and it is seen in no more "
      "than "
      "two communities.\n");
}

TEST_CASE("as many more authors as are named are as many as it takes") {
  const auto& of = policy();
  int met = 0;
  for (std::uint64_t authors = 1; authors < 60; ++authors) {
    for (const auto trend : {Trend::growing, Trend::steady}) {
      for (const std::uint64_t media : {0, 1}) {
        PolicyCase given{.authors = authors, .communities = 3, .platforms = 2, .media = media, .trend = trend};
        for (const auto& text : ways(assessment_of(given, of), narrative("plain"), of)) {
          CAPTURE(text);
          const auto at = text.find(" more author");
          if (at == std::string::npos || text.find(" and ") != std::string::npos) continue;
          const auto begin = text.rfind(' ', at - 1) + 1;
          const auto missing = std::stoull(text.substr(begin, at - begin));
          const auto row = text.substr(text.find('(') + 1, text.find(')') - text.find('(') - 1);
          given.authors = authors + missing;
          CHECK(decide(assessment_of(given, of), narrative("plain"), of).row == row);
          given.authors = authors + missing - 1;
          CHECK(decide(assessment_of(given, of), narrative("plain"), of).row != row);
          ++met;
        }
      }
    }
  }
  CHECK(met > 30);
}

TEST_CASE("no posture stands above a ceiling, and no advice says that one could") {
  std::mt19937 random(43);
  bool held = false;
  for (int round = 0; round < 1000; ++round) {
    const auto a = any_assessment(random);
    for (const auto* id : {"plain", "quiet", "unverified"}) {
      CAPTURE(id);
      const auto& of = narrative(id);
      auto ceiling = of.ceiling;
      if (of.status == "unverified") ceiling = std::min(ceiling, policy().unverified_ceiling);
      if (!a.scale.authors_observable) ceiling = std::min(ceiling, policy().unobserved_ceiling);
      const auto decision = decide(a, of, policy());
      CHECK(decision.posture <= ceiling);
      for (const auto& text : ways(a, of, policy())) {
        CAPTURE(text);
        for (std::size_t i = 0; i < kPostures; ++i) {
          const auto named = static_cast<Posture>(i);
          const bool rises = text.starts_with(std::string("Rises to ") + to_string(named) + " ");
          const bool falls = text.starts_with(std::string("Falls to ") + to_string(named) + " ");
          if (rises) CHECK((named > decision.posture && named <= ceiling));
          if (falls) CHECK(named < decision.posture);
        }
      }
      held = held || (decision.posture == ceiling && decision.reasons.size() > 1);
    }
  }
  CHECK(held);
}

TEST_CASE("a void that is answered never raises the posture") {
  std::mt19937 random(44);
  for (int round = 0; round < 1000; ++round) {
    auto a = any_assessment(random);
    for (const auto* id : {"plain", "aimed", "unverified", "quiet"}) {
      a.influence.void_open = true;
      const auto open = decide(a, narrative(id), policy()).posture;
      a.influence.void_open = false;
      CHECK(decide(a, narrative(id), policy()).posture <= open);
    }
  }
}

TEST_CASE("a trend that cannot be observed gives no lower posture than fading, stale or steady") {
  std::mt19937 random(45);
  for (int round = 0; round < 1000; ++round) {
    auto a = any_assessment(random);
    a.timing.trend = Trend::not_observable;
    const auto unseen = decide(a, narrative("plain"), policy()).posture;
    for (const auto trend : {Trend::fading, Trend::stale, Trend::steady}) {
      a.timing.trend = trend;
      CHECK(decide(a, narrative("plain"), policy()).posture <= unseen);
    }
  }
}

// What a way says must happen, done to a case; false where a case cannot say it.
bool done(std::string_view way, PolicyCase& given) {
  if (way.find(", and ") != std::string_view::npos) return false;
  const auto says = [&](std::string_view text) { return way.find(text) != std::string_view::npos; };
  const auto number_before = [&](std::string_view text) {
    const auto at = way.find(text);
    const auto begin = way.rfind(' ', at - 1) + 1;
    return std::stoull(std::string(way.substr(begin, at - begin)));
  };
  if (says("it grows no more")) {
    given.trend = Trend::steady;
  } else if (says("it is growing")) {
    given.trend = Trend::growing;
  } else if (says("it either is fading or is stale")) {
    given.trend = Trend::fading;
  } else if (says("media take it up")) {
    given.media = 1;
  } else if (says("neither media nor public figures")) {
    given.media = given.official = given.elected = 0;
  } else if (says("no media repeat it")) {
    given.media = 0;
  } else if (says("no official or elected")) {
    given.official = given.elected = 0;
  } else if (says("officials or elected representatives repeat")) {
    given.official = 1;
  } else if (says("it comes to another community")) {
    given.communities = 2;
  } else if (says("it comes to")) {
    given.communities = std::max<std::uint64_t>(given.communities, 3);
    given.platforms = std::max<std::uint64_t>(given.platforms, 2);
  } else if (says("no more than two communities")) {
    given.communities = 2;
  } else if (says("one community of one platform")) {
    given.communities = given.platforms = 1;
  } else if (says("more author")) {
    given.authors += number_before(" more author");
  } else if (says("more correction")) {
    given.corrections += number_before(" more correction");
  } else if (says("corrections no longer lead")) {
    given.corrections = given.authors - 1;
  } else if (says("more post")) {
    given.questions += number_before(" more post");
  } else if (says("a threat opens")) {
    given.threat_open = true;
  } else if (says("the threat beside it is over")) {
    given.threat_open = false;
  } else if (says("the scheduled event is over")) {
    given.event_near = false;
  } else {
    return false;
  }
  return true;
}

TEST_CASE("what would change an advice does, when it happens") {
  const auto& of = policy();
  const auto& plain = narrative("plain");
  std::mt19937 random(47);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  int tried = 0;
  for (int round = 0; round < 4'000; ++round) {
    PolicyCase given{.authors = 1 + below(80),
                     .communities = 1 + below(5),
                     .platforms = 1 + below(2),
                     .media = below(4) == 0 ? 1U : 0U,
                     .official = below(6) == 0 ? 1U : 0U,
                     .elected = below(6) == 0 ? 1U : 0U,
                     .trend = static_cast<Trend>(below(4)),
                     .questions = below(3) == 0 ? below(60) : 0,
                     .corrections = below(3) == 0 ? below(90) : 0,
                     .threat_open = below(6) == 0,
                     .event_near = below(4) == 0};
    if (contradiction(given, of)) continue;
    for (const auto& text : ways(assessment_of(given, of), plain, of)) {
      const auto at = text.find(" if ");
      auto then = given;
      if (!done(std::string_view(text).substr(at), then)) continue;
      CAPTURE(to_text(given));
      CAPTURE(text);
      const auto decision = decide(assessment_of(then, of), plain, of);
      const auto promised = fmt::format(" to {} ({})", to_string(decision.posture), decision.row);
      CHECK(text.substr(0, at).find(promised) != std::string::npos);
      ++tried;
    }
  }
  CHECK(tried > 2'000);
}

TEST_CASE("ways start from the advice that is given, and through a hole nothing falls") {
  auto a = assessment_of({.authors = 30, .communities = 3, .platforms = 2, .trend = Trend::growing}, policy());
  const auto& plain = narrative("plain");
  const auto standing = standing_of(plain, {});
  REQUIRE(decide(a, plain, policy()).row == "breaking-out");
  auto told = would_change(a, plain, standing, policy(), Posture::prepare);
  CHECK(told.front() == "Rises to respond-through-allies (breaking-out) if it stays so.");
  for (const auto& text : told) CHECK_FALSE(text.starts_with("Falls to prepare"));
  told = would_change(a, plain, standing, policy(), Posture::respond_directly);
  CHECK(std::ranges::find(told, "Falls to respond-through-allies (breaking-out) if it stays so.") != told.end());
  a.coverage.complete = false;
  told = would_change(a, plain, standing, policy(), Posture::respond_directly);
  CHECK(lines(told) ==
        "Falls to respond-through-allies (breaking-out) if it stays so when all its feeds are seen again.\n");
  for (const auto& text : would_change(a, plain, standing, policy(), Posture::respond_through_allies))
    CHECK_FALSE(text.starts_with("Falls"));
}

TEST_CASE("an unverified claim is always told as one") {
  const auto decision = decide(calm(), narrative("unverified"), policy());
  CHECK(decision.reasons.back().find("holding statement") != std::string::npos);
}

TEST_CASE("without an incident no claim that awaits official facts stands above its ceiling, and the advice says so") {
  auto a = calm();
  a.awareness.breakout = 4;  // the table: respond-directly
  a.scale.authors.estimate = 12;
  auto lifted = policy();
  lifted.suspect_ceiling = lifted.unverified_ceiling = lifted.media_ceiling = Posture::monitor;
  for (const auto* id : {"suspect", "pictured", "unverified"}) {
    CAPTURE(id);
    const auto held = decide(a, narrative(id), policy());
    CHECK(held.posture == (narrative(id).status == "unverified" ? policy().unverified_ceiling : Posture::prepare));
    CHECK(held.ceiling == held.posture);
    CHECK_FALSE(held.incident);
    if (held.posture < Posture::respond_directly)
      CHECK(ways(a, narrative(id), policy()).front() ==
            "An incident with official facts (saitctl incident open) lets it rise to respond-directly.");
    CHECK(decide(a, narrative(id), lifted).posture == Posture::monitor);
    CHECK(decide(calm(), narrative(id), policy()).posture == Posture::no_engagement);
  }
  CHECK(decide(a, narrative("suspect"), policy()).reasons.back().find("holding statement") != std::string::npos);
  for (const auto& text : ways(a, narrative("plain"), policy())) CHECK(text.find("incident") == std::string::npos);
}

TEST_CASE("in an incident the table and the narrative's own ceiling decide, and the advice is a holding statement") {
  IncidentRecord incident;
  incident.id = "i7";
  incident.title = "Attack at the market";
  incident.facts = {"One person is in custody."};
  std::mt19937 random(46);
  for (int round = 0; round < 500; ++round) {
    const auto a = any_assessment(random);
    for (const auto* id : {"suspect", "pictured", "unverified"}) {
      CAPTURE(id);
      const auto decision = decide(a, narrative(id), policy(), &incident);
      CHECK(decision.posture == decide(a, narrative("plain"), policy()).posture);
      REQUIRE(decision.incident);
      CHECK(decision.incident->facts == incident.facts);
      CHECK(decision.reasons.back() ==
            "An incident is open (Attack at the market): any public line is a holding statement (what is known, who "
            "decides, when the next update comes), never a rebuttal.");
      auto own = narrative(id);
      own.ceiling = Posture::monitor;
      CHECK(decide(a, own, policy(), &incident).posture <= Posture::monitor);
      for (const auto& text : ways(a, narrative(id), policy(), &incident))
        CHECK(text.find("incident") == std::string::npos);
    }
  }
}

TEST_CASE("a holding statement says what is known, who decides and when the next update comes") {
  const auto lines = holding_statement({"i7", "T", {"One person is in custody.", "A name is not published."}});
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "What is known: One person is in custody.");
  CHECK(lines[1] == "What is known: A name is not published.");
  CHECK(lines[2].starts_with("Who decides: "));
  CHECK(lines[3].starts_with("When the next update comes: "));
}
