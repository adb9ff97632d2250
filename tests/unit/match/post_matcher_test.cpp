#include "match/post_matcher.hpp"

#include <doctest/doctest.h>

#include <random>
#include <sstream>

#include "../rules/rule_fixture.hpp"
#include "text/sentences.hpp"

using namespace sait;

namespace {

std::shared_ptr<const RuleSet> compile(const RuleFiles& files) {
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  return rules;
}

Post post_of(std::string_view text) {
  Post post;
  post.text = text;
  return post;
}

SpeechAct act_of(PostMatcher& matcher, std::string_view text) {
  (void)matcher.on_topic(post_of(text));
  REQUIRE(matcher.matches("en").size() == 1);
  return matcher.matches("en").front().act;
}

RuleFiles narrative(const std::string& id, const std::string& rest) {
  return {{"narratives/" + id + ".yaml",
           "id: " + id + "\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2027-01-01\n" + rest}};
}

}  // namespace

TEST_CASE("a post is on topic by a topic word or by the literals a pattern needs, in any field") {
  auto files = fixture::small();
  files.merge(narrative("m", "phrases: {en: [\"bogus pensions scandal\"]}\n"));
  PostMatcher matcher(compile(files));
  CHECK(matcher.on_topic(post_of("A migrant arrived")));
  CHECK(matcher.on_topic(post_of("MIGRANTS!")));
  CHECK(matcher.on_topic(post_of("seeking asylum.")));
  CHECK_FALSE(matcher.on_topic(post_of("immigrant")));
  CHECK_FALSE(matcher.on_topic(post_of("asylums")));
  CHECK_FALSE(matcher.on_topic(post_of("bogus pensions")));
  CHECK(matcher.on_topic(post_of("the bogus pensions scandal")));
  CHECK_FALSE(matcher.on_topic(post_of("")));
  auto post = post_of("look");
  post.title = "About migrants";
  CHECK(matcher.on_topic(post));
  post.title = {};
  post.media_alt = {"a boat", "with migrants"};
  CHECK(matcher.on_topic(post));
  CHECK_FALSE(matcher.on_topic(post_of("nothing of the last post stays")));
  CHECK(matcher.matches("und").empty());
}

TEST_CASE("a span points at the bytes of the original field") {
  PostMatcher matcher(compile(fixture::small()));
  const std::string text = "Ünlü 🙂: “Asylum-seekers get   MORE!” she";
  (void)matcher.on_topic(post_of(text));
  REQUIRE(matcher.matches("en").size() == 1);
  const auto match = matcher.matches("en").front();
  CHECK(match.span.field == Field::text);
  const auto at = [](std::string_view field, const Span& span) {
    return std::string(field.substr(span.begin, span.end - span.begin));
  };
  CHECK(at(text, match.span) == "Asylum-seekers get   MORE");
  CHECK(match.act == SpeechAct::quote);

  auto post = post_of("x");
  post.title = "so migrants get more";
  post.media_alt = {"one", "two migrants get more"};
  (void)matcher.on_topic(post);
  const auto found = matcher.matches("en");
  REQUIRE(found.size() == 2);
  CHECK(found[0].span.field == Field::title);
  CHECK(at(post.title, found[0].span) == "migrants get more");
  CHECK(found[1].span.field == Field::alt);
  CHECK(found[1].span.media == 1);
  CHECK(at(post.media_alt[1], found[1].span) == "migrants get more");
  CHECK(matcher.words_at(found[1].span) == "migrants get more");
}

