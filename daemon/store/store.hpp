// The journal and all that is committed with it: one SQLite file (WAL, synchronous=FULL, secure_delete), one writer.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "model/outbox.hpp"
#include "store/sqlite.hpp"
#include "store/transaction.hpp"

namespace sait {

/// How long what is kept. Texts carry their own expiry; one set while these were longer is shortened when they are
/// first looked at after the start.
struct Retention {
  Duration texts = std::chrono::hours(24 * 30);  // of every feed
  std::map<std::string, Duration> feeds = {};    // of the texts of one feed, by its id
  Duration records = std::chrono::hours(24 * 28);
  Duration hourly = std::chrono::hours(24 * 7 * 26);
  Duration daily = std::chrono::hours(24 * 730);
};

/// Texts: those there are, and those that went since the store was opened.
struct TextCounts {
  std::uint64_t kept = 0, expired = 0;
  std::uint64_t deleted = 0;  // by a deletion, an edit, or another delivery of the same post
};

struct StoreOptions {
  std::string path;      // of the database; ":memory:" for a replay
  std::string key_file;  // 32 random bytes, made with mode 0600 when absent; empty (":memory:" only): replay_key()
  Retention retention;
  Duration log_pause = std::chrono::seconds(10);  // of wall time, at least, between two cuts of the log
};

/// Opened by one process at a time: a lock file beside the database says so.
class Store {
 public:
  ~Store();

  /// Opens, locks and migrates. Errors: store-in-use, newer-database, key-mismatch, key-unreadable, store-unwritable,
  /// store-damaged.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const StoreOptions& options);

  /// For looking only, beside a daemon that may be running: no lock, no key, no migration; commit() must not be called.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open_for_reading(const std::string& path);

  /// One transaction, durable on success. After a passing error (is_passing) nothing was changed and the same
  /// transaction may be tried again. error[nondeterministic]: an alert that is in the outbox would be written with
  /// other bytes. Writer thread only.
  [[nodiscard]] Status commit(const Transaction& transaction);

  /// Cuts what was dropped out of the log (WAL) if commit() left that for later: because it had just been cut, or a
  /// reader was in the way. To be called while nothing is to be committed. Writer thread only.
  void cut_log_if_due();

  /// Calls `visit` for each record with seq > `after`, in order, until it fails.
  [[nodiscard]] Status each_record(std::uint64_t after, const std::function<Status(Record&&)>& visit);

  /// The lowest seq there is; 0 when there is none.
  [[nodiscard]] Result<std::uint64_t> first_record();
  /// The highest seq whose record is stamped before `time`; 0 (or what retention left out) when there is none.
  [[nodiscard]] Result<std::uint64_t> last_before(Time time);

  /// Checkpoints, newest first.
  [[nodiscard]] Result<std::vector<Checkpoint>> checkpoints();
  [[nodiscard]] Result<std::string> writer_state();
  [[nodiscard]] Result<std::map<std::string, Cursor>> cursors();
  /// The words of a post whose text is kept; nothing when it is not.
  [[nodiscard]] Result<std::optional<KeptWords>> words(const PostKey& post);
  /// The encoded files of a rule set; empty when it is not known.
  [[nodiscard]] Result<std::string> rules(const Digest& hash);

  /// As of the last commit. Writer thread only.
  [[nodiscard]] const TextCounts& texts() const { return texts_; }

  /// For post keys and author sketches; never rotates.
  [[nodiscard]] const HmacKey& key() const { return *key_; }
  [[nodiscard]] const std::string& run_id() const { return run_id_; }
  [[nodiscard]] const std::string& path() const { return options_.path; }

  /// An outlet's view, over a connection of its own; may be used from one other thread. Must not outlive the store for
  /// ":memory:".
  [[nodiscard]] Result<std::unique_ptr<Outbox>> open_outbox();

  /// Other feeds from the next retention on: how long each one's texts are kept at most. Writer thread only.
  void keep_texts(std::map<std::string, Duration> by_feed);

  /// Limits the database to so many pages, 0 for none. Takes effect with the next commit. Thread-safe.
  void limit_pages(std::int64_t pages) { page_limit_.store(pages); }

 private:
  struct Statements;
  Store(Database database, StoreOptions options);
  [[nodiscard]] Status prepare();
  [[nodiscard]] Status count_texts();
  [[nodiscard]] Error with_reason(Error error) const;
  [[nodiscard]] Status load_identity();
  [[nodiscard]] Status write(const Transaction& transaction);
  [[nodiscard]] Status write_records(const Transaction& transaction);
  [[nodiscard]] Status write_posts(const Transaction& transaction);
  [[nodiscard]] Status write_alerts(const Transaction& transaction);
  [[nodiscard]] Status write_examples(const Alert& alert);
  [[nodiscard]] Status write_positions(const Transaction& transaction);
  [[nodiscard]] Status write_retention(const Transaction& transaction);
  [[nodiscard]] Status shorten_expiry();
  [[nodiscard]] Result<Digest> author_key(std::int64_t week);

  Database database_;
  StoreOptions options_;
  int lock_ = -1;
  std::optional<HmacKey> key_;
  std::string run_id_;
  std::atomic<std::int64_t> page_limit_{0};
  std::int64_t page_limit_set_ = 0;
  TextCounts texts_, texts_then_;  // then: if the transaction that is being written is committed
  bool shortened_ = false;         // what is stored expires by options_.retention at the latest
  bool uncut_ = false;             // the log holds what was dropped
  std::optional<std::chrono::steady_clock::time_point> cut_at_;
  std::unique_ptr<Statements> statements_;
  std::optional<Statement> select_words_;
};

}  // namespace sait
