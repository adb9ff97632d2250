// Rules tried on the daemon's own path (intake, match workers, journal, fold) without a store: over an archive, or over
// what a daemon's journal still holds.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "feeds/post_archive.hpp"
#include "model/author_lists.hpp"
#include "pipeline/batch_reader.hpp"
#include "workbench/backtest.hpp"

namespace sait {

struct BacktestOptions {
  std::size_t threads = 1;                               // that match
  Duration tick = std::chrono::minutes(1);               // as the daemon's
  Time latest = Time::max();                             // later times were written by nobody
  std::shared_ptr<const AuthorLists> authors;            // nullptr: none
  std::function<void(std::uint64_t posts)> on_progress;  // the caller's thread; so far
  std::function<void(const LineProblem&)> on_problem;    // likewise: a line that was left out
};

/// Reads the archive to its end. An archive that is damaged or cut off gives what stands before that and
/// `damage`.
struct ArchiveRun {
  BacktestRun run;
  std::optional<Error> damage;
};
[[nodiscard]] Result<ArchiveRun> backtest_archive(std::shared_ptr<const RuleSet> rules,
                                                  std::unique_ptr<PostArchive> archive, const BacktestOptions& options);

/// The key of a post of an archive.
[[nodiscard]] PostKey archive_key(std::string_view platform, std::string_view id);

/// The records of the database at `path`, which a daemon may be writing: where a post's text is kept it is matched
/// anew, else what the records say stands. error[empty-journal] where there is none.
[[nodiscard]] Result<BacktestRun> backtest_journal(std::shared_ptr<const RuleSet> rules, const std::string& path,
                                                   const BacktestOptions& options);

/// The masked words of examples that may be read, by key: of an archive, by the lines they stand in; of a journal, as
/// far as its texts are kept.
using ExampleTexts = std::map<PostKey, std::string>;
[[nodiscard]] Result<ExampleTexts> texts_in_archive(PostArchive& archive, const std::vector<ExamplePost>& examples);
[[nodiscard]] Result<ExampleTexts> texts_in_journal(const std::string& path, const std::vector<ExamplePost>& examples);

}  // namespace sait
