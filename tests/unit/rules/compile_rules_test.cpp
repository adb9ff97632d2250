#include <doctest/doctest.h>

#include "rule_fixture.hpp"

using namespace sait;
using fixture::with;

namespace {

// Compiles files that must be refused and gives the only diagnostic as "file:line:column code".
std::string refused(const RuleFiles& files, std::string_view says = {}) {
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) == nullptr);
  CAPTURE(diagnostics.render());
  CHECK(diagnostics.render().find(says) != std::string::npos);
  if (diagnostics.items().size() != 1) return diagnostics.render();
  const auto& item = diagnostics.items().front();
  return item.file + ":" + std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code;
}

std::string refused_phrase(const std::string& phrase, std::string_view says = {}) {
  auto text = refused(with("narratives/n.yaml", "\"@who get more\"", "'" + phrase + "'"), says);
  const std::string_view place = "narratives/n.yaml:9:7 ";
  return text.starts_with(place) ? text.substr(place.size()) : text;
}

std::string with_rows(const std::string& rows) { return "id: p\nrows:\n" + rows; }
std::string refused_policy(const std::string& policy, std::string_view says = {}) {
  auto files = fixture::small();
  files["policies/p.yaml"] = policy;
  return refused(files, says);
}

constexpr const char* kRest = "  - {id: rest, because: b, posture: monitor}\n";

}  // namespace

TEST_CASE("a good rule directory compiles without a word") {
  Diagnostics diagnostics;
  const auto rules = compile_rules(fixture::small(), diagnostics);
  REQUIRE(rules != nullptr);
  CHECK(diagnostics.items().empty());
  REQUIRE(rules->patterns.size() == 1);
  CHECK(rules->patterns[0].id == "n/en/1");
  CHECK(rules->find("n")->maturity.at("en") == Maturity::testing);
  CHECK(rules->find("n")->storage == Storage::text);
  CHECK(rules->find("m") == nullptr);
  CHECK(rules->topic_words == 2);
  CHECK(rules->policy.rows.size() == 2);
}

TEST_CASE("a narrative aimed at migrants keeps counts only unless it says otherwise") {
  Diagnostics diagnostics;
  const auto rules =
      compile_rules(with("narratives/n.yaml", "owner: o\n", "owner: o\naimed_at_migrants: true\n"), diagnostics);
  REQUIRE(rules != nullptr);
  CHECK(rules->find("n")->storage == Storage::counts);
  const auto kept = compile_rules(
      with("narratives/n.yaml", "owner: o\n", "owner: o\naimed_at_migrants: true\nstorage: text\n"), diagnostics);
  CHECK(kept->find("n")->storage == Storage::text);
}

TEST_CASE("a narrative without a claim is refused: opinion is never matched") {
  CHECK(refused(with("narratives/n.yaml", "claim: C\n", "")) == "narratives/n.yaml:1:1 no-claim");
  CHECK(refused(with("narratives/n.yaml", "claim: C\n", "claim: \" \"\n")) == "narratives/n.yaml:3:8 no-claim");
}

TEST_CASE("a harm has no claim and goes to safety") {
  auto files = fixture::small();
  files["harms/h.yaml"] =
      "id: h\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2027-01-01\nphrases:\n  en: [\"burn the "
      "@who\"]\n";
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE(rules != nullptr);
  CHECK(rules->find("h")->kind == NarrativeKind::harm);
  CHECK(rules->find("h")->ceiling == Posture::escalate_safety);
  auto limited = files;
  limited["harms/h.yaml"] += "budget: {per_day: 3}\n";
  CHECK(refused(limited, "safety is told whatever its volume") == "harms/h.yaml:9:9 unknown-key");
  files["harms/h.yaml"] += "claim: C\n";
  CHECK(refused(files) == "harms/h.yaml:9:1 unknown-key");
}

