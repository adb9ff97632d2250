#include "workbench/suggest.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "../rules/rule_fixture.hpp"

using namespace sait;

namespace {

// A language with lists, and one narrative that names them.
RuleFiles pack() {
  auto files = fixture::small();
  files["languages/en.yaml"] =
      "topic: [\"migrant*\", asylum]\n"
      "common: [the, and, for, from, with, our, they, are, this]\n"
      "lexicons:\n"
      "  who: [\"migrant*\", \"refugee*\", \"asylum seeker*\"]\n"
      "  get: [get, gets, receive, are given]\n";
  files["narratives/n.yaml"] =
      "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n"
      "    - \"@who @get ...2 more than pensioners\"\n    - \"@who ...3 hotels\"\n";
  return files;
}

Post post_of(const std::string& text, const char* language = "en") {
  Post post;
  post.text = text;
  post.lang = language;
  return post;
}

struct Tried {
  Status status;
  Suggestions found;
};

Tried suggest(const RuleFiles& files, const std::vector<std::string>& examples,
              const std::vector<std::string>& background, SuggestOptions options = {}) {
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules, diagnostics.render());
  if (options.language.empty()) options.language = "en";
  Suggester suggester(files, rules, options);
  std::uint64_t line = 0;
  for (const auto& text : examples) REQUIRE(suggester.add(post_of(text), ++line));
  for (const auto& text : background) suggester.count(post_of(text));
  auto status = suggester.propose();
  if (!status.ok()) return {status, {}};
  line = 0;
  for (const auto& text : background) suggester.measure(post_of(text), ++line);
  return {status, suggester.result()};
}

const std::vector<std::string> kCars{"Refugees get free cars from the council",
                                     "Every asylum seeker is here and migrants receive a free car",
                                     "So migrants are given brand new free cars now"};

std::vector<std::string> weather(std::size_t posts) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < posts; ++i) out.push_back(fmt::format("Rain on day {} and free parking", i));
  return out;
}

