#include "app/config.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <algorithm>

#include "app/alert_text.hpp"
#include "app/control_socket.hpp"
#include "pipeline/fixture.hpp"
#include "temp_folder.hpp"

using namespace sait;

namespace {

constexpr const char* kGood =
    "name: t\nrules: rules\nstore:\n  path: state/s.db\nfeeds:\n  - id: a\n    type: ndjson\n    path: a.ndjson\n    "
    "platform: forum\n    licence: test\n";

std::string problems_of(const std::string& bytes) {
  TempFolder folder;
  const auto path = folder.write("c.yaml", bytes);
  Diagnostics diagnostics;
  (void)load_config(path, diagnostics);
  return diagnostics.render();
}

}  // namespace

TEST_CASE("a small configuration is read, its paths relative to its folder") {
  TempFolder folder;
  Diagnostics diagnostics;
  const auto config = load_config(folder.write("conf/c.yaml", kGood), diagnostics);
  REQUIRE_MESSAGE(config, diagnostics.render());
  CHECK(config->store.path == folder.file("conf/state/s.db"));
  CHECK(config->store.key_file == folder.file("conf/state/s.db.key"));
  CHECK(config->feeds.size() == 1);
  CHECK(config->journal.clock == ClockMode::wall);
}

TEST_CASE("what is wrong in a configuration is named with line, column and a way out") {
  CHECK(problems_of(std::string(kGood) + "clok: wall\n").find("c.yaml:11:1: error[unknown-key]") != std::string::npos);
  CHECK(problems_of(std::string(kGood) + "clok: wall\n").find("clock") != std::string::npos);
  CHECK(problems_of(std::string(kGood) + "tick: 5\n").find("c.yaml:11:7: error") != std::string::npos);
  CHECK(problems_of("rules: r\n").find("store") != std::string::npos);
  CHECK(problems_of("").find("empty") != std::string::npos);
  CHECK(problems_of("a: [1, 2\n").find("c.yaml:") != std::string::npos);
  const auto twice =
      std::string(kGood) + "  - id: a\n    type: ndjson\n    path: b.ndjson\n    platform: forum\n    licence: test\n";
  CHECK(problems_of(twice).find("duplicate-id") != std::string::npos);
  CHECK(problems_of("rules: r\nstore: {path: s}\nfeeds:\n  - {id: a, type: rss, platform: p, licence: l}\n")
            .find("rss") != std::string::npos);
}

TEST_CASE("secrets do not stand in a configuration, and what is said about them does not repeat them") {
  const auto url = std::string(kGood) +
                   "  - {id: b, type: rss, platform: p, licence: l, url: 'https://reader:hidden@news.example/feed'}\n";
  CHECK(problems_of(url).find("error[secret]") != std::string::npos);
  CHECK(problems_of(url).find("authorization_file") != std::string::npos);
  const auto proxy = std::string(kGood) + "network: {proxy: 'http://reader:hidden@proxy.example:3128'}\n";
  CHECK(problems_of(proxy).find("error[secret]") != std::string::npos);
  CHECK(problems_of(std::string(kGood) + "network: {proxy: 'http://proxy.example:3128'}\n").find("error") ==
        std::string::npos);
  for (const auto& said : {problems_of(url), problems_of(proxy)}) CHECK(said.find("hidden") == std::string::npos);
}

TEST_CASE("a proxy is an address of http or https without a name or a password, with its scheme or without") {
  const auto said = [](const std::string& proxy) {
    return problems_of(std::string(kGood) + "network: {proxy: '" + proxy + "'}\n");
  };
  for (const auto* good : {"", "127.0.0.1:3128", "proxy.example", "http://proxy.example:3128", "https://[::1]:3128/"})
    CHECK_MESSAGE(said(good).find("error") == std::string::npos, good);
  for (const auto* secret : {"user:hidden@127.0.0.1:3128", "http://user:hidden@proxy.example", "user@proxy.example",
                             "socks5://user:hidden@proxy.example", "a b:hidden@proxy.example"}) {
    CHECK_MESSAGE(said(secret).find("error[secret]") != std::string::npos, secret);
    CHECK(said(secret).find("hidden") == std::string::npos);
  }
  for (const auto* wrong :
       {"this is no proxy", "ftp://proxy.example", "http://", "http:///x", "socks5://proxy.example:1",
        "http://proxy.example?x=hidden", ":3128", "proxy.example:99999"})
    CHECK_MESSAGE(said(wrong).find("error[address]") != std::string::npos, wrong);
}

TEST_CASE("an address of a feed has a host") {
  CHECK(problems_of(std::string(kGood) + "  - {id: b, type: rss, platform: p, licence: l, url: 'http:///x'}\n")
            .find("error[address]") != std::string::npos);
}

