#include "feeds/feed.hpp"

#include <doctest/doctest.h>

#include "feeds/ndjson_feed.hpp"

namespace {

struct Made {
  std::unique_ptr<sait::Feed> feed;
  sait::Diagnostics diagnostics;
  [[nodiscard]] bool complains(std::string_view code, std::string_view text) const {
    for (const auto& item : diagnostics.items()) {
      if (item.code == code && item.text.find(text) != std::string::npos) return true;
    }
    return false;
  }
};

Made make(const std::string& yaml) {
  Made made;
  const sait::YamlDocument document("saitd.yaml", yaml, made.diagnostics);
  made.feed = sait::make_feed(document.root(), {"/etc/saitd", "test", {}, nullptr});
  return made;
}

const std::string kLeast = "id: f\ntype: ndjson\nplatform: p\nlicence: terms\npath: posts.ndjson\n";

}  // namespace

TEST_CASE("a feed states what it is, the rest has defaults") {
  const auto made = make(kLeast);
  INFO(made.diagnostics.render());
  REQUIRE(made.feed != nullptr);
  REQUIRE(made.diagnostics.items().empty());
  const auto& declaration = made.feed->declaration();
  CHECK(declaration.id == "f");
  CHECK(declaration.platform == "p");
  CHECK(declaration.licence == "terms");
  CHECK(declaration.community.empty());
  CHECK(declaration.tier == sait::Tier::people);
  CHECK(declaration.languages.empty());
  CHECK(declaration.retention == std::chrono::hours(72));
  CHECK(declaration.honours_deletions);
  CHECK(made.feed->rereadable());
  const auto& options = dynamic_cast<const sait::NdjsonFeed&>(*made.feed).options();
  CHECK(options.path == "/etc/saitd/posts.ndjson");
  CHECK(options.lines.max_line == 1'048'576);
  CHECK(options.lines.batch_lines == 512);
  CHECK(options.poll == sait::Duration(250));
}

TEST_CASE("a feed may be of people, media, officials and elected representatives") {
  for (const auto tier : {sait::Tier::people, sait::Tier::media, sait::Tier::official, sait::Tier::elected}) {
    const auto made = make(
        std::string("id: f\ntype: ndjson\nplatform: forum\nlicence: CC BY 4.0\npath: /var/posts/a.ndjson\ntier: ") +
        sait::to_string(tier) + "\n");
    REQUIRE(made.feed != nullptr);
    CHECK(made.feed->declaration().tier == tier);
  }
}

TEST_CASE("every setting of a feed is read") {
  const auto made = make(R"(
id: city-forum
type: ndjson
platform: forum
licence: CC BY 4.0
community: city
tier: official
languages: [en, de-AT, DE]
regions: [AT]
retention: 24h
deletion: none
path: /var/posts/../posts/a.ndjson
max_line: 2048
batch_lines: 7
poll: 1s
)");
  INFO(made.diagnostics.render());
  REQUIRE(made.feed != nullptr);
  CHECK(made.diagnostics.items().empty());
  const auto& declaration = made.feed->declaration();
  CHECK(declaration.community == "city");
  CHECK(declaration.tier == sait::Tier::official);
  CHECK(declaration.languages == std::vector<std::string>{"en", "de"});
  CHECK(declaration.regions == std::vector<std::string>{"AT"});
  CHECK(declaration.retention == std::chrono::hours(24));
  CHECK_FALSE(declaration.honours_deletions);
  const auto& options = dynamic_cast<const sait::NdjsonFeed&>(*made.feed).options();
  CHECK(options.path == "/var/posts/a.ndjson");
  CHECK(options.lines.max_line == 2048);
  CHECK(options.lines.batch_lines == 7);
  CHECK(options.poll == std::chrono::seconds(1));
}

TEST_CASE("standard input needs no path") {
  const auto made = make("id: in\ntype: stdin\nplatform: p\nlicence: terms\n");
  REQUIRE(made.feed != nullptr);
  CHECK(made.diagnostics.items().empty());
  CHECK_FALSE(made.feed->rereadable());
}

TEST_CASE("everything that is wrong is told at once") {
  const auto made = make("type: ndjson\ntier: peple\nlanguages: [english]\nretention: 31d\nmax_line: 5\npol: 1s\n");
  for (const char* key : {"id", "platform", "licence", "path"}) {
    CHECK(made.complains("missing", "\"" + std::string(key) + "\""));
  }
  CHECK(made.diagnostics.render().find("people") != std::string::npos);
  CHECK(made.complains("language", "english"));
  CHECK(made.complains("range", "31d"));
  CHECK(made.complains("range", "1024"));
  CHECK(made.complains("unknown-key", "pol"));
}

TEST_CASE("a feed of no known type is none") {
  CHECK(make("id: f\nplatform: p\nlicence: l\n").feed == nullptr);
  const auto made = make("id: f\ntype: ndjsn\nplatform: p\nlicence: l\n");
  CHECK(made.feed == nullptr);
  CHECK(made.diagnostics.render().find("ndjson") != std::string::npos);
}

TEST_CASE("an id that cannot name a feed is refused") {
  for (const char* id : {"A", "a b", "a_b", "\u00e9", "\"\""}) {
    auto yaml = kLeast;
    yaml.replace(yaml.find("id: f"), 5, "id: " + std::string(id));
    CAPTURE(yaml);
    CHECK(make(yaml).complains("id", "a-z"));
  }
}
