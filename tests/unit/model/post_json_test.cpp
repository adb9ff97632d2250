#include "model/post_json.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <random>
#include <string>

namespace {

using sait::Rejection;

// Keeps the line alive as long as the post, in exactly as many bytes as are promised, so that a read past them is seen.
struct Parsed {
  std::unique_ptr<char[]> line;
  sait::Post post;
  sait::PostParseResult result;
};

Parsed parse(std::string_view json) {
  static sait::PostReader reader;  // one for all: a line must not depend on the one before
  Parsed parsed;
  parsed.line = std::make_unique<char[]>(json.size() + 1);
  std::memcpy(parsed.line.get(), json.data(), json.size());
  parsed.result = reader.read(parsed.line.get(), json.size(), parsed.post);
  return parsed;
}

std::string with(std::string_view fields) {
  return R"({"platform":"x","id":"1","text":"t",)" + std::string(fields) + "}";
}

void check_rejected(std::string_view json, Rejection rejection, std::string_view detail_has) {
  const auto parsed = parse(json);
  CAPTURE(std::string(json.substr(0, 200)));
  CAPTURE(parsed.result.detail);
  CHECK(sait::to_string(parsed.result.rejection) == std::string(sait::to_string(rejection)));
  CHECK(parsed.result.detail.find(detail_has) != std::string::npos);
}

void check_accepted(std::string_view json) {
  const auto parsed = parse(json);
  CAPTURE(std::string(json.substr(0, 200)));
  CAPTURE(parsed.result.detail);
  CHECK(parsed.result.ok());
  CHECK(parsed.result.detail.empty());
}

}  // namespace

TEST_CASE("every field of a post is read") {
  const auto parsed =
      parse(R"({"platform":"mastodon","id":"1:2","uri":"https://x.org/1","text":"Caf\u00e9 \"x\"","title":"T",
    "created_at":"2026-03-04T09:15:00Z","updated_at":"2026-03-04T10:15:00+01:00","author":{"id":"u1","handle":"@jo","followers":1200},
    "lang":"en","links":["https://a","https://b"],"hashtags":["h"],"mentions":[],"reply_to":"r","repost_of":"s","quote_of":"q",
    "engagement":{"likes":1,"reposts":2,"replies":3,"views":9007199254740991},"media":[{"alt":"a photo"},{},{"alt":null},{"alt":"two"}],
    "community":"c","deleted":false})");
  REQUIRE(parsed.result.ok());
  const auto& post = parsed.post;
  CHECK(post.platform == "mastodon");
  CHECK(post.id == "1:2");
  CHECK(post.uri == "https://x.org/1");
  CHECK(post.text == "Caf\u00e9 \"x\"");
  CHECK(post.title == "T");
  CHECK(post.created_at == sait::parse_time("2026-03-04T09:15:00Z"));
  CHECK(post.updated_at == sait::parse_time("2026-03-04T09:15:00Z"));
  CHECK(post.author_id == "u1");
  CHECK(post.author_handle == "@jo");
  CHECK(post.followers == 1200);
  CHECK(post.lang == "en");
  CHECK(post.links == std::vector<std::string_view>{"https://a", "https://b"});
  CHECK(post.hashtags == std::vector<std::string_view>{"h"});
  CHECK(post.mentions.empty());
  CHECK(post.reply_to == "r");
  CHECK(post.repost_of == "s");
  CHECK(post.quote_of == "q");
  REQUIRE(post.engagement.has_value());
  CHECK(*post.engagement == sait::Engagement{1, 2, 3, 9'007'199'254'740'991});
  CHECK(post.media_alt == std::vector<std::string_view>{"a photo", "", "", "two"});
  CHECK(post.community == "c");
  CHECK_FALSE(post.deleted);
}

TEST_CASE("a post does not inherit from the line before") {
  sait::PostReader reader;
  sait::Post post;
  std::string full = with(
      R"("title":"T","author":{"id":"a","followers":1},"links":["l"],"media":[{"alt":"m"}],"engagement":{"likes":1},
    "deleted":true,"created_at":"2026-01-01","lang":"en")");
  REQUIRE(reader.read(full.data(), full.size(), post).ok());
  std::string bare = R"({"id":"2","text":"u"})";
  REQUIRE(reader.read(bare.data(), bare.size(), post).ok());
  CHECK(post.platform.empty());  // the feed's declaration supplies it
  CHECK(post.id == "2");
  CHECK(post.title.empty());
  CHECK(post.author_id.empty());
  CHECK_FALSE(post.followers.has_value());
  CHECK(post.links.empty());
  CHECK(post.media_alt.empty());
  CHECK_FALSE(post.engagement.has_value());
  CHECK_FALSE(post.deleted);
  CHECK_FALSE(post.created_at.has_value());
  CHECK(post.lang.empty());
}

TEST_CASE("unknown fields are skipped at every level, whatever they hold") {
  const auto parsed =
      parse(R"({"x":1,"y":[1,[2,{"id":"no"}],null],"platform":"p","z":{"text":"no","author":{"id":7}},"id":"1",
    "author":{"id":"a","extra":{"handle":3},"verified":true,"list":["id"]},"text":"t","media":[{"url":"u","size":[1,2],"alt":"m"}],
    "engagement":{"likes":3,"stars":"many","nested":{"likes":-4}},"w":-1.5e10,"v":18446744073709551616})");
  REQUIRE_MESSAGE(parsed.result.ok(), parsed.result.detail);
  CHECK(parsed.post.id == "1");
  CHECK(parsed.post.text == "t");
  CHECK(parsed.post.author_id == "a");
  CHECK(parsed.post.author_handle.empty());
  CHECK(parsed.post.engagement->likes == 3);
  CHECK(parsed.post.media_alt == std::vector<std::string_view>{"m"});
}

