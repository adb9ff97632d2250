#include "text/sentences.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace {

// "one two | three"
std::string split(std::string_view text) {
  static sait::Folder folder;
  static sait::SentenceSplitter splitter;
  sait::FoldedText folded;
  std::vector<sait::WordRange> sentences;
  folder.fold(text, folded);
  splitter.split(text, folded, sentences);
  std::string out;
  for (const auto& sentence : sentences) {
    if (!out.empty()) out += " |";
    auto words = folded.plain_words(sentence);
    words.remove_suffix(1);
    out += words;
  }
  return out.empty() ? out : out.substr(1);
}

}  // namespace

TEST_CASE("a line that was broken within a sentence is none of its own") {
  CHECK(split("Migrants get more\nthan pensioners") == "migrants get more than pensioners");
  CHECK(split("Migrants get more,\r\nthan pensioners") == "migrants get more than pensioners");
  CHECK(split("Migrants get more\n\nthan pensioners") == "migrants get more | than pensioners");
  CHECK(split("Migrants get more.\nthan pensioners") == "migrants get more | than pensioners");
  CHECK(split("this is false\nmigrants get more") == "this is false | migrants get more");
  CHECK(split("This is false:\nmigrants get more") == "this is false | migrants get more");
  CHECK(split("Bread\n- milk\n- eggs") == "bread | milk | eggs");
}

TEST_CASE("sentences end at their marks and at line breaks") {
  CHECK(split("One. Two! Three? Four") == "one | two | three | four");
  CHECK(split("He said \"no.\" Then left (really) now. Bye") == "he said no | then left really now | bye");
  CHECK(split("first\nsecond\r\n\r\nthird") == "first | second | third");
  CHECK(split("\u4f60\u597d\u3002\u518d\u89c1") == "\u4f60\u597d | \u518d\u89c1");
  CHECK(split("\u0645\u0627 \u0647\u0630\u0627\u061f \u0644\u0627") ==
        "\u0645\u0627 \u0647\u0630\u0627 | \u0644\u0627");
  CHECK(split("the end!Next one") == "the end | next one");
  CHECK(split("") == "");
  CHECK(split("...? !") == "");
}

TEST_CASE("a point inside a number, behind an initial or in an address ends nothing") {
  CHECK(split("It is 1.5 million. Yes") == "it is 1.5 million | yes");
  CHECK(split("Es kostet 1,5 Mio. Euro im Jahr. Ja") == "es kostet 1,5 mio euro im jahr | ja");
  CHECK(split("Wir sind da. Ja") == "wir sind da | ja");
  CHECK(split("So e.g. migrants get more") == "so e g migrants get more");
  CHECK(split("Ein Recht, z. B. Wohngeld. Neu") == "ein recht z b wohngeld | neu");
  CHECK(split("J. R. Smith came") == "j r smith came");
  CHECK(split("see https://x.org/A.B?C=D.E now").find('|') == std::string::npos);
}

TEST_CASE("sentences cover all words in order, and looking for them is saved only where there is one") {
  std::mt19937 random(11);
  const std::vector<std::string> pieces{
      "word",   "Next",          "a",  "1", ".",    "!",     "? ", " ", "\n", ". ", "\u2026",
      "\u3002", "www.x.org/A.B", "\"", ")", "\xff", "\u00fc"};
  sait::Folder folder;
  sait::SentenceSplitter splitter;
  sait::FoldedText folded;
  std::vector<sait::WordRange> sentences, looked;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto left = random() % 20; left > 0; --left) text += pieces[random() % pieces.size()];
    folder.fold(text, folded);
    splitter.split(text, folded, sentences);
    CAPTURE(text);
    std::uint32_t behind = 0;
    for (const auto& sentence : sentences) {
      REQUIRE(sentence.first == behind);
      REQUIRE(sentence.last > sentence.first);
      behind = sentence.last;
    }
    REQUIRE(behind == folded.words.size());
    folded.one_sentence = false;
    splitter.split(text, folded, looked);
    REQUIRE(looked == sentences);
  }
}

TEST_CASE("a sentence ends before a small letter too, but not behind an abbreviation or a number") {
  CHECK(split("that is a hoax. migrants get free cars.") == "that is a hoax | migrants get free cars");
  CHECK(split("is it true? migrants get more! so it is. they say") ==
        "is it true | migrants get more | so it is | they say");
  // Who hesitates goes on, as ICU has it: else a phrase would be cut in two by three dots.
  CHECK(split("they get... more.. than\u2026 us") == "they get more than us");
  CHECK(split("really?.. they say") == "really | they say");
  CHECK(split("he said \"no.\" then left") == "he said no | then left");
  CHECK(split("approx. ten, etc. and so on") == "approx ten etc and so on");
  CHECK(split("dr. schmidt und ca. zehn, z. b. wir") == "dr schmidt und ca zehn z b wir");
  CHECK(split("am 3. mai kamen sie") == "am 3 mai kamen sie");
  CHECK(split("es kostet 1,5 mio. euro") == "es kostet 1,5 mio euro");
  CHECK(split("art. 16 and nr. 5 hold") == "art 16 and nr 5 hold");
  CHECK(split("see x.org and the u.s. government") == "see x org and the u s government");
}

TEST_CASE("a sentence may begin with a number, and end with a short word behind one") {
  CHECK(split("They are here. 900 more will come.") == "they are here | 900 more will come");
  CHECK(split("so it was. 5 million of them") == "so it was | 5 million of them");
  CHECK(split("They brought 900 men. Migrants get more.") == "they brought 900 men | migrants get more");
  CHECK(split("It cost us 900 tax. So they say.") == "it cost us 900 tax | so they say");
  CHECK(split("siehe abs. 2 und rd. 500 von ihnen, art. 16 gilt") == "siehe abs 2 und rd 500 von ihnen art 16 gilt");
  CHECK(split("nach 20 Std. Arbeit, 5 Tsd. Leute, 30 min. Pause") == "nach 20 std arbeit 5 tsd leute 30 min pause");
}
