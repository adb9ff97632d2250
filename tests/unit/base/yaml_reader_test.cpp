#include "base/yaml_reader.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace sait;

namespace {

struct Read {
  explicit Read(std::string bytes, std::optional<std::vector<std::string_view>> harmless = std::nullopt)
      : document("f.yaml", std::move(bytes), diagnostics, std::move(harmless)) {}
  [[nodiscard]] YamlNode root() const { return document.root(); }

  // The only diagnostic as "line:column code".
  [[nodiscard]] std::string only() const {
    if (diagnostics.items().size() != 1) return diagnostics.render();
    const auto& item = diagnostics.items().front();
    return std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code;
  }
  [[nodiscard]] bool says(std::string_view text) const { return diagnostics.render().find(text) != std::string::npos; }

  Diagnostics diagnostics;
  YamlDocument document;
};

}  // namespace

TEST_CASE("values are read with their types and nothing is said about a good file") {
  const Read read(
      "# comment\nname: saitd\nport: 9000\nratio: 0.5\non: true\nwait: 90s\nlist: [a, \"b c\"]\none: x\nmap:\n  k: "
      "v\nempty:\n");
  const auto root = read.root();
  CHECK(root["name"].text() == "saitd");
  CHECK(root["port"].integer(1, 0, 65535) == 9000);
  CHECK(root["ratio"].number(1, 0, 1) == 0.5);
  CHECK(root["on"].boolean(false));
  CHECK(root["wait"].duration(Duration(0), Duration(0), std::chrono::hours(1)) == std::chrono::seconds(90));
  CHECK(root["list"].texts() == std::vector<std::string>{"a", "b c"});
  CHECK(root["one"].texts() == std::vector<std::string>{"x"});
  CHECK(root["map"].entries().at(0).first == "k");
  CHECK(root["map"].entries().at(0).second.text() == "v");
  CHECK_FALSE(root["empty"].present());
  CHECK(root["absent"].text("fallback") == "fallback");
  CHECK(root["absent"]["deeper"].integer(7, 0, 9) == 7);
  CHECK(root["port"].line() == 3);
  CHECK(root["port"].column() == 7);
  root.finish();
  CHECK(read.diagnostics.items().empty());
}

TEST_CASE("a value of the wrong type gives the fallback and one diagnostic at its place") {
  const auto at = [](std::string bytes, auto&& use) {
    const Read read(std::move(bytes));
    use(read.root()["v"]);
    return read.only();
  };
  CHECK(at("v: x\n", [](const YamlNode& n) { CHECK(n.integer(3, 0, 9) == 3); }) == "1:4 range");
  CHECK(at("v: 10\n", [](const YamlNode& n) { CHECK(n.integer(3, 0, 9) == 3); }) == "1:4 range");
  CHECK(at("v: 99999999999999999999\n", [](const YamlNode& n) { CHECK(n.integer(3, 0, 9) == 3); }) == "1:4 range");
  CHECK(at("v: nan\n", [](const YamlNode& n) { CHECK(n.number(3, 0, 9) == 3); }) == "1:4 range");
  CHECK(at("v: yes\n", [](const YamlNode& n) { CHECK(n.boolean(true)); }) == "1:4 type");
  CHECK(at("v: 90\n", [](const YamlNode& n) {
          CHECK(n.duration(Duration(5), Duration(0), Duration(9)) == Duration(5));
        }) == "1:4 range");
  CHECK(at("v: [a]\n", [](const YamlNode& n) { CHECK(n.text("f") == "f"); }) == "1:4 type");
  CHECK(at("v: {a: b}\n", [](const YamlNode& n) { CHECK(n.items().empty()); }) == "1:4 type");
  CHECK(at("v: a\n", [](const YamlNode& n) {
          CHECK_FALSE(n["k"].present());
          CHECK_FALSE(n["l"].present());
        }) == "1:4 type");
  CHECK(at("v: [a, [b]]\n", [](const YamlNode& n) { CHECK(n.texts() == std::vector<std::string>{"a"}); }) ==
        "1:8 type");
  CHECK(at("v:\n  - a\n  -\n", [](const YamlNode& n) { CHECK(n.texts().size() == 1); }).find("missing") !=
        std::string::npos);
}

TEST_CASE("the line that is shown keeps its columns, and what may be secret in its addresses to itself") {
  const Read read("{url: 'https://reader:hidden@a.example/feed?key=hidden#x', see: \"http://b.example/@c\", n: x}\n");
  (void)read.root()["n"].integer(0, 0, 1);
  CHECK(read.says("{url: 'https://*************@a.example/feed?************', see: \"http://b.example/@c\", n: x}\n"));
}

