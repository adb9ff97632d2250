#include "rules/phrase.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "text/fold.hpp"
#include "text/sentences.hpp"

using namespace sait;

namespace {

const PhraseWords& words() {
  static const auto known = [] {
    PhraseWords out;
    for (const auto* entry : {"migrant*", "asylum seekers"})
      out.lexicons["who"].push_back(std::get<PhraseNode>(parse_phrase(entry, nullptr)));
    auto& slots = out.slots;
    slots.numbers.add("two", 2);
    slots.numbers.add("fifty", 50);
    slots.numbers.add("a million", 1e6);
    slots.numbers.add("a hundred", 100);
    slots.numbers.add_join("and", 100);
    slots.numbers.add("hundred", 100);
    slots.numbers.add("thousand", 1000);
    slots.numbers.add("million*", 1e6);
    slots.numbers.add("mio", 1e6);
    slots.numbers.add_suffix("m", 1e6, false);
    slots.add_currency("$", "USD");
    slots.add_currency("euro*", "EUR");
    slots.add_currency("eur", "EUR");
    slots.add_percent("%");
    slots.add_percent("percent");
    slots.add_share("half", 0.5);
    slots.add_share("nearly all", 0.95);
    slots.add_out_of("out of");
    slots.add_period("a month", "month");
    slots.add_period("monthly", "month");
    slots.add_place("france", "FR");
    return out;
  }();
  return known;
}

CompiledPhrase compiled(std::string_view phrase) {
  auto result = compile_phrase(phrase, words());
  if (const auto* problem = std::get_if<PhraseProblem>(&result)) FAIL(problem->text);
  return std::get<CompiledPhrase>(std::move(result));
}

// The words a phrase finds in a text of sentences, "-" if none.
std::string found(std::string_view phrase, std::string_view text) {
  const auto form = compiled(phrase);
  Folder folder;
  FoldedText folded;
  std::vector<WordRange> sentences;
  folder.fold(text, folded);
  SentenceSplitter().split(text, folded, sentences);
  for (const auto& sentence : sentences) {
    std::string words;
    const std::string in(form.written ? folded.text_words(sentence) : folded.plain_words(sentence));
    if (!RE2::PartialMatch(in, RE2(form.regex.text()), &words)) continue;
    while (words.ends_with(' ')) words.pop_back();
    return words;
  }
  return "-";
}

// The value of the phrase's only slot, "unit value"; "-" if it finds nothing.
std::string value(std::string_view phrase, std::string_view text) {
  const auto form = compiled(phrase);
  REQUIRE(form.slots.size() == 1);
  std::string whole, slot;
  if (!RE2::PartialMatch(fold_words(text), RE2(form.regex.text()), &whole, &slot)) return "-";
  const auto read = words().slots.read(form.slots[0].type, slot);
  if (!read) return "?";
  return read->unit + (read->unit.empty() ? "" : " ") + fmt::format("{}", read->value);
}

}  // namespace

TEST_CASE("words match as whole words, folded like the text") {
  CHECK(found("pensioner", "The PENSIONER, they said") == "pensioner");
  CHECK(found("pensioner", "pensioners") == "-");
  CHECK(found("pensioner", "superpensioner") == "-");
  CHECK(found("Vier-Sterne-Hotel", "im Vier Sterne-Hotel!") == "vier sterne hotel");
  CHECK(found("Größe", "die GRÖSSE") == "grosse");
  CHECK(found("Größe", "die Grosse") == "grosse");
}

TEST_CASE("a star lets a word go on, a question mark makes a part optional") {
  CHECK(found("pension*", "two pensioners") == "pensioners");
  CHECK(found("pension*", "a pension") == "pension");
  CHECK(found("more (money|cash)? than", "more than") == "more than");
  CHECK(found("more (money|cash)? than", "more cash than") == "more cash than");
  CHECK(found("more really? than", "more really than") == "more really than");
  CHECK(found("more really? than", "more rather than") == "-");
}

TEST_CASE("alternatives, lexicons and numbers stand for one of their members") {
  CHECK(found("(every single|each) migrant", "every single migrant") == "every single migrant");
  CHECK(found("@who get", "Asylum seekers get") == "asylum seekers get");
  CHECK(found("@who get", "migrants get") == "migrants get");
  CHECK(found("gets @number", "gets 49.18") == "gets 49.18");
  CHECK(found("gets @whole", "gets 4.700") == "gets 4.700");
  CHECK(found("gets @whole", "gets 49.18") == "-");
  CHECK(found("gets @whole", "gets 2,200") == "gets 2,200");
}

