#include "rules/phrase.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include "text/fold.hpp"

using namespace sait;

namespace {

Lexicons lexicons() {
  Lexicons known;
  for (const auto* entry : {"migrant*", "asylum seekers"})
    known["who"].push_back(std::get<PhraseNode>(parse_phrase(entry, nullptr)));
  return known;
}

// The words a phrase finds in a text, "-" if none.
std::string found(std::string_view phrase, std::string_view text) {
  const auto compiled = compile_phrase(phrase, lexicons());
  REQUIRE(std::holds_alternative<CompiledPhrase>(compiled));
  std::string words;
  if (!RE2::PartialMatch(fold_words(text), RE2(std::get<CompiledPhrase>(compiled).regex), &words)) return "-";
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

}  // namespace

TEST_CASE("words match as whole words, folded like the text") {
  CHECK(found("pensioner", "The PENSIONER, they said") == "pensioner");
  CHECK(found("pensioner", "pensioners") == "-");
  CHECK(found("pensioner", "superpensioner") == "-");
  CHECK(found("Vier-Sterne-Hotel", "im Vier Sterne-Hotel!") == "vier sterne hotel");
  CHECK(found("Größe", "die GRÖSSE") == "grösse");
}

TEST_CASE("a star lets a word go on, a question mark makes a part optional") {
  CHECK(found("pension*", "two pensioners") == "pensioners");
  CHECK(found("pension*", "a pension") == "pension");
  CHECK(found("more (money|cash)? than", "more than") == "more than");
  CHECK(found("more (money|cash)? than", "more cash than") == "more cash than");
  CHECK(found("more really? than", "more really than") == "more really than");
  CHECK(found("more really? than", "more rather than") == "-");
}

TEST_CASE("alternatives, lexicons and numbers stand for one of their members") {
  CHECK(found("(every single|each) migrant", "every single migrant") == "every single migrant");
  CHECK(found("@who get", "Asylum seekers get") == "asylum seekers get");
  CHECK(found("@who get", "migrants get") == "migrants get");
  CHECK(found("gets @number", "gets 49.18") == "gets 49.18");
  CHECK(found("gets @whole", "gets 4.700") == "gets 4.700");
  CHECK(found("gets @whole", "gets 49.18") == "-");
  CHECK(found("gets @whole", "gets 2,200") == "gets 2,200");
}

TEST_CASE("a gap takes up to its number of words and never crosses a sentence") {
  CHECK(found("migrants ...2 more", "migrants more") == "migrants more");
  CHECK(found("migrants ...2 more", "migrants a b more") == "migrants a b more");
  CHECK(found("migrants ...2 more", "migrants a b c more") == "-");
  CHECK(found("migrants ... more", "migrants a b c d e f more") == "migrants a b c d e f more");
  CHECK(found("migrants ... more", "migrants a b c d e f g more") == "-");
  CHECK(found("migrants ... more", "We saw migrants. More rain came.") == "-");
  CHECK(found("migrants more", "We saw migrants. More rain came.") == "-");
  CHECK(found("migrants … more", "migrants get more") == "migrants get more");
}

TEST_CASE("a regular expression works on folded words") {
  CHECK(found("regex: migrant[a-z]* gets? more", "Migrants get MORE!") == "migrants get more");
  CHECK(found("regex: abc|abd", "x abd y") == "abd");
}

TEST_CASE("signs that mean something to RE2 are only signs in a phrase") {
  CHECK(found("get 3.5 more", "get 3.5 more") == "get 3.5 more");
  CHECK(found("get 3.5 more", "get 345 more") == "-");
  CHECK(found("migrants [get] $ 5", "migrants get $5") == "migrants get $ 5");
}