TEST_CASE("a narrative may say how many alerts a day it may give, at least one") {
  Diagnostics diagnostics;
  const auto budget = [&](const std::string& text) {
    return with("narratives/n.yaml", "owner: o\n", "owner: o\n" + text);
  };
  CHECK(compile_rules(fixture::small(), diagnostics)->find("n")->budget_per_day == 0);
  CHECK(compile_rules(budget("budget: {per_day: 3}\n"), diagnostics)->find("n")->budget_per_day == 3);
  CHECK(refused(budget("budget: {per_day: 0}\n")) == "narratives/n.yaml:6:19 range");
  CHECK(refused(budget("budget: {}\n")) == "narratives/n.yaml:6:9 missing");
  CHECK(refused(budget("budget: 3\n")) == "narratives/n.yaml:6:9 type");
  CHECK(refused(budget("budget: {per_day: 3, per_week: 9}\n")) == "narratives/n.yaml:6:22 unknown-key");
}

TEST_CASE("slips of a beginner are told as what they are, and once") {
  const auto told = [](const std::string& part, const std::string& says) {
    auto files = fixture::small();
    auto& bytes = files["narratives/n.yaml"];
    bytes = bytes.substr(0, bytes.find("phrases:")) + part;
    return refused(files, says);
  };
  const std::string phrases = "phrases: {en: [\"@who get more\"]}\n";
  CHECK(told("maturity: {en:shadow}\n" + phrases, "behind the colon stands a space: {en: shadow}") ==
        "narratives/n.yaml:7:12 language");
  CHECK(told("maturity: shadow\n" + phrases, "such as {en: shadow}") == "narratives/n.yaml:7:11 type");
  CHECK(told("budget: 3\n" + phrases, "such as {per_day: 3}") == "narratives/n.yaml:7:9 type");
  CHECK(told("none: [toy]\n" + phrases, "`none` is a map") == "narratives/n.yaml:7:7 type");
  CHECK(told("phrases: {en: [“@who get more”]}\n", "straight ones (\")") == "narratives/n.yaml:7:16 no-word");
  CHECK(told("phrases:\n  en:\n    - \"@who get more\"\n  tests:\n    - {text: a, lang: en, act: claim}\n",
             "tests begins at the margin") == "narratives/n.yaml:11:5 language");
  CHECK(told("phrases: {english: [\"@who get more\"]}\n", "there are: en") == "narratives/n.yaml:7:20 language");
  CHECK(told("phrases:\n  en:\n    - \"@who get more\"\n  -\"@who\":\n    - \"more\"\n",
             "behind the dash of a list stands a space") == "narratives/n.yaml:11:5 language");
}

TEST_CASE("every mistake in a narrative is told at its place") {
  CHECK(
      refused(with("narratives/n.yaml", "title", "titel"), "did you mean \"title\"?").find("2:1: error[unknown-key]") !=
      std::string::npos);
  CHECK(refused(with("narratives/n.yaml", "id: n", "id: m")) == "narratives/n.yaml:1:5 file-name");
  CHECK(refused(with("narratives/n.yaml", "unverified", "unverifed"), "did you mean \"unverified\"?") ==
        "narratives/n.yaml:4:9 choice");
  CHECK(refused(with("narratives/n.yaml", "2027-01-01", "2027-02-30")) == "narratives/n.yaml:6:12 date");
  CHECK(refused(with("narratives/n.yaml", "unverified", "\"false\"")) == "narratives/n.yaml:1:1 no-facts");
  CHECK(refused(with("narratives/n.yaml", "owner: o", "owner: o\nceiling: escalate-safety")) ==
        "narratives/n.yaml:6:10 choice");
  CHECK(refused(with("narratives/n.yaml", "owner: o", "owner: o\nfacts: [{statement: s, source: x}]")) ==
        "narratives/n.yaml:6:9 missing");
  CHECK(refused(with("narratives/n.yaml", "  en:", "  eng:"), "did you mean \"en\"?") ==
        "narratives/n.yaml:9:5 language");
  CHECK(refused(with("narratives/n.yaml", "owner: o", "owner: o\nmaturity: {de: stable}"), "\"de\"").find("language") !=
        std::string::npos);
}

