#include <doctest/doctest.h>

#include <algorithm>

#include "model/feed_declaration.hpp"
#include "rules/audiences_fixture.hpp"

using namespace sait;
using fixture::with_audiences;

namespace {

std::shared_ptr<const RuleSet> compiled(const RuleFiles& files, std::string* said = nullptr) {
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  if (said != nullptr) *said = diagnostics.render();
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  return rules;
}

// What is wrong, as "line:column code" in the order of the file.
std::vector<std::string> problems(const std::string& audiences, std::string* said = nullptr) {
  Diagnostics diagnostics;
  CHECK(compile_rules(with_audiences(audiences), diagnostics) == nullptr);
  if (said != nullptr) *said = diagnostics.render();
  std::vector<std::string> all;
  for (const auto& item : diagnostics.items()) {
    CHECK(item.file == "audiences.yaml");
    all.push_back(std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code);
  }
  return all;
}

FeedReach feed(std::vector<std::string> languages, std::vector<std::string> regions, const std::string& id = "f",
               const std::string& community = "") {
  FeedDeclaration declared;
  declared.id = id;
  declared.community = community;
  declared.languages = std::move(languages);
  declared.regions = std::move(regions);
  return feed_reach(declared);
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("without a declaration there is no audience but the languages") {
  const auto rules = compiled(fixture::small());
  CHECK(rules->audiences.empty());
  CHECK(rules->find_audience("en") == nullptr);
  CHECK(rules->judges("n", "en"));
  CHECK_FALSE(rules->judges("n", "chemnitz"));
}

TEST_CASE("an audience is in its regions and in all that lie in them, under whatever name they are written") {
  std::string said;
  const auto rules = compiled(with_audiences(), &said);
  CHECK(said.empty());
  const auto& city = *rules->find_audience("chemnitz");
  const auto& state = *rules->find_audience("saxony");
  for (const auto* name : {"chemnitz", "CHEMNITZ", "Karl-Marx-Stadt", "karl marx stadt", "Chémnitz"}) {
    CAPTURE(name);
    CHECK(city.inside.contains(region_key(name)));
    CHECK(state.inside.contains(region_key(name)));
  }
  for (const auto* name : {"Sachsen", "saxony", "de", "Germany", "Munich"})
    CHECK(!city.inside.contains(region_key(name)));
  CHECK(city.around.contains(region_key("Sachsen")));
  CHECK(city.around.contains(region_key("Deutschland")));
  CHECK(!city.around.contains(region_key("chemnitz")));
  CHECK(state.inside.contains(region_key("Sachsen")));
  CHECK(!state.inside.contains(region_key("munchen")));
}

TEST_CASE("a feed carries an audience by language, region and name") {
  const auto rules = compiled(with_audiences());
  const auto& city = *rules->find_audience("chemnitz");
  struct Case {
    std::vector<std::string> languages, regions;
    bool carried, home;
  };
  for (const auto& c : {Case{{}, {}, true, false}, Case{{"de"}, {"Chemnitz"}, true, true},
                        Case{{"de"}, {"CHEMNITZ"}, true, true}, Case{{"de", "fr"}, {"DE"}, true, false},
                        Case{{"de"}, {"Munich"}, false, false}, Case{{"de"}, {"Munich", "karl-marx-stadt"}, true, true},
                        Case{{"fr"}, {"Chemnitz"}, false, true}, Case{{"de"}, {"Atlantis"}, false, false}}) {
    const auto reach = feed(c.languages, c.regions);
    CAPTURE(c.languages);
    CAPTURE(c.regions);
    CHECK(city.carried_by(reach) == c.carried);
    CHECK(city.home_of(reach) == c.home);
  }
  const auto& boards = *rules->find_audience("boards");
  CHECK(boards.carried_by(feed({}, {"Munich"}, "board")));
  CHECK(boards.carried_by(feed({}, {}, "other", "towns")));
  CHECK(boards.home_of(feed({}, {}, "board")));
  CHECK_FALSE(boards.carried_by(feed({}, {}, "towns-2", "")));
  CHECK_FALSE(boards.carried_by(feed({"de"}, {}, "board")));
}

TEST_CASE("to an audience of several languages a narrative is what it is in the most mature of them") {
  auto files = with_audiences();
  auto& bytes = files["narratives/n.yaml"];
  const auto set = [&](const std::string& now) {
    const auto at = bytes.find("maturity:");
    bytes.replace(at, bytes.find('\n', at) - at, "maturity: {" + now + "}");
    return compiled(files);
  };
  auto rules = set("en: testing, de: stable");
  const auto& n = *rules->find("n");
  const auto& city = *rules->find_audience("chemnitz");
  CHECK(rules->maturity(n, "chemnitz") == Maturity::stable);
  CHECK(rules->maturity(n, "saxony") == Maturity::testing);
  CHECK(rules->maturity(n, "en") == Maturity::testing);
  CHECK(n.counts_for(city, "de"));
  CHECK_FALSE(n.counts_for(city, "en"));  // what is tried raises no alert of an audience
  rules = set("en: retired, de: shadow");
  CHECK(rules->maturity(*rules->find("n"), "chemnitz") == Maturity::shadow);
  CHECK_FALSE(rules->find("n")->counts_for(*rules->find_audience("chemnitz"), "en"));
  CHECK_FALSE(rules->judges("n", "saxony"));
  CHECK_FALSE(rules->judges("n", "nowhere"));
}

TEST_CASE("a region's names are places in phrases, in its language or in all") {
  const auto rules = compiled(with_audiences());
  const auto& english = rules->words.at("en").slots;
  const auto& german = rules->words.at("de").slots;
  CHECK(english.unit_of(SlotType::place, "Karl-Marx-Stadt") == "chemnitz");
  CHECK(german.unit_of(SlotType::place, "chemnitzern") == "chemnitz");
  CHECK(german.unit_of(SlotType::place, "München") == "munich");
  CHECK(english.unit_of(SlotType::place, "Sachsen") == "saxony");
  CHECK(english.unit_of(SlotType::place, "Germany") == "DE");
}

TEST_CASE("a region goes before a country of its name") {
  const auto rules = compiled(with_audiences("regions:\n  - {id: us-georgia, names: [Georgia]}\n"));
  CHECK(rules->words.at("en").slots.unit_of(SlotType::place, "Georgia") == "us-georgia");
}

TEST_CASE("all that is wrong in audiences.yaml is told at once, at its place, with what may be meant") {
  std::string said;
  const auto found = problems(
      "regions:\n"
      "  - {id: saxony, names: [Saxony], within: germany}\n"
      "  - {id: chemnitz, names: {xx: [Chemnitz], en: [\"...\"]}, within: saxony}\n"
      "  - {id: Saxony}\n"
      "  - {id: leipzig, names: [Chemnitz], witin: saxony}\n"
      "audiences:\n"
      "  - {id: city, title: City, languages: [en], regions: [chemnits]}\n"
      "  - {id: city, title: City, languages: [en, fr], regions: [leipzig]}\n"
      "  - {id: en, title: English, languages: [en], regions: [saxony]}\n"
      "  - {id: analysts, title: We, languages: [en], regions: [saxony]}\n"
      "  - {id: Big, languages: [], regions: [saxony, saxony]}\n"
      "  - nonsense\n",
      &said);
  CAPTURE(said);
  for (const auto* wanted :
       {"2:43 region", "3:33 language", "3:49 no-word", "4:10 duplicate-id", "5:27 ambiguous", "5:38 unknown-key",
        "7:56 region", "8:10 duplicate-id", "8:45 language", "9:10 reserved", "10:10 reserved", "11:10 id",
        "11:5 missing", "11:26 missing", "11:48 used-twice", "12:5 type"}) {
    CHECK_MESSAGE(std::ranges::find(found, wanted) != found.end(), wanted);
  }
  CHECK(said.find("did you mean \"chemnitz\"?") != std::string::npos);
  CHECK(said.find("did you mean \"within\"?") != std::string::npos);
}

TEST_CASE("a region lies neither in itself nor deeper than anybody could mean") {
  CHECK(problems("regions: [{id: a, within: b}, {id: b, within: a}]\n") == Lines{"1:27 too-deep", "1:47 too-deep"});
  CHECK(problems("regions: [{id: a, within: a}]\n") == Lines{"1:27 too-deep"});
  std::string deep = "regions:\n  - {id: r0}\n";
  for (int i = 1; i <= 8; ++i) deep += "  - {id: r" + std::to_string(i) + ", within: r" + std::to_string(i - 1) + "}\n";
  CHECK(problems(deep) == Lines{"10:22 too-deep"});
}

TEST_CASE("what is declared for nothing is warned of") {
  std::string said;
  (void)compiled(with_audiences("audiences:\n  - {id: all, title: All, languages: [en]}\n"), &said);
  CHECK(said.find("audiences.yaml:2:5: warning[same-audience]") != std::string::npos);
  (void)compiled(with_audiences("regions: [{id: munich}]\n"), &said);
  CHECK(said.empty());
}

TEST_CASE("as many regions, names and audiences as may be, and no more, in little time") {
  std::string regions = "regions:\n", audiences = "audiences:\n";
  for (int i = 0; i < 500; ++i)
    regions += "  - {id: r" + std::to_string(i) + ", names: [name" + std::to_string(i) + "]}\n";
  for (int i = 0; i < 100; ++i)
    audiences +=
        "  - {id: a" + std::to_string(i) + ", title: T, languages: [en], regions: [r" + std::to_string(i) + "]}\n";
  CHECK(compiled(with_audiences(regions + audiences))->audiences.size() == 100);
  CHECK(problems(regions + "  - {id: more}\n" + audiences) == Lines{"502:5 too-many"});
  CHECK(problems(regions + audiences + "  - {id: more, title: T, languages: [en], regions: [r1]}\n") ==
        Lines{"603:5 too-many"});
}

TEST_CASE("a file that cannot be read takes nothing else with it") {
  Diagnostics diagnostics;
  CHECK(compile_rules(with_audiences("regions: [\n"), diagnostics) == nullptr);
  CHECK(diagnostics.items().size() == 1);
  auto files = with_audiences();
  files["audiences/chemnitz.yaml"] = "id: chemnitz\n";
  Diagnostics folder;
  CHECK(compile_rules(files, folder) == nullptr);
  CHECK(folder.render().find("audiences.yaml; move this one") != std::string::npos);
}

TEST_CASE("two packs are compared by their audiences: new, gone, declared otherwise") {
  const auto before = compiled(with_audiences());
  CHECK(audience_changes(before->audiences, before->audiences).empty());
  std::string other = fixture::kAudiences;
  other.replace(other.find("feeds: [board, towns]"), 21, "feeds: [board]");
  other.replace(other.find("id: saxony, title: Saxony"), 25, "id: saxons, title: Saxony");
  const auto changes = audience_changes(before->audiences, compiled(with_audiences(other))->audiences);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].id == "saxons");
  CHECK(changes[0].change == "new");
  CHECK(changes[1].id == "boards");
  CHECK(changes[1].change == "other");
  CHECK(changes[2].id == "saxony");
  CHECK(changes[2].change == "gone");
}
