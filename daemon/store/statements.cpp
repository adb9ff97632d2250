#include "store/statements.hpp"

#include <utility>

namespace sait {

Result<std::unique_ptr<Store::Statements>> Store::Statements::prepare(Database& database) {
  auto s = std::make_unique<Statements>();
  const std::pair<Statement*, const char*> all[] = {
      {&s->insert_record, "INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5)"},
      {&s->add_hourly,
       "INSERT INTO hourly VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET read = read + excluded.read, "
       "on_topic = on_topic + "
       "excluded.on_topic, off_topic = off_topic + excluded.off_topic, rejected = rejected + excluded.rejected, "
       "repeats = repeats + excluded.repeats"},
      {&s->put_text,
       "INSERT INTO texts (post, expires, platform, native_id, uri, title, text, mentions, alt, feed, stored, "
       "links, hashtags, refers) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"},
      {&s->put_author, "INSERT OR REPLACE INTO authors VALUES (?1, ?2, ?3)"},
      {&s->make_author_key, "INSERT OR IGNORE INTO author_keys VALUES (?1, ?2)"},
      {&s->select_author_key, "SELECT secret FROM author_keys WHERE week = ?1"},
      {&s->select_text, "SELECT text, expires FROM texts WHERE post = ?1"},
      {&s->delete_text, "DELETE FROM texts WHERE post = ?1"},
      {&s->delete_author, "DELETE FROM authors WHERE post = ?1"},
      {&s->delete_examples, "UPDATE examples SET post = NULL, text = '[deleted]' WHERE post = ?1"},
      {&s->put_cursor, "INSERT OR REPLACE INTO cursors VALUES (?1, ?2, ?3, ?4)"},
      {&s->put_meta, "INSERT OR REPLACE INTO meta VALUES (?1, ?2)"},
      {&s->put_rules, "INSERT OR IGNORE INTO rule_sets VALUES (?1, ?2)"},
      {&s->select_alert, "SELECT body FROM outbox WHERE id = ?1 AND revision = ?2"},
      {&s->insert_alert, "INSERT INTO outbox VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
      {&s->insert_example, "INSERT OR REPLACE INTO examples VALUES (?1, ?2, ?3, ?4, ?5)"},
      {&s->insert_checkpoint, "INSERT OR REPLACE INTO checkpoints VALUES (?1, ?2, ?3)"},
      {&s->trim_checkpoints,
       "DELETE FROM checkpoints WHERE position NOT IN (SELECT position FROM checkpoints ORDER BY position DESC LIMIT "
       "2)"},
      {&s->expire_texts, "DELETE FROM texts WHERE expires <= ?1"},
      {&s->expire_examples,
       "UPDATE examples SET post = NULL, text = '[expired]' WHERE post IS NOT NULL AND expires <= ?1"},
      {&s->shorten_texts, "UPDATE texts SET expires = stored + ?1 WHERE expires > stored + ?1"},
      {&s->shorten_feed, "UPDATE texts SET expires = stored + ?1 WHERE expires > stored + ?1 AND feed = ?2"},
      {&s->shorten_examples,
       "UPDATE examples SET expires = (SELECT expires FROM texts WHERE texts.post = examples.post) WHERE post IS NOT "
       "NULL AND expires > (SELECT expires FROM texts WHERE texts.post = examples.post)"},
      {&s->expire_authors, "DELETE FROM authors WHERE week < ?1"},
      {&s->expire_author_keys, "DELETE FROM author_keys WHERE week < ?1"},
      // Stamps do not decrease with seq, so the expired are a prefix. What no checkpoint holds yet is never dropped.
      {&s->expire_records,
       "DELETE FROM records WHERE seq < (SELECT COALESCE((SELECT seq FROM records WHERE stamp >= ?1 ORDER BY seq LIMIT "
       "1), 0)) "
       "AND seq <= (SELECT COALESCE(MIN(position), 0) FROM checkpoints)"},
      {&s->roll_hourly,
       "INSERT INTO daily SELECT hour / 24, feed, sum(read), sum(on_topic), sum(off_topic), sum(rejected), "
       "sum(repeats) FROM hourly WHERE hour < ?1 "
       "GROUP BY hour / 24, feed ON CONFLICT DO UPDATE SET read = read + excluded.read, on_topic = on_topic + "
       "excluded.on_topic, off_topic = "
       "off_topic + excluded.off_topic, rejected = rejected + excluded.rejected, repeats = repeats + excluded.repeats"},
      {&s->expire_hourly, "DELETE FROM hourly WHERE hour < ?1"},
      {&s->expire_daily, "DELETE FROM daily WHERE day < ?1"},
  };
  for (const auto& [statement, sql] : all) {
    auto prepared = database.prepare(sql);
    if (!prepared) return prepared.error();
    *statement = std::move(*prepared);
  }
  return s;
}

}  // namespace sait
