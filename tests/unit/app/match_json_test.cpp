#include "app/match_json.hpp"

#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include "../rules/rule_fixture.hpp"

using namespace sait;

TEST_CASE("a match with several slots of one name is told with each name once") {
  auto files = fixture::small();
  files["narratives/m.yaml"] =
      "id: m\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2027-01-01\n"
      "phrases: {en: [{all: [\"migrants get <number> coins\", \"lamps <number>\", \"chairs <number>\"]}]}\n";
  Diagnostics diagnostics;
  const std::shared_ptr<const RuleSet> rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  PostMatcher matcher(rules);
  Post post;
  post.platform = "forum";
  post.id = "1";
  post.text = "Migrants get 3 coins, lamps 5, chairs 7.";
  REQUIRE(matcher.on_topic(post));
  REQUIRE(matcher.matches("en").size() == 1);
  rapidjson::Document told;
  told.Parse(match_json(post, matcher.matches("en").front(), *rules, matcher).c_str());
  REQUIRE_FALSE(told.HasParseError());
  const auto& slots = told["slots"];
  REQUIRE(slots.MemberCount() == 3);
  CHECK(slots["number"]["value"].GetInt() == 3);
  CHECK(slots["number-2"]["value"].GetInt() == 5);
  CHECK(slots["number-3"]["value"].GetInt() == 7);
}