TEST_CASE("a gap takes up to its number of words and never crosses a sentence") {
  CHECK(found("migrants ...2 more", "migrants more") == "migrants more");
  CHECK(found("migrants ...2 more", "migrants a b more") == "migrants a b more");
  CHECK(found("migrants ...2 more", "migrants a b c more") == "-");
  CHECK(found("migrants ... more", "migrants a b c d e f more") == "migrants a b c d e f more");
  CHECK(found("migrants ... more", "migrants a b c d e f g more") == "-");
  CHECK(found("migrants ... more", "We saw migrants. More rain came.") == "-");
  CHECK(found("migrants more", "We saw migrants. More rain came.") == "-");
  CHECK(found("migrants … more", "migrants get more") == "migrants get more");
}

TEST_CASE("a regular expression works on folded words") {
  CHECK(found("regex: migrant[a-z]* gets? more", "Migrants get MORE!") == "migrants get more");
  CHECK(found("regex: abc|abd", "x abd y") == "abd");
}

TEST_CASE("signs that mean something to RE2 are only signs in a phrase") {
  CHECK(found("get 3.5 more", "get 3.5 more") == "get 3.5 more");
  CHECK(found("get 3.5 more", "get 345 more") == "-");
  CHECK(found("migrants \"get\" $ 5", "migrants get $5") == "migrants get $ 5");
}

TEST_CASE("a star stands for any letters, at the end, the beginning and inside a word") {
  CHECK(found("asyl*flut*", "die Asylantenfluten") == "asylantenfluten");
  CHECK(found("asyl*flut*", "Asyl Flut") == "-");
  CHECK(found("*industrie", "Die Asyl-Sozialindustrie") == "sozialindustrie");
  CHECK(found("mig*r*ts", "migXrYts") == "migxryts");
}

TEST_CASE("a word with = is found only with its accents") {
  CHECK(found("=qué migrantes", "Qué migrantes") == "qué migrantes");
  CHECK(found("=qué migrantes", "que migrantes") == "-");
  CHECK(found("=qué migrántes", "qué migrantes") == "qué migrantes");
  CHECK(found("=que Größe", "que Grösse") == "que grösse");
  CHECK(found("=que Grosse", "que Größe") == "que grösse");
  CHECK(found("=que oeuvre", "que œuvre") == "que œuvre");
  CHECK(found("qué migrantes", "que migrantes") == "que migrantes");
}

TEST_CASE("a number is one value in digits, in words and in both") {
  for (const auto* text : {"1.5 Mio migrants", "1,5 million migrants", "1500000 migrants", "1.500.000 migrants",
                           "1,500,000 migrants", "1 500 000 migrants", "1'500'000 migrants", "1.5m migrants",
                           "1,5mio migrants", "1\u066B5 Mio migrants", "١٫٥ millions migrants"}) {
    CAPTURE(text);
    CHECK(value("<number> migrants", text) == "1500000");
  }
  CHECK(value("<number> migrants", "two hundred thousand migrants") == "200000");
  CHECK(value("<number> migrants", "two hundred and fifty thousand migrants") == "250000");
  CHECK(value("of <number> migrants", "of a million migrants") == "1000000");
  CHECK(value("<number> migrants", "2\u00bd million migrants") == "2500000");
  CHECK(value("<number> migrants", "two and fifty migrants") == "50");
  CHECK(value("<number> migrants", "a hundred and two thousand migrants") == "102000");
  CHECK(value("<number> migrants", "2,200 migrants") == "2200");
  CHECK(value("<number> migrants", "0.125 migrants") == "0.125");
  CHECK(value("<number> migrants", "49.18 migrants") == "49.18");
  CHECK(value("<number> migrants", "many migrants") == "-");
}

