// How the shipped cues read replies: how people agree and doubt in a few words.
#include <doctest/doctest.h>

#include <string>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"

using namespace sait;

namespace {

Stance stance(const std::string& language, const std::string& text) {
  static PostMatcher matcher = [] {
    Diagnostics diagnostics;
    auto rules = compile_rules(fixture::shipped(), diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    return PostMatcher(std::move(rules));
  }();
  Post post;
  post.text = text;
  (void)matcher.on_topic(post);
  return matcher.stance(language);
}

void check_stance(const std::string& language, Stance expected, std::initializer_list<const char*> texts) {
  for (const std::string text : texts) {
    CAPTURE(text);
    CHECK(static_cast<int>(stance(language, text)) == static_cast<int>(expected));
  }
}

}  // namespace

TEST_CASE("replies that agree believe") {
  check_stance("en", Stance::believing,
               {"So true!", "Exactly. Same here too", "Sadly true", "You are absolutely right", "WAKE UP PEOPLE",
                "I agree, and nobody talks about it", "everyone knows it"});
  check_stance("de", Stance::believing,
               {"Stimmt!", "So wahr", "Da haben Sie recht", "Bei uns auch", "Wacht endlich auf"});
  check_stance("fr", Stance::believing,
               {"Exactement !", "Vous avez raison", "Malheureusement vrai", "Tout le monde le sait"});
  check_stance("es", Stance::believing, {"¡Exacto!", "Tienes toda la razón", "Totalmente de acuerdo", "Aquí también"});
}

TEST_CASE("replies that deny, contradict or ask doubt") {
  check_stance("en", Stance::doubting,
               {"That's not true", "Fake, this was debunked years ago", "is that right", "Stop spreading this",
                "No evidence.", "that is false", "I really doubt that"});
  check_stance("de", Stance::doubting, {"Stimmt das?", "Das ist eine Lüge", "Stimmt nicht, wurde widerlegt"});
  check_stance("fr", Stance::doubting, {"C'est faux", "Est-ce vrai ?", "C'est une intox"});
  check_stance("es", Stance::doubting, {"Es mentira", "Es un bulo", "¿Alguien sabe algo?"});
}

TEST_CASE("what says neither, says both, or is in no language is neither") {
  check_stance("en", Stance::neither,
               {"", "🙂", "lol", "Why do they let this happen?", "I don't agree", "not exactly",
                "So true. But that is false.", "@someone look at this", "What about pensioners?"});
  check_stance("de", Stance::neither, {"Warum tut niemand was?", "Schönes Wochenende"});
  check_stance("und", Stance::neither, {"So true!", "That is false"});
  check_stance("tr", Stance::neither, {"So true!"});  // its cues say nothing about agreement yet
  std::string late;
  for (int i = 0; i < 8; ++i) late += "A sentence about the weather here. ";
  CHECK(stance("en", late + "So true!") == Stance::neither);
}