TEST_CASE("the speech act is that of the sentence around the match") {
  PostMatcher matcher(compile(fixture::small()));
  CHECK(act_of(matcher, "Migrants get more.") == SpeechAct::claim);
  CHECK(act_of(matcher, "Fact check: migrants get more is wrong") == SpeechAct::debunk);
  CHECK(act_of(matcher, "It is not true that migrants get more") == SpeechAct::debunk);
  CHECK(act_of(matcher, "Is it true that migrants get more") == SpeechAct::question);
  CHECK(act_of(matcher, "Do migrants get more?") == SpeechAct::question);
  CHECK(act_of(matcher, "Do migrants get more\" 🤔 ?!") == SpeechAct::question);
  CHECK(act_of(matcher, "Migrants get more! Right?") == SpeechAct::claim);
  CHECK(act_of(matcher, "Migrants get more https://example.org/?a=b") == SpeechAct::claim);
  CHECK(act_of(matcher, "Refugees welcome even if migrants get more") == SpeechAct::counter);
  CHECK(act_of(matcher, "I am a migrant and they say migrants get more") == SpeechAct::first_person);
  CHECK(act_of(matcher, "He said migrants get more") == SpeechAct::quote);
  CHECK(act_of(matcher, "The poster reads \"migrants get more\" today") == SpeechAct::quote);
  CHECK(act_of(matcher, "«Migrants get more», écrit-il") == SpeechAct::quote);
  CHECK(act_of(matcher, "These \"guests\", migrants get more than \"us\"") == SpeechAct::claim);
  CHECK(act_of(matcher, "According to him migrants get more") == SpeechAct::report);
}

TEST_CASE("a cue protects only its own sentence and a sneer at fact-checkers is no cue") {
  PostMatcher matcher(compile(fixture::small()));
  CHECK(act_of(matcher, "Fact check: the moon is round. Migrants get more.") == SpeechAct::claim);
  CHECK(act_of(matcher, "Migrants get more. Fact check follows.") == SpeechAct::claim);
  CHECK(act_of(matcher, "Is it true? Migrants get more.") == SpeechAct::claim);
  CHECK(act_of(matcher, "The so-called fact check hides it, migrants get more") == SpeechAct::claim);
  CHECK(act_of(matcher, "The fact-checkers hide it, migrants get more") == SpeechAct::claim);
  CHECK(act_of(matcher, "A so-called fact check, fact check: migrants get more") == SpeechAct::debunk);
}

TEST_CASE("the cues of debunk come before those of question, and so on down the list") {
  PostMatcher matcher(compile(fixture::small()));
  CHECK(
      act_of(matcher, "fact check is it true refugees welcome i am a migrant he said according to migrants get more") ==
      SpeechAct::debunk);
  CHECK(act_of(matcher, "is it true refugees welcome i am a migrant he said according to migrants get more") ==
        SpeechAct::question);
  CHECK(act_of(matcher, "refugees welcome i am a migrant he said according to migrants get more") ==
        SpeechAct::counter);
  CHECK(act_of(matcher, "i am a migrant he said according to migrants get more") == SpeechAct::first_person);
  CHECK(act_of(matcher, "he said according to migrants get more") == SpeechAct::quote);
}

TEST_CASE("a negation counts where it meets the match, and denying a denial claims") {
  auto files = fixture::with(
      "languages/en.yaml",
      "  question:", "  denial: [lie that]\n  negation: [do not, never, no]\n  mood: [are said to]\n  question:");
  files["narratives/n.yaml"] += "    - \"@who ...3 pay no tax\"\n";
  auto& narrative_file = files["narratives/n.yaml"];
  narrative_file.replace(narrative_file.find("@who get more"), 13, "@who ...3 get more");
  PostMatcher matcher(compile(files));
  CHECK(act_of(matcher, "Migrants do not get more.") == SpeechAct::debunk);
  CHECK(act_of(matcher, "Never do migrants get more.") == SpeechAct::debunk);
  CHECK(act_of(matcher, "I do not know why, but migrants get more.") == SpeechAct::claim);
  CHECK(act_of(matcher, "It is a lie that migrants get more.") == SpeechAct::debunk);
  CHECK(act_of(matcher, "It is a lie that migrants do not get more.") == SpeechAct::claim);
  CHECK(act_of(matcher, "Fact check: migrants do not get more.") == SpeechAct::debunk);
  CHECK(act_of(matcher, "Migrants pay no tax.") == SpeechAct::claim);
  CHECK(act_of(matcher, "It is a lie that migrants pay no tax.") == SpeechAct::debunk);
  CHECK(act_of(matcher, "Migrants are said to get more.") == SpeechAct::report);
  CHECK(act_of(matcher, "They are said to know. So migrants get more.") == SpeechAct::claim);
}

