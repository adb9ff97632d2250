#include "text/fold.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "text/utf8.hpp"

namespace {

using sait::fold_words;
using sait::fold_words_with_accents;

struct Example {
  const char* text;
  const char* folded;
};

void check_all(const std::vector<Example>& examples) {
  for (const auto& example : examples) {
    CAPTURE(std::string(example.text));
    CHECK(fold_words_with_accents(example.text) == example.folded);
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
             {"#RefugeesWelcome #2024", " refugees welcome 2024 "},
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
             {"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", " \u0645\u064a\u062e\u0648\u0627\u0647\u0645 "},
             {"\u2764\ufe0f ok", " ok "}});
}

TEST_CASE("numbers keep the point and the comma between digits") {
  check_all({{"1.5 million, 3,000.", " 1.5 million 3,000 "},
             {"1. Mai", " 1 mai "},
             {"a.b 1.a .5", " a b 1 a 5 "},
             {"\u0661.\u0665", " 1.5 "},
             {"1.\u0665", " 1.5 "},
             {"\u00bd", " 0.5 "}});
}

TEST_CASE("currency signs, percent and ampersand are words of their own") {
  check_all({{"\u00a3175 a week", " \u00a3 175 a week "},
             {"50% of R&D", " 50 % of r & d "},
             {"100\u20ac/$5", " 100 \u20ac $ 5 "},
             {"\uff05 \u066a \uff06 \uffe1", " % % & \u00a3 "},
             {"\u20a8500", " rs 500 "}});
}

TEST_CASE("e-mail addresses and mentions leave nothing behind, an address a word that is no one's") {
  const std::string link = std::string(" ") + std::string(sait::kLinkWord) + " ";
  CHECK(fold_words("see https://x.org/a?b=c&d=1. Next") == " see" + link + "next ");
  CHECK(fold_words("HTTP://X.ORG (www.example.com/path) end") == link + std::string(sait::kLinkWord) + " end ");
  CHECK(fold_words("\u770bhttps://t.co/x \u5427") == " \u770b" + link + "\u5427 ");
  check_all({{"mail jo.doe+x@mail.example.org now", " mail now "},
             {"mail andr\u00e9@example.org now", " mail now "},
             {"hi @alice, @bob@social.example and @carol.bsky.social!", " hi and "},
             {"a@b c", " a c "},
             {"a @ b", " a b "},
             {"http:// alone www. too", " http alone ww too "},
             {"a@b@c.de d", " a d "}});
}

TEST_CASE("without accents, letters of Latin and Greek are bare, and \u00f1 stays") {
  CHECK(fold_words("M\u00dcLLER \u0141\u00f3d\u017a \u0153uvre \u00e6ther \u00f8l") ==
        " muller lodz oeuvre aether ol ");
  CHECK(fold_words("el a\u00f1o, el NI\u00d1O y n\u0303") == " el a\u00f1o el ni\u00f1o y \u00f1 ");
  CHECK(fold_words("\u03ac\u03bd\u03b8\u03c1\u03c9\u03c0\u03bf\u03c2") ==
        " \u03b1\u03bd\u03b8\u03c1\u03c9\u03c0\u03bf\u03c3 ");
  CHECK(fold_words("z\u0335 \u0439") == " z \u0439 ");
}

TEST_CASE("Turkish capitals meet their small letters, with a dot and without") {
  const auto same = fold_words_with_accents("s\u0131\u011f\u0131nmac\u0131");
  CHECK(fold_words_with_accents("SI\u011eINMACI") == same);
  CHECK(fold_words_with_accents("S\u0130\u011e\u0130NMAC\u0130") == same);
  CHECK(fold_words("\u0130STANBUL") == " istanbul ");
}

