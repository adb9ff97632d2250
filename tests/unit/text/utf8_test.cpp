#include "text/utf8.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace {

std::size_t characters_of(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) == 0x80 ? 0U : 1U;
  return count;
}

}  // namespace

TEST_CASE("well-formed UTF-8 is told from ill-formed") {
  for (const char* good : {"", "abc", "\u00e9", "\u20ac", "\U0001F600", "\uFFFD"}) CHECK(sait::is_valid_utf8(good));
  // A lone continuation, cut sequences, overlong forms, a surrogate, beyond U+10FFFF.
  for (const char* bad :
       {"\x80", "a\xc3", "\xe2\x82", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"}) {
    CHECK_FALSE(sait::is_valid_utf8(bad));
  }
}

TEST_CASE("repair replaces what is broken and control characters, nothing else") {
  CHECK(sait::repair_utf8("a\xff"
                          "b\tc\nd\re\x01") == "a\uFFFDb\tc\nd e ");
  CHECK(sait::repair_utf8("caf\u00e9 \U0001F600") == "caf\u00e9 \U0001F600");
  CHECK(sait::repair_utf8(std::string_view("\0", 1)) == " ");
  std::mt19937 random(3);
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    for (auto left = random() % 20; left > 0; --left) text += static_cast<char>(random() & 255U);
    const auto repaired = sait::repair_utf8(text);
    REQUIRE(sait::is_valid_utf8(repaired));
    REQUIRE(sait::repair_utf8(repaired) == repaired);
  }
}

TEST_CASE("a shortened text has at most the characters asked for and is cut at one") {
  CHECK(sait::shorten("abc", 3) == "abc");
  CHECK(sait::shorten("abcd", 3) == "ab\u2026");
  CHECK(sait::shorten("\u00e9\u00e9\u00e9\u00e9", 3) == "\u00e9\u00e9\u2026");
  CHECK(sait::shorten("abc", 0) == "");
  CHECK(sait::shorten("abc", 1) == "\u2026");
  CHECK(sait::shorten("", 0) == "");
  CHECK(sait::shorten("ae\u0301b", 3) == "a\u2026");  // never between a letter and its accent
  std::string text;
  for (int i = 0; i < 50; ++i) {
    for (std::size_t most = 0; most < 40; ++most) {
      const auto cut = sait::shorten(text, most);
      REQUIRE(characters_of(cut) <= most);
      REQUIRE(sait::is_valid_utf8(cut));
    }
    text += i % 3 == 0 ? "\U0001F600" : i % 3 == 1 ? "x" : "\u0301";
  }
}

TEST_CASE("an example names nobody") {
  CHECK(sait::mask("see https://x.org/u/jo?id=1, ok") == "see [link], ok");
  CHECK(sait::mask("write jo.doe@example.org!") == "write [mail]!");
  CHECK(sait::mask("they \u202Eeil\u202C \u2066to\u2069 us\u200F") == "they eil to us\u200F");
  CHECK(sait::mask("ask @jo and @bo@social.example.") == "ask [name] and [name].");
  CHECK(sait::mask("ask \uFF20jo, \uFE6Bbo and jo\uFF20example.org") == "ask [name], [name] and [mail]");
  CHECK(sait::mask("says u/jo_doe-7 (/u/bodoe, User/Max)") == "says [name] (/[name], [name])");
  CHECK(sait::mask("on t.me/jo, Forum.example.org/u/7?a=b.") == "on [link], [link].");
  CHECK(sait::mask("x.com:443/bodoe, x.com?u=bodoe x.com#bodoe 127.0.0.1:80/bodoe") == "[link], [link] [link] [link]");
  CHECK(sait::mask("x\uFF0Ecom\uFF0Fbodoe x\u3002com/bodoe, x.com/bo\u200Ddoe") == "[link] [link], [link]");
  CHECK(sait::mask("bodoe.pages.example. Not bodoe.example") == "[link]. Not bodoe.example");
  CHECK(sait::mask("@\u200Dbodoe @\uFEFFbo\u200Bdoe") == "[name] [name]");
  CHECK(sait::mask("case 123456, not 12345") == "case [number], not 12345");
  CHECK(sait::mask("call +49 171 234567 or 0171-234 56 78 now") == "call [number] or [number] now");
  CHECK(sait::mask("\u0661\u0662\u0663\u0664\u0665\u0666") == "[number]");
}

TEST_CASE("dates, amounts and plain text stay as they are") {
  for (const char* text :
       {"on 2024-05-12 and 05.12.2023", "1,000,000 people, 50% of \u20ac175.50", "a @ b", "see x.org",
        "in the U.S.A., i.e.this", "is it x.org? Or 1.2.3", "\u4f60\u597d\u3002\u518d\u89c1\u3002\u670b\u53cb",
        "0 0 0 0", "and/or, u/o, 1.5/10, e.g./i.e., 90 km/h, menu/bodoe"}) {
    CHECK(sait::mask(text) == text);
  }
}

TEST_CASE("a masked example is valid and short whatever comes in") {
  CHECK(sait::mask("a\xff") == "a\uFFFD");
  CHECK(characters_of(sait::mask(std::string(10'000, 'a'))) == 240);
  std::string labels;
  for (int i = 0; i < 200; ++i) labels += "@a ";
  CHECK(characters_of(sait::mask(labels)) == 240);
}

TEST_CASE("identifiers of accounts are masked, and taken out where words are learnt from a text") {
  CHECK(sait::mask("see did:plc:abc234xyz, she said") == "see [name], she said");
  CHECK(sait::mask("did:web:a.example.") == "[name].");
  CHECK(sait::mask("(did:key:z6Mk_x-1)") == "([name])");
  for (const std::string plain : {"I did: nothing", "did:plc", "did:plc:", "did:: x", "candid:plc:abc", "did:Plc:abc"})
    CHECK(sait::mask(plain) == plain);
  CHECK(sait::without_identifiers("a did:plc:abc234 b did:web:x. c did: d") == "a   b  . c did: d");
  CHECK(sait::without_identifiers("") == "");
}