TEST_CASE("a cue may ask for its accents, as phrases do") {
  auto files = fixture::small();
  const auto with = [&](const std::string& mood) {
    auto changed = files;
    auto& language = changed["languages/en.yaml"];
    language.insert(language.find("  question:"), "  mood: [" + mood + "]\n");
    return compile(changed);
  };
  PostMatcher both(with("\"(allegedly|würden)\"")), exact(with("\"(allegedly|=würden)\""));
  for (auto* matcher : {&both, &exact}) {
    CHECK(act_of(*matcher, "Würden migrants get more") == SpeechAct::report);
    CHECK(act_of(*matcher, "Allegedly migrants get more") == SpeechAct::report);
  }
  CHECK(act_of(both, "Wurden migrants get more") == SpeechAct::report);
  CHECK(act_of(exact, "Wurden migrants get more") == SpeechAct::claim);
}

TEST_CASE("of what a sentence says more than once the first place that claims is shown, else the first") {
  PostMatcher matcher(compile(fixture::with("languages/en.yaml", "  question:", "  negation: [no]\n  question:")));
  const auto shown = [&](std::string_view text) {
    const auto act = act_of(matcher, text);
    return std::string(to_string(act)) + " " + std::to_string(matcher.matches("en").front().span.begin);
  };
  CHECK(shown("No migrants get more, but migrants get more") == "claim 26");
  CHECK(shown("Migrants get more, no migrants get more") == "claim 0");
  CHECK(shown("No migrants get more, and no migrants get more") == "debunk 3");
}

TEST_CASE("a negation before a threat denies nothing") {
  auto files = fixture::with("languages/en.yaml", "  question:", "  negation: [no, not]\n  question:");
  files["harms/h.yaml"] =
      "id: h\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2027-01-01\nphrases:\n  en: [\"burn ...2 "
      "the hostel\"]\n";
  PostMatcher matcher(compile(files));
  CHECK(act_of(matcher, "No mercy, burn the hostel") == SpeechAct::claim);
  CHECK(act_of(matcher, "They burn not the hostel") == SpeechAct::debunk);
}

TEST_CASE("a threat stays one whatever is said beside it") {
  auto files = fixture::small();
  files["harms/h.yaml"] =
      "id: h\ntitle: T\nkind: harm\ncategory: threat\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en: [\"burn it "
      "down\"]\n";
  PostMatcher matcher(compile(files));
  for (const auto* const text :
       {"Let us burn it down refugees welcome", "Burn it down, fact check this", "> Burn it down",
        "Is it true? Then burn it down", "I am a migrant myself, burn it down"}) {
    CAPTURE(text);
    CHECK(act_of(matcher, text) == SpeechAct::claim);
  }
  CHECK(act_of(matcher, "He wrote “burn it down” on the wall") == SpeechAct::quote);
}

TEST_CASE("quotation marks are those around the match, and what only looks like one is none") {
  PostMatcher matcher(compile(fixture::small()));
  for (const auto* const text :
       {"She said \"migrants get more\" again", "„Migrants get more“, so er", "„Migrants get more\", so er",
        "«Migrants get more», dit-il", "« Migrants get more », dit-il", "»Migrants get more«, sagt er",
        "‘Migrants get more’, she said", "‚Migrants get more‘, sagt er", "'Migrants get more,' she said",
        "> Migrants get more", ">> Migrants get more"}) {
    CAPTURE(text);
    CHECK(act_of(matcher, text) == SpeechAct::quote);
  }
  for (const auto* const text :
       {"«Le Monde» is silent. Migrants get more. «Libération» too.",
        "»Spiegel« schweigt. Migrants get more. »Zeit« auch", "A 5\" pipe. Migrants get more. A 3\" pipe.",
        ">_> Migrants get more", ">>>Migrants get more<<<", "Don't look, migrants get more, don't",
        "\"Look\", migrants get more, \"here\""}) {
    CAPTURE(text);
    CHECK(act_of(matcher, text) == SpeechAct::claim);
  }
  CHECK(act_of(matcher, "Migrants get more⁇") == SpeechAct::question);
}

TEST_CASE("what a post quotes is no claim of its own") {
  PostMatcher matcher(compile(fixture::small()));
  CHECK(act_of(matcher, "> migrants get more") == SpeechAct::quote);
  CHECK(act_of(matcher, "look\n > migrants get more") == SpeechAct::quote);
  CHECK(act_of(matcher, "5 > 4 and migrants get more") == SpeechAct::claim);
  auto post = post_of("migrants get more");
  post.quote_of = "1";
  (void)matcher.on_topic(post);
  CHECK(matcher.matches("en").front().act == SpeechAct::quote);
}