TEST_CASE("Arabic forms that are written either way meet") {
  check_all({{"\u0623\u062c\u0627\u0646\u0628", " \u0627\u062c\u0627\u0646\u0628 "},
             {"\u0627\u0644\u0644\u0627\u062c\u0626\u0640\u0640\u064a\u0646",
              " \u0627\u0644\u0644\u0627\u062c\u0626\u064a\u0646 "},
             {"\u0645\u064f\u0647\u064e\u0627\u062c\u0650\u0631", " \u0645\u0647\u0627\u062c\u0631 "},
             {"\u0645\u062f\u0631\u0633\u0629 \u0645\u062f\u0631\u0633\u0647",
              " \u0645\u062f\u0631\u0633\u0647 \u0645\u062f\u0631\u0633\u0647 "},
             {"\u0639\u0644\u0649", " \u0639\u0644\u064a "},
             {"\u0661\u066b\u0665 \u0661\u066c\u0660\u0660\u0660", " 1.5 1,000 "}});
}

TEST_CASE("look-alikes of other scripts count only inside a word that mixes scripts") {
  check_all({{"\u043cigr\u0430nts", " migrants "},
             {"\u041c\u0406GR\u0410NTS", " migrants "},
             {"r\u03b5fug\u0435\u0435", " refugee "},
             {"\u0441\u043e\u0440", " \u0441\u043e\u0440 "},
             {"\u0440\u043e\u0441c\u0438\u044f", " \u0440\u043e\u0441\u0441\u0438\u044f "},
             // Most letters are Cyrillic, but d, n, z and ñ are in no Cyrillic alphabet.
             {"d\u0456s\u0435\u0430s\u0435", " disease "},
             {"m\u0430d\u0435", " made "},
             {"d\u0456\u0455\u0435\u0430\u0455\u0435", " disease "},
             {"d\u043em\u0456n\u0456\u0441\u0430n\u0430s", " dominicanas "},
             {"\u0441\u043et\u0456z\u0430d\u043es", " cotizados "},
             {"\u0415s\u0440\u0430ña", " españa "},
             {"z\u0438\u043c\u0430", " z\u0438\u043c\u0430 "},
             {"Z\u0430\u0445\u0430\u0440", " z\u0430\u0445\u0430\u0440 "}});
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
  const std::string text = "Look: \u0130stanbul's STRA\u00dfE \u2013 50% d\u00f3ne.";
  folder.fold(text, out);
  CHECK(out.text == " look istanbul s strasse 50 % d\u00f3ne ");
  CHECK(out.plain() == " look istanbul s strasse 50 % done ");
  const auto original = [&](std::string_view words, bool in_text = false) {
    const auto all = in_text ? std::string_view(out.text) : out.plain();
    const auto begin = all.find(words);
    const auto [from, to] = out.original_span(out.words_at(begin, begin + words.size(), in_text));
    return text.substr(from, to - from);
  };
  CHECK(original("istanbul s strasse") == "\u0130stanbul's STRA\u00dfE");
  CHECK(original(" istanbul ") == "\u0130stanbul");
  CHECK(original("strasse 50 %") == "STRA\u00dfE \u2013 50%");
  CHECK(original("tanb") == "\u0130stanbul");
  CHECK(original("one") == "d\u00f3ne");
  CHECK(original("d\u00f3ne ", true) == "d\u00f3ne");
  CHECK(original(" 50 ", true) == "50");
  CHECK(out.original_span(out.words_at(0, 1)) == std::pair<std::uint32_t, std::uint32_t>{0, 0});
  CHECK(out.plain_words({1, 3}) == " istanbul s ");
  CHECK(out.text_words({5, 7}) == " % d\u00f3ne ");
  CHECK(out.plain_word(6) == "done");
  CHECK(out.word(6) == "d\u00f3ne");
}

TEST_CASE("a stretched letter in a word of several scripts gives the word no other script when it is folded again") {
  sait::Folder folder;
  sait::FoldedText once, again;
  for (const char* word : {"uuuuЭλŒο", "iiii̧ίίc", "σ̆ΌΌΌSS", "ücΉννն", "ոոոœΆΏե", "üѓύύ", "sάμ̇", "Rκ̈ϊ", "ҏҤњJJJ",
                           "aaаaaњҥҏ", "JJJҏҤњ", "ллlлпπjjj", "цњx⑴l", "ⅻцњ½x"}) {
    CAPTURE(std::string(word));
    folder.fold(word, once);
    folder.fold(once.text, again);
    CHECK(again.text == once.text);
    folder.fold(once.plain(), again);
    CHECK(again.text == once.plain());
  }
}

