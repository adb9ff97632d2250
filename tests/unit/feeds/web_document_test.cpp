#include "feeds/web_document.hpp"

#include <doctest/doctest.h>

#include <set>

#include "feeds/web_identity.hpp"
#include "feeds/web_post.hpp"

using namespace sait;

namespace {

WebDocument parsed(std::string_view bytes, const DocumentContext& context = {}) {
  auto document = parse_web_document(bytes, context);
  REQUIRE_MESSAGE(document.ok(), document.error().text());
  return std::move(*document);
}

std::string code_of(std::string_view bytes) {
  const auto document = parse_web_document(bytes, {});
  return document ? "read" : document.error().code;
}

DocumentContext from(const std::string& base, const std::string& content_type = {}) {
  DocumentContext context;
  context.base = base;
  context.content_type = content_type;
  return context;
}

const std::string kRss = R"(<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>News</title><link>https://news.example/</link><language>en-GB</language><ttl>45</ttl>
<item><title>Q&amp;A: &lt;b&gt;arrivals&lt;/b&gt;</title><link>/a/1</link><guid isPermaLink="false">n-1</guid>
<pubDate>Thu, 05 Mar 2026 09:00:00 +0100</pubDate><description>Short &amp;amp; plain</description>
<content:encoded><![CDATA[<p>Long &amp; <a href="b">linked</a> <img src="x" alt="a queue"></p><p>Short &amp; plain</p>]]></content:encoded>
<dc:creator>Mara Ott</dc:creator><category>asylum</category><slash:comments>12</slash:comments></item>
<item><guid>https://news.example/a/2</guid><description>Only a description</description></item>
</channel></rss>)";

}  // namespace

TEST_CASE("RSS 2.0: every field of an item") {
  const auto document = parsed(kRss, from("https://news.example/feed.xml"));
  CHECK((document.format == DocumentFormat::rss));
  CHECK_FALSE(document.damaged);
  CHECK((document.ttl == std::optional<Duration>(std::chrono::minutes(45))));
  REQUIRE(document.items.size() == 2);
  const auto& item = document.items[0];
  CHECK(item.id == "n-1");
  CHECK(item.link == "https://news.example/a/1");
  CHECK(item.title == "Q&A: arrivals");
  CHECK(item.text() == "Long & linked\nShort & plain");  // the teaser is in it
  CHECK(item.author == "Mara Ott");
  CHECK(item.language == "en-GB");
  CHECK(format_time(*item.published) == "2026-03-05T08:00:00Z");
  CHECK(item.links == std::vector<std::string>{"https://news.example/b"});
  CHECK(item.alts == std::vector<std::string>{"a queue"});
  CHECK(item.tags == std::vector<std::string>{"asylum"});
  CHECK((item.comments == std::optional<std::uint64_t>(12)));
  CHECK(document.items[1].link == "https://news.example/a/2");  // a guid is a permalink unless it says no
  CHECK_FALSE(document.items[1].published);
}

TEST_CASE("RSS 1.0: items beside their channel, Dublin Core") {
  const auto document =
      parsed(R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel>
    <item rdf:about="https://a.example/1"><title>One</title><link>https://a.example/1</link><dc:date>2026-03-05</dc:date></item></rdf:RDF>)");
  REQUIRE(document.items.size() == 1);
  CHECK(document.items[0].id == "https://a.example/1");
  CHECK(format_time(*document.items[0].published) == "2026-03-05T00:00:00Z");
}

TEST_CASE("Atom: typed texts, several links, bases in bases") {
  const auto document =
      parsed(R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://a.example/x/"><title>T</title>
    <author><name>House</name></author>
    <entry xml:base="y/"><id>urn:1</id><title type="html">A &amp;lt;b&amp;gt; &amp;amp; c</title>
      <link rel="enclosure" href="e.mp3"/><link href="page"/><updated>2026-03-05T10:00:00Z</updated><published>2026-03-04T10:00:00Z</published>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>two <a href="z">three</a></p></div></content></entry>
    <entry><id>urn:2</id><title>1 &lt; 2</title><author><name>A</name></author><author><name>B</name></author><summary xml:lang="fr">deux</summary></entry></feed>)");
  CHECK((document.format == DocumentFormat::atom));
  REQUIRE(document.items.size() == 2);
  const auto& first = document.items[0];
  CHECK(first.title == "A <b> & c");
  CHECK(first.link == "https://a.example/x/y/page");
  CHECK(first.text() == "One\ntwo three");
  CHECK(first.links == std::vector<std::string>{"https://a.example/x/y/z"});
  CHECK(first.author == "House");
  CHECK(first.language == "de");
  CHECK(format_time(*first.published) == "2026-03-04T10:00:00Z");
  CHECK(format_time(*first.updated) == "2026-03-05T10:00:00Z");
  CHECK(document.items[1].title == "1 < 2");
  CHECK(document.items[1].author == "A, B");
  CHECK(document.items[1].language == "fr");
}

TEST_CASE("JSON Feed: items without an id are none, numbers are texts, authors of both versions") {
  const auto document = parsed(
      R"({"version":"https://jsonfeed.org/version/1.1","title":"J","language":"en","expired":true,"authors":[{"name":"House"}],
    "items":[{"id":7,"url":"/p","content_html":"<p>a &amp; <a href='q'>b</a></p>","date_published":"2026-03-05T10:00:00+01:00","tags":["x"]},
             {"title":"no id"},{"id":"8","content_text":"<plain>","author":{"name":"A"}}]})",
      from("https://j.example/feed.json"));
  CHECK((document.format == DocumentFormat::json_feed));
  CHECK(document.expired);
  CHECK(document.damaged);
  REQUIRE(document.items.size() == 2);
  CHECK(document.items[0].id == "7");
  CHECK(document.items[0].link == "https://j.example/p");
  CHECK(document.items[0].text() == "a & b");
  CHECK(document.items[0].links == std::vector<std::string>{"https://j.example/q"});
  CHECK(document.items[0].author == "House");
  CHECK(document.items[1].text() == "<plain>");
  CHECK(document.items[1].author == "A");
}

