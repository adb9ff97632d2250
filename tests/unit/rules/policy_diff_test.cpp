#include "rules/policy_diff.hpp"

#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include "policy_fixture.hpp"

using namespace sait;

namespace {

std::string summary(const PolicyDiff& diff) {
  std::string out;
  for (const auto& change : diff.settings) out += change.name + ": " + change.before + " -> " + change.after + "\n";
  for (const auto& change : diff.postures)
    out += fmt::format("{} {} -> {} {}{}: {}\n", change.row_before, to_string(change.before), change.row_after,
                       to_string(change.after), change.exact ? "" : " in part", fmt::join(change.where, "; "));
  return out;
}

}  // namespace

TEST_CASE("a policy is the same as itself") {
  const auto policy = fixture::shipped_policy();
  const auto diff = diff_policies(policy, policy);
  CHECK(diff.same());
  CHECK(diff.changed == 0);
  CHECK(diff.cases > 1000);
}

TEST_CASE("a moved band is told with the cases it moves") {
  const auto before = fixture::shipped_policy();
  auto after = before;
  after.scale_authors = {10, 50, 250};
  CHECK(summary(diff_policies(before, after)) == "bands.scale_authors: 10, 50, 200 -> 10, 50, 250\n");  // no row asks
  after.scale_authors = {30, 50, 200};
  CHECK(summary(diff_policies(before, after)).find("breaking-out respond-through-allies -> otherwise monitor") !=
        std::string::npos);
  CHECK(summary(diff_policies(before, after)).find("growing prepare -> otherwise monitor") != std::string::npos);
}

TEST_CASE("another posture, a row less and a row more are told by row") {
  const auto before = fixture::shipped_policy();
  auto after = before;
  const auto at = [&](const char* id) { return std::ranges::find(after.rows, id, &PolicyRow::id); };
  at("growing")->posture = Posture::monitor;
  CHECK(summary(diff_policies(before, after)).find("growing prepare -> growing monitor") == 0);
  after = before;
  after.rows.erase(at("mainstream"));
  auto diff = diff_policies(before, after);
  CHECK(diff.rows_gone == std::vector<std::string>{"mainstream"});
  for (const auto& change : diff.postures) CHECK(change.row_before == "mainstream");
  diff = diff_policies(after, before);
  CHECK(diff.rows_new == std::vector<std::string>{"mainstream"});
  CHECK(diff.settings.empty());
}

TEST_CASE("settings of the life of an alert are told") {
  const auto before = fixture::shipped_policy();
  auto after = before;
  after.raise_after = std::chrono::minutes(30);
  after.expires[Posture::prepare] = std::chrono::hours(12);
  after.unverified_ceiling = Posture::prepare;
  CHECK(summary(diff_policies(before, after)) ==
        "ceilings.unverified: respond-directly -> prepare\nhysteresis.raise_after: 20m -> 30m\nexpires.prepare: "
        "1d -> 12h\n");
}

TEST_CASE("every conversation that two policies judge differently is among what is told, and no other") {
  fixture::RandomPolicies random(61);
  for (int round = 0; round < 100; ++round) {
    const auto before = random.policy();
    auto after = before;
    after.rows[1 + random.below(after.rows.size() - 2)] = random.row();
    const auto diff = diff_policies(before, after);
    for (int i = 0; i < 200; ++i) {
      const auto given = random.conversation(before);
      const auto& was = before.rows[first_row(before, fixture::situation_of(given, before))];
      const auto& is = after.rows[first_row(after, fixture::situation_of(given, after))];
      const bool told = std::ranges::any_of(diff.postures, [&](const PostureChange& change) {
        return change.row_before == was.id && change.row_after == is.id;
      });
      CHECK(told == (was.posture != is.posture));
    }
  }
}

TEST_CASE("who is reached, who is served and how fast platforms are is read, told and checked") {
  const auto read = [](const std::string& more) {
    Diagnostics diagnostics;
    const auto rules = compile_rules(
        fixture::with_policy(fixture::with_rows(std::string(fixture::kSafety) + fixture::kLast, more)), diagnostics);
    return std::pair(rules, diagnostics.render());
  };
  const auto plain = read({}).first;
  REQUIRE(plain);
  const auto [rules, said] = read(
      "channels:\n  - {name: letter, audience: en, people: 40000}\n  - {name: site, audience: en, people: 500}\n"
      "communities:\n  - {name: arrivals.example, serves: [asylum seekers, students]}\n"
      "bands: {void_z: 4}\ntiming: {clocks: {youtube: 5d}}\n");
  REQUIRE_MESSAGE(rules, said);
  const auto& policy = rules->policy;
  CHECK(policy.people_on_channels("en") == 40'500);
  CHECK(policy.people_on_channels("de") == 0);
  CHECK(policy.serves("arrivals.example", {"nurses", "students"}));
  CHECK_FALSE(policy.serves("arrivals.example", {"nurses"}));
  CHECK_FALSE(policy.serves("other.example", {"students"}));
  CHECK_FALSE(policy.serves("arrivals.example", {}));
  CHECK(policy.communities_for({"students"}) == 1);
  CHECK(policy.clocks.size() == 1);  // in place of the daemon's own
  CHECK(plain->policy.clocks.size() == 6);
  CHECK(summary(diff_policies(plain->policy, policy)) ==
        "bands.void_z: 3 -> 4\n"
        "timing.clocks: facebook 30m, instagram 19h, linkedin 1d, twitter 21m, x 21m, youtube 6d -> youtube 5d\n"
        "channels: none -> letter (en) 40000, site (en) 500\n"
        "communities: none -> arrivals.example for asylum seekers and students\n");
  for (const auto* wrong :
       {"channels: [{name: a, audience: en}]\n", "channels: [{name: a, audience: en, people: 0}]\n",
        "channels: [{name: a, audience: en, people: -5}]\n", "channels: [{name: a, people: 5}]\n",
        "channels: [{name: a, audience: en, people: 99999999999999}]\n",
        "channels: [{name: a, audience: en, people: 5}, {name: a, audience: de, people: 5}]\n",
        "communities: [{name: a}]\n", "communities: [{name: a, serves: [b]}, {name: a, serves: [c]}]\n",
        "communities: [{name: a, serves: [b], who: c}]\n", "timing: {clocks: [youtube]}\n",
        "timing: {clocks: {youtube: 8d}}\n", "timing: {clocks: {youtube: soon}}\n", "bands: {void_z: 0}\n"}) {
    CAPTURE(std::string(wrong));
    CHECK_FALSE(read(wrong).first);
  }
}