TEST_CASE("two narratives of one id name both files") {
  auto files = fixture::small();
  files["harms/n.yaml"] =
      "id: n\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2027-01-01\nphrases:\n  en: [\"burn the "
      "@who\"]\n";
  CHECK(refused(files, "harms/n.yaml") == "narratives/n.yaml:1:5 duplicate-id");
}

TEST_CASE("every mistake in a phrase is told with its place in the file and inside the phrase") {
  CHECK(refused_phrase("(migrants|asylum get more", "at character 1:") == "unbalanced");
  CHECK(refused_phrase("migrants get) more", "at character 13:") == "unbalanced");
  CHECK(refused_phrase("migrants | more", "at character 10:") == "unbalanced");
  CHECK(refused_phrase("ä @whom get more", "at character 3:") == "lexicon");
  CHECK(refused_phrase("@wo get more", "did you mean \"@who\"?") == "lexicon");
  CHECK(refused_phrase("") == "empty-phrase");
  CHECK(refused_phrase("  ") == "empty-phrase");
  CHECK(refused_phrase("migrants (|more)") == "empty-group");
  CHECK(refused_phrase("migrants? more?") == "matches-empty");
  CHECK(refused_phrase("regex: (?:abc)*") == "matches-empty");
  CHECK(refused_phrase("(he|is) ...2 it") == "no-literal");
  CHECK(refused_phrase("(a|migrants) ...2 it") == "no-literal");
  CHECK(refused_phrase("regex: [a-z]+ more|[a-z]+") == "no-literal");
  CHECK(refused_phrase("regex: (more", "missing )") == "regex");
  CHECK(refused_phrase("regex: more)(less") == "regex");
  CHECK(refused_phrase("regex: more(?=less)") == "regex");
  CHECK(refused_phrase("regex:") == "empty-phrase");
  CHECK(refused_phrase("... migrants") == "gap");
  CHECK(refused_phrase("migrants ...") == "gap");
  CHECK(refused_phrase("migrants ...99 more") == "gap");
  CHECK(refused_phrase("migrants ...x more") == "gap");
  CHECK(refused_phrase("migrants * more", "at character 10:") == "mark");
  CHECK(refused_phrase("migr**ants more") == "mark");
  CHECK(refused_phrase("regex: migrants\\b more", "ASCII letters only") == "regex");
  CHECK(refused_phrase("<numbr> migrants", "did you mean <number>?") == "slot");
  CHECK(refused_phrase("<number migrants", "never closed") == "slot");
  CHECK(refused_phrase("<money> migrants", "no words for <money>") == "slot");
  CHECK(refused_phrase("<number> migrants <number>", "<first:number>") == "slot");
  CHECK(refused_phrase("? migrants") == "mark");
  CHECK(refused_phrase("migrants -- more") == "no-word");
  CHECK(refused_phrase("migrants come. more") == "sentence");
  CHECK(refused_phrase(std::string(40, '(') + "migrants" + std::string(40, ')')) == "depth");
  std::string many = "(a0";
  for (int i = 1; i < 2'001; ++i) many += "|migrants" + std::to_string(i);
  CHECK(refused_phrase(many + ")", "2001 alternatives") == "alternatives");
}

TEST_CASE("every mistake in a language is told at its place") {
  CHECK(refused(with("languages/en.yaml", "asylum]", "\"a b?\"]")) == "languages/en.yaml:1:21 topic");
  CHECK(refused(with("languages/en.yaml", "asylum]", "\"as*\"]")) == "languages/en.yaml:1:21 too-short");
  CHECK(refused(with("languages/en.yaml", "not true]", "\"@nobody\"]")) == "languages/en.yaml:5:49 lexicon");
  CHECK(refused(with("languages/en.yaml", "[\"migrant*\", \"asylum seeker\"", "[\"@who\", \"asylum seeker\"")) ==
        "languages/en.yaml:3:9 lexicon");
  CHECK(refused(with("languages/en.yaml", "  who:", "  number: [x]\n  who:"), "built in") ==
        "languages/en.yaml:3:11 lexicon");
  CHECK(refused(with("languages/en.yaml", "  who:", "  none: []\n  who:"), "is empty") ==
        "languages/en.yaml:3:9 lexicon");
}

TEST_CASE("a file that is no rule file is told, and other files are left alone") {
  auto files = fixture::small();
  files["README.md"] = "text";
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) != nullptr);
  files["narratives/x.yml"] = "a: b\n";
  CHECK(refused(files) == "narratives/x.yml:0:0 file-name");
  files = fixture::small();
  files["narratives/x.YAML"] = "a: b\n";
  CHECK(refused(files, "rename this one") == "narratives/x.YAML:0:0 file-name");
  files = fixture::small();
  files["extra/x.yaml"] = "a: b\n";
  CHECK(refused(files) == "extra/x.yaml:0:0 file-name");
  files = fixture::small();
  files["narratives/x.yaml"] = "- a\n";
  CHECK(refused(files) == "narratives/x.yaml:1:1 type");
  files["narratives/x.yaml"] = "";
  CHECK(refused(files) == "narratives/x.yaml:0:0 type");
}