TEST_CASE("what is no regular file is no configuration, and is refused without waiting for it") {
  TempFolder folder;
  REQUIRE(::mkfifo(folder.file("c.yaml").c_str(), 0600) == 0);
  Diagnostics diagnostics;
  CHECK_FALSE(load_config(folder.file("c.yaml"), diagnostics));
  CHECK(diagnostics.render().find("c.yaml: error[unreadable]: it is no regular file") != std::string::npos);
  REQUIRE(::mkfifo(folder.file("ca.pem").c_str(), 0600) == 0);
  Diagnostics of_authorities;
  CHECK(load_config(folder.write("d.yaml", std::string(kGood) + "network: {ca_file: ca.pem}\n"), of_authorities));
  CHECK(of_authorities.render().find("warning[unreadable]") != std::string::npos);
}

TEST_CASE("what is wrong in a rule is told with the path by which its file can be opened") {
  TempFolder folder;
  Diagnostics diagnostics;
  const auto config = load_config(folder.write("conf/c.yaml", kGood), diagnostics);
  REQUIRE(config);
  const auto rule = folder.write("conf/rules/narratives/x.yaml", "nonsense: 1\n");
  Diagnostics of_rules;
  CHECK_FALSE(load_rules(*config, of_rules));
  CHECK(of_rules.render().find(rule + ":1:1: error[") != std::string::npos);
}

TEST_CASE("lists of accounts are read with the rules, and what is wrong in one is told at its place") {
  TempFolder folder;
  for (const auto& [name, bytes] : test::rule_files()) folder.write("rules/" + name, bytes);
  const auto config_path = folder.write("c.yaml", std::string(kGood) + "lists: [lists/a.yaml]\n");
  const auto loaded = [&](std::string& problems) {
    Diagnostics diagnostics;
    const auto config = load_config(config_path, diagnostics);
    REQUIRE_MESSAGE(config, diagnostics.render());
    auto rules = load_rules(*config, diagnostics);
    problems = diagnostics.render();
    return rules;
  };
  std::string problems;
  CHECK_FALSE(loaded(problems));
  CHECK(problems.find("c.yaml:11:9: error[unreadable]") != std::string::npos);
  const auto problem_of = [&](const std::string& bytes) {
    const auto path = folder.write("lists/a.yaml", bytes);
    CHECK_FALSE(loaded(problems));
    CHECK(problems.find(path + ":") != std::string::npos);
    return problems;
  };
  const std::string hall = "  - {platform: forum, id: hall, name: Town hall}\n";
  CHECK(problem_of("").find("error[empty]") != std::string::npos);
  CHECK(problem_of("class: friends\nauthors:\n" + hall).find(":1:8: error[choice]") != std::string::npos);
  CHECK(problem_of("class: official\nauthors:\n" + hall + hall).find(":4:27: error[used-twice]") != std::string::npos);
  CHECK(problem_of("class: official\nauthors:\n  - {platform: forum, id: hall}\n").find("name") != std::string::npos);
  CHECK(problem_of("class: official\nauthors: hall\n").find(":2:10: error[type]") != std::string::npos);
  CHECK(problem_of("class: official\nauthors: []\nmore: 1\n").find("error[unknown-key]") != std::string::npos);
  folder.write("lists/a.yaml", "class: official\nauthors:\n" + hall);
  const auto rules = loaded(problems);
  REQUIRE_MESSAGE(rules, problems);
  CHECK(rules->authors->tier_of("forum", "hall", Tier::people) == Tier::official);
}

