#include "feeds/html_text.hpp"

#include <doctest/doctest.h>

#include "feeds/html_tags.hpp"
#include "text/utf8.hpp"

using sait::html_to_text;

TEST_CASE("a reader's view: paragraphs apart, white space collapsed, references resolved, scripts unseen") {
  CHECK(html_to_text("<p>One  <b>two</b>\n three</p><p>four<br>five</p>").text == "One two three\nfour\nfive");
  CHECK(html_to_text("a &amp; b &lt; c &eacute; &#233; &#xe9; &nope;").text == "a & b < c é é é &nope;");
  CHECK(html_to_text("plain text, not a tag: 3 < 4").text == "plain text, not a tag: 3 < 4");
  CHECK(html_to_text("before<script>var x = '<p>no</p>';</script><style>p{}</style> after").text == "before after");
  CHECK(html_to_text("<ul><li>one<li>two</ul>").text == "one\ntwo");
  CHECK(html_to_text("").text.empty());
  CHECK(html_to_text("<!-- nothing --> ").text.empty());
  CHECK(html_to_text("word<b>-join</b>ed").text == "word-joined");
}

TEST_CASE("broken mark-up loses no words") {
  CHECK(html_to_text("<p>One <b>two <i>three</p> four</b>").text == "One two three\nfour");
  CHECK(html_to_text("</div></div>after what was never opened").text == "after what was never opened");
  CHECK(html_to_text("<a href=\"x\">open <p>to the end").text == "open\nto the end");
  CHECK(html_to_text("an iframe <iframe src=\"x\"> is <b>no end").text.find("no end") != std::string::npos);
}

TEST_CASE("links and descriptions of images are found") {
  const auto seen = html_to_text(
      R"(<a href="/a?x=1&amp;y=2">A</a> <A HREF='b'>B</A> <img alt="A queue" src="q.png"><img src="r.png">)");
  CHECK(seen.links == std::vector<std::string>{"/a?x=1&y=2", "b"});
  CHECK(seen.alts == std::vector<std::string>{"A queue"});
}

TEST_CASE("control characters that mean Windows-1252 become what they mean") {
  CHECK(html_to_text("don\xc2\x92t <b>\xc2\x80</b> 5 &#146;").text == "don’t € 5 ’");
}

TEST_CASE("whether a text is HTML") {
  for (const auto* html : {"<b>x</b>", "a &amp; b", "&#8217;", "x<br/>", "<!-- -->", "&eacute;"}) {
    CAPTURE(html);
    CHECK(sait::looks_like_html(html));
  }
  for (const auto* plain : {"3 < 4 and 5 > 4", "Q&A", "a & b; c", "<", "&;", "<3", "AT&T; maybe not a reference"}) {
    CAPTURE(plain);
    CHECK(sait::looks_like_html(plain) == (std::string_view(plain).find("AT&T;") != std::string_view::npos));
  }
}

TEST_CASE("elements that lie very deep in each other end neither the program nor the text before them") {
  std::string deep = "before ";
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  CHECK(html_to_text(deep + "deep").text.starts_with("before"));
}

TEST_CASE("of a page that is too long whole characters are read") {
  std::string page = "a";
  while (page.size() <= sait::kMaxHtml) page += "\u20ac";
  const auto text = html_to_text(page).text;
  CHECK(text.size() > sait::kMaxHtml - 3);
  CHECK(sait::is_valid_utf8(text));
  CHECK(sait::is_valid_utf8(html_to_text("<p>" + page).text));
}

TEST_CASE("of start tags what is read stays: as browsers see them, and so that nothing new comes of it") {
  using sait::plain_tags;
  CHECK(plain_tags("<p class=x>a</p>") == "<p>a</p>");
  CHECK(plain_tags("<a title='>' HREF = '\"x y\"' href=z>") == "<a href=\"&quot;x y&quot;\">");
  CHECK(plain_tags("<img alt=a/b src='x'/><br/><a href=x/>") == "<img alt=\"a/b\"/><br/><a href=\"x/\">");
  CHECK(plain_tags("<a href=\"x>y</a> z") == "<a href=\"&quot;x\">y</a> z");  // that quote has no end
  CHECK(plain_tags("3 <b and no more") == "3 &lt;b and no more");
  CHECK(plain_tags("a<!-- <b> -->c<!-->d<!-- e") == "a<!---->c<!---->d<!---->");
  CHECK(plain_tags("<<!-- -->!-- x") == "<<!---->!-- x");
  CHECK(plain_tags("<script>a<b c=\"</SCRIPT>d") == "<script></SCRIPT>d");
  CHECK(plain_tags("<script>x") == "<script>");
  CHECK(html_to_text("one<!-- > -->two <b title='a > b'>three</b>").text == "onetwo three");
}
