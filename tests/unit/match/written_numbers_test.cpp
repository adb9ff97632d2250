// How people write numbers in nine languages, as the shipped files read them. Each row was decided before it was run;
// what has no value must have none in a phrase with gaps either, where a part of it could be taken for all.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <array>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"

using namespace sait;

namespace {

constexpr std::array<const char*, 4> kSlotsWritten{"number", "money", "percent", "share"};

struct NumberReader {
  std::shared_ptr<const RuleSet> rules;
  PostMatcher matcher;
};

NumberReader& number_reader() {
  static NumberReader shared = [] {
    auto files = fixture::shipped();
    std::string narrative =
        "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n";
    for (const auto* language : {"en", "de", "fr", "es", "it", "pl", "hu", "tr", "ar"}) {
      narrative += fmt::format("  {}:\n    - \"xxmeasured <number> (asylum|tall|high|run) xxend\"\n", language);
      for (const auto* slot : kSlotsWritten)
        narrative +=
            fmt::format("    - \"xxtight{0} <{0}> xxend\"\n    - \"xxloose{0} ...4 <{0}> ...4 xxend\"\n", slot);
    }
    files["narratives/n.yaml"] = narrative;
    Diagnostics diagnostics;
    std::shared_ptr<const RuleSet> rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    return NumberReader{rules, PostMatcher(rules)};
  }();
  return shared;
}

// "250000", "20 GBP"; "" where nothing is found or what is found has no value.
std::string number_read(const std::string& language, const std::string& text) {
  Post post;
  post.text = text;
  post.lang = language;
  auto& [rules, matcher] = number_reader();
  (void)matcher.on_topic(post);
  for (const auto& match : matcher.matches(language)) {
    const auto& pattern = rules->patterns[match.pattern];
    if (pattern.language != language) continue;                    // a short post may be of any
    if (rules->narratives[pattern.narrative].id != "n") continue;  // a shipped one
    const auto slots = matcher.slots(match);
    if (slots.empty()) return {};
    const auto& [type, value, unit] = slots.front().value;
    return fmt::format("{}{}{}", value, unit.empty() ? "" : " ", unit);
  }
  return {};
}

struct Row {
  const char* slot;
  const char* said;
  const char* value;
};

void read_rows(const std::string& language, std::initializer_list<Row> rows) {
  for (const auto& [slot, said, wanted] : rows) {
    CAPTURE(language);
    const std::string text = said;
    CAPTURE(text);
    CHECK(number_read(language, fmt::format("xxtight{} {} xxend", slot, said)) == wanted);
    const auto loose = number_read(language, fmt::format("xxloose{} they {} xxend", slot, said));
    CHECK(loose == wanted);
  }
}

}  // namespace