TEST_CASE("audiences that no feed carries, and feeds and regions that nobody knows, are warned of at their places") {
  TempFolder folder;
  for (const auto& [name, bytes] : test::rule_files()) folder.write("rules/" + name, bytes);
  folder.write("state/is-there", "");
  folder.write("lists/a.yaml",
               "class: official\nregion: Chemnitz\nauthors:\n  - {platform: forum, id: hall, name: Hall}\n"
               "  - {platform: forum, id: south, name: South, region: Munic}\n");
  const auto said = [&](const std::string& regions, const std::string& audiences) {
    folder.write("rules/audiences.yaml", audiences);
    Diagnostics diagnostics;
    const auto path =
        folder.write("c.yaml", std::string(kGood) + "    community: towns\n" + regions + "lists: [lists/a.yaml]\n");
    const auto config = load_config(path, diagnostics);
    REQUIRE_MESSAGE(config, diagnostics.render());
    const auto rules = load_rules(*config, diagnostics);
    REQUIRE_MESSAGE(rules, diagnostics.render());
    CHECK(rules->authors->region_of("forum", "hall") == "Chemnitz");
    CHECK(rules->authors->region_of("forum", "south") == "Munic");
    return diagnostics.render();
  };
  const std::string regions = "regions:\n  - {id: chemnitz}\n  - {id: munich}\naudiences:\n";
  const std::string city = "  - {id: city, title: C, languages: [en], regions: [chemnitz, munich]}\n";
  // Without regions in the rules a feed may say what it likes.
  CHECK(said("    regions: [Chemnitz]\n", "audiences:\n  - {id: b, title: B, languages: [en], feeds: [towns, a]}\n")
            .empty());
  auto found = said("    regions: [chemnitz, Munich]\n", regions + city);
  CHECK(found.find("lists/a.yaml:5:55: warning[region]") != std::string::npos);
  CHECK(found.find("did you mean \"munich\"?") != std::string::npos);
  CHECK(std::ranges::count(found, '\n') == 3);  // with its line and where in it
  found = said("    regions: [Chemnits]\n", regions + city);
  CHECK(found.find("c.yaml:12:15: warning[region]") != std::string::npos);
  CHECK(found.find("did you mean \"chemnitz\"?") != std::string::npos);
  CHECK(found.find("rules/audiences.yaml:5:5: warning[unfed]") != std::string::npos);
  found = said("    regions: Munich\n", regions + city + "  - {id: x, title: X, languages: [en], feeds: [town, a]}\n");
  CHECK(found.find("rules/audiences.yaml:6:5: warning[unknown-feed]") != std::string::npos);
  CHECK(found.find("did you mean \"towns\"?") != std::string::npos);
  CHECK(found.find("warning[unfed]") == std::string::npos);
}

TEST_CASE("a secret that stands where none belongs is not repeated by what is said about it") {
  const auto feed = [](const std::string& id, const std::string& more) {
    return "  - id: " + id + "\n    type: rss\n    platform: p\n    licence: l\n" + more;
  };
  const std::string url = "    url: https://news.example/feed?token=hidden\n", schemeless = "    url: u:hidden@h/x\n";
  for (const auto& rest :
       {feed("b", url) + feed("c", url), feed("b", schemeless) + feed("c", schemeless),
        feed("b", url + "    authorization: Bearer hidden\n"), feed("b", url + "    poll: Bearer hidden\n"),
        feed("b", "    url: user:hidden@news.example/x?tok=hidden\n"), feed("b", "    url: [https://x/?hidden]\n"),
        feed("b", url + "    tier: https://reader:hidden@news.example\n"), feed("b", url + "    poll: 5m hidden: x\n"),
        std::string("http: {listen: 'u:hidden@127.0.0.1:9581'}\n"), std::string("token: hidden\n"),
        std::string("outlets:\n  - {id: 'Bearer hidden', type: file, path: x}\n"),
        std::string("outlets:\n  - {id: x, type: zeromq, publish: 'tcp://u:hidden@127.0.0.1:1'}\n"),
        std::string("outlets:\n  - {id: x, type: zeromq, publish: 'u:hidden@127.0.0.1:1'}\n")}) {
    CAPTURE(rest);
    const auto said = problems_of(kGood + rest);
    CHECK(said.find("error[") != std::string::npos);
    CHECK(said.find("hidden") == std::string::npos);
  }
}

TEST_CASE("a file of authorities that cannot be read is told before the first feed fails") {
  CHECK(problems_of(std::string(kGood) + "network: {ca_file: none.pem}\n").find("warning[unreadable]") !=
        std::string::npos);
  CHECK(problems_of(std::string(kGood) + "network: {ca_file: c.yaml}\n").find("unreadable") == std::string::npos);
}

TEST_CASE("no two parts of a configuration use the same file, socket or endpoint") {
  const auto feed = [](const std::string& id, const std::string& rest) {
    return "  - {id: " + id + ", " + rest + ", platform: forum, licence: test}\n";
  };
  const auto outlets = [](const std::string& list) { return std::string(kGood) + "outlets:\n" + list; };
  const std::string used = "error[used-twice]";
  for (const auto& wrong : {
           std::string(kGood) + feed("b", "type: ndjson, path: ./x/../a.ndjson"),
           std::string(kGood) + feed("b", "type: stdin") + feed("c", "type: stdin"),
           std::string(kGood) + "control: {socket: state/s.db}\n",
           outlets("  - {id: f, type: file, path: a.ndjson}\n"),
           outlets("  - {id: f, type: file, path: state/s.db}\n"),
           outlets("  - {id: f, type: file, path: state/s.db.key}\n"),
           outlets("  - {id: f, type: file, path: o.ndjson}\n  - {id: g, type: file, path: o.ndjson}\n"),
           outlets("  - {id: f, type: zeromq}\n  - {id: g, type: zeromq}\n"),
           outlets("  - {id: f, type: zeromq}\n") + "http: {listen: '127.0.0.1:5581'}\n",
       }) {
    CAPTURE(wrong);
    CHECK(problems_of(wrong).find(used) != std::string::npos);
  }
  for (const auto& good : {
           std::string(kGood) + feed("b", "type: ndjson, path: b.ndjson") + feed("c", "type: stdin"),
           outlets("  - {id: f, type: file, path: o.ndjson}\n  - {id: g, type: zeromq}\n"),
       }) {
    CHECK(problems_of(good).find("error") == std::string::npos);
  }
}

