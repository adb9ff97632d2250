#include "rules/redundant.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

#include "match/post_matcher.hpp"
#include "rounds.hpp"
#include "rule_fixture.hpp"
#include "rules/containment.hpp"

using namespace sait;

namespace {

std::shared_ptr<const RuleSet> pack(const std::string& phrases) {
  auto files = fixture::small();
  files["languages/en.yaml"] += "values:\n  numbers: {two: 2}\n  currencies: {EUR: [euro], GBP: [pounds]}\n";
  files["narratives/n.yaml"] =
      "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n" + phrases;
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render() << phrases);
  return rules;
}

// "never 1" for n/en/1, "subsumed 2 by 1", "adds-nothing 1 what".
std::string told(const std::string& phrases) {
  const auto rules = pack(phrases);
  std::string out;
  for (const auto& item : find_redundant(*rules).items) {
    out += std::string(out.empty() ? "" : ", ") + to_string(item.kind) + " " + std::to_string(item.pattern + 1);
    if (item.kind == Redundancy::Kind::subsumed) out += " by " + std::to_string(item.by + 1);
    if (item.kind == Redundancy::Kind::alternative) out += " " + item.what;
  }
  return out;
}

}  // namespace

TEST_CASE("a word with stars covers those that it finds") {
  CHECK(word_covers("pension*", "pension"));
  CHECK(word_covers("pension*", "pensioner*"));
  CHECK(word_covers("asyl*flut*", "asylantenflut"));
  CHECK_FALSE(word_covers("pension", "pension*"));
  CHECK_FALSE(word_covers("pensions", "pension"));
  CHECK_FALSE(word_covers("*ab", "*b"));
}

TEST_CASE("a pattern is told where another finds whatever it finds") {
  CHECK(told("    - \"migrant* get\"\n    - \"migrants get cars\"\n") == "subsumed 2 by 1");
  CHECK(told("    - \"@who ...3 get cars\"\n    - \"migrants get cars\"\n") == "subsumed 2 by 1");
  CHECK(told("    - \"migrants ...2 cars\"\n    - \"migrants ...4 cars\"\n") == "subsumed 1 by 2");
  CHECK(told("    - \"migrants get <money>\"\n    - {phrase: \"migrants get <money>\", where: \"<money> > 5\"}\n") ==
        "subsumed 2 by 1");
  CHECK(told("    - \"migrants (get|take) cars\"\n    - \"migrants (take|get) cars\"\n") == "subsumed 2 by 1");
}

TEST_CASE("what only may be subsumed is not told") {
  CHECK(told("    - \"migrants get cars\"\n    - \"migrants ...1 cars\"\n    - \"migrants take cars\"\n") ==
        "subsumed 1 by 2, subsumed 3 by 2");
  CHECK(told("    - \"migrants ...2 cars\"\n    - \"migrants ...1 get ...1 cars\"\n").empty());
  CHECK(told("    - \"=migrants get\"\n    - \"migrants get cars\"\n").empty());
  CHECK(told("    - {phrase: \"migrants get\", links: true}\n    - \"migrants get cars\"\n").empty());
  CHECK(told("    - \"regex: migrants get\"\n    - \"migrants get cars\"\n").empty());
  CHECK(told("    - \"migrants get <number>\"\n    - \"migrants get 5\"\n").empty());
}

TEST_CASE("one of several alternatives that adds nothing is told") {
  CHECK(told("    - \"migrants get (pension|pension*)\"\n") == "adds-nothing 1 pension");
  CHECK(told("    - \"migrants get (pension*|pensions|cars)\"\n") == "adds-nothing 1 pensions");
  CHECK(told("    - \"migrants get (más|mas)\"\n") == "adds-nothing 1 mas");
  CHECK(told("    - \"migrants get (free|free new|free*) cars\"\n").empty());  // another place might be shown
  CHECK(told("    - \"migrants get (free cars|free*)\"\n").empty());
}

