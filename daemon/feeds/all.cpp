// The list of feeds: a new one is its file and its line here. Explicit, because a linker drops self-registering
// objects.
#include "feeds/feed.hpp"
#include "feeds/ndjson_feed.hpp"
#include "feeds/stdin_feed.hpp"
#include "feeds/web_feed.hpp"

namespace sait {

const std::vector<FeedKind>& feed_kinds() {
  static const std::vector<FeedKind> kKinds{
      {"ndjson", make_ndjson_feed},
      {"stdin", make_stdin_feed},
      {"rss", make_web_feed},
  };
  return kKinds;
}

}  // namespace sait
