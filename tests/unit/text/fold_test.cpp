#include "text/fold.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "text/utf8.hpp"

namespace {

using sait::fold_words;

struct Example {
  const char* text;
  const char* folded;
};

void check_all(const std::vector<Example>& examples) {
  for (const auto& example : examples) {
    CAPTURE(std::string(example.text));
    CHECK(fold_words(example.text) == example.folded);
  }
}

// Text that meets the folder's special cases far more often than chance would.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> pieces{"a",
                                               "Z",
                                               "7",
                                               "i",
                                               "I",
                                               "\u0130",
                                               "\u0307",
                                               "\u0301",
                                               "\u0323",
                                               "\u00df",
                                               "\u03a3",
                                               "\u00ad",
                                               "\u200b",
                                               "\u200d",
                                               "\ufe0f",
                                               "\u0600",
                                               ".",
                                               ",",
                                               "!",
                                               "?",
                                               "\u2026",
                                               "\u3002",
                                               " ",
                                               "\n",
                                               "\u2028",
                                               "\u00a0",
                                               "'",
                                               "#",
                                               "@",
                                               "$",
                                               "%",
                                               "&",
                                               "\u00a3",
                                               "\ufdfc",
                                               "\u20a8",
                                               "\uff05",
                                               "\u066a",
                                               "\u00bd",
                                               "\u2474",
                                               "\u2488",
                                               "\u00b2",
                                               "\uff11",
                                               "\u0663",
                                               "\uff0e",
                                               "\u0344",
                                               "\ufdfa",
                                               "\u3164",
                                               "\u1100",
                                               "\u1161",
                                               "\u11a8",
                                               "\u9645",
                                               "\u0915",
                                               "\u094d",
                                               "\u20e3",
                                               "\U0001F600",
                                               "http://",
                                               "www.",
                                               "x@y.z",
                                               "@name",
                                               "https://t.co/",
                                               "\xff",
                                               "\xc3",
                                               "\xe2\x82",
                                               "\xed\xa0\x80",
                                               std::string(1, '\0'),
                                               "_",
                                               "-",
                                               "\u0345",
                                               "\u1fb3",
                                               "\u0149",
                                               "\u01c5"};
  std::string text;
  const auto length = random() % 24;
  for (std::size_t i = 0; i < length; ++i) {
    switch (random() % 8) {
      case 0:
        text += static_cast<char>(random() & 255U);
        break;
      case 1: {  // any code point, surrogates included: those are ill-formed
        const auto c = static_cast<std::uint32_t>(random() % 0x110000);
        if (c < 0x800) {
          text += {static_cast<char>(0xC0U | (c >> 6U)), static_cast<char>(0x80U | (c & 63U))};
        } else if (c < 0x10000) {
          text += {static_cast<char>(0xE0U | (c >> 12U)), static_cast<char>(0x80U | ((c >> 6U) & 63U)),
                   static_cast<char>(0x80U | (c & 63U))};
        } else {
          text += {static_cast<char>(0xF0U | (c >> 18U)), static_cast<char>(0x80U | ((c >> 12U) & 63U)),
                   static_cast<char>(0x80U | ((c >> 6U) & 63U)), static_cast<char>(0x80U | (c & 63U))};
        }
        break;
      }
      default:
        text += pieces[random() % pieces.size()];
    }
  }
  return text;
}

}  // namespace

TEST_CASE("folding leaves lower-case words between single spaces") {
  check_all({{"", " "},
             {"   ", " "},
             {"Migrants", " migrants "},
             {"they  TAKE\tour jobs", " they take our jobs "},
             {"l'h\u00f4tel de l\u2019Europe", " l h\u00f4tel de l europe "},
             {"#RefugeesWelcome #2024", " refugeeswelcome 2024 "},
             {"well-known snake_case a/b", " well known snake case a b "}});
}