TEST_CASE("all that is wrong is told at once") {
  auto files = with("narratives/n.yaml", "\"@who get more\"",
                    "\"(a\"\n    - \"@nobody x\"\n    - \"@who get more\"\n    - \"a\"");
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) == nullptr);
  CHECK(diagnostics.items().size() == 3);
}

TEST_CASE("all that is wrong is told at once, whichever pass finds it") {
  auto files = fixture::small();
  files["narratives/n.yaml"] =
      "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2027-01-01\nmaturty: {en: stable}\n"
      "phrases:\n  german: [\"@who bekommen autos\"]\n  en:\n    - \"migrants (cars\"\n    - {all: [\"@who\"], wher: "
      "x}\n"
      "tests:\n  - {text: x, lang: deu, act: none}\n";
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) == nullptr);
  std::string places;
  for (const auto& item : diagnostics.items()) places += std::to_string(item.line) + " " + item.code + ", ";
  CAPTURE(diagnostics.render());
  CHECK(places == "7 unknown-key, 9 language, 11 unbalanced, 12 unknown-key, 14 language, ");
}

TEST_CASE("an error makes no others: what cannot be known any more is not told") {
  CHECK(refused(with("languages/en.yaml", "topic:", "topic: [")).find("languages/en.yaml:") == 0);
  CHECK(refused(with("languages/en.yaml", "lexicons:", "lexicon:")) == "languages/en.yaml:2:1 unknown-key");
  auto misnamed = fixture::small();
  misnamed["languages/en.yml"] = misnamed.extract("languages/en.yaml").mapped();
  CHECK(refused(misnamed) == "languages/en.yml:0:0 file-name");
  CHECK(refused(with("narratives/n.yaml", "phrases:", "maturity: {en: stable}\nphrase:")).find("maturity names") ==
        std::string::npos);
  CHECK(refused_policy("id: p\nrows:\n  - [\n").find("policies/p.yaml:") == 0);
  CHECK(refused_policy(with_rows("  - {id: a, because: b, when: {scael: low}, posture: monitor}\n" +
                                 std::string(kRest))) == "policies/p.yaml:3:32 unknown-key");
  CHECK(refused(with("narratives/n.yaml", "\"@who get more\"",
                     "{phrase: \"@who get (<number>\", where: \"<number> > 5\"}")) ==
        "narratives/n.yaml:9:16 unbalanced");
}

