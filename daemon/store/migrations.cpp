#include "store/migrations.hpp"

#include <fmt/format.h>

#include <array>

namespace sait {
namespace {

constexpr std::array<const char*, 3> kSteps{R"sql(
  CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

  -- The journal. body: model/record.hpp. post: the key of the post the record is about, NULL for none.
  CREATE TABLE records (seq INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, kind INTEGER NOT NULL, post BLOB, body BLOB NOT NULL);

  -- What is personal lives here alone, and goes by `expires` or with a deletion.
  CREATE TABLE texts (post BLOB PRIMARY KEY, expires INTEGER NOT NULL, platform TEXT NOT NULL, native_id TEXT NOT NULL, uri TEXT NOT NULL,
                      title TEXT NOT NULL, text TEXT NOT NULL, mentions TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX texts_expires ON texts (expires);
  CREATE TABLE author_keys (week INTEGER PRIMARY KEY, secret BLOB NOT NULL);
  CREATE TABLE authors (post BLOB PRIMARY KEY, week INTEGER NOT NULL, pseudonym BLOB NOT NULL) WITHOUT ROWID;
  CREATE INDEX authors_week ON authors (week);

  CREATE TABLE cursors (feed TEXT PRIMARY KEY, source TEXT NOT NULL, position INTEGER NOT NULL, line INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE hourly (hour INTEGER NOT NULL, feed TEXT NOT NULL, read INTEGER NOT NULL, on_topic INTEGER NOT NULL, off_topic INTEGER NOT NULL,
                       rejected INTEGER NOT NULL, repeats INTEGER NOT NULL, PRIMARY KEY (hour, feed)) WITHOUT ROWID;
  CREATE TABLE daily (day INTEGER NOT NULL, feed TEXT NOT NULL, read INTEGER NOT NULL, on_topic INTEGER NOT NULL, off_topic INTEGER NOT NULL,
                      rejected INTEGER NOT NULL, repeats INTEGER NOT NULL, PRIMARY KEY (day, feed)) WITHOUT ROWID;

  CREATE TABLE outbox (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL, narrative TEXT NOT NULL,
                       audience TEXT NOT NULL, topic TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (id, revision));
  CREATE TABLE examples (sequence INTEGER NOT NULL, place INTEGER NOT NULL, post BLOB, expires INTEGER NOT NULL, text TEXT NOT NULL,
                         PRIMARY KEY (sequence, place)) WITHOUT ROWID;
  CREATE INDEX examples_post ON examples (post) WHERE post IS NOT NULL;
  CREATE INDEX examples_expires ON examples (expires) WHERE post IS NOT NULL;
  CREATE TABLE outlet_cursors (outlet TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE checkpoints (position INTEGER PRIMARY KEY, stamp INTEGER NOT NULL, body BLOB NOT NULL);
  CREATE TABLE rule_sets (hash BLOB PRIMARY KEY, files BLOB NOT NULL) WITHOUT ROWID;
)sql",
                                            R"sql(
  -- What other rules are matched against later; NULL: stored before descriptions of media were kept.
  ALTER TABLE texts ADD COLUMN alt TEXT;
  -- What a shorter retention counts from. Rows from before are taken for kept as long as the default says.
  ALTER TABLE texts ADD COLUMN feed TEXT NOT NULL DEFAULT '';
  ALTER TABLE texts ADD COLUMN stored INTEGER NOT NULL DEFAULT 0;
  UPDATE texts SET stored = expires - 72 * 3600000;
)sql",
                                            R"sql(
  -- What rules may ask of a post beside its words. refers: 1 it answers or repeats another, 2 it quotes one. NULL: stored before it was kept.
  ALTER TABLE texts ADD COLUMN links TEXT;
  ALTER TABLE texts ADD COLUMN hashtags TEXT;
  ALTER TABLE texts ADD COLUMN refers INTEGER;
)sql"};

}  // namespace

std::span<const char* const> migrations() { return kSteps; }

Status migrate(Database& database, std::span<const char* const> steps) {
  const auto seen = database.integer("PRAGMA user_version");
  if (!seen) return seen.error();
  if (*seen < 0 || *seen > static_cast<std::int64_t>(steps.size())) {
    return Error{
        "newer-database",
        fmt::format("{} was written by a newer saitd (its schema is {}, this one knows {}); start that version, or use "
                    "another store.path",
                    database.path(), *seen, steps.size())};
  }
  for (auto step = static_cast<std::size_t>(*seen); step < steps.size(); ++step) {
    const auto sql = fmt::format("BEGIN IMMEDIATE; {} PRAGMA user_version = {}; COMMIT;", steps[step], step + 1);
    if (auto status = database.run(sql); !status) {
      (void)database.run("ROLLBACK");
      return status;
    }
  }
  return {};
}

}  // namespace sait
