#include "feeds/html_text.hpp"

#include <doctest/doctest.h>

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
