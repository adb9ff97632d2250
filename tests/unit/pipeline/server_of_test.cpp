#include "pipeline/server_of.hpp"

#include <doctest/doctest.h>

using namespace sait;

namespace {

std::string server(std::string_view platform, std::string_view handle, std::string_view uri) {
  Post post;
  post.platform = platform;
  post.author_handle = handle;
  post.uri = uri;
  return server_of(post);
}

}  // namespace

TEST_CASE("a post of a federated network comes from its author's server") {
  CHECK(server("mastodon", "@ana@Social.Example", "https://other.example/@ana@social.example/1") == "social.example");
  CHECK(server("mastodon", "ana@social.example", "") == "social.example");
  // Of its own users a server does not name itself.
  CHECK(server("mastodon", "ana", "https://social.example/@ana/1") == "social.example");
  CHECK(server("pleroma", "", "http://user:word@social.example:8080/notice/1?x=y") == "social.example");
  CHECK(server("lemmy", "@ana", "https://m\xc3\xbcnchen.example/post/1") == "m\xc3\xbcnchen.example");
}

TEST_CASE("what is no server is none") {
  CHECK(server("bluesky", "@ana@social.example", "https://social.example/1").empty());
  CHECK(server("mastodon", "", "").empty());
  CHECK(server("mastodon", "@", "://").empty());
  CHECK(server("mastodon", "ana@", "https:///1").empty());
  CHECK(server("mastodon", "ana@localhost", "tag:social.example,2026:1").empty());
  CHECK(server("mastodon", "ana@two words.example", "https://.example/").empty());
  CHECK(server("mastodon", "ana@" + std::string(300, 'a') + ".example", "").empty());
}