TEST_CASE("a test must be in a language that is there, and in one that the narrative has phrases in") {
  const auto with_test = [](const std::string& lang) {
    auto files = fixture::small();
    files["narratives/n.yaml"] += "tests:\n  - {text: x, lang: " + lang + ", act: none}\n";
    return files;
  };
  CHECK(refused(with_test("eng"), "did you mean \"en\"?") == "narratives/n.yaml:11:21 language");
  auto files = with_test("de");
  files["languages/de.yaml"] = "topic: [\"migrant*\"]\n";
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) != nullptr);
  CHECK(diagnostics.render().starts_with("narratives/n.yaml:11:21: warning[untested]: \"n\" has no phrases in de"));
}

TEST_CASE("a none in a language without phrases says so") {
  auto files = fixture::small();
  files["narratives/n.yaml"] += "none:\n  de: [\"x\"]\n";
  CHECK(refused(files, "no phrases in \"de\"") == "narratives/n.yaml:11:7 language");
}

TEST_CASE("marks of another notation in a phrase are warned of, and good phrases are not") {
  const auto warned = [](const std::string& phrase) {
    Diagnostics diagnostics;
    CAPTURE(phrase);
    CHECK(compile_rules(with("narratives/n.yaml", "\"@who get more\"", "'" + phrase + "'"), diagnostics) != nullptr);
    CAPTURE(diagnostics.render());
    for (const auto& item : diagnostics.items()) CHECK((item.code == "suspicious" && item.line == 9));
    return diagnostics.items().size();
  };
  for (const auto* phrase :
       {"regex :migrants", "#migrants", "migrants+ cars", "@who get (cars, houses)", "migrants AND cars",
        "migrants OR cars", "regex: Migrants get", "regex: ^migrants", "regex: migrants$", "regex: non-migrants"}) {
    CHECK(warned(phrase) == 1);
  }
  for (const auto* phrase : {"@who get, more", "MIGRANTS ORDER more", "migrants and cars",
                             "regex: migrants [A-Z]?[^ ]+ more", "regex: \\pL+ migrants", "regex: (?P<X>migrants)",
                             "regex: (?i)Migrants", "regex: migrants [a-z-]+", "non-migrants get"}) {
    CHECK(warned(phrase) == 0);
  }
}

TEST_CASE("a decision table must be one that can be followed to its end") {
  CHECK(refused_policy(with_rows("  - {id: a, because: b, when: {scale: low}, posture: monitor}\n")) ==
        "policies/p.yaml:3:5 no-last-row");
  CHECK(refused_policy(with_rows(std::string(kRest) + "  - {id: c, because: b, posture: prepare}\n")) ==
        "policies/p.yaml:4:5 shadowed");
  const std::string row = "because: b, when: {scale: {min: medium}, trend: [growing]}, posture: prepare}\n";
  CHECK(refused_policy(with_rows("  - {id: a, " + row + "  - {id: c, " + row + kRest), "\"a\" in line 3") ==
        "policies/p.yaml:4:5 shadowed");
  CHECK(refused_policy(with_rows("  - {id: a, because: b, when: {scale: {min: high, max: low}}, posture: monitor}\n" +
                                 std::string(kRest))) == "policies/p.yaml:3:39 empty-range");
  CHECK(refused_policy(with_rows("  - {id: a, because: b, when: {breakout: {min: 4, max: 3}}, posture: monitor}\n" +
                                 std::string(kRest)))
            .find("empty-range") != std::string::npos);
  CHECK(
      refused_policy(with_rows("  - {id: a, because: b, when: {scael: low}, posture: monitor}\n" + std::string(kRest)),
                     "\"scale\"")
          .find("unknown-key") != std::string::npos);
  CHECK(refused_policy(
            with_rows("  - {id: a, because: b, when: {trend: fadin}, posture: monitor}\n" + std::string(kRest)),
            "\"fading\"")
            .find("choice") != std::string::npos);
  CHECK(refused_policy(
            with_rows("  - {id: a, because: b, when: {scale: low}, posture: escalate-safety}\n" + std::string(kRest)))
            .find("safety") != std::string::npos);
  CHECK(refused_policy(with_rows("  - {id: a, because: b, when: {scale: low}, posture: monitor}\n"
                                 "  - {id: s, because: b, when: {harm: true}, posture: escalate-safety}\n" +
                                 std::string(kRest))) == "policies/p.yaml:4:5 safety");
  CHECK(refused_policy("id: p\nbands: {scale_authors: [10, 10, 200]}\nrows:\n" + std::string(kRest)) ==
        "policies/p.yaml:2:29 band");
  CHECK(refused_policy("id: p\nbands: {scale_authors: [10]}\nrows:\n" + std::string(kRest)) ==
        "policies/p.yaml:2:24 band");
  CHECK(refused_policy("id: p\nrows: []\n") == "policies/p.yaml:1:1 no-last-row");
  auto files = fixture::small();
  files["policies/q.yaml"] = fixture::kPolicy;
  CHECK(refused(files) == "policies/q.yaml:1:1 policies");
  files.erase("policies/q.yaml");
  files.erase("policies/p.yaml");
  CHECK(refused(files) == "policies:0:0 no-policy");
}

