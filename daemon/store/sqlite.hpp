// A thin wrapper of SQLite: results instead of codes, statements that are kept. No exception, no policy.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sait {

/// A prepared statement; use: bind in order, step, read columns, reset. Belongs to its Database and to one thread.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle, &sqlite3_finalize) {}

  /// Binds the next parameter. Text and blobs are copied.
  Statement& integer(std::int64_t value);
  Statement& text(std::string_view value);
  Statement& blob(std::string_view value);
  Statement& blob(std::span<const std::uint8_t> value);
  Statement& null();

  /// true: a row; false: done. The statement is reset after done and after an error.
  [[nodiscard]] Result<bool> step();
  /// Runs to the end and resets.
  [[nodiscard]] Status run();
  void reset();

  [[nodiscard]] std::int64_t column_integer(int column) const;
  [[nodiscard]] bool column_is_null(int column) const;
  [[nodiscard]] std::string_view column_bytes(int column) const;  // until the next step or reset

 private:
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> handle_{nullptr, &sqlite3_finalize};
  int next_ = 1;
};

/// One connection. Not thread-safe.
class Database {
 public:
  [[nodiscard]] static Result<Database> open(const std::string& path);

  [[nodiscard]] Status run(std::string_view sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  /// The first column of the first row; 0 when there is no row.
  [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);
  [[nodiscard]] int changes() const { return sqlite3_changes(handle_.get()); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  Database(sqlite3* handle, std::string path) : handle_(handle, &sqlite3_close_v2), path_(std::move(path)) {}
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
  std::string path_;
};

/// What a SQLite error means to us: "store-busy" and "store-full" pass by and are tried again, "store-damaged" and
/// "store" are not.
[[nodiscard]] Error sqlite_error(sqlite3* database);
[[nodiscard]] bool is_passing(const Error& error);

}  // namespace sait
