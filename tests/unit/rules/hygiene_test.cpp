#include "rules/hygiene.hpp"

#include <doctest/doctest.h>

#include "rule_fixture.hpp"

using namespace sait;

TEST_CASE("what wants a look is told where it stands, not where its words stand first") {
  auto files = fixture::small();
  files["narratives/n.yaml"] =
      "id: n\n"
      "title: \"When: seen: cars\"\n"
      "claim: C\n"
      "status: \"false\"\n"
      "owner: o\n"
      "facts:\n"
      "  - {statement: one, source: s, year: 2020, review_by: 2020-01-01}\n"
      "  - {statement: é, source: s, year: 2020, review_by: 2020-01-01}\n"
      "review_by: 2020-01-01\n"
      "phrases:\n"
      "  en: [\"@who get more\"]\n";
  files["terms/en.yaml"] =
      "terms:\n"
      "  - {term: waves, kind: loaded, frame: water, instead: [many]}\n"
      "  - {term: wave, kind: coded, ambiguity: 0, first_seen: 2016-01-01, last_reviewed: 2020-01-01, expires: "
      "2020-07-01}\n";
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  warn_about(*rules, files, *parse_time("2026-01-01"), diagnostics);
  std::string places;
  for (const auto& item : diagnostics.items())
    places += std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code + ", ";
  CHECK(places ==
        "9:12 review-due, 7:56 fact-expired, 8:54 fact-expired, 11:7 untested, 3:5 untested, 3:12 term-expired, ");
  CHECK(diagnostics.items()[2].snippet.find("statement: é") != std::string::npos);
}

TEST_CASE("rows of the policy that no test reaches are told") {
  const auto said = [](const std::string& tests) {
    auto files = fixture::small();
    files["policies/p.yaml"] += tests;
    Diagnostics diagnostics;
    const auto rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    warn_about(*rules, files, *parse_time("2026-01-01"), diagnostics);
    std::string out;
    for (const auto& item : diagnostics.items()) {
      if (item.file == "policies/p.yaml") out += std::to_string(item.line) + " " + item.text;
    }
    return out;
  };
  CHECK(said("") ==
        "3 no test of the policy reaches \"safety\" and \"rest\"; add conversations for which they must decide");
  CHECK(said("tests:\n  - {harm: true, posture: escalate-safety}\n") ==
        "4 no test of the policy reaches \"rest\"; add conversations for which it must decide");
  CHECK(said("tests:\n  - {harm: true, posture: escalate-safety}\n  - {authors: 3, posture: monitor}\n").empty());
}
