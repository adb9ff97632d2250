// What the prefilter and every shortcut must never change: each phrase finds what RE2 finds with its expression alone,
// in each sentence, from the left, none overlapping another, with the same values in its slots.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"
#include "match/slot_place.hpp"
#include "rounds.hpp"
#include "text/sentences.hpp"

using namespace sait;

namespace {

const std::vector<std::string> kWords{"migrants", "migrant", "refugee", "get", "gets",  "more",  "less",   "money",
                                      "benefits", "than",    "pension", "tax", "taxes", "house", "houses", "free",
                                      "school",   "straße",  "café",    "año", "qué",   "the",   "a",      "of",
                                      "two",      "50",      "1,500",   "%",   "€",     "euro",  "is",     "eu"};

// Random phrases and texts that are made of what the phrases are made of.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  const std::string& word() { return kWords[below(kWords.size())]; }

  std::string phrase() {
    if (below(6) == 0) return "regex: " + expression();
    return sequence(0);
  }

  // A text that a phrase may well match: its parts in order, with some words lost, put in, or in another order.
  std::string text(const std::vector<std::string>& phrases) {
    std::string out = noise(below(4));
    if (below(5) != 0) {
      auto parts = words_of(phrases[below(phrases.size())]);
      if (below(8) == 0 && parts.size() > 1) std::swap(parts[below(parts.size())], parts[below(parts.size())]);
      for (const auto& part : parts) {
        if (below(25) == 0) continue;
        if (below(12) == 0) out += noise(1);
        if (below(10) == 0) out += "as";  // the word may begin with what a star stands for
        out += disguised(part) + (below(30) == 0 ? ". " : " ");
      }
    }
    return out + noise(below(5));
  }

 private:
  std::string literal() {
    static const std::vector<std::string> kEndings{"", "", "", "*"};
    auto out = word();
    if (out == "%" || out == "€") return out;
    if (below(12) == 0) return "=" + out;
    if (below(15) == 0 && out.size() > 4) return out.substr(0, 3) + "*" + out.substr(4);
    return (below(8) == 0 ? "*" : "") + out + kEndings[below(kEndings.size())];
  }

  // Of one name each, as a phrase has no two of a name.
  std::string slot() {
    static const std::vector<std::string> kSlots{"number", "money", "percent", "share"};
    return "<s" + std::to_string(++slots_) + ":" + kSlots[below(kSlots.size())] + ">";
  }

  std::string part(int depth) {
    switch (below(depth < 2 ? 8 : 4)) {
      case 4:
      case 5: {
        std::string out = "(" + sequence(depth + 1);
        for (auto more = 1 + below(2); more > 0; --more) out += "|" + sequence(depth + 1);
        return out + ")" + (below(4) == 0 ? "?" : "");
      }
      case 6:
        return below(2) == 0 ? "@who" : "@goods";
      case 7:
        return below(3) == 0 ? slot() : literal() + "?";
      default:
        return literal();
    }
  }

  std::string sequence(int depth) {
    std::string out = part(depth);
    for (auto more = below(depth == 0 ? 4 : 2); more > 0; --more) {
      if (below(3) == 0) out += " ..." + std::to_string(1 + below(4));
      out += " " + part(depth);
    }
    return out;
  }

  std::string expression() {
    static const std::vector<std::string> kForms{
        "migrants? (?:.{0,20} )?(?:tax|taxes)", "(?:more|less) .*money", "[a-z]+ pension[a-z]*",
        "(?:migrant|refugee)s? gets?",          "house|houses free",     "(?i)more tax|less tax",
        "benefits? [^ ]+ (?:for|of) the",       "(more|less)+ than",     "strasse|caf[eé] free"};
    return kForms[below(kForms.size())];
  }

  std::vector<std::string> words_of(const std::string& phrase) {
    std::vector<std::string> out;
    std::string word;
    for (const char c : phrase + " ") {
      if (std::string_view(" ()|?*@=<>[]{}.+\\:^").find(c) == std::string_view::npos) {
        word += c;
      } else if (!word.empty()) {
        if (word == "who") word = below(2) == 0 ? "migrants" : "refugee";
        if (word == "goods") word = below(2) == 0 ? "money" : "benefits";
        if (word == "number") word = below(2) == 0 ? "two" : "1,500";
        if (word == "money") word = below(2) == 0 ? "50 €" : "two euro";
        if (word == "percent" || word == "share") word = below(2) == 0 ? "50 %" : "two of 50";
        const bool is_name =
            word.size() > 1 && word[0] == 's' && word.find_first_not_of("0123456789", 1) == std::string::npos;
        if (!is_name) out.push_back(word);
        word.clear();
      }
    }
    return out;
  }

