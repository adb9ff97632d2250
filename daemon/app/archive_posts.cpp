#include "app/archive_posts.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "app/progress.hpp"
#include "feeds/post_archive.hpp"
#include "model/post_json.hpp"

namespace sait {
namespace {

constexpr std::size_t kLongestLine = std::size_t{64} << 20U;  // bytes; no feed can be allowed more

}  // namespace

ArchiveEnd each_post(const std::string& file, const std::function<bool(const Post&)>& visit, bool quiet) {
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
  const auto leave_out = [&](std::uint64_t number, const char* code, const std::string& why) {
    whole = false;
    if (quiet) return;
    progress.stop();
    fmt::print(stderr, "{}:{}: error[{}]: {}; the line was left out\n", file, number, code, why);
  };
  for (;;) {
    const auto line = lines.next();
    if (!line) {
      progress.stop();
      if (!quiet) fmt::print(stderr, "{}\n", line.error().text());
      return ArchiveEnd::incomplete;
    }
    if (!*line) return whole ? ArchiveEnd::whole : ArchiveEnd::incomplete;
    const auto& [data, size, number, dropped] = **line;
    progress.step(number, (*archive)->bytes_read());
    if (dropped > 0) {
      leave_out(number, to_string(Rejection::too_long), fmt::format("{} bytes; at most 64 MiB are read", dropped));
      continue;
    }
    if (std::string_view(data, size).find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto result = reader.read(data, size, post);
    if (!result.ok()) {
      leave_out(number, to_string(result.rejection), result.detail);
      continue;
    }
    if (!visit(post)) return ArchiveEnd::stopped;
  }
}

}  // namespace sait
