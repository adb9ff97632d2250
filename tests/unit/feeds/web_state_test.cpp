#include "feeds/web_state.hpp"

#include <doctest/doctest.h>

using sait::Cursor;
using sait::WebState;

namespace {

const std::string kUrl = "https://news.example/feed";

WebState state_of(std::vector<std::uint64_t> before, const std::vector<std::uint64_t>& fresh) {
  WebState state;
  state.configured = state.url = kUrl;
  state.seen = std::move(before);
  state.add(fresh, 10);
  state.etag = "W/\"a b\"";
  state.modified = "Thu, 05 Mar 2026 09:00:00 GMT";
  return state;
}

}  // namespace

TEST_CASE("a state comes back from its cursor when all of its posts are in the journal") {
  const auto state = state_of({1, 2}, {0xffffffffffffffffU, 4});
  const auto back = WebState::load({state.save(), 2, 2}, kUrl);
  CHECK(back.seen == state.seen);
  CHECK(back.etag == state.etag);
  CHECK(back.modified == state.modified);
  CHECK(back.url == kUrl);
}

TEST_CASE("posts that did not get into the journal are not seen, and the validators that would hide them are gone") {
  const auto state = state_of({1, 2}, {3, 4, 5});
  const auto back = WebState::load({state.save(), 1, 1}, kUrl);
  CHECK(back.seen == std::vector<std::uint64_t>{1, 2, 3});
  CHECK(back.etag.empty());
  CHECK(back.modified.empty());
}

TEST_CASE("a cursor of another address, of another kind of feed or a damaged one knows nothing") {
  const auto state = state_of({1}, {2});
  for (const auto& cursor : {Cursor{state.save(), 1, 1}, Cursor{"stdin", 5, 5}, Cursor{"", 0, 0},
                             Cursor{"web 1\nconfigured x", 0, 0}, Cursor{"web 2\n", 0, 0}}) {
    const auto back = WebState::load(cursor, "https://other.example/feed");
    CHECK(back.seen.empty());
    CHECK(back.etag.empty());
    CHECK(back.url == "https://other.example/feed");
  }
}

TEST_CASE("an address that moved for good is kept until the configuration names another") {
  auto state = state_of({}, {});
  state.url = "https://news.example/new";
  CHECK(WebState::load({state.save(), 0, 0}, kUrl).url == "https://news.example/new");
}

TEST_CASE("what is remembered is bounded by what a document holds") {
  WebState state;
  for (std::uint64_t i = 0; i < 5000; ++i) state.add({i}, 10);
  CHECK(state.seen.size() <= WebState::kLeastSeen + 1);
  CHECK(state.knows(4999));
  CHECK_FALSE(state.knows(0));
  for (std::uint64_t i = 0; i < 5000; ++i) state.add({10'000 + i}, 2000);
  CHECK(state.seen.size() == 4001);
}

TEST_CASE("line feeds in what a server said cannot make a field of their own") {
  auto state = state_of({}, {7});
  state.etag = "\"a\"\nfresh 0";
  const auto back = WebState::load({state.save(), 1, 1}, kUrl);
  CHECK(back.seen == std::vector<std::uint64_t>{7});
}
