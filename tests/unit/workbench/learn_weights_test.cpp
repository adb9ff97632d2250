#include "workbench/learn_weights.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"
#include "match/wording.hpp"
#include "workbench/weight_lessons.hpp"

using namespace sait;

namespace {

constexpr std::array kTopic{"migrants", "hotel", "money", "street", "council", "phone"};
constexpr std::array kClaims{"they get it all", "nobody tells you", "our pensioners freeze", "every one of them"};
constexpr std::array kOthers{"police said", "i work there", "who says so", "a joke about birds"};

// Texts of two kinds that share their topic words.
std::vector<std::pair<std::string, bool>> texts(std::size_t each) {
  std::vector<std::pair<std::string, bool>> out;
  for (std::size_t i = 0; i < 2 * each; ++i) {
    const bool claim = i % 2 == 0;
    const auto* own = (claim ? kClaims : kOthers)[(i / 2) % 4];
    out.emplace_back(
        std::string(kTopic[(i / 2) % 6]) + " " + own + " " + kTopic[(i / 14) % 6] + " number" + std::to_string(i),
        claim);
  }
  return out;
}

std::vector<LabelledWording> posts(const std::vector<std::pair<std::string, bool>>& texts) {
  std::vector<LabelledWording> out;
  Folder folder;
  FoldedText folded;
  Wording wording;
  for (const auto& [text, claim] : texts) {
    folder.fold(text, folded);
    auto& post = out.emplace_back();
    post.claim = claim;
    wording.each_feature({text, &folded, {0, static_cast<std::uint32_t>(folded.words.size())}},
                         [&](std::string_view feature) { post.features.emplace_back(feature); });
  }
  return out;
}

std::int32_t weight_of(const LearntWeights& learnt, std::string_view feature) {
  const auto at = std::ranges::find_if(learnt.weights, [&](const auto& weight) { return weight.second == feature; });
  return at == learnt.weights.end() ? 0 : at->first;
}

// Claims of two narratives, one of each and a half as many again of the second, and as many other posts.
std::vector<LabelledWording> topical(std::size_t each) {
  std::vector<std::pair<std::string, bool>> written;
  std::vector<std::string> narratives;
  for (std::size_t i = 0; i < each; ++i) {
    const auto number = std::to_string(i);
    for (const std::string text : {"the hotel has a pool for them", "their phone is new", "their phone shop is new"}) {
      if (text.find("shop") != std::string::npos && i % 2 == 1) continue;
      written.emplace_back(text + " " + number, true);
      narratives.emplace_back(text.starts_with("the hotel") ? "n" : "other");
      written.emplace_back("who says that " + text + " " + number, false);
      narratives.emplace_back();
    }
  }
  auto out = posts(written);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].narrative = narratives[i];
  return out;
}

}  // namespace

TEST_CASE("it is counted in how many claims of each narrative a word stood, once a claim") {
  const std::vector<std::string> narratives{"n", "other"};
  const auto learnt = learn_narratives(topical(60), narratives, {.fewest = 2});
  CHECK(learnt.claims == std::vector<std::size_t>{60, 90});
  const auto counts = [&](std::string_view word) {
    std::string out;
    const auto at = std::ranges::find_if(learnt.words, [&](const auto& own) { return own.first == word; });
    if (at == learnt.words.end()) return out;
    for (const auto& count : at->second)
      out += std::to_string(count.narrative) + ":" + std::to_string(count.claims) + " ";
    return out;
  };
  CHECK(counts("hotel") == "0:60 ");
  CHECK(counts("hote*") == "0:60 ");
  CHECK(counts("phone") == "1:90 ");
  CHECK(counts("shop") == "1:30 ");
  CHECK(counts("0") == "0:60 1:90 ");
  CHECK(counts("says").empty());      // of others nothing is counted
  CHECK(counts("phone is").empty());  // nor pairs
  CHECK(counts("<").empty());
  CHECK(std::ranges::is_sorted(learnt.words, {}, [](const auto& own) { return own.first; }));
  CHECK(learnt.told.cases == 150);
  CHECK(learnt.told.hits == 150);
  CHECK(learnt.wrong.hits == 0);
  CHECK(learn_narratives(topical(60), narratives, {.fewest = 31}).words.size() < learnt.words.size());
}

TEST_CASE("claims whose words say nothing of their narrative are told of none, or of another, and that is counted") {
  auto all = topical(60);
  std::size_t claims = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].claim && claims++ % 5 < 2) all[i].narrative = all[i].narrative == "n" ? "other" : "n";
  }
  const std::vector<std::string> narratives{"n", "other"};
  const auto learnt = learn_narratives(all, narratives, {.apart = 0.01});
  CHECK(learnt.wrong.hits > 20);
  CHECK(learnt.wrong.hits + learnt.told.hits <= learnt.told.cases);
  const auto strict = learn_narratives(all, narratives, {.apart = 100});
  CHECK(strict.told.hits == 0);
  CHECK(strict.wrong.hits == 0);
}

