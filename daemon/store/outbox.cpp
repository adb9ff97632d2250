// The outbox as outlets read it: a connection of its own, so that a slow reader never holds the writer.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <limits>

#include "store/store.hpp"

namespace sait {
namespace {

constexpr std::uint64_t kMostSequence = std::numeric_limits<std::int64_t>::max();  // a column holds no more

class StoredOutbox final : public Outbox {
 public:
  StoredOutbox(Database database, std::string run_id) : database_(std::move(database)), run_id_(std::move(run_id)) {}

  Status prepare() {
    if (auto status = database_.run("PRAGMA busy_timeout=5000; PRAGMA synchronous=FULL;"); !status) return status;
    const std::pair<Statement*, const char*> all[] = {
        {&read_,
         "SELECT sequence, id, revision, at, narrative, audience, topic, body FROM outbox WHERE sequence > ?1 ORDER BY "
         "sequence LIMIT ?2"},
        {&examples_, "SELECT text FROM examples WHERE sequence = ?1 ORDER BY place"},
        {&latest_, "SELECT COALESCE(MAX(sequence), 0) FROM outbox"},
        {&cursor_, "SELECT sequence FROM outlet_cursors WHERE outlet = ?1"},
        {&move_, "INSERT OR REPLACE INTO outlet_cursors VALUES (?1, ?2)"},
    };
    for (const auto& [statement, sql] : all) {
      auto prepared = database_.prepare(sql);
      if (!prepared) return prepared.error();
      *statement = std::move(*prepared);
    }
    return {};
  }

  Result<std::vector<OutboxEntry>> read(std::uint64_t after, std::size_t limit) override {
    std::vector<OutboxEntry> entries;
    if (after > kMostSequence) return entries;
    read_.integer(static_cast<std::int64_t>(after)).integer(static_cast<std::int64_t>(limit));
    for (;;) {
      const auto row = read_.step();
      if (!row) return row.error();
      if (!*row) break;
      OutboxEntry entry;
      entry.sequence = static_cast<std::uint64_t>(read_.column_integer(0));
      entry.id = read_.column_bytes(1);
      entry.revision = static_cast<std::uint32_t>(read_.column_integer(2));
      entry.at = Time(Duration(read_.column_integer(3)));
      entry.narrative = read_.column_bytes(4);
      entry.audience = read_.column_bytes(5);
      entry.topic = read_.column_bytes(6);
      entry.body = read_.column_bytes(7);
      entries.push_back(std::move(entry));
    }
    for (auto& entry : entries) {
      if (auto status = read_examples(entry); !status) return status.error();
    }
    return entries;
  }

  Result<std::uint64_t> latest() override { return number(latest_); }
  Result<std::uint64_t> cursor(const std::string& outlet) override { return number(cursor_.text(outlet)); }
  const std::string& run_id() const override { return run_id_; }

  Status move_cursor(const std::string& outlet, std::uint64_t sequence) override {
    return move_.text(outlet).integer(static_cast<std::int64_t>(sequence)).run();
  }

 private:
  Status read_examples(OutboxEntry& entry) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    json.StartArray();
    examples_.integer(static_cast<std::int64_t>(entry.sequence));
    for (;;) {
      const auto row = examples_.step();
      if (!row) return row.error();
      if (!*row) break;
      const auto text = examples_.column_bytes(0);
      json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }
    json.EndArray();
    entry.examples = buffer.GetString();
    return {};
  }

  static Result<std::uint64_t> number(Statement& statement) {
    const auto row = statement.step();
    if (!row) return row.error();
    const auto value = *row ? static_cast<std::uint64_t>(statement.column_integer(0)) : 0;
    statement.reset();
    return value;
  }

  Database database_;
  std::string run_id_;
  Statement read_, examples_, latest_, cursor_, move_;
};

}  // namespace

Result<std::unique_ptr<Outbox>> Store::open_outbox() {
  auto database = Database::open(options_.path);
  if (!database) return database.error();
  auto outbox = std::make_unique<StoredOutbox>(std::move(*database), run_id_);
  if (auto status = outbox->prepare(); !status) return status.error();
  return std::unique_ptr<Outbox>(std::move(outbox));
}

}  // namespace sait