// How many of the posts the one phrase finds, alone in the pack.
std::size_t found_in(RuleFiles files, const std::string& phrase, const std::vector<std::string>& posts) {
  files["narratives/alone.yaml"] =
      "id: alone\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n    - " +
      yaml_quoted(phrase) + "\n";
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules, diagnostics.render());
  PostMatcher matcher(rules);
  std::size_t count = 0;
  for (const auto& text : posts) {
    const auto post = post_of(text);
    if (!matcher.on_topic(post)) continue;
    for (const auto& match : matcher.matches("en")) {
      if (rules->narratives[rules->patterns[match.pattern].narrative].id != "alone") continue;
      ++count;
      break;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("a phrase is suggested of who, relation and what, with lists for words and room where they vary") {
  const auto tried = suggest(pack(), kCars, weather(50));
  REQUIRE_MESSAGE(tried.status.ok(), tried.status.error().text());
  REQUIRE_FALSE(tried.found.phrases.empty());
  const auto& first = tried.found.phrases.front();
  CHECK(first.phrase == "@who @get ...3 free (car|cars)");
  CHECK(first.finds == std::vector<std::size_t>{0, 1, 2});
  CHECK(first.adds == 3);
  CHECK(first.beyond == 3);
  CHECK(first.wrong == 0);
  CHECK_FALSE(first.literals.empty());
  CHECK(tried.found.missed.empty());
  CHECK(tried.found.background == 50);
}

TEST_CASE("an everyday word of the background is no part that says something") {
  // "free" and "car" in every third post: what is left of the frame is who and relation, and that is no claim.
  auto background = weather(300);
  for (std::size_t i = 0; i < background.size(); i += 3) background[i] = "a free car and free cars";
  const auto tried = suggest(pack(), kCars, background);
  REQUIRE_FALSE(tried.status.ok());
  CHECK(tried.status.error().code == "no-shared-words");
}

TEST_CASE("what a pattern finds already adds nothing, and of one narrative, only its own count") {
  auto examples = kCars;
  examples.push_back("Migrants live in hotels and free cars");
  auto tried = suggest(pack(), examples, weather(20));
  CHECK(tried.found.found_already == 1);
  REQUIRE_FALSE(tried.found.phrases.empty());
  CHECK(tried.found.phrases.front().adds == 3);
  tried = suggest(pack(), {"Refugees live in hotels", "Migrants have hotels"}, weather(20));
  REQUIRE_FALSE(tried.status.ok());
  CHECK(tried.status.error().code == "found");
  auto files = pack();
  files["narratives/other.yaml"] =
      "id: other\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n"
      "    - \"@who eat swans\"\n";
  SuggestOptions options;
  options.narrative = "other";
  tried = suggest(files, {"Refugees live in luxury hotels", "Migrants live in luxury hotels"}, weather(20), options);
  CHECK(tried.status.ok());
  CHECK(tried.found.found_already == 0);
}

TEST_CASE("examples without shared words, none, and all in another language are told in words") {
  CHECK(suggest(pack(), {}, {}).status.error().code == "no-examples");
  CHECK(suggest(pack(), {"Refugees eat swans", "The bus is late again"}, {}).status.error().code == "no-shared-words");
  Diagnostics diagnostics;
  const auto rules = compile_rules(pack(), diagnostics);
  Suggester suggester(pack(), rules, {"en", {}, 10, 0.001});
  REQUIRE(suggester.add(post_of("Flüchtlinge bekommen Autos", "de"), 1));
  CHECK(suggester.propose().error().code == "language");
  Suggester unknown(pack(), rules, {});
  REQUIRE(unknown.add(post_of("Flüchtlinge bekommen Autos", "de"), 1));
  CHECK(unknown.propose().error().text().find("--lang") != std::string::npos);
}

TEST_CASE("copies of an example, but for links and signs, count once, and no account's identifier is a word") {
  Diagnostics diagnostics;
  const auto rules = compile_rules(pack(), diagnostics);
  Suggester suggester(pack(), rules, {"en", {}, 10, 0.001});
  for (const auto* text :
       {"Migrants get free cars https://a.example/1", "migrants get free cars! https://a.example/2",
        "MIGRANTS get free cars… https://b.example", "did:plc:abc234xyzabc234xyzabcde migrants get new cars",
        "did:plc:abc234xyzabc234xyzabcde every migrant gets some cars"})
    REQUIRE(suggester.add(post_of(text), 1));
  suggester.count(post_of("the weather is nice"));
  const auto proposed = suggester.propose();
  suggester.measure(post_of("the weather is nice"), 1);
  const auto found = suggester.result();
  CHECK(found.copies == 2);
  CHECK(found.examples == 3);
  for (const auto& suggestion : found.phrases) CHECK(suggestion.phrase.find("abc234") == std::string::npos);
}

TEST_CASE("examples that ask or deny are named, as no test could say that they claim") {
  const auto tried = suggest(
      pack(), {"Do migrants get free cars?", "Migrants get free cars", "All migrants get free cars"}, weather(30));
  REQUIRE(tried.status.ok());
  CHECK(tried.found.no_claims == std::vector<std::uint64_t>{1});
}

TEST_CASE("there are at most so many examples") {
  Diagnostics diagnostics;
  Suggester suggester(pack(), compile_rules(pack(), diagnostics), {"en", {}, 10, 0.001});
  for (std::size_t i = 0; i < Suggester::kMostExamples; ++i)
    REQUIRE(suggester.add(post_of(fmt::format("say {}", i)), i));
  CHECK_FALSE(suggester.add(post_of("x"), 1));
}

TEST_CASE("the same examples in the same order give the same suggestions") {
  const auto phrases = [] {
    std::vector<std::string> out;
    for (const auto& suggestion : suggest(pack(), kCars, weather(30)).found.phrases) out.push_back(suggestion.phrase);
    return out;
  };
  CHECK(phrases() == phrases());
}

TEST_CASE("a suggested phrase never matches its background beyond the stated rate, and says what it matches") {
  const std::vector<std::string> who{"Migrants", "Refugees", "Asylum seekers", "They", "Swans"};
  const std::vector<std::string> does{"get", "receive", "are given", "steal", "want"};
  const std::vector<std::string> what{"free cars",           "a free car", "new phones",
                                      "council flats first", "the jobs",   "rain"};
  const std::vector<std::string> more{"", " now", " from the council", " every single week", " and nobody asks"};
  std::mt19937 random(20261127);
  const auto sentence = [&] {
    const auto one = [&](const auto& list) { return list[random() % list.size()]; };
    return fmt::format("{} {} {}{}", one(who), one(does), one(what), one(more));
  };
  std::size_t suggested = 0, matched = 0;
  for (int round = 0; round < 12; ++round) {
    std::vector<std::string> examples, background = weather(180);
    while (examples.size() < 12) {  // a copy counts once
      if (auto one = sentence(); std::ranges::find(examples, one) == examples.end()) examples.push_back(std::move(one));
    }
    for (int i = 0; i < 15; ++i) background.push_back(sentence());
    SuggestOptions options;
    options.rate = round % 3 == 0 ? 0 : round % 3 == 1 ? 0.01 : 0.05;
    const auto tried = suggest(pack(), examples, background, options);
    if (!tried.status.ok()) continue;
    for (const auto& suggestion : tried.found.phrases) {
      const auto found = found_in(pack(), suggestion.phrase, background);
      CHECK_MESSAGE(static_cast<double>(found) <= options.rate * static_cast<double>(background.size()),
                    suggestion.phrase);
      CHECK(found == suggestion.wrong);
      CHECK(found_in(pack(), suggestion.phrase, examples) == suggestion.finds.size());
      CHECK(suggestion.wrong_examples.size() == std::min<std::size_t>(suggestion.wrong, 3));
      ++suggested;
      matched += found;
    }
  }
  CHECK(suggested > 10);
  CHECK(matched > 0);
}

TEST_CASE("a background post that is shown is masked") {
  auto background = weather(50);
  background.push_back("@somebody Refugees get free cars from the council, write to me@example.org");
  SuggestOptions options;
  options.rate = 0.5;
  const auto tried = suggest(pack(), kCars, background, options);
  REQUIRE_FALSE(tried.found.phrases.empty());
  const auto& first = tried.found.phrases.front();
  REQUIRE(first.wrong_examples.size() == 1);
  CHECK(first.wrong_examples.front().line == 51);
  CHECK(first.wrong_examples.front().text == "[name] Refugees get free cars from the council, write to [mail]");
}