TEST_CASE("letters that differ in form only meet") {
  check_all(
      {{"STRASSE stra\u00dfe", " strasse strasse "},
       {"\u0130stanbul istanbul", " istanbul istanbul "},
       {"i\u0307\u0301 \u00ed", " \u00ed \u00ed "},
       {"\ufb01ne \uff26\uff35\uff2c\uff2c", " fine full "},
       {"e\u0301t\u00e9", " \u00e9t\u00e9 "},
       {"\u039f\u03b4\u03cc\u03c2 \u039f\u0394\u038c\u03a3", " \u03bf\u03b4\u03cc\u03c3 \u03bf\u03b4\u03cc\u03c3 "},
       {"\u041c\u0418\u0413\u0420\u0410\u041d\u0422\u042b", " \u043c\u0438\u0433\u0440\u0430\u043d\u0442\u044b "}});
}

TEST_CASE("format characters inside a word vanish and do not break it") {
  check_all({{"mi\u00adgrants", " migrants "},
             {"mig\u200brants", " migrants "},
             {"\u200bmig\u200d\u2060rants\u200b", " migrants "},
             {"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", " \u0645\u06cc\u062e\u0648\u0627\u0647\u0645 "},
             {"\u2764\ufe0f ok", " ok "}});
}

TEST_CASE("numbers keep the point and the comma between digits") {
  check_all({{"1.5 million, 3,000.", " 1.5 million 3,000 \n "},
             {"1. Mai", " 1 \n mai "},
             {"a.b 1.a .5", " a b 1 a 5 "},
             {"\u0661.\u0665", " \u0661.\u0665 "},
             {"1.\u0665", " 1.\u0665 "},
             {"\u00bd", " 1 2 "}});
}

TEST_CASE("currency signs, percent and ampersand are words of their own") {
  check_all({{"\u00a3175 a week", " \u00a3 175 a week "},
             {"50% of R&D", " 50 % of r & d "},
             {"100\u20ac/$5", " 100 \u20ac $ 5 "},
             {"\uff05 \u066a \uff06 \uffe1", " % % & \u00a3 "},
             {"\u20a8500", " rs 500 "}});
}

TEST_CASE("addresses, e-mail addresses and mentions leave nothing behind") {
  check_all({{"see https://x.org/a?b=c&d=1. Next", " see \n next "},
             {"HTTP://X.ORG (www.example.com/path) end", " end "},
             {"mail jo.doe+x@mail.example.org now", " mail now "},
             {"mail andr\u00e9@example.org now", " mail now "},
             {"hi @alice, @bob@social.example and @carol.bsky.social!", " hi and \n "},
             {"a@b c", " a c "},
             {"a @ b", " a b "},
             {"http:// alone www. too", " http alone www \n too "},
             {"\u770bhttps://t.co/x \u5427", " \u770b \u5427 "},
             {"a@b@c.de d", " a d "}});
}

TEST_CASE("a mark stands where a sentence with words ends") {
  check_all(
      {{"One. Two! Three? Four", " one \n two \n three \n four "},
       {"End.", " end \n "},
       {"He said \"no.\" Then left (really!) now\u2026", " he said no \n then left really \n now \n "},
       {"...? !", " "},
       {"first\nsecond\r\n\r\nthird", " first \n second \n third "},
       {"a.b", " a b "},
       {"\u4f60\u597d\u3002\u518d\u89c1", " \u4f60\u597d \n \u518d\u89c1 "},
       {"\u0645\u0627 \u0647\u0630\u0627\u061f \u0644\u0627", " \u0645\u0627 \u0647\u0630\u0627 \n \u0644\u0627 "},
       {"done.\U0001F389 Next", " done \n next "}});
}

TEST_CASE("bytes that are not UTF-8 separate words") {
  check_all({{"a\xff\xfe"
              "b",
              " a b "},
             {"caf\xc3", " caf "},
             {"x\xed\xa0\x80y", " x y "},
             {"\xc0\xaf slash", " slash "}});
  CHECK(fold_words(std::string_view("a\0b", 3)) == " a b ");
}

