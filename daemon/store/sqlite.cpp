#include "store/sqlite.hpp"

#include <fmt/format.h>

namespace sait {

Error sqlite_error(sqlite3* database) {
  const int code = sqlite3_extended_errcode(database);
  const auto* name = sqlite3_db_filename(database, "main");
  const std::string where = name != nullptr && *name != '\0' ? name : "the database in memory";
  switch (code & 255) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {"store-busy", fmt::format("{} is locked by another process ({}); `fuser {}` names it", where,
                                        sqlite3_errmsg(database), where)};
    case SQLITE_FULL:
      return {"store-full",
              fmt::format(
                  "{} cannot grow: the disk or the allowed size is full; make room and the same transaction goes on",
                  where)};
    case SQLITE_IOERR:
      return {"store-full",
              fmt::format("{} cannot be written ({}); it is tried again", where, sqlite3_errmsg(database))};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {"store-damaged", fmt::format("{} is damaged or is no saitd database ({}); restore it from a backup",
                                           where, sqlite3_errmsg(database))};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return {"store-unwritable",
              fmt::format("{} cannot be opened for writing ({}); check the folder's owner and permissions", where,
                          sqlite3_errmsg(database))};
    default:
      return {"store", fmt::format("{}: {} (SQLite {})", where, sqlite3_errmsg(database), code)};
  }
}

bool is_passing(const Error& error) { return error.code == "store-busy" || error.code == "store-full"; }

Statement& Statement::integer(std::int64_t value) {
  sqlite3_bind_int64(handle_.get(), next_++, value);
  return *this;
}

Statement& Statement::text(std::string_view value) {
  sqlite3_bind_text64(handle_.get(), next_++, value.data() == nullptr ? "" : value.data(), value.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::blob(std::string_view value) {
  sqlite3_bind_blob64(handle_.get(), next_++, value.data() == nullptr ? "" : value.data(), value.size(),
                      SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::blob(std::span<const std::uint8_t> value) {
  return blob(std::string_view(reinterpret_cast<const char*>(value.data()), value.size()));
}

Statement& Statement::null() {
  sqlite3_bind_null(handle_.get(), next_++);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  auto error = sqlite_error(sqlite3_db_handle(handle_.get()));
  reset();
  return error;
}

Status Statement::run() {
  for (;;) {
    const auto row = step();
    if (!row) return row.error();
    if (!*row) return {};
  }
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
  next_ = 1;
}

std::int64_t Statement::column_integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

bool Statement::column_is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }

std::string_view Statement::column_bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
  return {bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Result<Database> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database database(handle, path);
  if (code != SQLITE_OK) {
    return Error{"store-unwritable",
                 fmt::format("{} cannot be opened ({}); check that the folder exists and may be written", path,
                             sqlite3_errstr(code))};
  }
  return database;
}

Status Database::run(std::string_view sql) {
  if (sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return sqlite_error(handle_.get());
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &handle,
                         nullptr) != SQLITE_OK) {
    return sqlite_error(handle_.get());
  }
  return Statement(handle);
}

Result<std::int64_t> Database::integer(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement->step();
  if (!row) return row.error();
  return *row ? statement->column_integer(0) : 0;
}

}  // namespace sait
