#include <doctest/doctest.h>

#include <algorithm>

#include "match/post_matcher.hpp"
#include "rule_fixture.hpp"
#include "rules/read.hpp"

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
  const auto rules = compile_rules(fixture::shipped(), diagnostics);
  REQUIRE(rules != nullptr);
  PostMatcher matcher(rules);
  for (const auto& draft : read_rules(fixture::shipped(), diagnostics).narratives) {
    std::size_t claims = 0, others = 0;
    for (const auto& test : draft.tests) {
      (test.act == SpeechAct::claim ? claims : others) += 1;
      CAPTURE(draft.narrative.id);
      CAPTURE(test.text);
      Post post;
      post.text = test.text;
      const bool on_topic = matcher.on_topic(post);
      std::vector<SpeechAct> acts;
      for (const auto& ref : matcher.refs(matcher.matches(test.language), test.language)) {
        if (ref.narrative == draft.narrative.id) acts.push_back(ref.act);
      }
      if (test.act) {
        CHECK(on_topic);
        CHECK(std::ranges::find(acts, *test.act) != acts.end());
        if (*test.act != SpeechAct::claim) CHECK(std::ranges::find(acts, SpeechAct::claim) == acts.end());
      } else {
        CHECK(acts.empty());
      }
    }
    CHECK_MESSAGE(claims >= 6, draft.narrative.id);
    CHECK_MESSAGE(others >= 6, draft.narrative.id);
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
