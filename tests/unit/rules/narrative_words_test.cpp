#include "rules/narrative_words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "../rules/rule_fixture.hpp"
#include "match/explain.hpp"
#include "match/post_matcher.hpp"

using namespace sait;
using fixture::told;

namespace {

NarrativeWords words_of(std::vector<std::uint32_t> claims, std::vector<NarrativeWords::Word> words) {
  NarrativeWords out;
  REQUIRE_FALSE(out.set(std::move(claims), words));
  return out;
}

const std::string kBegin = "bias: 0.5\nleast: 0\nhinted: 1\n";

// Two narratives with the same hint, and weights under which a post with "for them" weighs enough.
RuleFiles both(const std::string& told, const std::string& apart = "0.5") {
  auto files = fixture::small();
  const std::string hints = "hints: {en: [\"@topic\"]}\n";
  files["narratives/n.yaml"] += hints;
  files["narratives/other.yaml"] =
      fixture::with("narratives/n.yaml", "id: n", "id: other")["narratives/n.yaml"] + hints;
  files["weights/en.yaml"] = "narratives: [n, other]\n" + kBegin + "apart: " + apart +
                             "\nclaims: {n: 40, other: 20}\nwords: |\n  3000 for them\ntold: |\n" + told;
  return files;
}

constexpr const char* kTold = "  1:30 hotel\n  1:12 hote*\n  2:15 phone\n  1:2 2:10 shop\n  1:30 2:15 them\n";

struct Tried {
  explicit Tried(const RuleFiles& files) {
    rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    matcher.emplace(rules);
  }

  // The patterns that claim.
  std::string at(const std::string& text, bool light = false) {
    kept = text;
    Post post;
    post.text = kept;
    post.lang = "en";
    if (!matcher->on_topic(post)) return "off topic";
    std::string out;
    for (const auto& match : matcher->matches("en", light)) out += rules->patterns[match.pattern].id + " ";
    return out;
  }
  std::string why(const std::string& text, const std::string& narrative) {
    (void)at(text);
    const auto reports = nearest_patterns(*rules, *matcher, "en", 1, narrative);
    return reports.empty() ? "" : reports.front().failed;
  }

  Diagnostics diagnostics;
  std::shared_ptr<const RuleSet> rules;
  std::optional<PostMatcher> matcher;
  std::string kept;
};

}  // namespace

TEST_CASE("a text is of the narrative in whose claims its words stand more often, however many claims it has") {
  const auto words = words_of({10, 1000}, {{1, {{0, 5}, {1, 50}}}, {2, {{0, 1}, {1, 400}}}, {3, {{0, 2}, {1, 200}}}});
  const std::vector<std::uint64_t> first{1}, second{2}, neither{3}, unknown{9};
  CHECK(words.nearest(first).narrative == 0);  // in half of these, and in one of twenty of the others
  CHECK(words.nearest(first).lead == doctest::Approx(std::log(0.5 / 0.05)).epsilon(0.05));
  CHECK(words.nearest(second).narrative == 1);
  CHECK(words.nearest(neither).lead < 0.05);  // in a fifth of both
  CHECK_FALSE(words.nearest(unknown).narrative);
  CHECK_FALSE(words.nearest({}).narrative);
  // What is not known changes nothing.
  const std::vector<std::uint64_t> more{1, 9, 11};
  CHECK(words.nearest(more).lead == words.nearest(first).lead);
}

TEST_CASE("a narrative leads before the next one, and before none at all") {
  // Both stand in the first two alike.
  const auto words = words_of({50, 50, 50}, {{1, {{0, 40}, {1, 40}, {2, 1}}}, {2, {{0, 9}, {1, 10}, {2, 11}}}});
  const std::vector<std::uint64_t> shared{1}, everyday{2};
  CHECK_FALSE(words.nearest(shared).narrative);
  CHECK(words.nearest(everyday).narrative == 2);
  CHECK(words.nearest(everyday).lead < 0.2);
}

TEST_CASE("of one narrative alone every text is") {
  CHECK(words_of({7}, {}).nearest({}).lead == std::numeric_limits<double>::infinity());
}