TEST_CASE("numbers as English posts write them") {
  read_rows("en", {{"number", "5 million", "5000000"},
                   {"number", "1.5 million", "1500000"},
                   {"number", "1,5 million", "1500000"},
                   {"number", ".5 million", "500000"},
                   {"number", ",5 million", ""},
                   {"number", "0.5 million", "500000"},
                   {"number", "1.5 Mio", "1500000"},
                   {"number", "1,5 Mio.", "1500000"},
                   {"number", "1.5 Mrd", "1500000000"},
                   {"number", "5million", "5000000"},
                   {"number", "2 million 500 thousand", "2500000"},
                   {"number", "2 million and 500 thousand", "2500000"},
                   {"number", "2 million, 500 thousand", ""},
                   {"number", "2 thousand 500 thousand", ""},
                   {"number", "1 million 200,000", "1200000"},
                   {"number", "5 thousand 300", "5300"},
                   {"number", "5k", "5000"},
                   {"number", "5K", "5000"},
                   {"number", "5 K", "5000"},
                   {"number", "5 k", ""},
                   {"number", "1.5M", "1500000"},
                   {"number", "1.5m", "1500000"},
                   {"number", "1.5 M", "1500000"},
                   {"number", "1.5 m", ""},
                   {"number", "5bn", "5000000000"},
                   {"number", "5 bn", "5000000000"},
                   {"number", "5B", "5000000000"},
                   {"number", "5b", ""},
                   {"number", "3mn", "3000000"},
                   {"number", "3 mln", "3000000"},
                   {"number", "10²", ""},
                   {"number", "10³", ""},
                   {"number", "10⁶", ""},
                   {"number", "10^6", ""},
                   {"number", "2x10", ""},
                   {"number", "5₂", ""},
                   {"number", "5-10 million", ""},
                   {"number", "5 – 10 million", ""},
                   {"number", "5‑10 million", ""},
                   {"number", "between 5 and 10 million", ""},
                   {"number", "between about 5 and 10 million", ""},
                   {"number", "5 to 10 million", ""},
                   {"number", "from 5 to 10 million", ""},
                   {"number", "-5", ""},
                   {"number", "−5", ""},
                   {"number", "–5", ""},
                   {"number", "-.5", ""},
                   {"number", "1'500'000", "1500000"},
                   {"number", "1’500’000", "1500000"},
                   {"number", "15,00,000", "1500000"},
                   {"number", "1,50,000", "150000"},
                   {"number", "1,00,00,000", "10000000"},
                   {"number", "1,50,00", ""},
                   {"number", "1 500 000", "1500000"},
                   {"number", "1\u00a0500\u00a0000", "1500000"},
                   {"number", "1\u202f500\u202f000", "1500000"},
                   {"number", "1\u2009500\u2009000", "1500000"},
                   {"number", "1_500", ""},
                   {"number", "1·5 million", ""},
                   {"number", "1,500", "1500"},
                   {"number", "1.500.000", "1500000"},
                   {"number", "１，５００", ""},
                   {"number", "５００", "500"},
                   {"number", "٥٠٠", "500"},
                   {"number", "۱۵۰۰", "1500"},
                   {"number", "2½ million", "2500000"},
                   {"number", "1/2", ""},
                   {"number", "1⁄2", ""},
                   {"number", "3:1", ""},
                   {"number", "12:30", ""},
                   {"number", "1 500.50", "1500.5"},
                   {"number", "1 500,5", "1500.5"},
                   {"number", "5th", ""},
                   {"number", "9 out of 10", ""},
                   {"number", "half a trillion", "500000000000"},
                   {"number", "half a million", "500000"},
                   {"number", "half a zillion", ""},
                   {"number", "a few thousand", ""},
                   {"number", "three point five million", ""},
                   {"number", "5tn", "5000000000000"},
                   {"number", "several hundred", ""},
                   {"number", "2 and a half million", "2500000"},
                   {"money", "$500 CAD", "500 CAD"},
                   {"money", "500 $ CAD", "500 CAD"},
                   {"money", "CAD $500", "500 CAD"},
                   {"money", "CAD$500", "500 CAD"},
                   {"money", "$500 Canadian", ""},
                   {"money", "$5 million CAD", "5000000 CAD"},
                   {"money", "$500 MXN", ""},
                   {"number", "two thirds of a billion", ""},
                   {"number", "two thirds of a zillion", ""},
                   {"number", "three fifths", ""},
                   {"number", "2 1/2 million", ""},
                   {"number", "2 ½ million", ""},
                   {"number", "minus 5", ""},
                   {"number", "minus 5 million", ""},
                   {"money", "500 CAD", "500 CAD"},
                   {"number", "5m-10m", ""},
                   {"number", "5 million-10 million", ""},
                   {"number", "(5 million)", "5000000"},
                   {"number", "~5 million", "5000000"},
                   {"number", "5+ million", "5000000"},
                   {"money", "£5", "5 GBP"},
                   {"money", "-£5", ""},
                   {"money", "£-5", ""},
                   {"money", "− £5", "5 GBP"},
                   {"money", "−£5", ""},
                   {"money", "US$5", "5 USD"},
                   {"money", "US $5", "5 USD"},
                   {"money", "-US$5", ""},
                   {"money", "A$5", "5 AUD"},
                   {"money", "AU$5m", "5000000 AUD"},
                   {"money", "a $5", "5 USD"},
                   {"money", "C$5", "5 CAD"},
                   {"money", "R$5", ""},
                   {"money", "€5bn", "5000000000 EUR"},
                   {"money", "€5 bn", "5000000000 EUR"},
                   {"money", "£1.5m", "1500000 GBP"},
                   {"money", "£1.5 m", "1500000 GBP"},
                   {"money", "£5k", "5000 GBP"},
                   {"money", "5k€", "5000 EUR"},
                   {"money", "5 K€", "5000 EUR"},
                   {"money", "£.5m", "500000 GBP"},
                   {"money", "£.50", "0.5 GBP"},
                   {"money", "£20-30 million", ""},
                   {"money", "£20–£30", ""},
                   {"money", "between £5 and £10 million", ""},
                   {"money", "$1,500.50", "1500.5 USD"},
                   {"money", "1 500,50 €", "1500.5 EUR"},
                   {"money", "5€50", ""},
                   {"money", "5 Mrd. €", "5000000000 EUR"},
                   {"money", "£2 million 500 thousand", "2500000 GBP"},
                   {"money", "5GBP", "5 GBP"},
                   {"money", "€1'500", "1500 EUR"},
                   {"money", "EUR 5m", "5000000 EUR"},
                   {"money", "£5-£10", ""},
                   {"money", "$5-10m", ""},
                   {"money", "£1-2", ""},
                   {"percent", "90%", "90"},
                   {"percent", "%90", "90"},
                   {"percent", "-5%", ""},
                   {"percent", "5-10%", ""},
                   {"percent", "5% to 10%", ""},
                   {"percent", ".5%", "0.5"},
                   {"percent", "5%-10%", ""},
                   {"percent", "1.5 %", "1.5"},
                   {"percent", "10²%", ""},
                   {"share", "1 in 5", "0.2"},
                   {"share", "one in five", "0.2"},
                   {"share", "9 out of 10", "0.9"},
                   {"share", "every fifth", "0.2"},
                   {"share", "a fifth of", "0.2"},
                   {"share", "1-2 in 5", ""}});
}