TEST_CASE("of a file that may hold secrets no message repeats a value, whatever is wrong with it") {
  for (const std::string bytes :
       {"url: Bearer hidden\n", "url: 'Bearer hidden'\n", "url: *hidden\n", "url: &hidden x\n", "url: !hidden x\n",
        "url: [Bearer hidden\n", "url: {a: Bearer hidden\n", "url: Bearer: hidden\n", "url: \"hidden\n",
        "url: \"\\hidden\"\n", "url: |\n  Bearer hidden\n url: x\n", "? Bearer hidden\n: x\n? Bearer hidden\n: x\n",
        "- Bearer hidden\n", "url Bearer hidden\n", "url: x # was Bearer hidden\n", "Bearer hidden: x\n"}) {
    CAPTURE(bytes);
    const Read read(bytes, std::vector<std::string_view>{"n"});
    const auto root = read.root();
    (void)root["url"].duration(Duration(0), Duration(0), Duration(1));
    (void)root["url"].integer(0, 0, 1);
    (void)root["url"].number(0, 0, 1);
    (void)root["url"].boolean(false);
    (void)root["url"].choice({"hide"}, 0);
    (void)root.require("other");
    root["url"].error("e", "wrong");
    root.finish();
    CHECK_FALSE(read.diagnostics.items().empty());
    CHECK_FALSE(read.says("hidden"));
  }
}

TEST_CASE("of a file that may hold secrets names of settings and harmless values are shown in their columns") {
  const Read read("{n: 12, url: 'gehei\u00f6m', n: \"5m\"}\n", std::vector<std::string_view>{"n"});
  CHECK(read.only() == "1:25 duplicate-key");
  CHECK(read.says("    {n: 12, url: '*******', n: \"5m\"}\n                            ^\n"));
}

TEST_CASE("a choice suggests the nearest name") {
  const Read read("v: fadin\n");
  CHECK(read.root()["v"].choice({"growing", "fading", "stale"}, 2) == 2);
  CHECK(read.only() == "1:4 choice");
  CHECK(read.says("did you mean \"fading\"?"));
  const Read good("v: stale\n");
  CHECK(good.root()["v"].choice({"growing", "fading", "stale"}, 0) == 2);
  CHECK(good.diagnostics.items().empty());
}

TEST_CASE("an unknown key is reported at the key with the nearest known one") {
  const Read read("titel: x\nclaim: y\n");
  const auto root = read.root();
  (void)root["title"];
  (void)root["claim"];
  root.finish();
  CHECK(read.only() == "1:1 unknown-key");
  CHECK(read.says("did you mean \"title\"?"));
  CHECK(read.says("    titel: x\n    ^"));
}

TEST_CASE("a missing key is reported once, at its map, and not again inside what is missing") {
  const Read read("a: 1\nmap:\n  x: 1\n");
  const auto root = read.root();
  (void)root["a"];
  const auto missing = root["map"].require("inner");
  CHECK_FALSE(missing.require("deeper").present());
  CHECK(read.only() == "3:3 missing");
  const Read no_value("title:\n");
  CHECK_FALSE(no_value.root().require("title").present());
  CHECK(no_value.only() == "1:1 missing");
}

TEST_CASE("an empty file has an absent root and says what is missing") {
  for (const auto* bytes : {"", "# only a comment\n", "\n\n", "---\n"}) {
    const Read read(bytes);
    CHECK_FALSE(read.root().present());
    (void)read.root().require("id");
    CHECK(read.says("error[missing]: \"id\" is missing"));
    CHECK(read.diagnostics.items().size() == 1);
  }
}

