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

namespace {

// small() and `count` narratives with so many phrases each; `phrase` gets the numbers of both.
RuleFiles many_files(std::size_t count, std::size_t phrases, std::string (*phrase)(std::size_t, std::size_t)) {
  auto files = fixture::small();
  for (std::size_t file = 0; file < count; ++file) {
    std::string text = fixture::kNarrative;
    text.replace(0, text.find('\n'), "id: n" + std::to_string(file));
    for (std::size_t i = 0; i < phrases; ++i) text += "    - \"" + phrase(file, i) + "\"\n";
    files["narratives/n" + std::to_string(file) + ".yaml"] = text;
  }
  return files;
}

}  // namespace

TEST_CASE("many files are together no larger than a pack may be, each limit told where it is passed") {
  const auto told = [](const RuleFiles& files) {
    const auto items = refused(files);
    REQUIRE_FALSE(items.empty());
    return items.front();
  };
  SUBCASE("phrases with their lexicons written out") {
    auto files = many_files(8, 1'000, [](std::size_t file, std::size_t i) {
      return "@long ...1 get y" + std::to_string(i) + " z" + std::to_string(file) + " @long";
    });
    std::string lexicon = "  long: [";
    for (int i = 0; i < 60; ++i) lexicon += "\"wordthatisratherlongindeed" + std::to_string(i) + "\", ";
    auto& language = files["languages/en.yaml"];
    language.replace(language.find("lexicons:\n"), 10, "lexicons:\n" + lexicon + "last]\n");
    const auto item = told(files);
    CHECK(item.code == "too-many");
    CHECK(item.file.starts_with("narratives/n"));
    CHECK(item.line > 1);
    CHECK(item.text.find("the phrases of all files are too large up to here, their lexicons written out") == 0);
  }
  SUBCASE("phrases with long lists of their own") {
    const auto item = told(many_files(4, 140, [](std::size_t file, std::size_t i) {
      std::string list;
      for (int word = 0; word < 500; ++word) list += "wordthatisratherlongindeed" + std::to_string(word) + "|";
      return "(" + list + "last) get y" + std::to_string(i) + " z" + std::to_string(file);
    }));
    CHECK(item.code == "too-many");
    CHECK(item.line > 1);
    CHECK(item.text.find("the phrases of all files are too large up to here; take") == 0);
  }
  SUBCASE("long lists that are equal") {
    const auto item = told(many_files(1, 200, [](std::size_t, std::size_t i) {
      std::string list;
      for (char first = 'a'; first < 'k'; ++first) {
        for (char second = 'a'; second < 'p'; ++second) list += std::string("[0-9][0-9]") + first + second + "|";
      }
      return "regex: (?:" + list + "[0-9][0-9]zz).{0,2}migrants x" + std::to_string(i);
    }));
    CHECK(item.code == "too-many");
    CHECK(item.text.find("the phrases of all files look for more than 2000000 words up to here, those of a list") == 0);
  }
  SUBCASE("words that are looked for") {
    const auto item = told(many_files(10, 1'900, [](std::size_t file, std::size_t i) {
      std::string words;
      for (char c = 'a'; c < 'z'; ++c) words += std::to_string(file * 1'900 + i) + c + "|";
      return "(" + words + "x) ...1 migrants";
    }));
    CHECK(item.code == "too-many");
    CHECK(item.line > 1);
    CHECK(item.text.find("the phrases of all files look for more than 450000 different words up to here") == 0);
  }
  SUBCASE("cues of all kinds with their lexicons written out") {
    auto files = fixture::small();
    std::string lexicon = "  long: [last", cues;
    for (int i = 0; i < 490; ++i) lexicon += ", \"word" + std::to_string(i) + "\"";
    for (const auto* kind :
         {"debunk", "question", "quote", "report", "counter", "first_person", "negation", "denial"}) {
      cues += std::string("  ") + kind + ":\n";
      for (int i = 0; i < 80; ++i) cues += "    - \"k" + std::to_string(i) + " @long\"\n";
    }
    files["languages/en.yaml"] = "topic: [\"migrant*\"]\nlexicons:\n  who: [migrant]\n" + lexicon + "]\ncues:\n" + cues;
    const auto item = told(files);
    CHECK(item.code == "too-many");
    CHECK(item.file == "languages/en.yaml");
    CHECK(item.line > 90);
    CHECK(item.text.find("the cues of all languages come to more than 1048576 bytes up to here") == 0);
  }
  SUBCASE("words of all languages") {
    auto files = fixture::small();
    for (const auto* tag : {"aa", "bb", "cc", "dd"})
      files[std::string("languages/") + tag + ".yaml"] = "topic: [abcdef]\ncommon:\n" + times(19'000, "  - abc\n");
    const auto items = refused(files);
    REQUIRE_FALSE(items.empty());
    CHECK(place(items[0]).starts_with("languages/dd.yaml:"));
    CHECK(items[0].text.find("words and cues, which the languages before this one leave") != std::string::npos);
    CHECK(items.size() == 1);
  }
  SUBCASE("values of all files") {
    auto files = fixture::small();
    for (int i = 0; i < 200; ++i) {
      const auto id = "f" + std::to_string(100 + i);
      std::string text = fixture::kNarrative;
      text.replace(0, text.find('\n'), "id: " + id);
      files["narratives/" + id + ".yaml"] =
          text + "facts:\n" + times(490, "  - {statement: s, source: s, year: 2020}\n");
    }
    const auto items = refused(files);
    REQUIRE(items.size() == 1);
    CHECK(items[0].code == "size");
    CHECK(items[0].line > 1);
    CHECK(items[0].text.find("the files read before this one leave") != std::string::npos);
  }
}