TEST_CASE("a span leads from folded bytes back to the original words") {
  sait::Folder folder;
  sait::FoldedText out;
  const std::string text = "Look: \u0130stanbul's STRA\u00dfE \u2013 50% done.";
  folder.fold(text, out);
  CHECK(out.text == " look istanbul s strasse 50 % done \n ");
  const auto original = [&](std::string_view words) {
    const auto begin = out.text.find(words);
    const auto [from, to] = out.original_span(begin, begin + words.size());
    return text.substr(from, to - from);
  };
  CHECK(original("istanbul s strasse") == "\u0130stanbul's STRA\u00dfE");
  CHECK(original(" istanbul ") == "\u0130stanbul");
  CHECK(original("strasse 50 %") == "STRA\u00dfE \u2013 50%");
  CHECK(original("tanb") == "\u0130stanbul");
  CHECK(original("done \n ") == "done");
  CHECK(original(" \n ") == "");
  CHECK(original(out.text) == text.substr(0, text.size() - 1));
}

TEST_CASE("folding folded text changes nothing and every span is valid, whatever the bytes") {
  std::mt19937 random(20240611);
  sait::Folder folder;
  sait::FoldedText out;
  sait::FoldedText again;
  for (int round = 0; round < 60'000; ++round) {
    const auto text = random_text(random);
    folder.fold(text, out);
    folder.fold(out.text, again);
    CAPTURE(text);
    REQUIRE(again.text == out.text);
    REQUIRE(again.words.size() == out.words.size());
    REQUIRE(sait::is_valid_utf8(out.text));
    REQUIRE(out.text.front() == ' ');
    REQUIRE(out.text.back() == ' ');
    REQUIRE(out.text.find("  ") == std::string::npos);
    std::uint32_t last = 0;
    for (const auto& word : out.words) {
      REQUIRE(word.begin < word.end);
      REQUIRE(word.end <= text.size());
      REQUIRE(word.begin >= last);
      REQUIRE(out.text[word.folded - 1] == ' ');
      REQUIRE(out.text[word.folded] != ' ');
      last = word.begin;
    }
    const auto a = random() % (out.text.size() + 1);
    const auto b = random() % (out.text.size() + 1);
    const auto [from, to] = out.original_span(std::min(a, b), std::max(a, b));
    REQUIRE(from <= to);
    REQUIRE(to <= text.size());
  }
}

TEST_CASE("the ASCII path folds like the general path") {
  // A soft hyphen behind a letter forces the general path and must change nothing.
  std::mt19937 random(7);
  static constexpr std::string_view kAlphabet = "abcXYZ019.,.,!? \n-'#%&$";
  for (int round = 0; round < 5'000; ++round) {
    std::string plain;
    std::string hyphened;
    for (auto left = random() % 30; left > 0; --left) {
      const char c = kAlphabet[random() % kAlphabet.size()];
      plain += c;
      hyphened += c;
      if ((c >= 'a' && c <= 'c') || (c >= 'X' && c <= 'Z')) hyphened += "\u00ad";
    }
    CAPTURE(plain);
    REQUIRE(fold_words(plain) == fold_words(hyphened));
  }
}

TEST_CASE("hostile texts take linear work") {
  // Each of these is quadratic where a look ahead or the ordering of marks is not bounded: the test would not end.
  const auto repeat = [](std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  CHECK(fold_words(repeat("a.", 300'000) + "@").size() > 300'000);
  CHECK(fold_words(repeat("a@", 300'000)).size() > 1);
  CHECK(fold_words("a" + repeat("\u0301\u0323", 300'000)).size() < 100);
  CHECK(fold_words(repeat("@", 300'000)) == " ");
}

TEST_CASE("the marks that are kept on one letter are bounded") {
  std::string text = "a";
  for (int i = 0; i < 100; ++i) text += "\u0344";  // decomposes into two
  const auto once = fold_words(text);
  CHECK(once.size() < 100);
  CHECK(fold_words(once) == once);
}

TEST_CASE("folding again reuses the memory it has") {
  const std::string text =
      "The Council decided that 1,500 people will get \u00a3175 a week. \u00dcber die Gr\u00f6\u00dfe!";
  sait::Folder folder;
  sait::FoldedText out;
  folder.fold(text, out);
  const auto* const bytes = out.text.data();
  const auto* const words = out.words.data();
  folder.fold("", out);
  folder.fold(text, out);
  CHECK(out.text.data() == bytes);
  CHECK(out.words.data() == words);
}
