#include "match/rule_tests.hpp"

#include <doctest/doctest.h>

#include "../rules/rule_fixture.hpp"

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