TEST_CASE("the hash tells apart every change of path or bytes and no boundary between them") {
  const RuleFiles one{{"a", "bc"}}, two{{"ab", "c"}}, three{{"a", ""}, {"bc", ""}};
  CHECK(hash_of(one) != hash_of(two));
  CHECK(hash_of(one) != hash_of(three));
  CHECK(hash_of(one) == hash_of(RuleFiles{{"a", "bc"}}));
  CHECK(hash_of({}) != hash_of(one));
}

TEST_CASE("more phrases than can be held are told, not compiled") {
  auto files = fixture::small();
  std::string many =
      "id: many\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n";
  for (int i = 0; i < 20'001; ++i) many += "    - migrants eat swan" + std::to_string(i) + "\n";
  files["narratives/many.yaml"] = many;
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) == nullptr);
  CHECK(diagnostics.render().find("error[too-many]") != std::string::npos);
}

TEST_CASE("a narrative may wait for what only officials can say, and a policy says how low it is held until then") {
  const auto compiled = [](const RuleFiles& files) {
    Diagnostics diagnostics;
    auto rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    return rules;
  };
  CHECK(compiled(fixture::small())->find("n")->awaits_facts());  // unverified
  const auto suspect = compiled(with("narratives/n.yaml", "unverified", "suspect-misidentified"));
  CHECK(suspect->find("n")->status == kSuspectMisidentified);
  CHECK(suspect->find("n")->awaits_facts());
  CHECK_FALSE(compiled(with("narratives/n.yaml", "unverified", "contested"))->find("n")->awaits_facts());
  CHECK_FALSE(
      compiled(with("narratives/n.yaml", "unverified", "contested\nevidence: text"))->find("n")->awaits_facts());
  const auto pictured = compiled(with("narratives/n.yaml", "unverified", "contested\nevidence: media"));
  CHECK(pictured->find("n")->media_evidence);
  CHECK(pictured->find("n")->awaits_facts());
  CHECK(refused(with("narratives/n.yaml", "unverified", "unverified\nevidence: video"), "media") ==
        "narratives/n.yaml:5:11 choice");

  CHECK(suspect->policy.suspect_ceiling == Posture::prepare);
  CHECK(suspect->policy.media_ceiling == Posture::prepare);
  const auto other = compiled(
      with("policies/p.yaml", "id: p\n", "id: p\nceilings: {suspect_misidentified: monitor, media: no-engagement}\n"));
  CHECK(other->policy.suspect_ceiling == Posture::monitor);
  CHECK(other->policy.media_ceiling == Posture::no_engagement);
}

