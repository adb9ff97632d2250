#include "assess/kit.hpp"

#include <doctest/doctest.h>

#include "assess/standing.hpp"

using namespace sait;

namespace {

Fact fact(const std::string& id, std::vector<std::string> languages = {}) {
  Fact fact;
  fact.statement = id;
  fact.source = "s";
  fact.year = 2025;
  fact.id = id;
  fact.value = 7;
  fact.languages = std::move(languages);
  return fact;
}

std::vector<std::string> ids_for(const std::vector<Fact>& facts, const std::vector<std::string>& languages) {
  std::vector<std::string> ids;
  for (const auto& one : facts_for(facts, languages)) ids.push_back(one.id);
  return ids;
}

using Ids = std::vector<std::string>;

Narrative with_kit() {
  Narrative narrative;
  narrative.kit = {"fairness", "uk", "look it up", "a nurse", {"calm"}, {{"people"}, {"boats"}}};
  return narrative;
}

}  // namespace

TEST_CASE("an audience is told the facts of its languages and those for all, elsewhere's only where there are none") {
  const std::vector<Fact> facts{fact("uk", {"en"}), fact("es", {"es"}), fact("world")};
  CHECK(ids_for(facts, {"en"}) == Ids{"uk", "world"});
  CHECK(ids_for(facts, {"es", "en"}) == Ids{"uk", "es", "world"});
  CHECK(ids_for(facts, {"pl"}) == Ids{"world"});
  CHECK(ids_for({fact("uk", {"en"}), fact("es", {"es"})}, {"pl"}) == Ids{"uk", "es"});
  CHECK(ids_for({}, {"pl"}).empty());
  CHECK(ids_for({fact("1"), fact("2"), fact("3"), fact("4"), fact("5"), fact("6")}, {"en"}) ==
        Ids{"1", "2", "3", "4", "5"});
}

TEST_CASE("what nobody has read is told to nobody, and nothing rests on it") {
  Narrative narrative;
  narrative.status = "false";
  narrative.facts = {fact("read"), fact("unread")};
  narrative.facts[1].verified = false;
  narrative.facts[1].review_by = "2026-01-01";
  const auto standing = standing_of(narrative, "2026-06-01");
  CHECK(standing.status == "false");
  REQUIRE(standing.facts.size() == 1);
  CHECK(standing.facts[0].id == "read");
}

TEST_CASE("a kit joins the narrative's with the posture's, and its number stands beside its fact alone") {
  const PostureKit posture{{"write", "clear"}, {"brisk", "calm"}, {}, {{}, {"crowds"}}};
  const std::vector<Fact> facts{fact("uk", {"en"})};
  const auto kit = kit_of(with_kit(), facts, posture, false);
  REQUIRE(kit);
  CHECK(kit->steps == Ids{"write", "clear"});
  CHECK(kit->tone == Ids{"calm", "brisk"});
  CHECK(kit->hide == Ids{"boats", "crowds"});
  REQUIRE(kit->number);
  CHECK(kit->number->value == 7);
  CHECK(kit->number_note == "look it up");
  const auto elsewhere = kit_of(with_kit(), {}, posture, false);
  CHECK_FALSE(elsewhere->number);
  CHECK(elsewhere->number_note.empty());
  CHECK(elsewhere->story == "a nurse");
  const auto reserved = kit_of(with_kit(), facts, posture, true);
  CHECK_FALSE(reserved->number);
  CHECK(reserved->story.empty());
  CHECK(reserved->value == "fairness");
  CHECK_FALSE(kit_of(Narrative(), facts, PostureKit(), false));
  CHECK(kit_of(Narrative(), facts, posture, false)->steps.size() == 2);
}
