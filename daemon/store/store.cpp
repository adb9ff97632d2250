#include "store/store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/codec.hpp"
#include "base/crash_point.hpp"
#include "store/key_file.hpp"
#include "store/migrations.hpp"
#include "store/statements.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

// While it is opened, whoever looks into a database that a crash left may hold it for as long as its log is recovered;
// later the writer would rather hear at once that it must wait, so that it can say so.
constexpr const char* kPragmas =
    "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA "
    "journal_size_limit=67108864;"
    "PRAGMA cache_size=-16384;";
constexpr const char* kOpenedPragmas = "PRAGMA busy_timeout=250;";

std::int64_t milliseconds(Time time) { return time.time_since_epoch().count(); }

std::int64_t week_of(Time time) { return std::chrono::floor<std::chrono::weeks>(time).time_since_epoch().count(); }

// ":memory:" gets a name, so that the outbox connection sees the same database.
std::string database_path(const std::string& path, const void* owner) {
  return path == ":memory:" ? fmt::format("file:saitd-{}?mode=memory&cache=shared", owner) : path;
}

}  // namespace

Store::Store(Database database, StoreOptions options) : database_(std::move(database)), options_(std::move(options)) {}

Store::~Store() {
  statements_.reset();
  select_words_.reset();
  release_lock(lock_);
}

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  const bool memory = options.path == ":memory:";
  int lock = -1;
  if (!memory) {
    std::error_code ignored;  // a link to the database is the same database
    const auto real = std::filesystem::weakly_canonical(options.path, ignored);
    auto taken = take_lock((ignored ? options.path : real.string()) + ".lock");
    if (!taken) return taken.error();
    lock = *taken;
  }
  StoreOptions named = options;
  named.path = database_path(options.path, &named);
  const auto mask = ::umask(077);  // texts and keys are for the owner alone; SQLite gives its other files the same mode
  auto database = Database::open(named.path);
  ::umask(mask);
  if (!database) {
    release_lock(lock);
    return database.error();
  }
  std::unique_ptr<Store> store(new Store(std::move(*database), std::move(named)));
  store->lock_ = lock;
  if (auto status = store->database_.run(kPragmas); !status) return status.error();
  if (auto status = migrate(store->database_); !status) return status.error();
  if (auto status = store->load_identity(); !status) return status.error();
  if (auto status = store->prepare(); !status) return status.error();
  if (auto status = store->count_texts(); !status) return status.error();
  if (auto status = store->database_.run(kOpenedPragmas); !status) return status.error();
  return store;
}

Result<std::unique_ptr<Store>> Store::open_for_reading(const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0) {
    return Error{"unreadable", fmt::format("{}: {}; name the database of a daemon (store.path in its configuration)",
                                           path, std::strerror(errno))};
  }
  auto database = Database::open(path);
  if (!database) return database.error();
  std::unique_ptr<Store> store(new Store(std::move(*database), {path, {}, {}}));
  if (auto status = store->database_.run("PRAGMA query_only=ON; PRAGMA busy_timeout=5000;"); !status)
    return status.error();
  const auto seen = store->database_.integer("PRAGMA user_version");
  if (!seen) return seen.error();
  if (*seen != static_cast<std::int64_t>(migrations().size())) {
    return Error{"other-schema",
                 fmt::format("{} has schema {}, this saitctl reads {}; use the one that belongs to the daemon", path,
                             *seen, migrations().size())};
  }
  return store;
}

Status Store::prepare() {
  auto statements = Statements::prepare(database_);
  if (!statements) return statements.error();
  statements_ = std::move(*statements);
  return {};
}

// The one look at all of them; from here on each statement that adds or drops some says how many.
Status Store::count_texts() {
  const auto kept = database_.integer("SELECT count(*) FROM texts");
  if (!kept) return kept.error();
  texts_.kept = static_cast<std::uint64_t>(*kept);
  return {};
}

