// The schema, as the steps that lead to it. A database carries the number of steps it has seen in `user_version`.
#pragma once

#include <span>

#include "store/sqlite.hpp"

namespace sait {

/// Step n (from 1) is migrations()[n - 1]. Append only: a step that was released is never changed.
[[nodiscard]] std::span<const char* const> migrations();

/// Brings the database to the newest step, each step in a transaction of its own. error[newer-database] when it has
/// seen more steps than there are.
[[nodiscard]] Status migrate(Database& database, std::span<const char* const> steps = migrations());

}  // namespace sait
