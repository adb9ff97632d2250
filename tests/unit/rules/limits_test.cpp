// A file under the size limit may ask for far more than can be compiled: counts are told before anything is.
#include "rules/limits.hpp"

#include <doctest/doctest.h>

#include "rule_fixture.hpp"

using namespace sait;
using fixture::with;

namespace {

std::string times(std::size_t count, const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += line;
  return out;
}

// Diagnostics of files that must be refused.
std::vector<Diagnostic> refused(const RuleFiles& files) {
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) == nullptr);
  return diagnostics.items();
}

std::vector<Diagnostic> refused_phrases(const std::string& entries) {
  return refused(with("narratives/n.yaml", "    - \"@who get more\"\n", entries));
}

std::string place(const Diagnostic& item) { return item.file + ":" + std::to_string(item.line) + " " + item.code; }

}  // namespace

TEST_CASE("phrases of a file are counted before they are compiled, equal ones too") {
  const auto equal = refused_phrases(times(60'000, "    - \"@who get more\"\n"));
  REQUIRE(equal.size() == 1);
  CHECK(place(equal[0]) == "narratives/n.yaml:2009 too-many");
  std::string entries;
  for (int i = 0; i < 59'000; ++i) entries += "    - \"@who get more ...3 word" + std::to_string(i) + "\"\n";
  const auto all = refused_phrases(entries);
  REQUIRE(all.size() == 1);
  CHECK(place(all[0]) == "narratives/n.yaml:2009 too-many");
  CHECK(refused_phrases("    - {all: [" + times(3'000, "\"@who get more\", ") + "\"x y z\"]}\n")[0].code == "too-many");
  CHECK(refused_phrases("    - \"" + std::string(60'000, 'a') + "\"\n")[0].code == "too-long");
}

TEST_CASE("a file of nothing but mistakes tells the first ones and how many more there are") {
  for (const auto* entry : {"    - \"(\"\n", "    - \"@x\"\n"}) {
    const auto told = refused_phrases(times(1'000, entry) + "    - \"@y\"\n");
    CHECK(told.size() <= 2);  // the same phrase is one
  }
  std::string keys;
  for (int i = 0; i < 100'000; ++i) keys += "key" + std::to_string(i) + ": 1\n";
  const auto told = refused(with("narratives/n.yaml", "owner: o\n", "owner: o\n" + keys));
  REQUIRE(told.size() == limits::kProblemsAFile + 1);
  CHECK(told.back().code == "more");
  CHECK(told.back().text.find("99800 more errors") == 0);
  CHECK(told[100].text.find("did you mean") == std::string::npos);
}

TEST_CASE("languages, terms and tests have limits of their own, each told with its place") {
  auto files = fixture::small();
  files["languages/en.yaml"] += "common: [" + times(30'000, "abc, ") + "abc]\n";
  CHECK(place(refused(files)[0]) == "languages/en.yaml:11 too-many");
  files = fixture::small();
  files["terms/en.yaml"] = "terms:\n" + times(2'500, "  - {term: flood, kind: loaded, frame: water, note: n}\n");
  CHECK(place(refused(files)[0]) == "terms/en.yaml:2002 too-many");
  files = fixture::small();
  files["narratives/n.yaml"] += "tests:\n" + times(2'500, "  - {text: m, lang: en, act: none}\n");
  CHECK(place(refused(files)[0]) == "narratives/n.yaml:2011 too-many");
  files = fixture::small();
  files["languages/en.yaml"] += "values:\n  numbers: {" + times(1, "") + "}\n";
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) != nullptr);
}

TEST_CASE("long lexicons in many phrases are too much before memory is") {
  std::string lexicon = "  long: [";
  for (int i = 0; i < 1'900; ++i) lexicon += "\"word" + std::to_string(i) + "\", ";
  auto files = with("languages/en.yaml", "lexicons:\n", "lexicons:\n" + lexicon + "last]\n");
  auto& narrative = files["narratives/n.yaml"];
  for (int i = 0; i < 1'900; ++i) narrative += "    - \"migrants @long get" + std::to_string(i) + "\"\n";
  const auto told = refused(files);
  REQUIRE_FALSE(told.empty());
  CHECK(told[0].code == "too-many");
  CHECK(told[0].text.find("lexicons written out") != std::string::npos);
}

TEST_CASE("expressions that RE2 writes out at length are too many before they take long") {
  for (const std::string body : {".{0,900}", "\\\\pL{0,300}", "(a.{0,90}|b.{0,90}|[^ ]{1,70} c)"}) {
    CAPTURE(body);
    std::string entries;
    for (int i = 0; i < 1'900; ++i) entries += "    - \"regex: migrants " + body + " x" + std::to_string(i) + "\"\n";
    const auto told = refused_phrases(entries);
    REQUIRE_FALSE(told.empty());
    CHECK(told.back().code == "too-many");
    CHECK(told.back().text.find("repetitions written out") != std::string::npos);
    CHECK(told.size() < 40);
  }
}
