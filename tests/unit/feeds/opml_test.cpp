#include "feeds/opml.hpp"

#include <doctest/doctest.h>

using namespace sait;

TEST_CASE("every outline with an address is a feed, each address once, whatever the case of the attributes") {
  const auto feeds = parse_opml(R"(<?xml version="1.0"?><opml version="2.0"><head><title>mine</title></head><body>
    <outline text="News"><outline text="Le Monde – À la une" type="rss" xmlUrl="https://a.example/rss?x=1&amp;y=2" language="fr"/>
      <outline title="Deep"><outline text="B &quot;quoted&quot;" XMLURL="https://b.example/feed"/></outline></outline>
    <outline text="again" xmlUrl="https://b.example/feed"/><outline text="no feed" htmlUrl="https://c.example"/><outline xmlUrl="https://d.example"/>
    </body></opml>)");
  REQUIRE(feeds.ok());
  REQUIRE(feeds->size() == 3);
  CHECK((*feeds)[0].title == "Le Monde – À la une");
  CHECK((*feeds)[0].address == "https://a.example/rss?x=1&y=2");
  CHECK((*feeds)[0].folders == std::vector<std::string>{"News"});
  CHECK((*feeds)[1].folders == std::vector<std::string>{"News", "Deep"});

  const auto yaml = feeds_yaml(*feeds);
  CHECK(yaml.find("- id: le-monde-la-une\n") != std::string::npos);
  CHECK(yaml.find("url: \"https://a.example/rss?x=1&y=2\"") != std::string::npos);
  CHECK(yaml.find("languages: [fr]") != std::string::npos);
  CHECK(yaml.find("community: \"Deep\"") != std::string::npos);
  CHECK(yaml.find("- id: b-quoted\n") != std::string::npos);
}

TEST_CASE("addresses come without blanks around them, and with a scheme that can be fetched") {
  const auto feeds =
      parse_opml(R"(<opml><body><outline xmlUrl=" https://a.example/x "/><outline xmlUrl="&#10;https://a.example/x"/>
    <outline xmlUrl="feed://b.example/x"/><outline xmlUrl="FEED:https://c.example/x"/><outline xmlUrl="itpc://d.example/x"/>
    <outline xmlUrl="feeds.example/x"/><outline xmlUrl="  "/></body></opml>)");
  REQUIRE(feeds.ok());
  std::vector<std::string> addresses;
  for (const auto& feed : *feeds) addresses.push_back(feed.address);
  CHECK(addresses == std::vector<std::string>{"https://a.example/x", "http://b.example/x", "https://c.example/x",
                                              "http://d.example/x", "feeds.example/x"});
}

TEST_CASE("what is no list of feeds is told") {
  CHECK(parse_opml("").error().code == "not-opml");
  CHECK(parse_opml("<rss/>").error().code == "not-opml");
  CHECK(parse_opml("<opml><body/></opml>")->empty());
}

TEST_CASE("titles that give the same id, or none, give different ones") {
  const auto yaml = feeds_yaml({{"News", "u1", "", {}},
                                {"news!", "u2", "", {}},
                                {"", "u3", "", {}},
                                {"日本", "u4", "", {}},
                                {"a\nb: \"x\\", "u5", "", {}}});
  for (const auto* id : {"id: news\n", "id: news-2\n", "id: feed\n", "id: feed-2\n", "id: a-b-x\n"}) {
    CAPTURE(id);
    CHECK(yaml.find(id) != std::string::npos);
  }
}
