// Documents that somebody wrote to stop the reader of feeds. Each of them once took minutes or gigabytes; a time-out of
// the test, or the checks, find that again.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "feeds/opml.hpp"
#include "feeds/web_document.hpp"
#include "feeds/web_identity.hpp"
#include "feeds/xml_mend.hpp"

using namespace sait;

namespace {

constexpr std::size_t kSize = 4U << 20U;

std::string filled(std::string_view with, std::size_t size = kSize) {
  std::string text;
  while (text.size() < size) text += with;
  return text;
}

std::string numbered(std::string_view form, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += fmt::format(fmt::runtime(form), i);
  return text;
}

std::string rss(const std::string& item) { return "<rss><channel><item>" + item + "</item></channel></rss>"; }

WebDocument parsed(std::string_view bytes) {
  auto document = parse_web_document(bytes, {{}, {}, "https://news.example/feed"});
  REQUIRE_MESSAGE(document.ok(), document.error().text());
  return std::move(*document);
}

std::size_t size_of(const WebDocument& document) {
  std::size_t size = 0;
  for (const auto& item : document.items) {
    size += item.link.size() + item.author.size() + item.language.size();
    for (const auto& link : item.links) size += link.size();
  }
  return size;
}

}  // namespace

TEST_CASE("what is never closed, or stands a million times, costs no more than its length") {
  for (const auto& item :
       {"<description>" + filled("&lt;a") + "</description>", "<description>" + filled("&") + "</description>",
        "<description>" + filled("\xef\xbf\xbf") + "</description>", "<title>" + filled("<!-- <!--"), filled("<a"),
        filled("<?x "), filled("<!DOCTYPE [>"), filled("<dc:language>", 2000) + filled(" "),
        "<description>&lt;a " + filled("b c='&gt;' ") + ">x</description>",
        "<description>" + filled("&lt;!--") + "</description>"}) {
    CAPTURE(item.substr(0, 40));
    CHECK(parsed(rss(item)).items.size() <= 1);
  }
  CHECK(parsed("<rss>" + numbered("<channel xmlns:n{}='u'>", 180) + filled("<b:c/>") + "</rss>").items.empty());
}