TEST_CASE("what looks like another notation is warned of, a gap without spaces is an error") {
  const auto warned = [](const std::string& phrase) {
    Diagnostics diagnostics;
    (void)compile_rules(with("narratives/n.yaml", "\"@who get more\"", "'" + phrase + "'"), diagnostics);
    return !diagnostics.items().empty() && diagnostics.items()[0].code == "suspicious";
  };
  for (const auto* phrase : {"migrants NOT cars", "migrants !get", "migrants -get", "-migrants get", "migrants $money",
                             "migrants %money%", "migrants get*5", "migrants ~get"}) {
    CAPTURE(phrase);
    CHECK(warned(phrase));
  }
  for (const auto* phrase :
       {"migrants get 90 %", "migrants get $ 5", "migrants r&b", "migrants well-being", "US$ migrants"}) {
    CAPTURE(phrase);
    CHECK_FALSE(warned(phrase));
  }
  for (const auto* phrase : {"Regex: migrants",
                             " regex: migrants",
                             "migrants regex: get",
                             "migrants REGEX:get",
                             "^migrants get",
                             "migrants get{1,3}",
                             "migrants {get}",
                             "migrants [ab]",
                             "migrants [a-z]+ get",
                             "migrants \\d+",
                             "migrants.*get",
                             "migrants .+ get",
                             "(migrants|refugees)+ get",
                             "migrants cars$",
                             "migrant*$",
                             "(?:migrants|refugees) get",
                             "migrant(s|en) get",
                             "(im)?migrants get",
                             "colou?r migrants",
                             "@who(s)? get"}) {
    CAPTURE(phrase);
    CHECK(refused_phrase(phrase) == "notation");
  }
  for (const auto* phrase : {"migrants number> more", "migrants <number more", "migrants <number"}) {
    CAPTURE(phrase);
    CHECK(refused_phrase(phrase) == "slot");
  }
  // What may be meant.
  for (const auto* phrase : {"migrants US$ 5", "migrants get $5", "migrants 5 $", "migrants US$", "migrants nt$ 5",
                             "LGBT+ migrants", "migrants get 5+ cars", "(anti|pro)-migrants", "non-(migrants|muslims)",
                             "l'(migrants|muslims)", "(the)? migrants", "migrants ...3 get", "migrants (get)? more",
                             "migrants (get|take) ...2 cars", "the regex migrants"}) {
    CAPTURE(phrase);
    Diagnostics diagnostics;
    CHECK(compile_rules(with("narratives/n.yaml", "@who get more", phrase), diagnostics) != nullptr);
  }
  CHECK(refused_phrase("migrants...cars") == "gap");
  CHECK(refused_phrase("migrants…cars") == "gap");
}

TEST_CASE("a claim says something, a tag in capitals is known, a term of a test is one of the file") {
  CHECK(refused(with("narratives/n.yaml", "claim: C\n", "claim: \".\"\n")) == "narratives/n.yaml:3:8 no-claim");
  CHECK(refused(with("narratives/n.yaml", "  en:\n", "  EN:\n"), "did you mean \"en\"?") ==
        "narratives/n.yaml:9:5 language");
  auto files = fixture::small();
  files["terms/en.yaml"] = "terms:\n  - {term: flood, kind: loaded, frame: water, note: n}\n";
  files["narratives/n.yaml"] += "tests:\n  - {text: migrants get more, lang: en, act: claim, terms: [floood]}\n";
  CHECK(refused(files, "did you mean \"flood\"?") == "narratives/n.yaml:11:60 term");
}

