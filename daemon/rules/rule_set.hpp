// What analysts wrote, compiled: immutable, shared by all threads, named by the hash of its files.
//
// Passes: read (YAML -> drafts, rules/read.hpp) -> check (drafts against each other, rules/check.hpp) -> compile
// (rules/compile.hpp). Every pass adds to one Diagnostics, and all run whatever was found before, so that a writer is
// told everything at once; what an error of an earlier pass alone would make a later one say is left out.
#pragma once

#include <re2/re2.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "model/alert.hpp"
#include "model/record.hpp"
#include "rules/anchored_regex.hpp"
#include "rules/audience.hpp"
#include "rules/calendar.hpp"
#include "rules/claim_weights.hpp"
#include "rules/condition.hpp"
#include "rules/late_regex.hpp"
#include "rules/phrase.hpp"
#include "rules/playbook.hpp"
#include "rules/policy.hpp"
#include "rules/prefilter.hpp"
#include "rules/slot.hpp"
#include "rules/terms.hpp"
#include "text/known_words.hpp"

namespace sait {

/// A rule directory as its files: relative path -> bytes. Reading a folder is io's work (pipeline/rule_files.hpp).
using RuleFiles = std::map<std::string, std::string>;

/// shadow counts only, testing goes to analysts, stable may alert, retired is kept for history.
enum class Maturity : std::uint8_t { shadow, testing, stable, retired };
[[nodiscard]] const char* to_string(Maturity maturity);

/// Where something was written in its file, for messages; from 1, columns in bytes; 0: nowhere.
struct RulePlace {
  int line = 0, column = 0;
};

enum class NarrativeKind : std::uint8_t { narrative, harm };

/// What becomes of the text of a match: `counts` keeps neither text nor author.
enum class Storage : std::uint8_t { text, counts };

/// A status: said of somebody after an attack, and nothing official confirms it.
inline constexpr const char* kSuspectMisidentified = "suspect-misidentified";

struct Narrative {
  std::string id;
  NarrativeKind kind = NarrativeKind::narrative;
  std::string file;    // where it was read from, for messages
  std::string title;   // neutral, never the slogan
  std::string claim;   // the checkable proposition; empty only for harms
  std::string status;  // false misleading unverified contested suspect-misidentified; "harm" for harms
  Posture ceiling = Posture::respond_directly;
  bool aimed_at_migrants = false;
  bool media_evidence = false;  // its evidence is a picture or a video, which nobody can check by its words
  Storage storage = Storage::text;
  std::string owner, review_by, concern;
  std::string category;                         // harms: threat call-to-action dehumanisation named-target child-target
  std::vector<std::string> audience, affected;  // who sees it, who is harmed by it
  std::vector<Fact> facts;
  std::vector<std::string> message, avoid, allies;
  Kit kit;
  std::map<std::string, Maturity> maturity;  // by language
  std::uint64_t budget_per_day = 0;          // alerts that may open or rise a day; 0: no limit
  RulePlace owner_place, review_place;       // of owner, of review_by
  std::vector<RulePlace> fact_places;        // of each fact's review_by, or of the fact
  std::map<std::string, RulePlace> places;   // of the phrases of each language

  /// It waits for what only officials can say: held low until an operator opens an incident with their facts.
  [[nodiscard]] bool awaits_facts() const {
    return kind == NarrativeKind::narrative &&
           (media_evidence || status == "unverified" || status == kSuspectMisidentified);
  }

  /// The highest maturity it has in these languages; nothing where it is not matched, or retired in all.
  [[nodiscard]] std::optional<Maturity> maturity_in(std::span<const std::string> languages) const;