  std::string disguised(std::string word) {
    switch (below(20)) {
      case 0:
        for (auto& c : word) c = c == 'e' ? '3' : c == 'o' ? '0' : c;
        break;
      case 1:
        for (auto& c : word) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        break;
      case 2: {
        std::string apart;
        for (const char c : word) apart += std::string(1, c) + " ";
        if (std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; })) word = apart;
        break;
      }
      case 3:
        word = "#" + word;
        break;
      default:
        break;
    }
    return word;
  }

  std::string noise(std::size_t count) {
    static const std::vector<std::string> kMarks{
        ". ", "! ", ", ", "\n", " https://x.example/a.B ", " @name ", "? ", "\xff", " \xF0\x9F\x98\x80 "};
    std::string out;
    for (; count > 0; --count) out += below(4) == 0 ? kMarks[below(kMarks.size())] : word() + " ";
    return out;
  }

  std::mt19937 random_;
  int slots_ = 0;
};

RuleFiles files_of(const std::vector<std::string>& phrases) {
  auto files = fixture::small();
  files["languages/en.yaml"] =
      "topic: [nothing]\ncommon: [the, of]\nlexicons:\n  who: [\"migrant*\", refugee]\n  goods: [money, benefits, "
      "\"free (house|school)\"]\n"
      "values: {numbers: {two: 2}, percent: [\"%\"], out_of: [of], currencies: {EUR: [\"€\", euro]}}\n";
  auto& file = files["narratives/n.yaml"];
  file = "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2027-01-01\nphrases:\n  en:\n";
  for (const auto& phrase : phrases) file += "    - '" + phrase + "'\n";
  return files;
}

struct Found {
  std::size_t phrase;
  std::uint32_t sentence;
  WordRange words;
  std::vector<std::string> values;  // of its slots; "-" where one has none
  friend bool operator==(const Found&, const Found&) = default;
};

std::string shown(const std::optional<SlotValue>& value) { return value ? to_text(*value) : "-"; }

// What the captured words are worth where they stand.
std::optional<SlotValue> value_alone(const SlotWords& words, SlotType type, std::string_view text,
                                     const FoldedText& folded, WordRange slot, WordRange sentence) {
  slot = without_article(folded, slot);
  if (!is_one_number(text, folded, slot, sentence, type, words.numbers)) return std::nullopt;
  auto value = words.read(type, number_words_at(text, folded, slot));
  if (!value || type != SlotType::number) return value;
  const auto behind = folded.plain_words({slot.last, sentence.last}).substr(1);
  return words.is_in_share(folded.plain_words({sentence.first, slot.first}), behind, value->value) ? std::nullopt
                                                                                                   : value;
}

// Each phrase alone: its expression over each sentence, from the left, the last space of one match shared with the
// next.
std::vector<Found> alone(const RuleSet& rules, std::string_view text, const FoldedText& folded,
                         const std::vector<WordRange>& sentences) {
  std::vector<Found> out;
  const auto& slot_words = rules.words.find("en")->second.slots;
  for (std::size_t k = 0; k < rules.phrases.size(); ++k) {
    const auto& phrase = rules.phrases[k];
    for (std::uint32_t i = 0; i < sentences.size(); ++i) {
      const bool written = phrase.form.written;
      const auto words = written ? folded.text_words(sentences[i]) : folded.plain_words(sentences[i]);
      const auto base = static_cast<std::size_t>(words.data() - (written ? folded.text.data() : folded.plain().data()));
      const auto& slots = phrase.form.slots;
      std::vector<re2::StringPiece> groups(2 + slots.size());
      const auto range_of = [&](const re2::StringPiece& group) {
        const auto begin = base + static_cast<std::size_t>(group.data() - words.data());
        return folded.words_at(begin, begin + group.size(), written);
      };
      for (std::size_t from = 0; from < words.size();) {
        if (!phrase.regex.get().Match({words.data(), words.size()}, from, words.size(), RE2::UNANCHORED, groups.data(),
                                      static_cast<int>(groups.size())))
          break;
        const auto begin = static_cast<std::size_t>(groups[1].data() - words.data());
        auto& found = out.emplace_back(Found{k, i, range_of(groups[1]), {}});
        for (std::size_t s = 0; s < slots.size(); ++s) {
          const auto& group = groups[2 + s];
          const bool is_in = group.data() != nullptr && !group.empty();
          found.values.push_back(
              is_in ? shown(value_alone(slot_words, slots[s].type, text, folded, range_of(group), sentences[i])) : "-");
        }
        from = std::max(from + 1, begin + groups[1].size() - 1);
      }
    }
  }
  return out;
}

}  // namespace

