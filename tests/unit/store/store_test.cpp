#include "store/store.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "store/migrations.hpp"
#include "temp_folder.hpp"

using namespace sait;

namespace {

constexpr Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2);

std::unique_ptr<Store> open(const TempFolder& folder, const std::string& name = "s.db") {
  auto store = Store::open({folder.file(name), folder.file("key"), {}});
  REQUIRE_MESSAGE(store.ok(), store.error().text());
  return std::move(*store);
}

PostKey key_of(std::uint8_t n) {
  PostKey key{};
  key[0] = n;
  return key;
}

TextRow text_row(std::uint8_t n, const std::string& text, Time expires) {
  TextRow row;
  row.post = key_of(n);
  row.expires = expires;
  row.stored = kNow;
  row.platform = "forum";
  row.native_id = "native-1";
  row.text = text;
  row.author = "forum|someone";
  return row;
}

Alert alert_of(std::uint64_t sequence, std::vector<PostKey> examples) {
  Alert alert;
  alert.id = "abc";
  alert.revision = static_cast<std::uint32_t>(sequence);
  alert.sequence = sequence;
  alert.narrative = "lamps";
  alert.audience = "en";
  alert.examples = std::move(examples);
  return alert;
}

std::string file_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("records, cursors and the writer's state come back as they were committed") {
  TempFolder folder;
  Transaction transaction;
  transaction.stamp = kNow;
  transaction.records.push_back({1, kNow, {}, CoverageRecord{"forum", CoverageState::up, {"en"}, "declared"}});
  PostRecord post;
  post.feed = "forum";
  post.matches = {{"lamps", "en", SpeechAct::claim}};
  transaction.records.push_back({2, kNow, key_of(1), post});
  transaction.cursors = {{"forum", {"file-1", 120, 3}}};
  transaction.writer_state = "state";
  const std::string big(100'000, 'x');
  transaction.checkpoint = Checkpoint{2, big};
  const auto run = [&] {
    auto store = open(folder);
    REQUIRE(store->commit(transaction).ok());
    return store->run_id();
  }();
  auto store = open(folder);
  CHECK(store->run_id() == run);
  std::vector<Record> records;
  REQUIRE(store
              ->each_record(0,
                            [&](Record&& record) -> Status {
                              records.push_back(std::move(record));
                              return {};
                            })
              .ok());
  REQUIRE(records.size() == 2);
  CHECK(std::get<PostRecord>(records[1].body).matches == post.matches);
  CHECK(store->cursors()->at("forum") == Cursor{"file-1", 120, 3});
  CHECK(*store->writer_state() == "state");
  CHECK(store->checkpoints()->front().body == big);
}

TEST_CASE("a start waits for whoever holds the database for a moment") {
  TempFolder folder;
  (void)open(folder);
  auto other = Database::open(folder.file("s.db"));
  REQUIRE(other->run("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE held (a)").ok());
  std::thread holder([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(600));  // the disorder that is tested, not a wait
    (void)other->run("ROLLBACK");
    other = Error{"closed", ""};
  });
  const auto store = Store::open({folder.file("s.db"), folder.file("key"), {}});
  holder.join();
  CHECK_MESSAGE(store.ok(), (store.ok() ? "" : store.error().text()));
}

TEST_CASE("two daemons cannot open one database") {
  TempFolder folder;
  const auto store = open(folder);
  const auto second = Store::open({folder.file("s.db"), folder.file("key"), {}});
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == "store-in-use");
  CHECK(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
  std::filesystem::create_symlink(folder.file("s.db"), folder.file("link.db"));
  CHECK(Store::open({folder.file("link.db"), folder.file("key"), {}}).error().code == "store-in-use");
}

TEST_CASE("a database from a newer version is refused and left as it is") {
  TempFolder folder;
  { const auto store = open(folder); }
  {
    auto database = Database::open(folder.file("s.db"));
    REQUIRE(database->run("PRAGMA user_version = 999").ok());
  }
  const auto store = Store::open({folder.file("s.db"), folder.file("key"), {}});
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().code == "newer-database");
  auto database = Database::open(folder.file("s.db"));
  CHECK(*database->integer("PRAGMA user_version") == 999);
}

