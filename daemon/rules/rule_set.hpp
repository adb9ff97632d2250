// What analysts wrote, compiled: immutable, shared by all threads, named by the hash of its files.
//
// Passes: read (YAML -> drafts, rules/read.hpp) -> check (drafts against each other, rules/check.hpp) -> compile
// (rules/compile.hpp). Every pass adds to one Diagnostics; the next runs only without errors.
#pragma once

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "model/alert.hpp"
#include "model/record.hpp"
#include "rules/policy.hpp"
#include "text/literal_automaton.hpp"

namespace sait {

/// A rule directory as its files: relative path -> bytes. Reading a folder is io's work (pipeline/rule_files.hpp).
using RuleFiles = std::map<std::string, std::string>;

/// shadow counts only, testing goes to analysts, stable may alert, retired is kept for history.
enum class Maturity : std::uint8_t { shadow, testing, stable, retired };
[[nodiscard]] const char* to_string(Maturity maturity);

enum class NarrativeKind : std::uint8_t { narrative, harm };

/// What becomes of the text of a match: `counts` keeps neither text nor author.
enum class Storage : std::uint8_t { text, counts };

struct Narrative {
  std::string id;
  NarrativeKind kind = NarrativeKind::narrative;
  std::string file;    // where it was read from, for messages
  std::string title;   // neutral, never the slogan
  std::string claim;   // the checkable proposition; empty only for harms
  std::string status;  // false misleading unverified contested; "harm" for harms
  Posture ceiling = Posture::respond_directly;
  bool aimed_at_migrants = false;
  Storage storage = Storage::text;
  std::string owner, review_by, concern;
  std::vector<Fact> facts;
  std::vector<std::string> message, avoid, allies;
  std::map<std::string, Maturity> maturity;  // by language
};

struct Pattern {
  std::string id;             // "<narrative>/<language>/<number from 1>"
  std::size_t narrative = 0;  // index into RuleSet::narratives
  std::string language;
  std::string source;          // as written
  std::unique_ptr<RE2> regex;  // over folded words; group 1 is the match
};

/// Cues of one speech act in one language, over one folded sentence.
struct ActCues {
  std::string language;
  SpeechAct act = SpeechAct::debunk;
  std::unique_ptr<RE2> regex;
};

struct RuleSet {
  Digest hash{};  // of all files: path and bytes
  std::vector<Narrative> narratives;
  std::vector<Pattern> patterns;
  std::vector<ActCues> cues;
  Policy policy;

  // The gate: one automaton over the topic lexicons and the patterns' required literals. Literals [0, topic_literals)
  // are topic words.
  LiteralAutomaton literals;
  std::size_t topic_literals = 0;
  std::vector<int> atom_of_literal;              // for literals from topic_literals on: FilteredRE2's atom number
  std::unique_ptr<re2::FilteredRE2> candidates;  // pattern numbers = indices of `patterns`

  /// nullptr when there is none.
  [[nodiscard]] const Narrative* find(std::string_view id) const;

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