TEST_CASE("folders that saitd writes to are looked at before it starts, and named with their line") {
  const auto said = problems_of(std::string(kGood) +
                                "outlets:\n  - {id: f, type: file, path: out/a.ndjson}\ncontrol: {socket: run/s}\n");
  for (const char* place :
       {"c.yaml:4:9: warning[no-folder]", "c.yaml:12:31: warning[no-folder]", "c.yaml:13:19: warning[no-folder]"})
    CHECK(said.find(place) != std::string::npos);
  TempFolder folder;
  std::filesystem::create_directory(folder.file("state"));
  Diagnostics diagnostics;
  CHECK(load_config(folder.write("c.yaml", kGood), diagnostics));
  CHECK(diagnostics.items().empty());
}

TEST_CASE("where metrics are asked for is an address and a port of this machine") {
  for (const auto* good : {"127.0.0.1:9581", "0.0.0.0:1", "localhost:65535"})
    CHECK_MESSAGE(
        problems_of(std::string(kGood) + "http: {listen: '" + good + "'}\n").find("error") == std::string::npos, good);
  for (const auto* wrong : {"9581", ":9581", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:95s",
                            "[::1]:9581", "host.example:9581", "127.0.0.1:9581,9582", "127.0.0.1:9581 "})
    CHECK_MESSAGE(problems_of(std::string(kGood) + "http: {listen: '" + wrong + "'}\n").find("error[address]") !=
                      std::string::npos,
                  wrong);
}

TEST_CASE("the folders of a key file and of sockets of the bus are looked at, too") {
  const auto said = problems_of(
      "rules: rules\nstore: {path: s.db, key_file: keys/k}\nfeeds:\n  - {id: a, type: ndjson, "
      "path: a.ndjson, platform: forum, licence: test}\noutlets:\n  - {id: bus, type: zeromq, "
      "publish: 'ipc://bus/publish', recover: 'ipc://other/recover'}\n");
  for (const char* folder : {"/keys does not exist", "/bus does not exist", "/other does not exist"}) {
    CAPTURE(said);
    CHECK(said.find(folder) != std::string::npos);
  }
}

TEST_CASE("a size below a page of the database is a limit all the same") {
  TempFolder folder;
  for (const auto& [size, pages] : {std::pair{"0", 0}, {"1", 1}, {"4096", 1}, {"4097", 2}}) {
    Diagnostics diagnostics;
    auto bytes = std::string(kGood);
    bytes.insert(bytes.find("feeds:"), std::string("  max_size: ") + size + "\n");
    const auto config = load_config(folder.write("c.yaml", bytes), diagnostics);
    REQUIRE_MESSAGE(config, diagnostics.render());
    CHECK(config->max_store_pages == pages);
  }
}

TEST_CASE("a configuration that cannot be read is named") {
  Diagnostics diagnostics;
  CHECK_FALSE(load_config("/nowhere/c.yaml", diagnostics));
  CHECK(diagnostics.render().find("/nowhere/c.yaml: error[unreadable]") != std::string::npos);
  Diagnostics folder_diagnostics;
  CHECK_FALSE(load_config("/", folder_diagnostics));
  CHECK(folder_diagnostics.render().find("unreadable") != std::string::npos);
}

TEST_CASE("the control socket answers, refuses a second daemon, and replaces what a killed one left") {
  TempFolder folder;
  const auto path = folder.file("s.sock");
  CHECK(ask_daemon(path, "status").error().code == "no-daemon");
  {
    ControlSocket socket(path, [](std::string_view command, const std::string&) {
      return "{\"asked\":\"" + std::string(command) + "\"}";
    });
    REQUIRE(socket.start().ok());
    CHECK(*ask_daemon(path, "status") == R"({"asked":"status"})");
    ControlSocket second(path, [](std::string_view, const std::string&) { return std::string(); });
    CHECK(second.start().error().code == "socket-in-use");
  }
  CHECK_FALSE(std::filesystem::exists(path));
  folder.write("plain", "x");
  ControlSocket over_file(folder.file("plain"), [](std::string_view, const std::string&) { return std::string(); });
  CHECK_FALSE(over_file.start().ok());
}

TEST_CASE("what is no alert is shown as it is") {
  CHECK(alert_text("not json", false) == "not json\n");
  CHECK(alert_text("[1,2]", false) == "[1,2]\n");
}