TEST_CASE("migrations run in order, once each, and a failing step changes nothing") {
  TempFolder folder;
  auto database = Database::open(folder.file("m.db"));
  const std::array<const char*, 1> one{"CREATE TABLE a (x);"};
  const std::array<const char*, 2> two{one[0], "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2);"};
  const std::array<const char*, 3> broken{two[0], two[1], "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);"};
  REQUIRE(migrate(*database, one).ok());
  REQUIRE(migrate(*database, two).ok());
  REQUIRE(migrate(*database, two).ok());
  CHECK(*database->integer("SELECT count(*) FROM a") == 1);
  CHECK_FALSE(migrate(*database, broken).ok());
  CHECK(*database->integer("PRAGMA user_version") == 2);
  CHECK(*database->integer("SELECT count(*) FROM sqlite_master WHERE name = 'b'") == 0);
  CHECK(migrate(*database, one).error().code == "newer-database");
}

TEST_CASE("the key file is made for its owner alone, another key or one others can read is refused") {
  TempFolder folder;
  { const auto store = open(folder); }
  struct stat info {};
  REQUIRE(::stat(folder.file("key").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600U);
  CHECK(info.st_size == 32);

  ::chmod(folder.file("key").c_str(), 0644);
  CHECK(Store::open({folder.file("s.db"), folder.file("key"), {}}).error().code == "key-unreadable");
  ::chmod(folder.file("key").c_str(), 0600);
  CHECK(Store::open({folder.file("s.db"), folder.file("other-key"), {}}).error().code == "key-missing");
  CHECK_FALSE(std::filesystem::exists(folder.file("other-key")));
  folder.write("other-key", std::string(32, 'k'));
  ::chmod(folder.file("other-key").c_str(), 0600);
  CHECK(Store::open({folder.file("s.db"), folder.file("other-key"), {}}).error().code == "key-mismatch");
  REQUIRE(::stat(folder.file("s.db").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600U);
  folder.write("short", "abc");
  CHECK(Store::open({folder.file("t.db"), folder.file("short"), {}}).error().code == "key-unreadable");
}

TEST_CASE("a file that is no database, and a folder that does not exist, are named") {
  TempFolder folder;
  folder.write("s.db", std::string(8192, 'z'));
  CHECK(Store::open({folder.file("s.db"), folder.file("key"), {}}).error().code == "store-damaged");
  const auto nowhere = Store::open({folder.file("no/such/s.db"), folder.file("key"), {}});
  CHECK(nowhere.error().code == "store-unwritable");
  CHECK(nowhere.error().message.find("no/such") != std::string::npos);
}

TEST_CASE("the same alert again is ignored, the same alert with other bytes stops the daemon") {
  TempFolder folder;
  auto store = open(folder);
  Transaction transaction;
  transaction.stamp = kNow;
  transaction.alerts = {alert_of(1, {}), alert_of(2, {})};
  REQUIRE(store->commit(transaction).ok());
  REQUIRE(store->commit(transaction).ok());
  auto outbox = store->open_outbox();
  CHECK((*outbox)->read(0, 10)->size() == 2);
  CHECK(*(*outbox)->latest() == 2);
  CHECK((*outbox)->read(1, 10)->size() == 1);
  for (const auto beyond : {std::uint64_t{2}, std::uint64_t{1} << 63U, ~std::uint64_t{0}})
    CHECK((*outbox)->read(beyond, 10)->empty());

  transaction.alerts[1].title = "another";
  transaction.cursors = {{"forum", {"f", 1, 1}}};
  const auto status = store->commit(transaction);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == "nondeterministic");
  CHECK(store->cursors()->empty());  // nothing of that transaction is there
}

TEST_CASE("examples are masked, and a deletion takes text, author and examples while the alert's bytes stay") {
  TempFolder folder;
  auto store = open(folder);
  Transaction transaction;
  transaction.stamp = kNow;
  transaction.texts = {text_row(1, "ask @somebody at https://a.example about it", kNow + std::chrono::hours(72))};
  transaction.alerts = {alert_of(1, {key_of(1), key_of(9)})};
  REQUIRE(store->commit(transaction).ok());
  auto outbox = store->open_outbox();
  const auto before = (*outbox)->read(0, 1)->front();
  CHECK(before.examples == R"(["ask [name] at [link] about it"])");

  Transaction deletion;
  deletion.stamp = kNow + std::chrono::hours(1);
  deletion.texts.emplace_back();
  deletion.texts[0].post = key_of(1);
  deletion.texts[0].forgotten = true;
  REQUIRE(store->commit(deletion).ok());
  const auto after = (*outbox)->read(0, 1)->front();
  CHECK(after.examples == R"(["[deleted]"])");
  CHECK(after.body == before.body);
  auto database = Database::open(folder.file("s.db"));
  CHECK(*database->integer("SELECT count(*) FROM texts") == 0);
  CHECK(*database->integer("SELECT count(*) FROM authors") == 0);
}

TEST_CASE("after their time texts, pseudonyms, week keys and examples are gone, from the file's bytes too") {
  TempFolder folder;
  const std::string secret = "a sentence nobody should find again";
  {
    auto store = open(folder);
    Transaction transaction;
    transaction.stamp = kNow;
    transaction.texts = {text_row(1, secret, kNow + std::chrono::hours(72)),
                         text_row(2, "kept", kNow + std::chrono::hours(24 * 40))};
    transaction.alerts = {alert_of(1, {key_of(1)})};
    REQUIRE(store->commit(transaction).ok());
    CHECK(file_bytes(folder.file("s.db-wal")).find(secret) != std::string::npos);

    Transaction later;
    later.stamp = kNow + std::chrono::hours(24 * 21);
    later.retention = true;
    REQUIRE(store->commit(later).ok());
    auto outbox = store->open_outbox();
    CHECK((*outbox)->read(0, 1)->front().examples == R"(["[expired]"])");
  }
  auto database = Database::open(folder.file("s.db"));
  CHECK(*database->integer("SELECT count(*) FROM texts") == 1);
  CHECK(*database->integer("SELECT count(*) FROM authors") == 0);
  CHECK(*database->integer("SELECT count(*) FROM author_keys") == 0);
  REQUIRE(database->run("PRAGMA wal_checkpoint(TRUNCATE)").ok());
  CHECK(file_bytes(folder.file("s.db")).find(secret) == std::string::npos);
  CHECK(file_bytes(folder.file("s.db")).find("someone") == std::string::npos);
}

TEST_CASE("a deleted text is gone from the log too, at once") {
  TempFolder folder;
  const std::string secret = "a sentence its author took back";
  auto store = open(folder);
  Transaction transaction;
  transaction.stamp = kNow;
  transaction.texts = {text_row(1, secret, kNow + std::chrono::hours(72))};
  REQUIRE(store->commit(transaction).ok());
  Transaction later;
  later.stamp = kNow;
  later.texts.resize(1);
  later.texts[0].post = key_of(1);
  later.texts[0].forgotten = true;
  REQUIRE(store->commit(later).ok());
  CHECK(file_bytes(folder.file("s.db-wal")).find(secret) == std::string::npos);
  CHECK(file_bytes(folder.file("s.db")).find(secret) == std::string::npos);
}

TEST_CASE("a deleted text whose log a reader held, leaves it without another commit") {
  TempFolder folder;
  const std::string secret = "a sentence its author took back";
  StoreOptions options{folder.file("s.db"), folder.file("key"), {}, Duration(0)};
  auto store = Store::open(options);
  REQUIRE(store.ok());
  Transaction transaction;
  transaction.stamp = kNow;
  transaction.texts = {text_row(1, secret, kNow + std::chrono::hours(72))};
  REQUIRE((*store)->commit(transaction).ok());
  auto reader = Database::open(folder.file("s.db"));
  REQUIRE(reader->run("BEGIN; SELECT count(*) FROM texts").ok());
  transaction.texts[0].forgotten = true;
  REQUIRE((*store)->commit(transaction).ok());
  CHECK(file_bytes(folder.file("s.db-wal")).find(secret) != std::string::npos);
  REQUIRE(reader->run("COMMIT").ok());
  (*store)->cut_log_if_due();
  CHECK(file_bytes(folder.file("s.db-wal")).find(secret) == std::string::npos);
  CHECK(file_bytes(folder.file("s.db")).find(secret) == std::string::npos);
}

TEST_CASE("a shorter retention reaches what is stored: it goes so long after it came, not after the change") {
  using std::chrono::hours;
  TempFolder folder;
  const auto stored = [](std::uint8_t n, const std::string& feed, hours ago) {
    auto row = text_row(n, "text " + std::to_string(n), kNow - ago + hours(72));
    row.feed = feed;
    row.stored = kNow - ago;
    return row;
  };
  {
    auto store = open(folder);
    Transaction transaction;
    transaction.stamp = kNow;
    transaction.texts = {stored(1, "forum", hours(30)), stored(2, "forum", hours(10)), stored(3, "video", hours(10)),
                         stored(4, "video", hours(2))};
    transaction.texts[3].expires = kNow + hours(1);  // its own end comes first
    transaction.alerts = {alert_of(1, {key_of(1), key_of(2), key_of(3), key_of(4)})};
    REQUIRE(store->commit(transaction).ok());
  }
  StoreOptions options{folder.file("s.db"), folder.file("key"), {}};
  options.retention.texts = hours(24);
  options.retention.feeds = {{"forum", hours(48)}, {"video", hours(6)}};
  auto store = Store::open(options);
  REQUIRE(store.ok());
  Transaction later;
  later.stamp = kNow;
  later.retention = true;
  REQUIRE((*store)->commit(later).ok());
  auto outbox = (*store)->open_outbox();
  CHECK((*outbox)->read(0, 1)->front().examples == R"(["[expired]","text 2","[expired]","text 4"])");
  auto database = Database::open(folder.file("s.db"));
  for (const char* table : {"texts", "examples"}) {
    const auto left = [&](Time expires) {
      return *database->integer(
          "SELECT count(*) FROM " + std::string(table) +
          " WHERE post IS NOT NULL AND expires = " + std::to_string(expires.time_since_epoch().count()));
    };
    CHECK(left(kNow - hours(10) + hours(24)) == 1);
    CHECK(left(kNow + hours(1)) == 1);
  }
}

TEST_CASE("texts of the schema before are taken for kept as long as the default says") {
  TempFolder folder;
  auto database = Database::open(folder.file("s.db"));
  REQUIRE(migrate(*database, migrations().first(1)).ok());
  REQUIRE(database->run("INSERT INTO texts VALUES (x'01', 300000000, 'p', 'n', '', '', 't', '')").ok());
  REQUIRE(migrate(*database).ok());
  CHECK(*database->integer("SELECT stored FROM texts WHERE feed = ''") == 300000000 - 72 * 3600000);
}

TEST_CASE("a database at its allowed size says so, not that the disk is full") {
  TempFolder folder;
  auto store = open(folder);
  store->limit_pages(40);
  Transaction transaction;
  transaction.stamp = kNow;
  transaction.texts = {text_row(1, std::string(1'000'000, 'x'), kNow + std::chrono::hours(72))};
  const auto status = store->commit(transaction);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == "store-full");
  CHECK(status.error().message.find("store.max_size") != std::string::npos);
}