Status Store::load_identity() {
  const auto has_key = database_.integer("SELECT count(*) FROM meta WHERE name = 'key'");
  if (!has_key) return has_key.error();
  if (*has_key > 0 && !options_.key_file.empty() && ::access(options_.key_file.c_str(), F_OK) != 0) {
    return Error{"key-missing", fmt::format("{}: the key of {} is not there; put it back, or use another store.path",
                                            options_.key_file, database_.path())};
  }
  auto secret = options_.key_file.empty() ? Result<Digest>(replay_key()) : read_or_make_key(options_.key_file);
  if (!secret) return secret.error();
  key_.emplace(*secret);
  // The database names its key by a fingerprint, so that counts are never continued under another key.
  const auto fingerprint = to_hex(key_->mac({"fingerprint"})).substr(0, 32);
  const auto run = to_hex(random_key()).substr(0, 32);
  auto insert = database_.prepare("INSERT OR IGNORE INTO meta VALUES (?1, ?2)");
  if (!insert) return insert.error();
  for (const auto& [name, value] : {std::pair("key", fingerprint), std::pair("run", run)}) {
    if (auto status = insert->text(name).text(value).run(); !status) return status;
  }
  auto select = database_.prepare("SELECT value FROM meta WHERE name = ?1");
  if (!select) return select.error();
  const auto value_of = [&](std::string_view name) -> Result<std::string> {
    const auto row = select->text(name).step();
    if (!row) return row.error();
    std::string value(*row ? select->column_bytes(0) : std::string_view{});
    select->reset();
    return value;
  };
  auto stored = value_of("key");
  if (!stored) return stored.error();
  if (*stored != fingerprint) {
    return Error{
        "key-mismatch",
        fmt::format(
            "{} does not belong to {}: the database was made with another key; put the right key file back, or use "
            "another store.path",
            options_.key_file, database_.path())};
  }
  auto run_id = value_of("run");
  if (!run_id) return run_id.error();
  run_id_ = std::move(*run_id);
  return {};
}

Status Store::commit(const Transaction& transaction) {
  if (const auto limit = page_limit_.load(); limit != page_limit_set_) {
    if (auto status = database_.run(fmt::format("PRAGMA max_page_count={}", limit > 0 ? limit : 1073741823)); !status)
      return status;
    page_limit_set_ = limit;
  }
  crash_point("commit.before");
  if (auto status = database_.run("BEGIN IMMEDIATE"); !status) return status;
  texts_then_ = texts_;
  auto status = write(transaction);
  if (status) {
    crash_point("commit.written");
    status = database_.run("COMMIT");
  }
  if (!status) {
    (void)database_.run(
        "ROLLBACK");  // SQLite may have rolled back already: then this says so, and nothing is lost by it
    return with_reason(status.error());
  }
  texts_ = texts_then_;
  crash_point("commit.after");
  uncut_ = uncut_ || transaction.retention || std::ranges::any_of(transaction.texts, &TextRow::forgotten);
  shortened_ = shortened_ || transaction.retention;
  cut_log_if_due();
  return {};
}

// SQLite says "full" of its own limit and of the disk alike.
Error Store::with_reason(Error error) const {
  if (error.code != "store-full" || page_limit_set_ == 0) return error;
  std::error_code unknown;
  const auto space = std::filesystem::space(std::filesystem::path(options_.path).parent_path(), unknown);
  constexpr std::uintmax_t kRoom = 16U << 20U;
  if (unknown || space.available < kRoom) return error;
  error.message = fmt::format(
      "{} is full: it has reached store.max_size ({} pages of 4096 bytes), while its disk has room; raise it and "
      "restart, or lower store.record_retention; nothing is lost meanwhile",
      options_.path, page_limit_set_);
  return error;
}

// What was dropped lingers in the log until it is cut. Posts are deleted all the time, so they wait for each other; a
// reader in the way is no harm: it is tried again.
void Store::cut_log_if_due() {
  const auto now = std::chrono::steady_clock::now();
  if (!uncut_ || (cut_at_ && now < *cut_at_ + options_.log_pause)) return;
  cut_at_ = now;
  const auto busy = database_.integer("PRAGMA wal_checkpoint(TRUNCATE)");
  uncut_ = !busy || *busy != 0;
}

