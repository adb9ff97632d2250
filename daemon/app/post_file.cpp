#include "app/post_file.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <string_view>

#include "feeds/post_archive.hpp"
#include "model/post_json.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::uint64_t kToldLines = 20;

bool is_json(std::string_view line) {
  if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  const auto first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line[first] == '{';
}

void tell(const std::string& path, std::uint64_t line, const std::string& what, PostFileCount& count, bool told) {
  if (++count.bad_lines <= kToldLines && !told)
    fmt::print(stderr, "{}:{}: {}; the line was left out\n", path, line, what);
}

}  // namespace

Result<PostFileCount> read_posts(const std::string& path, const std::function<bool(const Post&, std::uint64_t)>& look,
                                 bool told) {
  auto archive = PostArchive::open(path);
  if (!archive) return archive.error();
  ArchiveLines lines(**archive);
  PostReader reader;
  Post post;
  PostFileCount count;
  std::optional<bool> json;
  while (true) {
    auto next = lines.next();
    if (!next) return next.error();
    if (!*next) break;
    const auto& line = **next;
    if (line.dropped_bytes > 0) {
      tell(path, line.number, "error[too_long]: no post is as long as this", count, told);
      continue;
    }
    const std::string_view text(line.data, line.size);
    if (!json) json = is_json(text);
    if (*json) {
      const auto read = reader.read(line.data, line.size, post);
      if (!read.ok()) {
        tell(path, line.number, fmt::format("error[{}]: {}", to_string(read.rejection), read.detail), count, told);
        continue;
      }
    } else if (!is_valid_utf8(text)) {
      tell(path, line.number, "error[utf8]: this is not UTF-8", count, told);
      continue;
    } else {
      post.clear();
      post.platform = "text";
      post.text = text;
    }
    ++count.posts;
    if (!look(post, line.number)) break;
  }
  if (count.bad_lines > kToldLines && !told)
    fmt::print(stderr, "{}: {} lines in all were left out\n", path, count.bad_lines);
  return count;
}

}  // namespace sait