  /// Whether its matches in `language` count for a declared audience: it speaks the language, and is nowhere more
  /// mature in what the audience speaks, so that no alert rests on phrases that are being tried.
  [[nodiscard]] bool counts_for(const Audience& whom, const std::string& language) const;
};

/// Whether a phrase's own words are cues of an act, or negate: such cues inside a match say nothing about it.
struct OwnCues {
  std::array<bool, kSpeechActs> acts{};
  bool negation = false, denial = false;
};

/// One phrase, compiled: what conditions are made of. Two entries with the same words in the same language share one.
struct Phrase {
  std::string language;
  std::string source;  // as written
  CompiledPhrase form;
  std::vector<SharedPart> parts;  // have taken form.parts
  LateRegex regex;                // has taken form.regex
  // The same, tried at one place; nothing if RE2 must be asked.
  std::optional<AnchoredRegex> anchored;
  bool sound = false;  // compiled without an error
  OwnCues own;
};

/// One entry of a narrative's `phrases`, or of its `hints`.
struct Pattern {
  std::string id;             // "<narrative>/<language>/<number from 1>"; of a hint ".../hint-<number>"
  std::size_t narrative = 0;  // index into RuleSet::narratives
  std::string language;
  std::string source;  // in words
  std::unique_ptr<Condition> condition;
  std::shared_ptr<const std::vector<std::unique_ptr<Condition>>> unless;  // the narrative's `none`, by sentence
  bool needs_thread = false;
  RulePlace place = {};
  // Phrases of each list of which one is found wherever it holds; the rarest first. Empty where only what wakes it is.
  std::vector<std::vector<std::uint32_t>> needed = {};
  std::shared_ptr<const ClaimWeights> weights = nullptr;  // that a claim it finds must come up to; nullptr: none
  bool hint = false;           // by itself no claim: the words must weigh ClaimWeights::hinted, and tell which it is
  std::size_t weighed_as = 0;  // its narrative's number in ClaimWeights::told
};

/// One entry of a narrative's `tests`: a post, and what the narrative must make of it.
struct RuleTest {
  std::size_t narrative = 0;  // index into RuleSet::narratives
  std::string text, title, language;
  std::vector<std::string> alt, hashtags, links;
  bool answers = false, quotes = false;  // another post, on topic
  AuthorClass author = AuthorClass::other;
  std::optional<SpeechAct> act;                   // empty: nothing may match
  std::string as_of;                              // the day of the post; empty: any
  std::optional<std::vector<std::string>> terms;  // beside the match on that day, as their files write them
  std::string file;
  int line = 0, column = 0;
};

/// A list of cues: group 1 or 2 is the cue; a match without one hides a cue.
struct CueRegex {
  std::unique_ptr<RE2> regex;  // over one folded sentence; nullptr: there are none
  bool written = false;        // with its accents, which some cue asks for
};

/// How one language denies, asks, reports ...
struct Cues {
  std::string language;
  std::array<CueRegex, kSpeechActs> acts;
  CueRegex denial;     // "it is a lie that": denies what the sentence says, negated or not
  CueRegex negation;   // "do not", "never": counts where it meets the match
  CueRegex mood;       // "soll", "aurait": the same
  CueRegex agreement;  // "so true": what a reply says that believes what it answers
};

struct RuleSet {
  Digest hash{};  // of all files: path and bytes
  std::vector<Narrative> narratives;
  std::array<PostureKit, kPostures> postures{};  // by Posture; empty where the playbook says nothing
  std::vector<Phrase> phrases;
  std::vector<Pattern> patterns;
  std::vector<std::vector<std::uint32_t>> woken_by;   // phrase -> patterns to look at when it is found
  std::vector<std::vector<std::uint32_t>> hinted_by;  // the same of hints, which are looked at where no pattern claims
  std::map<std::string, std::shared_ptr<const ClaimWeights>, std::less<>> hint_weights;  // by language
  std::vector<Cues> cues;
  std::map<std::string, PhraseWords, std::less<>> words;  // by language
  KnownWords known;                                       // what disguised words are compared with
  std::vector<RuleTest> tests;
  std::vector<Term> terms;
  Calendar calendar;
  Policy policy;
  std::vector<Audience> audiences;  // declared ones, in the order of their file
  Audience::Keys regions;           // all that are declared, by id and by name
  Prefilter prefilter;              // phrase numbers = indices of `phrases`
  std::size_t topic_words = 0;

  /// nullptr when there is none.
  [[nodiscard]] const Narrative* find(std::string_view id) const;

  /// The declared audience of this id; nullptr when there is none.
  [[nodiscard]] const Audience* find_audience(std::string_view id) const;

  /// What the narrative is to an audience: to a declared one, what it is in the most mature of its languages. Nothing:
  /// it is not matched for it, or retired.
  [[nodiscard]] std::optional<Maturity> maturity(const Narrative& narrative, const std::string& audience) const;

  /// Whether it is matched for this audience: there, and not retired.
  [[nodiscard]] bool judges(std::string_view narrative, const std::string& audience) const;

  /// Whether the text of a post with these matches may be kept: a first-person account, and what is aimed at migrants,
  /// leave counts and nothing to read.
  [[nodiscard]] bool may_keep_text(const std::vector<MatchRef>& matches) const;
};

/// SHA-256 over the sorted (path, bytes) pairs.
[[nodiscard]] Digest hash_of(const RuleFiles& files);

/// All passes. On any error the result is empty and `diagnostics` says everything that is wrong, each with its place.
[[nodiscard]] std::shared_ptr<const RuleSet> compile_rules(const RuleFiles& files, Diagnostics& diagnostics);

}  // namespace sait
