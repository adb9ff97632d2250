#include "feeds/web_state.hpp"

#include <doctest/doctest.h>

using namespace sait;

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

using Ids = std::vector<std::string>;

// Items with these ids; the pages of the first, the second ... item are the same in all documents.
WebDocument document_of(const Ids& ids, std::size_t first_page = 0) {
  WebDocument document;
  for (const auto& id : ids) {
    WebItem item;
    item.id = id;
    item.link = "https://news.example/page/" + std::to_string(first_page + document.items.size());
    document.items.push_back(std::move(item));
  }
  return document;
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

TEST_CASE("an item whose id changes stays what it was, across a restart too") {
  WebState state;
  state.configured = state.url = kUrl;
  CHECK(state.recall(document_of({"http://news.example/?p=1", "n-2"}), {"http://news.example/?p=1", "n-2"}) ==
        Ids{"http://news.example/?p=1", "n-2"});
  state = WebState::load({state.save(), 0, 0}, kUrl);
  const Ids changed{"https://news.example/?p=1", "n-2-with-a-new-headline"};
  CHECK(state.recall(document_of(changed), changed) == Ids{"http://news.example/?p=1", "n-2"});
  // Nor does it change back.
  CHECK(state.recall(document_of(changed), changed) == Ids{"http://news.example/?p=1", "n-2"});
  // An item that is away for a document comes back as what it was.
  CHECK(state.recall(document_of({"n-3"}, 7), {"n-3"}) == Ids{"n-3"});
  CHECK(state.recall(document_of(changed), changed) == Ids{"http://news.example/?p=1", "n-2"});
}

TEST_CASE("items that share a page, that name none, or that stand beside the one before are never taken for one") {
  WebState state;
  const auto shared = [](const Ids& ids) {
    auto document = document_of(ids);
    for (auto& item : document.items) item.link = "https://news.example/live";
    return document;
  };
  CHECK(state.recall(shared({"a", "b"}), {"a", "b"}) == Ids{"a", "b"});
  CHECK(state.recall(shared({"c", "d"}), {"c", "d"}) == Ids{"c", "d"});
  auto one = document_of({"a"});
  CHECK(state.recall(one, {"a"}) == Ids{"a"});
  auto two = document_of({"b", "a"});
  std::swap(two.items[0].link, two.items[1].link);  // a has another page now, and b the one that a had
  CHECK(state.recall(two, {"b", "a"}) == Ids{"b", "a"});
  one.items[0].published = Time{} + std::chrono::hours(1);
  CHECK(state.recall(one, {"later"}) == Ids{"later"});  // the same page, written at another time
  one.items[0].link = "https://news.example/";
  CHECK(state.recall(one, {"x"}) == Ids{"x"});
  CHECK(state.recall(one, {"y"}) == Ids{"y"});
}

TEST_CASE("identities that would not fit a line, or would be long, are not kept, nor are more than a bound") {
  WebState state;
  state.configured = state.url = kUrl;
  const Ids odd{"two\nlines", std::string(WebState::kLongestKnown + 1, 'x'), "with blanks in it"};
  (void)state.recall(document_of(odd), odd);
  REQUIRE(state.known.size() == 1);
  CHECK(WebState::load({state.save(), 0, 0}, kUrl).known.at(0).identity == "with blanks in it");
  Ids many(WebState::kMostKnown + 10);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = std::to_string(i);
  (void)state.recall(document_of(many), many);
  CHECK(state.known.size() == WebState::kMostKnown);
}

TEST_CASE("a cursor from before identities were kept is still one") {
  const auto back = WebState::load(
      {"web 1\nconfigured https://news.example/feed\nurl https://news.example/feed\netag \"a\"\nmodified \nfresh 1\n"
       "seen 0000000000000001 0000000000000002",
       1, 1},
      kUrl);
  CHECK(back.etag == "\"a\"");
  CHECK(back.seen == std::vector<std::uint64_t>{1, 2});
  CHECK(back.known.empty());
}

TEST_CASE("line feeds in what a server said cannot make a field of their own") {
  auto state = state_of({}, {7});
  state.etag = "\"a\"\nfresh 0";
  const auto back = WebState::load({state.save(), 1, 1}, kUrl);
  CHECK(back.seen == std::vector<std::uint64_t>{7});
}
