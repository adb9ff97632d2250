#include "workbench/profile.hpp"

#include <doctest/doctest.h>

#include "../rules/rule_fixture.hpp"

using namespace sait;

namespace {

std::shared_ptr<const RuleSet> rules_with(const std::string& phrases, const std::string& weights = {}) {
  auto files = fixture::small();
  if (!weights.empty()) files["weights/en.yaml"] = weights;
  files["narratives/n.yaml"] =
      "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n" + phrases;
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  return rules;
}

// Each look at it is 10 ns later than the one before, so that what is looked for twice as often costs twice as much.
Profiler::Clock steady(std::int64_t step = 10) {
  return [now = std::int64_t{0}, step]() mutable { return now += step; };
}

void look(Profiler& profiler, const std::vector<std::string>& texts) {
  Post post;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto id = std::to_string(i);
    post.id = id;
    post.text = texts[i];
    post.lang = "en";
    profiler.look(post);
  }
}

}  // namespace

TEST_CASE("a pattern's profile tells in how many posts it was looked for and in how many it was found") {
  Profiler profiler(rules_with("    - \"migrants get ...2 cars\"\n    - \"asylum hotels\"\n"), steady(), 0);
  look(profiler,
       {"Migrants get free cars", "cars for migrants get", "Asylum seekers in hotels asylum hotels", "it rains"});
  REQUIRE(profiler.end_pass());
  const auto& profile = profiler.profile();
  CHECK(profile.posts == 4);
  CHECK(profile.on_topic == 3);
  CHECK(profile.by_pattern[0].woken == 2);
  CHECK(profile.by_pattern[0].found == 1);
  CHECK(profile.by_pattern[1].woken == 1);
  CHECK(profile.by_pattern[1].found == 1);
}

TEST_CASE("a hint is looked for in posts on topic alone, and found where its words weigh enough") {
  Profiler profiler(rules_with("    - \"migrants get cars\"\nhints:\n  en: [\"(hotel*|villa*)\"]\n",
                               "narratives: [n]\nbias: 0.5\nleast: 0\nhinted: 1\nwords: |\n  3000 for them\n"),
                    steady(), 0);
  look(profiler, {"A hotel for them", "Migrants? A hotel for them", "Migrants? A hotel for us"});
  REQUIRE(profiler.end_pass());
  const auto& hint = profiler.profile().by_pattern[1];
  CHECK(hint.woken == 2);
  CHECK(hint.found == 1);
  CHECK(hint.nanoseconds == 40);
}

TEST_CASE("what is looked for more often costs more, and stands first") {
  Profiler profiler(rules_with("    - \"asylum hotels\"\n    - \"migrants get cars\"\n"), steady(), 0);
  look(profiler, {"migrants get cars", "migrants get cars now", "asylum hotels"});
  REQUIRE(profiler.end_pass());
  CHECK(profiler.profile().by_cost() == std::vector<std::size_t>{1, 0});
  CHECK(profiler.profile().by_pattern[1].nanoseconds == 40);  // looked for, and asked whether it holds
  CHECK(profiler.profile().by_pattern[0].nanoseconds == 20);
  CHECK(profiler.profile().patterns == 60);
}

TEST_CASE("what reading the clock takes is no pattern's cost") {
  Profiler profiler(rules_with("    - \"migrants get cars\"\n"), steady(), 10);
  look(profiler, {"migrants get cars"});
  REQUIRE(profiler.end_pass());
  CHECK(profiler.profile().by_pattern[0].nanoseconds == 0);
}

TEST_CASE("of several passes each time is the least, and counts are those of one") {
  std::int64_t step = 30;
  Profiler profiler(
      rules_with("    - \"migrants get cars\"\n"), [&, now = std::int64_t{0}]() mutable { return now += step; }, 0);
  for (const std::int64_t pace : {30, 10, 20}) {
    step = pace;
    look(profiler, {"migrants get cars"});
    CHECK(profiler.end_pass());
  }
  CHECK(profiler.profile().by_pattern[0].nanoseconds == 20);
  CHECK(profiler.profile().by_pattern[0].found == 1);
  CHECK(profiler.profile().posts == 1);
  look(profiler, {"migrants get cars", "another"});
  CHECK_FALSE(profiler.end_pass());
}

TEST_CASE("a post that is there again counts once, and a deleted one not at all") {
  const auto rules = rules_with("    - \"migrants get cars\"\n");
  PatternCounts counts(rules);
  Post post;
  post.id = "1";
  post.text = "migrants get cars";
  counts.look(post);
  counts.look(post);
  post.id = "2";
  post.deleted = true;
  counts.look(post);
  CHECK(counts.posts() == 1);
  CHECK(counts.found(0) == 1);
}

TEST_CASE("a pattern is common above one post in a thousand, not at it") {
  const auto rules = rules_with("    - \"migrants get cars\"\n");
  PatternCounts counts(rules);
  Post post;
  for (int i = 0; i < 1000; ++i) {
    const auto id = std::to_string(i);
    post.id = id;
    post.text = i == 0 ? "migrants get cars" : "it rains";
    counts.look(post);
  }
  CHECK(counts.common().empty());
  post.id = "one more";
  post.text = "migrants get cars";
  counts.look(post);
  CHECK(counts.common() == std::vector<std::size_t>{0});
}

TEST_CASE("what was only ever found beside another pattern of its narrative is known") {
  Profiler profiler(rules_with("    - \"migrants get cars\"\n    - \"free cars\"\n"), steady(), 0);
  look(profiler, {"migrants get cars, free cars", "free cars for migrants", "migrants get cars and free cars"});
  REQUIRE(profiler.end_pass());
  CHECK(profiler.profile().by_pattern[0].always_with == std::vector<std::size_t>{1});
  CHECK(profiler.profile().by_pattern[1].always_with.empty());
}
