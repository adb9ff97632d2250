#include "pipeline/recent_posts.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <vector>

using namespace sait;

// What find() knows is asked of a filter first: of all posts that were ever told, it must say what a plain list says.
TEST_CASE("the last posts are known through edits, deletions, counts and time, and no others") {
  for (const std::size_t most : {1U, 3U, 20U, 300U}) {
    CAPTURE(most);
    std::mt19937 random(static_cast<unsigned>(most));
    RecentPosts recent(most);
    struct Known {
      Time stamp;
      std::uint64_t content = 0;
      std::optional<std::uint64_t> likes;
      bool deleted = false;
    };
    std::map<PostKey, Known> model;
    std::vector<std::pair<Time, PostKey>> order;
    auto now = Time(std::chrono::hours(24 * 20'000));
    const auto forget = [&](std::size_t first) {
      for (std::size_t i = 0; i < first; ++i) {
        const auto at = model.find(order[i].second);
        if (at != model.end() && at->second.stamp == order[i].first) model.erase(at);
      }
      order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(first));
    };
    for (int i = 0; i < 6'000; ++i) {
      if (random() % 3 > 0) now += std::chrono::minutes(random() % (random() % 50 == 0 ? 3'000 : 60));
      PostKey key{};
      key[0] = static_cast<std::uint8_t>(random() % 256);
      key[9] = static_cast<std::uint8_t>(random() % (1 + most / 64));
      std::size_t old = 0;
      while (old < order.size() && order[old].first < now - RecentPosts::kKept) ++old;
      forget(old);
      Record record{static_cast<std::uint64_t>(i), now, key, {}};
      const auto kind = random() % 6;
      if (kind == 0) {
        record.body = DeletionRecord{};
        model[key] = {now, 0, std::nullopt, true};
        order.emplace_back(now, key);
      } else if (kind == 1) {
        EngagementRecord change;
        change.now.likes = random() % 9;
        if (const auto at = model.find(key); at != model.end()) at->second.likes = change.now.likes;
        record.body = change;
      } else {
        PostRecord post;
        post.content_mac = random();
        if (random() % 2 == 0) post.engagement.likes = random() % 9;
        model[key] = {now, post.content_mac, post.engagement.likes, false};
        order.emplace_back(now, key);
        record.body = post;
      }
      recent.follow(record);
      if (order.size() > most) forget(order.size() - most);
      REQUIRE(recent.size() == model.size());
      for (int asked = 0; asked < 5; ++asked) {
        if (asked > 0) key[0] = static_cast<std::uint8_t>(random() % 256);
        const auto* found = recent.find(key);
        const auto expected = model.find(key);
        REQUIRE((found != nullptr) == (expected != model.end()));
        if (found == nullptr) continue;
        REQUIRE(found->stamp == expected->second.stamp);
        REQUIRE(found->deleted == expected->second.deleted);
        REQUIRE(found->content_mac == expected->second.content);
        REQUIRE(found->engagement.get().likes == expected->second.likes);
      }
    }
  }
}
