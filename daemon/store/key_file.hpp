// The two small files beside a database: its key and its lock.
#pragma once

#include <string>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace sait {

/// Reads the 32 bytes of `path`, or makes them (mode 0600, synced) when the file does not exist. Refuses a file that
/// others may read.
[[nodiscard]] Result<Digest> read_or_make_key(const std::string& path);

/// The key of a store in memory: nothing it protects outlives the process, and a replay must give the same bytes each
/// time.
[[nodiscard]] Digest replay_key();

/// An advisory lock that ends with the process. error[store-in-use] names the process that holds it.
[[nodiscard]] Result<int> take_lock(const std::string& path);
void release_lock(int lock);

}  // namespace sait
