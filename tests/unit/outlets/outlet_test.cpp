#include "outlets/outlet.hpp"

#include <doctest/doctest.h>

#include "memory_outbox.hpp"

using namespace sait;

namespace {

struct Made {
  std::unique_ptr<Outlet> outlet;
  std::string messages;
};

Made make(const std::string& yaml, const std::string& base_folder = "/etc/saitd") {
  Diagnostics diagnostics;
  const YamlDocument document("saitd.yaml", yaml, diagnostics);
  auto outlet = make_outlet(document.root(), "/saitd/test", base_folder);
  return {std::move(outlet), diagnostics.render()};
}

}  // namespace

TEST_CASE("each kind of outlet is made from its section") {
  for (const char* yaml :
       {"{id: bus, type: zeromq}",
        "{id: bus, type: zeromq, publish: 'tcp://localhost:7001', recover: 'ipc:///run/r', heartbeat: 500ms}",
        "{id: archive-1, type: file, path: alerts.ndjson}"}) {
    CAPTURE(yaml);
    const auto made = make(yaml);
    CHECK(made.messages == "");
    REQUIRE(made.outlet);
  }
}

TEST_CASE("a wrong outlet is refused at its place, with the way out") {
  const auto fails = [](const std::string& yaml, const std::string& with) {
    CAPTURE(yaml);
    const auto made = make(yaml);
    CAPTURE(made.messages);
    CHECK(made.messages.find(with) != std::string::npos);
    CHECK(made.messages.find("saitd.yaml:1:") != std::string::npos);
  };
  fails("just text", "error[type]");
  fails("{type: file, path: x}", "error[missing]");
  fails("{id: x}", "error[missing]");
  fails("{id: My Bus, type: zeromq}", "not an id");
  fails("{id: x, type: zeromg}", "zeromq");
  fails("{id: x, type: file}", "error[missing]");
  fails("{id: x, type: file, path: ''}", "error[range]");
  fails("{id: x, type: file, path: y, pathh: z}", "error[unknown-key]");
  fails("{id: x, type: zeromq, publish: 'tcp://0.0.0.0:5581'}", "encrypted");
  fails("{id: x, type: zeromq, recover: 'tcp://*:5582'}", "error[endpoint]");
  fails("{id: x, type: zeromq, publish: 'tcp://127.0.0.1:65535'}", "error[endpoint]");
  fails("{id: x, type: zeromq, publish: 'tcp://127.0.0.1:5', recover: 'tcp://localhost:5'}", "an endpoint each");
  fails("{id: x, type: zeromq, heartbeat: 10ms}", "error[");
  fails("{id: x, type: zeromq, heartbeat: 2m}", "error[");
}

TEST_CASE("paths are relative to the folder of the configuration") {
  const test::Folder folder;
  const auto file = make("{id: f, type: file, path: alerts.ndjson}", folder / "");
  REQUIRE(file.outlet);
  CHECK(file.outlet->open());
  CHECK(std::filesystem::is_regular_file(folder / "alerts.ndjson"));
  const auto bus = make("{id: b, type: zeromq, publish: 'ipc://bus'}", folder / "");
  REQUIRE(bus.outlet);
  CHECK(bus.outlet->open());
  CHECK(std::filesystem::is_socket(folder / "bus"));
  CHECK(std::filesystem::is_socket(folder / "bus.recover"));
}
