#include <doctest/doctest.h>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"

using namespace sait;

namespace {

constexpr const char* kLanguage =
    "topic: [\"migrant*\"]\n"
    "common: [the, stop, invasion, now]\n"
    "lexicons:\n  who: [\"migrant*\"]\n  goods: [money, benefits]\n"
    "values:\n"
    "  numbers: {two: 2, million: 1000000}\n"
    "  percent: [\"%\"]\n"
    "  currencies: {EUR: [\"€\", euro, euros], USD: [\"$\"]}\n"
    "  periods: {month: [a month, monthly], week: [a week]}\n"
    "  places: {EU: [europe]}\n";

RuleFiles files_with(const std::string& entry, const std::string& more = {}) {
  auto files = fixture::small();
  files["languages/en.yaml"] = kLanguage;
  files["narratives/n.yaml"] =
      "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2027-01-01\nphrases:\n  en:\n    - " +
      entry + "\n" + more;
  return files;
}

std::shared_ptr<const RuleSet> compiled(const std::string& entry, const std::string& more = {}) {
  Diagnostics diagnostics;
  auto rules = compile_rules(files_with(entry, more), diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  return rules;
}

Post text(std::string_view words) {
  Post post;
  post.text = words;
  return post;
}

// The words of all places that the entry finds, "|" between matches, "-" if none.
std::string found(const std::string& entry, const Post& post, AuthorClass author = AuthorClass::other,
                  const std::string& more = {}) {
  PostMatcher matcher(compiled(entry, more));
  (void)matcher.on_topic(post, author);
  std::string out;
  for (const auto& match : matcher.matches("en")) {
    if (!out.empty()) out += "|";
    bool first = true;
    for (const auto& span : matcher.spans(match)) {
      out += (first ? "" : ", ") + std::string(matcher.words_at(span));
      first = false;
    }
  }
  return out.empty() ? "-" : out;
}

std::string found(const std::string& entry, std::string_view words) { return found(entry, text(words)); }

std::string refused(const std::string& entry, std::string_view says = {}) {
  Diagnostics diagnostics;
  CHECK(compile_rules(files_with(entry), diagnostics) == nullptr);
  CAPTURE(diagnostics.render());
  CHECK(diagnostics.render().find(says) != std::string::npos);
  REQUIRE_FALSE(diagnostics.items().empty());
  const auto& item = diagnostics.items().front();
  CHECK(item.line == 9);
  return item.code;
}

}  // namespace

TEST_CASE("all asks for every one, anywhere in the post, and what each found belongs to the match") {
  const std::string entry = "{all: [\"@who\", \"@goods\"]}";
  CHECK(found(entry, "The migrants came. They got money.") == "migrants, money");
  CHECK(found(entry, "The migrants came.") == "-");
  auto post = text("migrants");
  post.media_alt = {"bags of money"};
  CHECK(found(entry, post) == "migrants, money");
}

TEST_CASE("any asks for one") {
  const std::string entry = "{any: [\"migrants steal\", \"migrants rob\"]}";
  CHECK(found(entry, "migrants rob us") == "migrants rob");
  CHECK(found(entry, "migrants steal. And migrants rob") == "migrants steal|migrants rob");
  CHECK(found(entry, "migrants work") == "-");
}

TEST_CASE("none takes a match away: in the post, and inside same_sentence only in that sentence") {
  CHECK(found("{all: [\"@who get\"], none: [\"last year\"]}", "migrants get it. It was last year.") == "-");
  CHECK(found("{all: [\"@who get\"], none: [\"last year\"]}", "migrants get it. It was now.") == "migrants get");
  const std::string entry = "{same_sentence: [\"@who get\", {none: [\"last year\"]}]}";
  CHECK(found(entry, "migrants get it. It was last year.") == "migrants get");
  CHECK(found(entry, "migrants get it last year.") == "-");
}

TEST_CASE("same_sentence asks for all in one sentence, in any order") {
  const std::string entry = "{same_sentence: [\"@who\", \"@goods\"]}";
  CHECK(found(entry, "Money goes to migrants.") == "migrants, Money");
  CHECK(found(entry, "Money goes. To migrants.") == "-");
}

TEST_CASE("near asks for all within so many words, in any order") {
  const std::string entry = "{near: {words: 4, of: [\"@who\", \"@goods\"]}}";
  CHECK(found(entry, "money for all migrants") == "migrants, money");
  CHECK(found(entry, "money for all of the migrants") == "-");
  CHECK(found(entry, "migrants and money") == "migrants, money");
  CHECK(found(entry, "money. Migrants") == "-");
  CHECK(found(entry, "migrants a b c d e money x migrants") == "migrants, money");
}

TEST_CASE("each place where phrases stand near each other is judged by itself") {
  const std::string entry =
      "{near: {words: 8, of: [\"<number> @who\", \"<number> euros\"]}, where: \"<number> > 5000000\"}";
  CHECK(found(entry, "2 migrants got 5 euros, 900 migrants got 9 million euros") == "900 migrants, 9 million euros");
  CHECK(found(entry, "2 migrants got 5 euros, 900 migrants got 9 euros") == "-");
  // What stands near enough counts, though something else stands nearer.
  const std::string wide =
      "{near: {words: 8, of: [\"@who\", \"<number> (perhaps|others|they|euros)\", \"euros\"]}, where: \"<number> > "
      "100\"}";
  CHECK(found(wide, "migrants got 900, perhaps 5 euros") == "migrants, 900, perhaps, euros");
  CHECK(found(wide, "migrants got 5, perhaps 900 euros") == "migrants, 900 euros, euros");
  CHECK(found(wide, "900, they said: 50 migrants got 5 euros") == "migrants, 900, they, euros");
  CHECK(found(wide, "migrants came, and 900 others got, as I think, 5 euros") == "-");
}

TEST_CASE("a comparison beside all sees every value in the post, and shows the one that holds") {
  const std::string entry = "{all: [\"@who\", \"<number> euros\"], where: \"<number> > 5000000\"}";
  CHECK(found(entry, "Migrants came. It was 5 euros. Then it was 9 million euros.") == "Migrants, 9 million euros");
  CHECK(found(entry, "Migrants got 5 euros, then 9 million euros, then 7 euros.") == "Migrants, 9 million euros");
  CHECK(found(entry, "Migrants came. It was 5 euros. Then it was 9 euros.") == "-");
  const std::string outside = "{where: \"<number> > 5000000\", any: [{all: [\"@who\", \"<number> euros\"]}]}";
  CHECK(found(outside, "Migrants came. It was 5 euros. Then it was 9 million euros.") == "Migrants, 9 million euros");
}

TEST_CASE("the match is shown in the sentence in which all of same_sentence hold") {
  CHECK(found("{same_sentence: [\"@who\", \"<number> euros\"]}",
              "The migrants are here. 900 euros are gone. 7 euros for migrants.") == "migrants, 7 euros");
  CHECK(found("{same_sentence: [\"@who\", \"<number> men\"]}", "They brought 900 men. Migrants came.") == "-");
  const std::string beside = "{phrase: \"@who\", same_sentence: [\"@who\", \"@goods\"]}";
  CHECK(found(beside, "Migrants came. Migrants get money. Migrants go.") == "Migrants, Migrants, money");
  CHECK(found("{phrase: \"@who\", same_sentence: [\"stop\", \"@goods\"]}", "Migrants came. Stop the money.") ==
        "Migrants, Stop, money");
}

TEST_CASE("what a post of nothing but matches puts together grows with its length alone") {
  std::string words;
  for (int i = 0; i < 20'000; ++i) words += "migrants money ";
  for (const auto* const entry :
       {"{all: [\"@who\", \"@goods\"]}", "{same_sentence: [\"@who\", \"@goods\"]}",
        "{all: [\"@who\", \"@goods\"], none: [\"no such\"]}", "{near: {words: 4, of: [\"@who\", \"@goods\"]}}"}) {
    CAPTURE(entry);
    PostMatcher matcher(compiled(entry, "none:\n  en: [\"in the film\", \"@goods ...2 film\"]\n"));
    (void)matcher.on_topic(text(words));
    REQUIRE(matcher.matches("en").size() == 1);
    CHECK(matcher.spans(matcher.matches("en").front()).size() < 50);
  }
}

TEST_CASE("slots are compared, also with their unit") {
  const std::string entry = "{all: [\"<number> @who\"], where: \"<number> > 5000000\"}";
  CHECK(found(entry, "6 million migrants") == "6 million migrants");
  CHECK(found(entry, "2 million migrants") == "-");
  CHECK(found(entry, "5000000 migrants, then 5,000,001 migrants. ") == "5,000,001 migrants");
  const std::string money =
      "{phrase: \"@who get <money> <period>\", where: [\"<money> >= 500 EUR\", \"<period> = month\"]}";
  CHECK(found(money, "migrants get 700 euros a month") == "migrants get 700 euros a month");
  CHECK(found(money, "migrants get 700 euros a week") == "-");
  CHECK(found(money, "migrants get $700 monthly") == "-");
  CHECK(found("{phrase: \"@who in <place>\", where: \"<place> = FR\"}", "migrants in France") == "migrants in France");
  CHECK(found("{phrase: \"@who in <place>\", where: \"<place> != FR\"}", "migrants in Europe") == "migrants in Europe");
}

TEST_CASE("a share is compared as a share, however it is written") {
  for (const auto* asked : {"<share> > 90%", "<share> > 0.9", "<share> > 90 %"}) {
    CAPTURE(asked);
    const auto entry = "{phrase: \"<share> of @who\", where: \"" + std::string(asked) + "\"}";
    CHECK(found(entry, "95 % of migrants") == "95 % of migrants");
    CHECK(found(entry, "90 % of migrants") == "-");
  }
  CHECK(found("{phrase: \"<share> of @who\", where: \"<share> = 90%\"}", "90% of migrants") == "90% of migrants");
  CHECK(found("{phrase: \"<percent> of @who\", where: \"<percent> > 90%\"}", "95% of migrants") == "95% of migrants");
}

TEST_CASE("a comparison that could never hold, or that may be read in two ways, is refused with the way out") {
  const auto where = [](const std::string& asked, std::string_view says) {
    CAPTURE(asked);
    CHECK(refused(
              "{all: [\"@who get <money> <period>\", \"<share> <number> <percent> inside <place> <link>\"], where: \"" +
                  asked + "\"}",
              says) == "where");
  };
  where("<money> > 1.000 EUR", "write 1000");
  where("<money> > 1,000", "write 1000");
  where("<money> > 1.250.000", "write 1250000");
  where("<money> > 1'000", "write 1000");
  where("<money> > 10 000 EUR", "write 10000");
  where("<money> > 1,5", "write 1.5");
  where("<number> > .5", "write 0.5");
  where("<number> > -5", "below 0");
  where("<number> > nan", "no number");
  where("<number> > inf", "no number");
  where("<number> = nan", "compared with a number");
  where("<number> > 5 million", "in digits alone");
  where("<number> > 5 EUR", "has no unit");
  where("<number> > 5%", "no percentage");
  where("<share> > 90", "write <share> > 90%");
  where("<share> > 0.9 EUR", "has no unit");
  where("<money> > 1000 euro", "did you mean EUR?; known here: EUR, USD");
  where("<money> > 1000 eur", "did you mean EUR?");
  where("<money> > 1000 GBP", "\"GBP\" is no currency");
  where("<period> = Monthly", "did you mean month?; known here: month, week");
  where("<period> = Monat", "\"Monat\" is no period");
  where("<period> = 3", "write <period> = month");
  where("<period> > month", "no number");
  where("<place> = Germany", "did you mean DE?");
  where("<place> = Deutschland", "a code of ISO 3166");
  where("<place> = 5", "write <place> = DE");
  where("<link> = example", "domains");
  where("<money> > 5 and <number> > 3", "several are a list");
  // The unit of a value without a name for it, and decimals, are asked for as ever.
  CHECK(found("{phrase: \"@who get <money>\", where: \"<money> != USD\"}", "migrants get 7 euros") ==
        "migrants get 7 euros");
  CHECK(found("{phrase: \"@who get <money>\", where: \"<money> >= 0.125 EUR\"}", "migrants get 7 euros") ==
        "migrants get 7 euros");
}

TEST_CASE("what a narrative's none asks of slots is checked too") {
  Diagnostics diagnostics;
  CHECK(compile_rules(
            files_with("\"@who get\"", "none:\n  en: [{phrase: \"get <money>\", where: \"<money> > 5 euro\"}]\n"),
            diagnostics) == nullptr);
  CHECK(diagnostics.render().find("n.yaml:11:7: error[where]") != std::string::npos);
}

TEST_CASE("tags, addresses and hosts of a post are asked for") {
  CHECK(found("{all: [\"@who\"], hashtags: [\"#StopTheInvasion\"]}", "migrants #stoptheinvasion") == "migrants");
  CHECK(found("{all: [\"@who\"], hashtags: [stop the invasion]}", "migrants #stop") == "-");
  auto post = text("migrants");
  post.hashtags = {"StopTheInvasion"};
  CHECK(found("{all: [\"@who\"], hashtags: [stoptheinvasion]}", post) == "migrants");
  CHECK(found("{all: [\"@who\"], links: true}", "migrants https://x.example/1") == "migrants");
  CHECK(found("{all: [\"@who\"], links: true}", "migrants") == "-");
  CHECK(found("{all: [\"@who\"], links: false}", "migrants") == "migrants");
  CHECK(found("{all: [\"@who\"], media: true}", "migrants https://x.example/1") == "-");
  CHECK(found("{all: [\"@who\"], media: false}", "migrants") == "migrants");
  post.media_alt = {""};  // a picture that nobody describes
  CHECK(found("{all: [\"@who\"], media: true}", post) == "migrants");
  CHECK(found("{all: [\"@who\"], media: false}", post) == "-");
  post.media_alt.clear();
  post.links = {"https://WWW.Video.example/watch?v=1"};
  CHECK(found("{all: [\"@who\"], domains: [video.example]}", post) == "migrants");
  CHECK(found("{all: [\"@who\"], domains: [o.example.org]}", post) == "-");
  CHECK(found("{all: [\"@who\"], domains: [ideo.example]}", post) == "-");
  CHECK(found("{all: [\"@who\"], domains: [WWW.Video.example]}", post) == "migrants");
  for (const auto* address :
       {"https://video.example./x", "https://me@VIDEO.example:443/x", "https://vid\u200beo.example/x",
        "https://ｖｉｄｅｏ.example", "https://sub.video。example/x", "HTTPS://VIDEO.EXAMPLE\\@other.example"}) {
    CAPTURE(address);
    auto linked = text("migrants");
    linked.links = {address};
    CHECK(found("{all: [\"@who\"], domains: [video.example]}", linked) == "migrants");
    CHECK(found("{all: [\"@who\"], domains: [video.example]}", "migrants " + std::string(address)) == "migrants");
  }
  for (const auto* domain : {"b\u00fccher.example", "xn--bcher-kva.example", "B\u00dcCHER.example"}) {
    const auto entry = std::string("{all: [\"@who\"], domains: [") + domain + "]}";
    CHECK(found(entry, "migrants https://xn--bcher-kva.example/x") == "migrants");
    CHECK(found(entry, "migrants https://www.b\u00fccher.example/x") == "migrants");
    CHECK(found(entry, "migrants https://bucher.example/x") == "-");
  }
  for (const auto* address : {"https://video.example.other.example", "https://video.example@other.example",
                              "https://other.example/video.example", "https://v\u0456deo.example"}) {
    CAPTURE(address);
    CHECK(found("{all: [\"@who\"], domains: [video.example]}", "migrants " + std::string(address)) == "-");
  }
}

TEST_CASE("alt asks in descriptions of media alone") {
  const std::string entry = "{alt: [\"@who get\"]}";
  CHECK(found(entry, "migrants get") == "-");
  auto post = text("look");
  post.media_alt = {"a boat", "where migrants get out"};
  CHECK(found(entry, post) == "migrants get");
}

TEST_CASE("a sentence does not go on from one description to the next") {
  const std::string entry = "{same_sentence: [\"@who\", \"@goods\"]}";
  auto post = text("look");
  post.media_alt = {"Three migrants", "with money"};
  CHECK(found(entry, post) == "-");
  post.media_alt = {"Three migrants\nwith money"};
  CHECK(found(entry, post) == "migrants, money");
}

TEST_CASE("the class of an author is the feed's or the lists', and nothing else") {
  const std::string entry = "{all: [\"@who get\"], author: [official, media]}";
  CHECK(found(entry, text("migrants get"), AuthorClass::media) == "migrants get");
  CHECK(found(entry, text("migrants get"), AuthorClass::listed) == "-");
  CHECK(found(entry, "migrants get") == "-");
}

TEST_CASE("a match that depends on the thread stands aside until the writer knows the thread") {
  PostMatcher matcher(compiled("{all: [\"they get more\"], thread: on-topic}"));
  auto post = text("they get more");
  CHECK_FALSE(matcher.on_topic(post));
  CHECK(matcher.matches("en").empty());
  post.reply_to = "1";
  CHECK_FALSE(matcher.on_topic(post));
  const auto found = matcher.matches("en");
  REQUIRE(found.size() == 1);
  CHECK(found[0].if_thread);
  CHECK(matcher.refs(found).empty());
  CHECK(matcher.refs(found, true) == std::vector<MatchRef>{{"n", "en", SpeechAct::claim}});
}

TEST_CASE("a narrative's none silences its matches in that sentence") {
  const std::string none = "none:\n  en: [\"in the film\"]\n";
  CHECK(found("\"@who get\"", text("migrants get it in the film"), AuthorClass::other, none) == "-");
  CHECK(found("\"@who get\"", text("migrants get it. In the film"), AuthorClass::other, none) == "migrants get");
}

TEST_CASE("an entry that any post may meet is refused, and every mistake has its place") {
  CHECK(refused("{links: true}") == "no-phrase");
  CHECK(refused("{none: [\"@who get\"]}") == "no-phrase");
  CHECK(refused("{any: [\"@who get\", {links: true}]}") == "no-phrase");
  CHECK(refused("{all: [\"@who\"], none: [{thread: on-topic}]}") == "thread");
  CHECK(refused("{}") == "condition");
  for (const auto* list : {"where", "hashtags", "domains", "author", "alt", "none", "all"})
    CHECK(refused(std::string("{phrase: \"@who get\", ") + list + ": []}") == "condition");
  CHECK(refused("{al: [\"@who get\"]}") == "unknown-key");
  CHECK(refused("{near: {words: 1, of: [\"@who\", \"@goods\"]}}") == "range");
  CHECK(refused("{near: {words: 5, of: [\"@who\"]}}") == "condition");
  CHECK(refused("{all: [\"@who\"], where: \"number > 5\"}") == "where");
  CHECK(refused("{all: [\"@who\"], where: \"<number> > 5\"}") == "where");
  CHECK(refused("{all: [\"@who\"], author: [friend]}") == "choice");
  for (const auto* domain : {"https://x.org", "x.org/y", "x.org:80", "me@x.org", "x", "x .org", "x.org?a"})
    CHECK(refused(std::string("{all: [\"@who\"], domains: ['") + domain + "']}") == "condition");
  CHECK(refused("{all: [\"@who\"], thread: off}") == "choice");
  std::string deep = "\"@who get\"";
  for (int i = 0; i < 12; ++i) deep = "{all: [" + deep + "]}";
  CHECK(refused(deep) == "depth");
}