TEST_CASE("patterns speak for their language only, and all of them where it is unknown") {
  auto files = fixture::small();
  files["languages/de.yaml"] = "topic: [\"flüchtling*\"]\n";
  files["narratives/n.yaml"] += "  de: [\"bekommen mehr\"]\n";
  PostMatcher matcher(compile(files));
  const auto found = [&](const char* text, const char* language) {
    (void)matcher.on_topic(post_of(text));
    return matcher.matches(language).size();
  };
  CHECK(found("migrants get more", "en") == 1);
  CHECK(found("bekommen mehr", "de") == 1);
  CHECK(found("migrants get more and he wrote bekommen mehr under the picture of the house", "en") == 1);
  CHECK(found("it was in the paper today, bekommen mehr, but nobody could read it", "fr") == 0);
  CHECK(found("migrants get more bekommen mehr", "und") == 2);
  const auto all = matcher.matches("und");
  CHECK(all.size() == 2);
  CHECK(matcher.refs(all) == std::vector<MatchRef>{{"n", "de", SpeechAct::claim}, {"n", "en", SpeechAct::claim}});
}

TEST_CASE("a tag that the text contradicts hides nothing: the language that is heard is tried too") {
  auto files = fixture::small();
  files["languages/de.yaml"] = "topic: [\"flüchtling*\"]\n";
  files["narratives/n.yaml"] += "  de: [\"bekommen mehr\"]\n";
  PostMatcher matcher(compile(files));
  (void)matcher.on_topic(
      post_of("Die Flüchtlinge in unserer Gemeinde bekommen mehr als jeder Rentner, der hier gearbeitet hat."));
  REQUIRE(matcher.matches("en").size() == 1);
  CHECK(matcher.refs(matcher.matches("en")) == std::vector<MatchRef>{{"n", "de", SpeechAct::claim}});
}

TEST_CASE("references are sorted and unique, and retired narratives leave none") {
  auto files = fixture::small();
  files["narratives/n.yaml"] += "    - \"migrants get\"\n";
  files.merge(narrative("old", "maturity: {en: retired}\nphrases: {en: [\"migrants get\"]}\n"));
  PostMatcher matcher(compile(files));
  auto post = post_of("Migrants get more");
  post.title = "Fact check: migrants get more";
  (void)matcher.on_topic(post);
  const auto found = matcher.matches("en");
  CHECK(found.size() == 6);
  CHECK(matcher.refs(found) == std::vector<MatchRef>{{"n", "en", SpeechAct::claim}, {"n", "en", SpeechAct::debunk}});
}

TEST_CASE("the language is the post's tag, else the detector's, else the feed's only one") {
  PostMatcher matcher(compile(fixture::small()));
  Post post;
  const auto language = [&](const std::vector<std::string>& feed_languages) {
    (void)matcher.on_topic(post);
    return matcher.language(feed_languages);
  };
  post.text = "x";
  post.lang = "en-GB";
  CHECK(language({"de"}) == "en");
  post.lang = "und";
  CHECK(language({"de"}) == "de");
  post.lang = {};
  CHECK(language({"de", "fr"}) == "und");
  CHECK(language({}) == "und");
  post.text =
      "Die Gemeinde sucht für den kommenden Winter noch viele freiwillige Helferinnen und Helfer in der Unterkunft.";
  CHECK(language({"en"}) == "de");
}

namespace {

// Posts for the differential test: sentences that patterns match, with words lost and put in, among words of the
// patterns.
class RandomPosts {
 public:
  RandomPosts(const RuleSet& rules, std::vector<std::string> sentences) : sentences_(std::move(sentences)) {
    for (const auto& pattern : rules.patterns) {
      std::string word;
      for (const char c : pattern.source + " ") {
        if (std::string_view(" ()|?*@:[]+\"").find(c) == std::string_view::npos) {
          word += c;
        } else if (!word.empty()) {
          words_.push_back(std::exchange(word, {}));
        }
      }
    }
  }

