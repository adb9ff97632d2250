#include "rules/claim_weights.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "../rules/rule_fixture.hpp"
#include "match/explain.hpp"
#include "match/post_matcher.hpp"
#include "match/rule_tests.hpp"
#include "rules/redundant.hpp"

using namespace sait;
using fixture::told;

namespace {

constexpr const char* kHead = "narratives: [n]\nbias: 0.5\nleast: 0\n";

RuleFiles weighed(const std::string& words, const std::string& head = kHead) {
  auto files = fixture::small();
  files["weights/en.yaml"] = head + "words: |\n" + words;
  return files;
}

struct Looked {
  explicit Looked(const RuleFiles& files) {
    rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    matcher.emplace(rules);
  }

  // The acts that are found, then "|" and those that are outweighed.
  std::string at(const std::string& text, const std::string& title = "", const std::vector<std::string>& alt = {},
                 const std::string& language = "en") {
    Post post;
    kept_alt = alt;
    post.media_alt = {kept_alt.begin(), kept_alt.end()};
    post.text = kept_text = text;
    post.title = kept_title = title;
    post.lang = language;
    std::string out;
    if (!matcher->on_topic(post)) return "off topic";
    for (const auto& match : matcher->matches(language)) out += std::string(to_string(match.act)) + " ";
    out += "|";
    for (const auto& match : matcher->outweighed()) out += " " + std::string(to_string(match.act));
    return out;
  }

  Diagnostics diagnostics;
  std::shared_ptr<const RuleSet> rules;
  std::optional<PostMatcher> matcher;
  std::string kept_text, kept_title;
  std::vector<std::string> kept_alt;
};

}  // namespace

