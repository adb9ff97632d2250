#include "base/masked_line.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace sait;

namespace {

std::string masked(std::string_view line) {
  constexpr std::array<std::string_view, 2> kHarmless{"id", "poll"};
  return masked_line(line, kHarmless);
}

}  // namespace

TEST_CASE("of a line names, layout and the values of harmless settings are shown") {
  CHECK(masked("  - id: news") == "  - id: news");
  CHECK(masked("    poll: 5m  ") == "    poll: 5m  ");
  CHECK(masked(R"(  {"id": "news", "poll": "15m", "url": "x"},)") == R"(  {"id": "news", "poll": "15m", "url": "*"},)");
  CHECK(masked("feeds:") == "feeds:");
  CHECK(masked("- {id: a, poll: 5m}") == "- {id: a, poll: 5m}");
  CHECK(masked("") == "");
}

TEST_CASE("what else may stand behind a colon is not shown, and each character leaves an asterisk") {
  CHECK(masked("url: user:hunter2@host/x?tok=hunter2") == "url: *******************************");
  CHECK(masked("authorization: Bearer hunter2") == "authorization: **************");
  CHECK(masked("'url': \"a\\\"b\", id: x") == "'url': \"****\", id: x");
  CHECK(masked("url: 'it''s', id: x") == "url: '*****', id: x");
  CHECK(masked("url: \"never closed, id: x") == "url: \"*******************");
  CHECK(masked("url: gr\u00fc\u00df") == "url: ****");
}

TEST_CASE("where a line is not understood nothing of it is shown") {
  for (const auto* line : {"Bearer hunter2", "  hunter2", "- hunter2", "# hunter2", "id:hunter2", "'id hunter2",
                           "id: a hunter2", "id: hunter2/x", "id: \"hunter2", "poll: 5m # hunter2",
                           "url: a, id: hunter2", "? hunter2", "url: \"x\" hunter2", "url: \"x\\", "id: hunter2:x",
                           "poll: 5m hunter2: x", "url: \"x\" hunter2: x", "--- hunter2"}) {
    CAPTURE(line);
    CHECK(masked(line).find("hunter2") == std::string::npos);
    CHECK(masked(line).size() == std::string_view(line).size());
  }
}
