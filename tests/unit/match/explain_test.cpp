#include "match/explain.hpp"

#include <doctest/doctest.h>

#include "../rules/rule_fixture.hpp"

using namespace sait;

namespace {

std::shared_ptr<const RuleSet> compiled(const std::string& entry, const std::string& more = {}) {
  auto files = fixture::small();
  files["languages/en.yaml"] =
      "topic: [\"migrant*\"]\ncommon: [stop, the]\nlexicons: {who: [\"migrant*\"], goods: [money]}\n"
      "values: {numbers: {two: 2}}\n";
  auto& file = files["narratives/n.yaml"];
  file = file.substr(0, file.find("    - ")) + "    - " + entry + "\n" + more;
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  return rules;
}

struct Told {
  std::string failed;
  std::vector<Span> unwanted;
};

Told told(const std::string& entry, const Post& post, const std::string& more = {}) {
  const auto rules = compiled(entry, more);
  PostMatcher matcher(rules);
  (void)matcher.on_topic(post);
  REQUIRE(matcher.matches("en").empty());
  const auto reports = nearest_patterns(*rules, matcher, "en", 3);
  REQUIRE(reports.size() == 1);
  return {reports.front().failed, reports.front().unwanted};
}

Told told(const std::string& entry, std::string_view text, const std::string& more = {}) {
  Post post;
  post.text = text;
  return told(entry, post, more);
}

// "written>read|..."
std::string undone(std::string_view text) {
  PostMatcher matcher(compiled("\"@who get money\""));
  Post post;
  post.text = text;
  (void)matcher.on_topic(post);
  std::string out;
  for (const auto& reading : readings(matcher)) out += (out.empty() ? "" : "|") + reading.written + ">" + reading.read;
  return out;
}

}  // namespace

TEST_CASE("a miss by a none names what must not be there, and where it is") {
  CHECK(told("{all: [\"@who get\"], none: [\"last month\", \"last year\"]}", "Migrants get it. It was last year.")
            .failed == "`none`: \"last year\" must not be there, and is: \"last year\" (text 24-33)");
  const auto alternatives = "{any: [\"@who steal\", {phrase: \"@who get\", none: [\"last year\"]}]}";
  CHECK(told(alternatives, "Migrants get it last year").failed ==
        "`none`: \"last year\" must not be there, and is: \"last year\" (text 16-25)");
  const auto sentence = "{same_sentence: [\"@who\", \"@goods\", {none: [\"film\"]}]}";
  const auto found = told(sentence, "Migrants! The migrants have money in the film. A film.");
  CHECK(found.failed == "`none`: \"film\" must not be there, and is: \"film\" (text 41-45)");
  CHECK(found.unwanted == std::vector<Span>{{Field::text, 41, 45}});
  CHECK(told("{all: [\"@who get\"], none: [{all: [money, film]}]}", "Migrants get money in a film").failed ==
        "`none`: all of (\"money\", \"film\") must not be there, and is: \"money\" (text 13-18) and \"film\" (text "
        "24-28)");
  CHECK(told("{all: [\"@who get\"], none: [{links: true}]}", "Migrants get https://x.example/").failed ==
        "`none`: an address must not be there, and is");
}

TEST_CASE("a miss by the narrative's none names it, and a place in a description says in which") {
  const std::string none = "none:\n  en: [\"in a play\", \"in the film\"]\n";
  CHECK(told("\"@who get\"", "Look. Migrants get it in the film", none).failed ==
        "the narrative's `none`, in that sentence: \"in the film\" must not be there, and is: \"in the film\" (text "
        "22-33)");
  Post post;
  post.text = "look";
  post.media_alt = {"", "how migrants get it in the film"};
  const auto found = told("\"@who get\"", post, none);
  CHECK(found.failed.ends_with("(alt of media 2 20-31)"));
  CHECK(found.unwanted == std::vector<Span>{{Field::alt, 20, 31, 1}});
}

TEST_CASE("a none that is not what stops a rule is not named") {
  CHECK(told("{all: [\"@who get\", \"@goods\"], none: [\"last year\"]}", "Migrants get it last year")
            .failed.find("none") == std::string::npos);
}

TEST_CASE("all that was undone is listed, with what it became") {
  CHECK(undone("m1grants get") == "m1grants>migrants");
  CHECK(undone("mi\u200bgrants get mo\u00adney") == "mi\u200bgrants>migrants|mo\u00adney>money");
  CHECK(undone("m\u0456grants") == "m\u0456grants>migrants");  // Ukrainian i
  CHECK(undone("\uff4d\uff4f\uff4e\uff45\uff59") == "\uff4d\uff4f\uff4e\uff45\uff59>money");
  CHECK(undone("#StopMigrants now") == "#StopMigrants>stop migrants");
  CHECK(undone("#stopthemigrants, #stop_the_money #migrants") ==
        "#stopthemigrants>stop the migrants|#stop_the_money>stop the money");
  CHECK(undone("m i g r a n t s") == "m i g r a n t s>migrants");
}

TEST_CASE("case, accents and other scripts are no disguise") {
  CHECK(undone("MIGRANTS Café İstanbul Straße kadın").empty());
  CHECK(undone("\u043c\u0438\u0433\u0440\u0430\u043d\u0442\u044b "
               "\u0627\u0644\u0645\u0647\u0627\u062c\u0631\u064a\u0646 https://x.example/a")
            .empty());
}