TEST_CASE("a pattern that can never be found is told with why") {
  CHECK(told("    - {phrase: \"migrants get free cars\", none: [\"free cars\"]}\n") == "never 1");
  CHECK(told("    - \"migrants get free cars\"\n    - \"migrants get homes\"\nnone:\n  en: [\"free\"]\n") == "never 1");
  CHECK(told("    - \"migrants get free? cars\"\nnone:\n  en: [\"free\"]\n").empty());
  const auto where = [](const std::string& list) {
    return told("    - {phrase: \"migrants get <money>\", where: " + list + "}\n");
  };
  CHECK(where(R"(["<money> > 5", "<money> < 3"])") == "never 1");
  CHECK(where(R"(["<money> > 5", "<money> <= 5"])") == "never 1");
  CHECK(where(R"(["<money> > 5 EUR", "<money> < 9 GBP"])") == "never 1");
  CHECK(where(R"(["<money> = EUR", "<money> != EUR"])") == "never 1");
  CHECK(where(R"(["<money> = 5", "<money> != 5"])") == "never 1");
  CHECK(where(R"(["<money> >= 5", "<money> <= 5"])").empty());
  CHECK(where(R"(["<money> > 3", "<money> < 5 EUR", "<money> != 4"])").empty());
  // Two phrases may bring two values.
  CHECK(
      told("    - {all: [\"migrants get <money>\", \"cars for <money>\"], where: [\"<money> > 5\", \"<money> < 3\"]}\n")
          .empty());
}

TEST_CASE("without what is told as redundant the same sentences are found") {
  std::mt19937 random(7);  // NOLINT: the same each time
  const auto below = [&](std::size_t bound) { return random() % bound; };
  const std::vector<std::string> words{"migrants", "migrant", "asylum", "get", "gets", "money", "moneys", "free"};
  const std::vector<std::string> parts{
      "migrants", "migrant*", "@who",  "get",  "get*", "(get|gets)",      "(money|money*|free)",
      "money*",   "free",     "free?", "...1", "...3", "(get money|free)"};
  const auto phrase = [&] {
    std::string out = words[below(words.size())];
    bool gap = false;
    for (auto more = 1 + below(4); more > 0; --more) {
      const auto& part = parts[below(parts.size())];
      if (gap && part.starts_with("...")) continue;
      gap = part.starts_with("...");
      out += " " + part;
    }
    return out + " " + words[below(words.size())];
  };
  // Of a post: the sentences in which something is found, and, with `places`, where.
  const auto found = [](PostMatcher& matcher, const std::string& text, bool places) {
    Post post;
    post.text = text;
    post.lang = "en";
    std::set<std::pair<std::size_t, std::size_t>> out;
    if (!matcher.on_topic(post)) return out;
    for (const auto& match : matcher.matches("en")) {
      const auto sentence = text.find(". ", match.span.begin);
      out.emplace(sentence, places ? match.span.end : 0);
    }
    return out;
  };
  int subsumed = 0, alternatives = 0;
  for (int round = test::rounds(1200); round > 0; --round) {
    std::vector<std::string> phrases{phrase(), phrase(), phrase()};
    const auto written = [&] {
      std::string out;
      for (const auto& one : phrases) out += "    - \"" + one + "\"\n";
      return out;
    };
    auto files = fixture::small();
    const auto with = pack(written());
    const auto items = find_redundant(*with).items;
    if (items.empty()) continue;
    const auto item = items[below(items.size())];
    const bool pattern = item.kind == Redundancy::Kind::subsumed;
    if (pattern) {
      ++subsumed;
      phrases.erase(phrases.begin() + static_cast<std::ptrdiff_t>(item.pattern));
    } else {
      ++alternatives;
      auto& own = phrases[item.pattern];
      const auto at = own.find("(" + item.what + "|");
      REQUIRE(at != std::string::npos);
      own.erase(at + 1, item.what.size() + 1);
    }
    PostMatcher before(with), after(pack(written()));
    for (int i = 0; i < 60; ++i) {
      std::string text;
      for (auto more = 2 + below(12); more > 0; --more)
        text += words[below(words.size())] + (below(7) == 0 ? ". " : " ");
      text += ". ";
      CHECK_MESSAGE(found(before, text, !pattern) == found(after, text, !pattern), text << "\n" << written());
    }
  }
  CHECK(subsumed > 1);
  CHECK(alternatives > 1);
}