Status Store::write(const Transaction& transaction) {
  if (auto status = write_records(transaction); !status) return status;
  crash_point("commit.records");
  if (auto status = write_posts(transaction); !status) return status;
  crash_point("commit.texts");
  if (auto status = write_positions(transaction); !status) return status;
  crash_point("commit.cursors");
  if (auto status = write_alerts(transaction); !status) return status;
  crash_point("commit.outbox");
  if (transaction.checkpoint) {
    auto& insert = statements_->insert_checkpoint;
    const auto& checkpoint = *transaction.checkpoint;
    auto status = insert.integer(static_cast<std::int64_t>(checkpoint.position))
                      .integer(milliseconds(transaction.stamp))
                      .blob(checkpoint.body)
                      .run();
    if (!status) return status;
    if (status = statements_->trim_checkpoints.run(); !status) return status;
    crash_point("commit.checkpoint");
  }
  return transaction.retention ? write_retention(transaction) : Status{};
}

Status Store::write_records(const Transaction& transaction) {
  for (const auto& record : transaction.records) {
    auto& insert = statements_->insert_record;
    insert.integer(static_cast<std::int64_t>(record.seq)).integer(milliseconds(record.stamp)).integer(kind_of(record));
    if (record.post == PostKey{})
      insert.null();
    else
      insert.blob(record.post);
    if (auto status = insert.blob(encode_body(record)).run(); !status) return status;
    const auto* tick = std::get_if<TickRecord>(&record.body);
    if (tick == nullptr) continue;
    for (const auto& totals : tick->totals) {
      auto& add = statements_->add_hourly;
      add.integer(milliseconds(tick->first - Duration(1)) / 3'600'000).text(totals.feed);
      for (const auto count : {totals.read, totals.on_topic, totals.off_topic, totals.rejected, totals.repeats}) {
        add.integer(static_cast<std::int64_t>(count));
      }
      if (auto status = add.run(); !status) return status;
    }
  }
  return {};
}

Status Store::write_posts(const Transaction& transaction) {
  auto& sql = *statements_;
  const auto week = week_of(transaction.stamp);
  std::optional<HmacKey> mac;
  for (const auto& row : transaction.texts) {
    if (auto status = sql.delete_text.blob(row.post).run(); !status) return status;
    const auto former = static_cast<std::uint64_t>(database_.changes());
    texts_then_.kept -= former;
    texts_then_.deleted += former;
    if (row.forgotten) {
      for (auto* statement : {&sql.delete_author, &sql.delete_examples}) {
        if (auto status = statement->blob(row.post).run(); !status) return status;
      }
      continue;
    }
    sql.put_text.blob(row.post).integer(milliseconds(row.expires)).text(row.platform).text(row.native_id).text(row.uri);
    sql.put_text.text(row.title).text(row.text).text(row.mentions).text(row.alt);
    sql.put_text.text(row.feed).integer(milliseconds(row.stored));
    sql.put_text.text(row.links).text(row.hashtags).integer((row.answers ? 1 : 0) + (row.quotes ? 2 : 0));
    if (auto status = sql.put_text.run(); !status) return status;
    ++texts_then_.kept;
    if (row.author.empty()) continue;
    if (!mac) {
      auto key = author_key(week);
      if (!key) return key.error();
      mac.emplace(*key);
    }
    const auto pseudonym = mac->mac({row.author});
    if (auto status = sql.put_author.blob(row.post).integer(week).blob(std::span(pseudonym).first<16>()).run(); !status)
      return status;
  }
  return {};
}

Result<Digest> Store::author_key(std::int64_t week) {
  if (auto status = statements_->make_author_key.integer(week).blob(random_key()).run(); !status) return status.error();
  auto& select = statements_->select_author_key;
  const auto row = select.integer(week).step();
  if (!row) return row.error();
  Digest key{};
  const auto bytes = select.column_bytes(0);
  std::copy_n(bytes.begin(), std::min(bytes.size(), key.size()), key.begin());
  select.reset();
  return key;
}

Status Store::write_positions(const Transaction& transaction) {
  auto& sql = *statements_;
  for (const auto& [feed, cursor] : transaction.cursors) {
    sql.put_cursor.text(feed).text(cursor.source).integer(static_cast<std::int64_t>(cursor.position));
    if (auto status = sql.put_cursor.integer(static_cast<std::int64_t>(cursor.line)).run(); !status) return status;
  }
  if (!transaction.writer_state.empty()) {
    if (auto status = sql.put_meta.text("writer").blob(transaction.writer_state).run(); !status) return status;
  }
  if (transaction.rules) {
    if (auto status = sql.put_rules.blob(transaction.rules->first).blob(transaction.rules->second).run(); !status)
      return status;
  }
  return {};
}