TEST_CASE("folding folded text changes nothing and every span is valid, whatever the bytes") {
  std::mt19937 random(20240611);
  sait::KnownWords known;
  for (const char* word : {"az", "za", "zia", "name", "aaa", "ss", "ai", "azi"}) known.add(word);
  known.add_stem("nam");
  sait::Folder strangers, friends(&known);
  sait::FoldedText out;
  sait::FoldedText again;
  for (int round = 0; round < 60'000; ++round) {
    const auto text = random_text(random);
    auto& folder = round % 2 == 0 ? strangers : friends;
    folder.fold(text, out);
    CAPTURE(text);
    // A link is no longer one when it is folded again, and words that were far apart may now be cut pieces of one.
    if (&folder == &strangers) {
      folder.fold(out.text, again);
      REQUIRE(again.text == out.text);
      REQUIRE(again.words.size() == out.words.size());
      folder.fold(out.plain(), again);
      REQUIRE(again.plain() == out.plain());
      REQUIRE(again.text == out.plain());
    }
    REQUIRE(sait::is_valid_utf8(out.text));
    REQUIRE(sait::is_valid_utf8(out.plain()));
    REQUIRE(out.plain().front() == ' ');
    REQUIRE(out.plain().back() == ' ');
    REQUIRE(out.plain().find("  ") == std::string::npos);
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
      REQUIRE(out.plain()[word.plain - 1] == ' ');
      REQUIRE(out.plain()[word.plain] != ' ');
      last = word.begin;
    }
    const auto a = random() % (out.plain().size() + 1);
    const auto b = random() % (out.plain().size() + 1);
    const auto [from, to] = out.original_span(out.words_at(std::min(a, b), std::max(a, b)));
    REQUIRE(from <= to);
    REQUIRE(to <= text.size());
  }
}

