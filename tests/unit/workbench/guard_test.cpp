#include "workbench/guard.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "../rules/rule_fixture.hpp"
#include "match/rule_tests.hpp"
#include "workbench/insert_none.hpp"

using namespace sait;

namespace {

const std::string kHead =
    "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n"
    "    - \"@who ...3 get ...3 free ...1 cars\"\n";
const std::string kTests =
    "tests:\n"
    "  - {text: \"Migrants get free cars from the council\", lang: en, act: claim}\n"
    "  - {text: \"Is it true that migrants get free cars\", lang: en, act: question}\n"
    "  - {text: \"Migrants get free electric cars\", lang: en, act: claim}\n";

RuleFiles pack(const std::string& none) {
  auto files = fixture::small();
  files["narratives/n.yaml"] = kHead + none + kTests;
  return files;
}

Result<Guards> guard(const RuleFiles& files, const std::vector<std::string>& wrong,
                     const std::vector<std::string>& examples = {}, const std::string& language = "en",
                     const std::string& narrative = {}) {
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules, diagnostics.render());
  std::vector<GuardPost> posts, claims;
  for (const auto& text : wrong) posts.push_back({text, "", "", posts.size() + 1});
  for (const auto& text : examples) claims.push_back({text, "", "", claims.size() + 1});
  return propose_guards(files, rules, posts, claims, {narrative, language});
}

// The files with what the guards say, put where they say: as a person would.
RuleFiles by_hand(RuleFiles files, const Guards& guards) {
  for (const auto& guard : guards.guards) {
    auto& bytes = files[guard.file];
    const auto inserted = insert_none(bytes, guard.language, guard.phrases);
    REQUIRE(inserted);
    CHECK(inserted->line == guard.line);
    bytes = inserted->bytes;
  }
  return files;
}

void check_kept(const RuleFiles& files, const Guards& guards, const std::vector<std::string>& wrong,
                const std::string& language) {
  Diagnostics diagnostics;
  const auto rules = compile_rules(by_hand(files, guards), diagnostics);
  REQUIRE_MESSAGE(rules, diagnostics.render());
  for (const auto& result : run_tests(rules)) CHECK_MESSAGE(result.passed, result.why);
  PostMatcher matcher(rules);
  for (const auto& text : wrong) {
    Post post;
    post.text = text;
    post.lang = language;
    if (!matcher.on_topic(post)) continue;
    for (const auto& match : matcher.matches(language)) {
      const auto& pattern = rules->patterns[match.pattern];
      for (const auto& guard : guards.guards)
        CHECK_MESSAGE(
            !(rules->narratives[pattern.narrative].id == guard.narrative && pattern.language == guard.language), text);
    }
  }
}

}  // namespace

TEST_CASE("a guard is made of the word that tells the post from claims, nearest to the match") {
  const auto found = guard(pack(""), {"At the church fair migrants get free wooden cars for their children"});
  REQUIRE_MESSAGE(found, found.error().text());
  REQUIRE(found->guards.size() == 1);
  CHECK(found->guards.front().phrases == std::vector<std::string>{"free wooden"});
  CHECK(found->guards.front().line == 10);
  CHECK(found->guards.front().lines == "none:\n  en:\n    - \"free wooden\"\n");
  CHECK(found->claims == 3);
  check_kept(pack(""), *found, {"At the church fair migrants get free wooden cars for their children"}, "en");
}

TEST_CASE("one phrase for all posts where they share one, else as few as will do") {
  const auto shared =
      guard(pack(""), {"migrants get free cars in this documentary", "A documentary: migrants get free cars"});
  REQUIRE(shared);
  CHECK(shared->guards.front().phrases == std::vector<std::string>{"documentary"});
  const auto apart = guard(pack(""), {"migrants get free wooden cars", "migrants get free painted cars"});
  REQUIRE(apart);
  CHECK(apart->guards.front().phrases.size() == 2);
}

TEST_CASE("a guard against a post that was only hinted at, and none against what was not found") {
  auto files = pack("hints:\n  en: [\"(hotel*|villa*)\"]\n");
  files["narratives/n.yaml"] += "  - {text: \"Migrants? A hotel for them\", lang: en, act: claim}\n";
  files["weights/en.yaml"] = "narratives: [n]\nbias: 0.5\nleast: 0\nhinted: 1\nwords: |\n  3000 for them\n  -1 joke\n";
  const std::vector<std::string> wrong{"Migrants? A hotel for them, says the novel"};
  const auto found = guard(files, wrong);
  REQUIRE_MESSAGE(found, found.error().text());
  REQUIRE(found->guards.size() == 1);
  CHECK(found->claims == 4);
  check_kept(files, *found, wrong, "en");
  // Its test is a known claim.
  const auto claim = guard(files, {"Migrants? A hotel for them"});
  REQUIRE_FALSE(claim);
  CHECK(claim.error().code == "no-guard");
  const auto light = guard(files, {"Migrants? A hotel for the novel"});
  REQUIRE_FALSE(light);
  CHECK(light.error().code == "silent");
}

