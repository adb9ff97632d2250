// What the shipped language files say for numbers: the right value or none, never a wrong one.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"

using namespace sait;

namespace {

PostMatcher& matcher() {
  static PostMatcher shared = [] {
    auto files = fixture::shipped();
    files["narratives/n.yaml"] =
        "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n"
        "  en: [\"xxqq <number> (of)? migrants\", \"xxqq ...3 <money> xxend\"]\n"
        "  de: [\"xxqq <number> migranten\"]\n  fr: [\"xxqq <number> (de)? migrants\"]\n"
        "  es: [\"xxqq <number> (de)? migrantes\"]\n  it: [\"xxqq <number> (di)? migranti\"]\n"
        "  pl: [\"xxqq <number> migrantów\"]\n  hu: [\"xxqq <number> migráns\"]\n  tr: [\"xxqq <number> göçmen\"]\n"
        "  ar: [\"xxqq <number> لاجئ\"]\n";
    Diagnostics diagnostics;
    auto rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    return PostMatcher(std::move(rules));
  }();
  return shared;
}

// "250000", "20 GBP"; "none": found, and without a value; "-": not found.
std::string value(const std::string& language, const std::string& text) {
  Post post;
  post.text = text;
  post.lang = language;
  (void)matcher().on_topic(post);
  for (const auto& match : matcher().matches(language)) {
    const auto slots = matcher().slots(match);
    if (slots.empty()) return "none";
    auto out = fmt::format("{:.0f}", slots.front().value.value);
    if (slots.front().value.value != static_cast<double>(static_cast<long long>(slots.front().value.value)))
      out = fmt::format("{}", slots.front().value.value);
    return slots.front().value.unit.empty() ? out : out + " " + slots.front().value.unit;
  }
  return "-";
}

struct Case {
  const char* said;
  const char* value;
};

void check(const std::string& language, const std::string& of, std::initializer_list<Case> cases) {
  for (const auto& [said, wanted] : cases) {
    CAPTURE(said);
    CHECK(value(language, fmt::format("xxqq {} {}", said, of)) == wanted);
  }
}

}  // namespace

TEST_CASE("a range, a date and what is below zero are no number") {
  check("en", "migrants",
        {{"100-200", "none"},
         {"100 - 200", "none"},
         {"100–200", "none"},
         {"1,000-2,000", "-"},
         {"10.11.2026", "none"},
         {"1.2.3", "none"},
         {"1 500 000", "1500000"},
         {"1\u00a0500\u202f000", "1500000"},
         {"1'500'000", "1500000"},
         {"1.500.000", "1500000"},
         {"-5", "none"},
         {"100, 200", "none"}});
  CHECK(value("en", "xxqq 1" + std::string(400, '0') + " migrants") == "none");
  CHECK(value("en", "xxqq get £20-30 million xxend") == "-");
  CHECK(value("en", "xxqq get £20 xxend") == "20 GBP");
  CHECK(value("en", "xxqq £20-£30 million xxend") == "none");
  CHECK(value("en", "xxqq £20 to £30 million xxend") == "none");
  CHECK(value("en", "xxqq get £30 million xxend") == "30000000 GBP");
}

TEST_CASE("number words of all languages") {
  check("en", "migrants",
        {{"twenty five", "25"},
         {"twenty-five thousand", "25000"},
         {"nineteen", "19"},
         {"two hundred and fifty thousand", "250000"},
         {"fifteen hundred", "1500"},
         {"one and a half million", "1500000"},
         {"two and a half million", "2500000"},
         {"a million and a half", "1500000"},
         {"half a million", "500000"},
         {"three quarters of a million", "750000"},
         {"two dozen", "24"},
         {"a dozen", "12"},
         {"hundreds of thousands of", "100000"},
         {"two thousand million", "2000000000"},
         {"two million five hundred thousand", "2500000"},
         {"twenty thirty", "none"},
         {"1.2 billion", "1200000000"},
         {"2½ million", "2500000"}});
  check("de", "Migranten",
        {{"anderthalb Millionen", "1500000"},
         {"zweieinhalb Millionen", "2500000"},
         {"fünfundzwanzig", "25"},
         {"fünfundzwanzigtausend", "25000"},
         {"fünfhunderttausend", "500000"},
         {"siebenhundertfünfzigtausend", "750000"},
         {"zweihundertfünfzig", "250"},
         {"hundertfünfundzwanzig", "125"},
         {"einundzwanzig", "21"},
         {"neunundneunzig", "99"},
         {"zwölfhundert", "1200"},
         {"drei Dutzend", "36"},
         {"zwei Millionen fünfhunderttausend", "2500000"},
         {"20 bis 30", "-"},
         {"siebzehn", "17"}});
  check("fr", "migrants",
        {{"deux millions et demi de", "2500000"},
         {"un million et demi de", "1500000"},
         {"soixante et onze", "71"},
         {"soixante dix sept", "77"},
         {"quatre-vingt-douze", "92"},
         {"quatre-vingt-dix-neuf", "99"},
         {"vingt et un", "21"},
         {"cinq cent mille", "500000"},
         {"deux mille cinq cents", "2500"},
         {"deux douzaines de", "24"},
         {"dizaines de milliers de", "10000"}});
  check("es", "migrantes",
        {{"treinta y cinco mil", "35000"},
         {"dos millones y medio de", "2500000"},
         {"ciento veinte", "120"},
         {"veintidós", "22"},
         {"dos mil millones de", "2000000000"},
         {"tres docenas de", "36"}});
  check("it", "migranti",
        {{"un milione e mezzo di", "1500000"},
         {"duecentocinquantamila", "250000"},
         {"ventuno", "21"},
         {"trentotto", "38"},
         {"quarantaduemila", "42000"},
         {"diciassette", "17"}});
  check("pl", "migrantów",
        {{"dwa i pół miliona", "2500000"},
         {"półtora miliona", "1500000"},
         {"sto dwadzieścia pięć tysięcy", "125000"},
         {"siedemnaście", "17"},
         {"dwa tysiące pięćset", "2500"}});
  check("hu", "migráns",
        {{"két és fél millió", "2500000"},
         {"másfél millió", "1500000"},
         {"kétszázötvenezer", "250000"},
         {"huszonkétezer", "22000"},
         {"tizenkilenc", "19"},
         {"harmincöt", "35"}});
  check("tr", "göçmen",
        {{"iki buçuk milyon", "2500000"},
         {"bir buçuk milyon", "1500000"},
         {"yirmi beş bin", "25000"},
         {"ikiyüzellibin", "250000"},
         {"iki yüz elli bin", "250000"},
         {"bin beş yüz", "1500"}});
  check("ar", "لاجئ",
        {{"خمسة وعشرين ألف", "25000"},
         {"مئة وخمسين ألف", "150000"},
         {"مليون ونصف", "1500000"},
         {"مئة وخمسة وعشرين", "125"},
         {"خمسة عشر", "15"}});
}