TEST_CASE("numbers as German posts write them") {
  read_rows("de", {{"number", "1,5 Mio.", "1500000"},
                   {"number", "1.5 Mio", "1500000"},
                   {"number", "1,5M", "1500000"},
                   {"number", "1,5m", ""},
                   {"number", "1.500.000", "1500000"},
                   {"number", "5 Mrd.", "5000000000"},
                   {"number", "500 Tsd.", "500000"},
                   {"number", "500tsd", "500000"},
                   {"number", "2 Millionen 500 Tausend", "2500000"},
                   {"number", "2 Mio. 500 Tsd.", "2500000"},
                   {"number", "zwischen 5 und 10 Millionen", ""},
                   {"number", "5 bis 10 Millionen", ""},
                   {"number", "3 von 10", ""},
                   {"number", "5 Mill.", "5000000"},
                   {"number", "5 Mia.", ""},
                   {"number", "eine halbe Milliarde", "500000000"},
                   {"number", "eine halbe Billion", ""},
                   {"number", "zwei Drittel einer Milliarde", ""},
                   {"number", "minus 5", ""},
                   {"number", "mehreren Tausend", ""},
                   {"number", "drei Komma fünf Millionen", ""},
                   {"number", "einige Tausend", ""},
                   {"money", "5 Mrd. €", "5000000000 EUR"},
                   {"money", "5 Mio. Euro", "5000000 EUR"},
                   {"money", "1.500,50 €", "1500.5 EUR"},
                   {"money", "5.000,- Euro", "5000 EUR"},
                   {"money", "5,- €", "5 EUR"},
                   {"money", "-5 €", ""},
                   {"money", "US$5", "5 USD"},
                   {"money", "5€-10€", ""},
                   {"share", "jeder Fünfte", "0.2"},
                   {"share", "jede zehnte", "0.1"},
                   {"share", "ein Fünftel", "0.2"},
                   {"share", "3 von 10", "0.3"}});
}