TEST_CASE("what tells claims from others gets weights, and what both share next to none") {
  const auto learnt = learn_weights(posts(texts(300)), {.fewest = 2});
  REQUIRE(learnt);
  CHECK(learnt->claims == 300);
  CHECK(learnt->others == 300);
  CHECK(weight_of(*learnt, "they get") > 300);
  CHECK(weight_of(*learnt, "police said") < -300);
  CHECK(std::abs(weight_of(*learnt, "hotel")) < 300);
  CHECK(weight_of(*learnt, "number7") == 0);  // once
  CHECK(learnt->ranking > 0.99);
  CHECK(learnt->outweighed.value() > 0.95);
  CHECK(std::ranges::is_sorted(learnt->weights));
}

TEST_CASE("of claims that were not learnt from the share that was asked for is kept") {
  auto noisy = texts(300);
  for (std::size_t i = 0; i < noisy.size(); i += 7) noisy[i].second = !noisy[i].second;  // judged wrongly
  for (const double keep : {0.6, 0.9, 0.97, 1.0}) {
    const auto learnt = learn_weights(posts(noisy), {.keep = keep, .fewest = 2});
    REQUIRE(learnt);
    CHECK(learnt->kept.value() >= keep);
    CHECK(learnt->kept.value() < keep + 0.05);
    CHECK(learnt->kept.cases == learnt->claims);
  }
}

TEST_CASE("of other posts that were not learnt from no more than may stray weigh what a hint asks for") {
  auto noisy = texts(300);
  for (std::size_t i = 0; i < noisy.size(); i += 7) noisy[i].second = !noisy[i].second;  // judged wrongly
  double before = 1000;
  for (const double stray : {0.0, 0.01, 0.05, 0.2}) {
    const auto learnt = learn_weights(posts(noisy), {.stray = stray, .fewest = 2});
    REQUIRE(learnt);
    CHECK(learnt->strayed.value() <= stray);
    CHECK(learnt->strayed.value() > stray - 0.03);
    CHECK(learnt->hinted >= learnt->least);
    CHECK(learnt->hinted <= before);
    before = learnt->hinted;
  }
}

TEST_CASE("from nothing but chance nothing is learnt") {
  auto random = texts(300);
  for (std::size_t i = 0; i < random.size(); ++i) random[i].second = (i / 24) % 2 == 0;  // 24: all that can be said
  const auto learnt = learn_weights(posts(random), {});
  REQUIRE(learnt);
  CHECK(learnt->ranking < 0.65);
  CHECK(learnt->ranking > 0.35);
}

TEST_CASE("the same posts give the same weights") {
  const auto learnt = learn_weights(posts(texts(250)), {}), again = learn_weights(posts(texts(250)), {});
  REQUIRE(learnt);
  CHECK(weights_file(*learnt, {}, {}, {}) == weights_file(*again, {}, {}, {}));
}

TEST_CASE("a claim that must hold does, though all others that are worded so are none") {
  auto all = posts(texts(300));
  auto odd = posts({{"police said every one of them who says so", true}}).front();
  all.push_back(odd);
  const auto weigh = [&](const LearntWeights& learnt) {
    ClaimWeights weights;
    weights.bias = learnt.bias;
    std::vector<ClaimWeights::Weight> list;
    for (const auto& [thousandths, feature] : learnt.weights) list.push_back({ClaimWeights::key(feature), thousandths});
    REQUIRE(weights.set(std::move(list)));
    std::vector<std::uint64_t> keys;
    for (const auto& feature : odd.features) keys.push_back(ClaimWeights::key(feature));
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    return weights.weigh(keys) - learnt.least;
  };
  CHECK(weigh(*learn_weights(all, {})) < 0);
  all.back().must = MustWeigh::least;
  const auto learnt = learn_weights(all, {});
  CHECK(learnt->lost == 0);
  CHECK(weigh(*learnt) >= 0);
}

TEST_CASE("what must weigh as much as a hint asks for does, and what must not stays below") {
  for (const bool claim : {true, false}) {
    auto all = posts(texts(300));
    // Worded as those of the contrary are, but for a word.
    all.push_back(posts({{std::string("migrants ") + (claim ? kOthers : kClaims)[0] + " hotel oddly", claim}}).front());
    const std::set<std::string> features(all.back().features.begin(), all.back().features.end());
    const auto weighs_enough = [&](const LearntWeights& learnt) {
      double sum = 0;
      int known = 0;
      for (const auto& [thousandths, feature] : learnt.weights) {
        if (!features.contains(feature)) continue;
        sum += thousandths / 1000.0;
        ++known;
      }
      return sum / std::sqrt(known + 1) + learnt.bias >= learnt.hinted;
    };
    // What a hint asks for is no more here than what a claim weighs at least.
    if (claim) CHECK_FALSE(weighs_enough(*learn_weights(all, {.stray = 0.5, .fewest = 1})));
    all.back().must = claim ? MustWeigh::hinted : MustWeigh::below_hinted;
    const auto learnt = learn_weights(all, {.stray = 0.5, .fewest = 1});
    CHECK(learnt->lost == 0);
    CHECK(weighs_enough(*learnt) == claim);
  }
}