TEST_CASE("refused where a known claim would be lost, with the claim, or where nothing tells the post from claims") {
  const auto claim = guard(pack(""), {"Migrants get free electric cars"});
  REQUIRE_FALSE(claim);
  CHECK(claim.error().code == "no-guard");
  CHECK_MESSAGE(
      claim.error().message.find("narratives/n.yaml:13 \"Migrants get free electric cars\"") != std::string::npos,
      claim.error().message);
  const auto nothing = guard(pack(""), {"migrants do get free cars"});
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().message.find("nothing in \"migrants do get free cars\" tells it from the claims") !=
        std::string::npos);
  const auto example = guard(pack(""), {"migrants get free wooden cars"}, {"Look: migrants get free wooden cars"});
  REQUIRE_FALSE(example);
  CHECK(example.error().message.find("the example in line 1") != std::string::npos);
}

TEST_CASE("a post that nothing finds needs no guard, and a pack whose tests fail gets none") {
  CHECK(guard(pack(""), {"It rains"}).error().code == "silent");
  CHECK(guard(pack(""), {"migrants get free wooden cars"}, {}, "en", "other").error().code == "silent");
  auto files = pack("");
  files["narratives/n.yaml"] += "  - {text: \"It rains\", lang: en, act: claim}\n";
  CHECK(guard(files, {"migrants get free wooden cars"}).error().code == "tests");
  const auto found = guard(pack(""), {"It rains", "migrants get free wooden cars"});
  REQUIRE(found);
  CHECK(found->silent_already == std::vector<std::uint64_t>{1});
  CHECK(found->guards.front().silenced == std::vector<std::uint64_t>{2});
}

TEST_CASE("what is there already of `none` stays, however it is written") {
  for (const auto* none : {"none:\n  en:\n    - \"toy cars\"\n    - 'x y zed'\n", "none:\n  en:\n  - \"toy cars\"\n",
                           "none:\n  en: [\"toy cars\"]\n", "none:\n  en: \"toy cars\"\n",
                           "none: {en: [\"toy cars\"]}\n", "none: {en: 'toy cars'}\n", "none: {}\n"}) {
    const auto files = pack(none);
    const std::vector<std::string> wrong{"migrants get free wooden cars"};
    const auto found = guard(files, wrong);
    if (std::string(none) == "none: {en: 'toy cars'}\n") {
      CHECK(!found);
      continue;
    }
    REQUIRE_MESSAGE(found, std::string(none));
    check_kept(files, *found, wrong, "en");
    const auto bytes = by_hand(files, *found)["narratives/n.yaml"];
    if (std::string(none).find("toy cars") != std::string::npos) CHECK(bytes.find("toy cars") != std::string::npos);
  }
}

TEST_CASE("no known claim of the shipped pack is lost by a proposed guard, and what was wrong is silent") {
  const auto files = fixture::steady();
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE(rules);
  std::mt19937 random(20261127);
  std::size_t proposed = 0;
  for (int round = 0; round < 16; ++round) {
    const auto& test = rules->tests[random() % rules->tests.size()];
    if (test.act != SpeechAct::claim || test.text.empty()) continue;
    auto text = test.text;
    const auto blank = text.find(' ', text.size() / 2);
    text = round % 2 == 0 ? "Zirkusdrama quillor " + text : text.insert(std::min(blank, text.size()), " quillor");
    const auto found = guard(files, {text}, {}, test.language);
    if (!found) continue;
    ++proposed;
    check_kept(files, *found, {text}, test.language);
  }
  CHECK(proposed >= 3);
}

TEST_CASE("no known claim of a generated pack is lost by a proposed guard") {
  const std::vector<std::string> words{"free", "cars", "phones", "hotel", "wooden", "holiday", "council", "school"};
  std::mt19937 random(7);
  const auto word = [&] { return words[random() % words.size()]; };
  std::size_t proposed = 0, refused = 0;
  for (int round = 0; round < 60; ++round) {
    auto files = fixture::small();
    auto& file = files["narratives/n.yaml"];
    file =
        "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n"
        "    - \"@who ...6 get\"\n    - \"@who ...2 have\"\ntests:\n";
    std::vector<std::string> wrong;
    for (int i = 0; i < 6; ++i) {
      const auto text = fmt::format("Migrants {} {} {} {}", random() % 2 == 0 ? "get" : "have", word(), word(), word());
      if (i < 4) {
        file += fmt::format("  - {{text: \"{}\", lang: en, act: claim}}\n", text);
      } else {
        wrong.push_back(text);
      }
    }
    const auto found = guard(files, wrong);
    if (found) {
      ++proposed;
      check_kept(files, *found, wrong, "en");
    } else {
      ++refused;
      CHECK(found.error().code == "no-guard");
    }
  }
  CHECK(proposed > 5);
  CHECK(refused > 0);
}

TEST_CASE("a meter tells what guards would silence beside") {
  const auto files = pack("");
  const auto found = guard(files, {"migrants get free wooden cars"});
  REQUIRE(found);
  Diagnostics diagnostics;
  GuardMeter meter(compile_rules(files, diagnostics), found->rules);
  std::uint64_t line = 0;
  for (const auto* text : {"migrants get free wooden cars, says @somebody", "migrants get free cars", "It rains"}) {
    Post post;
    post.text = text;
    post.lang = "en";
    meter.look_at(post, ++line);
  }
  CHECK(meter.posts() == 3);
  CHECK(meter.matched() == 2);
  CHECK(meter.silenced() == 1);
  REQUIRE(meter.examples().size() == 1);
  CHECK(meter.examples().front().line == 1);
  CHECK(meter.examples().front().text == "migrants get free wooden cars, says [name]");
}
