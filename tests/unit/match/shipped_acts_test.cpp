// What the shipped cues make of negation, denial and people who speak of themselves (domain brief, section 1, trap b).
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"

using namespace sait;

namespace {

// The acts of all matches, each once: "debunk", "claim report", "-".
std::string acts(const std::string& language, const std::string& text) {
  static PostMatcher matcher = [] {
    auto files = fixture::shipped();
    std::erase_if(files, [](const auto& file) { return file.first.starts_with("weights/"); });  // cues alone
    files["narratives/n.yaml"] =
        "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n"
        "  de: [\"@migrants ...3 autos\", \"@migrants ...4 @get ...3 autos\"]\n"
        "  it: [\"@migrants ...3 prendono ...3 auto\"]\n  pl: [\"@migrants ...3 dostają ...3 auta\"]\n"
        "  hu: [\"@migrants ...3 autót\"]\n  ar: [\"@migrants ...3 سيارة\"]\n";
    Diagnostics diagnostics;
    auto rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    return PostMatcher(std::move(rules));
  }();
  Post post;
  post.text = text;
  post.lang = language;
  (void)matcher.on_topic(post);
  std::set<std::string> found;
  for (const auto& match : matcher.matches(language)) found.insert(to_string(match.act));
  std::string out;
  for (const auto& act : found) out += (out.empty() ? "" : " ") + act;
  return out.empty() ? "-" : out;
}

void check(const std::string& language, const std::string& act, std::initializer_list<const char*> texts) {
  for (const auto* text : texts) {
    CAPTURE(text);
    CHECK(acts(language, text) == act);
  }
}

}  // namespace

TEST_CASE("who denies that it is not so claims it") {
  check("en", "claim",
        {"It is not true that refugees don't get more than pensioners",
         "It's simply not true that refugees do not get more than pensioners",
         "It is false that refugees do not get more than pensioners",
         "It's a myth that migrants don't get more than pensioners",
         "It is a hoax that refugees don't get more than pensioners",
         "it's not true that migrants never get more than pensioners",
         "There is no evidence refugees don't get more than pensioners",
         "It's a lie that refugees don't get more than pensioners"});
  check("en", "debunk",
        {"It is not true that refugees get more than pensioners", "It is false that refugees get more than pensioners",
         "It's a myth that migrants get more than pensioners",
         "There is no evidence that refugees get more than pensioners",
         "There is no evidence refugees get more than pensioners", "Refugees never get more than pensioners",
         "Refugees don't get more than pensioners, that is a myth"});
  check("de", "claim",
        {"Es stimmt nicht, dass Flüchtlinge keine Autos bekommen",
         "Es gibt keine Beweise, dass Flüchtlinge keine Autos bekommen"});
  check("de", "debunk",
        {"Es stimmt nicht, dass Flüchtlinge Autos bekommen", "Es gibt keine Beweise, dass Flüchtlinge Autos bekommen"});
  check("it", "claim",
        {"Non è vero che gli immigrati non prendono auto", "Non ci sono prove che gli immigrati non prendono auto"});
  check("it", "debunk", {"Non è vero che gli immigrati prendono auto"});
  check("pl", "claim", {"To nieprawda, że imigranci nie dostają auta"});
  check("pl", "debunk", {"To nieprawda, że imigranci dostają auta", "Imigranci nie dostają auta"});
}

TEST_CASE("an appeal not to forget and a complaint deny nothing") {
  check("en", "claim",
        {"Never forget refugees get more than pensioners", "Don't forget: refugees get more than pensioners",
         "not fair, refugees get more than pensioners", "don't lie, refugees get more than pensioners"});
  check("de", "claim", {"Vergesst nicht: Flüchtlinge bekommen Autos", "Lüg nicht, Flüchtlinge bekommen Autos"});
  check("fr", "claim", {"N'oubliez pas, les migrants touchent plus que les retraités"});
  check("es", "claim", {"No olvidéis: los inmigrantes cobran más que los pensionistas"});
  check("it", "claim", {"Non dimenticate: gli immigrati prendono auto"});
  check("pl", "claim", {"Nie zapominajcie, imigranci dostają auta"});
  check("ar", "claim", {"لا تنسوا اللاجئين أخذوا سيارة"});
}

TEST_CASE("German soll reports, sollte demands") {
  check("de", "report", {"Flüchtlinge sollen Autos bekommen"});
  check("de", "counter", {"Flüchtlinge sollten Autos bekommen"});
}

TEST_CASE("we who are migrants speak of ourselves") {
  check("en", "first-person",
        {"We refugees get more than pensioners", "They say us refugees get more than pensioners",
         "as immigrants we get more than pensioners"});
  check("en", "claim", {"Our pensioners wait in the cold. They told us migrants get more than pensioners. "});
  check("de", "first-person", {"Wir Flüchtlinge bekommen Autos"});
}

TEST_CASE("a plea against violence is no threat to any pattern") {
  check("en", "debunk", {"Let's not burn down the asylum hotel tonight", "Don't burn down the asylum hotel tonight"});
  check("en", "claim", {"Let's burn down the asylum hotel tonight"});
}
