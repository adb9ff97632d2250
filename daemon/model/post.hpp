// A public post as a feed gives it: plain data, before anything is judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace sait {

/// Counts a platform shows beside a post; a count it does not show stays empty, never zero.
struct Engagement {
  std::optional<std::uint64_t> likes, reposts, replies, views;
  friend bool operator==(const Engagement&, const Engagement&) = default;
};

/// Every view borrows from the buffer the post was read from: a Post lives no longer than its batch.
/// Field meanings: config/schema/post.v1.json.
struct Post {
  std::string_view platform, id, uri;
  std::string_view author_id, author_handle;
  std::optional<std::uint64_t> followers;
  std::optional<Time> created_at, updated_at;
  std::string_view title, text, lang, community;
  std::vector<std::string_view> links, hashtags, mentions, media_alt;  // one alt a media item, empty if it has none
  std::string_view reply_to, repost_of, quote_of;
  std::optional<Engagement> engagement;
  bool deleted = false;

  /// Back to empty, keeping the vectors' memory: one Post serves a whole batch.
  void clear();
};

}  // namespace sait