TEST_CASE("the encoding: BOM, then HTTP, then the document's word, then UTF-8, then Windows-1252") {
  const auto title = [](std::string_view bytes, const std::string& content_type = {}) {
    return parsed(bytes, from({}, content_type)).items.at(0).title;
  };
  const auto document = [](const std::string& declaration, const std::string& text) {
    return declaration + "<rss><channel><item><title>" + text + "</title></item></channel></rss>";
  };
  const std::string latin = "<?xml version='1.0' encoding='ISO-8859-1'?>";
  CHECK(title(document("\xef\xbb\xbf" + latin, "für")) == "für");
  CHECK(title(document(latin, "f\xfcr")) == "für");
  CHECK(title(document(latin, "f\xfcr \x80"), "text/xml") == "für €");  // the web means Windows-1252 by it
  CHECK(title(document(latin, "für"), "application/rss+xml; charset=\"utf-8\"") != "");
  CHECK(title(document("", "\xe4\xf6"), "text/xml; charset=windows-1252") == "äö");
  CHECK(title(document("", "\xcf\xf0\xe8\xe2\xe5\xf2"), "text/xml; charset=windows-1251") == "Привет");
  CHECK(title(document("<?xml version='1.0' encoding='utf-8'?>", "f\xfcr \x93zitiert\x94")) == "für “zitiert”");
  CHECK(title(document("<?xml version='1.0' encoding='no-such-thing'?>", "für")) == "für");
  std::string wide = "\xff\xfe";
  for (const char c : document("<?xml version='1.0' encoding='utf-16'?>", "wide")) wide += {c, '\0'};
  CHECK(title(wide) == "wide");
  CHECK(title(std::string_view(wide).substr(2)) == "wide");
}

TEST_CASE("a word on the encoding that the bytes belie does not count, whoever says it") {
  const auto title = [](const std::string& bytes, const std::string& content_type = {}) {
    return parsed(bytes, from({}, content_type)).items.at(0).title;
  };
  const auto declaring = [](const std::string& encoding, const std::string& text) {
    return "<?xml version='1.0' encoding='" + encoding + "'?><rss><channel><item><title>" + text +
           "</title></item></channel></rss>";
  };
  // UTF-8 from servers that say what they say of every file, and from programs that hold texts in UTF-16.
  for (const auto* charset : {"ISO-8859-1", "us-ascii", "windows-1252", "iso-8859-15", "utf-16", "UTF-32"}) {
    CAPTURE(charset);
    CHECK(title(declaring("utf-8", "Flüchtlinge"), std::string("text/xml; charset=") + charset) == "Flüchtlinge");
    CHECK(title(declaring(charset, "Flüchtlinge")) == "Flüchtlinge");
    CHECK(title(declaring(charset, "Flüchtlinge!")) == "Flüchtlinge!");  // an odd number of bytes, and an even one
  }
  // What the bytes agree with counts as before.
  CHECK(title(declaring("utf-8",
                        "Fl\xfc"
                        "chtlinge"),
              "text/xml; charset=ISO-8859-1") == "Flüchtlinge");
  CHECK(title(declaring("koi8-r", "\xe2\xc5\xd6\xc5\xce\xc3\xd9")) == "Беженцы");
  CHECK(title(declaring("iso-2022-jp", "\x1b$BFqL1\x1b(B")) == "難民");
  // Behind noise too.
  CHECK(title(std::string(1000, ' ') + declaring("iso-8859-2", "\xb1")) == "ą");
}

