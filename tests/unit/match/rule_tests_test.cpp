#include "match/rule_tests.hpp"

#include <doctest/doctest.h>

#include "../rules/rule_fixture.hpp"
#include "assess/load_rules.hpp"
#include "match/post_matcher.hpp"

using namespace sait;

namespace {

RuleFiles with_tests(const std::string& tests) {
  auto files = fixture::small();
  files["narratives/n.yaml"] += "tests:\n" + tests;
  return files;
}

std::string refused(const std::string& tests) {
  Diagnostics diagnostics;
  CHECK(load_rules(with_tests(tests), diagnostics) == nullptr);
  REQUIRE(diagnostics.items().size() == 1);
  const auto& item = diagnostics.items().front();
  CHECK(item.code == "test-failed");
  CHECK_FALSE(item.snippet.empty());
  return std::to_string(item.line) + " " + item.text.substr(0, item.text.find(';'));
}

}  // namespace

TEST_CASE("a pack whose tests hold is loaded") {
  Diagnostics diagnostics;
  const auto rules =
      load_rules(with_tests("  - {text: Migrants get more, lang: en, act: claim}\n"
                            "  - {text: Fact check. Migrants get less, lang: en, act: none}\n"
                            "  - {text: I am a migrant and migrants get more, lang: en, act: first-person}\n"
                            "  - {text: x, title: migrants get more, lang: en, act: claim}\n"
                            "  - {text: x, alt: [migrants get more], lang: en, act: claim}\n"
                            "  - {text: migrants get more, quotes: true, lang: en, act: quote}\n"),
                 diagnostics);
  CHECK_MESSAGE(rules != nullptr, diagnostics.render());
}

TEST_CASE("a pack whose test fails is not loaded, and says which and why") {
  CHECK(refused("  - {text: Migrants get less, lang: en, act: claim}\n") ==
        "11 \"n\" expects claim of this text and finds nothing");
  CHECK(refused("  - {text: Migrants get more, lang: en, act: none}\n") ==
        "11 \"n\" expects none of this text and finds claim");
  CHECK(refused("  - {text: x, lang: en, act: none}\n  - {text: \"Fact check: migrants get more\", lang: en, act: "
                "claim}\n") == "12 \"n\" expects claim of this text and finds debunk");
  CHECK(refused("  - {text: \"Fact check: migrants get more. Migrants get more\", lang: en, act: debunk}\n") ==
        "11 \"n\" expects debunk of this text and finds debunk and claim");
}

TEST_CASE("signs count beside the sentence that they follow, up to other words or a blank line") {
  const auto found = [](const std::string& text) {
    auto files = fixture::small();
    files["terms/en.yaml"] =
        "terms:\n  - {term: \"🤡\", kind: coded, ambiguity: 2, first_seen: 2016-01-01, last_reviewed: 2024-01-01, "
        "expires: 2099-01-01}\n";
    Diagnostics diagnostics;
    PostMatcher matcher(compile_rules(files, diagnostics));
    Post post;
    post.text = text;
    post.lang = "en";
    REQUIRE(matcher.on_topic(post));
    const auto& matches = matcher.matches("en");
    REQUIRE(matches.size() == 1);
    return matcher.terms(matches.front()).size();
  };
  for (const auto* text : {"Migrants get more 🤡", "Migrants get more. 🤡🤡", "🤡 Migrants get more",
                           "Migrants 🤡 get more", "So it is. 🤡 Migrants get more", "Migrants get more 🤡. So it is."})
    CHECK_MESSAGE(found(text) == 1, std::string(text));
  for (const auto* text : {"Migrants get more\n\n🤡", "🤡\n\nMigrants get more", "Migrants get more. So it is 🤡"})
    CHECK_MESSAGE(found(text) == 0, std::string(text));
}

TEST_CASE("a test may name the terms that are in use on its day") {
  const auto loaded = [](const std::string& test) {
    auto files = with_tests(test);
    files["terms/en.yaml"] =
        "terms:\n"
        "  - {term: flood, kind: loaded, frame: water, instead: [arrivals]}\n"
        "  - {term: doctors, kind: coded, ambiguity: 2, first_seen: 2016-01-01, last_reviewed: 2024-01-01, expires: "
        "2025-01-01}\n";
    Diagnostics diagnostics;
    const bool ok = load_rules(files, diagnostics) != nullptr;
    return ok ? std::string("ok")
              : diagnostics.items().front().text.substr(0, diagnostics.items().front().text.find(';'));
  };
  const std::string post = "  - {text: \"a flood of doctors: migrants get more\", lang: en, act: claim";
  CHECK(loaded(post + ", terms: [flood, doctors]}\n") == "ok");
  CHECK(loaded(post + ", as_of: 2024-06-01, terms: [doctors, flood]}\n") == "ok");
  CHECK(loaded(post + ", as_of: 2025-06-01, terms: [flood]}\n") == "ok");
  CHECK(loaded(post + ", as_of: 2015-06-01, terms: [flood]}\n") == "ok");
  CHECK(loaded(post + ", as_of: 2025-06-01, terms: [flood, doctors]}\n") ==
        "\"n\" expects the terms \"flood\", \"doctors\" beside its match on 2025-06-01 and finds \"flood\"");
  CHECK(loaded(post + ", terms: []}\n") ==
        "\"n\" expects the terms none beside its match and finds \"doctors\", \"flood\"");
}
