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
  std::size_t line = 0;
  std::string id, platform, label;
  std::string narrative;       // empty: of whatever narrative
  std::string language, text;  // empty: not said
  std::string group;           // of the column that was asked for
  Wanted wanted = Wanted::silence;
};

struct LabelTable {
  std::string name;  // of the file
  std::vector<LabelRow> rows;
  bool has_texts = false;  // it is the archive, too
};

struct LabelOptions {
  std::set<std::string> claim_labels{"claim", "paraphrase", "evasion", "unverified", "false"};
  std::set<std::string> harm_labels{"safety", "harm"};
  std::set<std::string> must_occur;  // labels without which the table is another than was meant
  std::string group_by;              // a column; empty: none
};

/// A table with one header line, its columns separated by tabs: `id` and `label`, and if there are `platform`,
/// `narrative` ("-" or nothing: none), `lang`, `text`. Other columns are passed over, lines that begin with # too.
/// Labels are compared in lower case. Nothing after errors, which name the line.
[[nodiscard]] std::optional<LabelTable> read_labels(const std::string& name, std::string_view bytes,
                                                    const LabelOptions& options, Diagnostics& diagnostics);

/// The rows with texts as posts (NDJSON), in order.
[[nodiscard]] std::string posts_of(const LabelTable& table);

/// How a label of a language did. `asked`: of those, how many were found as they should, or were found and should not.
struct LabelScore {
  std::string language, label, narrative;  // narrative: empty for all
  Wanted wanted = Wanted::silence;
  Share found;                  // as a claim (a harm)
  std::uint64_t elsewhere = 0;  // of the others, found as a claim of another narrative only
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
  std::vector<Mistake> mistakes;           // in the order of the table
  std::uint64_t absent = 0;                // rows whose post is not in the archive
  std::vector<std::size_t> absent_lines;   // of them
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
