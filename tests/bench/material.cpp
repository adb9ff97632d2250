#include "material.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "pipeline/rule_files.hpp"

namespace sait::bench {
namespace {

constexpr std::array kCommon{
    "the",    "a",      "to",     "of",      "and",   "in",     "is",     "it",    "you",    "that",    "he",
    "was",    "for",    "on",     "are",     "with",  "as",     "his",    "they",  "be",     "at",      "one",
    "have",   "this",   "from",   "or",      "had",   "by",     "hot",    "but",   "some",   "what",    "there",
    "we",     "can",    "out",    "other",   "were",  "all",    "your",   "when",  "up",     "use",     "word",
    "how",    "said",   "each",   "she",     "which", "do",     "their",  "time",  "if",     "will",    "way",
    "about",  "many",   "then",   "them",    "would", "write",  "like",   "so",    "these",  "her",     "long",
    "make",   "thing",  "see",    "him",     "two",   "has",    "look",   "more",  "day",    "could",   "go",
    "come",   "did",    "my",     "sound",   "no",    "most",   "number", "who",   "over",   "know",    "water",
    "than",   "call",   "first",  "people",  "may",   "down",   "side",   "been",  "now",    "find",    "any",
    "new",    "work",   "part",   "take",    "get",   "place",  "made",   "live",  "where",  "after",   "back",
    "little", "only",   "round",  "year",    "came",  "show",   "every",  "good",  "give",   "our",     "under",
    "name",   "very",   "just",   "form",    "much",  "great",  "think",  "say",   "help",   "low",     "line",
    "before", "turn",   "cause",  "same",    "mean",  "move",   "right",  "boy",   "old",    "too",     "tell",
    "want",   "air",    "well",   "also",    "play",  "small",  "end",    "put",   "home",   "read",    "hand",
    "large",  "add",    "even",   "land",    "here",  "must",   "big",    "high",  "such",   "follow",  "why",
    "ask",    "men",    "change", "went",    "light", "kind",   "off",    "need",  "house",  "picture", "try",
    "again",  "animal", "point",  "mother",  "world", "near",   "build",  "self",  "earth",  "father",  "head",
    "stand",  "own",    "page",   "country", "found", "answer", "school", "grow",  "study",  "still",   "learn",
    "plant",  "food",   "sun",    "thought", "let",   "keep",   "eye",    "never", "last",   "door",    "city",
    "tree",   "start",  "story",  "saw",     "far",   "sea",    "late",   "run",   "press",  "night",   "real",
    "life",   "few",    "stop",   "lol",     "omg",   "game",   "cat",    "dog",   "coffee", "pizza",   "music"};
constexpr std::array kForeign{"für",   "über",     "größer", "straße",  "niños", "mañana", "año", "été",
                              "où",    "être",     "perché", "così",    "żółć",  "łódź",   "çok", "güzel",
                              "şehir", "időjárás", "اليوم",  "المدينة", "الناس", "😀",     "🎉",  "français"};
constexpr std::array kTopical{
    "housing",   "welfare",  "benefits",    "hospital", "voting",   "ballots",   "hotels",  "phones",   "cards",
    "schools",   "crime",    "gangs",       "disease",  "amnesty",  "passports", "pension", "taxes",    "lottery",
    "beaches",   "vouchers", "flights",     "licences", "cars",     "laptops",   "wages",   "jobs",     "shops",
    "markets",   "trains",   "churches",    "swans",    "pools",    "buses",     "clinics", "vaccines", "medicine",
    "cash",      "loans",    "mortgages",   "rents",    "gardens",  "bridges",   "shelter", "blankets", "meals",
    "bicycles",  "scooters", "televisions", "sofas",    "holidays", "cinemas",   "museums", "stadiums", "farms",
    "vineyards", "harbours", "tunnels",     "fences",   "patrols",  "uniforms"};
constexpr std::array kSubject{"migrants", "refugees", "immigrants", "asylum seekers", "migrant", "refugee"};

constexpr std::size_t kNarratives = 10, kPhrases = 10;

std::string_view first_word(std::size_t phrase) { return kTopical[phrase % kTopical.size()]; }
std::string_view second_word(std::size_t phrase) { return kTopical[(phrase * 7 + 3) % kTopical.size()]; }

// What analysts write, and (below) a text that it matches.
std::string phrase(std::size_t number) {
  const auto a = first_word(number), b = second_word(number);
  switch (number % 4) {
    case 0:
      return fmt::format("@migrants ...6 ({}|{})", a, b);
    case 1:
      return fmt::format("({}|{}) ...6 @migrants", a, b);
    case 2:
      return fmt::format("{} {}", a, b);
    default:
      return fmt::format("(free|more|get) ({}|{}) ...5 @migrants", a, b);
  }
}

std::string instance(std::size_t number, std::string_view subject) {
  const auto a = first_word(number), b = second_word(number);
  switch (number % 4) {
    case 0:
      return fmt::format("{} are all given {}", subject, b);
    case 1:
      return fmt::format("{} handed to the {}", a, subject);
    case 2:
      return fmt::format("{} {} for {}", a, b, subject);
    default:
      return fmt::format("free {} for {}", a, subject);
  }
}

std::string narrative(std::size_t number) {
  std::string file = fmt::format(
      "id: claim-{0}\ntitle: Claim {0}\nclaim: Something untrue of kind {0}\nstatus: 'false'\nowner: bench\n"
      "review_by: 2027-01-01\nconcern: light\nfacts: [{{statement: It is not so., source: bench, year: 2026}}]\n"
      "maturity: {{en: stable}}\nphrases:\n  en:\n",
      number);
  for (std::size_t i = 0; i < kPhrases; ++i) file += fmt::format("    - '{}'\n", phrase(number * kPhrases + i));
  return file;
}

std::string id_of(std::uint64_t number) { return fmt::format("3l{:016x}", number * 0x9e3779b97f4a7c15U); }

}  // namespace

RuleFiles rule_files() {
  RuleFiles files;
  const auto shipped = must(read_rule_folder(SAIT_SOURCE_DIR "/rules"));
  files["policies/gfmd.yaml"] = shipped.at("policies/gfmd.yaml");
  files["languages/en.yaml"] =
      "topic: ['migrant*', 'refugee*', 'immigrant*', asylum]\n"
      "lexicons:\n  migrants: ['migrant*', 'refugee*', 'immigrant*', 'asylum seeker*']\n"
      "cues:\n  debunk: [fact check, not true]\n  question: [is it true]\n  counter: [welcome here]\n"
      "  first_person: [i am a refugee]\n  report: [according to]\n";
  for (std::size_t i = 0; i < kNarratives; ++i) files[fmt::format("narratives/claim-{}.yaml", i)] = narrative(i);
  return files;
}

std::shared_ptr<const RuleSet> compile(const RuleFiles& files) {
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  if (!rules) throw std::runtime_error(diagnostics.render());
  return rules;
}

void PostGenerator::append_text(std::string& out) {
  const auto words = 6 + below(39);
  const bool foreign = chance(0.08), on_topic = chance(mix_.on_topic);
  const auto topic_at = on_topic ? below(words) : words;
  for (std::size_t i = 0; i < words; ++i) {
    if (i > 0) out += ' ';
    if (i == topic_at) {
      const std::string_view subject = kSubject[below(kSubject.size())];
      out += below(3) == 0 ? instance(below(kNarratives * kPhrases), subject) : std::string(subject);
    } else if (foreign && below(3) == 0) {
      out += kForeign[below(kForeign.size())];
    } else if (chance(mix_.pattern_words)) {
      out += kTopical[below(kTopical.size())];
    } else {
      out += kCommon[below(kCommon.size())];
    }
  }
  if (below(10) < 3) fmt::format_to(std::back_inserter(out), " https://example.org/{}", below(9999));
}

void PostGenerator::append(std::string& out) {
  const auto number = made_++;
  const auto time = kStart + mix_.apart * static_cast<std::int64_t>(number);
  const auto author = below(50'000);
  auto end = std::back_inserter(out);
  fmt::format_to(end, R"({{"platform":"forum","id":"{}","text":")", id_of(number));
  append_text(out);
  fmt::format_to(end,
                 R"(","created_at":"{}","uri":"https://forum.example/p/{}","author":{{"id":"did:{:08x}","handle":)",
                 format_time(time), number, author * 2'654'435'761U % 0xffff'ffffU);
  fmt::format_to(end, R"("user{}.forum.example"}})", author);
  if (below(5) > 0) out += R"(,"lang":"en")";
  if (chance(mix_.replies)) fmt::format_to(end, R"(,"reply_to":"{}")", id_of(below(number + 1)));
  out += "}\n";
}

FeedDeclaration declaration(const std::string& id) {
  FeedDeclaration declared;
  declared.id = id;
  declared.platform = "forum";
  declared.languages = {"en"};
  declared.licence = "generated";
  declared.retention = std::chrono::hours(72);
  return declared;
}

PipelineOptions pipeline_options() {
  PipelineOptions options;
  options.journal.clock = ClockMode::events;
  return options;
}

}  // namespace sait::bench
