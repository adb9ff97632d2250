// The posts of an archive for commands: read one by one, what is wrong said on standard error, progress shown.
#pragma once

#include <functional>
#include <string>

#include "model/post.hpp"

namespace sait {

enum class ArchiveEnd : std::uint8_t {
  whole,       // all of it was read
  incomplete,  // lines were left out, or it is damaged: said on standard error
  unreadable,  // nothing was read: said on standard error
  stopped,     // `visit` said false
};

/// Calls visit(post) for each post of a file (NDJSON, plain or zstd; - for standard input) until it says false. The
/// post is valid until visit returns. `quiet`: of lines that are left out nothing is said, as when it is read again.
[[nodiscard]] ArchiveEnd each_post(const std::string& file, const std::function<bool(const Post&)>& visit,
                                   bool quiet = false);

}  // namespace sait
