#include "app/archive_posts.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>

#include "app/progress.hpp"
#include "base/ascii.hpp"
#include "feeds/post_archive.hpp"
#include "model/post_json.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kLongestLine = std::size_t{64} << 20U;  // bytes; no feed can be allowed more

bool begins_as_json(std::string_view line) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  return trimmed(line).starts_with('{');
}

// Nothing, or a code and why the line is no post.
using NoPost = std::optional<std::pair<std::string, std::string>>;

NoPost read_json(PostReader& reader, char* data, std::size_t size, Post& post) {
  auto result = reader.read(data, size, post);
  if (result.ok()) return std::nullopt;
  return std::pair(to_string(result.rejection), std::move(result.detail));
}

NoPost read_text(std::string_view text, Post& post) {
  if (!is_valid_utf8(text)) return std::pair("utf8", "this is not UTF-8");
  post.clear();
  post.platform = "text";
  post.text = text;
  return std::nullopt;
}

}  // namespace

ArchiveEnd each_post(const std::string& file, const std::function<bool(const Post&, std::uint64_t)>& visit,
                     ArchiveReading reading) {
  const auto archive = PostArchive::open(file);
  if (!archive) {
    fmt::print(stderr, "{}\n", archive.error().text());
    return ArchiveEnd::unreadable;
  }
  ArchiveLines lines(**archive, {.max_line = kLongestLine});
  Progress progress((*archive)->size());
  PostReader reader;
  Post post;
  bool whole = true;
  std::optional<bool> json;  // as its first line says
  const auto leave_out = [&](std::uint64_t number, const std::string& code, const std::string& why) {
    whole = false;
    if (reading.quiet) return;
    progress.stop();
    fmt::print(stderr, "{}:{}: error[{}]: {}; the line was left out\n", file, number, code, why);
  };
  for (;;) {
    const auto line = lines.next();
    if (!line) {
      progress.stop();
      if (!reading.quiet) fmt::print(stderr, "{}\n", line.error().text());
      return ArchiveEnd::damaged;
    }
    if (!*line) return whole ? ArchiveEnd::whole : ArchiveEnd::left_out;
    const auto& [data, size, number, dropped] = **line;
    progress.step(number, (*archive)->bytes_read());
    if (dropped > 0) {
      leave_out(number, to_string(Rejection::too_long), fmt::format("{} bytes; at most 64 MiB are read", dropped));
      continue;
    }
    const std::string_view text(data, size);
    if (trimmed(text).empty()) continue;
    if (!json) json = !reading.texts || begins_as_json(text);
    if (const auto problem = *json ? read_json(reader, data, size, post) : read_text(text, post)) {
      leave_out(number, problem->first, problem->second);
      continue;
    }
    if (!visit(post, number)) return ArchiveEnd::stopped;
  }
}

}  // namespace sait