TEST_CASE("a hashtag that YAML takes for a comment is told, a comment is not") {
  const auto told = [](const std::string& entry) {
    Diagnostics diagnostics;
    (void)compile_rules(with("narratives/n.yaml", "    - \"@who get more\"\n", entry), diagnostics);
    std::string out;
    for (const auto& item : diagnostics.items())
      out += std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code + " ";
    return out;
  };
  CHECK(told("    - migrants get more #remigration\n") == "9:7 comment ");
  CHECK(told("    - migrants éé get\n      more #remigration now\n") == "9:7 comment ");
  CHECK(told("    - all: [migrants get, more]\n    - phrase: migrants get  #2015\n") == "10:15 comment ");
  CHECK(told("    - migrants get more  # a comment\n").empty());
  CHECK(told("    - \"migrants get more\"  #comment\n").empty());
  CHECK(told("    - 'migrants get more' #comment\n").empty());
  CHECK(told("    - \"migrants get more #remigration\"\n") == "9:7 suspicious ");
  CHECK(told("    - migrants get more\n    #- migrants get less\n").empty());
  Diagnostics diagnostics;
  auto files = with("languages/en.yaml", "  who: [", "  tags:\n    - newcomers #refugees\n  who: [");
  files["narratives/n.yaml"] += "tests:\n  - text: migrants get more #now\n    lang: en\n    act: claim\n";
  CHECK(compile_rules(files, diagnostics) != nullptr);
  REQUIRE(diagnostics.items().size() == 2);
  CHECK(diagnostics.items()[0].code == "comment");
  CHECK(diagnostics.items()[1].code == "comment");
}

TEST_CASE("entries and terms that are the same are told, with the place of the first") {
  const auto told = [](const RuleFiles& files) {
    Diagnostics diagnostics;
    CHECK(compile_rules(files, diagnostics) != nullptr);
    std::string out;
    for (const auto& item : diagnostics.items())
      out += std::to_string(item.line) + " " + item.code + (item.text.find("line 9") < 60 ? " line 9 " : " ");
    return out;
  };
  const auto phrases = [&](const std::string& more) {
    auto files = fixture::small();
    files["narratives/n.yaml"] += more;
    return told(files);
  };
  CHECK(phrases("    - \"@who get more\"\n") == "10 duplicate line 9 ");
  CHECK(phrases("    - \"@who  GÉT more\"\n") == "10 duplicate line 9 ");
  CHECK(phrases("    - \"@who get much more\"\n").empty());
  CHECK(phrases("    - \"@who =get more\"\n").empty());
  CHECK(phrases("    - {phrase: \"@who get more\", links: true}\n").empty());
  CHECK(phrases("    - {phrase: \"@who get more\", links: true}\n    - {links: true, phrase: \"@who get more\"}\n") ==
        "11 duplicate ");
  auto files = fixture::small();
  files["terms/en.yaml"] =
      "terms:\n"
      "  - {term: flood, kind: loaded, frame: water, note: n}\n"
      "  - {term: waves, kind: loaded, frame: water, note: n}\n"
      "  - {term: FLOOD, kind: loaded, frame: water, note: n}\n";
  CHECK(told(files) == "4 duplicate ");
}

TEST_CASE("a range has a gap for each of its numbers, a suffix is letters") {
  const auto with_values = [](const std::string& values) {
    return with("languages/en.yaml", "cues:\n", "values:\n  " + values + "\ncues:\n");
  };
  for (const auto* good : {"ranges: [to]", "ranges: [\"between ... and ...\"]", "ranges: [\"... or ... at most\"]",
                           "suffixes: {bn: 1000000000, B: 1000000000}", "measures: [tall]"}) {
    CAPTURE(good);
    Diagnostics diagnostics;
    CHECK(compile_rules(with_values(good), diagnostics) != nullptr);
  }
  for (const auto* bad : {"ranges: [\"between ...\"]", "ranges: [\"between ... ...\"]", "ranges: [\"...\"]",
                          "ranges: [\"a ... b ... c ... d\"]", "ranges: [\"!\"]"}) {
    CAPTURE(bad);
    CHECK(refused(with_values(bad), "between ... and ...") == "languages/en.yaml:5:12 range");
  }
  for (const auto* bad : {"suffixes: {5x: 10}", "suffixes: {a b: 10}", "suffixes: {\"!\": 10}"}) {
    CAPTURE(bad);
    CHECK(refused(with_values(bad)).ends_with(" suffix"));
  }
}