Status Store::write_alerts(const Transaction& transaction) {
  auto& sql = *statements_;
  for (const auto& alert : transaction.alerts) {
    const auto body = to_json(alert);
    const auto row = sql.select_alert.text(alert.id).integer(alert.revision).step();
    if (!row) return row.error();
    const bool known = *row;
    const bool same = known && sql.select_alert.column_bytes(0) == body;
    if (known) sql.select_alert.reset();
    if (known && same) continue;
    if (known) {
      return Error{
          "nondeterministic",
          fmt::format(
              "alert {} revision {} is in the outbox with other bytes: the journal no longer gives what it gave. "
              "Keep the database and report this; saitd stops",
              alert.id, alert.revision)};
    }
    sql.insert_alert.integer(static_cast<std::int64_t>(alert.sequence))
        .text(alert.id)
        .integer(alert.revision)
        .integer(milliseconds(alert.at));
    sql.insert_alert.text(alert.narrative).text(alert.audience).text(topic_of(alert)).text(body);
    if (auto status = sql.insert_alert.run(); !status) return status;
    if (auto status = write_examples(alert); !status) return status;
  }
  return {};
}

Status Store::write_examples(const Alert& alert) {
  auto& sql = *statements_;
  std::int64_t place = 0;
  for (const auto& post : alert.examples) {
    const auto row = sql.select_text.blob(post).step();
    if (!row) return row.error();
    if (!*row) continue;  // counts only, expired or deleted
    const auto text = mask(sql.select_text.column_bytes(0));
    const auto expires = sql.select_text.column_integer(1);
    sql.select_text.reset();
    auto& insert = sql.insert_example;
    insert.integer(static_cast<std::int64_t>(alert.sequence)).integer(place++).blob(post).integer(expires).text(text);
    if (auto status = insert.run(); !status) return status;
  }
  return {};
}

Status Store::write_retention(const Transaction& transaction) {
  auto& sql = *statements_;
  const auto now = transaction.stamp;
  const auto& keep = options_.retention;
  if (auto status = shortened_ ? Status{} : shorten_expiry(); !status) return status;
  if (auto status = sql.expire_texts.integer(milliseconds(now)).run(); !status) return status;
  const auto expired = static_cast<std::uint64_t>(database_.changes());
  texts_then_.kept -= expired;
  texts_then_.expired += expired;
  if (auto status = sql.expire_examples.integer(milliseconds(now)).run(); !status) return status;
  for (auto* statement : {&sql.expire_authors, &sql.expire_author_keys}) {
    if (auto status = statement->integer(week_of(now) - 1).run(); !status) return status;
  }
  if (auto status = sql.expire_records.integer(milliseconds(now - keep.records)).run(); !status) return status;
  const auto hour = milliseconds(now - keep.hourly) / 3'600'000;
  if (auto status = sql.roll_hourly.integer(hour).run(); !status) return status;
  if (auto status = sql.expire_hourly.integer(hour).run(); !status) return status;
  return sql.expire_daily.integer(milliseconds(now - keep.daily) / 86'400'000).run();
}

void Store::keep_texts(std::map<std::string, Duration> by_feed) {
  options_.retention.feeds = std::move(by_feed);
  shortened_ = false;
}

Status Store::shorten_expiry() {
  auto& sql = *statements_;
  if (auto status = sql.shorten_texts.integer(options_.retention.texts.count()).run(); !status) return status;
  for (const auto& [feed, kept] : options_.retention.feeds) {
    if (auto status = sql.shorten_feed.integer(kept.count()).text(feed).run(); !status) return status;
  }
  return sql.shorten_examples.run();
}

Result<std::uint64_t> Store::first_record() {
  const auto first = database_.integer("SELECT COALESCE(MIN(seq), 0) FROM records");
  if (!first) return first.error();
  return static_cast<std::uint64_t>(*first);
}

