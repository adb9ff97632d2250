#include "app/reloader.hpp"

#include <doctest/doctest.h>

#include <latch>

#include "pipeline/fixture.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

TEST_CASE("a reload that hangs shows in the sign of its thread, and a stop does not wait for it for ever") {
  TempFolder folder;
  for (const auto& [name, content] : rule_files()) folder.write("rules/" + name, content);
  folder.write("a.ndjson", "");
  Diagnostics diagnostics;
  const auto path = folder.write("c.yaml",
                                 "rules: rules\nstore: {path: s.db}\nfeeds:\n"
                                 "  - {id: a, type: ndjson, path: a.ndjson, platform: forum, licence: test}\n");
  auto config = load_config(path, diagnostics);
  REQUIRE_MESSAGE(config, diagnostics.render());
  auto loaded = load_rules(*config, diagnostics);
  REQUIRE_MESSAGE(loaded, diagnostics.render());
  const FixedClock clock;
  auto store = Store::open(config->store);
  REQUIRE(store.ok());
  auto pipeline =
      Pipeline::make(std::move(*store), loaded->set, loaded->files, std::move(config->feeds), {}, clock, {});
  REQUIRE(pipeline.ok());
  REQUIRE((*pipeline)->start().ok());

  std::latch hangs(1), released(1);
  Reloader reloader(*config, **pipeline, clock);
  const auto later = Pulse::Clock::now() + 5min;
  reloader.start([&](bool begins) {
    if (!begins) return;
    hangs.count_down();
    released.wait();
  });
  CHECK_FALSE(reloader.sign(later).overdue);
  reloader.request("the test");
  hangs.wait();
  CHECK_FALSE(reloader.sign().overdue);
  CHECK(reloader.sign(later).overdue);
  CHECK(reloader.sign().name == "reload");
  CHECK_FALSE(reloader.stop(10ms));
  released.count_down();
  CHECK(reloader.stop(1min));
  CHECK_FALSE(reloader.sign(later).overdue);
  REQUIRE((*pipeline)->stop().ok());
}
