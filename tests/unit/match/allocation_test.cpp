// Matching allocates nothing for a post once its buffers have grown to what posts need. Conditions of several parts do
// where they hold, which is in one post of thousands.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which have an operator of their own

namespace {

std::atomic<bool> counting{false};
std::atomic<std::size_t> allocations{0};

void* take(std::size_t size) {
  if (counting.load(std::memory_order_relaxed)) allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return take(size); }
void* operator new[](std::size_t size) { return take(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace sait;

struct Cost {
  std::size_t allocations = 0, on_topic = 0, matches = 0;
};

// Of ten looks at each text, once the buffers have grown.
Cost cost_of(const RuleFiles& files, const std::vector<std::string>& texts) {
  Diagnostics diagnostics;
  const std::shared_ptr<const RuleSet> rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  PostMatcher matcher(rules);
  const std::string language = "en";
  Post post;
  Cost cost;
  const auto pass = [&] {
    cost.on_topic = cost.matches = 0;
    for (const auto& text : texts) {
      post.text = text;
      if (!matcher.on_topic(post)) continue;
      ++cost.on_topic;
      cost.matches += matcher.matches(language).size();
    }
  };
  for (int i = 0; i < 3; ++i) pass();
  allocations = 0;
  counting = true;
  for (int i = 0; i < 10; ++i) pass();
  counting = false;
  cost.allocations = allocations;
  return cost;
}

}  // namespace

TEST_CASE("in the steady state a post that matches nothing costs no allocation, however near it comes") {
  const auto cost = cost_of(
      fixture::steady(),
      {"the weather is nice today", "Migrants are people like you and me. The council met in May.",
       "Asylum seekers get rain as nurses do! That is what they say.",
       "R3fug33s g e t rain like #nurses each month, not \"more money\"",
       "Flüchtlinge bekommen oft Post von Bäckern, sagt man. Die Straße war naß.", "اللاجئون وصلوا اليوم إلى المدينة"});
  CHECK(cost.allocations == 0);
  CHECK(cost.on_topic >= 4);
  CHECK(cost.matches == 0);
}

TEST_CASE("in the steady state matches of phrases and their acts cost no allocation either") {
  const auto cost = cost_of(fixture::small(), {"Migrants get more. What else is new?", "Fact check: migrants get more.",
                                               "Is it true? Asylum seekers get more, he said.", "Migrants get less"});
  CHECK(cost.allocations == 0);
  CHECK(cost.on_topic == 4);
  CHECK(cost.matches == 3);
}

#endif
