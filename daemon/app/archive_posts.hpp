// The posts of an archive for commands: read one by one, what is wrong said on standard error, progress shown.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "model/post.hpp"

namespace sait {

/// How a reading came to its end. But for `whole` and `stopped` the reason was said on standard error.
enum class ArchiveEnd : std::uint8_t {
  whole,       // all of it was read
  left_out,    // all of it, but for lines that are no posts
  damaged,     // what stands before the damage was read
  unreadable,  // nothing was read
  stopped,     // `visit` said false
};

/// Whether posts are missing that may be any number.
[[nodiscard]] inline bool is_cut(ArchiveEnd end) { return end == ArchiveEnd::damaged || end == ArchiveEnd::unreadable; }

struct ArchiveReading {
  bool texts = false;  // what does not begin with { is plain text, a post a line
  bool quiet = false;  // it was read before: what is wrong was said then
};

/// Calls visit(post, line number) for each post of a file (NDJSON, plain or zstd; - for standard input) until it says
/// false. The post is valid until visit returns.
[[nodiscard]] ArchiveEnd each_post(const std::string& file,
                                   const std::function<bool(const Post&, std::uint64_t)>& visit,
                                   ArchiveReading reading = {});

}  // namespace sait
