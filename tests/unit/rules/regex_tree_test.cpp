// What is read of regular expressions must mean what RE2 means by it.
#include "rules/regex_tree.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <random>

#include "rounds.hpp"
#include "rules/anchored_regex.hpp"
#include "rules/regex.hpp"
#include "rules/shared_text.hpp"
#include "text/known_words.hpp"
#include "text/utf8.hpp"

using namespace sait;

namespace {

// Random expressions of the plain part, and texts made of the same few characters.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string expression(int depth = 0) {
    std::string out = sequence(depth);
    for (auto more = below(4) == 0 ? 1 + below(2) : 0; more > 0; --more) out += "|" + sequence(depth);
    return out;
  }

  std::string text() {
    std::string out;
    for (auto count = below(14); count > 0; --count) out += character();
    return out;
  }

 private:
  std::string_view character() {
    static constexpr std::string_view kCharacters[] = {"a", "a", "b", "b", "c", " ", ".", "5", "é", "ş", "م", "😀"};
    return kCharacters[below(std::size(kCharacters))];
  }

  std::string sequence(int depth) {
    std::string out;
    for (auto count = below(4); count > 0; --count) out += repeated(depth);
    return out;
  }

  std::string repeated(int depth) {
    static constexpr std::string_view kMarks[] = {"?", "*", "+", "{2}", "{0,2}", "{1,3}", "{2,}", "{0,0}"};
    const auto out = piece(depth);
    if (below(3) != 0) return out;
    return out + std::string(kMarks[below(std::size(kMarks))]) + (below(3) == 0 ? "?" : "");
  }

  std::string piece(int depth) {
    static constexpr std::string_view kPieces[] = {
        "[^ ]*abc", ".",     "\\.",     "[^ ]", "[ab]", "[^.b]", "[a-cé]", "\\d",   "\\W",      "[\\d.]",
        "[]a]",     "[^]a]", "[a\\-c]", "[.-]", "\\s",  "[é-م]", "[^\\w]", "[^😀]", "[^a-zé م]"};
    if (depth < 3 && below(4) == 0) return (below(2) == 0 ? "(" : "(?:") + expression(depth + 1) + ")";
    if (below(3) == 0) return std::string(kPieces[below(std::size(kPieces))]);
    const auto c = character();
    return c == "." ? "\\." : std::string(c);
  }

  std::mt19937 random_;
};