TEST_CASE("what a program says before its feed is left out") {
  for (const auto* noise :
       {"\n\n ", "PHP Notice: x in y.php on line 3\n", "PHP Warning: x in <b>y</b> on line 3\n",
        "PHP Notice: 1 < 2 && \"<\" in y\n", "<",
        "<br />\n<b>Warning</b>: Undefined & <i>\"x\"</i> in <b>/a/y.php</b> on line <b>3</b><br />\n",
        "<!-- cached --><script>if (a < b) {}</script>"}) {
    CAPTURE(noise);
    const auto document = parsed(noise + kRss);
    CHECK(document.items.size() == 2);
    CHECK_FALSE(document.cut_short);
  }
}

TEST_CASE("entities that XML does not know, ampersands alone, and prefixes nobody declared") {
  const auto document = parsed(
      "<rss><channel><item><title>caf&eacute; &nbsp;&hellip; R&D &#X41; a&b=c;</title><dc:creator>Mara</dc:creator>"
      "<content:encoded><![CDATA[a &nbsp; b & c]]></content:encoded></item></channel></rss>");
  CHECK(document.items[0].title == "café \xc2\xa0… R&D A a&b=c;");
  CHECK(document.items[0].author == "Mara");
  CHECK(document.items[0].text() == "a \xc2\xa0 b & c");
  CHECK(document.damaged);
}

TEST_CASE("a document's own entities: short ones count, bombs do not, files are not read") {
  std::string bomb = "<!DOCTYPE rss [<!ENTITY a 'lol'><!ENTITY f SYSTEM 'file:///etc/passwd'>";
  for (char c = 'b'; c <= 'j'; ++c) {
    bomb += std::string("<!ENTITY ") + c + " '";
    for (int i = 0; i < 10; ++i) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
    bomb += "'>";
  }
  bomb += "]><rss><channel><item><title>&a; &j; &f; end</title></item></channel></rss>";
  const auto document = parsed(bomb);
  REQUIRE(document.items.size() == 1);
  CHECK(document.items[0].title.find("lol") == 0);
  CHECK(document.items[0].title.size() < 100);
  CHECK(document.damaged);
}

TEST_CASE("what is no feed is named for what it is") {
  CHECK(code_of("") == "not-a-feed");
  CHECK(code_of(" \n ") == "not-a-feed");
  CHECK(code_of("no mark-up at all") == "not-a-feed");
  CHECK(code_of("{\"a\":1}") == "not-a-feed");
  CHECK(code_of("{broken") == "not-a-feed");
  CHECK(code_of("<!DOCTYPE html><html><head></head><body>An error</body></html>") == "not-a-feed");
  CHECK(code_of("<opml version='2.0'></opml>") == "not-a-feed");
  CHECK(code_of(std::string(kMaxDocument + 1, ' ')) == "too-large");
  const auto said = [](std::string_view bytes) {
    const auto document = parse_web_document(bytes, {});
    return document ? "read" : document.error().message;
  };
  for (const auto* page : {"<!DOCTYPE html PUBLIC 'x'><head><title>x</title></head>", "<div>Please log in</div>",
                           "<center><h1>502 Bad Gateway</h1></center>", "Service down <b>now</b>",
                           "<html><body><rss><item><title>an example</title></item></rss></body></html>"}) {
    CAPTURE(page);
    CHECK(said(page).find("HTML page") != std::string::npos);
  }
  CHECK(said("<urlset xmlns='x'><url><loc>https://news.example/</loc></url></urlset>").find("sitemap") !=
        std::string::npos);
  CHECK(said("<svg xmlns='http://www.w3.org/2000/svg'><title>x</title></svg>").find("<svg>") != std::string::npos);
  CHECK(said("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>").find("<Error>") != std::string::npos);
  CHECK(code_of("<menu><item><title>soup</title></item></menu>") == "not-a-feed");
  for (const auto* empty :
       {"<rss><channel></channel></rss>", "<RSS/>", "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "<rdf:RDF></rdf:RDF>", "<CHANNEL/>",
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "<entry><title>x</title></entry>"}) {
    CAPTURE(empty);
    CHECK(code_of(empty) == "read");
  }
}

TEST_CASE("elements that lie very deep in each other end neither the program nor the items before them") {
  std::string deep = "<rss><channel><item><title>before</title></item>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  CHECK(parsed(deep).items.at(0).title == "before");
}

