#include "pipeline/key_filter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <span>
#include <vector>

using namespace sait;

namespace {

PostKey key_of(std::mt19937_64& random) {
  PostKey key{};
  for (auto& byte : key) byte = static_cast<std::uint8_t>(random());
  return key;
}

}  // namespace

TEST_CASE("a filter of keys knows all of the last ones, and few others") {
  for (const std::size_t most : {1U, 7U, 64U, 1'000U}) {
    CAPTURE(most);
    std::mt19937_64 random(most);
    KeyFilter filter(most);
    CHECK_FALSE(filter.may_have(key_of(random)));
    std::vector<PostKey> added;
    for (std::size_t i = 0; i < 5 * most + 3; ++i) {
      added.push_back(key_of(random));
      filter.add(added.back());
      const auto last = std::span(added).last(std::min(most, added.size()));
      if (i % (most / 7 + 1) == 0)
        REQUIRE(std::ranges::all_of(last, [&](const auto& key) { return filter.may_have(key); }));
    }
    // The last ones and those before them stand in two sets, each with an eighth of its bits at most.
    std::size_t seem = 0;
    constexpr std::size_t kOthers = 4'000;
    for (std::size_t i = 0; i < kOthers; ++i) seem += filter.may_have(key_of(random)) ? 1 : 0;
    if (most >= 64) CHECK(seem < kOthers * 3 / 10);
  }
}