TEST_CASE("the ASCII path folds like the general path") {
  // A soft hyphen behind a letter forces the general path and must change nothing.
  std::mt19937 random(7);
  static constexpr std::string_view kAlphabet = "abcXYZ019.,.,!?    \n-'%&$";
  sait::KnownWords known;
  for (const char* word : {"abc", "xyz", "bab", "cab"}) known.add(word);
  sait::Folder folder(&known);
  sait::FoldedText plainly, generally;
  for (int round = 0; round < 20'000; ++round) {
    std::string plain;
    std::string hyphened;
    for (auto left = random() % 150; left > 0; --left) {
      const char c = kAlphabet[random() % kAlphabet.size()];
      plain += c;
      hyphened += c;
      if ((c >= 'a' && c <= 'c') || (c >= 'X' && c <= 'Z')) hyphened += "\u00ad";
    }
    CAPTURE(plain);
    REQUIRE(fold_words(plain) == fold_words(hyphened));
    folder.fold(plain, plainly);
    folder.fold(hyphened, generally);
    REQUIRE(plainly.text == generally.text);
    REQUIRE(plainly.one_sentence == generally.one_sentence);
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

namespace {

const sait::KnownWords& rule_words() {
  static const auto words = [] {
    sait::KnownWords known;
    for (const char* word :
         {"refugees", "welcome", "stop", "the", "invasion", "benefits", "more", "cool", "illegal", "illegals",
          "standup4migrants", "get", "than", "pensioners", "fluchtlinge", "willkommen", "h1n1"})
      known.add(word);
    known.add_stem("migrant");
    for (const char* word : {"iom", "css", "left", "sans"}) known.add(word);
    known.add_stem("asyl");
    return known;
  }();
  return words;
}

std::string revealed(std::string_view text) {
  sait::Folder folder(&rule_words());
  sait::FoldedText out;
  folder.fold(text, out);
  return std::string(out.plain());
}

}  // namespace

TEST_CASE("digits and signs for letters are undone where a known word comes out") {
  CHECK(revealed("m1gr4nts m!grants migrant5 1llegals i11egal il|egal") ==
        " migrants migrants migrants illegals illegal illegal ");
  CHECK(revealed("r3fug33$ w3lc0me!") == " refugees welcome ");
  CHECK(revealed("covid19 b2b 4you G20 t0p10") == " covid19 b2b 4you g20 t0p10 ");
  CHECK(revealed("H1N1") == " h1n1 ");
  CHECK(revealed("10m C$5 10M c$$ 13ft 5ans") == " 10m c $ 5 10m c $ $ 13ft 5ans ");  // amounts stay amounts
  CHECK(revealed("c5s i0m") == " css iom ");
  CHECK(revealed("g3t as1 4sy") == " get as1 4sy ");
  CHECK(revealed("stop!migrants mail@migrants") == " stop migrants mail ");
}

TEST_CASE("stretched letters are cut to what is known, else to two") {
  CHECK(revealed("migraaaaants STOOOOP cooool") == " migrants stop cool ");
  CHECK(revealed("soooo hmmmmm") == " soo hmm ");
  CHECK(fold_words("cooool") == " cool ");
  CHECK(fold_words("1000000 aaa1111") == " 1000000 aa1111 ");
}

TEST_CASE("a stretched word is a known word before one that only begins like one") {
  sait::KnownWords known;
  known.add("immigrants");
  known.add_stem("immigra");
  known.add_stem("benefi");
  known.add_stem("flee");
  known.add_stem("coffe");
  known.add_shape("refug*ees");
  sait::Folder folder(&known);
  sait::FoldedText out;
  folder.fold("immigraaaants benefiiits fleeeeing coffeeee refugeeees", out);
  CHECK(out.plain() == " immigrants benefits fleeing coffee refugees ");
}

TEST_CASE("letters with spaces or dots between them become the word they spell") {
  CHECK(revealed("m i g r a n t s get more") == " migrants get more ");
  CHECK(revealed("M.I.G.R.A.N.T.S!") == " migrants ");
  CHECK(revealed("r e f u g e e s w e l c o m e") == " refugees welcome ");
  CHECK(revealed("i l l e g a l") == " illegal ");
  CHECK(revealed("t h e g e t m o r e") == " the get more ");
  CHECK(revealed("g e t, t h e") == " get the ");
  CHECK(revealed("y a-t-il a b c d e") == " y a t il a b c d e ");
  CHECK(revealed("\u043c i g r a n t s") == " \u043c i g r a n t s ");
}

TEST_CASE("a word cut by a hyphen or a dot is put together if its pieces are not words") {
  CHECK(revealed("mi-grants mi.gra.nts mig_rants") == " migrants migrants migrants ");
  CHECK(revealed("stop-invasion well-known e-mail") == " stop invasion well known e mail ");
  CHECK(revealed("asyl-recht") == " asyl recht ");
}

TEST_CASE("hashtags are cut at capitals, else into known words") {
  CHECK(revealed("#StopTheInvasion #stoptheinvasion #STOPTHEINVASION #stop_the_invasion") ==
        " stop the invasion stop the invasion stop the invasion stop the invasion ");
  CHECK(revealed("#RefugeesWelcome2024 #refugeeswelcome") == " refugees welcome 2024 refugees welcome ");
  CHECK(revealed("#StandUp4Migrants") == " standup4migrants ");
  CHECK(revealed("#unknowntag #UNPact") == " unknowntag un pact ");
  CHECK(revealed("#Fl\u00fcchtlingeWillkommen #fl\u00fcchtlingewillkommen") ==
        " fluchtlinge willkommen fluchtlinge willkommen ");
  CHECK(revealed("#migrantsgetmore") == " migrants get more ");
  const std::string text = "see #stoptheinvasion now";
  sait::Folder folder(&rule_words());
  sait::FoldedText out;
  folder.fold(text, out);
  REQUIRE(out.words.size() == 5);
  CHECK(text.substr(out.words[2].begin, out.words[2].end - out.words[2].begin) == "the");
}

TEST_CASE("a word from the cache is the word that was folded") {
  std::mt19937 random(3);
  sait::Folder folder(&rule_words());
  sait::FoldedText warm, cold;
  const std::vector<std::string> words{"f\u00fcr",
                                       "\u00fcber,",
                                       "Stra\u00dfe",
                                       "\u0645\u0647\u0627\u062c\u0631",
                                       "gr\u00f6\u00dfer.",
                                       "ma\u00f1ana",
                                       "\u00bd",
                                       "caf\u00e9s",
                                       "\u043cigrants",
                                       "\u00e9\u00e9\u00e9\u00e9t\u00e9",
                                       "abc\u200bd",
                                       "\uff26ull",
                                       "x@\u00fc.de"};
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (auto left = random() % 12; left > 0; --left)
      text += words[random() % words.size()] + (random() % 5 == 0 ? "\n" : " ");
    folder.fold(text, warm);
    sait::Folder(&rule_words()).fold(text, cold);
    CAPTURE(text);
    REQUIRE(warm.text == cold.text);
    REQUIRE(warm.plain() == cold.plain());
    REQUIRE(warm.words.size() == cold.words.size());
    for (std::size_t i = 0; i < warm.words.size(); ++i) REQUIRE(warm.words[i].end == cold.words[i].end);
  }
}

TEST_CASE("letters in black circles and squares, marks on spaces and look-alikes of Armenia are read through") {
  CHECK(sait::fold_words("\U0001F17C\U0001F178\U0001F176\U0001F181\U0001F170\U0001F17D\U0001F183") == " migrant ");
  CHECK(sait::fold_words("\U0001F150\U0001F151") == " ab ");
  CHECK(sait::fold_words("a\u0336n\u0336 \u0336e\u0336l\u0336m\u0336 \u0336") == " an elm ");
  CHECK(sait::fold_words("m\u0585re") == " more ");
}

TEST_CASE("vulgar fractions are decimals") {
  CHECK(sait::fold_words("2\u00bd \u00be \u2153 1\u215b") == " 2.5 0.75 0.33 1.12 ");
}

TEST_CASE("dots in the middle of a word cut it no more than hyphens do") {
  sait::Folder folder(&rule_words());
  sait::FoldedText out;
  for (const auto* dot : {"\u00b7", "\u2022", "\u2027", "\u2219", "-"}) {
    folder.fold(std::string("mig") + dot + "rants", out);
    CAPTURE(dot);
    CHECK(out.plain() == " migrants ");
    REQUIRE(out.words.size() == 1);
    CHECK(out.words[0].end == 8 + std::string_view(dot).size());
  }
  folder.fold("mig\u00f7rants", out);  // ends with the same byte as a middle dot does
  CHECK(out.words.size() == 2);
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

TEST_CASE("letters in circles, squares and brackets are words") {
  CHECK(sait::fold_words("\u24dc\u24d8\u24d6\u24e1\u24d0\u24dd\u24e3\u24e2") == " migrants ");
  CHECK(sait::fold_words("\u24c2igrants") == " migrants ");
  CHECK(sait::fold_words("\U0001F13C\U0001F138\U0001F136") == " mig ");
  CHECK(sait::fold_words("\u24a8\u24a4\u24a2") == " mig ");
  CHECK(sait::fold_words("\U0001F11C\U0001F118\U0001F116") == " mig ");
}

TEST_CASE("a hashtag that has the shape of a word of the rules is that word") {
  sait::KnownWords known;
  known.add_stem("asyl");
  known.add("flut");
  known.add_shape("asyl*flut*");
  sait::Folder folder(&known);
  sait::FoldedText folded;
  folder.fold("#AsylFlut #AsylantenFluten #AsylFlutIstDa #asylflut", folded);
  CHECK(folded.plain() == " asylflut asylantenfluten asyl flut ist da asylflut ");
}
