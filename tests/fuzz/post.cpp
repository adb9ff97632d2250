// Lines of post.v1.
#include "model/post_json.hpp"

#include <algorithm>

#include "property.hpp"

using namespace sait;

namespace {

// Behind the line lies the NUL that reading in situ asks for, and nothing: one byte further is found by ASan.
struct Line {
  explicit Line(std::string_view bytes) : bytes(bytes.begin(), bytes.end()) { this->bytes.push_back('\0'); }
  [[nodiscard]] bool holds(std::string_view text) const {
    return text.data() == nullptr ||
           (text.data() >= bytes.data() && text.data() + text.size() <= bytes.data() + bytes.size());
  }
  std::vector<char> bytes;
};

void check(const Line& line, const Post& post) {
  fuzz::require(!post.id.empty(), "a post has an id");
  for (const auto text : {post.platform, post.id, post.uri, post.author_id, post.author_handle, post.title, post.text,
                          post.lang, post.community, post.reply_to, post.repost_of, post.quote_of})
    fuzz::require(line.holds(text), "a post's texts lie in its line");
  for (const auto* texts : {&post.links, &post.hashtags, &post.mentions, &post.media_alt}) {
    fuzz::require(std::ranges::all_of(*texts, [&](auto text) { return line.holds(text); }),
                  "a post's lists lie in its line");
  }
  for (const auto& time : {post.created_at, post.updated_at})
    fuzz::require(!time || parse_time(format_time(*time)) == time, "a post's times can be written again");
  const auto counts = post.engagement.value_or(Engagement{});
  for (const auto& count : {post.followers, counts.likes, counts.reposts, counts.replies, counts.views})
    fuzz::require(!count || *count <= (1ULL << 53U) - 1, "counts are exact in any reader of JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static PostReader reader;  // as a worker has it: for one line after another
  static Post post;
  Line line(fuzz::view(data, size));
  const auto result = reader.read(line.bytes.data(), size, post);
  fuzz::require(result.ok() == result.detail.empty(), "a refusal says why");
  fuzz::require(result.detail.size() <= 2000, "a refusal is short");
  if (result.ok()) check(line, post);

  PostReader fresh_reader;
  Post fresh;
  Line fresh_line(fuzz::view(data, size));
  const auto again = fresh_reader.read(fresh_line.bytes.data(), size, fresh);
  fuzz::require(again.rejection == result.rejection && again.detail == result.detail,
                "no line changes how the next is read");
  fuzz::require(
      !result.ok() ||
          (fresh.id == post.id && fresh.text == post.text && fresh.title == post.title && fresh.links == post.links &&
           fresh.hashtags == post.hashtags && fresh.mentions == post.mentions && fresh.media_alt == post.media_alt &&
           fresh.created_at == post.created_at && fresh.engagement == post.engagement && fresh.deleted == post.deleted),
      "no post leaves anything in the next");
  return 0;
}