TEST_CASE("every phrase finds exactly what its expression finds alone, whatever stands beside it") {
  const int rule_sets = test::all_rounds() && std::getenv("SAIT_TEST_LONG") != nullptr ? 1'000 : test::rounds(100);
  constexpr int kTexts = 1'000;
  int cases = 0, matching = 0, phrases_seen = 0, values = 0;
  for (int set = 0; set < rule_sets; ++set) {
    Generator generate(static_cast<unsigned>(set));
    std::vector<std::string> phrases;
    while (phrases.size() < 12) {
      auto phrase = generate.phrase();
      Diagnostics diagnostics;
      if (compile_rules(files_of({phrase}), diagnostics))
        phrases.push_back(std::move(phrase));  // else too little in it
    }
    Diagnostics diagnostics;
    const auto rules = compile_rules(files_of(phrases), diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    phrases_seen += static_cast<int>(phrases.size());
    PostMatcher matcher(rules);
    Folder folder(&rules->known);
    SentenceSplitter splitter;
    FoldedText folded;
    std::vector<WordRange> sentences;
    for (int i = 0; i < kTexts; ++i) {
      const auto text = generate.text(phrases);
      folder.fold(text, folded);
      splitter.split(text, folded, sentences);
      const auto expected = alone(*rules, text, folded, sentences);
      Post post;
      post.text = text;
      const bool on_topic = matcher.on_topic(post);
      std::vector<Found> together;
      for (std::uint32_t k = 0; k < rules->phrases.size(); ++k) {
        for (const auto& o : matcher.view().occurrences(k)) {
          auto& found = together.emplace_back(Found{k, o.sentence, o.words, {}});
          for (const auto& slot : rules->phrases[k].form.slots) {
            found.values.push_back(shown(matcher.view().slot(o, slot.name)));
            values += found.values.back() == "-" ? 0 : 1;
          }
        }
      }
      CAPTURE(set);
      CAPTURE(text);
      REQUIRE(together == expected);
      REQUIRE(on_topic == !expected.empty());
      for (const auto& match : matcher.matches("und")) {
        REQUIRE(match.span.begin < match.span.end);
        REQUIRE(match.span.end <= text.size());
      }
      ++cases;
      matching += expected.empty() ? 0 : 1;
    }
  }
  MESSAGE(cases << " texts, " << matching << " of them matching, " << phrases_seen << " phrases, " << values
                << " values");
  CHECK(values > rule_sets);
  CHECK(cases == rule_sets * kTexts);  // 100,000 in a plain build
  CHECK(matching * 5 >= cases);
}

namespace {

// Random conditions over random phrases, as YAML in one line.
std::string condition(Generator& generate, int depth) {
  const auto list = [&] {
    std::string out = "[";
    for (auto more = 2 + generate.below(2); more > 0; --more) {
      if (out.size() > 1) out += ", ";
      out += condition(generate, depth + 1);
    }
    return out + "]";
  };
  switch (generate.below(depth < 3 ? 8 : 3)) {
    case 3:
      return "{all: " + list() + "}";
    case 4:
      return "{any: " + list() + "}";
    case 5:
      return "{same_sentence: " + list() + "}";
    case 6:
      return "{alt: [" + condition(generate, depth + 1) + "]}";
    case 7:
      return "{all: [" + condition(generate, depth + 1) + ", {any: [{links: true}, {hashtags: [money]}]}]}";
    default:
      return "'" + generate.phrase() + "'";
  }
}

}  // namespace

TEST_CASE("a pattern is woken wherever its condition holds, whichever field its parts stand in") {
  int held = 0;
  for (int set = 0; set < test::rounds(60); ++set) {
    Generator generate(static_cast<unsigned>(1'000 + set));
    std::vector<std::string> conditions, phrases;
    while (conditions.size() < 8) {
      auto one = condition(generate, 0);
      auto files = files_of({"money"});
      files["narratives/n.yaml"] += "    - " + one + "\n";
      Diagnostics diagnostics;
      if (compile_rules(files, diagnostics)) conditions.push_back(std::move(one));
    }
    auto files = files_of({"pension"});
    for (const auto& one : conditions) files["narratives/n.yaml"] += "    - " + one + "\n";
    Diagnostics diagnostics;
    const auto rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    for (const auto& phrase : rules->phrases) phrases.push_back(phrase.source);
    PostMatcher matcher(rules);
    for (int i = 0; i < 300; ++i) {
      const auto text = generate.text(phrases) + ". " + generate.text(phrases);
      const auto title = generate.below(3) == 0 ? generate.text(phrases) : std::string();
      const auto alt = generate.below(3) == 0 ? generate.text(phrases) : std::string();
      Post post;
      post.text = text;
      post.title = title;
      if (!alt.empty()) post.media_alt.emplace_back(alt);
      if (generate.below(3) == 0) post.hashtags.emplace_back("money");
      const bool on_topic = matcher.on_topic(post);
      std::set<std::size_t> found;
      for (const auto& match : matcher.matches("und")) found.insert(match.pattern);
      std::set<std::size_t> expected;
      for (std::size_t k = 0; k < rules->patterns.size(); ++k) {
        Findings findings;
        if (rules->patterns[k].condition->holds(matcher.view(), {}, findings)) expected.insert(k);
      }
      CAPTURE(set);
      CAPTURE(text);
      CAPTURE(title);
      CAPTURE(alt);
      REQUIRE(found == expected);
      REQUIRE(on_topic == !expected.empty());
      held += static_cast<int>(expected.size());
    }
  }
  CHECK(held > test::rounds(60) * 20);
}