TEST_CASE("a claim that must hold and says what is none word for word is told") {
  auto all = posts(texts(300));
  all.push_back(all[1]);
  CHECK_FALSE(all[1].claim);
  all.back().claim = true;
  all.back().must = MustWeigh::least;
  for (int i = 0; i < 2'000; ++i) all.push_back(all[1]);
  CHECK(learn_weights(all, {})->lost == 1);
}

TEST_CASE("where no word stands in enough posts nothing is learnt, and hardly one that does loses no claim") {
  CHECK_FALSE(learn_weights(posts(texts(300)), {.fewest = 100'000}));
  const auto learnt = learn_weights(posts(texts(300)), {.keep = 1, .fewest = 149});
  REQUIRE(learnt);
  ClaimWeights weights;
  weights.bias = learnt->bias;
  std::vector<ClaimWeights::Weight> list;
  for (const auto& [thousandths, feature] : learnt->weights) list.push_back({ClaimWeights::key(feature), thousandths});
  REQUIRE(weights.set(std::move(list)));
  for (const auto& post : posts(texts(300))) {
    std::vector<std::uint64_t> keys;
    for (const auto& feature : post.features) keys.push_back(ClaimWeights::key(feature));
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    if (post.claim) CHECK(weights.weigh(keys) >= learnt->least);
  }
}

TEST_CASE("too few posts of either kind teach nothing") {
  CHECK_FALSE(learn_weights(posts(texts(LearntWeights::kFewestPosts - 1)), {}));
  CHECK(learn_weights(posts(texts(LearntWeights::kFewestPosts)), {}));
  CHECK_FALSE(learn_weights({}, {}));
}

TEST_CASE("the file that is written is read as it was learnt") {
  const auto learnt = learn_weights(posts(texts(300)), {});
  auto files = fixture::small();
  const std::vector<std::string> narratives{"n", "other"};
  files["narratives/other.yaml"] = fixture::with("narratives/n.yaml", "id: n", "id: other")["narratives/n.yaml"];
  const auto narrated = learn_narratives(topical(60), narratives, {});
  files["weights/en.yaml"] = weights_file(*learnt, narrated, narratives, {.apart = 0.7});
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  CHECK(diagnostics.items().empty());
  const auto& weights = *rules->patterns.front().weights;
  CHECK(weights.bias == doctest::Approx(learnt->bias));
  CHECK(weights.least == doctest::Approx(learnt->least));
  CHECK(weights.hinted.value() == doctest::Approx(learnt->hinted));
  CHECK(weights.apart == doctest::Approx(0.7));
  CHECK(rules->patterns.front().weighed_as == 0);
  CHECK(rules->patterns.back().weighed_as == 1);
  std::vector<NarrativeWords::Word> words;
  for (const auto& [word, counts] : narrated.words) words.push_back({ClaimWeights::key(word), counts});
  NarrativeWords apart;
  REQUIRE_FALSE(apart.set({narrated.claims.begin(), narrated.claims.end()}, words));
  for (const auto& post : topical(60)) {
    std::vector<std::uint64_t> keys;
    for (const auto& feature : post.features) keys.push_back(ClaimWeights::key(feature));
    CHECK(weights.told.nearest(keys).narrative == apart.nearest(keys).narrative);
    CHECK(weights.told.nearest(keys).lead == apart.nearest(keys).lead);
  }
  for (const auto& [thousandths, feature] : learnt->weights) {
    const auto read = weights.find(ClaimWeights::key(feature));
    REQUIRE(read.has_value());
    CHECK(*read == thousandths);
    CHECK_FALSE(weights.find(ClaimWeights::key(feature + "x y z")).has_value());
  }
}

TEST_CASE("a test must weigh what its claim is found by: a phrase, whatever it asks for beside words, or a hint") {
  auto files = fixture::small();
  files["narratives/n.yaml"] +=
      "    - {phrase: \"@who eat\", hashtags: [swan]}\n"
      "hints:\n  en: [hotel]\n"
      "tests:\n"
      "  - {text: Migrants get more, lang: en, act: claim}\n"
      "  - {text: Migrants eat, lang: en, act: claim, hashtags: [swan]}\n"
      "  - {text: Migrants in a hotel, lang: en, act: claim}\n"
      "  - {text: Good morning migrants, lang: en, act: none}\n";
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  WeightLessons lessons(std::move(rules));
  lessons.take_tests();
  const auto& posts = lessons.by_language().at("en").posts;
  REQUIRE(posts.size() == 4);
  CHECK(posts[0].must == MustWeigh::least);
  CHECK(posts[1].must == MustWeigh::least);
  CHECK(posts[2].must == MustWeigh::hinted);
  CHECK(posts[3].must == MustWeigh::below_hinted);
}
