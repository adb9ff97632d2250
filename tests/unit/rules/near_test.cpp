// near against all choices there are: one occurrence of each phrase in one sentence, tried one by one.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"

using namespace sait;

namespace {

using Place = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;  // phrase, first and last word
using Choice = std::vector<Occurrence>;

Place place_of(const Occurrence& occurrence) {
  return {occurrence.phrase, occurrence.words.first, occurrence.words.last};
}

WordRange extent(std::span<const Occurrence> choice) {
  WordRange words = choice.front().words;
  for (const auto& occurrence : choice)
    words = {std::min(words.first, occurrence.words.first), std::max(words.last, occurrence.words.last)};
  return words;
}

// Every choice of which all lies within so many words.
std::vector<Choice> near_choices(PostView& view, const std::vector<std::uint32_t>& phrases, std::uint32_t words) {
  std::vector<Choice> choices{{}};
  for (const auto phrase : phrases) {
    std::vector<Choice> longer;
    for (const auto& occurrence : view.occurrences(phrase)) {
      for (const auto& choice : choices) {
        if (!choice.empty() &&
            (choice.front().field != occurrence.field || choice.front().sentence != occurrence.sentence))
          continue;
        longer.push_back(choice);
        longer.back().push_back(occurrence);
      }
    }
    choices = std::move(longer);
  }
  std::erase_if(choices, [&](const Choice& choice) {
    const auto all = extent(choice);
    return all.last - all.first > words;
  });
  return choices;
}

bool has_other_within(const std::vector<Choice>& choices, const Choice& outer) {
  const auto whole = extent(outer);
  return std::ranges::any_of(choices, [&](const Choice& choice) {
    const auto part = extent(choice);
    return choice.front().field == outer.front().field && choice.front().sentence == outer.front().sentence &&
           part != whole && part.first >= whole.first && part.last <= whole.last;
  });
}

struct Entry {
  std::uint32_t words;
  std::vector<std::string> phrases;
};

std::shared_ptr<const RuleSet> compiled(const std::vector<Entry>& entries) {
  auto files = fixture::small();
  files["languages/en.yaml"] = "topic: [nothing]\nlexicons:\n  animals: [ant, \"bee*\", cat bee]\n";
  auto& file = files["narratives/n.yaml"];
  file = file.substr(0, file.find("    - "));
  for (const auto& entry : entries) {
    std::string list;
    for (const auto& phrase : entry.phrases) list += (list.empty() ? "\"" : ", \"") + phrase + "\"";
    file += "    - {near: {words: " + std::to_string(entry.words) + ", of: [" + list + "]}}\n";
  }
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  return rules;
}

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kWords{"ant", "ant", "bee", "bees", "cat", "dog", "and", "elks"};
  std::string out;
  for (auto left = random() % 25; left > 0; --left)
    out += kWords[random() % kWords.size()] + (random() % 12 == 0 ? ".\n" : " ");
  return out;
}

}  // namespace

TEST_CASE("near finds every minimal choice, and every occurrence that stands near enough, as all choices tell") {
  std::mt19937 random(4);
  const std::vector<std::string> phrases{"ant", "bee*", "cat", "@animals", "cat bee", "ant ...2 cat", "bee (ant)?"};
  std::vector<Entry> entries;
  for (int i = 0; i < 60; ++i) {
    auto& entry = entries.emplace_back(Entry{static_cast<std::uint32_t>(2 + random() % 9), {}});
    for (auto left = 2 + random() % 2; left > 0; --left) entry.phrases.push_back(phrases[random() % phrases.size()]);
  }
  const auto rules = compiled(entries);
  PostMatcher matcher(rules);
  std::size_t groups = 0, minimal = 0, others = 0, silent = 0;
  for (int round = 0; round < 300; ++round) {
    const auto text = random_text(random), title = random_text(random);
    Post post;
    post.text = text;
    post.title = title;
    (void)matcher.on_topic(post);
    auto& view = matcher.view();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      std::vector<std::uint32_t> numbers;
      rules->patterns[i].condition->phrases(numbers);
      const auto choices = near_choices(view, numbers, entries[i].words);
      Findings found;
      const bool holds = rules->patterns[i].condition->holds(view, {}, found);
      CAPTURE(text);
      CAPTURE(rules->patterns[i].source);
      REQUIRE(holds == !choices.empty());
      REQUIRE((found.size() > 0) == holds);
      silent += holds ? 0U : 1U;
      std::set<std::tuple<Field, std::uint32_t, std::uint32_t, std::uint32_t>> extents;
      std::set<std::pair<Field, Place>> grouped;
      std::set<std::pair<Field, std::vector<Place>>> seen;
      for (std::size_t k = 0; k < found.size(); ++k) {
        const auto group = found.group(k);
        const auto& main = group.front();
        REQUIRE(group.size() == numbers.size());
        std::vector<Place> places;
        for (std::size_t p = 0; p < group.size(); ++p) {
          REQUIRE(group[p].phrase == numbers[p]);
          REQUIRE(group[p].field == main.field);
          REQUIRE(group[p].sentence == main.sentence);
          places.push_back(place_of(group[p]));
          grouped.emplace(main.field, places.back());
        }
        const auto all = extent(group);
        REQUIRE(all.last - all.first <= entries[i].words);
        extents.emplace(main.field, main.sentence, all.first, all.last);
        REQUIRE(seen.emplace(main.field, places).second);
        others += has_other_within(choices, {group.begin(), group.end()}) ? 1U : 0U;
      }
      groups += found.size();
      for (const auto& choice : choices) {
        const auto& main = choice.front();
        for (const auto& occurrence : choice) REQUIRE(grouped.contains({main.field, place_of(occurrence)}));
        if (has_other_within(choices, choice)) continue;
        const auto all = extent(choice);
        REQUIRE(extents.contains({main.field, main.sentence, all.first, all.last}));
        ++minimal;
      }
    }
  }
  // Neither side is idle.
  CHECK(silent > 1'000);
  CHECK(minimal > 1'000);
  CHECK(others > 100);
  CHECK(groups > minimal / 3);
}

TEST_CASE("a choice may be of the same words, and a phrase that is asked for twice is there when it is there once") {
  const auto rules = compiled({{4, {"ant", "@animals"}}, {4, {"cat", "cat"}}});
  PostMatcher matcher(rules);
  Post post;
  post.text = "an ant, and a cat";
  (void)matcher.on_topic(post);
  REQUIRE(matcher.matches("en").size() == 2);
  CHECK(matcher.words_at(matcher.matches("en")[0].span) == "ant");
  CHECK(matcher.words_at(matcher.matches("en")[1].span) == "cat");
}

TEST_CASE("near in a post of nothing but its words makes a bounded number of groups") {
  const auto rules = compiled({{8, {"ant", "cat"}}, {8, {"ant", "cat", "elk"}}});
  PostMatcher matcher(rules);
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "ant cat ";
  text += "elk";
  Post post;
  post.text = text;
  (void)matcher.on_topic(post);
  std::vector<std::size_t> sizes;
  for (const auto& pattern : rules->patterns) {
    Findings found;
    CHECK(pattern.condition->holds(matcher.view(), {}, found));
    sizes.push_back(found.size());
  }
  CHECK(sizes[0] == 10'000);
  CHECK(sizes[1] == 4);  // one minimal, and three for the five occurrences that also stand within 8 words of the elk
}
