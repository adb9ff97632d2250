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

TEST_CASE("a narrative of nobody, and a pattern that can never be found, are told") {
  const auto said = [](const std::string& owner) {
    auto files = fixture::with("narratives/n.yaml", "owner: o", "owner: " + owner);
    files["narratives/n.yaml"] += "    - {phrase: \"@who get more cars\", none: [\"more cars\"]}\n";
    Diagnostics diagnostics;
    const auto rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    warn_about(*rules, files, *parse_time("2026-01-01"), diagnostics);
    std::string out;
    for (const auto& item : diagnostics.items()) {
      if (item.code == "unowned" || item.code == "never")
        out += std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code + ", ";
    }
    return out;
  };
  for (const auto* nobody : {"to-do", "tbd", "\"?\"", "n/a", "None", "unknown"})
    CHECK(said(nobody) == "5:8 unowned, 10:7 never, ");
  CHECK(said("communications team") == "10:7 never, ");
  CHECK(said("تحرير") == "10:7 never, ");
}

TEST_CASE("a pattern that no test makes match is told, once its narrative has tests in that language") {
  auto files = fixture::small();
  files["narratives/n.yaml"] +=
      "    - \"@who get cars\"\n"
      "tests:\n"
      "  - {text: Migrants get more, lang: en, act: claim}\n";
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  const auto told = [&](std::vector<std::size_t> reached) {
    Diagnostics out;
    warn_about_untested(*rules, files, reached, out);
    return out.items();
  };
  REQUIRE(told({0}).size() == 1);
  CHECK(told({0})[0].line == 10);
  CHECK(told({0})[0].text.find("no test makes n/en/2 match") == 0);
  CHECK(told({0, 1}).empty());
  CHECK(told({}).size() == 2);
}
