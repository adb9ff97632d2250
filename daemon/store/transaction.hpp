// Everything one batch changes: committed as one SQLite transaction, or not at all.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/alert.hpp"
#include "model/feed_declaration.hpp"
#include "model/record.hpp"

namespace sait {

/// What is kept of an on-topic post for people to read, until `expires`; or, `forgotten`, that its text, author and
/// examples go.
struct TextRow {
  PostKey post{};
  Time expires;
  std::string platform, native_id, uri, title, text, mentions;
  std::string alt;                       // descriptions of its media, blank lines between
  std::string links, hashtags;           // one a line
  bool answers = false, quotes = false;  // another post; a repost answers
  std::string
      author;  // platform | author id: leaves the store only as a pseudonym under the key of its week; empty: not kept
  bool forgotten = false;
  std::string feed = {};  // with `stored`, what a shorter retention goes by
  Time stored = {};
};

/// What of a kept post rules are matched against: as in TextRow.
struct KeptWords {
  std::string title, text, alt, links, hashtags;
  bool answers = false, quotes = false;
  bool whole = false;  // false: stored by a version that did not keep all of this
};

struct Checkpoint {
  std::uint64_t position = 0;  // seq of the last record in it
  std::string body;            // Fold::save()
};

struct Transaction {
  Time stamp;  // of its newest record, or the time now: what retention counts from
  std::vector<Record> records;
  std::vector<TextRow> texts;  // in order: the last word on a post counts
  std::vector<std::pair<std::string, Cursor>> cursors;
  std::vector<Alert> alerts;
  std::string writer_state;                             // pipeline/writer_state.hpp; empty: unchanged
  std::optional<std::pair<Digest, std::string>> rules;  // a set the journal names from here on, as encoded files
  std::optional<Checkpoint> checkpoint;
  bool retention = false;  // drop what has expired at `stamp`

  [[nodiscard]] bool empty() const {
    return records.empty() && texts.empty() && cursors.empty() && alerts.empty() && writer_state.empty() && !rules &&
           !checkpoint && !retention;
  }
};

}  // namespace sait