TEST_CASE("null is the same as absent, and of a repeated key the last counts") {
  const auto parsed =
      parse(R"({"id":"0","id":"1","text":"a","text":"b","title":"T","title":null,"author":{"id":"a","handle":"h"},
    "author":{"id":"b"},"links":["x","y"],"links":["z"],"tags":null,"lang":null,"created_at":null,"media":[{"alt":"m"}],"media":null,
    "engagement":{"likes":1,"views":2},"engagement":{"likes":null},"deleted":true,"deleted":null,"hashtags":null})");
  REQUIRE_MESSAGE(parsed.result.ok(), parsed.result.detail);
  CHECK(parsed.post.id == "1");
  CHECK(parsed.post.text == "b");
  CHECK(parsed.post.title.empty());
  CHECK(parsed.post.author_id == "b");
  CHECK(parsed.post.author_handle.empty());
  CHECK(parsed.post.links == std::vector<std::string_view>{"z"});
  CHECK(parsed.post.media_alt.empty());
  CHECK(*parsed.post.engagement == sait::Engagement{});
  CHECK_FALSE(parsed.post.deleted);
  check_rejected(R"({"id":"1","text":"t","text":null})", Rejection::missing, "text");
}

TEST_CASE("what is required and not there is named") {
  check_rejected(R"({"platform":"x","text":"t"})", Rejection::missing, "id");
  check_rejected(R"({"platform":"x","id":"","text":"t"})", Rejection::missing, "id");
  check_rejected(R"({"platform":"x","id":null,"text":"t"})", Rejection::missing, "id");
  check_rejected(R"({"platform":"x","id":"1"})", Rejection::missing, "text");
  check_rejected(R"({"platform":"x","id":"1","text":""})", Rejection::missing, "text");
  check_rejected(R"({"platform":"x","id":"1","text":"","media":[{"alt":""}]})", Rejection::missing, "text");
  check_rejected("{}", Rejection::missing, "id");
  check_accepted(R"({"id":"1","text":"","title":"T"})");
  check_accepted(R"({"id":"1","text":"","media":[{"alt":"a photo"}]})");
  check_accepted(R"({"id":"1","text":"","deleted":true})");
  check_accepted(R"({"id":"1","deleted":true})");
}