TEST_CASE("what has all the values of a pack leaves none to the files behind it, and no file is left out in silence") {
  const auto filled = [](std::size_t extra) {
    auto files = fixture::small();
    const auto list = [](std::size_t size) { return "affected: [" + times(size, "a, ") + "a]\n"; };
    files["narratives/m1.yaml"] = "id: m1\n" + list(190'000);
    files["narratives/m2.yaml"] = "id: m2\n" + list(extra);
    return files;
  };
  // The fewest values more with which m2 itself has too many, by bisection.
  std::size_t low = 0, high = 150'000;
  const auto over = [&](std::size_t extra) {
    const auto items = refused(filled(extra));
    return std::ranges::any_of(
        items, [](const auto& item) { return item.file == "narratives/m2.yaml" && item.code == "size"; });
  };
  REQUIRE(over(high));
  REQUIRE_FALSE(over(low));
  while (high - low > 1) {
    const auto middle = (low + high) / 2;
    (over(middle) ? high : low) = middle;
  }
  const auto items = refused(filled(low));
  CHECK(std::ranges::any_of(items, [](const auto& item) {
    return item.file == "narratives/n.yaml" && item.line == 1 && item.code == "too-many";
  }));
}

TEST_CASE("ten thousand short expressions are no too large pack") {
  Diagnostics diagnostics;
  const auto rules = compile_rules(many_files(100, 100,
                                              [](std::size_t file, std::size_t i) {
                                                return "regex: (free|more|get) (house" + std::to_string(i) + "|flat" +
                                                       std::to_string(file) + ") (?:.* )?migrants";
                                              }),
                                   diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render().substr(0, 1'000));
  CHECK(rules->phrases.size() == 10'001);
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

TEST_CASE("lexicons beside words that ask for their accents are too many before they take long") {
  const auto with_words = [](int words) {
    std::string lexicon = "  long: [";
    for (int i = 0; i < words; ++i) lexicon += "\"wordwor" + std::to_string(i) + "\", ";
    auto files = with("languages/en.yaml", "lexicons:\n", "lexicons:\n" + lexicon + "last]\n");
    auto& narrative = files["narratives/n.yaml"];
    for (int i = 0; i < 1'900; ++i) narrative += "    - \"=migrants @long get" + std::to_string(i) + "\"\n";
    return files;
  };
  const auto many = refused(with_words(100));
  REQUIRE_FALSE(many.empty());
  CHECK(many.back().code == "too-many");
  CHECK(many.back().text.find("too large up to here") != std::string::npos);
  CHECK(many.size() < 60);
  // One alone is refused unasked.
  const auto large = refused(with_words(300));
  REQUIRE_FALSE(large.empty());
  CHECK(large.front().code == "too-many");
  CHECK(large.front().text.find("name no long lexicon here, or leave the = out") != std::string::npos);
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