TEST_CASE("thousands of items that are all the same have identities of their own at once") {
  const auto document = parsed("<rss><channel>" + filled("<item/>", 7 * kMaxItems) + "</channel></rss>");
  REQUIRE(document.items.size() == kMaxItems);
  const auto ids = identities(document).names;
  CHECK(ids[1] == ids[0] + "#2");
  CHECK(ids[4999] == ids[0] + "#5000");
  const auto feeds = parse_opml("<opml><body>" + numbered("<outline xmlUrl='{}'/>", 10'000) + "</body></opml>");
  REQUIRE(feeds.ok());
  CHECK(feeds_yaml(*feeds).find("id: feed-10000\n") != std::string::npos);
}

TEST_CASE("what a document says once for all of its items or links is bounded") {
  const auto much = filled("a", 100'000);
  const auto links = filled("&lt;a href=b>", 20'000);
  for (const auto& bytes :
       {"<feed xml:base='http://a.example/" + much + "/'><entry><content type='html'>" + links +
            "</content></entry></feed>",
        "<rss><channel><author>" + much + "</author>" + filled("<item/>", 20'000) + "</channel></rss>",
        "<rss xml:lang='" + much + "'><channel>" + filled("<item/>", 20'000) + "</channel></rss>",
        "<rss><channel><language>" + much + "</language>" + filled("<item/>", 20'000) + "</channel></rss>",
        "{\"author\":{\"name\":\"" + much + "\"},\"language\":\"" + much + "\",\"items\":[" +
            numbered("{{\"id\":\"{0}\"}},", 2000) + "{\"id\":\"x\"}]}",
        "{\"items\":[{\"id\":\"1\",\"url\":\"http://a.example/" + much + "\",\"content_html\":\"" +
            filled("<a href=b>", 20'000) + "\"}]}"}) {
    CAPTURE(bytes.substr(0, 60));
    const auto document = parsed(bytes);
    CHECK(document.items.size() + document.links > 1000);
    CHECK(size_of(document) < 500'000);
  }
  const auto many = parsed(rss("<description>" + filled("&lt;a href=b>", 1'000'000) + "</description>"));
  CHECK(many.links == kMaxLinks);
  CHECK(many.items[0].links.size() == kMaxLinks);
  CHECK(many.damaged);
  const auto folders = parse_opml("<opml><body><outline text='" + much + "'>" +
                                  numbered("<outline xmlUrl='{}'/>", 1000) + "</outline></body></opml>");
  REQUIRE(folders.ok());
  CHECK(folders->at(999).folders.at(0).size() < 300);
}

TEST_CASE("of a tag as many attributes stay as anybody writes, and of a document as many tags") {
  const auto document =
      parsed("<rss><channel><item " + numbered("a{}='' ", 100'000) +
             "><title>one</title></item><item href='>' title=\"'\"><title>two</title></item></channel></rss>");
  REQUIRE(document.items.size() == 2);
  CHECK(document.items[1].title == "two");
  CHECK(document.damaged);
  CHECK(parsed("<rss><channel>" + filled("<item/>", 7 * 5) + filled("<b/>") + "</channel></rss>").items.size() == 5);
}

TEST_CASE("nothing of a document's type reaches libxml2, however it is hidden") {
  const std::string defaults = "[<!ATTLIST item " + numbered("a{} CDATA 'x' ", 5000) + ">]>";
  const std::string rest = "<rss><channel>" + filled("<item/>", 7 * kMaxItems) + "</channel></rss>";
  for (const auto* begin : {"<!DOCTYPE rss ", "<<!-- -->!DOCTYPE rss ", "<?a <!-- ?><!DOCTYPE rss ",
                            "<!--> --><!DOCTYPE rss ", "<!DOCTYPE><!DOCTYPE rss ", "<<?x?>!DOCTYPE rss "}) {
    CAPTURE(begin);
    bool damaged = false;
    CHECK(xml::mended(begin + defaults + rest, damaged).find("<!DOCTYPE") == std::string::npos);
    const auto document = parse_web_document(begin + defaults + rest, {});
    if (document) CHECK(document->items.size() <= kMaxItems);
  }
  // Neither by what a reference of its own stands for.
  for (const auto* hidden : {"!DOCTYPE|<&e; rss ", "!|<&e;DOCTYPE rss ", "DOCTYPE|<!&e; rss ", "TYPE|<!DOC&e; rss ",
                             "DOCTYPE rss|<!&#x44;&e; "}) {
    CAPTURE(hidden);
    const std::string_view both(hidden);
    const auto means = std::string(both.substr(0, both.find('|')));
    const auto begin = "<!DOCTYPE rss [<!ENTITY e '" + means + "'>]>" + std::string(both.substr(both.find('|') + 1));
    bool damaged = false;
    CHECK(xml::mended(begin + defaults + rest, damaged).find("<!DOCTYPE") == std::string::npos);
    CHECK(damaged);
  }
  const std::string entity = "<!DOCTYPE rss [<!ENTITY e '" + filled("x", 1900) + "'>]>";
  const auto document = parsed(entity + rss("<link href='" + filled("&e;") + "'/>"));
  REQUIRE(document.items.size() == 1);
  CHECK(document.items[0].link.size() > 1900);
  CHECK(document.items[0].link.size() <= xml::kMaxExpanded);
  CHECK(document.damaged);
}

TEST_CASE("what begins no tag is text, and what declares is left out") {
  const auto text_of = [](const std::string& body) {
    bool damaged = false;
    auto text = xml::mended(body, damaged);
    return damaged ? text + " damaged" : text;
  };
  CHECK(text_of("<r>5 < 6 <&eacute; <3 </3 </&eacute; <<b/></r>") ==
        "<r>5 &lt; 6 &lt;\xc3\xa9 &lt;3 &lt;/3 &lt;/\xc3\xa9 &lt;<b/></r> damaged");
  CHECK(text_of("<!doctype html><r><![if !IE]>a<![endif]>b <!c<d/></r>") ==
        "<!----><r><!---->a<!---->b <!----><d/></r> damaged");
  CHECK(text_of("<r a='&amp;' c&d;='1' & e='&#65;'>&amp;</r>") == "<r a='&amp;' cd;='1'  e='&#65;'>&amp;</r> damaged");
  CHECK(text_of("<r <= a='1'/>") == "<r = a='1'/> damaged");
  CHECK(text_of("<r a='1 < 2 = 3'/>") == "<r a='1 &lt; 2 = 3'/> damaged");
  CHECK(text_of("<r><![CDATA[a < b & c <!d>]]></r>") == "<r><![CDATA[a < b & c <!d>]]></r>");

  const auto document =
      parsed("<!doctype html>" + rss("<title>5 < 6 &amp; 7</title><link>https://a.example/?b<c</link>"));
  REQUIRE(document.items.size() == 1);
  CHECK(document.items[0].title == "5 < 6 & 7");
  // As many tags as there may be are counted as they come to stand.
  CHECK(parsed("<rss><channel><item/>" + filled("<&eacute;") + "<item/></channel></rss>").items.size() == 2);
}

TEST_CASE("a document's own entity is text wherever it is put") {
  const auto document =
      parsed("<!DOCTYPE rss [<!-- ' --><!ENTITY a \"1 < 2 & '3'\"><!ENTITY b '\"&#233;<'><!ENTITY b 'again'>]>" +
             rss("<title>&b;</title><link href=\"http://x.example/?&b;\"/><author>&a;</author>"));
  REQUIRE(document.items.size() == 1);
  CHECK(document.items[0].title == "\"é<");
  CHECK(document.items[0].link == "http://x.example/?\"é<");
  CHECK(document.items[0].author.empty());  // an ampersand alone makes it refer to something else
}