TEST_CASE("numbers as French, Spanish and Italian posts write them") {
  read_rows("fr", {{"number", "1,5 M", "1500000"},
                   {"number", "1,5M", "1500000"},
                   {"number", "1,5 m", ""},
                   {"number", "1.5 Mio", "1500000"},
                   {"number", "5mn", ""},
                   {"number", "5 Mds", "5000000000"},
                   {"number", "1 500 000", "1500000"},
                   {"number", "2 millions 500 mille", "2500000"},
                   {"number", "2 millions et 500 mille", "2500000"},
                   {"number", "entre 5 et 10 millions", ""},
                   {"number", "de 5 à 10 millions", ""},
                   {"number", "5 Mrds", "5000000000"},
                   {"number", "un demi-milliard", "500000000"},
                   {"number", "un demi-billion", ""},
                   {"number", "quelques milliers", ""},
                   {"number", "moins 5", ""},
                   {"money", "moins 5 €", ""},
                   {"number", "deux tiers d'un milliard", ""},
                   {"money", "5 M€", "5000000 EUR"},
                   {"money", "5 K€", "5000 EUR"},
                   {"money", "500 dinars algériens", "500 DZD"},
                   {"money", "5 Md€", "5000000000 EUR"},
                   {"money", "5Mds€", "5000000000 EUR"},
                   {"money", "5 millions d'euros", "5000000 EUR"},
                   {"money", "1,5 Md d’euros", "1500000000 EUR"},
                   {"money", "1 500,50 €", "1500.5 EUR"},
                   {"money", "5€50", ""},
                   {"share", "un sur cinq", "0.2"},
                   {"share", "1 sur 5", "0.2"},
                   {"share", "un cinquième", "0.2"}});
  read_rows("es", {{"number", "1,5M", "1500000"},
                   {"number", "5 mil", "5000"},
                   {"number", "5 k", ""},
                   {"number", "menos 5", ""},
                   {"percent", "menos 5 %", ""},
                   {"number", "dos tercios de un millón", ""},
                   {"number", "2 millones 500 mil", "2500000"},
                   {"number", "1 millón 200.000", "1200000"},
                   {"number", "5 mill.", "5000000"},
                   {"number", "entre 5 y 10 millones", ""},
                   {"money", "5 M€", "5000000 EUR"},
                   {"money", "5 millones de euros", "5000000 EUR"},
                   {"share", "uno de cada cinco", "0.2"},
                   {"share", "1 de cada 5", "0.2"}});
  read_rows("it", {{"number", "1,5 mln", "1500000"},
                   {"number", "1,5 mld", "1500000000"},
                   {"number", "200mila", "200000"},
                   {"number", "1 milione 200mila", "1200000"},
                   {"number", "mezzo miliardo", "500000000"},
                   {"number", "meno 5", ""},
                   {"number", "due terzi di un miliardo", ""},
                   {"number", "5 trilioni", ""},
                   {"number", "qualche migliaio", ""},
                   {"number", "tra 5 e 10 milioni", ""},
                   {"money", "5 mln €", "5000000 EUR"},
                   {"money", "1,5 mld di euro", "1500000000 EUR"},
                   {"share", "uno su cinque", "0.2"}});
}