Result<std::uint64_t> Store::last_before(Time time) {
  auto first = database_.integer("SELECT COALESCE(MIN(seq), 1) FROM records");
  if (!first) return first.error();
  auto last = database_.integer("SELECT COALESCE(MAX(seq), 0) FROM records");
  if (!last) return last.error();
  auto select = database_.prepare("SELECT stamp FROM records WHERE seq = ?1");
  if (!select) return select.error();
  // Stamps do not decrease with seq, and seq has no holes.
  auto low = *first - 1;
  auto high = *last;
  while (low < high) {
    const auto middle = low + (high - low + 1) / 2;
    const auto row = select->integer(middle).step();
    if (!row) return row.error();
    const bool before = *row && select->column_integer(0) < milliseconds(time);
    select->reset();
    if (before)
      low = middle;
    else
      high = middle - 1;
  }
  return static_cast<std::uint64_t>(low);
}

Status Store::each_record(std::uint64_t after, const std::function<Status(Record&&)>& visit) {
  auto select = database_.prepare("SELECT seq, stamp, kind, post, body FROM records WHERE seq > ?1 ORDER BY seq");
  if (!select) return select.error();
  select->integer(static_cast<std::int64_t>(after));
  for (;;) {
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) return {};
    Record record;
    record.seq = static_cast<std::uint64_t>(select->column_integer(0));
    record.stamp = Time(Duration(select->column_integer(1)));
    const auto post = select->column_bytes(3);
    if (post.size() == record.post.size()) std::copy(post.begin(), post.end(), record.post.begin());
    auto body = decode_body(static_cast<std::uint8_t>(select->column_integer(2)), select->column_bytes(4));
    if (!body) return body.error();
    record.body = std::move(*body);
    if (auto status = visit(std::move(record)); !status) return status;
  }
}

Result<std::vector<Checkpoint>> Store::checkpoints() {
  auto select = database_.prepare("SELECT position, body FROM checkpoints ORDER BY position DESC");
  if (!select) return select.error();
  std::vector<Checkpoint> found;
  for (;;) {
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) return found;
    found.push_back({static_cast<std::uint64_t>(select->column_integer(0)), std::string(select->column_bytes(1))});
  }
}

Result<std::string> Store::writer_state() {
  auto select = database_.prepare("SELECT value FROM meta WHERE name = 'writer'");
  if (!select) return select.error();
  const auto row = select->step();
  if (!row) return row.error();
  return std::string(*row ? select->column_bytes(0) : std::string_view{});
}

Result<std::map<std::string, Cursor>> Store::cursors() {
  auto select = database_.prepare("SELECT feed, source, position, line FROM cursors");
  if (!select) return select.error();
  std::map<std::string, Cursor> found;
  for (;;) {
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) return found;
    Cursor cursor{std::string(select->column_bytes(1)), static_cast<std::uint64_t>(select->column_integer(2)),
                  static_cast<std::uint64_t>(select->column_integer(3))};
    found.emplace(std::string(select->column_bytes(0)), std::move(cursor));
  }
}

Result<std::optional<KeptWords>> Store::words(const PostKey& post) {
  if (!select_words_) {  // not among the writer's: a store that is only read has none of those
    auto prepared = database_.prepare("SELECT title, text, alt, links, hashtags, refers FROM texts WHERE post = ?1");
    if (!prepared) return prepared.error();
    select_words_ = std::move(*prepared);
  }
  auto& select = *select_words_;
  const auto row = select.blob(post).step();
  if (!row) return row.error();
  if (!*row) return std::optional<KeptWords>();
  KeptWords words;
  words.title = select.column_bytes(0);
  words.text = select.column_bytes(1);
  words.alt = select.column_bytes(2);
  words.links = select.column_bytes(3);
  words.hashtags = select.column_bytes(4);
  const auto refers = select.column_integer(5);
  words.answers = (refers & 1) != 0;
  words.quotes = (refers & 2) != 0;
  words.whole = !select.column_is_null(2) && !select.column_is_null(5);
  select.reset();
  return std::optional(std::move(words));
}

Result<std::string> Store::rules(const Digest& hash) {
  auto select = database_.prepare("SELECT files FROM rule_sets WHERE hash = ?1");
  if (!select) return select.error();
  const auto row = select->blob(hash).step();
  if (!row) return row.error();
  return std::string(*row ? select->column_bytes(0) : std::string_view{});
}

}  // namespace sait
