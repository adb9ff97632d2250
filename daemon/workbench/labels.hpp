// Posts with what a person said of them, and how the rules did by that.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.hpp"
#include "workbench/evade.hpp"
#include "workbench/found_posts.hpp"
#include "workbench/share.hpp"

namespace sait {

/// What a label asks of the rules.
enum class Wanted : std::uint8_t {
  claim,   // the claim is to be found
  harm,    // a harm is to be found
  silence  // no claim and no harm is to be found
};

/// One line of a table of labels.
struct LabelRow {
  std::string file;
  std::size_t line = 0;
  std::string id, platform, label;
  std::string narrative;       // empty: of whatever narrative
  std::string language, text;  // empty: not said
  std::string group;           // of the column that was asked for
  Wanted wanted = Wanted::silence;
  std::optional<Evasion> evasion;  // the text of an earlier row, disguised so
  std::size_t disguises = 0;       // the index of that row
};

struct LabelTable {
  std::string name;  // of the file, or of the folder
  std::vector<LabelRow> rows;
  bool has_texts = false;  // it is the archive, too

  /// Without disguises.
  [[nodiscard]] std::size_t written_rows() const;
};

struct LabelOptions {
  std::set<std::string> claim_labels{"claim", "paraphrase", "evasion", "unverified", "false"};
  std::set<std::string> harm_labels{"safety", "harm"};
  std::string group_by;  // a column; empty: none
};

/// A table with one header line, its columns separated by tabs: `id` and `label`, and if there are `platform`,
/// `narrative` ("-" or nothing: none), `lang`, `text`. Other columns are passed over, lines that begin with # too.
/// Labels are compared in lower case. Nothing after errors, which name the line.
[[nodiscard]] std::optional<LabelTable> read_labels(const std::string& name, std::string_view bytes,
                                                    const LabelOptions& options, Diagnostics& diagnostics);

/// Several tables as one, named `name`: an error where two of them judge one post for one narrative, or give an id to
/// two texts. It has texts if all have.
[[nodiscard]] std::optional<LabelTable> joined(std::string name, std::vector<LabelTable> tables,
                                               Diagnostics& diagnostics);

/// Whether each of these (lower case) occurs; an error for each that does not.
[[nodiscard]] bool has_labels(const LabelTable& table, const std::set<std::string>& labels, Diagnostics& diagnostics);

/// Adds, behind all rows, each row with a text that asks for a claim or a harm in every disguise it can be given.
void add_evasions(LabelTable& table);

/// The rows with texts as posts (NDJSON), in order.
[[nodiscard]] std::string posts_of(const LabelTable& table);

/// How a label of a language did. `asked`: of those, how many were found as they should, or were found and should not.
struct LabelScore {
  std::string language, label, narrative;  // narrative: empty for all
  Wanted wanted = Wanted::silence;
  Share found;                  // as a claim (a harm)
  std::uint64_t elsewhere = 0;  // of the others, found as a claim of another narrative only
};

/// Of all posts of a language that are to stay silent, how many were found as a claim or as a harm.
struct SilenceScore {
  std::string language;
  Share found;
};

/// Of the posts of a language that were found as they should, how many were found in a disguise, too.
struct EvasionScore {
  std::string language;
  std::optional<Evasion> evasion;  // nothing: all of them
  Share found;
};

/// How a narrative, or all of them (`narrative` empty), did in a language. Without a group unless one was asked for.
struct NarrativeScore {
  std::string language, narrative, group;
  Hits hits;
};

/// A row that did not come out as it should.
struct Mistake {
  const LabelRow* row = nullptr;
  std::string language;
  bool missed = false;          // else: wrongly found
  std::vector<std::string> by;  // narratives and harms that found it, or found it instead
};

struct Scores {
  std::vector<LabelScore> labels;          // worst first, unknown last
  std::vector<NarrativeScore> languages;   // all narratives of a language: worst F first, unknown last
  std::vector<NarrativeScore> narratives;  // of one language each, likewise
  std::vector<NarrativeScore> groups;      // likewise
  std::vector<SilenceScore> silences;      // likewise
  std::vector<EvasionScore> evasions;      // all of a language: worst first, unknown last; then each, likewise
  std::vector<Mistake> mistakes;           // in the order of the table; of disguises none
  std::uint64_t absent = 0;                // rows whose post is not in the archive
  std::vector<std::size_t> absent_rows;    // their indices
};

/// Where the post of a row is: nothing if the archive has it not; else its own language tag and what was found of it
/// (nullptr: nothing).
struct RowPost {
  std::string language;
  const FoundPost* found = nullptr;
};
using FindRowPost = std::function<std::optional<RowPost>(const LabelRow&)>;
/// Whether an id is that of a harm.
using IsHarm = std::function<bool(const std::string& id)>;

[[nodiscard]] Scores score(const LabelTable& table, const FoundPosts& found, const FindRowPost& post_of,
                           const IsHarm& is_harm);

}  // namespace sait