TEST_CASE("numbers as Polish, Hungarian, Turkish and Arabic posts write them") {
  read_rows("pl", {{"number", "1,5 mln", "1500000"},
                   {"number", "500 tys.", "500000"},
                   {"number", "2 mln 500 tys.", "2500000"},
                   {"number", "5 bln", "5000000000000"},
                   {"number", "1,5 miliarda", "1500000000"},
                   {"number", "5 tysiącach", "5000"},
                   {"number", "kilka tysięcy", ""},
                   {"number", "od 5 do 10 milionów", ""},
                   {"number", "między 5 a 10 milionów", ""},
                   {"money", "500zł", "500 PLN"},
                   {"money", "5 tys. zł", "5000 PLN"},
                   {"money", "-500 zł", ""},
                   {"share", "co piąty", "0.2"},
                   {"share", "1 na 5", "0.2"}});
  read_rows("hu", {{"number", "1,5 millió", "1500000"},
                   {"number", "1,5 M", "1500000"},
                   {"number", "2 millió 500 ezer", "2500000"},
                   {"number", "5 millióra", "5000000"},
                   {"number", "5 ezerből", "5000"},
                   {"number", "5 és 10 millió között", ""},
                   {"money", "500 Ft", "500 HUF"},
                   {"money", "5 M Ft", "5000000 HUF"},
                   {"money", "5 Mrd Ft", "5000000000 HUF"},
                   {"share", "minden ötödik", "0.2"},
                   {"share", "ötből egy", "0.2"}});
  read_rows("tr", {{"number", "1,5 milyon", "1500000"},
                   {"number", "2 milyon 500 bin", "2500000"},
                   {"number", "5bin", "5000"},
                   {"number", "5 bin 300", "5300"},
                   {"number", "1,5 mn", "1500000"},
                   {"number", "5 milyondan", "5000000"},
                   {"number", "5 binden", "5000"},
                   {"number", "yarım trilyon", ""},
                   {"number", "5B", ""},
                   {"number", "5-10 milyon", ""},
                   {"number", "5 ile 10 milyon", ""},
                   {"money", "500₺", "500 TRY"},
                   {"money", "5 milyar TL", "5000000000 TRY"},
                   {"percent", "%90", "90"},
                   {"percent", "yüzde 90", "90"},
                   {"percent", "%-5", ""},
                   {"share", "beşte biri", "0.2"}});
  read_rows("ar", {{"number", "٥٠٠", "500"},
                   {"number", "١٫٥ مليون", "1500000"},
                   {"number", "١٬٥٠٠٬٠٠٠", "1500000"},
                   {"number", "۱۵۰۰", "1500"},
                   {"number", "١،٥ مليون", ""},
                   {"number", "و5000", "5000"},
                   {"number", "مليون و500 ألف", "1500000"},
                   {"number", "2 مليون و500 ألف", "2500000"},
                   {"number", "5 آلاف و300", "5300"},
                   {"number", "بين 5 و10 ملايين", ""},
                   {"number", "5 إلى 10 ملايين", ""},
                   {"money", "$500", "500 USD"},
                   {"percent", "٪٩٠", "90"},
                   {"share", "واحد من كل خمسة", "0.2"}});
}

TEST_CASE("words that only look as if they spoilt a number leave it its value") {
  const auto keeps = [](const std::string& language, const std::string& said, const std::string& wanted) {
    CAPTURE(said);
    CHECK(number_read(language, fmt::format("xxloosenumber {} xxend", said)) == wanted);
  };
  for (const auto* said : {"at this point 5000", "last quarter, 5000", "the lucky few: 5000", "year and a half 5000",
                           "the breaking point (5000)", "nashville TN 5000", "plus or minus 5000", "East TN 5000"})
    keeps("en", said, "5000");
  keeps("en", "5 grandchildren", "5");
  keeps("en", "5,000 millionaires", "5000");
  keeps("en", "at this point half a million", "500000");
  for (const auto* said :
       {"im Viertel 5000", "nur wenige: 5000", "plus minus 5000", "Mia 5000", "mehr als die Hälfte: 5000"})
    keeps("de", said, "5000");
  keeps("de", "5000 Millionäre", "5000");
  for (const auto* said : {"quelques 5000", "un an et demi, 5000", "plusieurs, 5000", "5000 algériens", "5000 irakiens",
                           "plus ou moins 5000", "au moins 5000", "moins de 5000"})
    keeps("fr", said, "5000");
  for (const auto* said : {"de media 5000", "un año y medio 5000", "5000 millonarios", "más o menos 5000",
                           "por lo menos 5000", "al menos 5000", "menos de 5000"})
    keeps("es", said, "5000");
  for (const auto* said : {"più o meno 5000", "per lo meno 5000", "un anno e mezzo 5000", "5000 millennials"})
    keeps("it", said, "5000");
  keeps("pl", "plus minus 5000", "5000");
  for (const auto* said : {"fél 5000", "az egész 5000", "plusz-mínusz 5000"}) keeps("hu", said, "5000");
  for (const auto* said : {"otobüse binin 5000", "araca bine 5000", "artı eksi 5000"}) keeps("tr", said, "5000");
  for (const auto* said : {"5000 الفلسطينيين", "5000 الأفغان", "5000 الفقراء"}) keeps("ar", said, "5000");
}