TEST_CASE("a text weighs the sum of its features over the root of how many are known, and the bias") {
  ClaimWeights weights;
  weights.bias = 0.25;
  CHECK(weights.set({{ClaimWeights::key("b"), -500}, {ClaimWeights::key("a"), 2'000}}));
  const std::uint64_t features[] = {ClaimWeights::key("a"), ClaimWeights::key("unknown"), ClaimWeights::key("b")};
  CHECK(weights.weigh(features) == doctest::Approx(1.5 / std::sqrt(3) + 0.25));
  CHECK(weights.weigh({}) == 0.25);
  CHECK_FALSE(weights.set({{1, 2}, {1, 3}}));
}

TEST_CASE("a claim whose words weigh too little is outweighed") {
  Looked looked(weighed("  -3000 joke\n  100 migrants\n"));
  CHECK(looked.at("Migrants get more") == "claim |");
  CHECK(looked.at("Migrants get more. What a joke") == "| claim");
  CHECK(looked.at("Joke of the day: migrants get more") == "| claim");
}

TEST_CASE("what is no claim is what it was, whatever it weighs") {
  Looked looked(weighed("  -3000 joke\n"));
  CHECK(looked.at("A joke? According to him migrants get more") == "report |");
  CHECK(looked.at("Fact check, no joke: migrants get more") == "debunk |");
}

TEST_CASE("weights judge the narratives that they were learnt for, and never a harm") {
  auto files = weighed("  -3000 joke\n");
  files["narratives/other.yaml"] = fixture::with("narratives/n.yaml", "id: n", "id: other")["narratives/n.yaml"];
  files["harms/h.yaml"] =
      "id: h\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en: [\"@who get "
      "more\"]\n";
  files["weights/en.yaml"] = std::string("narratives: [n, h]\nbias: 0.5\nleast: 0\nwords: |\n  -3000 joke\n");
  Looked looked(files);
  CHECK(looked.at("Joke: migrants get more") == "claim claim | claim");
  CHECK(told(files) == "weights/en.yaml:1 narrative\n");
}

TEST_CASE("each field is weighed by its own words") {
  Looked looked(weighed("  -3000 joke\n"));
  CHECK(looked.at("Joke of the day", "Migrants get more") == "claim |");
  CHECK(looked.at("Good morning migrants", "Joke: migrants get more") == "| claim");
}

TEST_CASE("a description of a picture is weighed by its own words, not by those of others") {
  Looked looked(weighed("  -3000 joke\n  -3000 ?\n"));
  CHECK(looked.at("Good morning migrants", "", {"A joke", "Migrants get more", "another joke"}) == "claim |");
  CHECK(looked.at("Good morning migrants", "", {"A joke?", "Migrants get more"}) == "claim |");
  CHECK(looked.at("Good morning migrants", "", {"A cake", "Joke: migrants get more"}) == "| claim");
}

TEST_CASE("an outweighed claim takes no milder act of its sentence away, and no other claim of it") {
  Looked looked(weighed("  -3000 joke\n"));
  CHECK(looked.at("\"Migrants get more\" he wrote, and yes migrants get more, a joke") == "quote | claim");
  std::string words;
  for (int i = 0; i < 60; ++i) words += "and so on ";
  CHECK(looked.at("joke migrants get more " + words + "migrants get more") == "claim |");
  CHECK(looked.at("migrants get more " + words + "migrants get more joke") == "claim |");
  CHECK(looked.at("joke migrants get more " + words + "migrants get more joke") == "| claim");
}

TEST_CASE("in a long text the words around the match are weighed") {
  Looked looked(weighed("  -3000 joke\n"));
  std::string words;
  for (int i = 0; i < 60; ++i) words += "and so on ";
  CHECK(looked.at("Joke of the day. " + words + ". Migrants get more") == "claim |");
  CHECK(looked.at("Joke of the day. " + words + ". Migrants get more, a joke") == "| claim");
}

TEST_CASE("why a claim is outweighed is explained, with what weighs against it") {
  Looked looked(weighed("  -3000 joke\n  -1000 of the\n  -10 day\n  200 more\n"));
  CHECK(looked.at("Joke of the day: migrants get more") == "| claim");
  const auto nearest = nearest_patterns(*looked.rules, *looked.matcher, "en", 3);
  REQUIRE(nearest.size() == 1);
  CHECK(nearest.front().nearness == 1);
  CHECK(nearest.front().failed ==
        "found as a claim, and outweighed: its words weigh -1.20, those of a claim at least 0.00 (weights/en.yaml); "
        "most against it: \"joke\" (-3.00), \"of the\" (-1.00), \"day\" (-0.01)");
}

TEST_CASE("a test whose claim is outweighed says so, and one that expects no claim does not") {
  auto files = weighed("  -3000 joke\n");
  files["narratives/n.yaml"] +=
      "tests:\n  - {text: \"Joke: migrants get more\", lang: en, act: claim}\n"
      "  - {text: \"Joke: migrants get more\", lang: en, act: report}\n";
  Diagnostics diagnostics;
  const auto results = run_tests(compile_rules(files, diagnostics));
  REQUIRE(results.size() == 2);
  CHECK_FALSE(results.back().passed);
  CHECK_FALSE(results.back().outweighed);
  CHECK(results.back().why.find("weigh") == std::string::npos);
  CHECK_FALSE(results.front().passed);
  CHECK(results.front().outweighed);
  CHECK(results.front().why.find("a claim was outweighed by weights/en.yaml, `saitctl rules explain` says how") !=
        std::string::npos);
}

TEST_CASE("weights that cannot be read are told at their place, with a way out") {
  CHECK(told(weighed("  -3000 joke\n")).empty());
  for (const auto* line : {"  joke\n", "  -3000\n", "  -3000 \n", "  1.5 joke\n", "  200000 joke\n",
                           "  99999999999 a\n", "  -2147483648 a\n", "  1  joke\n", "  1 joke \n", "  1 a  b\n"})
    CHECK_MESSAGE(told(weighed(line)) == "weights/en.yaml:4 weight\n", std::string(line));
  CHECK(told(weighed("  1 joke\n  2 joke\n")) == "weights/en.yaml:4 duplicate\n");
  CHECK(told(weighed("  1 joke\n", "narratives: [n]\nbias: 0.5\n")) == "weights/en.yaml:1 missing\n");
  CHECK(told(weighed("  1 joke\n", "narratives: [n]\nbias: 0.5\nleast: .nan\n")) == "weights/en.yaml:3 range\n");
  CHECK(told(weighed("  1 joke\n", "narratives: n\nbias: 0\nleast: 0\n")).empty());
  CHECK(told(weighed("  1 joke\n", "narratives: [gone]\nbias: 0\nleast: 0\n")) == "weights/en.yaml:1 narrative\n");
  CHECK(told(weighed("  1 joke\n", std::string(kHead) + "more: 1\n")) == "weights/en.yaml:4 unknown-key\n");
  auto files = weighed("  1 joke\n");
  files["weights/more/en.yaml"] = files["weights/en.yaml"];
  CHECK(told(files) == "weights/more/en.yaml:1 duplicate-id\n");
  files = weighed("  1 joke\n");
  files["weights/de.yaml"] = files["weights/en.yaml"];
  CHECK(told(files) == "weights/de.yaml:1 language\n");
}

namespace {

// small() with hints, one a line of a YAML list, and weights that ask for 1 of what is only hinted at.
RuleFiles hinted(const std::string& words,
                 const std::string& head = "narratives: [n]\nbias: 0.5\nleast: 0\nhinted: 1\n",
                 const std::string& hints = "(hotel*|villa*)") {
  auto files = weighed(words, head);
  files["narratives/n.yaml"] += "hints:\n  en: [\"" + hints + "\"]\n";
  return files;
}

}  // namespace

TEST_CASE("what hints find is a claim where the words weigh as much as a hint asks for") {
  Looked looked(hinted("  3000 for them\n  -3000 joke\n"));
  CHECK(looked.at("Migrants? A hotel for them") == "claim |");
  CHECK(looked.rules->patterns[looked.matcher->matches("en").front().pattern].id == "n/en/hint-1");
  CHECK(looked.at("Migrants? A hotel for us") == "|");
  CHECK(looked.at("Migrants? A hotel for them, what a joke") == "|");
  // By the beginning, where the post is long, and by the title or the text that it stands in.
  std::string words;
  for (int i = 0; i < 60; ++i) words += "and so on ";
  CHECK(looked.at("Migrants? A hotel for them " + words) == "claim |");
  CHECK(looked.at("Migrants for them? " + words + " a hotel") == "claim |");
  CHECK(looked.at("Migrants? A hotel " + words + " for them") == "|");
  CHECK(looked.at("Migrants?", "A hotel for them") == "claim |");
  CHECK(looked.at("Migrants for them?", "A hotel") == "|");
  // What is told of another language is not looked at.
  CHECK(looked.at("Migrants? A hotel for them", "", {}, "de") == "|");
  CHECK(looked.at("Migrants? A tent for them") == "|");
  CHECK(looked.at("A hotel for them") == "off topic");
}

TEST_CASE("a hint says nothing of another act, and nothing where a phrase does") {
  Looked looked(hinted("  3000 for them\n"));
  CHECK(looked.at("According to him a hotel for them, the migrants") == "|");
  CHECK(looked.at("Migrants get more. A hotel for them") == "claim |");
  CHECK(looked.at("Do migrants get more? A hotel for them.") == "question |");
  auto files = hinted("  3000 for them\n");
  files["narratives/other.yaml"] = fixture::with("narratives/n.yaml", "id: n", "id: other")["narratives/n.yaml"];
  Looked both(files);
  CHECK(both.at("Migrants get more. A hotel for them") == "claim claim |");
  files["narratives/n.yaml"] = hinted("")["narratives/n.yaml"];
  files["narratives/n.yaml"].replace(files["narratives/n.yaml"].find("get more"), 8, "own more");
  Looked one(files);
  CHECK(one.at("Do migrants get more? A hotel for them.") == "claim question |");
  CHECK(one.at("Migrants get more. A hotel for them") == "claim |");
}

TEST_CASE("without weights that say what a hint asks for hints find nothing, and that is told") {
  auto files = hinted("  3000 for them\n", kHead);
  CHECK(told(files).find(" unweighed-hints\n") != std::string::npos);
  Diagnostics diagnostics;
  (void)compile_rules(files, diagnostics);
  CHECK(diagnostics.render().find("do not say what a hint has to weigh (`hinted`) in \"en\"") != std::string::npos);
  CHECK(Looked(files).at("Migrants? A hotel for them") == "|");
  files.erase("weights/en.yaml");
  CHECK(told(files).find(" unweighed-hints\n") != std::string::npos);
  CHECK(Looked(files).at("Migrants? A hotel for them") == "|");
  CHECK(told(hinted("  3000 for them\n")).find("unweighed") == std::string::npos);
}

TEST_CASE("hints that cannot be are told with their place") {
  CHECK(told(hinted("", "narratives: [n]\nbias: 0.5\nleast: 0.2\nhinted: 0.1\n")).find("weights/en.yaml:4 weight\n") !=
        std::string::npos);
  // Of a bound that cannot be read only that.
  CHECK(told(hinted("", "narratives: [n]\nbias: 0.5\nleast: x\nhinted: -1\n")) == "weights/en.yaml:3 range\n");
  CHECK(told(hinted("", "narratives: [n]\nbias: 0.5\nleast: 1\nhinted: 101\n")) == "weights/en.yaml:4 range\n");
  auto files = hinted("");
  files["narratives/n.yaml"] += "  xx: [hotel]\n";
  CHECK(told(files).find(" language\n") != std::string::npos);
  files = weighed("");
  files["narratives/n.yaml"] += "hints: [hotel]\n";
  CHECK(told(files).find(" type\n") != std::string::npos);
  for (const auto* nothing : {"hints:\n  en: []\n", "hints:\n  en:\n", "none:\n  en: []\n", "none:\n  en:\n"}) {
    CAPTURE(nothing);
    files = weighed("");
    const auto line = std::ranges::count(files["narratives/n.yaml"], '\n') + 2;
    files["narratives/n.yaml"] += nothing;
    CHECK(told(files) == "narratives/n.yaml:" + std::to_string(line) + " empty-phrase\n");
  }
  files = weighed("");
  files["harms/h.yaml"] =
      "id: h\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en: [\"@who get "
      "more\"]\nhints:\n  en: [hotel]\n";
  CHECK(told(files).find("harms/h.yaml:9 unknown-key\n") != std::string::npos);
}

TEST_CASE("of what is only hinted at it is explained what weighs against it") {
  Looked looked(hinted("  3000 for them\n  -9000 joke\n"));
  CHECK(looked.at("Migrants? A hotel for them, a joke") == "|");
  const auto reports = nearest_patterns(*looked.rules, *looked.matcher, "en", 1);
  REQUIRE(reports.size() == 1);
  CHECK(looked.rules->patterns[reports[0].pattern].hint);
  CHECK(reports[0].failed.starts_with("only hinted at: its words weigh "));
  CHECK(reports[0].failed.ends_with(
      ", and hints ask for at least 1.00 (weights/en.yaml); most against it: \"joke\" (-9.00)"));
}

TEST_CASE("a title that speaks against a claim takes what the text hints at, and a text what the title does") {
  Looked looked(hinted("  3000 for them\n  -9000 joke\n"));
  CHECK(looked.at("Migrants? A hotel for them", "Good morning") == "claim |");
  CHECK(looked.at("Migrants? A hotel for them", "The joke of the day") == "|");
  CHECK(looked.at("Migrants, a joke", "A hotel for them") == "|");
}

TEST_CASE("what does not count, is on trial, or is a threat leaves hints alone") {
  for (const std::string maturity : {"retired", "shadow", "testing", "stable"}) {
    auto files = hinted("  3000 for them\n");
    files["narratives/other.yaml"] = fixture::with("narratives/n.yaml", "id: n", "id: other")["narratives/n.yaml"] +
                                     "maturity: {en: " + maturity + "}\n";
    files["narratives/n.yaml"].replace(files["narratives/n.yaml"].find("get more"), 8, "own more");
    Looked looked(files);
    const bool hints = maturity == "retired" || maturity == "shadow";
    CHECK(looked.at("Migrants get more. A hotel for them") == (hints ? "claim claim |" : "claim |"));
  }
  auto files = hinted("  3000 for them\n");
  files["harms/h.yaml"] =
      "id: h\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en: [\"burn "
      "them\"]\n";
  CHECK(Looked(files).at("Migrants? A hotel for them. Burn them down") == "claim claim |");
  CHECK(Looked(files).at("Migrants? A hotel for them", "", {}, "und") == "|");
}

TEST_CASE("a hint makes no phrase of its narrative superfluous") {
  auto files = hinted("  3000 for them\n", "narratives: [n]\nbias: 0.5\nleast: 0\nhinted: 1\n", "get more");
  for (const auto& item : find_redundant(*Looked(files).rules).items) CHECK(item.kind != Redundancy::Kind::subsumed);
  // As a phrase it would.
  files = weighed("  3000 for them\n");
  files["narratives/n.yaml"] += "    - \"get more\"\n";
  CHECK(std::ranges::any_of(find_redundant(*Looked(files).rules).items,
                            [](const auto& item) { return item.kind == Redundancy::Kind::subsumed; }));
}
