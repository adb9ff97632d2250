// Posts that an analyst hands to a command: NDJSON, or plain text with one post a line, as they are or compressed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "model/post.hpp"

namespace sait {

struct PostFileCount {
  std::uint64_t posts = 0, bad_lines = 0;
};

/// Calls `look` with each post and its line; false from it ends the reading. What begins with { is NDJSON; else a line
/// is a text. A bad line is said on standard error (`told`: it was, when the file was read before), counted and left
/// out. error[unreadable], error[damaged-archive] name the file.
[[nodiscard]] Result<PostFileCount> read_posts(const std::string& path,
                                               const std::function<bool(const Post&, std::uint64_t)>& look,
                                               bool told = false);

}  // namespace sait
