#include "model/author_lists.hpp"

#include <doctest/doctest.h>

using namespace sait;

TEST_CASE("a list's word counts over the feed's, but listed only over people") {
  AuthorLists lists;
  CHECK(lists.tier_of("forum", "hall", Tier::media) == Tier::media);
  REQUIRE(lists.add("forum", "hall", Tier::official));
  REQUIRE(lists.add("forum", "helpers", Tier::listed));
  REQUIRE(lists.add("bsky", "hall", Tier::media));
  CHECK_FALSE(lists.add("forum", "hall", Tier::media));
  CHECK(lists.tier_of("forum", "hall", Tier::people) == Tier::official);
  CHECK(lists.tier_of("forum", "hall", Tier::media) == Tier::official);
  CHECK(lists.tier_of("bsky", "hall", Tier::people) == Tier::media);
  CHECK(lists.tier_of("mastodon", "hall", Tier::people) == Tier::people);
  CHECK(lists.tier_of("forum", "somebody", Tier::media) == Tier::media);
  CHECK(lists.tier_of("forum", "", Tier::people) == Tier::people);
  CHECK(lists.tier_of("forum", "helpers", Tier::people) == Tier::listed);
  CHECK(lists.tier_of("forum", "helpers", Tier::official) == Tier::official);
}

TEST_CASE("an account speaks for the region it is listed in, and for none otherwise") {
  AuthorLists lists, others;
  REQUIRE(lists.add("forum", "hall", Tier::official, "Chemnitz"));
  REQUIRE(lists.add("forum", "paper", Tier::media));
  CHECK(lists.region_of("forum", "hall") == "Chemnitz");
  CHECK(lists.region_of("forum", "paper").empty());
  CHECK(lists.region_of("forum", "somebody").empty());
  CHECK(lists.region_of("bsky", "hall").empty());
  CHECK(lists.region_of("forum", "").empty());
  CHECK(lists.tier_of("forum", "hall", Tier::people) == Tier::official);
  REQUIRE(others.add("forum", "hall", Tier::official, "Munich"));
  REQUIRE(others.add("forum", "paper", Tier::media));
  CHECK_FALSE(lists == others);
}