// Whether the literal stands at the beginning, or begins in the first word.
bool leads_match(std::string_view literal, std::string_view match) {
  if (match.starts_with(literal)) return true;
  if (literal.starts_with(' ')) return false;
  for (auto at = match.find(literal); at != std::string_view::npos; at = match.find(literal, at + 1)) {
    if (match.substr(0, at).find(' ', 1) == std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("an expression tried at one place finds what RE2 finds there") {
  Generator generator(7);
  AnchoredRegex::Scratch scratch;
  int compiled = 0, matched = 0, given_up = 0;
  for (int i = 0; i < test::rounds(20'000); ++i) {
    const auto pattern = generator.expression();
    CAPTURE(pattern);
    const RE2 regex(pattern, regex_options());
    REQUIRE(regex.ok());
    const auto tree = parse_regex(pattern);
    REQUIRE(tree);
    const auto anchored = AnchoredRegex::compile(*tree);
    if (!anchored) continue;
    ++compiled;
    for (int k = 0; k < 5; ++k) {
      const auto text = generator.text();
      CAPTURE(text);
      scratch.begin(100'000);  // what was tried from one place on is not tried again from the next
      for (std::size_t from = 0; from <= text.size(); from += from < text.size() ? character_size(text, from) : 1) {
        re2::StringPiece whole;
        const bool expected = regex.Match(text, from, text.size(), RE2::ANCHOR_START, &whole, 1);
        std::size_t end = 0;
        const auto outcome = anchored->match(text, from, end, scratch);
        if (outcome == AnchoredRegex::Outcome::unknown) {
          ++given_up;
          continue;
        }
        REQUIRE((outcome == AnchoredRegex::Outcome::yes) == expected);
        if (!expected) continue;
        ++matched;
        REQUIRE(end == from + whole.size());
        const auto longest = longest_match(*tree);
        if (longest)
          REQUIRE(RE2::FullMatch(whole, "(?s).{0," + std::to_string(std::min<std::size_t>(*longest, 1000)) + "}"));
        for (const auto& part : required_parts(*tree)) {
          const bool there = std::ranges::any_of(
              part, [&](const auto& literal) { return whole.find(literal) != re2::StringPiece::npos; });
          REQUIRE(there);
        }
        const auto leads = leading_literals(*tree);
        REQUIRE((leads.empty() || std::ranges::any_of(leads, [&](const auto& lead) {
                   return leads_match(lead, std::string_view(whole.data(), whole.size()));
                 })));
      }
    }
  }
  CHECK(compiled > test::rounds(10'000));
  CHECK(matched > test::rounds(50'000));
  CHECK(given_up < 100);
}

TEST_CASE("an expression that shares a group with others finds what RE2 finds") {
  Generator generator(11);
  AnchoredRegex::Scratch scratch;
  int matched = 0;
  for (int i = 0; i < test::rounds(5'000); ++i) {
    const auto group = "(?:" + generator.expression() + ")";
    SharedGroups shared;
    const auto one = shared.get("@one", [&] { return group; });
    REQUIRE(one != nullptr);
    CHECK(shared.get("@one", [] { return std::string("never asked for again"); }) == one);
    const std::string mark(1, kSharedMark);
    for (const auto& own : {mark, "a" + mark + "?b" + mark, "(?:" + mark + "|" + generator.expression() + ")c",
                            "(?:a|" + mark + "){0,3}?[^ ]*" + mark}) {
      SharedText text;
      std::vector<std::shared_ptr<const SharedRegex>> groups;
      for (const char c : own) {
        if (c == kSharedMark) {
          text.add(one->text);
          groups.push_back(one);
        } else {
          text.add(std::string_view(&c, 1));
        }
      }
      REQUIRE(text.own() == own);
      const auto pattern = text.text();
      REQUIRE(text.size() == pattern.size());
      CAPTURE(pattern);
      const RE2 regex(pattern, regex_options());
      REQUIRE(regex.ok());
      const auto tree = parse_regex(own, groups);
      REQUIRE(tree);
      CHECK(longest_match(*tree) == longest_match(*parse_regex(pattern)));
      CHECK(required_parts(*tree) == required_parts(*parse_regex(pattern)));
      CHECK(leading_literals(*tree) == leading_literals(*parse_regex(pattern)));
      const auto anchored = AnchoredRegex::compile(*tree);
      if (!anchored) continue;
      const auto post = generator.text();
      CAPTURE(post);
      scratch.begin(100'000);
      for (std::size_t from = 0; from <= post.size(); from += from < post.size() ? character_size(post, from) : 1) {
        re2::StringPiece whole;
        const bool expected = regex.Match(post, from, post.size(), RE2::ANCHOR_START, &whole, 1);
        std::size_t end = 0;
        const auto outcome = anchored->match(post, from, end, scratch);
        if (outcome == AnchoredRegex::Outcome::unknown) continue;
        REQUIRE((outcome == AnchoredRegex::Outcome::yes) == expected);
        if (!expected) continue;
        REQUIRE(end == from + whole.size());
        ++matched;
      }
    }
  }
  CHECK(matched > test::rounds(20'000));
}

TEST_CASE("an expression that is not of the plain part has no tree") {
  for (const auto* const pattern : {"^a", "a$", "(?i)a", "(?P<n>a)", "\\pL", "[[:alpha:]]", "\\ba", "\\x41", "\\Qa\\E",
                                    "a{,3}", "a{x}", "[\\pL]", "(?s:.)", "\\C"}) {
    CAPTURE(pattern);
    CHECK_FALSE(parse_regex(pattern));
  }
}

TEST_CASE("a repetition of nothing is left to RE2, and so is what would be a long program") {
  for (const auto* const pattern : {"(?:a?)*", "(?:a*)+", "(?:a|)*", "(?:(?:abc ?){0,100}){0,100}"}) {
    CAPTURE(pattern);
    const auto tree = parse_regex(pattern);
    REQUIRE(tree);
    CHECK_FALSE(AnchoredRegex::compile(*tree));
  }
}

TEST_CASE("groups within groups are read in time, and what would be remembered of a long text has a bound") {
  std::string nested = "(?:";
  for (char c = 'a'; c <= 'z'; ++c) nested += std::string("[0-9][0-9]") + c + "a|[0-9][0-9]" + c + "b|";
  nested += "x)";
  for (int i = 0; i < 90; ++i) nested = "(?:" + nested + "b|c)";
  const auto tree = parse_regex(nested + " foobar");
  REQUIRE(tree);
  CHECK(AnchoredRegex::compile(*tree));
  std::string optionals = "foobar ";
  for (int i = 0; i < 9'000; ++i) optionals += "(?:a )?";
  const auto many = AnchoredRegex::compile(*parse_regex(optionals + "end"));
  REQUIRE(many);
  std::string text = "foobar ";
  while (text.size() < 100'000) text += "a ";
  AnchoredRegex::Scratch scratch;
  scratch.begin(20'000);
  std::size_t end = 0;
  CHECK(many->match(text, 0, end, scratch) == AnchoredRegex::Outcome::unknown);
}

TEST_CASE("an expression that would be tried for ever is given up") {
  const auto tree = parse_regex("(?:(?:a|aa)(?:a|aa))*b");
  REQUIRE(tree);
  const auto anchored = AnchoredRegex::compile(*tree);
  REQUIRE(anchored);
  AnchoredRegex::Scratch scratch;
  std::size_t end = 0;
  scratch.begin(10'000);
  CHECK(anchored->match(std::string(60, 'a'), 0, end, scratch) == AnchoredRegex::Outcome::unknown);
}

TEST_CASE("the most characters a match can have") {
  const auto longest = [](const char* pattern) { return longest_match(*parse_regex(pattern)); };
  CHECK(longest("abc") == 3);
  CHECK(longest("é[ab]?.") == 3);
  CHECK(longest("(?:ab|c){2,3}") == 6);
  CHECK_FALSE(longest("a*"));
  CHECK_FALSE(longest("(?:a{0,1000}){0,1000}"));
}

TEST_CASE("what every match begins with") {
  const auto leads = [](const char* pattern) { return leading_literals(*parse_regex(pattern)); };
  using Literals = std::vector<std::string>;
  CHECK(leads(" abcd?") == Literals{" abc"});
  CHECK(leads(" (?:more|free) (?:a|b)s?") == Literals{" free a", " free b", " more a", " more b"});
  CHECK(leads("(?:more|free) a") == Literals{"free a", "more a"});
  CHECK(leads(" (?:more|free) (?:[^ ]+ ){0,2}?a") == Literals{" free ", " more "});
  // Eight bytes are enough, and so is a word where more would be many.
  CHECK(leads(" (?:arrested|taken) (?:on|in|at) (?:a|the) ") ==
        Literals{" arrested", " taken at", " taken in", " taken on"});
  CHECK(leads(" (?:one|two|[a-h]0[0-9]) (?:[0-9]y|ab|cd) ").size() == 82);
  CHECK(leads(" migrants? get") == Literals{" migrant"});
  CHECK(leads("(?:a|b?)c").empty());
  CHECK(leads(".a").empty());
  CHECK(leads(" [^ ]*flut[^ ]* ") == Literals{"flut"});
  CHECK(leads(" (?:[^ ]*flut |ebbe )") == Literals{" ebbe ", "flut "});
  CHECK(leads(" (?:[0-3]+x|eu )") == Literals{" 0", " 1", " 2", " 3", " eu "});
  CHECK(leads(" a ") == Literals{" a "});
  CHECK(leads(" a[^ ]* ").empty());
  CHECK(leads(" (?:€ |\\$ )(?:[^ ]+ )") == Literals{" $ ", " € "});
  CHECK(leads(" (?:€|ß)[^ ]* ").empty());
  CHECK(leads(" €[^ ]* ") == Literals{" €"});
  CHECK(leads(" (?:[^ ]*flut |ebbe )foo ") == Literals{" ebbe foo ", "flut "});
  CHECK(leads(" (?:[^ ]*flut |is )(?:foo |bar )") == Literals{" is bar ", " is foo ", "flut "});
  CHECK(leads(" (?:[^ ]*flut|)[^ ]*ebbe ").empty());
  CHECK(leads(" (?:a|one) (?:stone|brick)s?") == Literals{" a brick", " a stone", " one brick", " one stone"});
}

TEST_CASE("what stands in every match") {
  const auto parts = [](const char* pattern) { return required_parts(*parse_regex(pattern)); };
  using Parts = std::vector<RequiredPart>;
  CHECK(parts(" migrants? (?:[^ ]+ ){0,3}(?:get |are given )") == Parts{{" migrant"}, {" are given ", " get "}});
  CHECK(parts(" asyl[^ ]*flut[^ ]* ") == Parts{{" asyl"}, {"flut"}});
  CHECK(parts("(?:(?:abc|def)x)+ghi") == Parts{{"abc", "def"}, {"ghi"}});
  CHECK(parts("(?:abc|d)efg") == Parts{{"efg"}});
  CHECK(parts("(?:abc)?d").empty());
  CHECK(parts(" (?:a |migrants )[^ ]+ it ") == Parts{{" it "}});
  CHECK_FALSE(sorts_texts({" a ", " migrants "}));
  CHECK(sorts_texts({" uk ", " migrants "}));
  CHECK(sorts_texts({" 税 "}));
  CHECK(sorts_texts({" 법 ", " 법률 "}));
  CHECK_FALSE(sorts_texts({" ß ", " straße "}));
  CHECK(parts(" (?:€ |migrants )") == Parts{{" migrants ", " € "}});
  CHECK(parts(" (?:he |is )[^ ]+ (?:eu |union )") == Parts{{" eu ", " union "}});
  CHECK(parts(" (?:the |our )tb ") == Parts{{" our ", " the "}, {" tb "}});
  KnownWords common;
  common.add("the");
  const auto tree = parse_regex("(?: (?:the |our )tb | flu )");
  CHECK(required_parts(*tree) == Parts{{" flu ", " our ", " the "}});
  CHECK(required_parts(*tree, &common) == Parts{{" flu ", " tb "}});
}