TEST_CASE("money, percent, shares, periods, places and links have a value and a unit") {
  CHECK(value("migrants get <money>", "migrants get $175") == "USD 175");
  CHECK(value("migrants get <money>", "migrants get 2.200 Euros") == "EUR 2200");
  CHECK(value("migrants get <money>", "migrants get 700eur") == "EUR 700");
  CHECK(value("migrants get <money>", "migrants get 700 million euro") == "EUR 700000000");
  CHECK(value("<percent> of migrants", "90% of migrants") == "90");
  CHECK(value("<percent> of migrants", "%90 of migrants") == "90");
  CHECK(value("<share> of migrants", "%90 of migrants") == "0.9");
  CHECK(value("<share> of migrants", "90 percent of migrants") == "0.9");
  CHECK(value("<share> of migrants", "nine of migrants") == "-");
  CHECK(value("<share> of migrants", "9 out of 10 of migrants") == "0.9");
  CHECK(value("<share> of migrants", "nearly all of migrants") == "0.95");
  CHECK(value("migrants get more <period>", "migrants get more a month") == "month 0");
  CHECK(value("migrants in <place>", "migrants in France") == "FR 0");
  CHECK(value("migrants <link>", "migrants https://example.org/x") == "0");
  CHECK(compiled("<first:number> migrants <second:number>").slots[1].name == "second");
  CHECK(compiled("migrants (<number>|many)").slots.size() == 1);
}

TEST_CASE("required parts stand in every sentence that a phrase matches") {
  const auto parts = [](std::string_view phrase) {
    std::vector<std::string> out;
    for (const auto& part : compiled(phrase).parts) out.push_back(fmt::format("{}", fmt::join(part, "|")));
    return out;
  };
  using Parts = std::vector<std::string>;
  CHECK(parts("@who get more") == Parts{" asylum seekers | migrant", " get more "});
  CHECK(parts("@who ... more (really)? than it") == Parts{" asylum seekers | migrant", " than it ", " more "});
  CHECK(parts("asyl*flut* now?") == Parts{" asyl", "flut"});
  CHECK(parts("asyl* now") == Parts{" asyl", " now "});
  CHECK(parts("regex: migrants? .{0,40}(taxes|benefits)") == Parts{" migrant | migrants", "benefits|taxes"});
  CHECK(parts("regex: the b[ae]d") == Parts{" the bad | the bed "});
  CHECK(parts("regex: b[ae]d") == Parts{" bad | bed "});
  CHECK(parts("(ab|cd) migrants") == Parts{" ab migrants | cd migrants ", " migrants "});
  CHECK(parts("(asylum|poor|migrants) <link>") ==
        Parts{" asylum \xEE\x80\x80 | migrants | poor \xEE\x80\x80 ", " \xEE\x80\x80 "});
}

TEST_CASE("where many phrases are looked for, a word alone leads") {
  const auto lead = [](Reach reach) {
    auto result = compile_phrase("(they|cops) (took|held) it", words(), reach);
    return fmt::format("{}", fmt::join(std::get<CompiledPhrase>(result).parts.front(), "|"));
  };
  CHECK(lead(Reach::far) == " cops held | cops took | they held | they took ");
  CHECK(lead(Reach::word) == " cops | they ");
}

TEST_CASE("a lead of short words leaves the part that sorts texts") {
  // By a word of two letters nothing is sorted, but "uk" and "britain" together are taken for enough.
  const auto parts = compiled("uk ...3 (uk|britain)").parts;
  CHECK(parts.front() == RequiredPart{" uk "});
  CHECK(std::ranges::any_of(parts, sorts_texts));
}

TEST_CASE("a gap has something firm on both sides") {
  const auto problem = [](std::string_view phrase) {
    auto result = compile_phrase(phrase, words());
    const auto* found = std::get_if<PhraseProblem>(&result);
    return found == nullptr ? std::string() : found->code;
  };
  CHECK(problem("migrants? ...2 cars") == "gap");
  std::string many = "cars";
  for (int i = 0; i < 20; ++i) many += " ... x";
  CHECK(problem(many) != "gap");
  CHECK(problem(many + " ... x") == "gap");
  CHECK(problem("migrants ... (new)? (cars)?") == "gap");
  CHECK(problem("(the)? migrants ... cars").empty());
  CHECK(problem("migrants ... (new)? cars").empty());
}

TEST_CASE("a gap leaves a slot behind it all of its words") {
  CHECK(value("migrants get ...2 <money>", "migrants get about 20 thousand euro") == "EUR 20000");
}

TEST_CASE("a regular expression has its limit") {
  auto result = compile_phrase("regex: migrant (" + std::string(20'000, 'a') + ")", words());
  REQUIRE(std::get_if<PhraseProblem>(&result));
  CHECK(std::get<PhraseProblem>(result).text.find("several entries") != std::string::npos);
}