TEST_CASE("a letter behind a number is a million where it cannot be a metre") {
  const auto wall = [](const std::string& said) { return number_read("en", "xxmeasured " + said + " xxend"); };
  CHECK(wall("1.5m asylum") == "1500000");
  for (const auto* said : {"1.5m tall", "1.5M tall", "2m-high", "5k run"}) {
    CAPTURE(std::string(said));
    CHECK(wall(said).empty());
  }
  CHECK(number_read("en", "xxloosemoney they £1.5m tall xxend") == "1500000 GBP");
  CHECK(number_read("en", "xxloosemoney they $500 (£400) xxend") == "500 USD");
  CHECK(number_read("en", "xxloosemoney they $500 (€460) xxend") == "500 USD");
  CHECK(number_read("en", "xxloosemoney they £500 24/7 xxend") == "500 GBP");
  for (const auto* language : {"en", "de", "es", "fr", "it"}) {
    CAPTURE(std::string(language));
    CHECK(number_read(language, "xxloosemoney they $500 CAD xxend") == "500 CAD");
    CHECK(number_read(language, "xxloosemoney they 500 $ CAD xxend") == "500 CAD");
    CHECK(number_read(language, "xxloosemoney they A$500 xxend") == "500 AUD");
    CHECK(number_read(language, "xxloosemoney they $500 xxend") == "500 USD");
  }
}

TEST_CASE("abbreviations of one language are no numbers in another") {
  CHECK(number_read("fr", "xxtightnumber 5 mn xxend").empty());          // minutes
  CHECK(number_read("it", "xxtightnumber 5 mio xxend").empty());         // "my"
  CHECK(number_read("tr", "xxtightnumber 5 bn xxend").empty());          // "I"
  CHECK(number_read("es", "xxloosenumber unos 5.000 xxend") == "5000");  // "about", where other words say "some"
  CHECK(number_read("tr", "xxloosenumber onlar 5 bina xxend") == "5");   // buildings, no form of bin
  CHECK(number_read("en", "xxloosenumber they 1 million 2015 xxend") == "1000000");
  CHECK(number_read("en", "xxloosenumber they 5 million in 2015 xxend") == "5000000");
  CHECK(number_read("en", "xxloosenumber in May, 5 million xxend") == "5000000");
}

TEST_CASE("a number that is read otherwise than it is written keeps its place in the post") {
  for (const auto* said : {".5 million", "a $5", "2 million 500 thousand", "US$5", "-£5"}) {
    CAPTURE(std::string(said));
    Post post;
    const std::string frame = std::string_view(said).find('$') != std::string_view::npos ||
                                      std::string_view(said).find("£") != std::string_view::npos
                                  ? "xxtightmoney "
                                  : "xxtightnumber ";
    const auto text = "Look: " + frame + said + " xxend, they say";
    post.text = text;
    post.lang = "en";
    (void)number_reader().matcher.on_topic(post);
    const auto matches = number_reader().matcher.matches("en");
    REQUIRE_FALSE(matches.empty());
    const auto& span = matches[0].span;
    CHECK(text.substr(span.begin, span.end - span.begin) == frame + said + " xxend");
  }
}
