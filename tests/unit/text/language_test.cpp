#include "text/language.hpp"

#include <doctest/doctest.h>

TEST_CASE("the language of a plain sentence is found") {
  CHECK(sait::detect_language("The city council decided yesterday how the new arrivals will be housed this winter.") ==
        "en");
  CHECK(sait::detect_language(
            "Der Stadtrat hat gestern beschlossen, wie die Neuankommenden im Winter untergebracht werden.") == "de");
  CHECK(
      sait::detect_language(
          "Le conseil municipal a d\u00e9cid\u00e9 hier comment les nouveaux arrivants seront log\u00e9s cet hiver.") ==
      "fr");
  CHECK(sait::detect_language(
            "\u05d4\u05e2\u05d9\u05e8\u05d9\u05d9\u05d4 \u05d4\u05d7\u05dc\u05d9\u05d8\u05d4 "
            "\u05d0\u05ea\u05de\u05d5\u05dc "
            "\u05d0\u05d9\u05da \u05d9\u05e9\u05d5\u05db\u05e0\u05d5 \u05d4\u05de\u05d2\u05d9\u05e2\u05d9\u05dd") ==
        "he");
}

TEST_CASE("the detector does not guess") {
  CHECK(sait::detect_language("") == "");
  CHECK(sait::detect_language("ok") == "");
  CHECK(sait::detect_language("12345 !!! \U0001F600") == "");
}

TEST_CASE("ill-formed and long texts are detected all the same") {
  std::string text = "The city council decided yesterday how the new arrivals will be housed this winter. ";
  CHECK(sait::detect_language(text + "\xff\xc3") == "en");
  while (text.size() < 100'000) text += text;
  CHECK(sait::detect_language(text) == "en");
  std::string wide;
  while (wide.size() < 8'000)
    wide += "\u043c\u044b \u0436\u0438\u0432\u0451\u043c \u0432 \u0433\u043e\u0440\u043e\u0434\u0435 ";
  CHECK(sait::detect_language(wide) == "ru");
}

TEST_CASE("a tag is cut to its primary part") {
  CHECK(sait::primary_tag("en") == "en");
  CHECK(sait::primary_tag("en-GB") == "en");
  CHECK(sait::primary_tag("DE") == "de");
  CHECK(sait::primary_tag("pt_BR") == "pt");
  CHECK(sait::primary_tag("zh-Hant-TW") == "zh");
  CHECK(sait::primary_tag("fil") == "fil");
  CHECK(sait::primary_tag("iw") == "he");
}

TEST_CASE("what is no tag of a language gives nothing") {
  for (const char* tag : {"", "e", "english", "-", "en-", "-en", "en--GB", "e1", "en GB", "und", "mul", "x-private",
                          "\u00e9n", "en-toolongasubtag"}) {
    CAPTURE(std::string(tag));
    CHECK(sait::primary_tag(tag) == "");
  }
}