TEST_CASE("a document that stops before its end is told from one that is broken in the middle") {
  for (const auto* whole :
       {"<rss><channel><item><title>a & b</title></item></channel></rss>\n", "<RSS><channel></channel></rss >",
        "<rss><channel><item><title>a<br></title></item></channel></rss><!-- <made> by hand -->",
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry/></a:feed>", "<rss/>"}) {
    CAPTURE(whole);
    CHECK_FALSE(parsed(whole).cut_short);
  }
  for (const auto* cut :
       {"<rss><channel><item><title>a</title></item><item><guid>b", "<rss><channel><item></item></channel>",
        "<rss><channel><item></item></channel></rs", "<rss><channel><item><link>x</link", "<rss><channel>"}) {
    CAPTURE(cut);
    CHECK(parsed(cut).cut_short);
    CHECK(parsed(cut).damaged);
  }
}

TEST_CASE("hours in which a feed asks to be left alone") {
  const auto document = parsed(
      "<rss><channel><skipHours><hour>0</hour><hour> 23 "
      "</hour><hour>24</hour><hour>25</hour><hour>x</hour><hour/></skipHours>"
      "<item><title>t</title></item></channel></rss>");
  CHECK(document.skip_hours.count() == 2);
  CHECK(document.skip_hours.test(0));
  CHECK(document.skip_hours.test(23));

  const auto at = [](const char* text) { return *parse_time(text); };
  const auto wanted = [&](const char* text) {
    return format_time(at(text) + until_wanted(at(text), document.skip_hours));
  };
  CHECK(wanted("2026-03-05T22:59:59Z") == "2026-03-05T22:59:59Z");
  CHECK(wanted("2026-03-05T23:00:00Z") == "2026-03-06T01:00:00Z");
  CHECK(wanted("2026-03-05T00:30:10Z") == "2026-03-05T01:00:00Z");
  CHECK(until_wanted(at("2026-03-05T00:30:10Z"), std::bitset<24>().set()) == Duration(0));
}

TEST_CASE(
    "where an item is does not change with scheme, tracking parameters, fragment or a slash, its page and date count") {
  const auto place = [](const std::string& link, const char* when = nullptr) {
    WebItem item;
    item.link = link;
    if (when != nullptr) item.published = *parse_time(when);
    return place_of(item);
  };
  const auto page = place("https://news.example/a?id=1&b=2");
  CHECK(page != 0);
  for (const auto* same :
       {"http://news.example/a?id=1&b=2", "HTTPS://WWW.News.Example/a/?utm_source=rss&id=1&b=2#top",
        "https://news.example/a?id=1&fbclid=x&b=2&utm_medium=feed", "http://news.example/a?&id=1&b=2&"}) {
    CAPTURE(same);
    CHECK(place(same) == page);
  }
  for (const auto* other :
       {"https://news.example/a?id=2&b=2", "https://news.example/A?id=1&b=2", "https://news.example/a",
        "https://other.example/a?id=1&b=2", "https://news.example/a?id=1"}) {
    CAPTURE(other);
    CHECK(place(other) != page);
  }
  for (const auto* none : {"", "https://news.example", "http://news.example/", "https://news.example/?utm_source=rss#x",
                           "mailto:a@b.example", "/relative", "urn:uuid:1"}) {
    CAPTURE(none);
    CHECK(place(none) == 0);
  }
  CHECK(place("https://news.example/?p=7") != 0);
  CHECK(place("https://news.example/a", "2026-03-05T10:00:00Z") !=
        place("https://news.example/a", "2026-03-05T11:00:00Z"));
}

TEST_CASE(
    "items are known by their id, by their link where an id stands twice, by a hash where a link does or nothing "
    "stands") {
  WebDocument document;
  const auto add = [&](const std::string& id, const std::string& link, const std::string& title) {
    WebItem item;
    item.id = id;
    item.link = link;
    item.title = title;
    document.items.push_back(item);
  };
  add("a", "https://l/1", "one");
  add("same", "https://l/2", "two");
  add("same", "https://l/3", "three");
  add("", "https://l/4", "four");
  add("", "https://l/4", "five");
  add("", "", "six");
  add("", "", "six");
  const auto ids = identities(document).names;
  CHECK(ids[0] == "a");
  CHECK(ids[1] == "https://l/2");
  CHECK(ids[2] == "https://l/3");
  CHECK(ids[3].starts_with("hash:"));
  CHECK(ids[4].starts_with("hash:"));
  CHECK(ids[5].starts_with("hash:"));
  CHECK(ids[6] == ids[5] + "#2");
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  CHECK(identities(document).names == ids);
}
