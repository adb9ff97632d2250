#include "model/post.hpp"

namespace sait {

void Post::clear() {
  platform = id = uri = author_id = author_handle = {};
  followers.reset();
  created_at.reset();
  updated_at.reset();
  title = text = lang = community = {};
  for (auto* list : {&links, &hashtags, &mentions, &media_alt}) list->clear();
  reply_to = repost_of = quote_of = {};
  engagement.reset();
  deleted = false;
}

}  // namespace sait