TEST_CASE("every broken file leaves an absent root and one diagnostic at the place") {
  const auto broken = [](std::string bytes) {
    const Read read(std::move(bytes));
    CHECK_FALSE(read.root().present());
    CHECK_FALSE(read.root().require("id").present());  // nothing more is said about a broken file
    return read.only();
  };
  CHECK(broken("a: &x 1\nb: *x\n") == "1:4 alias");
  CHECK(broken("a: 1\nb: *x\n").find("2:4") == 0);
  CHECK(broken("a: 1\nb: 2\na: 3\n") == "3:1 duplicate-key");
  CHECK(broken("m:\n  k: 1\n  k: 2\n") == "3:3 duplicate-key");
  CHECK(broken("a:\n\tb: 1\n").find("yaml") != std::string::npos);
  CHECK(broken("a: [1, 2\nb: 3\n").find("yaml") != std::string::npos);
  CHECK(broken("a: 'x\n") == "1:4 quote");
  CHECK(broken("a: 'it''s\n") == "1:4 quote");
  CHECK(broken("é: \"y\"\r\na: \"x\\\"\nb: 3\n") == "2:4 quote");
  CHECK(broken("a: !t x\n") == "1:4 tag");
  CHECK(broken("a: ! \"x\"\n") == "1:4 tag");
  CHECK(broken("a: !!set {x}\n") == "1:4 tag");
  CHECK(broken("a: 1\n---\nb: 2\n").find("documents") != std::string::npos);
  CHECK(broken("? [a, b]\n: 1\n") == "1:3 key");
  CHECK(broken("a: \xc3\x28\n") == "1:4 utf8");
  CHECK(broken("a: 1\nb: \xed\xa0\x80\n") == "2:4 utf8");
  CHECK(broken("a: \xf4\x90\x80\x80\n") == "1:4 utf8");
  CHECK(broken("a: \xc0\xaf\n") == "1:4 utf8");
  CHECK(broken("a: \xe2\x82") == "1:4 utf8");
  CHECK(broken(std::string("a: 1\nb: x\0y\n", 12)) == "2:5 control-character");
  CHECK(broken("a: 1\n\x04hidden: 2\n") == "2:1 control-character");
  CHECK(broken(std::string(YamlDocument::kMaxBytes + 1, '#')) == "0:0 too-large");
}

TEST_CASE("what people first get wrong in YAML is told with a way out") {
  CHECK(Read("a:\n  - @migrants get cars\n").says("double quotes"));
  CHECK(Read("a: Cars: free\n").says("double quotes"));
  CHECK(Read("a:\n  - x\n\t- y\n").says("a tab"));
  CHECK(Read("a:\n\tb: 1\n").says("a tab"));
  CHECK(Read("a: [x, y\nb: 1\n").says("closing bracket"));
}

TEST_CASE("nesting up to the limit is read and one more is refused") {
  const auto nested = [](int depth) {
    return std::string("a: ") + std::string(static_cast<std::size_t>(depth), '[') + "x" +
           std::string(static_cast<std::size_t>(depth), ']') + "\n";
  };
  CHECK(Read(nested(YamlDocument::kMaxDepth - 1)).root().present());
  const Read deep(nested(YamlDocument::kMaxDepth));
  CHECK_FALSE(deep.root().present());
  CHECK(deep.only() == "1:35 depth");
  // Before the parser holds them all.
  for (const std::string open : {"[", "{", "[\n", "{a: ", "[\"x\", "}) {
    std::string text = "a: ";
    for (int i = 0; i < 200'000; ++i) text += open;
    const Read bomb(text);
    CHECK(bomb.only().ends_with(" depth"));
  }
  const Read quoted("a: \"" + std::string(9'000, '[') + "\"\n");
  CHECK(quoted.root()["a"].text().size() == 9'000);
}

TEST_CASE("a bomb of aliases is refused at its first anchor and never expanded") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 0; k < 8; ++k) bomb += ", " + before;
    bomb += "]\n";
  }
  CHECK(Read(bomb).only() == "1:5 alias");
}

TEST_CASE("a byte order mark, Windows line ends and quoted texts over several lines are read") {
  const Read read(
      "\xef\xbb\xbf"
      "a: \"x \\\" y\r\n  z\"\r\nb: 'it''s'\r\nc: >\r\n  \"one\r\n  two\r\n");
  CHECK(read.root()["a"].text() == "x \" y z");
  CHECK(read.root()["b"].text() == "it's");
  CHECK(read.root()["c"].text() == "\"one two\n");
  CHECK(read.diagnostics.items().empty());
}

TEST_CASE("columns count characters, so that the caret stands under the right one") {
  const Read read("\"äöü\": x\n");
  (void)read.root()["known"];
  CHECK(read.root()["äöü"].integer(0, 0, 1) == 0);
  CHECK(read.only() == "1:8 range");
  CHECK(read.says("    \"äöü\": x\n           ^"));
}

TEST_CASE("arbitrary bytes never crash the reader and a file without a tree has a diagnostic") {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"a",  ":",  " ",  "\n", "- ",  "[",    "]",  "{",     "}", "\"",
                                     "'",  "&x", "*x", "#",  "|\n", ">",    "?",  "!t ",   "%", "---\n",
                                     "\t", "é",  ",",  "~",  "<<",  "\r\n", "  ", "...\n", "1"};
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes;
    for (auto n = random() % 24; n > 0; --n) bytes += pieces[random() % std::size(pieces)];
    const Read read(bytes);
    const auto root = read.root();
    for (const auto& [key, value] : root.is_map() ? root.entries() : decltype(root.entries()){}) (void)value.texts();
    root.finish();
    if (read.diagnostics.has_errors()) CHECK_FALSE(read.diagnostics.render().empty());
  }
}
