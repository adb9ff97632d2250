#include "match/wording.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <set>

using namespace sait;

namespace {

using Features = std::vector<std::string>;

Features features(const std::string& text, std::optional<WordRange> range = std::nullopt) {
  Folder folder;
  FoldedText folded;
  folder.fold(text, folded);
  Wording wording;
  Features out;
  wording.each_feature({text, &folded, range.value_or(WordRange{0, static_cast<std::uint32_t>(folded.words.size())})},
                       [&](std::string_view feature) { out.emplace_back(feature); });
  return out;
}

bool has(const Features& all, const std::string& feature) { return std::ranges::find(all, feature) != all.end(); }

}  // namespace

TEST_CASE("a text is its words, the beginnings of long ones, and pairs") {
  CHECK(features("They get MORE") == Features{"< they", "they", "they get", "get", "get more", "more"});
  CHECK(features("Pensionen") == Features{"< pensionen", "pensionen", "pens*"});
  CHECK(features("Überall") == Features{"< uberall", "uberall", "uber*"});
}

TEST_CASE("a beginning is cut between letters, whatever their bytes") {
  CHECK(has(features("мигранты"), "мигр*"));
  CHECK_FALSE(has(features("сюда"), "сюда*"));
}

TEST_CASE("marks stand between words, each once, and full stops do not") {
  const auto asked = features("\"Really\"?? he said: (no…)");
  for (const auto* mark : {"\"", "?", ":", "(", "…", "\" ?", "? he", "said :", ": (", "( no"})
    CHECK_MESSAGE(has(asked, mark), std::string(mark));
  CHECK(std::ranges::count(asked, "?") == 1);
  CHECK(features("They get more. A lot.") == features("They get more A lot"));
  CHECK(features("« Vraiment »") == features("“Vraiment”"));
  CHECK(features("so...") == features("so…"));
}

TEST_CASE("numbers are one word, addresses and mentions none") {
  CHECK(features("175 euros") == features("9,000 euros"));
  CHECK(features("see https://a.example/migrants now @someone") == features("see now"));
}

TEST_CASE("of a part only what stands in it and beside it is told, and it does not begin the text") {
  const auto middle = features("one two three? four five", WordRange{1, 3});
  CHECK(middle == Features{"two", "two three", "three", "thre*", "three ?", "?"});
}

TEST_CASE("a tag is the words that it was cut into, a word that was spelt out is one") {
  KnownWords known;
  for (const auto* word : {"stop", "the", "boats", "migrants"}) known.add(word);
  Folder folder(&known);
  FoldedText folded;
  Wording wording;
  const auto of = [&](const std::string& text) {
    folder.fold(text, folded);
    Features out;
    wording.each_feature({text, &folded, {0, static_cast<std::uint32_t>(folded.words.size())}},
                         [&](std::string_view feature) { out.emplace_back(feature); });
    return out;
  };
  CHECK(of("#StopTheBoats!") == of("stop the boats!"));
  CHECK(of("M.i.g.r.a.n.t.s? stop") == of("migrants? stop"));
}

TEST_CASE("of a text among others in one field nothing of the others is told") {
  Folder folder;
  FoldedText folded;
  const std::string text = "birds, really?\n\nthey get more!\n\n\"what\"";
  folder.fold(text, folded);
  Wording wording;
  Features out;
  wording.each_feature({text, &folded, {2, 5}, text.find("they"), text.find("\"what")},
                       [&](std::string_view feature) { out.emplace_back(feature); });
  CHECK(out == features("they get more!"));
}

TEST_CASE("keys are each once") {
  Folder folder;
  FoldedText folded;
  const std::string text = "more and more and more";
  folder.fold(text, folded);
  Wording wording;
  const auto& keys = wording.keys({text, &folded, {0, static_cast<std::uint32_t>(folded.words.size())}});
  CHECK(keys.size() == std::set(keys.begin(), keys.end()).size());
  CHECK(keys.size() == 5);  // "< more" "more" "more and" "and" "and more"
}

TEST_CASE("keys are those of the features, whatever the text") {
  std::mt19937 random(11);
  const std::vector<std::string> pieces{"more", "migrants", "Straße", "12",    "?", "!", "...", "\"",
                                        "«",    "été",      "x",      "don't", ":", "(", "a"};
  Folder folder;
  FoldedText folded;
  Wording wording;
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto count = random() % 60; count > 0; --count)
      text += pieces[random() % pieces.size()] + (random() % 5 == 0 ? "" : " ");
    folder.fold(text, folded);
    const Wording::Part part{text, &folded, {0, static_cast<std::uint32_t>(folded.words.size())}};
    std::set<std::uint64_t> expected;
    wording.each_feature(part, [&](std::string_view feature) { expected.insert(ClaimWeights::key(feature)); });
    const auto& keys = wording.keys(part);
    CHECK(keys.size() == expected.size());
    CHECK(std::set(keys.begin(), keys.end()) == expected);
  }
}

TEST_CASE("a match in a long text is weighed with the words around it") {
  FoldedText folded;
  std::string text;
  for (int i = 0; i < 200; ++i) text += "word ";
  Folder folder;
  folder.fold(text, folded);
  CHECK(Wording::around({100, 103}, folded) == WordRange{60, 143});
  CHECK(Wording::around({5, 8}, folded) == WordRange{0, 48});
  CHECK(Wording::around({190, 200}, folded) == WordRange{150, 200});
}