TEST_CASE("a wrong type is named with its field, what is wanted and what was found") {
  struct Wrong {
    const char* fields;
    const char* detail;
  };
  for (const auto& wrong :
       {Wrong{R"("title":5)", "title: a text is wanted here, found a number"},
        Wrong{R"("author":"jo")", "author: an object is wanted here, found a text"},
        Wrong{R"("author":[{}])", "author: an object is wanted here, found a list"},
        Wrong{R"("author":{"id":17})", "author.id: a text is wanted here, found a number"},
        Wrong{R"("author":{"followers":"17"})", "author.followers: a whole number is wanted here, found a text"},
        Wrong{R"("links":"l")", "links: a list of texts is wanted here, found a text"},
        Wrong{R"("links":["a",7])", "links[1]: a text is wanted here, found a number"},
        Wrong{R"("links":[null])", "links[0]: a text is wanted here, found null"},
        Wrong{R"("links":[["a"]])", "links[0]: a text is wanted here, found a list"},
        Wrong{R"("media":[{},"a"])", "media[1]: an object is wanted here, found a text"},
        Wrong{R"("media":[{"alt":"a"},{"alt":{}}])", "media[1].alt: a text is wanted here, found an object"},
        Wrong{R"("media":{"alt":"a"})", "media: a list of objects is wanted here, found an object"},
        Wrong{R"("engagement":{"likes":true})", "engagement.likes: a whole number is wanted here, found true"},
        Wrong{R"("engagement":{"views":[1]})", "engagement.views: a whole number is wanted here, found a list"},
        Wrong{R"("deleted":"no")", "deleted: true or false is wanted here, found a text"},
        Wrong{R"("deleted":0)", "deleted: true or false is wanted here, found a number"},
        Wrong{R"("created_at":1700000000)", "created_at: a time as text is wanted here, found a number"}}) {
    const auto parsed = parse(with(wrong.fields));
    CHECK(parsed.result.rejection == Rejection::type);
    CHECK(parsed.result.detail == wrong.detail);
  }
  for (const char* line : {"[]", "\"text\"", "17", "null", "true"})
    check_rejected(line, Rejection::type, "the line: an object");
}

TEST_CASE("a count that is no count and a time that is no time are out of range") {
  for (const char* count :
       {"1.5", "9007199254740992", "18446744073709551615", "18446744073709551616", "-0.5", "1e300", "1e999"}) {
    CAPTURE(std::string(count));
    check_rejected(with(R"("engagement":{"likes":)" + std::string(count) + "}"), Rejection::range,
                   "0 to 9007199254740991");
    check_rejected(with(R"("author":{"followers":)" + std::string(count) + "}"), Rejection::range,
                   "author.followers: ");
  }
  CHECK(parse(with(R"("engagement":{"likes":1e3,"views":7.0,"replies":0})")).post.engagement->likes == 1000);
  for (const char* time : {"yesterday", "", "2026-02-30T00:00:00Z", "2026-03-04T09:15:00", "\\u0000"}) {
    check_rejected(with(R"("created_at":")" + std::string(time) + "\""), Rejection::range, "created_at: ");
    check_rejected(with(R"("updated_at":")" + std::string(time) + "\""), Rejection::range, "RFC 3339");
  }
}

TEST_CASE("a negative count is one that is not shown, of a repeated key the last counts") {
  for (const char* count : {"-1", "-1.0", "-9223372036854775808", "7,\"likes\":-1"}) {
    CAPTURE(std::string(count));
    const auto read =
        parse(with(R"("engagement":{"likes":)" + std::string(count) + R"(,"views":7},"author":{"followers":-1})"));
    REQUIRE(read.result.ok());
    CHECK_FALSE(read.post.engagement->likes);
    CHECK(read.post.engagement->views == 7);
    CHECK_FALSE(read.post.followers);
  }
  CHECK(parse(with(R"("author":{"followers":1000000000000})")).post.followers == 1'000'000'000'000);
  check_rejected(with(R"("deleted":-1)"), Rejection::type, "deleted");
}

