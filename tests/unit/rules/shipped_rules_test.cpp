#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "assess/load_rules.hpp"
#include "match/post_matcher.hpp"
#include "rule_fixture.hpp"

using namespace sait;

TEST_CASE("the shipped rules compile without a diagnostic") {
  Diagnostics diagnostics;
  const auto rules = compile_rules(fixture::shipped(), diagnostics);
  CHECK_MESSAGE(diagnostics.items().empty(), diagnostics.render());
  REQUIRE(rules != nullptr);
  for (const auto& language : {"en", "de", "fr", "es"}) {
    CHECK(std::ranges::any_of(rules->patterns, [&](const Pattern& p) { return p.language == language; }));
  }
}

TEST_CASE("every shipped narrative finds its own examples and leaves its hard negatives alone") {
  Diagnostics diagnostics;
  const auto rules = load_rules(fixture::shipped(), diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  std::map<std::size_t, std::pair<int, int>> counts;
  for (const auto& test : rules->tests) {
    auto& [claims, others] = counts[test.narrative];
    (test.act == SpeechAct::claim ? claims : others) += 1;
  }
  for (std::size_t i = 0; i < rules->narratives.size(); ++i) {
    CHECK_MESSAGE(counts[i].first >= 6, rules->narratives[i].id);
    CHECK_MESSAGE(counts[i].second >= 6, rules->narratives[i].id);
  }
}

TEST_CASE("opinion, policy criticism and a migrant's own words match nothing in the shipped rules") {
  Diagnostics diagnostics;
  const auto rules = compile_rules(fixture::shipped(), diagnostics);
  REQUIRE(rules != nullptr);
  PostMatcher matcher(rules);
  constexpr std::pair<const char*, const char*> kPosts[] = {
      {"en", "Too many migrants are coming. Stop immigration for five years."},
      {"en", "The asylum scheme cost a fortune and helped nobody; whoever planned it should resign."},
      {"en", "I am a refugee and I have worked as a nurse for ten years."},
      {"en", "I don't feel safe at the station any more and I blame the migration policy."},
      {"de", "Es kommen zu viele Migranten, die Regierung muss die Grenzen schließen."},
      {"de", "Wer hier straffällig wird, soll abgeschoben werden."},
      {"fr", "Il y a trop d'immigration, il faut un référendum."},
      {"es", "Estoy en contra de la regularización masiva, es injusta."},
  };
  for (const auto& [language, text] : kPosts) {
    CAPTURE(text);
    Post post;
    post.text = text;
    (void)matcher.on_topic(post);
    CHECK(matcher.matches(language).empty());
  }
}