TEST_CASE("what is told does not depend on the order of the words, and is what counting says") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const std::size_t narratives = 2 + random() % 5;
    std::vector<std::uint32_t> claims;
    for (std::size_t i = 0; i < narratives; ++i) claims.push_back(1 + static_cast<std::uint32_t>(random() % 60));
    std::vector<NarrativeWords::Word> words;
    for (std::uint64_t key = 1; key <= 12; ++key) {
      NarrativeWords::Word word{key * 977, {}};
      for (std::uint32_t i = 0; i < narratives; ++i) {
        if (const auto in = random() % (claims[i] + 1); in > 0)
          word.counts.push_back({i, static_cast<std::uint32_t>(in)});
      }
      if (!word.counts.empty()) words.push_back(word);
    }
    const auto one = words_of(claims, words);
    auto turned = words;
    std::shuffle(turned.begin(), turned.end(), random);
    const auto other = words_of(claims, turned);
    std::vector<std::uint64_t> text;
    for (const auto& word : words) {
      if (random() % 2 == 0) text.push_back(word.key);
    }
    const auto nearest = one.nearest(text);
    CHECK(nearest.narrative == other.nearest(text).narrative);
    CHECK(nearest.lead == other.nearest(text).lead);
    // Worked out word by word.
    double all = 0;
    for (const auto count : claims) all += count;
    std::vector<double> sums(narratives, 0.0);
    for (const auto& word : words) {
      if (std::ranges::find(text, word.key) == text.end()) continue;
      double uses = 0;
      std::vector<double> in(narratives, 0.0);
      for (const auto& count : word.counts) uses += in[count.narrative] = count.claims;
      for (std::size_t i = 0; i < narratives; ++i) {
        const double own = (in[i] + 0.3 * uses / all) / (claims[i] + 0.3);
        const double rest = (uses - in[i] + 0.3 * uses / all) / (all - claims[i] + 0.3);
        sums[i] += std::clamp(std::log(own / rest), -3.0, 3.0);
      }
    }
    if (text.empty()) continue;
    auto sorted = sums;
    std::ranges::sort(sorted, std::ranges::greater());
    const double lead = (sorted[0] - std::max(0.0, sorted[1])) / std::sqrt(static_cast<double>(text.size()));
    if (lead < 1e-4) continue;  // none, or hardly one
    REQUIRE(nearest.narrative);
    CHECK(nearest.lead == doctest::Approx(lead).epsilon(1e-3));
    CHECK(sums[*nearest.narrative] == sorted[0]);
  }
}

TEST_CASE("of counts that cannot be the first is told") {
  NarrativeWords words;
  const NarrativeWords::Word good{1, {{0, 5}, {1, 5}}};
  CHECK_FALSE(words.set({5, 5}, {good}));
  CHECK(words.set({5, 5}, {good, {2, {{0, 1}}}, {1, {{1, 1}}}}) == 2);  // its key is there
  CHECK(words.set({5, 5}, {good, {2, {{0, 6}}}}) == 1);                 // more than there are
  CHECK(words.set({5, 5}, {good, {2, {{2, 1}}}}) == 1);                 // a third narrative
  CHECK(words.set({5, 5}, {good, {2, {}}}) == 1);
  CHECK(words.set({5, 5}, {good, {2, {{0, 0}, {1, 2}}}}) == 1);
  CHECK(words.set({5, 5}, {good, {2, {{0, 1}, {0, 1}}}}) == 1);  // one twice
}

TEST_CASE("of narratives with the same hint it is the one that the words tell, or none") {
  Tried tried(both(kTold));
  CHECK(tried.at("Migrants, A hotel for them") == "n/en/hint-1 ");
  CHECK(tried.at("Migrants, A phone for them") == "other/en/hint-1 ");
  CHECK(tried.at("Migrants, The shop is for them") == "other/en/hint-1 ");
  CHECK(tried.at("Migrants, All of it is for them").empty());
  CHECK(tried.at("A hotel for them") == "off topic");
  // Further apart than the words of the shop are.
  Tried strict(both(kTold, "2.2"));
  CHECK(strict.at("Migrants, The shop is for them").empty());
  const auto why = strict.why("Migrants, The shop is for them", "other");
  CHECK(why.starts_with(
      "only hinted at: its words weigh enough, and do not tell which narrative it is: most of other, "));
  CHECK(why.ends_with(" ahead, and 2.20 are asked for (`apart` of weights/en.yaml)"));
  CHECK(Tried(both("  1:30 hotel\n")).why("Migrants, what is that for them", "n") ==
        "only hinted at: its words weigh enough, and tell of no narrative");
  // Whatever lead is asked for.
  CHECK(Tried(both("  1:30 hotel\n", "0")).at("Migrants, what is that for them").empty());
}

TEST_CASE("of what is told to be another narrative's that is said") {
  Tried tried(both(kTold));
  CHECK(tried.why("Migrants, A hotel for them", "other") == "only hinted at: its words are those of n");
  CHECK(tried.matcher->outweighed().size() == 1);
  (void)tried.at("Migrants, A hotel for them");
  CHECK(tried.matcher->outweighed().empty());  // it is told where somebody asks, and no claim that was outweighed
}

TEST_CASE("of all narratives that are hinted at one speaks: the one that the words tell") {
  auto files = both(kTold);
  files["weights/en.yaml"].replace(files["weights/en.yaml"].find("hinted: 1\n"), 10, "hinted: 9\n");
  Tried tried(files);
  (void)tried.at("Migrants, A phone for them");
  const auto reports = nearest_patterns(*tried.rules, *tried.matcher, "en", 3);
  std::string hints;
  for (const auto& report : reports) {
    if (tried.rules->patterns[report.pattern].hint) hints += tried.rules->patterns[report.pattern].id + " ";
  }
  CHECK(hints == "other/en/hint-1 ");
}