TEST_CASE("journal records are dropped after 28 days, but never one that no checkpoint holds") {
  TempFolder folder;
  auto store = open(folder);
  const auto tick = [](Time at) { return TickRecord{at, at, std::chrono::minutes(1), {{"forum", 5, 1, 4, 0, 0}}}; };
  Transaction first;
  first.stamp = kNow;
  for (std::uint64_t i = 1; i <= 10; ++i) {
    const auto at = kNow + std::chrono::hours(24 * static_cast<int>(i));
    first.records.push_back({i, at, {}, tick(at)});
  }
  REQUIRE(store->commit(first).ok());
  const auto count = [&] {
    std::size_t records = 0;
    REQUIRE(store
                ->each_record(0,
                              [&](Record&&) -> Status {
                                ++records;
                                return {};
                              })
                .ok());
    return records;
  };
  Transaction later;
  later.stamp = kNow + std::chrono::hours(24 * 33) + std::chrono::hours(1);
  later.retention = true;
  REQUIRE(store->commit(later).ok());
  CHECK(count() == 10);
  later.checkpoint = Checkpoint{10, "state"};
  REQUIRE(store->commit(later).ok());
  CHECK(count() == 5);
  auto database = Database::open(folder.file("s.db"));
  CHECK(*database->integer("SELECT sum(read) FROM hourly") == 50);  // aggregates outlive the records
  CHECK(*store->last_before(kNow + std::chrono::hours(24 * 8)) == 7);
  CHECK(*store->last_before(Time::max()) == 10);
}

