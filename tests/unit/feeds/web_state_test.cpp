#include "feeds/web_state.hpp"

#include <doctest/doctest.h>

#include "feeds/web_identity.hpp"

using namespace sait;

namespace {

const std::string kUrl = "https://news.example/feed";

using Seen = std::vector<WebState::Seen>;

// Of items 1, 2 ... with these contents.
Seen seen_of(const std::vector<std::uint64_t>& contents, std::uint64_t item = 1) {
  Seen seen;
  for (const auto content : contents) seen.push_back({item++, content});
  return seen;
}

WebState state_of(const std::vector<std::uint64_t>& before, const std::vector<std::uint64_t>& fresh) {
  WebState state;
  state.configured = state.url = kUrl;
  state.seen = seen_of(before);
  state.add(seen_of(fresh, before.size() + 1), 10);
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

// Items without ids on one page, the newest first as documents have them.
WebDocument one_page(const std::vector<std::string>& titles,
                     const std::string& link = "https://news.example/warnings") {
  WebDocument document;
  for (const auto& title : titles) {
    WebItem item;
    item.title = title;
    item.link = link;
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
  CHECK(back.seen == seen_of({1, 2, 3}));
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
  for (std::uint64_t i = 0; i < 5000; ++i) state.add({{i + 1, i}}, 10);
  CHECK(state.seen.size() <= WebState::kLeastSeen + 1);
  CHECK(state.sight_of({5000, 4999}) == WebState::Sight::same);
  CHECK(state.sight_of({1, 0}) == WebState::Sight::fresh);
  for (std::uint64_t i = 0; i < 5000; ++i) state.add({{10'000 + i, i}}, 2000);
  CHECK(state.seen.size() == 4001);
}

TEST_CASE("an item whose id changes stays what it was, across a restart too") {
  WebState state;
  state.configured = state.url = kUrl;
  CHECK(state.identify(document_of({"http://news.example/?p=1", "n-2"})) == Ids{"http://news.example/?p=1", "n-2"});
  state = WebState::load({state.save(), 0, 0}, kUrl);
  const Ids changed{"https://news.example/?p=1", "n-2-with-a-new-headline"};
  CHECK(state.identify(document_of(changed)) == Ids{"http://news.example/?p=1", "n-2"});
  // Nor does it change back.
  CHECK(state.identify(document_of(changed)) == Ids{"http://news.example/?p=1", "n-2"});
  // An item that is away for a document comes back as what it was.
  CHECK(state.identify(document_of({"n-3"}, 7)) == Ids{"n-3"});
  CHECK(state.identify(document_of(changed)) == Ids{"http://news.example/?p=1", "n-2"});
}

TEST_CASE("items that share a page, that name none, or that stand beside the one before are never taken for one") {
  WebState state;
  const auto shared = [](const Ids& ids) {
    auto document = document_of(ids);
    for (auto& item : document.items) item.link = "https://news.example/live";
    return document;
  };
  CHECK(state.identify(shared({"a", "b"})) == Ids{"a", "b"});
  CHECK(state.identify(shared({"c", "d"})) == Ids{"c", "d"});
  auto one = document_of({"a"});
  CHECK(state.identify(one) == Ids{"a"});
  auto two = document_of({"b", "a"});
  std::swap(two.items[0].link, two.items[1].link);  // a has another page now, and b the one that a had
  CHECK(state.identify(two) == Ids{"b", "a"});
  one.items[0].published = Time{} + std::chrono::hours(1);
  one.items[0].id = "later";
  CHECK(state.identify(one) == Ids{"later"});  // the same page, written at another time
  one.items[0].link = "https://news.example/";
  one.items[0].id = "x";
  CHECK(state.identify(one) == Ids{"x"});
  one.items[0].id = "y";
  CHECK(state.identify(one) == Ids{"y"});
}

TEST_CASE("items without ids on one page are posts of their own, and none takes the name of the one before") {
  WebState state;
  state.configured = state.url = kUrl;
  std::vector<std::string> titles;
  Ids before;
  for (int number = 0; number < 5; ++number) {
    titles.insert(titles.begin(), "warning " + std::to_string(number));
    const auto ids = state.identify(one_page(titles));
    CHECK(Ids(ids.begin() + 1, ids.end()) == before);
    before = ids;
    state = WebState::load({state.save(), 0, 0}, kUrl);
  }
  CHECK(before.back() == "https://news.example/warnings");  // nobody could know of the others then
  // Alone again: a new one does not get the page's name back, an old one keeps its own.
  CHECK(state.identify(one_page({"warning 5"})).at(0).starts_with("hash:"));
  CHECK(state.identify(one_page({"warning 2"})).at(0) == before[2]);
  CHECK(state.identify(one_page({"warning 0"})).at(0) == before[4]);
  CHECK(state.identify(one_page({"elsewhere"}, "https://news.example/a")).at(0) == "https://news.example/a");
}

TEST_CASE("an id that several items have names none of them, then and later") {
  WebState state;
  const auto document = [](std::size_t from, std::size_t to) {
    auto made = document_of(Ids(to - from, "same"), from);
    for (std::size_t i = 0; i < made.items.size(); ++i) made.items[i].title = "title " + std::to_string(from + i);
    return made;
  };
  CHECK(state.identify(document(0, 1)) == Ids{"same"});
  CHECK(state.identify(document(0, 2)) == Ids{"same", "https://news.example/page/1"});
  CHECK(state.identify(document(1, 2)) == Ids{"https://news.example/page/1"});
  CHECK(state.identify(document(2, 3)) == Ids{"https://news.example/page/2"});
}

TEST_CASE("an item that stands in a document twice is one") {
  auto document = one_page({"one", "two", "one"});
  document.items[1].id = document.items[2].id = "a";
  document.items.push_back(document.items[1]);
  drop_twins(document);
  REQUIRE(document.items.size() == 3);
  CHECK(document.items[2].id == "a");
  CHECK(document.items[2].title == "one");
}

TEST_CASE("words that come back after others are other words, in the journal or not") {
  auto state = state_of({}, {});
  state.add({{1, 10}, {2, 20}}, 2);
  state.add({{1, 11}}, 2);
  CHECK(state.sight_of({1, 11}) == WebState::Sight::same);
  CHECK(state.sight_of({1, 10}) == WebState::Sight::changed);
  CHECK(state.sight_of({2, 20}) == WebState::Sight::same);
  CHECK(state.sight_of({3, 10}) == WebState::Sight::fresh);
  // The others did not get into the journal: the first words are the last ones still.
  const auto back = WebState::load({state.save(), 0, 0}, kUrl);
  CHECK(back.sight_of({1, 10}) == WebState::Sight::same);
  CHECK(back.sight_of({1, 11}) == WebState::Sight::changed);
  // An item that changes again and again does not push the others out.
  for (std::uint64_t i = 0; i < 5000; ++i) state.add({{1, 100 + i}}, 2);
  CHECK(state.sight_of({2, 20}) == WebState::Sight::same);
  CHECK(state.seen.size() <= 3);
}

TEST_CASE("identities that would not fit a line, or would be long, are not kept, nor are more than a bound") {
  WebState state;
  state.configured = state.url = kUrl;
  const Ids odd{"two\nlines", std::string(WebState::kLongestKnown + 1, 'x'), "with blanks in it"};
  (void)state.identify(document_of(odd));
  REQUIRE(state.known.size() == 1);
  CHECK(WebState::load({state.save(), 0, 0}, kUrl).known.at(0).identity == "with blanks in it");
  Ids many(WebState::kMostKnown + 10);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = std::to_string(i);
  (void)state.identify(document_of(many));
  CHECK(state.known.size() == WebState::kMostKnown);
}

TEST_CASE("a cursor from before identities were kept is still one") {
  const auto back = WebState::load(
      {"web 1\nconfigured https://news.example/feed\nurl https://news.example/feed\netag \"a\"\nmodified \nfresh 1\n"
       "seen 0000000000000001 0000000000000002",
       1, 1},
      kUrl);
  CHECK(back.etag == "\"a\"");
  CHECK(back.seen == Seen{{0, 1}, {0, 2}});
  CHECK(back.known.empty());
  // Which item it was is not known; what it said is.
  CHECK(back.sight_of({77, 1}) == WebState::Sight::same);
  CHECK(back.sight_of({77, 3}) == WebState::Sight::fresh);
}

TEST_CASE("line feeds in what a server said cannot make a field of their own") {
  auto state = state_of({}, {7});
  state.etag = "\"a\"\nfresh 0";
  const auto back = WebState::load({state.save(), 1, 1}, kUrl);
  CHECK(back.seen == seen_of({7}));
}