TEST_CASE("with a title or pictures a hint is weighed by what it stands in, however often it stands there") {
  Tried tried(both(kTold));
  const auto found = [&](const std::string& text, const std::string& title, const std::string& alt) {
    Post post;
    post.text = text;
    post.title = title;
    post.lang = "en";
    if (!alt.empty()) post.media_alt = {"A phone for them", alt};
    std::string out;
    if (!tried.matcher->on_topic(post)) return std::string("off topic");
    for (const auto& match : tried.matcher->matches("en")) out += tried.rules->patterns[match.pattern].id + " ";
    return out;
  };
  CHECK(found("Migrants, a hotel for them, migrants, migrants", "The phone", "") == "n/en/hint-1 ");
  CHECK(found("Good morning", "Migrants, a phone for them", "") == "other/en/hint-1 ");
  CHECK(found("Good morning", "", "Migrants, a phone for them") == "other/en/hint-1 ");
  CHECK(found("A phone for them", "", "Migrants in the other picture").empty());
  std::string far;
  for (int i = 0; i < 100; ++i) far += "and ";
  CHECK(found("Good morning", "", "Migrants " + far + "a phone for them").empty());
}

TEST_CASE("what tells narratives apart is read, and what cannot be is told with its place") {
  CHECK(told(both(kTold)).empty());
  CHECK(told(both("  1:1 :\n  2:1 ?\n")).empty());  // marks are words, too
  for (const auto* wrong : {"  hotel\n", "  1:40\n", "  1:40 \n", "  0:1 hotel\n", "  1:x hotel\n", "  1 hotel\n",
                            "  1:40 a hotel\n", "  1:40  hotel\n", "  1:-4 hotel\n", "  1:99999999999 hotel\n",
                            "  1:41 hotel\n", "  3:1 hotel\n", "  1:0 hotel\n", "  1:2 1:2 hotel\n"}) {
    CAPTURE(wrong);
    CHECK(told(both(std::string("  1:1 phone\n") + wrong)) == "weights/en.yaml:9 weight\n");
    Diagnostics diagnostics;
    (void)compile_rules(both(std::string("  1:1 phone\n") + wrong), diagnostics);
    CHECK(diagnostics.render().find(", line 2 of `told`, ") != std::string::npos);
  }
  CHECK(told(both("  1:1 hotel\n  1:1 hotel\n")) == "weights/en.yaml:9 weight\n");
  const auto changed = [](const std::string& from, const std::string& to) {
    auto files = both(kTold);
    auto& bytes = files["weights/en.yaml"];
    bytes.replace(bytes.find(from), from.size(), to);
    return files;
  };
  CHECK(told(changed("apart: 0.5\n", "")) == "weights/en.yaml:4 weight\n");
  CHECK(told(changed("claims: {n: 40, other: 20}\n", "")) == "weights/en.yaml:4 weight\n");
  CHECK(told(changed(std::string("told: |\n") + kTold, "")) == "weights/en.yaml:4 weight\n");
  CHECK(told(changed("{n: 40, other: 20}", "[40, 20]")) == "weights/en.yaml:6 type\n");
  CHECK(told(changed("{n: 40, other: 20}", "{n: 40}")).starts_with("weights/en.yaml:1 weight\n"));
  // Without `hinted` no hint is found, and that is all.
  const auto silent = changed("hinted: 1\n", "");
  CHECK(told(silent).find(" weight\n") == std::string::npos);
  CHECK(told(silent).find(" unweighed-hints\n") != std::string::npos);
}

TEST_CASE("a narrative that is taken off the list is judged no longer, and the others as before") {
  auto files = both(kTold);
  auto& bytes = files["weights/en.yaml"];
  bytes.replace(bytes.find("[n, other]"), 10, "[other]");
  Tried tried(files);
  CHECK(tried.at("Migrants, A phone for them") == "other/en/hint-1 ");
  CHECK(tried.at("Migrants, A hotel for them").empty());
  CHECK(tried.why("Migrants, A hotel for them", "other") ==
        "only hinted at: its words are those of one that is not in these rules");
}

TEST_CASE("the words of a language's topic are a list like any other, and no list may be called so") {
  auto files = fixture::small();
  const auto& language = files["languages/en.yaml"];
  files["narratives/n.yaml"] += "    - \"@topic go home\"\n";
  Tried tried(files);
  CHECK(tried.at("The migrants go home") == "n/en/2 ");
  const auto at = language.find("lexicons:\n");
  REQUIRE(at != std::string::npos);
  files["languages/en.yaml"].insert(at + 10, "  topic: [\"bird*\"]\n");
  CHECK(told(files).find(" used-twice\n") != std::string::npos);
}