  std::string next() {
    std::string text;
    add_words(text, random_() % 6);
    if (random_() % 4 != 0) {
      std::istringstream sentence(sentences_[random_() % sentences_.size()]);
      for (std::string word; sentence >> word;) {
        if (random_() % 20 == 0) add_words(text, 1);
        if (random_() % 20 != 0) text += word + " ";
      }
    }
    add_words(text, random_() % 6);
    return text;
  }

 private:
  void add_words(std::string& text, std::size_t count) {
    for (; count > 0; --count) text += words_[random_() % words_.size()] + " ";
  }

  std::mt19937 random_{5};
  std::vector<std::string> sentences_;
  std::vector<std::string> words_{"the", "a", "in", ".",      "!", "\n",   "49.18",
                                  "175", "£", "%",  "Больше", "ä", "\xff", "?"};
};

// Compares the matcher with every pattern that is one phrase and nothing else searched alone; at least a tenth of the
// posts must match one.
void compare(const std::shared_ptr<const RuleSet>& rules, RandomPosts posts, int count) {
  PostMatcher matcher(rules);
  Folder folder(&rules->known);
  FoldedText folded;
  SentenceSplitter splitter;
  std::vector<WordRange> sentences;
  const auto phrases_of = [&](std::size_t pattern) {
    std::vector<std::uint32_t> phrases;
    const auto& written = rules->patterns[pattern];
    written.condition->phrases(phrases);
    const bool plain =
        phrases.size() == 1 && written.condition->text() == '"' + rules->phrases[phrases[0]].source + '"';
    if (!plain || !written.unless->empty()) phrases.clear();
    return phrases;
  };
  int matching = 0;
  for (int i = 0; i < count; ++i) {
    const auto text = posts.next();
    CAPTURE(text);
    folder.fold(text, folded);
    splitter.split(text, folded, sentences);
    std::vector<std::size_t> alone, together;
    for (std::size_t k = 0; k < rules->patterns.size(); ++k) {
      const auto phrase = phrases_of(k);
      if (phrase.size() != 1) continue;
      for (const auto& sentence : sentences) {
        const auto words =
            rules->phrases[phrase[0]].form.written ? folded.text_words(sentence) : folded.plain_words(sentence);
        if (RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), rules->phrases[phrase[0]].regex.get()))
          alone.push_back(k);
      }
    }
    const auto post = post_of(text);
    const bool on_topic = matcher.on_topic(post);
    for (const auto& match : matcher.matches("und")) {
      if (phrases_of(match.pattern).size() == 1) together.push_back(match.pattern);
      REQUIRE(match.span.begin < match.span.end);
      REQUIRE(match.span.end <= text.size());
    }
    REQUIRE(together == alone);
    if (alone.empty()) continue;
    REQUIRE(on_topic);
    ++matching;
  }
  CHECK(matching >= count / 10);
}

}  // namespace

