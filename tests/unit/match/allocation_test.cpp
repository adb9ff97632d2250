// Matching allocates nothing for a post once its buffers have grown to what posts need.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "../rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"

namespace {

std::atomic<bool> counting{false};
std::atomic<std::size_t> allocations{0};

void* take(std::size_t size) {
  if (counting.load(std::memory_order_relaxed)) allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}

}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which have an operator of their own

void* operator new(std::size_t size) { return take(size); }
void* operator new[](std::size_t size) { return take(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("in the steady state no post costs an allocation, whether it matches or not") {
  using namespace sait;
  Diagnostics diagnostics;
  const std::shared_ptr<const RuleSet> rules = compile_rules(fixture::shipped(), diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  PostMatcher matcher(rules);
  std::vector<Post> posts;
  for (const auto* text :
       {"the weather is nice today", "Migrants are people like you and me. The council met in May.",
        "Asylum seekers get more than pensioners! That is what they say.",
        "Fact check: refugees do not get more money than pensioners.",
        "R3fug33s g e t more than #pensioners each month",
        "Flüchtlinge bekommen mehr als Rentner, sagt man. Die Straße war naß.",
        "Los inmigrantes cobran más que los pensionistas. ¿Es verdad?", "اللاجئون يحصلون على أكثر من المواطنين"}) {
    auto& post = posts.emplace_back();
    post.text = text;
    post.lang = post.text.starts_with("Fl") ? "de" : post.text.starts_with("Los") ? "es" : "en";
  }
  std::size_t matches = 0, on_topic = 0;
  const std::string languages[] = {"en", "de", "es"};
  const auto pass = [&] {
    matches = on_topic = 0;
    for (const auto& post : posts) {
      if (!matcher.on_topic(post)) continue;
      ++on_topic;
      const auto& language = post.lang == "de" ? languages[1] : post.lang == "es" ? languages[2] : languages[0];
      matches += matcher.matches(language).size();
    }
  };
  for (int i = 0; i < 3; ++i) pass();
  allocations = 0;
  counting = true;
  for (int i = 0; i < 10; ++i) pass();
  counting = false;
  const std::size_t allocated = allocations;
  CHECK(allocated == 0);
  for (const auto& post : posts) {
    allocations = 0;
    counting = true;
    const bool on = matcher.on_topic(post);
    const std::size_t fold = allocations;
    if (on) (void)matcher.matches(languages[0]);
    counting = false;
    MESSAGE(post.text << " fold " << fold << " all " << allocations.load());
  }
  CHECK(on_topic >= 5);
  CHECK(matches >= 3);
}

#endif