TEST_CASE("texts are counted as they come, expire and are deleted, whatever is tried again or opened again") {
  TempFolder folder;
  auto store = open(folder);
  const auto count = [&](std::uint64_t kept, std::uint64_t expired, std::uint64_t deleted) {
    const auto& texts = store->texts();
    CHECK(texts.kept == kept);
    CHECK(texts.expired == expired);
    CHECK(texts.deleted == deleted);
  };
  Transaction first;
  first.stamp = kNow;
  for (std::uint8_t n = 1; n <= 4; ++n)
    first.texts.push_back(text_row(n, std::string(100'000, 'x'), kNow + Duration(n)));
  store->limit_pages(1);
  CHECK_FALSE(store->commit(first).ok());
  count(0, 0, 0);
  store->limit_pages(0);
  REQUIRE(store->commit(first).ok());
  count(4, 0, 0);

  Transaction second;
  second.stamp = kNow + Duration(2);
  second.retention = true;  // 1 and 2 expire
  second.texts.push_back(text_row(3, "the same post, delivered again", kNow + Duration(9)));
  auto gone = text_row(4, "", kNow);
  gone.forgotten = true;
  second.texts.push_back(gone);
  second.texts.push_back(gone);  // heard of twice
  REQUIRE(store->commit(second).ok());
  count(1, 2, 2);
  store.reset();
  store = open(folder);
  count(1, 0, 0);
}