TEST_CASE("the prefilter finds exactly what every pattern finds alone") {
  auto files = fixture::small();
  files.merge(narrative("m",
                        "phrases:\n  en: [\"migrant* ...2 (bring|spread) tb?\", \"(more|less) money ... @who\", "
                        "\"regex: asylum [a-z]+ more\", "
                        "\"(every|each) migrant gets (@number %)?\"]\n"));
  const auto rules = compile(files);
  compare(rules,
          RandomPosts(*rules, {"migrants get more", "Asylum seekers get more", "migrants will bring TB",
                               "less money than the migrants", "asylum people more", "every migrant gets 40 %"}),
          20'000);
}

TEST_CASE("the prefilter finds exactly what every shipped pattern finds alone") {
  auto files = fixture::steady();
  for (auto& [path, bytes] : files) {
    // Without what silences: a pattern is then found wherever its phrase is.
    const auto begin = path.starts_with("narratives/") ? bytes.find("\nnone:") : std::string::npos;
    if (begin == std::string::npos) continue;
    auto end = begin + 1;
    do {
      end = bytes.find('\n', end + 1);
    } while (end != std::string::npos && end + 1 < bytes.size() && (bytes[end + 1] == ' ' || bytes[end + 1] == '#'));
    bytes.erase(begin, end - begin);
  }
  const auto rules = compile(files);
  std::vector<std::string> sentences;
  for (const auto& test : rules->tests) sentences.push_back(test.text);
  compare(rules, RandomPosts(*rules, sentences), 4'000);
}

TEST_CASE("a language tag hides no threat: harms are looked for in every language") {
  auto files = fixture::small();
  files["harms/h.yaml"] =
      "id: h\nkind: harm\ncategory: threat\ntitle: Threats\nowner: test\nreview_by: 2027-01-01\nconcern: "
      "safety\nmaturity: {en: stable}\n"
      "phrases:\n  en: [\"burn the hostel\"]\n";
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  PostMatcher matcher(rules);
  for (const char* tag : {"en", "ca", "de", "und"}) {
    REQUIRE(matcher.on_topic(post_of("Burn the hostel!")));
    const auto refs = matcher.refs(matcher.matches(tag));
    REQUIRE(refs.size() == 1);
    CHECK(refs[0] == MatchRef{"h", "en", SpeechAct::claim});
  }
}

TEST_CASE("a post in two languages, or too short to tell, is judged in each it may be in") {
  auto files = fixture::small();
  files["languages/de.yaml"] = "topic: [\"flüchtling*\"]\n";
  files.merge(narrative("m", "phrases: {de: [\"flüchtlinge bekommen autos\"]}\n"));
  PostMatcher matcher(compile(files));
  const auto found = [&](std::string_view text) {
    (void)matcher.on_topic(post_of(text));
    return matcher.matches("en").size();
  };
  CHECK(found("Flüchtlinge bekommen Autos") == 1);
  CHECK(found("My neighbour told me this morning about the new houses in our street and he was very angry about all of "
              "it. Flüchtlinge bekommen Autos und wir müssen jeden Tag mit dem Bus zur Arbeit fahren, das ist die "
              "Wahrheit über dieses Land.") == 1);
}

TEST_CASE("a sentence in another language than the rest of its post is judged in its own") {
  auto files = fixture::small();
  files["languages/de.yaml"] = "topic: [\"flüchtling*\"]\n";
  files.merge(narrative("m", "phrases: {de: [\"flüchtlinge bekommen mehr\"], en: [\"bring diseases\"]}\n"));
  PostMatcher matcher(compile(files));
  const auto found = [&](std::string_view text, const std::string& tag) {
    (void)matcher.on_topic(post_of(text));
    return matcher.matches(tag).size();
  };
  const std::string english = "Migrants bring diseases to our town.",
                    german = "Flüchtlinge bekommen mehr als Rentner in Deutschland.";
  for (const auto* tag : {"de", "en", "und"}) {
    CHECK(found(english + " " + german, tag) == 2);
    CHECK(found(german + " " + english, tag) == 2);
  }
  // The words of another language within a sentence are a name or a quotation.
  CHECK(found("The song that they all know is called flüchtlinge bekommen mehr and it was written many years ago by a "
              "man from our town.",
              "en") == 0);
}

TEST_CASE("what stands between the parts of a group that are near each other is judged with them") {
  auto files = fixture::with("languages/en.yaml", "  question:", "  negation: [do not]\n  question:");
  files.merge(narrative("pair", "phrases: {en: [{near: {words: 10, of: [\"lamp posts\", \"shine green\"]}}]}\n"));
  files.merge(narrative("lazy", "phrases: {en: [{all: [\"lamp bearers\", \"do not work\"]}]}\n"));
  PostMatcher matcher(compile(files));
  CHECK(act_of(matcher, "Lamp posts always shine green.") == SpeechAct::claim);
  CHECK(act_of(matcher, "Lamp posts do not shine green.") == SpeechAct::debunk);
  CHECK(act_of(matcher, "Green? They do not shine green, lamp posts.") == SpeechAct::debunk);
  CHECK(act_of(matcher, "Lamp posts shine green, that is not new.") == SpeechAct::claim);
  CHECK(act_of(matcher, "\"Lamp posts\" shine green.") == SpeechAct::claim);  // only a word of it is quoted
  CHECK(act_of(matcher, "\"Lamp posts shine green\", he says.") == SpeechAct::quote);
  CHECK(act_of(matcher, "The lamp bearers came and do not work.") == SpeechAct::claim);  // its own words
  // Farther apart, what stands between them may be about anything.
  CHECK(act_of(matcher,
               "The lamp bearers do not sing and dance in all of the big towns that I know, they do not work.") ==
        SpeechAct::claim);
}
