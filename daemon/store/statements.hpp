// The statements the writer keeps prepared.
#pragma once

#include <memory>

#include "store/store.hpp"

namespace sait {

struct Store::Statements {
  Statement insert_record, add_hourly;
  Statement put_text, put_author, make_author_key, select_author_key, select_text;
  Statement delete_text, delete_author, delete_examples;
  Statement put_cursor, put_meta, put_rules;
  Statement select_alert, insert_alert, insert_example;
  Statement insert_checkpoint, trim_checkpoints;
  Statement shorten_texts, shorten_feed, shorten_examples, expire_texts, expire_examples, expire_authors,
      expire_author_keys, expire_records, roll_hourly, expire_hourly, expire_daily;

  [[nodiscard]] static Result<std::unique_ptr<Statements>> prepare(Database& database);
};

}  // namespace sait