TEST_CASE("broken JSON is told with the byte where it breaks") {
  check_rejected("", Rejection::json, "empty");
  check_rejected("  \r", Rejection::json, "empty");
  check_rejected(R"({"id":"1","text":"t")", Rejection::json, "At byte 20.");
  check_rejected(
      "\xEF\xBB\xBF"
      R"({"id":"1","text":"t")",
      Rejection::json, "At byte 23.");
  check_rejected(R"({"id":"1","text":"t"} x)", Rejection::json, "At byte 22.");
  check_rejected(R"({"id":"1",})", Rejection::json, "At byte");
  check_rejected(R"({"id":"\ud800","text":"t"})", Rejection::json, "surrogate");
  check_rejected("{\"id\":\"1\",\"text\":\"a\nb\"}", Rejection::json, "At byte");
  check_rejected(R"({"id":"1","text":"t","x":NaN})", Rejection::json, "At byte");
}

TEST_CASE("a raw NUL byte is broken JSON, an escaped one is text") {
  check_rejected(std::string_view("{\"id\":\"1\",\"text\":\"a\0b\"}", 23), Rejection::json,
                 "NUL byte stands at byte 19");
  check_rejected(std::string_view("{\"id\":\"1\",\"text\":\"a\"}\0", 22), Rejection::json,
                 "NUL byte stands at byte 21");
  const auto parsed = parse(R"({"id":"1","text":"a\u0000b"})");
  REQUIRE(parsed.result.ok());
  CHECK(parsed.post.text == std::string_view("a\0b", 3));
}

TEST_CASE("a byte order mark, spaces and CR may stand around the object") {
  check_accepted("\xEF\xBB\xBF {\"id\":\"1\",\"text\":\"t\"} \t\r");
  check_accepted("\r\n{\"id\":\"1\",\"text\":\"t\"}\n");
}

TEST_CASE("bytes that are not UTF-8 are let through") {
  const auto parsed = parse("{\"id\":\"1\",\"text\":\"a\xff\xc3\"}");
  REQUIRE(parsed.result.ok());
  CHECK(parsed.post.text == "a\xff\xc3");
}

TEST_CASE("nesting is bounded, however deep a line is") {
  const auto nested = [](std::size_t levels) {  // the post itself is the first of them
    return with("\"x\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']'));
  };
  check_accepted(nested(sait::PostReader::kMaxDepth));
  check_rejected(nested(sait::PostReader::kMaxDepth + 1), Rejection::depth, "32");
  check_rejected(nested(10'000), Rejection::depth, "32");
  check_rejected(std::string(1'000'000, '['), Rejection::type, "the line");
  std::string objects;
  for (int i = 0; i < 10'000; ++i) objects += R"({"x":)";
  check_rejected(objects, Rejection::depth, "32");
}

TEST_CASE("a line of any bytes is accepted or rejected with a reason, and the reader goes on") {
  std::mt19937 random(11);
  const std::string good =
      with(R"("author":{"id":"a","followers":3},"links":["x"],"media":[{"alt":"m"}],"engagement":{"likes":4})");
  for (int round = 0; round < 20'000; ++round) {
    auto line = good;
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      const auto at = random() % line.size();
      switch (random() % 3) {
        case 0:
          line[at] = static_cast<char>(random() & 255U);
          break;
        case 1:
          line.erase(at, 1 + random() % 5);
          break;
        default:
          line.insert(at, 1, "{}[]\",:0-e\\n"[random() % 12]);
      }
      if (line.empty()) line = "{";
    }
    const auto parsed = parse(line);
    CAPTURE(line);
    REQUIRE(parsed.result.ok() == parsed.result.detail.empty());
    REQUIRE(parse(good).result.ok());
  }
}
