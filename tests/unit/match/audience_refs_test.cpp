#include <doctest/doctest.h>

#include "match/post_matcher.hpp"
#include "model/feed_declaration.hpp"
#include "rules/audiences_fixture.hpp"

using namespace sait;

namespace {

struct Scene {
  explicit Scene(RuleFiles files = fixture::with_audiences()) {
    Diagnostics diagnostics;
    rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    matcher = std::make_unique<PostMatcher>(rules);
  }
  // The audiences that the post counts for.
  std::vector<std::string> audiences(std::string_view text, const std::string& language,
                                     std::vector<std::string> regions = {}, const std::string& listed = "",
                                     const std::string& feed_id = "f") {
    FeedDeclaration feed;
    feed.id = feed_id;
    feed.regions = std::move(regions);
    const auto carried = carried_by(feed_reach(feed), rules->audiences);
    Post post;
    post.text = text;
    post.lang = language;
    (void)matcher->on_topic(post);
    std::vector<std::string> found;
    for (const auto& ref : matcher->refs(matcher->matches(language), false, {carried, region_key(listed)}))
      found.push_back(ref.audience);
    return found;
  }

  std::shared_ptr<const RuleSet> rules;
  std::unique_ptr<PostMatcher> matcher;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a post counts for the language, and for declared audiences where its feed is at home") {
  Scene scene;
  CHECK(scene.audiences("migrants get more", "en") == Names{"en"});
  CHECK(scene.audiences("migrants get more", "en", {"Chemnitz"}) == Names{"chemnitz", "en", "saxony"});
  CHECK(scene.audiences("migrants get more", "en", {"SACHSEN"}) == Names{"en", "saxony"});
  CHECK(scene.audiences("migrants get more", "en", {"DE"}) == Names{"en"});
  CHECK(scene.audiences("migrants get more", "en", {"Munich"}) == Names{"en"});
  CHECK(scene.audiences("Flüchtlinge bekommen mehr", "de", {"Chemnitz"}) == Names{"chemnitz", "de"});
  CHECK(scene.audiences("migrants get more", "en", {}, "", "board") == Names{"boards", "en"});
}

TEST_CASE("a post counts for an audience whose place it names, however that is spelt") {
  Scene scene;
  for (const auto* place : {"Chemnitz", "CHEMNITZ", "Chémnitz", "Karl-Marx-Stadt", "karl marx stadt"}) {
    CAPTURE(place);
    CHECK(scene.audiences("migrants in " + std::string(place) + " get more", "en") ==
          Names{"chemnitz", "en", "saxony"});
  }
  CHECK(scene.audiences("migrants in Sachsen get more", "en") == Names{"en", "saxony"});
  CHECK(scene.audiences("migrants in Germany get more", "en") == Names{"en"});
  CHECK(scene.audiences("Flüchtlinge in Karl-Marx-Stadt bekommen mehr", "de") == Names{"chemnitz", "de"});
  // A feed of another city does not carry it, whatever is talked of there.
  CHECK(scene.audiences("migrants in Chemnitz get more", "en", {"Munich"}) == Names{"en"});
}

TEST_CASE("a post counts where the operator has listed its author") {
  Scene scene;
  CHECK(scene.audiences("migrants get more", "en", {}, "Karl-Marx-Stadt") == Names{"chemnitz", "en", "saxony"});
  CHECK(scene.audiences("migrants get more", "en", {"DE"}, "Sachsen") == Names{"en", "saxony"});
  CHECK(scene.audiences("migrants get more", "en", {}, "Atlantis") == Names{"en"});
}

TEST_CASE("an audience counts no matches of a language in which the narrative is less mature") {
  auto files = fixture::with_audiences();
  auto& bytes = files["narratives/n.yaml"];
  bytes.replace(bytes.find("de: stable"), 10, "de: shadow");
  Scene scene(files);
  CHECK(scene.audiences("Flüchtlinge bekommen mehr", "de", {"Chemnitz"}) == Names{"de"});
  CHECK(scene.audiences("migrants get more", "en", {"Chemnitz"}) == Names{"chemnitz", "en", "saxony"});
}
